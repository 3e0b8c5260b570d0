/** Expressions, from the loosest binding to the tightest. */

import { atom } from "./atoms.ts";
import {
  accept,
  type Cursor,
  deeper,
  expect,
  expectName,
  fault,
  isAt,
  lastEnd,
  next,
  peek,
  unexpected,
} from "./cursor.ts";
import { lambdaParameters } from "./parameters.ts";
import { checkTarget } from "./targets.ts";
import type { Argument, Clause, Comprehension, Expression, Parts, PartsLabel } from "./tree.ts";

const COMPARISON = 4;

/** How tightly a binary operator binds; `not` stands between 2 and 4, `**` and signs above all. */
const LEVELS: ReadonlyMap<string, number> = new Map([
  ["or", 1],
  ["and", 2],
  ...["<", ">", "==", "!=", "<=", ">=", "in", "is", "not"].map((word) => [word, COMPARISON] as const),
  ["|", 5],
  ["^", 6],
  ["&", 7],
  ["<<", 8],
  [">>", 8],
  ["+", 9],
  ["-", 9],
  ...["*", "/", "//", "%", "@"].map((word) => [word, 10] as const),
]);

const LOOSEST = 1;
const NOT = 3;
const BITWISE_OR = 5;
const UNARY = 11;

/** Longer chains of calls and attributes exist in no program. */
const MAX_CHAIN = 1500;

/** An expression made of others. */
export function parts(label: PartsLabel, start: number, end: number, list: readonly Expression[]): Parts {
  return { kind: "parts", label, start, end, parts: list };
}

/** `a if b else c`, a lambda, or anything tighter. */
export function expression(cursor: Cursor): Expression {
  return deeper(cursor, () => {
    if (isAt(cursor, "lambda")) return lambda(cursor);
    const { start } = peek(cursor);
    const value = binary(cursor, LOOSEST);
    if (!accept(cursor, "if")) return value;
    const condition = binary(cursor, LOOSEST);
    expect(cursor, "else");
    const other = expression(cursor);
    return parts("conditional expression", start, lastEnd(cursor), [value, condition, other]);
  });
}

/** What `in` of a comprehension and its conditions hold: no lambda and no `if`. */
export function disjunction(cursor: Cursor): Expression {
  return binary(cursor, LOOSEST);
}

/** What may stand behind `*` and `**` and in a loop's targets. */
export function withoutComparison(cursor: Cursor): Expression {
  return binary(cursor, BITWISE_OR);
}

/** An expression, or `name := expression`. */
export function namedExpression(cursor: Cursor): Expression {
  if (peek(cursor).kind !== "name" || peek(cursor, 1).text !== ":=") return expression(cursor);
  const target = expectName(cursor);
  next(cursor);
  const value = expression(cursor);
  return { kind: "named", target, value, start: target.start, end: value.end };
}

/** `*value` where the place allows it, else what the rule says. */
export function starredOr(cursor: Cursor, rule: (cursor: Cursor) => Expression): Expression {
  if (!isAt(cursor, "*")) return rule(cursor);
  const { start } = next(cursor);
  const value = withoutComparison(cursor);
  return { kind: "starred", value, start, end: lastEnd(cursor) };
}

/** One or more expressions with commas between: a tuple if there is a comma. */
export function expressions(cursor: Cursor, rule: (cursor: Cursor) => Expression = expression): Expression {
  const { start } = peek(cursor);
  const first = starredOr(cursor, rule);
  if (!isAt(cursor, ",")) {
    if (first.kind === "starred") throw fault("A starred expression cannot stand alone", first);
    return first;
  }
  const items = [first];
  while (accept(cursor, ",") && startsExpression(cursor)) items.push(starredOr(cursor, rule));
  return { kind: "tuple", items, start, end: lastEnd(cursor) };
}

/** Whether an expression, or `*`, can start here. */
export function startsExpression(cursor: Cursor): boolean {
  const token = peek(cursor);
  switch (token.kind) {
    case "name":
    case "number":
    case "string":
      return true;
    case "keyword":
      return ["None", "True", "False", "not", "lambda", "await"].includes(token.text);
    case "operator":
      return ["(", "[", "{", "-", "+", "~", "*", "..."].includes(token.text);
    default:
      return false;
  }
}

