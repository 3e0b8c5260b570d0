/** What steps know while they are resolved: values by name, and names in Python. */

import type { Report } from "../../diagnostics/define.ts";
import type { Handler, Step, Typed, Value, Variable } from "../../ir/logic.ts";
import { safeAttribute, uniqueName } from "../../python/names.ts";
import type { Span, Spanned } from "../../source/source.ts";
import type { Created } from "./created.ts";
import type { HandlerResolver, KnownNames } from "./handler_resolver.ts";
import type { ReferencePlace } from "./reference_faults.ts";
import { sameType } from "./typed.ts";
import type { RequestScope, ValueScope } from "./values.ts";

/** What is the same for all steps of a route. */
export interface StepContext {
  readonly request: RequestScope;
  readonly handlers: HandlerResolver | undefined;
  /** A function that a place names, for its annotations. */
  find(reference: Spanned<string>, what: string): Handler | undefined;
  readonly known: KnownNames;
  /** Collects what steps make records from. */
  readonly created: Created[];
  /** Collects what steps return, with the places where that is written. */
  readonly returned: { readonly value: Value; readonly span: Span }[];
  readonly report: Report;
  /** Variables of the function, by the names in the config. */
  readonly variables: Map<string, Variable[]>;
  /** What every function may ask for. */
  readonly injected: ReadonlyMap<string, Value>;
}

/** What is known at one point of a pipeline. */
export interface Point {
  readonly bound: ReadonlyMap<string, Value>;
  readonly present: ReadonlySet<string>;
}

/** Steps in order, and what is known behind them. */
export interface Block {
  readonly steps: readonly Step[];
  /** What the last step with a value yielded. */
  readonly last: Value | undefined;
  readonly point: Point;
  /** Whether nothing runs behind them. */
  readonly ends: boolean;
}

/** The scope of the values at a point. */
export function valuesAt(point: Point, place: ReferencePlace, { request, report }: StepContext): ValueScope {
  return { request, variables: point.bound, present: point.present, place, report };
}

/** A variable for a name of the config: the same one where an equal value had it in another branch. */
export function variableFor(name: string, typed: Typed, { variables, request }: StepContext): Variable {
  const known = variables.get(name) ?? [];
  const same = known.find((one) => one.typed.nullable === typed.nullable && sameType(one.typed.type, typed.type));
  if (same !== undefined) return same;
  const free = uniqueName(safeAttribute(name, new Set()), request.taken);
  request.taken.add(free);
  const variable: Variable = { name: free, typed };
  variables.set(name, [...known, variable]);
  return variable;
}

/** A variable that no name of the config leads to. */
export function freshVariable(wanted: string, typed: Typed, { request }: StepContext): Variable {
  const name = uniqueName(safeAttribute(wanted, new Set()), request.taken);
  request.taken.add(name);
  return { name, typed };
}

/** The value of a variable. */
export function read(variable: Variable): Value {
  return { kind: "variable", variable, typed: variable.typed };
}

/** A point with one more name. */
export function bind(point: Point, name: string, value: Value): Point {
  return { ...point, bound: new Map([...point.bound, [name, value]]) };
}
