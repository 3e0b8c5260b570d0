/** Files and their simple statements. */

import { compoundStatement } from "./compound.ts";
import {
  accept,
  type Cursor,
  cursorOf,
  expect,
  expectName,
  fault,
  isAt,
  lastEnd,
  next,
  peek,
  unexpected,
} from "./cursor.ts";
import { expression, expressions, yieldExpression, yieldOrExpressions } from "./expressions.ts";
import { SyntaxFault } from "./fault.ts";
import { readImport } from "./imports.ts";
import { typeParameters } from "./parameters.ts";
import { checkDeletable, checkSingleTarget, checkTarget } from "./targets.ts";
import { tokenize } from "./tokenize.ts";
import type { Expression, Name, SimpleStatement, Statement } from "./tree.ts";

/** The statements of a file. Throws the first fault. */
export function parseFile(text: string, start: number): readonly Statement[] {
  const { tokens, stop } = tokenize(text, start);
  const cursor = cursorOf(tokens);
  const statements: Statement[] = [];
  try {
    while (peek(cursor).kind !== "end") readStatement(cursor, statements);
  } catch (found) {
    if (stop === undefined || !(found instanceof SyntaxFault)) throw found;
    // Behind the last right token the statements are cut off, and what is missing there is no fault of theirs.
    const isCutOff = cursor.index >= stop.count;
    // A bracket that is open since an earlier line explains what is odd here.
    const isExplained = /[\r\n]/.test(text.slice(stop.fault.start, found.start));
    throw isCutOff || isExplained ? stop.fault : found;
  }
  if (stop !== undefined) throw stop.fault;
  const [wait] = cursor.notes.awaits;
  if (wait !== undefined) throw wait;
  return statements;
}

/** The expression that a text is, or undefined; as for an annotation in quotes. */
export function parseExpression(text: string): Expression | undefined {
  // Brackets let the expression go over several lines, as Python does for annotations.
  const { tokens, stop } = tokenize(`(${text})`, 0);
  if (stop !== undefined) return undefined;
  const cursor = cursorOf(tokens);
  next(cursor);
  try {
    const value = expression(cursor);
    return accept(cursor, ")") && peek(cursor).kind === "newline" ? value : undefined;
  } catch (found) {
    if (found instanceof SyntaxFault) return undefined;
    throw found;
  }
}

/** Reads one line of statements, or one compound statement. */
export function readStatement(cursor: Cursor, into: Statement[]): void {
  const compound = compoundStatement(cursor, readBody);
  if (compound === undefined) readSimple(cursor, into);
  else into.push(compound);
}

/** The statements behind a colon: on the same line, or in an indented block. */
function readBody(cursor: Cursor): readonly Statement[] {
  const colon = expect(cursor, ":");
  const statements: Statement[] = [];
  if (peek(cursor).kind !== "newline") {
    readSimple(cursor, statements);
    return statements;
  }
  next(cursor);
  if (peek(cursor).kind !== "indent") {
    throw fault("An indented block is expected behind this colon", colon);
  }
  next(cursor);
  while (peek(cursor).kind !== "dedent") {
    if (peek(cursor).kind === "end") throw unexpected(cursor, "a statement");
    readStatement(cursor, statements);
  }
  next(cursor);
  return statements;
}

/** Simple statements up to the end of the line. */
function readSimple(cursor: Cursor, into: Statement[]): void {
  if (peek(cursor).kind === "indent") {
    throw fault("Line is indented more than its block", peek(cursor, 1));
  }
  do {
    if (peek(cursor).kind === "newline") break;
    into.push(simpleStatement(cursor));
  } while (accept(cursor, ";"));
  if (peek(cursor).kind !== "newline") throw unexpected(cursor, "the end of the statement");
  if (peek(cursor, -1).text === ";" && into.length === 0) throw unexpected(cursor, "a statement");
  next(cursor);
}

