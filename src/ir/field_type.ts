/** The types of fields. */

import type { ModelId } from "./api.ts";

/** Bounds of a number, in the spelling of the config's keys. */
export interface Bounds {
  readonly ge: number | bigint | undefined;
  readonly gt: number | bigint | undefined;
  readonly le: number | bigint | undefined;
  readonly lt: number | bigint | undefined;
  readonly multipleOf: number | bigint | undefined;
}

/** Bounds of a length, both inclusive. */
export interface Lengths {
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
}

/** A text format that is checked (`email`, `url`, `ipv4` …) or only documented (`password`). */
export type Format = "email" | "url" | "uri" | "uuid" | "ipv4" | "ipv6" | "hostname" | "password";

/** A regular expression that Pydantic compiles. */
export interface Pattern {
  readonly source: string;
  /** Needs Python's own engine: it looks around or refers back. */
  readonly python: boolean;
}

/** The type of a field. */
export type FieldType =
  | ({ readonly kind: "str"; readonly format: Format | undefined; readonly pattern: Pattern | undefined } & Lengths)
  | ({ readonly kind: "int" | "float" | "decimal" } & Bounds)
  | { readonly kind: "bool" | "datetime" | "date" | "time" | "uuid" | "any" }
  | ({ readonly kind: "bytes" } & Lengths)
  | { readonly kind: "enum"; readonly values: readonly (string | number | bigint)[] }
  | ({ readonly kind: "list"; readonly items: FieldType } & Lengths)
  | ({ readonly kind: "dict"; readonly keys: FieldType; readonly values: FieldType } & Lengths)
  | { readonly kind: "model"; readonly model: ModelId };
