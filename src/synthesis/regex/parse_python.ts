/** Reads a pattern as Python's `re` does, for patterns that look around or refer back. */

import * as sets from "./char_set.ts";
import type { CharSet } from "./char_set.ts";
import { parsePythonClass, parsePythonEscape, type PythonFlags } from "./parse_python_class.ts";
import { pointOf, read, type Reader } from "./reader.ts";
import { type RegexNode, sequence, widths } from "./tree.ts";

/** Far below Python's limit of recursion. */
const NESTING_LIMIT = 60;
const COUNT_LIMIT = 4_294_967_294;

interface State {
  readonly reader: Reader;
  readonly names: Map<string, number>;
  /** Numbers of groups that are closed already. */
  readonly closed: Set<number>;
  groups: number;
  depth: number;
  behind: number;
  /** Whether something looked around or referred back. */
  special: boolean;
}

/** The tree of a pattern, and whether it uses what only Python has; throws `PatternError` for what Python refuses. */
export function parsePython(source: string): { readonly root: RegexNode; readonly special: boolean } {
  const state: State = {
    reader: read(source),
    names: new Map(),
    closed: new Set(),
    groups: 0,
    depth: 0,
    behind: 0,
    special: false,
  };
  let flags: PythonFlags = { ignoreCase: false, multiLine: false, dotAll: false, ascii: false, extended: false };
  // Flags for the whole pattern stand only at its very start.
  for (let text = takeGlobalFlags(state); text !== undefined; text = takeGlobalFlags(state)) {
    flags = withFlags(flags, text, "");
  }
  const root = parseChoice(state, flags);
  if (state.reader.peek() === ")") state.reader.fail("a `)` closes nothing");
  return { root, special: state.special };
}

function takeGlobalFlags(state: State): string | undefined {
  const offset = state.reader.offset();
  const text = state.reader.takeMatch(/\(\?[aimsux]+\)/);
  if (text !== undefined && text.includes("a") && text.includes("u")) {
    state.reader.fail("flags `a` and `u` exclude each other", offset);
  }
  return text;
}

function withFlags(flags: PythonFlags, on: string, off: string): PythonFlags {
  const value = (letter: string, before: boolean) => on.includes(letter) || (before && !off.includes(letter));
  return {
    ignoreCase: value("i", flags.ignoreCase),
    multiLine: value("m", flags.multiLine),
    dotAll: value("s", flags.dotAll),
    ascii: on.includes("u") ? false : value("a", flags.ascii),
    extended: value("x", flags.extended),
  };
}

