/** Whether a value can be passed where a type is asked for, by the rules of Python's type checkers. */

import type { FieldType } from "../ir/api.ts";
import type { Typed, Value } from "../ir/logic.ts";
import { canonical, misfit } from "../passes/resolve/json.ts";
import { sameType } from "../passes/resolve/typed.ts";

/** Whether a value fits; what is not known fits. */
export function fits(value: Value, wanted: Typed): boolean {
  if (wanted.type.kind === "any") return true;
  if (value.kind === "literal") {
    if (value.value === null) return wanted.nullable;
    return wanted.type.kind !== "model" && misfit(value.value, wanted.type) === undefined;
  }
  if (value.kind === "list" && wanted.type.kind === "list") {
    const items: Typed = { type: wanted.type.items, nullable: false };
    return value.items.every((item) => fits(item, items));
  }
  if (value.kind === "dict" && wanted.type.kind === "dict") {
    const values: Typed = { type: wanted.type.values, nullable: false };
    return isTextual(wanted.type.keys) && value.entries.every(([, entry]) => fits(entry, values));
  }
  if (value.kind === "list" || value.kind === "dict") return false;
  const { type, nullable } = value.typed;
  if (type.kind === "any") return true;
  return (wanted.nullable || !nullable) && isAssignable(type, wanted.type);
}

function isTextual({ kind }: FieldType): boolean {
  return kind === "str" || kind === "any";
}

/** Whether values of one type are values of another one. */
function isAssignable(from: FieldType, to: FieldType): boolean {
  if (from.kind === "any" || to.kind === "any") return true;
  switch (from.kind) {
    case "int":
      return to.kind === "int" || to.kind === "float";
    case "bool":
      return to.kind === "bool" || to.kind === "int" || to.kind === "float";
    case "datetime":
      return to.kind === "datetime" || to.kind === "date";
    case "enum":
      if (to.kind === "enum") return from.values.every((value) => to.values.includes(value));
      return from.values.every((value) => typeof value === "string" ? to.kind === "str" : to.kind === "int");
    default:
      return isEqual(from, to);
  }
}

/** What a list or mapping holds cannot be taken for anything wider: it could be changed. */
function isEqual(left: FieldType, right: FieldType): boolean {
  if (left.kind === "any" || right.kind === "any") return true;
  if (left.kind === "list" && right.kind === "list") return isEqual(left.items, right.items);
  if (left.kind === "dict" && right.kind === "dict") {
    return isEqual(left.keys, right.keys) && isEqual(left.values, right.values);
  }
  return sameType(left, right);
}

/** A value as it is passed for a type: literals are written as values of it. */
export function converted(value: Value, wanted: Typed): Value {
  if (wanted.type.kind === "any") return value;
  if (value.kind === "literal") {
    return { ...value, value: value.value === null ? null : canonical(value.value, wanted.type), typed: wanted };
  }
  if (value.kind === "list" && wanted.type.kind === "list") {
    const items: Typed = { type: wanted.type.items, nullable: false };
    return { ...value, items: value.items.map((item) => converted(item, items)), typed: wanted };
  }
  if (value.kind === "dict" && wanted.type.kind === "dict") {
    const values: Typed = { type: wanted.type.values, nullable: false };
    return { ...value, entries: value.entries.map(([key, entry]) => [key, converted(entry, values)]), typed: wanted };
  }
  return value;
}

const WORDS: Readonly<Partial<Record<FieldType["kind"], string>>> = {
  uuid: "UUID",
  decimal: "Decimal",
  any: "Any",
};

/** A type as Python writes it. */
export function pythonType({ type, nullable }: Typed): string {
  return nullable && type.kind !== "any" ? `${spelled(type)} | None` : spelled(type);
}

function spelled(type: FieldType): string {
  const inner = (one: FieldType) => pythonType({ type: one, nullable: false });
  switch (type.kind) {
    case "model":
      return type.model;
    case "list":
      return `list[${inner(type.items)}]`;
    case "dict":
      return `dict[${inner(type.keys)}, ${inner(type.values)}]`;
    case "enum": {
      const values = type.values.slice(0, 4).map((value) => typeof value === "string" ? JSON.stringify(value) : value);
      return `Literal[${values.join(", ")}${type.values.length > values.length ? ", …" : ""}]`;
    }
    default:
      return WORDS[type.kind] ?? type.kind;
  }
}