/** `yield` and what it gives. */
export function yieldExpression(cursor: Cursor): Expression {
  const { start, end } = next(cursor);
  const place = { start, end };
  const { kind } = cursor.surroundings;
  if (kind === "module" || kind === "class") throw fault('"yield" stands outside a function', place);
  cursor.notes.yields.push({ ...place, in: cursor.surroundings });
  cursor.surroundings.isGenerator = true;
  if (accept(cursor, "from")) {
    if (kind === "async function") throw fault('"yield from" stands inside an async function', place);
    const value = expression(cursor);
    return parts("yield expression", start, value.end, [value]);
  }
  const values = startsExpression(cursor) ? [expressions(cursor)] : [];
  return parts("yield expression", start, lastEnd(cursor), values);
}

/** `yield`, or expressions with commas between. */
export function yieldOrExpressions(cursor: Cursor): Expression {
  return isAt(cursor, "yield") ? yieldExpression(cursor) : expressions(cursor);
}

/** The targets of a loop, up to its `in`. */
export function loopTarget(cursor: Cursor): Expression {
  const target = expressions(cursor, withoutComparison);
  checkTarget(target);
  return target;
}

function lambda(cursor: Cursor): Expression {
  const { start } = next(cursor);
  const parameters = lambdaParameters(cursor);
  expect(cursor, ":");
  const { surroundings } = cursor;
  cursor.surroundings = { kind: "lambda", isGenerator: false, loops: 0 };
  const body = expression(cursor);
  cursor.surroundings = surroundings;
  return { kind: "lambda", parameters, body, start, end: body.end };
}

/** Operators that bind at least as tightly as the level says. */
function binary(cursor: Cursor, least: number): Expression {
  const { start } = peek(cursor);
  const first = unary(cursor, least);
  const operands = [first];
  let label: PartsLabel = "expression";
  for (;;) {
    const token = peek(cursor);
    const level = token.kind === "name" ? undefined : LEVELS.get(token.text);
    if (level === undefined || level < least) break;
    if (token.text === "not" && peek(cursor, 1).text !== "in") break;
    next(cursor);
    if (token.text === "not") next(cursor);
    if (token.text === "is") accept(cursor, "not");
    label = level === COMPARISON ? "comparison" : "expression";
    operands.push(binary(cursor, level + 1));
  }
  return operands.length === 1 ? first : parts(label, start, lastEnd(cursor), operands);
}

function unary(cursor: Cursor, least: number): Expression {
  const { start } = peek(cursor);
  if (isAt(cursor, "not")) {
    if (least > NOT) throw unexpected(cursor, "an expression");
    next(cursor);
    const value = deeper(cursor, () => binary(cursor, NOT));
    return parts("expression", start, lastEnd(cursor), [value]);
  }
  if (isAt(cursor, "-") || isAt(cursor, "+") || isAt(cursor, "~")) {
    next(cursor);
    const value = deeper(cursor, () => unary(cursor, UNARY));
    return parts("expression", start, lastEnd(cursor), [value]);
  }
  const base = isAt(cursor, "await") ? awaited(cursor) : primary(cursor);
  if (!accept(cursor, "**")) return base;
  const exponent = deeper(cursor, () => unary(cursor, UNARY));
  return parts("expression", start, lastEnd(cursor), [base, exponent]);
}

function awaited(cursor: Cursor): Expression {
  const token = next(cursor);
  if (cursor.surroundings.kind !== "async function") {
    cursor.notes.awaits.push(fault('"await" stands outside an async function', token));
  }
  const value = primary(cursor);
  return parts("await expression", token.start, value.end, [value]);
}

/** An atom with its attributes, indexes and calls. */
function primary(cursor: Cursor): Expression {
  const { start } = peek(cursor);
  let value = atom(cursor);
  for (let length = 0;; length++) {
    if (length > MAX_CHAIN) throw fault("Expressions are nested too deeply", peek(cursor));
    if (accept(cursor, ".")) {
      const name = expectName(cursor);
      value = { kind: "attribute", value, name: name.id, start, end: name.end };
    } else if (isAt(cursor, "(")) {
      const list = callArguments(cursor);
      value = { kind: "call", callee: value, arguments: list, start, end: lastEnd(cursor) };
    } else if (accept(cursor, "[")) {
      const index = subscriptIndex(cursor);
      const { end } = expect(cursor, "]");
      value = { kind: "subscript", value, index, start, end };
    } else return value;
  }
}

function subscriptIndex(cursor: Cursor): Expression {
  const { start } = peek(cursor);
  const items = [starredOr(cursor, slice)];
  let isTuple = items[0]?.kind === "starred";
  while (accept(cursor, ",")) {
    isTuple = true;
    if (isAt(cursor, "]")) break;
    items.push(starredOr(cursor, slice));
  }
  const [first] = items;
  return first !== undefined && !isTuple ? first : { kind: "tuple", items, start, end: lastEnd(cursor) };
}

