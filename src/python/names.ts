/** The one checker of Python identifiers, and the makers of new ones. */

import { KEYWORDS, PYDANTIC_RESERVED } from "./reserved.ts";

export { BUILTINS, KEYWORDS, PYDANTIC_RESERVED, STDLIB_MODULES } from "./reserved.ts";

/** Longest name that a config may give to something, so that generated lines keep a sane layout. */
export const MAX_IDENTIFIER = 60;

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Whether a text is an ASCII identifier and no hard keyword. */
export function isIdentifier(text: string): boolean {
  return IDENTIFIER.test(text) && !KEYWORDS.has(text);
}

/** Whether a name starts and ends with two underscores. */
export function isDunder(text: string): boolean {
  return text.startsWith("__") && text.endsWith("__");
}

/** Whether a Pydantic field cannot have this name: an attribute of `BaseModel`, or in a protected namespace. */
export function isPydanticReserved(text: string): boolean {
  return PYDANTIC_RESERVED.has(text) || text.startsWith("model_dump") || text.startsWith("model_validate");
}

/** Whether a text is `identifier(.identifier)+` without dunder parts. */
export function isDottedReference(text: string): boolean {
  const parts = text.split(".");
  return parts.length > 1 && parts.every((part) => isIdentifier(part) && !isDunder(part));
}

/** `UserProfile`, `userProfile` or `user-profile` as `user_profile`. */
export function toSnakeCase(text: string): string {
  return text
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9_]+/g, "_")
    .toLowerCase();
}

/** `user_profile` or `userProfile` as `UserProfile`; capitals stay. */
export function toPascalCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
}

/** `user_profile` as `userProfile`, with the results of `pydantic.alias_generators.to_camel`. */
export function toCamelCase(text: string): string {
  // A name with hyphens is a spelling of its own.
  if (!/^[A-Za-z0-9_]+$/.test(text)) return text;
  if (/^[a-z]+[A-Za-z0-9]*$/.test(text) && !/[0-9][a-z]/.test(text)) return text;
  const title = text.replace(
    /[A-Za-z]+/g,
    (word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase(),
  );
  return title
    .replace(/([0-9A-Za-z])_(?=[0-9A-Z])/g, "$1")
    .replace(/^_*[A-Z]/, (start) => start.toLowerCase());
}

/** Names that are not free. */
export type Taken = Pick<ReadonlySet<string>, "has">;

/** The name, or the name with the first free number behind it. */
export function uniqueName(base: string, taken: Taken): string {
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}_${number}`)) number++;
  return `${base}_${number}`;
}

/**
 * A Python attribute for any wire name: an identifier, no keyword, no dunder, no leading underscore, nothing that
 * Pydantic keeps for itself, and none of the taken names. A name that is fine already stays as it is.
 */
export function safeAttribute(wireName: string, taken: Taken): string {
  return uniqueName(safeBase(wireName), taken);
}

/** What was made of names before; a config has few names many times. */
const safeBases = new Map<string, string>();
const MAX_KNOWN = 10_000;

function safeBase(wireName: string): string {
  const known = safeBases.get(wireName);
  if (known !== undefined) return known;
  const base = newSafeBase(wireName);
  if (safeBases.size < MAX_KNOWN) safeBases.set(wireName, base);
  return base;
}

function newSafeBase(wireName: string): string {
  let base = IDENTIFIER.test(wireName) ? wireName : asciiWords(wireName);
  base = base.replace(/^_+/, "");
  if (base === "" || /^[0-9]/.test(base)) base = `field_${base}`.replace(/_$/, "");
  if (wireName.startsWith("_") || KEYWORDS.has(base) || isPydanticReserved(base)) base = base.replace(/_*$/, "_");
  return isPydanticReserved(base) ? `field_${base}` : base;
}

/** The ASCII letters and digits of a text in lower case, with underscores between. */
function asciiWords(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9_]+/g, "_")
    .replace(/_+$/, "")
    .toLowerCase()
    .slice(0, MAX_IDENTIFIER);
}
