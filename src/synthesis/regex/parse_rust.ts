/** Reads a pattern as Rust's `regex` crate does, which Pydantic uses unless told otherwise. */

import * as sets from "./char_set.ts";
import type { CharSet } from "./char_set.ts";
import { parseRustClass, parseRustEscape, type RustFlags } from "./parse_rust_class.ts";
import { read, type Reader } from "./reader.ts";
import { type RegexNode, sequence } from "./tree.ts";

/** Rust gives up at 250 nodes above one another; a group can stand for four of them. */
const NESTING_LIMIT = 60;
/** Largest repetition count that fits Rust's number. */
const COUNT_LIMIT = 4_294_967_295;

interface State {
  readonly reader: Reader;
  readonly names: Set<string>;
  groups: number;
  depth: number;
}

/** The tree of a pattern; throws `PatternError` for what Rust refuses. */
export function parseRust(source: string): RegexNode {
  const state: State = { reader: read(source), names: new Set(), groups: 0, depth: 0 };
  const flags: RustFlags = {
    ignoreCase: false,
    multiLine: false,
    dotAll: false,
    swapGreed: false,
    unicode: true,
    extended: false,
    crlf: false,
  };
  const root = parseChoice(state, flags);
  if (state.reader.peek() === ")") state.reader.fail("a `)` closes nothing");
  return root;
}

function parseChoice(state: State, outer: RustFlags): RegexNode {
  const reader: Reader = state.reader;
  if (++state.depth > NESTING_LIMIT) reader.fail(`groups are nested more than ${NESTING_LIMIT} deep`);
  let flags = outer;
  const options: RegexNode[] = [];
  let parts: RegexNode[] = [];
  // What a following `*` would repeat; nothing at the start and after flags.
  let repeatable = false;
  for (;;) {
    if (flags.extended) skipSpace(reader);
    const character = reader.peek();
    if (character === "" || character === ")") break;
    const offset = reader.offset();
    if (character === "|") {
      reader.next();
      options.push(sequence(parts));
      parts = [];
      repeatable = false;
    } else if ("*+?{".includes(character)) {
      const part = repeatable ? parts.pop() : undefined;
      if (part === undefined) {
        reader.fail(
          character === "{" ? "`{` repeats nothing; write `\\{`" : `\`${character}\` repeats nothing`,
          offset,
        );
      }
      parts.push(parseRepeat(reader, part, flags));
    } else if (character === "(") {
      const item = parseGroup(state, flags);
      if ("flags" in item) {
        flags = item.flags;
        repeatable = false;
      } else {
        parts.push(item.node);
        repeatable = true;
      }
    } else {
      parts.push(parseAtom(reader, flags));
      repeatable = true;
    }
  }
  state.depth--;
  options.push(sequence(parts));
  return options.length === 1 ? options[0] ?? { kind: "empty" } : { kind: "choice", options };
}

function parseAtom(reader: Reader, flags: RustFlags): RegexNode {
  const character = reader.peek();
  const offset = reader.offset();
  switch (character) {
    case "^":
      reader.next();
      return anchor(flags.multiLine ? "line_start" : "text_start", flags);
    case "$":
      reader.next();
      return anchor(flags.multiLine ? "line_end" : "text_end", flags);
    case ".":
      reader.next();
      if (!flags.unicode) reader.fail("`.` without Unicode matches half characters", offset);
      return { kind: "set", set: dot(flags) };
    case "[":
      return { kind: "set", set: parseRustClass(reader, flags) };
    case "\\":
      return parseEscape(reader, flags);
    default: {
      reader.next();
      const set = sets.single(character.codePointAt(0) ?? 0);
      return { kind: "set", set: flags.ignoreCase ? sets.foldCase(set) : set };
    }
  }
}

function dot(flags: RustFlags): CharSet {
  if (flags.dotAll) return sets.ANY;
  return flags.crlf ? { ...sets.NOT_NEWLINE, has: (point) => point !== 10 && point !== 13 } : sets.NOT_NEWLINE;
}

function anchor(name: Extract<RegexNode, { kind: "anchor" }>["anchor"], flags: RustFlags): RegexNode {
  return { kind: "anchor", anchor: name, word: flags.unicode ? sets.WORD : sets.ASCII_WORD };
}

