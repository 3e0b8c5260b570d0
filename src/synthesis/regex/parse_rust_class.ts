/** Reads bracketed classes and the escapes that stand for characters, in Rust's dialect. */

import * as sets from "./char_set.ts";
import type { CharSet } from "./char_set.ts";
import { propertySet } from "./properties.ts";
import { pointOf, type Reader } from "./reader.ts";

/** What inline flags such as `(?i)` switch. */
export interface RustFlags {
  readonly ignoreCase: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
  readonly swapGreed: boolean;
  readonly unicode: boolean;
  readonly extended: boolean;
  readonly crlf: boolean;
}

/** What one escape or one item of a class stands for; ranges need a single character. */
interface Item {
  readonly point: number | undefined;
  readonly set: CharSet;
}

/** Rust gives up at 250 nodes above one another. */
const NESTING_LIMIT = 60;

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };

const POSIX: ReadonlyMap<string, string> = new Map([
  ["alnum", "A-Za-z0-9"],
  ["alpha", "A-Za-z"],
  ["ascii", "\\0-\\x7f"],
  ["blank", "\\t "],
  ["cntrl", "\\0-\\x1f\\x7f"],
  ["digit", "0-9"],
  ["graph", "!-~"],
  ["lower", "a-z"],
  ["print", " -~"],
  ["punct", "!-\\/:-@\\[-`\\{-~"],
  ["space", "\\t-\\r "],
  ["upper", "A-Z"],
  ["word", "A-Za-z0-9_"],
  ["xdigit", "A-Fa-f0-9"],
]);

/** The set of an escape that stands for characters. */
export function parseRustEscape(reader: Reader, flags: RustFlags): CharSet {
  return parseItem(reader, flags).set;
}

/** The set of a bracketed class. */
export function parseRustClass(reader: Reader, flags: RustFlags, depth = 1): CharSet {
  const start = reader.offset();
  if (depth > NESTING_LIMIT) reader.fail(`classes are nested more than ${NESTING_LIMIT} deep`);
  reader.next();
  skip(reader, flags);
  const negative = reader.take("^");
  if (negative && !flags.unicode) reader.fail("a negated class without Unicode matches half characters", start);
  skip(reader, flags);
  let items: CharSet[] = [];
  let pending: ((right: CharSet) => CharSet) | undefined;
  while (reader.take("-")) {
    items.push(sets.single(pointOf("-")));
    skip(reader, flags);
  }
  if (items.length === 0 && reader.take("]")) items.push(sets.single(pointOf("]")));
  const finish = (): CharSet => {
    const right = items.length === 0 ? emptySet() : sets.union(items);
    return pending === undefined ? right : pending(right);
  };
  for (;;) {
    skip(reader, flags);
    const operator = ["&&", "--", "~~"].find((text) => reader.sees(text));
    if (reader.peek() === "") reader.fail("a `[` is not closed", start);
    if (reader.take("]")) return negative ? sets.complement(finish()) : finish();
    if (operator !== undefined) {
      reader.take(operator);
      const left = finish();
      pending = (right) => sets.combine(left, right, OPERATIONS[operator] ?? OPERATIONS["&&"]);
      items = [];
    } else if (reader.peek() === "[") {
      items.push(parsePosix(reader, flags) ?? parseRustClass(reader, flags, depth + 1));
    } else {
      items.push(parseRange(reader, flags, start));
    }
  }
}

const OPERATIONS: Readonly<Record<string, (left: boolean, right: boolean) => boolean>> & {
  readonly "&&": (left: boolean, right: boolean) => boolean;
} = {
  "&&": (left, right) => left && right,
  "--": (left, right) => left && !right,
  "~~": (left, right) => left !== right,
};

function emptySet(): CharSet {
  return { has: () => false, seeds: [], cost: 0, share: 0 };
}

function parsePosix(reader: Reader, flags: RustFlags): CharSet | undefined {
  const before = reader.offset();
  const text = reader.takeMatch(/\[:\^?[a-z]+:\]/);
  if (text === undefined) return undefined;
  const negative = text.startsWith("[:^");
  const source = POSIX.get(text.slice(negative ? 3 : 2, -2));
  if (source === undefined) {
    reader.moveTo(before);
    return undefined;
  }
  if (negative && !flags.unicode) reader.fail("a negated class without Unicode matches half characters", before);
  const set = fold(sets.fromClass(source, 96), flags);
  return negative ? sets.complement(set) : set;
}

