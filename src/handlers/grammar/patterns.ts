/** The patterns of `match`: which names they bind, and which values they compare with. */

import { accept, type Cursor, deeper, expect, expectName, fault, isAt, next, peek, unexpected } from "./cursor.ts";
import { atom } from "./atoms.ts";
import type { Expression, Name, Pattern } from "./tree.ts";

interface Found {
  readonly captures: Name[];
  readonly values: Expression[];
}

/** The pattern of a `case`. */
export function casePattern(cursor: Cursor): Pattern {
  const found: Found = { captures: [], values: [] };
  const first = starOrPattern(cursor, found);
  if (first === "star" && !isAt(cursor, ",")) throw unexpected(cursor, '","');
  while (accept(cursor, ",") && !isAt(cursor, ":") && !isAt(cursor, "if")) starOrPattern(cursor, found);
  return found;
}

function starOrPattern(cursor: Cursor, found: Found): "star" | "pattern" {
  if (accept(cursor, "*")) {
    capture(cursor, found);
    return "star";
  }
  asPattern(cursor, found);
  return "pattern";
}

function capture(cursor: Cursor, found: Found): void {
  const name = expectName(cursor);
  if (name.id === "_") return;
  // Alternatives bind the same names, so that a second binding is no fault as such.
  found.captures.push(name);
}

function asPattern(cursor: Cursor, found: Found): void {
  deeper(cursor, () => {
    closed(cursor, found);
    while (accept(cursor, "|")) closed(cursor, found);
    if (!accept(cursor, "as")) return;
    const name = expectName(cursor);
    if (name.id === "_") throw fault('"_" cannot be bound', name);
    found.captures.push(name);
  });
}

function closed(cursor: Cursor, found: Found): void {
  const token = peek(cursor);
  if (token.kind === "number" || isAt(cursor, "-")) return number(cursor);
  if (token.kind === "string") {
    const value = atom(cursor);
    if (value.kind === "parts" && value.label === "f-string expression") {
      throw fault("A pattern can hold no f-string", value);
    }
    return;
  }
  if (accept(cursor, "None") || accept(cursor, "True") || accept(cursor, "False")) return;
  if (accept(cursor, "(")) return sequence(cursor, found, ")");
  if (accept(cursor, "[")) return sequence(cursor, found, "]");
  if (accept(cursor, "{")) return mapping(cursor, found);
  if (token.kind !== "name") throw unexpected(cursor, "a pattern");
  const isValue = peek(cursor, 1).text === ".";
  const isClass = peek(cursor, 1).text === "(";
  if (!isValue && !isClass) return capture(cursor, found);
  found.values.push(dotted(cursor));
  if (accept(cursor, "(")) classArguments(cursor, found);
}

function dotted(cursor: Cursor): Expression {
  let value: Expression = expectName(cursor);
  while (accept(cursor, ".")) {
    const name = expectName(cursor);
    value = { kind: "attribute", value, name: name.id, start: value.start, end: name.end };
  }
  return value;
}

/** `-1`, `1 + 2j`. */
function number(cursor: Cursor): void {
  accept(cursor, "-");
  const first = next(cursor);
  if (first.kind !== "number") throw fault("A number is expected", first);
  if (!accept(cursor, "+") && !accept(cursor, "-")) return;
  const second = next(cursor);
  if (second.kind !== "number") throw fault("A number is expected", second);
}

function sequence(cursor: Cursor, found: Found, closing: string): void {
  let isSingleStar = false;
  for (let count = 0; !isAt(cursor, closing); count++) {
    const kind = starOrPattern(cursor, found);
    isSingleStar = count === 0 && kind === "star";
    if (!accept(cursor, ",")) break;
    isSingleStar = false;
  }
  if (isSingleStar && closing === ")") throw unexpected(cursor, '","');
  expect(cursor, closing);
}

function mapping(cursor: Cursor, found: Found): void {
  while (!isAt(cursor, "}")) {
    if (accept(cursor, "**")) {
      capture(cursor, found);
      accept(cursor, ",");
      break;
    }
    key(cursor, found);
    expect(cursor, ":");
    asPattern(cursor, found);
    if (!accept(cursor, ",")) break;
  }
  expect(cursor, "}");
}

function key(cursor: Cursor, found: Found): void {
  const token = peek(cursor);
  if (token.kind === "name") {
    const value = dotted(cursor);
    if (value.kind === "name") throw fault("The key of a pattern is a literal or a dotted name", value);
    found.values.push(value);
    return;
  }
  const isLiteral = token.kind === "number" || token.kind === "string" ||
    ["-", "None", "True", "False"].includes(token.text);
  if (!isLiteral) throw unexpected(cursor, "a literal");
  closed(cursor, found);
}

function classArguments(cursor: Cursor, found: Found): void {
  let hasKeyword = false;
  while (!isAt(cursor, ")")) {
    const token = peek(cursor);
    if (token.kind === "name" && peek(cursor, 1).text === "=") {
      hasKeyword = true;
      next(cursor);
      next(cursor);
    } else if (hasKeyword) throw fault("A positional pattern follows a keyword pattern", token);
    asPattern(cursor, found);
    if (!accept(cursor, ",")) break;
  }
  expect(cursor, ")");
}
