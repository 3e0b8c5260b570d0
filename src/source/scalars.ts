/** The core schema of YAML 1.2: what a scalar without quotes means. */

import type { Scalar } from "../ir/document.ts";
import { MAX_DIGITS } from "./faults.ts";

/** What a scalar can be. */
type Value = Scalar["value"];

const INTEGER = /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const INFINITY = /^[-+]?\.(?:inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;

/** The spellings that are neither text nor numbers. */
const WORDS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ["", null],
  ["~", null],
  ["null", null],
  ["Null", null],
  ["NULL", null],
  ["true", true],
  ["True", true],
  ["TRUE", true],
  ["false", false],
  ["False", false],
  ["FALSE", false],
]);

/** The longest number that needs no `bigint`, whatever its digits are. */
const SAFE_LENGTH = 15;

/** Reads an integer so that every digit is kept. */
export function exactInteger(text: string): number | bigint {
  // The sum turns -0 into 0: integers have one zero.
  if (text.length <= SAFE_LENGTH) return Number(text) + 0;
  const exact = BigInt(text);
  const rounded = Number(exact);
  return Number.isSafeInteger(rounded) ? rounded : exact;
}

/** Whether a text is spelled as an integer. */
export function isInteger(text: string): boolean {
  return INTEGER.test(text);
}

/** What a text means as a float; integers are floats, too. */
function asFloat(text: string): number | undefined {
  if (FLOAT.test(text)) return Number(text);
  if (INFINITY.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return NOT_A_NUMBER.test(text) ? NaN : undefined;
}

/** The value of a scalar without quotes and tag. */
export function plainValue(text: string): Value {
  const first = text.charCodeAt(0);
  const isNumeric = first <= 0x39 && (first >= 0x30 || first === 0x2b || first === 0x2d || first === 0x2e);
  if (!isNumeric) {
    if (text.length > 5) return text;
    const word = WORDS.get(text);
    return word === undefined ? text : word;
  }
  return INTEGER.test(text) ? exactInteger(text) : asFloat(text) ?? text;
}

/** What a text means under one of the core tags for scalars; undefined where it does not fit. */
export function taggedValue(tag: string, text: string): Value | undefined {
  if (tag === "str") return text;
  if (tag === "int") return isInteger(text) && text.length <= MAX_DIGITS ? exactInteger(text) : undefined;
  if (tag === "float") return asFloat(text);
  const word = WORDS.get(text);
  if (tag === "null") return word === null ? null : undefined;
  return tag === "bool" && typeof word === "boolean" ? word : undefined;
}
