/** What becomes of the values of a column whose type changes. */

import type { Column, ColumnType } from "../ir/schema.ts";

/** A change of a type. */
export type Conversion =
  /** The values stay as they are. */
  | { readonly kind: "same" }
  /** A text gets shorter than it was. */
  | { readonly kind: "shorten"; readonly length: number }
  /** The database makes new values; `loss` says what that cannot keep. */
  | { readonly kind: "cast"; readonly using: (column: string) => string; readonly loss: string | undefined }
  /** The values go, and the column with them. */
  | { readonly kind: "replace" };

/** Characters of an integer of 64 bits. */
const INTEGER_LENGTH = 20;

/** How the values of a column are taken over. `using` is for PostgreSQL; SQLite casts by itself. */
export function conversionOf(before: Column, after: Column): Conversion {
  const [from, to] = [baseOf(before.type), baseOf(after.type)];
  if (from === to) {
    const length = lengthOf(after.type);
    if (from !== "text" || length === undefined || length >= (lengthOf(before.type) ?? Infinity)) {
      return { kind: "same" };
    }
    return { kind: "shorten", length };
  }
  if (to === "text" && !fitsText(from, after.type)) return { kind: "replace" };
  const cast = CASTS.get(`${from} ${to}`);
  return cast === undefined ? { kind: "replace" } : { kind: "cast", using: cast.using, loss: cast.loss };
}

interface Cast {
  readonly using: (column: string) => string;
  readonly loss: string | undefined;
}

const as = (type: string, loss?: string): Cast => ({ using: (column) => `${column}::${type}`, loss });

const CASTS: ReadonlyMap<string, Cast> = new Map([
  ["int float", as("double precision", "numbers beyond 2^53 are rounded")],
  ["int decimal", as("numeric")],
  ["int text", as("text")],
  ["bool int", as("integer::bigint")],
  ["float int", { using: (column) => `trunc(${column})::bigint`, loss: "what stands behind the decimal point goes" }],
  ["float decimal", as("numeric", "numbers are rounded to 15 digits")],
  ["decimal float", as("double precision", "numbers are rounded to 15 digits")],
  ["decimal text", as("text")],
]);

function fitsText(from: string, type: ColumnType): boolean {
  if (type.kind !== "text") return false;
  return type.length === undefined || (from === "int" && type.length >= INTEGER_LENGTH);
}

/** Enums are texts and numbers with a check. */
function baseOf({ kind }: ColumnType): string {
  return kind === "enum" ? "text" : kind === "number-enum" ? "int" : kind;
}

/** The longest text of a column; undefined without a limit. */
export function lengthOf(type: ColumnType): number | undefined {
  if (type.kind === "text") return type.length;
  return type.kind === "enum" ? Math.max(1, ...type.values.map((value) => [...value].length)) : undefined;
}

/** The values that a column may no longer hold; "some" where nobody knows which. */
export function removedValues(before: ColumnType, after: ColumnType): readonly string[] | "some" {
  if (after.kind !== "enum" && after.kind !== "number-enum") return [];
  if (before.kind !== after.kind) return "some";
  const kept = new Set<unknown>(after.values);
  return [...before.values].filter((value) => !kept.has(value)).map(String);
}
