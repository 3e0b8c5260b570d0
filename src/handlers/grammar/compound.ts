/** Statements with bodies. */

import {
  accept,
  type Cursor,
  expect,
  expectName,
  fault,
  isAt,
  lastEnd,
  next,
  peek,
  type Surroundings,
  unexpected,
} from "./cursor.ts";
import {
  callArguments,
  expression,
  expressions,
  loopTarget,
  namedExpression,
  withoutComparison,
} from "./expressions.ts";
import { functionParameters, typeExpression, typeParameters } from "./parameters.ts";
import { casePattern } from "./patterns.ts";
import { checkTarget } from "./targets.ts";
import type { Case, Expression, Handler, Statement } from "./tree.ts";

type ReadBody = (cursor: Cursor) => readonly Statement[];

/** The compound statement that starts here, or undefined. */
export function compoundStatement(cursor: Cursor, readBody: ReadBody): Statement | undefined {
  const token = peek(cursor);
  if (token.kind === "name") return isMatch(cursor) ? matchStatement(cursor, readBody) : undefined;
  switch (token.kind === "keyword" || token.text === "@" ? token.text : "") {
    case "@":
      return decorated(cursor, readBody);
    case "def":
      return functionStatement(cursor, readBody, []);
    case "class":
      return classStatement(cursor, readBody, []);
    case "async":
      return asyncStatement(cursor, readBody);
    case "if":
      return ifStatement(cursor, readBody);
    case "while":
      return whileStatement(cursor, readBody);
    case "for":
      return forStatement(cursor, readBody);
    case "with":
      return withStatement(cursor, readBody);
    case "try":
      return tryStatement(cursor, readBody);
    default:
      return undefined;
  }
}

function decorated(cursor: Cursor, readBody: ReadBody): Statement {
  const decorators: Expression[] = [];
  while (accept(cursor, "@")) {
    decorators.push(namedExpression(cursor));
    if (next(cursor).kind !== "newline") {
      cursor.index--;
      throw unexpected(cursor, "the end of the line");
    }
  }
  if (isAt(cursor, "class")) return classStatement(cursor, readBody, decorators);
  if (isAt(cursor, "def") || (isAt(cursor, "async") && peek(cursor, 1).text === "def")) {
    return functionStatement(cursor, readBody, decorators);
  }
  throw unexpected(cursor, "a function or class");
}

function asyncStatement(cursor: Cursor, readBody: ReadBody): Statement {
  const word = peek(cursor, 1);
  if (word.text === "def") return functionStatement(cursor, readBody, []);
  if (word.text !== "for" && word.text !== "with") {
    next(cursor);
    throw unexpected(cursor, '"def", "for" or "with"');
  }
  const token = next(cursor);
  if (cursor.surroundings.kind !== "async function") {
    throw fault(`"async ${word.text}" stands outside an async function`, { start: token.start, end: word.end });
  }
  return word.text === "for" ? forStatement(cursor, readBody) : withStatement(cursor, readBody);
}

function inside<T>(cursor: Cursor, surroundings: Surroundings, rule: () => T): T {
  const outer = cursor.surroundings;
  cursor.surroundings = surroundings;
  const result = rule();
  cursor.surroundings = outer;
  return result;
}

function functionStatement(cursor: Cursor, readBody: ReadBody, decorators: readonly Expression[]): Statement {
  const { start } = peek(cursor);
  const isAsync = accept(cursor, "async");
  expect(cursor, "def");
  const name = expectName(cursor);
  const types = typeParameters(cursor);
  const parameters = functionParameters(cursor);
  const returns = accept(cursor, "->") ? typeExpression(cursor) : undefined;
  const own: Surroundings = { kind: isAsync ? "async function" : "function", isGenerator: false, loops: 0 };
  const body = inside(cursor, own, () => readBody(cursor));
  return {
    kind: "function",
    name,
    isAsync,
    isGenerator: own.isGenerator,
    decorators,
    typeParameters: types,
    parameters,
    ...(returns === undefined ? {} : { returns }),
    body,
    start: decorators[0]?.start ?? start,
    end: endOf(body, cursor),
  };
}

function classStatement(cursor: Cursor, readBody: ReadBody, decorators: readonly Expression[]): Statement {
  const { start } = next(cursor);
  const name = expectName(cursor);
  const types = typeParameters(cursor);
  const list = isAt(cursor, "(") ? callArguments(cursor) : [];
  const body = inside(cursor, { kind: "class", isGenerator: false, loops: 0 }, () => readBody(cursor));
  return {
    kind: "class",
    name,
    decorators,
    typeParameters: types,
    arguments: list,
    body,
    start: decorators[0]?.start ?? start,
    end: endOf(body, cursor),
  };
}

/** Where the last statement ends; the tokens behind it are line ends and dedents. */
function endOf(body: readonly Statement[], cursor: Cursor): number {
  return body.at(-1)?.end ?? lastEnd(cursor);
}

function ifStatement(cursor: Cursor, readBody: ReadBody): Statement {
  const { start } = next(cursor);
  const values = [namedExpression(cursor)];
  const bodies = [readBody(cursor)];
  while (accept(cursor, "elif")) {
    values.push(namedExpression(cursor));
    bodies.push(readBody(cursor));
  }
  if (accept(cursor, "else")) bodies.push(readBody(cursor));
  return block(start, cursor, { values, bodies });
}

interface Block {
  readonly values: readonly Expression[];
  readonly targets?: readonly Expression[];
  readonly bodies: readonly (readonly Statement[])[];
}

