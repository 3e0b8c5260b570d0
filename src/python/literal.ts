/** The one printer of Python literals and docstrings; no text gets into a file any other way. */

import type { NumberLiteral, StringLiteral } from "./ast.ts";
import { PrintError } from "./print_error.ts";

/** Quotes that a string may stand in. */
export type Quote = '"' | "'";

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** What never stands in a file as itself: backslashes, everything invisible, and half surrogate pairs. */
function escapeUnsafe(text: string): string {
  // Most are ASCII, and V8 takes a while to read a pattern with properties of Unicode.
  if (/^[ -[\]-~]*$/.test(text)) return text;
  return text.replace(/[\\\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu, escapeCharacter);
}

/** What never stands in a bytes literal as itself. */
const UNSAFE_BYTES = /[^\x20-\x5b\x5d-\x7e]/g;

/** Texts that stand in double quotes as they are. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** Largest number of digits that Python reads as one integer. */
const MAX_DIGITS = 4300;

function escapeCharacter(character: string): string {
  const known = ESCAPES.get(character);
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code <= 0xff) return `\\x${digits.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
}

/** The quotes that need the fewest escapes, double quotes when equal. */
export function preferredQuote(text: string): Quote {
  let surplus = 0;
  for (let index = text.search(/["']/); index >= 0 && index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x22) surplus++;
    else if (code === 0x27) surplus--;
  }
  return surplus > 0 ? "'" : '"';
}

/** The inside of a literal in these quotes. */
export function escapeText(text: string, quote: Quote): string {
  return escapeUnsafe(text).replaceAll(quote, `\\${quote}`);
}

/** A string or bytes literal. */
export function printString(literal: StringLiteral): string {
  const { value } = literal;
  if (PLAIN.test(value)) return literal.bytes === true ? `b"${value}"` : `"${value}"`;
  const quote = preferredQuote(value);
  if (literal.bytes === true) {
    if (/[^\0-\xff]/.test(value)) throw new PrintError("Bytes literal with a character beyond Latin-1");
    return `b${quote}${value.replace(UNSAFE_BYTES, escapeCharacter).replaceAll(quote, `\\${quote}`)}${quote}`;
  }
  if (literal.raw === true) {
    const raw = printRaw(value);
    if (raw !== undefined) return raw;
  }
  return `${quote}${escapeText(value, quote)}${quote}`;
}

/** `r"…"`, where the text has a backslash and needs nothing else escaped. */
function printRaw(value: string): string | undefined {
  if (!value.includes("\\") || /(?<!\\)(?:\\\\)*\\$/.test(value)) return undefined;
  const others = value.replaceAll("\\", "");
  if (escapeUnsafe(others) !== others) return undefined;
  if (!/(?<!\\)(?:\\\\)*"/.test(value)) return `r"${value}"`;
  return value.includes("'") ? undefined : `r'${value}'`;
}

/** A number literal, with `-` in front of negative ones. */
export function printNumber(literal: NumberLiteral): string {
  const { value } = literal;
  if (typeof value === "bigint") return printInteger(value);
  if (!Number.isFinite(value)) throw new PrintError(`Number literal ${value}`);
  if (literal.float !== true) {
    if (!Number.isInteger(value)) throw new PrintError(`Integer literal ${value}`);
    return Number.isSafeInteger(value) ? String(value) : printInteger(BigInt(value));
  }
  const text = String(Math.abs(value)).replace("e+", "e");
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  return sign + (/^[0-9]+$/.test(text) ? `${text}.0` : text);
}

function printInteger(value: bigint): string {
  const text = value.toString();
  if (text.length > MAX_DIGITS) throw new PrintError("Integer literal with more than 4300 digits");
  return text;
}

/**
 * The lines of a docstring between its quotes, without indentation. Blank lines around the text, a common margin and
 * blanks at its ends are dropped, as `inspect.cleandoc` does; everything else is kept.
 */
export function docstringLines(text: string): readonly string[] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n").map((line) => (/^ *$/.test(line) ? "" : line));
  while (lines.at(-1) === "") lines.pop();
  const start = lines.findIndex((line) => line !== "");
  if (start < 0) return [];
  const [first = "", ...rest] = lines.slice(start);
  const margin = rest.reduce((least, line) => line === "" ? least : Math.min(least, blanks(line)), Infinity);
  const dedented = [first.replace(/^ +/, ""), ...rest.map((line) => line.slice(line === "" ? 0 : margin))];
  return dedented.map((line, index) => escapeDocstring(line, index === 0, index === dedented.length - 1));
}

function blanks(line: string): number {
  return line.length - line.replace(/^ +/, "").length;
}

function escapeDocstring(line: string, isFirst: boolean, isLast: boolean): string {
  const kept = isLast ? line.replace(/ +$/, "") : line;
  const text = escapeUnsafe(kept).replace(/"+/g, (run, offset: number, whole: string) => {
    const touchesQuotes = (isFirst && offset === 0) || (isFirst && isLast && offset + run.length === whole.length);
    return run.length > 2 || touchesQuotes ? '\\"'.repeat(run.length) : run;
  });
  return text.replace(/ $/, "\\x20");
}

/** A docstring, its lines after the first indented; undefined where the text is blank. */
export function printDocstring(text: string, indentation: string): string | undefined {
  const lines = docstringLines(text);
  if (lines.length === 0) return undefined;
  if (lines.length === 1) return `${indentation}"""${lines[0]}"""`;
  const [first, ...rest] = lines;
  const tail = rest.map((line) => (line === "" ? "\n" : `\n${indentation}${line}`)).join("");
  return `${indentation}"""${first}${tail}\n${indentation}"""`;
}
