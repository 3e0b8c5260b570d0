/** Requirements of pip's: a package, and which versions of it (PEP 508, without addresses and markers). */

import { define } from "../diagnostics/define.ts";
import { quoted } from "../diagnostics/text.ts";
import type { Spanned } from "../source/source.ts";
import { type Shape, text } from "./shape.ts";

/** A text that pip would not understand, or understand as a file. */
export const REQUIREMENT_SYNTAX = define<{ text: string }>("E270", "requirement-syntax", {
  message: ({ text }) => `${quoted(text)} is no requirement of a Python package`,
  help: () => 'Write a package of PyPI, with versions where they matter: "httpx", "argon2-cffi>=25,<26"',
});

const VERSION = String.raw`\s*(===?|~=|!=|<=?|>=?)\s*[A-Za-z0-9.*+!_-]+\s*`;
const REQUIREMENT = new RegExp(
  String.raw`^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?(\[[A-Za-z0-9._,\s-]+\])?(${VERSION}(,${VERSION})*)?$`,
);

/** A requirement. */
export function requirement(): Shape<Spanned<string>> {
  const plain = text("a requirement");
  return {
    ...plain,
    decode: (node, report) => {
      const decoded = plain.decode(node, report);
      if (decoded === undefined || REQUIREMENT.test(decoded.value)) return decoded;
      report(REQUIREMENT_SYNTAX.at(decoded.span, { text: decoded.value }));
      return undefined;
    },
  };
}

/** The package that a requirement names, as PyPI compares names (PEP 503). */
export function packageOf(requirement: string): string {
  return (/^[A-Za-z0-9._-]+/.exec(requirement)?.[0] ?? "").toLowerCase().replaceAll(/[-_.]+/g, "-");
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [REQUIREMENT_SYNTAX] as const;