function block(start: number, cursor: Cursor, { values, targets = [], bodies }: Block): Statement {
  return { kind: "block", values, targets, bodies, start, end: endOf(bodies.at(-1) ?? [], cursor) };
}

/** The body of a loop, and its `else`. */
function loopBodies(cursor: Cursor, readBody: ReadBody): readonly (readonly Statement[])[] {
  cursor.surroundings.loops++;
  const bodies = [readBody(cursor)];
  cursor.surroundings.loops--;
  if (accept(cursor, "else")) bodies.push(readBody(cursor));
  return bodies;
}

function whileStatement(cursor: Cursor, readBody: ReadBody): Statement {
  const { start } = next(cursor);
  const values = [namedExpression(cursor)];
  return block(start, cursor, { values, bodies: loopBodies(cursor, readBody) });
}

function forStatement(cursor: Cursor, readBody: ReadBody): Statement {
  const { start } = next(cursor);
  const targets = [loopTarget(cursor)];
  expect(cursor, "in");
  const values = [expressions(cursor)];
  return block(start, cursor, { values, targets, bodies: loopBodies(cursor, readBody) });
}

function withStatement(cursor: Cursor, readBody: ReadBody): Statement {
  const { start } = next(cursor);
  const values: Expression[] = [];
  const targets: Expression[] = [];
  const hasBrackets = hasItemsInBrackets(cursor) && accept(cursor, "(");
  do {
    if (hasBrackets && values.length > 0 && isAt(cursor, ")")) break;
    values.push(expression(cursor));
    if (!accept(cursor, "as")) continue;
    const target = withoutComparison(cursor);
    checkTarget(target);
    targets.push(target);
  } while (accept(cursor, ","));
  if (hasBrackets) expect(cursor, ")");
  return block(start, cursor, { values, targets, bodies: [readBody(cursor)] });
}

/** Whether brackets stand around all items of a `with`: only there can an `as` stand in them. */
function hasItemsInBrackets(cursor: Cursor): boolean {
  const { tokens, index } = cursor;
  const close = isAt(cursor, "(") ? peek(cursor).pair : undefined;
  if (close === undefined || tokens[close + 1]?.text !== ":") return false;
  for (let at = index + 1; at < close; at++) {
    const token = tokens[at];
    if (token?.pair !== undefined) at = token.pair;
    else if (token?.kind === "keyword" && token.text === "as") return true;
  }
  return false;
}

function tryStatement(cursor: Cursor, readBody: ReadBody): Statement {
  const { start } = next(cursor);
  const body = readBody(cursor);
  const handlers: Handler[] = [];
  let hasStar: boolean | undefined;
  let last = body;
  while (isAt(cursor, "except")) {
    const token = next(cursor);
    const isStarred = accept(cursor, "*");
    if (hasStar !== undefined && hasStar !== isStarred) throw fault('"except" and "except*" are mixed', token);
    hasStar = isStarred;
    if (handlers.length > 0 && handlers.at(-1)?.type === undefined) {
      throw fault('A bare "except" is not the last one', token);
    }
    const handler = exceptHandler(cursor, readBody, isStarred);
    handlers.push(handler);
    last = handler.body;
  }
  const others: (readonly Statement[])[] = [];
  if (handlers.length > 0 && accept(cursor, "else")) others.push(last = readBody(cursor));
  if (accept(cursor, "finally")) others.push(last = readBody(cursor));
  else if (handlers.length === 0) throw unexpected(cursor, '"except" or "finally"');
  return { kind: "try", body, handlers, others, start, end: endOf(last, cursor) };
}

function exceptHandler(cursor: Cursor, readBody: ReadBody, isStarred: boolean): Handler {
  if (isAt(cursor, ":") && !isStarred) return { body: readBody(cursor) };
  const type = expression(cursor);
  if (isAt(cursor, ",")) throw fault("Several exceptions need brackets around them", peek(cursor));
  const name = accept(cursor, "as") ? expectName(cursor) : undefined;
  return { type, ...(name === undefined ? {} : { name }), body: readBody(cursor) };
}

/** `match` is an ordinary name unless its line ends with a colon. */
function isMatch(cursor: Cursor): boolean {
  if (peek(cursor).text !== "match") return false;
  for (let at = cursor.index + 1;; at++) {
    const token = cursor.tokens[at];
    if (token === undefined || token.kind === "newline") {
      return at > cursor.index + 2 && cursor.tokens[at - 1]?.text === ":";
    }
    if (token.pair !== undefined) at = token.pair;
  }
}

function matchStatement(cursor: Cursor, readBody: ReadBody): Statement {
  const { start } = next(cursor);
  const subject = expressions(cursor, namedExpression);
  const colon = expect(cursor, ":");
  if (peek(cursor).kind !== "newline") throw unexpected(cursor, "the end of the line");
  next(cursor);
  if (peek(cursor).kind !== "indent") throw fault("An indented block is expected behind this colon", colon);
  next(cursor);
  const cases: Case[] = [];
  while (peek(cursor).kind !== "dedent") {
    const word = peek(cursor);
    if (word.kind !== "name" || word.text !== "case") throw unexpected(cursor, '"case"');
    next(cursor);
    const pattern = casePattern(cursor);
    const guard = accept(cursor, "if") ? namedExpression(cursor) : undefined;
    cases.push({ pattern, ...(guard === undefined ? {} : { guard }), body: readBody(cursor) });
  }
  next(cursor);
  return { kind: "match", subject, cases, start, end: endOf(cases.at(-1)?.body ?? [], cursor) };
}
