/** Whether a value of one type makes sense where another one is stored, looked for or compared. */

import type { FieldType } from "../../ir/api.ts";

/** What becomes of a value: records keep it, or it is looked for among them, or Python compares it. */
export type Purpose = "stored" | "looked for" | "compared";

const NUMBERS: readonly FieldType["kind"][] = ["int", "float", "decimal"];
const TEXTS: readonly FieldType["kind"][] = ["str", "enum"];
/** What stores read from its spelling when they look for it. */
const SPELLED: readonly FieldType["kind"][] = ["uuid", "date", "datetime", "time", "decimal", "int", "float"];

/** Whether some values of a type can be meant by another one; constraints are checked when it is stored. */
export function suits(given: FieldType, wanted: FieldType, purpose: Purpose): boolean {
  if (given.kind === "any" || wanted.kind === "any") return true;
  if (given.kind === "list" && wanted.kind === "list") return suits(given.items, wanted.items, purpose);
  // Membership in a mapping looks at its keys.
  if (given.kind === "dict" && wanted.kind === "list") {
    return purpose === "compared" && suits(given.keys, wanted.items, purpose);
  }
  if (given.kind === wanted.kind) return true;
  if (TEXTS.includes(given.kind) && TEXTS.includes(wanted.kind)) return true;
  if (isNumeric(given) && isNumeric(wanted)) {
    return purpose !== "stored" || wanted.kind !== "int" || given.kind === "enum";
  }
  if (purpose === "looked for" && given.kind === "str") return SPELLED.includes(wanted.kind);
  return false;
}

function isNumeric(type: FieldType): boolean {
  return NUMBERS.includes(type.kind) ||
    (type.kind === "enum" && type.values.some((value) => typeof value !== "string"));
}