function parseEscape(reader: Reader, flags: RustFlags): RegexNode {
  const offset = reader.offset();
  for (
    const [text, name] of [
      ["\\A", "text_start"],
      ["\\z", "text_end"],
      ["\\B", "not_word_boundary"],
      ["\\<", "word_start"],
      ["\\>", "word_end"],
    ] as const
  ) {
    if (reader.take(text)) return anchor(name, flags);
  }
  if (reader.take("\\b")) {
    const special = reader.takeMatch(/\{[A-Za-z-]*\}?/);
    if (special === undefined || special === "{") {
      if (special === "{") reader.moveTo(reader.offset() - 1);
      return anchor("word_boundary", flags);
    }
    switch (special) {
      case "{start}":
        return anchor("word_start", flags);
      case "{end}":
        return anchor("word_end", flags);
      case "{start-half}":
        return anchor("word_start_half", flags);
      case "{end-half}":
        return anchor("word_end_half", flags);
      default:
        reader.fail(`\`\\b${special}\` is no kind of word boundary`, offset);
    }
  }
  if (/^[0-9]$/.test(reader.peekSecond())) reader.fail("a reference to a group", offset, true);
  return { kind: "set", set: parseRustEscape(reader, flags) };
}

function parseRepeat(reader: Reader, part: RegexNode, flags: RustFlags): RegexNode {
  const offset = reader.offset();
  let minimum = 0;
  let maximum = Infinity;
  const operator = reader.next();
  if (operator === "+") minimum = 1;
  if (operator === "?") maximum = 1;
  if (operator === "{") {
    const text = reader.takeMatch(/\s*[0-9]+\s*(?:,\s*(?:[0-9]+\s*)?)?\}/);
    if (text === undefined) reader.fail("`{` starts no repetition such as `{2,5}`; write `\\{`", offset);
    const [low, high] = text.slice(0, -1).split(",").map((number) => number.trim());
    minimum = Number(low);
    maximum = high === undefined ? minimum : high === "" ? Infinity : Number(high);
    if (minimum > COUNT_LIMIT || (maximum > COUNT_LIMIT && maximum !== Infinity)) {
      reader.fail("a repetition count is too large", offset);
    }
    if (maximum < minimum) reader.fail("a repetition ends before it starts", offset);
  }
  if (flags.extended) skipSpace(reader);
  const lazy = reader.take("?") !== flags.swapGreed;
  return { kind: "repeat", part, minimum, maximum, mode: lazy ? "lazy" : "greedy" };
}

function parseGroup(state: State, flags: RustFlags): { readonly flags: RustFlags } | { readonly node: RegexNode } {
  const reader: Reader = state.reader;
  const offset = reader.offset();
  reader.next();
  if (flags.extended) skipSpace(reader);
  if (["?=", "?!", "?<=", "?<!"].some((text) => reader.sees(text))) reader.fail("a look-around", offset, true);
  let inner = flags;
  let captures = true;
  if (reader.take("?P=") || reader.take("?(")) reader.fail("a reference to a group", offset, true);
  if (reader.take("?P<") || reader.take("?<")) {
    const name = reader.takeMatch(/[\p{Alphabetic}_][\p{Alphabetic}\p{N}_.[\]]*/u);
    if (name === undefined || !reader.take(">")) reader.fail("a group has no valid name", offset);
    if (state.names.has(name)) reader.fail(`two groups are called \`${name}\``, offset);
    state.names.add(name);
  } else if (reader.take("?")) {
    captures = false;
    inner = parseFlags(reader, flags, offset);
    if (reader.take(")")) return { flags: inner };
    reader.next();
  }
  const index = captures ? ++state.groups : 0;
  const part = parseChoice(state, inner);
  if (!reader.take(")")) reader.fail("a group is not closed", offset);
  return { node: captures ? { kind: "group", index, part } : part };
}

function parseFlags(reader: Reader, flags: RustFlags, offset: number): RustFlags {
  const text = reader.takeMatch(/[^:)]*/) ?? "";
  const end = reader.peek();
  if (end === "" || (end === ")" && text === "")) reader.fail("a group is not closed", offset);
  const letters = text.replace("-", "");
  if (!/^[imsUuxR]*(?:-[imsUuxR]+)?$/.test(text) || new Set(letters).size !== letters.length) {
    reader.fail(`\`(?${text}\` is no group of Rust's dialect`, offset);
  }
  const [on = "", off = ""] = text.split("-");
  const value = (letter: string, before: boolean) => on.includes(letter) || (before && !off.includes(letter));
  return {
    ignoreCase: value("i", flags.ignoreCase),
    multiLine: value("m", flags.multiLine),
    dotAll: value("s", flags.dotAll),
    swapGreed: value("U", flags.swapGreed),
    unicode: value("u", flags.unicode),
    extended: value("x", flags.extended),
    crlf: value("R", flags.crlf),
  };
}

function skipSpace(reader: Reader): void {
  reader.takeMatch(/(?:\s|#[^\n]*(?:\n|$))*/);
}
