/** Unicode properties as `\p{…}` names them in Rust's dialect. */

import { type CharSet, complement, fromClass } from "./char_set.ts";

/** Engine bytes of common properties; others are taken for the largest. */
const COSTS: ReadonlyMap<string, number> = new Map([
  ["L", 43_100],
  ["Letter", 43_100],
  ["Lu", 26_700],
  ["Ll", 27_800],
  ["M", 18_900],
  ["N", 9_900],
  ["Nd", 5_200],
  ["P", 12_000],
  ["S", 15_900],
  ["Z", 700],
  ["Greek", 2_300],
  ["Latin", 2_900],
  ["Cyrillic", 1_300],
  ["Han", 3_700],
]);
const LARGEST_COST = 51_000;

/** Properties of strings, which no engine for single characters has, and those that Rust leaves out. */
const WITHOUT_RUST = /^(?:Cs|Surrogate|gc=Cs|gc=Surrogate|General_Category=Cs|General_Category=Surrogate)$/;

const known = new Map<string, CharSet | undefined>();

/** The set that a property name stands for; undefined if it is unknown, or not surely known to Rust. */
export function propertySet(name: string): CharSet | undefined {
  if (!known.has(name)) known.set(name, findProperty(name));
  return known.get(name);
}

function findProperty(name: string): CharSet | undefined {
  const [, key, separator, value] = /^(.*?)(!=|=|:)(.*)$/.exec(name) ?? [];
  if (key === undefined || value === undefined) return findPlain(name.trim());
  const prefix = ["sc", "script"].includes(key.toLowerCase())
    ? "sc"
    : ["scx", "script_extensions"].includes(key.toLowerCase())
    ? "scx"
    : ["gc", "general_category"].includes(key.toLowerCase())
    ? "gc"
    : undefined;
  if (prefix === undefined) return undefined;
  const set = firstValid(spellings(value).map((spelling) => `${prefix}=${spelling}`));
  return separator === "!=" && set !== undefined ? complement(set) : set;
}

function findPlain(name: string): CharSet | undefined {
  if (name.length === 0) return undefined;
  const lower = name.toLowerCase();
  if (lower === "alpha") return firstValid(["Alphabetic"]);
  if (lower === "digit") return firstValid(["Nd"]);
  if (lower === "space") return firstValid(["White_Space"]);
  if (lower === "ascii" || lower === "any" || lower === "assigned") {
    return firstValid([lower === "ascii" ? "ASCII" : lower === "any" ? "Any" : "Assigned"]);
  }
  return firstValid(spellings(name).flatMap((spelling) => [spelling, `sc=${spelling}`]));
}

/** As written, and in the usual capitals: Rust ignores case. */
function spellings(name: string): readonly string[] {
  const words = name.trim().split(/[ _-]+/);
  const titled = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()).join("_");
  return [...new Set([name.trim(), titled])];
}

function firstValid(candidates: readonly string[]): CharSet | undefined {
  for (const candidate of candidates) {
    if (WITHOUT_RUST.test(candidate) || !/^[\w=]+$/.test(candidate)) continue;
    if (!isProperty(candidate)) continue;
    const value = candidate.slice(candidate.indexOf("=") + 1);
    return fromClass(`\\p{${candidate}}`, COSTS.get(value) ?? LARGEST_COST);
  }
  return undefined;
}

function isProperty(name: string): boolean {
  try {
    return new RegExp(`\\p{${name}}`, "u").unicode;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
