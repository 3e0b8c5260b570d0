/** Names, literals and everything in brackets. */

import { accept, type Cursor, expect, fault, isAt, lastEnd, next, peek, unexpected } from "./cursor.ts";
import {
  comprehension,
  expression,
  generatorOf,
  namedExpression,
  parts,
  starredOr,
  withoutComparison,
  yieldExpression,
  yieldOrExpressions,
} from "./expressions.ts";
import type { StringToken } from "./tokens.ts";
import type { Expression } from "./tree.ts";

/** What binds tightest. */
export function atom(cursor: Cursor): Expression {
  const token = peek(cursor);
  const { start, end } = token;
  switch (token.kind) {
    case "name":
      next(cursor);
      return { kind: "name", id: token.text, start, end };
    case "number":
      next(cursor);
      return parts("literal", start, end, []);
    case "string":
      return strings(cursor);
    case "keyword":
      if (token.text !== "None" && token.text !== "True" && token.text !== "False") break;
      next(cursor);
      return parts("literal", start, end, []);
    case "operator":
      if (token.text === "(") return inBrackets(cursor, group);
      if (token.text === "[") return inBrackets(cursor, list);
      if (token.text === "{") return inBrackets(cursor, braces);
      if (token.text !== "...") break;
      next(cursor);
      return parts("literal", start, end, []);
  }
  throw unexpected(cursor, "an expression");
}

/** Runs the rule for what follows an opening bracket. */
function inBrackets(cursor: Cursor, rule: (cursor: Cursor, start: number) => Expression): Expression {
  const { start } = next(cursor);
  return rule(cursor, start);
}

function startsClause(cursor: Cursor): boolean {
  return isAt(cursor, "for") || isAt(cursor, "async");
}

function group(cursor: Cursor, start: number): Expression {
  if (accept(cursor, ")")) return { kind: "tuple", items: [], start, end: lastEnd(cursor) };
  if (isAt(cursor, "yield")) {
    const value = yieldExpression(cursor);
    expect(cursor, ")");
    return value;
  }
  const first = starredOr(cursor, namedExpression);
  if (startsClause(cursor)) {
    const generator = generatorOf(cursor, first);
    const { end } = expect(cursor, ")");
    return { ...generator, start, end };
  }
  if (!isAt(cursor, ",")) {
    if (first.kind === "starred") throw fault("A starred expression cannot stand alone", first);
    expect(cursor, ")");
    return first;
  }
  const items = [first, ...moreItems(cursor, ")")];
  const { end } = expect(cursor, ")");
  return { kind: "tuple", items, start, end };
}

/** What follows the first item of a list in brackets. */
function moreItems(cursor: Cursor, closing: string): Expression[] {
  const items: Expression[] = [];
  while (accept(cursor, ",") && !isAt(cursor, closing)) items.push(starredOr(cursor, namedExpression));
  return items;
}

function list(cursor: Cursor, start: number): Expression {
  if (accept(cursor, "]")) return { kind: "list", items: [], start, end: lastEnd(cursor) };
  const first = starredOr(cursor, namedExpression);
  if (startsClause(cursor)) {
    const found = comprehension(cursor, [first]);
    const { end } = expect(cursor, "]");
    return { ...found, start, end };
  }
  const items = [first, ...moreItems(cursor, "]")];
  const { end } = expect(cursor, "]");
  return { kind: "list", items, start, end };
}

function braces(cursor: Cursor, start: number): Expression {
  if (accept(cursor, "}")) return parts("dict literal", start, lastEnd(cursor), []);
  const isValue = isAt(cursor, "*") || peek(cursor, 1).text === ":=";
  const isUnpacked = isAt(cursor, "**");
  if (isUnpacked) return dictionary(cursor, start, []);
  const first = starredOr(cursor, namedExpression);
  if (!isValue && accept(cursor, ":")) {
    return dictionary(cursor, start, [first, expression(cursor)]);
  }
  if (startsClause(cursor)) {
    const found = comprehension(cursor, [first]);
    const { end } = expect(cursor, "}");
    return { ...found, start, end };
  }
  const items = [first, ...moreItems(cursor, "}")];
  const { end } = expect(cursor, "}");
  return parts("set display", start, end, items);
}

/** The rest of a dictionary behind its first pair, or from its first `**`. */
function dictionary(cursor: Cursor, start: number, pair: readonly Expression[]): Expression {
  if (pair.length > 0 && startsClause(cursor)) {
    const found = comprehension(cursor, pair);
    const { end } = expect(cursor, "}");
    return { ...found, start, end };
  }
  const items = [...pair];
  let isFirst = pair.length === 0;
  while (isFirst || (accept(cursor, ",") && !isAt(cursor, "}"))) {
    isFirst = false;
    if (accept(cursor, "**")) {
      items.push(withoutComparison(cursor));
      continue;
    }
    items.push(expression(cursor));
    expect(cursor, ":");
    items.push(expression(cursor));
  }
  const { end } = expect(cursor, "}");
  return parts("dict literal", start, end, items);
}

/** Neighbouring strings, which Python joins. */
function strings(cursor: Cursor): Expression {
  const { start } = peek(cursor);
  let text = "";
  let isText = true;
  const fields: Expression[] = [];
  const first = peek(cursor).string;
  while (peek(cursor).kind === "string") {
    const token = next(cursor);
    const string: StringToken | undefined = token.string;
    if (string === undefined) continue;
    if (string.isBytes !== first?.isBytes) throw fault("Bytes and text cannot be joined", token);
    if (string.content === undefined) isText = false;
    else text += string.content;
    for (const field of string.fields) fields.push(readField(cursor, field));
  }
  const end = lastEnd(cursor);
  if (!isText) return parts("f-string expression", start, end, fields);
  return first?.isBytes === true ? parts("literal", start, end, []) : { kind: "string", text, start, end };
}

function readField(cursor: Cursor, tokens: StringToken["fields"][number]): Expression {
  const inner: Cursor = { ...cursor, tokens, index: 0 };
  const value = yieldOrExpressions(inner);
  if (peek(inner).kind !== "end") throw unexpected(inner, '"}"');
  return value;
}
