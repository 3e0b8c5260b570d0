/** The type names of the language, and which attributes apply to which. */

import { quoted } from "../diagnostics/text.ts";
import { COMPOSED_TYPES, synonym, TYPE_SYNONYMS } from "./synonyms.ts";

/** Types of fields. */
export const TYPE_NAMES = [
  "str",
  "int",
  "float",
  "bool",
  "datetime",
  "date",
  "time",
  "decimal",
  "uuid",
  "bytes",
  "any",
  "enum",
  "list",
  "dict",
  "ref",
] as const;

/** A type of the language. */
export type TypeName = typeof TYPE_NAMES[number];

/** Formats of texts; `password` and `uri` are only documented, the rest is checked. */
export const FORMATS = ["email", "url", "uri", "uuid", "ipv4", "ipv6", "hostname", "password"] as const;

/** Attributes that only some types have. */
export const APPLICABLE: Readonly<Record<string, readonly TypeName[]>> = {
  min_length: ["str", "bytes", "list", "dict"],
  max_length: ["str", "bytes", "list", "dict"],
  ge: ["int", "float", "decimal"],
  gt: ["int", "float", "decimal"],
  le: ["int", "float", "decimal"],
  lt: ["int", "float", "decimal"],
  multiple_of: ["int", "float", "decimal"],
  regex: ["str"],
  format: ["str"],
  auto: ["uuid", "int"],
  auto_now: ["datetime"],
  relation: ["ref"],
  foreign_key: ["str", "int", "float", "decimal", "date", "datetime", "time", "uuid", "bytes", "bool", "enum"],
  on_delete: ["ref", "str", "int", "float", "decimal", "date", "datetime", "time", "uuid", "bytes", "bool", "enum"],
  version: ["int"],
  model: ["ref"],
  items: ["list"],
  keys: ["dict"],
  values: ["enum", "dict"],
};

/** The type that a word names, in any case. */
export function typeNamed(word: string): TypeName | undefined {
  return TYPE_NAMES.find((known) => known === word.toLowerCase());
}

/** What to write for a type as other languages spell it; undefined where the word is none of theirs. */
export function typeAdvice(word: string): string | undefined {
  const known = synonym(word, TYPE_SYNONYMS);
  if (known !== undefined) return typeNamed(known) === undefined ? known : `Did you mean ${quoted(known)}?`;
  for (const { pattern, instead } of COMPOSED_TYPES) {
    const [, inner] = pattern.exec(word) ?? [];
    if (inner === undefined) continue;
    const type = synonym(inner, TYPE_SYNONYMS) ?? typeNamed(inner) ?? inner;
    return `Write ${quoted(instead.replace("$1", () => typeNamed(type) ?? inner))}`;
  }
  return undefined;
}
