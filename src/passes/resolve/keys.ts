/** What names one record: the key of its model, and how a path spells it. */

import type { Field, FieldType, Model } from "../../ir/api.ts";
import { TEXT } from "./typed.ts";

/** The field that tells records of a model apart. */
export function keyOf(model: Model): Field | undefined {
  return model.fields.find((field) => field.primary) ?? model.fields.find((field) => field.name === "id");
}

/** Kinds of types whose values have one spelling in a path, and in every other part of a request but JSON. */
export const IN_PATHS: readonly FieldType["kind"][] = [
  "str",
  "int",
  "float",
  "uuid",
  "bytes",
  "date",
  "datetime",
  "time",
  "decimal",
  "bool",
  "enum",
];

/** Types that have one spelling in a path; anything else is taken as text. */
export function pathType(field: Pick<Field, "type"> | undefined): FieldType {
  const type = field?.type;
  if (type !== undefined && IN_PATHS.includes(type.kind)) {
    return type.kind === "str" ? { ...TEXT, format: type.format } : withoutBounds(type);
  }
  return TEXT;
}

/** A value that no record can have is 404, not 422: only the type is checked in a path. */
function withoutBounds(type: FieldType): FieldType {
  if (type.kind !== "int" && type.kind !== "decimal" && type.kind !== "float") return type;
  return { kind: type.kind, ge: undefined, gt: undefined, le: undefined, lt: undefined, multipleOf: undefined };
}
