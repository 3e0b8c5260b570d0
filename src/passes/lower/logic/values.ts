/** Values that flow through a route, as Python. */

import type { Api, Field } from "../../../ir/api.ts";
import type { Typed, Value, Variable } from "../../../ir/logic.ts";
import type { Expr } from "../../../python/ast.ts";
import { attr, binary, call, dict, from, list, name, NONE, str, union } from "../../../python/build.ts";
import type { TypeWriter } from "../types.ts";
import { typedValue } from "../values.ts";

/** What values are written with. */
export interface ValueScope {
  readonly api: Api;
  /** Names that steps and dependencies bind. */
  readonly bound: ReadonlySet<string>;
  /** Names that stand for others: of what both branches of an `if` give a value. */
  readonly renamed?: ReadonlyMap<string, string>;
  /** What stands for the route's result: the variable that nothing else binds. */
  readonly result: Expr | undefined;
}

/** A value as an expression. */
export function lowerValue(value: Value, scope: ValueScope): Expr {
  switch (value.kind) {
    case "literal":
      return typedValue(value.value, value.typed.type);
    case "path":
    case "parameter":
      return name(value.parameter.attribute);
    case "file":
      return name(value.file.attribute);
    case "body":
      return name("body");
    case "injected":
      return name(value.what);
    case "variable":
      return scope.bound.has(value.variable.name)
        ? name(nameOf(value.variable, scope))
        : scope.result ?? name(value.variable.name);
    case "list":
      return list(value.items.map((item) => lowerValue(item, scope)));
    case "dict":
      return dict(value.entries.map(([key, item]) => [str(key), lowerValue(item, scope)]));
    case "member":
      return member(value, scope);
  }
}

/** The name of a variable in the function. */
export function nameOf({ name }: Variable, { renamed }: ValueScope): string {
  return renamed?.get(name) ?? name;
}

type Member = Extract<Value, { kind: "member" }>;

function member(value: Member, scope: ValueScope): Expr {
  if (isNone(startOf(value), scope)) return NONE;
  const { plain, guards } = chain(value, scope);
  const [first, ...others] = guards.map((guard) => binary(guard, "is not", NONE));
  if (first === undefined) return plain;
  const test = others.reduce((left, right) => binary(left, "and", right), first);
  return { kind: "conditional", test, then: plain, otherwise: NONE };
}

function startOf(value: Value): Value {
  return value.kind === "member" ? startOf(value.of) : value;
}

/** Whether a value stands for a result that is not there: its parts are not, either. */
function isNone(value: Value, { bound, result }: ValueScope): boolean {
  const isResult = value.kind === "variable" && !bound.has(value.variable.name);
  return isResult && result?.kind === "constant" && result.value === null;
}

/** `a.b.c`, with the parts of it that may be None and must not be. */
function chain(value: Value, scope: ValueScope): { readonly plain: Expr; readonly guards: readonly Expr[] } {
  if (value.kind !== "member") return { plain: lowerValue(value, scope), guards: [] };
  if (value.access === "lookup") return { plain: lookup(value, scope), guards: [] };
  const { plain, guards } = chain(value.of, scope);
  return {
    plain: attr(plain, value.name),
    guards: isNullItself(value.of, scope.api) ? [...guards, plain] : guards,
  };
}

/** Whether a value may be None by itself, and not only because it is part of something that may. */
function isNullItself(value: Value, api: Api): boolean {
  if (!value.typed.nullable) return false;
  if (value.kind !== "member" || value.access !== "attribute") return true;
  const field = fieldOf(value, api);
  return field === undefined || field.nullable || field.presence.kind === "omittable";
}

function fieldOf({ of, name }: Member, api: Api): Field | undefined {
  const { type } = of.typed;
  const model = type.kind === "model" ? api.models.get(type.model) : undefined;
  return model?.fields.find((field) => field.attribute === name);
}

/** One call for all the names that lead into a value of an unknown type. */
function lookup(value: Member, scope: ValueScope): Expr {
  const names = [value.name];
  let start = value.of;
  while (start.kind === "member" && start.access === "lookup") {
    names.unshift(start.name);
    start = start.of;
  }
  return call(from(".runtime.references", "lookup"), [lowerValue(start, scope), ...names.map(str)]);
}

/** Whether evaluating a value may give None, by its type or because nothing is known of it. */
export function mayBeNone(value: Value): boolean {
  return value.typed.nullable || (value.kind === "member" && value.access === "lookup");
}

/** The annotation of a value. */
export function annotationOf({ type, nullable }: Typed, types: TypeWriter): Expr {
  if (type.kind === "any") return from("typing", "Any");
  const plain = types.trusted({ type });
  return nullable ? union(plain, NONE) : plain;
}