function parseRange(reader: Reader, flags: RustFlags, start: number): CharSet {
  const offset = reader.offset();
  const low = parseItem(reader, flags);
  skip(reader, flags);
  if (reader.peek() !== "-" || reader.sees("--") || followedByBracket(reader, flags)) return low.set;
  reader.next();
  skip(reader, flags);
  if (reader.peek() === "") reader.fail("a `[` is not closed", start);
  const high = parseItem(reader, flags);
  if (low.point === undefined || high.point === undefined) {
    reader.fail("a range needs one character on both sides; put `-` last", offset);
  }
  if (low.point > high.point) reader.fail("a range ends before it starts", offset);
  return fold(sets.range(low.point, high.point), flags);
}

function followedByBracket(reader: Reader, flags: RustFlags): boolean {
  const before = reader.offset();
  reader.next();
  skip(reader, flags);
  const found = reader.peek() === "]" || reader.peek() === "-";
  reader.moveTo(before);
  return found;
}

function skip(reader: Reader, flags: RustFlags): void {
  if (flags.extended) reader.takeMatch(/(?:\s|#[^\n]*(?:\n|$))*/);
}

function fold(set: CharSet, flags: RustFlags): CharSet {
  return flags.ignoreCase ? sets.foldCase(set) : set;
}

function literal(reader: Reader, point: number, flags: RustFlags, offset: number): Item {
  if (!sets.isScalar(point)) reader.fail("an escape names no character", offset);
  return { point, set: fold(sets.single(point), flags) };
}

function parseItem(reader: Reader, flags: RustFlags): Item {
  const offset = reader.offset();
  const character = reader.next();
  if (character !== "\\") {
    const point = pointOf(character);
    if (!flags.unicode && point > 0x7f) reader.fail("a class without Unicode holds ASCII only", offset);
    return literal(reader, point, flags, offset);
  }
  const letter = reader.next();
  if (letter === "") reader.fail("a `\\` at the end escapes nothing", offset);
  const control = CONTROLS[letter];
  if (control !== undefined) return literal(reader, control, flags, offset);
  if ("xuU".includes(letter)) return parseHexadecimal(reader, letter, flags, offset);
  if ("pP".includes(letter)) return { point: undefined, set: parseProperty(reader, letter === "P", flags, offset) };
  const perl = perlSet(letter, flags.unicode);
  if (perl !== undefined) {
    if (!flags.unicode && "DSW".includes(letter)) {
      reader.fail(`\`\\${letter}\` without Unicode matches half characters`, offset);
    }
    return { point: undefined, set: perl };
  }
  if (!/^[\0-\x7f]$/.test(letter) || /^[A-Za-z0-9<>]$/.test(letter)) {
    reader.fail(`\`\\${letter}\` is no escape of Rust's dialect`, offset);
  }
  return literal(reader, pointOf(letter), flags, offset);
}

function perlSet(letter: string, unicode: boolean): CharSet | undefined {
  switch (letter) {
    case "d":
      return unicode ? sets.DIGIT : sets.ASCII_DIGIT;
    case "s":
      return unicode ? sets.SPACE : sets.ASCII_SPACE;
    case "w":
      return unicode ? sets.WORD : sets.ASCII_WORD;
    case "D":
      return sets.NOT_DIGIT;
    case "S":
      return sets.NOT_SPACE;
    case "W":
      return sets.NOT_WORD;
    default:
      return undefined;
  }
}

function parseHexadecimal(reader: Reader, letter: string, flags: RustFlags, offset: number): Item {
  const digits = letter === "x" ? 2 : letter === "u" ? 4 : 8;
  const text = reader.takeMatch(new RegExp(`\\{[0-9A-Fa-f]{1,8}\\}|[0-9A-Fa-f]{${digits}}`));
  if (text === undefined) reader.fail(`\`\\${letter}\` needs ${digits} hexadecimal digits`, offset);
  const point = Number.parseInt(text.replace(/[{}]/g, ""), 16);
  if (!flags.unicode && letter === "x" && point > 0x7f) reader.fail("an escape matches half a character", offset);
  return literal(reader, point, flags, offset);
}

function parseProperty(reader: Reader, capital: boolean, flags: RustFlags, offset: number): CharSet {
  if (!flags.unicode) reader.fail("a Unicode property needs Unicode", offset);
  const name = reader.takeMatch(/\{[^{}]+\}|[A-Za-z]/);
  const set = name === undefined ? undefined : propertySet(name.replace(/[{}]/g, ""));
  if (set === undefined) reader.fail("an unknown Unicode property", offset);
  const folded = fold(set, flags);
  return capital ? sets.complement(folded) : folded;
}
