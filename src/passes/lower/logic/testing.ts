/** Lets tests build values, conditions and calls by hand, and print what they are lowered to. */

import type { Field, FieldType, Json, ModelId } from "../../../ir/api.ts";
import type { Condition, Handler, HandlerCall, Typed, Value } from "../../../ir/logic.ts";
import { apiOf } from "../../../../tests/support/expect.ts";
import type { Expr, FunctionDef, Stmt } from "../../../python/ast.ts";
import { returns } from "../../../python/build.ts";
import { printModule } from "../../../python/print.ts";
import { literal, UNKNOWN } from "../../resolve/typed.ts";
import { lowerCondition } from "./conditions.ts";
import { lowerValue, type ValueScope } from "./values.ts";

/** An API with two models, one inside of the other. */
export const SHOP = apiOf({
  "api.yaml": `
    models:
      Person: { fields: { id: uuid, name: str, email: { type: str, optional: true } } }
      Order:
        fields:
          id: uuid
          total: float
          count: int
          paid: bool
          note: { type: str, optional: true }
          status: { type: enum, values: [open, closed] }
          owner: { type: ref, model: Person }
          helper: { type: ref, model: Person, optional: true }
          tags: { type: list, items: str }
    routes: [{ path: /orders, method: GET, action: db.list, model: Order }]
  `,
});

/** How the values of tests are written. */
export const SCOPE: ValueScope = { api: SHOP, bound: new Set(["order", "item", "value"]), result: undefined };

/** A record of a model. */
export function record(name: string, model = "Order", nullable = false): Value {
  return variable(name, { type: { kind: "model", model: model as ModelId }, nullable });
}

/** A variable; without a type, of any. */
export function variable(name: string, typed: Typed = UNKNOWN): Value {
  return { kind: "variable", variable: { name, typed }, typed };
}

/** Parts of a record, one in the other. */
export function member(of: Value, ...names: readonly string[]): Value {
  return names.reduce<Value>((outer, name) => {
    const field = fieldOf(outer.typed.type, name);
    const nullable = outer.typed.nullable || field.nullable;
    return { kind: "member", of: outer, name, access: "attribute", typed: { type: field.type, nullable } };
  }, of);
}

function fieldOf(type: FieldType, name: string): Field {
  const model = type.kind === "model" ? SHOP.models.get(type.model) : undefined;
  const field = model?.fields.find((one) => one.attribute === name);
  if (field === undefined) throw new Error(`There is no ${name}`);
  return field;
}

/** Parts of a value of which nothing is known. */
export function lookup(of: Value, ...names: readonly string[]): Value {
  return names.reduce<Value>(
    (outer, name) => ({ kind: "member", of: outer, name, access: "lookup", typed: UNKNOWN }),
    of,
  );
}

/** A comparison; the right side may be a plain value. */
export function compare(left: Value, operator: Compare["operator"], right: Value | Json): Condition {
  return { kind: "compare", operator, left, right: isValue(right) ? right : literal(right) };
}

type Compare = Extract<Condition, { kind: "compare" }>;

function isValue(value: Value | Json): value is Value {
  return typeof value === "object" && value !== null && "kind" in value;
}

/** A function of `checks.py`, whose parameters are named like the values. */
export function handlerCall(
  handler: Partial<Handler> = {},
  given: Readonly<Record<string, Value>> = {},
): HandlerCall {
  return {
    handler: {
      reference: "checks.valid",
      module: "checks",
      qualifiedName: "valid",
      async: true,
      returns: UNKNOWN,
      parameters: undefined,
      file: "checks.py",
      ...handler,
    },
    arguments: Object.entries(given).map(([name, value]) => ({ name, value })),
  };
}

/** An expression as it is printed. */
export function printed(expression: Expr): string {
  return printedBody([returns(expression)]).replace(/^return /, "");
}

/** Statements as they are printed inside of a function, without its indentation. */
export function printedBody(body: readonly Stmt[]): string {
  const definition: FunctionDef = { kind: "function", name: "f", async: true, decorators: [], parameters: [], body };
  const text = printModule({ path: "module.py", docstring: "Test.", body: [definition] }, { width: 120 });
  const lines = text.trimEnd().split("\n");
  return lines.slice(lines.findIndex((line) => line.endsWith("f():")) + 1).map((line) => line.slice(4)).join("\n");
}

/** A value as it is printed. */
export const valueText = (value: Value) => printed(lowerValue(value, SCOPE));

/** A condition as it is printed. */
export const conditionText = (condition: Condition) => printed(lowerCondition(condition, SCOPE));