function simpleStatement(cursor: Cursor): Statement {
  const token = peek(cursor);
  const { start } = token;
  const simple = (...values: readonly (Expression | undefined)[]): SimpleStatement => ({
    kind: "simple",
    values: values.filter((value) => value !== undefined),
    start,
    end: lastEnd(cursor),
  });
  if (token.kind === "keyword") {
    switch (token.text) {
      case "pass":
        next(cursor);
        return simple();
      case "break":
      case "continue":
        if (cursor.surroundings.loops === 0) throw fault(`"${token.text}" stands outside a loop`, token);
        next(cursor);
        return simple();
      case "return": {
        const { kind } = cursor.surroundings;
        if (kind === "module" || kind === "class") throw fault('"return" stands outside a function', token);
        next(cursor);
        return simple(isAtEnd(cursor) ? undefined : expressions(cursor));
      }
      case "raise": {
        next(cursor);
        if (isAtEnd(cursor)) return simple();
        const raised = expression(cursor);
        return simple(raised, accept(cursor, "from") ? expression(cursor) : undefined);
      }
      case "assert": {
        next(cursor);
        const condition = expression(cursor);
        return simple(condition, accept(cursor, ",") ? expression(cursor) : undefined);
      }
      case "del": {
        next(cursor);
        const target = expressions(cursor);
        checkDeletable(target);
        return simple(target);
      }
      case "global":
      case "nonlocal":
        return scopeStatement(cursor, token.text);
      case "import":
      case "from":
        return readImport(cursor);
    }
  }
  return isTypeStatement(cursor) ? typeStatement(cursor) : expressionStatement(cursor);
}

function isAtEnd(cursor: Cursor): boolean {
  return peek(cursor).kind === "newline" || isAt(cursor, ";");
}

function scopeStatement(cursor: Cursor, word: "global" | "nonlocal"): Statement {
  const token = next(cursor);
  if (word === "nonlocal" && cursor.surroundings.kind === "module") {
    throw fault('"nonlocal" stands outside a function', token);
  }
  const names: Name[] = [];
  do names.push(expectName(cursor)); while (accept(cursor, ","));
  return { kind: "scope", word, names, start: token.start, end: lastEnd(cursor) };
}

/** `type` is an ordinary name unless another name follows. */
function isTypeStatement(cursor: Cursor): boolean {
  return peek(cursor).kind === "name" && peek(cursor).text === "type" && peek(cursor, 1).kind === "name" &&
    (peek(cursor, 2).text === "=" || peek(cursor, 2).text === "[");
}

function typeStatement(cursor: Cursor): Statement {
  const { start } = next(cursor);
  const name = expectName(cursor);
  const parameters = typeParameters(cursor);
  expect(cursor, "=");
  const value = expression(cursor);
  return { kind: "type", name, typeParameters: parameters, value, start, end: lastEnd(cursor) };
}

const UPDATES: ReadonlySet<string> = new Set(
  ["+=", "-=", "*=", "/=", "//=", "%=", "@=", "&=", "|=", "^=", ">>=", "<<=", "**="],
);

function expressionStatement(cursor: Cursor): Statement {
  const { start } = peek(cursor);
  if (isAt(cursor, "yield")) return assignment(cursor, yieldExpression(cursor), start);
  if (peek(cursor).kind === "name" && peek(cursor, 1).text === ":=") {
    throw fault('":=" needs brackets around it here', peek(cursor, 1));
  }
  const first = expressions(cursor);
  if (isAt(cursor, ":")) {
    checkSingleTarget(first);
    next(cursor);
    const annotation = expression(cursor);
    const value = accept(cursor, "=") ? yieldOrExpressions(cursor) : undefined;
    const end = lastEnd(cursor);
    const base = { kind: "assign", targets: [first], annotation, isUpdate: false, start, end } as const;
    return value === undefined ? base : { ...base, value };
  }
  if (UPDATES.has(peek(cursor).text)) {
    checkSingleTarget(first);
    next(cursor);
    const value = yieldOrExpressions(cursor);
    return { kind: "assign", targets: [first], value, isUpdate: true, start, end: lastEnd(cursor) };
  }
  return assignment(cursor, first, start);
}

function assignment(cursor: Cursor, first: Expression, start: number): Statement {
  const targets: Expression[] = [];
  let value = first;
  while (accept(cursor, "=")) {
    checkTarget(value);
    targets.push(value);
    value = yieldOrExpressions(cursor);
  }
  const range = { start, end: lastEnd(cursor) };
  return targets.length === 0
    ? { kind: "simple", values: [value], ...range }
    : { kind: "assign", targets, value, isUpdate: false, ...range };
}
