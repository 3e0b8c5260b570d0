/** Names that become Python identifiers: what they may be, and that no two of them meet. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import { isIdentifier, KEYWORDS, MAX_IDENTIFIER, toPascalCase, toSnakeCase } from "../../python/names.ts";
import type { Span } from "../../source/source.ts";

/** A name that cannot be written in Python. */
export const INVALID_NAME = define<{ what: string; name: string; reason: string; instead: string | undefined }>(
  "E112",
  "invalid-name",
  {
    message: ({ what, name, reason }) => `${what} ${quoted(name)} ${reason}`,
    help: ({ instead }) =>
      instead === undefined
        ? "Use letters, digits and underscores, starting with a letter"
        : `Write ${quoted(instead)}, for example`,
  },
);

/** Two models whose files or classes would meet. */
export const DUPLICATE_MODEL = define<{ name: string; other: string }>("E001", "duplicate-model", {
  message: ({ name, other }) => `Model ${quoted(name)} has the same name as ${quoted(other)}`,
  help: () => "Rename one of them; case and underscores make no difference",
});

/** Two errors whose classes would meet. */
export const DUPLICATE_ERROR = define<{ name: string; other: string; className: string }>("E003", "duplicate-error", {
  message: ({ name, other, className }) =>
    `Errors ${quoted(other)} and ${quoted(name)} would both become the class ${quoted(className)}`,
  help: () => "Rename one of them",
});

const lists = new WeakMap<ReadonlySet<string>, readonly string[]>();

/** The names of a set as a list: the same list each time, which suggestions are prepared for once. */
export function listOf(names: ReadonlySet<string>): readonly string[] {
  const list = lists.get(names) ?? [...names];
  lists.set(names, list);
  return list;
}

const PLAIN = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Why a text cannot be a name, or undefined. */
export function nameProblem(text: string): string | undefined {
  if (text.length > MAX_IDENTIFIER) return `is longer than ${MAX_IDENTIFIER} characters`;
  if (text.startsWith("_")) return "starts with an underscore";
  if (KEYWORDS.has(text)) return "is a keyword of Python";
  if (text === "") return "is empty";
  if (/^[0-9]/.test(text)) return "starts with a digit";
  return PLAIN.test(text) && isIdentifier(text)
    ? undefined
    : "has characters other than letters, digits and underscores";
}

/** A name made of what is usable in a text. */
export function repaired(text: string): string | undefined {
  const plain = toSnakeCase(text).replace(/[^A-Za-z0-9_]/g, "_").replace(/^[_0-9]+|_+$/g, "").slice(0, MAX_IDENTIFIER);
  if (plain === "") return undefined;
  return KEYWORDS.has(plain) ? `${plain}_` : plain;
}

/** Reports a text that cannot be an identifier. */
export function checkName(what: string, text: string, span: Span, report: Report): boolean {
  const reason = nameProblem(text);
  const isClass = what === "Model" || what === "Error";
  const plain = repaired(text);
  const suggestion = plain !== undefined && isClass ? toPascalCase(plain) : plain;
  if (reason !== undefined) report(INVALID_NAME.at(span, { what, name: text, reason, instead: suggestion }));
  return reason === undefined;
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [INVALID_NAME, DUPLICATE_MODEL, DUPLICATE_ERROR] as const;
