/** Parameters of functions and lambdas, and type parameters. */

import { accept, type Cursor, expect, expectName, fault, isAt, lastEnd, next, peek, unexpected } from "./cursor.ts";
import { expression, starredOr } from "./expressions.ts";
import type { Expression, Parameter, ParameterKind, TypeParameter } from "./tree.ts";

/** The parameters of a `def`, with their brackets. */
export function functionParameters(cursor: Cursor): readonly Parameter[] {
  expect(cursor, "(");
  const list = parameters(cursor, ")", true);
  expect(cursor, ")");
  return list;
}

/** The parameters of a `lambda`, up to its colon. */
export function lambdaParameters(cursor: Cursor): readonly Parameter[] {
  return parameters(cursor, ":", false);
}

function parameters(cursor: Cursor, closing: string, isAnnotated: boolean): readonly Parameter[] {
  const list: Parameter[] = [];
  const names = new Set<string>();
  let kind: ParameterKind = "positional-or-keyword";
  let hasSlash = false;
  let hasStandard = false;
  while (!isAt(cursor, closing)) {
    const token = peek(cursor);
    if (list.at(-1)?.kind === "var-keyword") throw fault('Nothing may follow "**"', token);
    if (accept(cursor, "/")) {
      if (hasSlash || list.length === 0 || kind === "keyword-only") throw fault('"/" stands at a wrong place', token);
      hasSlash = true;
      for (const [index, parameter] of list.entries()) list[index] = { ...parameter, kind: "positional-only" };
    } else if (isAt(cursor, "*") && isBareStar(cursor)) {
      if (kind === "keyword-only") throw fault('"*" is written twice', token);
      next(cursor);
      if (!isAt(cursor, ",") || peek(cursor, 1).kind !== "name") {
        throw fault('A name is expected behind "*"', token);
      }
      kind = "keyword-only";
    } else {
      const prefix = isAt(cursor, "*") || isAt(cursor, "**") ? next(cursor).text : "";
      if (prefix === "*" && kind === "keyword-only") throw fault('"*" is written twice', token);
      const here: ParameterKind = prefix === "*" ? "var-positional" : prefix === "**" ? "var-keyword" : kind;
      const parameter = readParameter(cursor, here, isAnnotated, token.start);
      const { id } = parameter.name;
      if (names.has(id)) throw fault(`Parameter "${id}" is written twice`, parameter.name);
      names.add(id);
      if (here === "positional-or-keyword") {
        if (parameter.standard !== undefined) hasStandard = true;
        else if (hasStandard) throw fault("A parameter without a default follows one with a default", parameter);
      }
      list.push(parameter);
      if (prefix === "*") kind = "keyword-only";
    }
    if (!accept(cursor, ",")) break;
  }
  return list;
}

function isBareStar(cursor: Cursor): boolean {
  return peek(cursor, 1).kind !== "name";
}

function readParameter(cursor: Cursor, kind: ParameterKind, isAnnotated: boolean, start: number): Parameter {
  const name = expectName(cursor);
  let annotation: Expression | undefined;
  if (isAnnotated && accept(cursor, ":")) {
    annotation = typeExpression(cursor, kind === "var-positional");
  }
  let standard: Expression | undefined;
  if (isAt(cursor, "=")) {
    if (kind === "var-positional" || kind === "var-keyword") throw unexpected(cursor, "a comma");
    next(cursor);
    standard = expression(cursor);
  }
  return {
    name,
    kind,
    ...(annotation === undefined ? {} : { annotation }),
    ...(standard === undefined ? {} : { standard }),
    start,
    end: (standard ?? annotation ?? name).end,
  };
}

/** A type, with the brackets around it, so that its text can stand elsewhere. */
export function typeExpression(cursor: Cursor, canBeStarred = false): Expression {
  const { start } = peek(cursor);
  const type = canBeStarred ? starredOr(cursor, expression) : expression(cursor);
  return type.kind === "name" ? type : { ...type, start, end: lastEnd(cursor) };
}

/** `[T: bound = standard, *Ts, **P]`, or nothing. */
export function typeParameters(cursor: Cursor): readonly TypeParameter[] {
  if (!isAt(cursor, "[")) return [];
  const open = next(cursor);
  const list: TypeParameter[] = [];
  const names = new Set<string>();
  while (!isAt(cursor, "]")) {
    const isPlain = !accept(cursor, "*") && !accept(cursor, "**");
    const name = expectName(cursor);
    const bound = isPlain && accept(cursor, ":") ? expression(cursor) : undefined;
    const standard = accept(cursor, "=") ? starredOr(cursor, expression) : undefined;
    if (names.has(name.id)) throw fault(`Type "${name.id}" is written twice`, name);
    names.add(name.id);
    list.push({
      name,
      ...(bound === undefined ? {} : { bound }),
      ...(standard === undefined ? {} : { standard }),
    });
    if (!accept(cursor, ",")) break;
  }
  const close = expect(cursor, "]");
  if (list.length === 0) throw fault("Type parameters are missing", { start: open.start, end: close.end });
  return list;
}
