/** What is known of values: short ways to say it, and to compare it. */

import type { FieldType, Json, ModelId } from "../../ir/api.ts";
import type { Comparison, Typed, Value } from "../../ir/logic.ts";

/** Nothing is known. */
export const UNKNOWN: Typed = { type: { kind: "any" }, nullable: false };

/** Any text. */
export const TEXT: Extract<FieldType, { kind: "str" }> = {
  kind: "str",
  format: undefined,
  pattern: undefined,
  minLength: undefined,
  maxLength: undefined,
};

const NO_BOUNDS = { ge: undefined, gt: undefined, le: undefined, lt: undefined, multipleOf: undefined };

/** Any whole number. */
export const INTEGER: FieldType = { kind: "int", ...NO_BOUNDS };

/** A whole number that is not negative. */
export const COUNT: FieldType = { kind: "int", ...NO_BOUNDS, ge: 0 };

const FLOAT: FieldType = { kind: "float", ...NO_BOUNDS };

/** A record of a model. */
export function recordOf(model: ModelId): Typed {
  return { type: { kind: "model", model }, nullable: false };
}

/** A list of such values. */
export function listOf(items: FieldType): Typed {
  return { type: { kind: "list", items, minLength: undefined, maxLength: undefined }, nullable: false };
}

/** What is known of a literal that no field gives a type. */
export function typeOfLiteral(value: Json): Typed {
  if (value === null) return { type: { kind: "any" }, nullable: true };
  if (typeof value === "boolean") return { type: { kind: "bool" }, nullable: false };
  if (typeof value === "string") return { type: TEXT, nullable: false };
  if (typeof value === "bigint" || typeof value === "number") {
    return { type: Number.isInteger(Number(value)) ? INTEGER : FLOAT, nullable: false };
  }
  return UNKNOWN;
}

/** A literal, by the type that its place asks for. */
export function literal(value: Json, typed: Typed = typeOfLiteral(value)): Value {
  return { kind: "literal", value, typed };
}

/** Comparisons with the sides changed over. */
export const MIRRORED: Readonly<Record<Exclude<Comparison, "in" | "not_in">, Comparison>> = {
  eq: "eq",
  ne: "ne",
  gt: "lt",
  ge: "le",
  lt: "gt",
  le: "ge",
};

/** Whether two types are one in Python: constraints do not count. */
export function sameType(left: FieldType, right: FieldType): boolean {
  if (left.kind === "model" && right.kind === "model") return left.model === right.model;
  if (left.kind === "list" && right.kind === "list") return sameType(left.items, right.items);
  if (left.kind === "dict" && right.kind === "dict") {
    return sameType(left.keys, right.keys) && sameType(left.values, right.values);
  }
  if (left.kind === "enum" && right.kind === "enum") {
    return left.values.length === right.values.length &&
      left.values.every((value, index) => value === right.values[index]);
  }
  return left.kind === right.kind;
}

/** What is known of a value that is one or the other. */
export function either(left: Typed, right: Typed): Typed {
  const isNull = ({ type, nullable }: Typed) => type.kind === "any" && nullable;
  if (isNull(left)) return { ...right, nullable: true };
  if (isNull(right)) return { ...left, nullable: true };
  return sameType(left.type, right.type)
    ? { type: left.type, nullable: left.nullable || right.nullable }
    : { type: { kind: "any" }, nullable: left.nullable || right.nullable };
}

/** What is known of a list of such values. */
export function listOfValues(items: readonly Value[]): Typed {
  const [first, ...others] = items.map((item) => item.typed);
  const { type, nullable } = others.reduce(either, first ?? UNKNOWN);
  return listOf(nullable ? { kind: "any" } : type);
}

/** How messages call a type. */
export function typeWords({ type, nullable }: Typed): string {
  const words = type.kind === "model"
    ? type.model
    : type.kind === "list"
    ? `a list of ${typeWords({ type: type.items, nullable: false })}`
    : type.kind;
  return nullable && type.kind !== "any" ? `${words} or null` : words;
}
