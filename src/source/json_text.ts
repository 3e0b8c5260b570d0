/** The scalars of JSON: strings and numbers, and words that only look like JSON. */

import type { Scalar } from "../ir/document.ts";
import { type Fault, MAX_DIGITS, tooManyDigits } from "./faults.ts";
import { exactInteger } from "./scalars.ts";

/** Where a fault is, in words; the reader makes the diagnostic. */
export interface Mistake extends Fault {
  readonly start: number;
  readonly end: number;
  /** What to write in place of the range, where that is certain. */
  readonly fix?: string;
}

/** A decoded text and where it ends. */
export interface Decoded {
  readonly value: string;
  readonly end: number;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** Reads the string whose opening quote stands at the offset. */
export function readString(text: string, start: number): Decoded | Mistake {
  const parts: string[] = [];
  let from = start + 1;
  for (let index = from; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x22) {
      parts.push(text.slice(from, index));
      return { value: parts.length === 1 ? parts[0] ?? "" : parts.join(""), end: index + 1 };
    }
    if (code === 0x0a || code === 0x0d) return unclosed(start, index);
    if (code < 0x20) {
      return { start: index, end: index + 1, problem: "String holds a tab", help: 'Write "\\t" for it', fix: "\\t" };
    }
    if (code !== 0x5c) continue;
    parts.push(text.slice(from, index));
    const escape = readEscape(text, index);
    if ("problem" in escape) return escape;
    parts.push(escape.value);
    from = escape.end;
    index = escape.end - 1;
  }
  return unclosed(start, text.length);
}

function unclosed(start: number, end: number): Mistake {
  const help = 'Write " at the end of the text; write "\\n" for a line break inside it';
  return { start, end, problem: "String is never closed", help };
}

function readEscape(text: string, start: number): Decoded | Mistake {
  const sign = text[start + 1] ?? "";
  const simple = ESCAPES.get(sign);
  if (simple !== undefined) return { value: simple, end: start + 2 };
  if (sign !== "u") {
    const help = 'Write "\\\\" for a backslash';
    return { start, end: start + 2, problem: `Escape \\${sign} is not known in JSON`, help };
  }
  const unit = hexAt(text, start);
  if (unit === undefined) {
    const help = "Write four hexadecimal digits after \\u";
    return { start, end: start + 2, problem: "Escape \\u lacks hexadecimal digits", help };
  }
  if (unit < 0xd800 || unit > 0xdfff) return { value: String.fromCharCode(unit), end: start + 6 };
  const second = text[start + 6] === "\\" && text[start + 7] === "u" ? hexAt(text, start + 6) : undefined;
  if (unit > 0xdbff || second === undefined || second < 0xdc00 || second > 0xdfff) {
    const problem = `Escape ${text.slice(start, start + 6)} is half of a surrogate pair`;
    return { start, end: start + 6, problem, help: "Write the character itself, or both halves" };
  }
  return { value: String.fromCharCode(unit, second), end: start + 12 };
}

function hexAt(text: string, escape: number): number | undefined {
  const digits = text.slice(escape + 2, escape + 6);
  return /^[0-9a-fA-F]{4}$/.test(digits) ? parseInt(digits, 16) : undefined;
}

const NUMBER = /^-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$/;

/** Words of other languages, and what JSON has for them. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ["True", "true"],
  ["TRUE", "true"],
  ["False", "false"],
  ["FALSE", "false"],
  ["None", "null"],
  ["Null", "null"],
  ["NULL", "null"],
  ["nil", "null"],
  ["undefined", "null"],
]);

/** Where a word or number that starts at the offset ends. */
export function wordEnd(text: string, start: number): number {
  let index = start;
  while (index < text.length && !' \t\r\n,:[]{}"'.includes(text[index] ?? "")) index++;
  return index;
}

/** The value of a word or number. */
export function readWord(word: string, start: number): { readonly value: Scalar["value"] } | Mistake {
  if (word === "null") return { value: null };
  if (word === "true" || word === "false") return { value: word === "true" };
  const end = start + word.length;
  const match = NUMBER.exec(word);
  if (match !== null) {
    if (match[1] === undefined && match[2] === undefined) {
      return word.length > MAX_DIGITS ? { start, end, ...tooManyDigits(word.length) } : { value: exactInteger(word) };
    }
    const value = Number(word);
    if (Number.isFinite(value)) return { value };
    return { start, end, problem: "Number is too large", help: "Write a number below 1.8e308, or put it in quotes" };
  }
  return wrongWord(word, start, end);
}

function wrongWord(word: string, start: number, end: number): Mistake {
  const shown = word.length > 40 ? `${word.slice(0, 39)}…` : word;
  const foreign = FOREIGN.get(word);
  if (foreign !== undefined) {
    return { start, end, problem: `JSON has no ${word}`, help: `Write ${foreign}`, fix: foreign };
  }
  if (/^[-+]?(?:NaN|Infinity|inf|nan)$/.test(word)) {
    return { start, end, problem: `JSON has no ${word}`, help: "Write a number or null" };
  }
  if (/^[-+]?\.?[0-9]/.test(word)) {
    return { start, end, problem: `Number ${shown} is not spelled as JSON asks`, help: numberHelp(word) };
  }
  const fix = /^[\w.$/-]+$/.test(word) && word.length < 200 ? { fix: `"${word}"` } : {};
  return { start, end, problem: `Value ${shown} is not in quotes`, help: "Put text in double quotes", ...fix };
}

function numberHelp(word: string): string {
  if (word.startsWith("+")) return 'Remove the "+"';
  if (/^-?0[0-9]/.test(word)) return "Remove the leading zeros, or put it in quotes if it is text";
  if (/^-?0[xob]/i.test(word)) return "Write the number with decimal digits";
  if (/^-?\./.test(word)) return 'Write "0" before the decimal point';
  if (/^-?[0-9]+\.(?:$|[eE])/.test(word)) return "Write a digit after the decimal point";
  return "Put it in quotes if it is text";
}