function slice(cursor: Cursor): Expression {
  const { start } = peek(cursor);
  const bounds: Expression[] = [];
  if (!isAt(cursor, ":")) {
    const isNamed = peek(cursor, 1).text === ":=";
    const value = namedExpression(cursor);
    if (!isAt(cursor, ":") || isNamed) return value;
    bounds.push(value);
  }
  expect(cursor, ":");
  const bound = () => {
    if (!isAt(cursor, ":") && !isAt(cursor, ",") && !isAt(cursor, "]")) bounds.push(expression(cursor));
  };
  bound();
  if (accept(cursor, ":")) bound();
  return parts("slice", start, lastEnd(cursor), bounds);
}

/** The arguments of a call or class, with their brackets. */
export function callArguments(cursor: Cursor): readonly Argument[] {
  expect(cursor, "(");
  const list: Argument[] = [];
  const names = new Set<string>();
  const kinds = new Set<Argument["kind"]>();
  while (!isAt(cursor, ")")) {
    const argument = readArgument(cursor, kinds);
    kinds.add(argument.kind);
    if (argument.name !== undefined) {
      if (names.has(argument.name)) throw fault(`Argument "${argument.name}" is given twice`, argument);
      names.add(argument.name);
    }
    list.push(argument);
    if (!accept(cursor, ",")) break;
  }
  expect(cursor, ")");
  return list;
}

function readArgument(cursor: Cursor, before: ReadonlySet<Argument["kind"]>): Argument {
  const token = peek(cursor);
  const { start } = token;
  if (accept(cursor, "**")) {
    const value = expression(cursor);
    return { kind: "unpacked-keywords", value, start, end: value.end };
  }
  if (accept(cursor, "*")) {
    if (before.has("unpacked-keywords")) throw fault('"*" follows "**"', token);
    const value = expression(cursor);
    return { kind: "unpacked", value, start, end: value.end };
  }
  if (token.kind === "name" && peek(cursor, 1).text === "=") {
    next(cursor);
    next(cursor);
    const value = expression(cursor);
    return { kind: "keyword", name: token.text, value, start, end: value.end };
  }
  const value = namedExpression(cursor);
  if (isAt(cursor, "for") || isAt(cursor, "async")) {
    const generator = generatorOf(cursor, value);
    if (before.size > 0 || !isAt(cursor, ")")) throw fault("A generator needs brackets of its own here", generator);
    return { kind: "positional", value: generator, start, end: generator.end };
  }
  if (before.has("unpacked-keywords") || before.has("keyword")) {
    throw fault("A positional argument follows a keyword argument", value);
  }
  return { kind: "positional", value, start, end: value.end };
}

/** The `for` and `if` clauses behind what a comprehension gives. */
export function comprehension(cursor: Cursor, results: readonly Expression[]): Comprehension {
  const { yields } = cursor.notes;
  const yieldsBefore = yields.length;
  const [result] = results;
  const clauses: Clause[] = [];
  while (isAt(cursor, "for") || isAt(cursor, "async")) {
    const word = peek(cursor);
    const isAsync = accept(cursor, "async");
    expect(cursor, "for");
    if (isAsync && cursor.surroundings.kind !== "async function") {
      cursor.notes.awaits.push(fault('"async for" stands outside an async function', word));
    }
    const target = loopTarget(cursor);
    expect(cursor, "in");
    const values = disjunction(cursor);
    // The first values are computed outside the comprehension, where a `yield` may stand.
    if (clauses.length === 0) yields.length = Math.min(yields.length, yieldsBefore);
    const conditions: Expression[] = [];
    while (accept(cursor, "if")) conditions.push(disjunction(cursor));
    clauses.push({ target, values, conditions });
  }
  const start = result?.start ?? 0;
  for (let index = yields.length - 1; index >= 0; index--) {
    const held = yields[index];
    if (held === undefined || held.start < start) break;
    if (held.in === cursor.surroundings) throw fault('"yield" stands inside a comprehension', held);
  }
  if (result?.kind === "starred") throw fault("A comprehension cannot unpack values", result);
  return { kind: "comprehension", results, clauses, start, end: lastEnd(cursor) };
}

/** A comprehension that is computed step by step, which an `await` makes an asynchronous one anywhere. */
export function generatorOf(cursor: Cursor, result: Expression): Comprehension {
  const generator = comprehension(cursor, [result]);
  const { awaits } = cursor.notes;
  while ((awaits.at(-1)?.start ?? -1) >= generator.start) awaits.pop();
  return generator;
}
