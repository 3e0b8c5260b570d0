/** What the parts of an endpoint are made from. */

import type { ActionRoute, Api, ErrorResponse, Model } from "../../ir/api.ts";
import type { Contribution } from "../../ir/project.ts";
import type { Expr } from "../../python/ast.ts";
import type { TypeWriter } from "./types.ts";

/** Everything that the statements of one endpoint are made from. */
export interface Endpoint {
  readonly route: ActionRoute;
  readonly api: Api;
  readonly types: TypeWriter;
  readonly stored: Model;
  /** Class of the stored records. */
  readonly model: Expr;
  /** Variable for the record, or for the records of a list. */
  readonly variable: string;
  readonly contributions: readonly Contribution[];
  readonly errors: ReadonlyMap<string, ErrorResponse>;
}

/** The annotation of an answer, inside an envelope if a feature adds one. */
export function enveloped(endpoint: Endpoint, item: Expr, plain: Expr): Expr {
  const envelope = endpoint.contributions.find((one) => one.kind === "envelope");
  return envelope === undefined ? plain : envelope.annotation(item);
}
