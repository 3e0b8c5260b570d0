/** A walk over tokens, and what the grammar has to remember on the way. */

import { SyntaxFault } from "./fault.ts";
import type { Token } from "./tokens.ts";
import type { Name, Range } from "./tree.ts";

/** What surrounds the place: some statements and expressions stand only in some surroundings. */
export interface Surroundings {
  readonly kind: "module" | "class" | "function" | "async function" | "lambda";
  /** Set once a `yield` is met. */
  isGenerator: boolean;
  loops: number;
}

/** A place in a list of tokens. */
export interface Cursor {
  readonly tokens: readonly Token[];
  index: number;
  depth: number;
  surroundings: Surroundings;
  readonly notes: Notes;
}

/** What is met before it is known whether it may stand there. */
export interface Notes {
  /** The fault of each `await` outside an async function: a generator may hold it all the same. */
  readonly awaits: SyntaxFault[];
  /** Each `yield`, which no comprehension may hold. */
  readonly yields: (Range & { readonly in: Surroundings })[];
}

/** Expressions nest no deeper; CPython gives up at about ten times as many. */
const MAX_DEPTH = 600;

/** Stands for what is behind the last token. */
const NOTHING: Token = { kind: "end", start: 0, end: 0, text: "" };

/** A cursor at the first of the tokens. */
export function cursorOf(tokens: readonly Token[]): Cursor {
  const surroundings: Surroundings = { kind: "module", isGenerator: false, loops: 0 };
  return { tokens, index: 0, depth: 0, surroundings, notes: { awaits: [], yields: [] } };
}

/** The token here, or one further on. */
export function peek(cursor: Cursor, ahead = 0): Token {
  return cursor.tokens[cursor.index + ahead] ?? cursor.tokens.at(-1) ?? NOTHING;
}

/** Whether the keyword or operator stands here. */
export function isAt(cursor: Cursor, text: string): boolean {
  const token = peek(cursor);
  return token.text === text && token.kind !== "name";
}

/** Steps over the token here. */
export function next(cursor: Cursor): Token {
  const token = peek(cursor);
  cursor.index++;
  return token;
}

/** Steps over the keyword or operator if it stands here. */
export function accept(cursor: Cursor, text: string): boolean {
  if (!isAt(cursor, text)) return false;
  cursor.index++;
  return true;
}

/** Steps over the keyword or operator, which has to stand here. */
export function expect(cursor: Cursor, text: string): Token {
  if (!isAt(cursor, text)) throw unexpected(cursor, `"${text}"`);
  return next(cursor);
}

/** Steps over a name, which has to stand here. */
export function expectName(cursor: Cursor): Name {
  const token = peek(cursor);
  if (token.kind !== "name") throw unexpected(cursor, "a name");
  cursor.index++;
  return { kind: "name", id: token.text, start: token.start, end: token.end };
}

/** The fault of the token here. */
export function unexpected(cursor: Cursor, wanted: string): SyntaxFault {
  const token = peek(cursor);
  return new SyntaxFault(`${labelOf(token)} stands where ${wanted} is expected`, token.start, token.end);
}

function labelOf(token: Token): string {
  switch (token.kind) {
    case "name":
    case "keyword":
    case "operator":
      return `"${token.text}"`;
    case "number":
      return "A number";
    case "string":
      return "A string";
    case "newline":
      return "The end of the line";
    case "indent":
      return "An indented line";
    case "dedent":
      return "The end of the block";
    case "end":
      return "The end";
  }
}

/** The fault of a range. */
export function fault(message: string, range: Range): SyntaxFault {
  return new SyntaxFault(message, range.start, range.end);
}

/** Where the last token ends. */
export function lastEnd(cursor: Cursor): number {
  return cursor.tokens[cursor.index - 1]?.end ?? 0;
}

/** Runs a rule one level deeper. */
export function deeper<T>(cursor: Cursor, rule: (cursor: Cursor) => T): T {
  if (++cursor.depth > MAX_DEPTH) throw fault("Expressions are nested too deeply", peek(cursor));
  const result = rule(cursor);
  cursor.depth--;
  return result;
}