function parseChoice(state: State, flags: PythonFlags): RegexNode {
  const reader: Reader = state.reader;
  if (++state.depth > NESTING_LIMIT) reader.fail(`groups are nested more than ${NESTING_LIMIT} deep`);
  const options: RegexNode[] = [];
  let parts: RegexNode[] = [];
  for (;;) {
    if (flags.extended) reader.takeMatch(/(?:[ \t\n\r\v\f]|#[^\n]*(?:\n|$))*/);
    const character = reader.peek();
    if (character === "" || character === ")") break;
    if (character === "|") {
      reader.next();
      options.push(sequence(parts));
      parts = [];
    } else if ("*+?".includes(character) || (character === "{" && seesCount(reader))) {
      parts.push(parseRepeat(reader, parts.pop()));
    } else if (character === "(") {
      const node = parseGroup(state, flags);
      if (node !== undefined) parts.push(node);
    } else {
      parts.push(parseAtom(state, flags));
    }
  }
  state.depth--;
  options.push(sequence(parts));
  return options.length === 1 ? options[0] ?? { kind: "empty" } : { kind: "choice", options };
}

function seesCount(reader: Reader): boolean {
  const before = reader.offset();
  const found = reader.takeMatch(/\{(?:[0-9]+|[0-9]*,[0-9]*)\}/);
  reader.moveTo(before);
  return found !== undefined;
}

function parseRepeat(reader: Reader, part: RegexNode | undefined): RegexNode {
  const offset = reader.offset();
  if (part === undefined || part.kind === "anchor") reader.fail("a repetition repeats nothing", offset);
  if (part.kind === "repeat") reader.fail("a repetition repeats a repetition; put a group around it", offset);
  let minimum = 0;
  let maximum = Infinity;
  const text = reader.takeMatch(/\{[0-9,]+\}|[*+?]/) ?? "";
  if (text === "+") minimum = 1;
  if (text === "?") maximum = 1;
  if (text.startsWith("{")) {
    const [low = "", high] = text.slice(1, -1).split(",");
    minimum = low === "" ? 0 : Number(low);
    maximum = high === undefined ? minimum : high === "" ? Infinity : Number(high);
    if (minimum > COUNT_LIMIT || (maximum > COUNT_LIMIT && maximum !== Infinity)) {
      reader.fail("a repetition count is too large", offset);
    }
    if (maximum < minimum) reader.fail("a repetition ends before it starts", offset);
  }
  const mode = reader.take("?") ? "lazy" : reader.take("+") ? "possessive" : "greedy";
  return { kind: "repeat", part, minimum, maximum, mode };
}

function parseAtom(state: State, flags: PythonFlags): RegexNode {
  const reader: Reader = state.reader;
  const character = reader.peek();
  switch (character) {
    case "^":
      reader.next();
      return anchor(flags.multiLine ? "line_start" : "text_start", flags);
    case "$":
      reader.next();
      return anchor(flags.multiLine ? "line_end" : "text_end_or_newline", flags);
    case ".":
      reader.next();
      return { kind: "set", set: flags.dotAll ? sets.ANY : sets.NOT_NEWLINE };
    case "[":
      return { kind: "set", set: parsePythonClass(reader, flags) };
    case "\\":
      return parseEscape(state, flags);
    default:
      reader.next();
      return { kind: "set", set: fold(sets.single(pointOf(character)), flags) };
  }
}

function fold(set: CharSet, flags: PythonFlags): CharSet {
  return flags.ignoreCase ? sets.foldCase(set) : set;
}

function anchor(name: Extract<RegexNode, { kind: "anchor" }>["anchor"], flags: PythonFlags): RegexNode {
  return { kind: "anchor", anchor: name, word: flags.ascii ? sets.ASCII_WORD : sets.WORD };
}

function parseEscape(state: State, flags: PythonFlags): RegexNode {
  const reader: Reader = state.reader;
  const offset = reader.offset();
  if (reader.take("\\A")) return anchor("text_start", flags);
  if (reader.take("\\Z")) return anchor("text_end", flags);
  if (reader.take("\\b")) return anchor("word_boundary", flags);
  if (reader.take("\\B")) return anchor("not_word_boundary", flags);
  // Three octal digits, or a zero first, are a character; all other numbers are groups.
  const octal = reader.takeMatch(/\\(?:0[0-7]{0,2}|[1-3][0-7]{2})/);
  if (octal !== undefined) return { kind: "set", set: fold(sets.single(Number.parseInt(octal.slice(1), 8)), flags) };
  const number = reader.takeMatch(/\\[1-9][0-9]?/);
  if (number !== undefined) return reference(state, Number(number.slice(1)), flags, offset);
  return { kind: "set", set: parsePythonEscape(reader, flags, false) };
}

function reference(state: State, index: number, flags: PythonFlags, offset: number): RegexNode {
  if (!state.closed.has(index)) state.reader.fail("a reference to a group that is not closed before it", offset);
  if (state.behind > 0) state.reader.fail("a reference inside of a look-behind", offset);
  state.special = true;
  return { kind: "reference", index, ignoreCase: flags.ignoreCase };
}

function parseGroup(state: State, flags: PythonFlags): RegexNode | undefined {
  const reader: Reader = state.reader;
  const offset = reader.offset();
  reader.next();
  if (!reader.take("?")) return capture(state, flags, offset);
  if (reader.take("P<")) {
    const name = reader.takeMatch(/[\p{XIDS}_]\p{XIDC}*/u);
    if (name === undefined || !reader.take(">")) reader.fail("a group has no valid name", offset);
    if (state.names.has(name)) reader.fail(`two groups are called \`${name}\``, offset);
    state.names.set(name, state.groups + 1);
    return capture(state, flags, offset);
  }
  if (reader.take("P=")) {
    const name = reader.takeMatch(/[\p{XIDS}_]\p{XIDC}*/u);
    const index = name === undefined ? undefined : state.names.get(name);
    if (index === undefined || !reader.take(")")) reader.fail("a reference to an unknown group", offset);
    return reference(state, index, flags, offset);
  }
  if (reader.take("#")) {
    reader.takeMatch(/[^)]*/);
    if (!reader.take(")")) reader.fail("a comment is not closed", offset);
    return undefined;
  }
  if (reader.take("(")) return condition(state, flags, offset);
  for (const [text, behind, negative] of LOOKS) {
    if (reader.take(text)) return look(state, flags, behind, negative, offset);
  }
  if (reader.take(">")) return { kind: "atomic", part: close(state, flags, offset) };
  const letters = reader.takeMatch(/[imsxau]*(?:-[imsx]+)?:/);
  if (letters === undefined) reader.fail("a group of a kind that Python does not know", offset);
  const [on = "", off = ""] = letters.slice(0, -1).split("-");
  if (/a.*u|u.*a/.test(on) || [...off].some((letter) => on.includes(letter))) {
    reader.fail("flags that exclude each other", offset);
  }
  return close(state, withFlags(flags, on, off), offset);
}

const LOOKS = [
  ["=", false, false],
  ["!", false, true],
  ["<=", true, false],
  ["<!", true, true],
] as const;

function close(state: State, flags: PythonFlags, offset: number): RegexNode {
  const part = parseChoice(state, flags);
  if (!state.reader.take(")")) state.reader.fail("a group is not closed", offset);
  // A group without a number still ends what a repetition may follow.
  return part.kind === "repeat" || part.kind === "anchor" ? { kind: "sequence", parts: [part] } : part;
}

function capture(state: State, flags: PythonFlags, offset: number): RegexNode {
  const index = ++state.groups;
  const part = parseChoice(state, flags);
  if (!state.reader.take(")")) state.reader.fail("a group is not closed", offset);
  state.closed.add(index);
  return { kind: "group", index, part };
}

function look(state: State, flags: PythonFlags, behind: boolean, negative: boolean, offset: number): RegexNode {
  state.special = true;
  if (behind) state.behind++;
  const part = close(state, flags, offset);
  if (behind) {
    state.behind--;
    const { minimum, maximum } = widths(part);
    if (minimum !== maximum) state.reader.fail("a look-behind needs a fixed width", offset);
  }
  return { kind: "look", behind, negative, part };
}

function condition(state: State, flags: PythonFlags, offset: number): RegexNode {
  const reader: Reader = state.reader;
  const name = reader.takeMatch(/[^)]*/) ?? "";
  const index = /^[1-9][0-9]*$/.test(name) ? Number(name) : state.names.get(name);
  if (index === undefined || !state.closed.has(index) || !reader.take(")")) {
    reader.fail("a condition on an unknown group", offset);
  }
  if (state.behind > 0) reader.fail("a condition inside of a look-behind", offset);
  state.special = true;
  const part = parseChoice(state, flags);
  if (!reader.take(")")) reader.fail("a group is not closed", offset);
  const options = part.kind === "choice" ? part.options : [part];
  const [yes, no] = options;
  if (yes === undefined || options.length > 2) reader.fail("a condition has more than two branches", offset);
  return { kind: "condition", index, yes, no: no ?? { kind: "empty" } };
}
