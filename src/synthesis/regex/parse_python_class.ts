/** Reads bracketed classes and the escapes that stand for characters, in the dialect of Python's `re`. */

import * as sets from "./char_set.ts";
import type { CharSet } from "./char_set.ts";
import { pointOf, type Reader } from "./reader.ts";

/** What inline flags such as `(?i)` switch. */
export interface PythonFlags {
  readonly ignoreCase: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
  readonly ascii: boolean;
  readonly extended: boolean;
}

interface Item {
  readonly point: number | undefined;
  readonly set: CharSet;
}

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };

/** The set of an escape that stands for characters. */
export function parsePythonEscape(reader: Reader, flags: PythonFlags, inClass: boolean): CharSet {
  const item = parseEscape(reader, flags, inClass);
  return item.point !== undefined && flags.ignoreCase ? sets.foldCase(item.set) : item.set;
}

/** The set of a bracketed class. */
export function parsePythonClass(reader: Reader, flags: PythonFlags): CharSet {
  const start = reader.offset();
  reader.next();
  const negative = reader.take("^");
  const items: CharSet[] = [];
  for (let first = true;; first = false) {
    const offset = reader.offset();
    if (reader.peek() === "") reader.fail("a `[` is not closed", start);
    if (!first && reader.take("]")) break;
    // Python warns of these, since they may become operators as in other dialects.
    if ((first && reader.peek() === "[") || ["--", "&&", "~~", "||"].some((text) => !first && reader.sees(text))) {
      reader.fail("characters that Python may read as a set operation; escape them", offset);
    }
    const low = parseItem(reader, flags);
    if (reader.peek() !== "-" || reader.peekSecond() === "]" || reader.peekSecond() === "") {
      items.push(low.set);
      continue;
    }
    reader.next();
    if (reader.peek() === "-") reader.fail("characters that Python may read as a set operation; escape them", offset);
    const high = parseItem(reader, flags);
    if (low.point === undefined || high.point === undefined) {
      reader.fail("a range needs one character on both sides; put `-` last", offset);
    }
    if (low.point > high.point) reader.fail("a range ends before it starts", offset);
    items.push(sets.range(low.point, high.point));
  }
  const set = flags.ignoreCase ? sets.foldCase(sets.union(items)) : sets.union(items);
  return negative ? sets.complement(set) : set;
}

function parseItem(reader: Reader, flags: PythonFlags): Item {
  if (reader.peek() === "\\") return parseEscape(reader, flags, true);
  const point = pointOf(reader.next());
  return { point, set: sets.single(point) };
}

function parseEscape(reader: Reader, flags: PythonFlags, inClass: boolean): Item {
  const offset = reader.offset();
  reader.next();
  const octal = reader.takeMatch(inClass ? /0[0-7]{0,2}|[1-7][0-7]{0,2}/ : /0[0-7]{0,2}/);
  if (octal !== undefined) {
    const value = Number.parseInt(octal, 8);
    if (value > 0o377) reader.fail("an octal escape beyond `\\377`", offset);
    return { point: value, set: sets.single(value) };
  }
  const letter = reader.next();
  if (letter === "") reader.fail("a `\\` at the end escapes nothing", offset);
  const control = inClass && letter === "b" ? 8 : CONTROLS[letter];
  if (control !== undefined) return { point: control, set: sets.single(control) };
  const category = categorySet(letter, flags.ascii);
  if (category !== undefined) return { point: undefined, set: category };
  const digits = letter === "x" ? 2 : letter === "u" ? 4 : letter === "U" ? 8 : 0;
  if (digits > 0) {
    const text = reader.takeMatch(new RegExp(`[0-9A-Fa-f]{${digits}}`));
    if (text === undefined) reader.fail(`\`\\${letter}\` needs ${digits} hexadecimal digits`, offset);
    const point = Number.parseInt(text, 16);
    if (!sets.isScalar(point)) reader.fail("an escape names no character", offset);
    return { point, set: sets.single(point) };
  }
  if (/^[A-Za-z0-9]$/.test(letter)) reader.fail(`\`\\${letter}\` is no escape of Python's dialect`, offset);
  return { point: pointOf(letter), set: sets.single(pointOf(letter)) };
}

function categorySet(letter: string, ascii: boolean): CharSet | undefined {
  switch (letter) {
    case "d":
      return ascii ? sets.ASCII_DIGIT : sets.DIGIT;
    case "s":
      return ascii ? sets.ASCII_SPACE : sets.SPACE;
    case "w":
      return ascii ? sets.ASCII_WORD : sets.WORD;
    case "D":
      return ascii ? sets.complement(sets.ASCII_DIGIT) : sets.NOT_DIGIT;
    case "S":
      return ascii ? sets.complement(sets.ASCII_SPACE) : sets.NOT_SPACE;
    case "W":
      return ascii ? sets.complement(sets.ASCII_WORD) : sets.NOT_WORD;
    default:
      return undefined;
  }
}
