/** Filter operators: which types they fit, and how the config spells them. */

import type { FieldType, Operator } from "../ir/api.ts";

/** Operators by their spellings. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["eq", "eq"],
  ["ne", "ne"],
  ["gt", "gt"],
  ["ge", "ge"],
  ["gte", "ge"],
  ["lt", "lt"],
  ["le", "le"],
  ["lte", "le"],
  ["like", "like"],
  ["in", "in"],
  ["not_in", "not_in"],
  ["is_null", "is_null"],
  ["starts_with", "starts_with"],
  ["ends_with", "ends_with"],
]);

const ORDERED: readonly FieldType["kind"][] = ["str", "int", "float", "decimal", "datetime", "date", "time"];
const TEXTUAL: readonly Operator[] = ["like", "starts_with", "ends_with"];
const ORDERING: readonly Operator[] = ["gt", "ge", "lt", "le"];

/** Whether values of a type can be compared at all. */
export function comparable(type: FieldType): boolean {
  return !["list", "dict", "any", "model", "bytes"].includes(type.kind);
}

/** Whether records can be ordered by a type. */
export function sortable(type: FieldType): boolean {
  return ORDERED.includes(type.kind) || ["bool", "uuid", "enum"].includes(type.kind);
}

/** The operators that fit a type. */
export function operatorsFor(type: FieldType): readonly Operator[] {
  if (!comparable(type)) return ["is_null"];
  return [...new Set(OPERATORS.values())].filter((operator) =>
    TEXTUAL.includes(operator) ? type.kind === "str" : !ORDERING.includes(operator) || ORDERED.includes(type.kind)
  );
}
