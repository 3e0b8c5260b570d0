/** What the steps of one route are lowered with. */

import type { Variable } from "../../../ir/logic.ts";
import type { Uses } from "../../uses.ts";
import type { Endpoint } from "../endpoint_parts.ts";
import type { ValueScope } from "./values.ts";

/** What is the same for all steps of a route. */
export interface StepScope {
  readonly endpoint: Endpoint;
  readonly values: ValueScope;
  readonly uses: Uses;
  /** The variable that collects side effects for later. */
  readonly effects: string;
  /** Names whose annotation stands already. */
  readonly declared: Set<string>;
}

/** Whether something reads a variable. */
export function isRead(variable: Variable, { uses }: StepScope): boolean {
  return uses.variables.has(variable.name);
}
