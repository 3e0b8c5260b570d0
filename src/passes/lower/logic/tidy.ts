/** Small rewrites of statements that a reader, or ruff, would ask for; none changes what they do. */

import type { Expr, If, Stmt } from "../../../python/ast.ts";
import { binary, call, name, not, returns } from "../../../python/build.ts";

/** Tidies the body of a function, whose end is its last `return`. */
export function tidyBody(statements: readonly Stmt[]): readonly Stmt[] {
  const tidied = tidy(statements);
  const body = hasValues(tidied) ? tidied : tidied.map(withoutNone);
  const last = body.at(-1);
  return last?.kind === "return" && last.value === undefined ? body.slice(0, -1) : body;
}

/** Whether some `return` has a value other than None. */
export function hasValues(statements: readonly Stmt[]): boolean {
  return statements.some((statement) => {
    if (statement.kind === "return") return statement.value !== undefined && !isNone(statement.value);
    return blocksOf(statement).some(hasValues);
  });
}

const isNone = (value: Expr) => value.kind === "constant" && value.value === null;

function blocksOf(statement: Stmt): readonly (readonly Stmt[])[] {
  switch (statement.kind) {
    case "if":
      return [...statement.branches.map((branch) => branch.body), statement.otherwise];
    case "for":
    case "with":
      return [statement.body];
    default:
      return [];
  }
}

/** `return None` where nothing else is returned. */
function withoutNone(statement: Stmt): Stmt {
  switch (statement.kind) {
    case "return":
      return returns();
    case "if":
      return {
        ...statement,
        branches: statement.branches.map(({ test, body }) => ({ test, body: body.map(withoutNone) })),
        otherwise: statement.otherwise.map(withoutNone),
      };
    case "for":
    case "with":
      return { ...statement, body: statement.body.map(withoutNone) };
    default:
      return statement;
  }
}

/** Tidies a block. */
function tidy(statements: readonly Stmt[]): readonly Stmt[] {
  const result: Stmt[] = [];
  for (const statement of statements.flatMap(tidied)) {
    const previous = result.at(-1);
    if (previous !== undefined && endsBlock([previous])) break;
    const merged = previous === undefined ? undefined : merge(previous, statement);
    if (merged === undefined) result.push(statement);
    else result.splice(-1, 1, ...merged);
  }
  return result;
}

/** Whether nothing behind the statements is reached. */
export function endsBlock(statements: readonly Stmt[]): boolean {
  const last = statements.at(-1);
  switch (last?.kind) {
    case "return":
    case "raise":
      return true;
    case "if":
      return last.otherwise.length > 0 && [...last.branches.map((one) => one.body), last.otherwise].every(endsBlock);
    case "with":
      return endsBlock(last.body);
    default:
      return false;
  }
}

function tidied(statement: Stmt): readonly Stmt[] {
  switch (statement.kind) {
    case "if":
      return tidiedIf(statement);
    case "for":
    case "with":
      return [{ ...statement, body: tidy(statement.body) }];
    default:
      return [statement];
  }
}

function tidiedIf(statement: If): readonly Stmt[] {
  const branches = statement.branches.map(({ test, body }) => ({ test, body: tidy(body) }));
  const otherwise = tidy(statement.otherwise);
  const [first] = branches;
  if (first === undefined || branches.length > 1) return [{ kind: "if", branches, otherwise }];
  if (first.body.length === 0 && otherwise.length === 0) return [];
  if (first.body.length === 0) {
    return tidiedIf({ kind: "if", branches: [{ test: not(first.test), body: otherwise }], otherwise: [] });
  }
  // What stands behind a branch that ends needs no `else`.
  if (endsBlock(first.body)) return [{ kind: "if", branches, otherwise: [] }, ...otherwise];
  const chosen = asChoice(first.test, first.body, otherwise);
  if (chosen !== undefined) return [chosen];
  const [inner] = otherwise;
  if (inner?.kind === "if" && otherwise.length === 1) {
    const [next, ...rest] = inner.branches;
    if (next !== undefined && same(next.body, first.body)) {
      const joined = { test: chained(first.test, "or", next.test), body: first.body };
      return [{ kind: "if", branches: [joined, ...rest], otherwise: inner.otherwise }];
    }
    return [{ kind: "if", branches: [first, ...inner.branches], otherwise: inner.otherwise }];
  }
  const [only] = first.body;
  if (otherwise.length === 0 && first.body.length === 1 && only?.kind === "if") {
    const [nested, ...more] = only.branches;
    if (nested !== undefined && more.length === 0 && only.otherwise.length === 0) {
      return [{
        kind: "if",
        branches: [{ test: chained(first.test, "and", nested.test), body: nested.body }],
        otherwise,
      }];
    }
  }
  return [{ kind: "if", branches, otherwise }];
}

/** `left and right`, without parentheses around more of the same. */
export function chained(left: Expr, operator: "and" | "or", right: Expr): Expr {
  return right.kind === "binary" && right.operator === operator
    ? binary(chained(left, operator, right.left), operator, right.right)
    : binary(left, operator, right);
}

/** `x = a if test else b`, where the branches do nothing else. */
function asChoice(test: Expr, then: readonly Stmt[], otherwise: readonly Stmt[]): Stmt | undefined {
  const [left, right] = [then[0], otherwise[0]];
  if (left?.kind !== "assign" || right?.kind !== "assign" || then.length + otherwise.length > 2) return undefined;
  if (left.value === undefined || right.value === undefined || !same(left.target, right.target)) return undefined;
  if (left.value.kind === "await" || right.value.kind === "await") return undefined;
  return { ...left, value: choice(test, left.value, right.value) };
}

function choice(test: Expr, then: Expr, otherwise: Expr): Expr {
  if (isFlag(then, true) && isFlag(otherwise, false)) return asFlag(test);
  if (isFlag(then, false) && isFlag(otherwise, true)) return not(test);
  return { kind: "conditional", test, then, otherwise };
}

const isFlag = (value: Expr | undefined, flag: boolean) => value?.kind === "constant" && value.value === flag;

function asFlag(test: Expr): Expr {
  const isFlagAlready = test.kind === "unary" ||
    (test.kind === "binary" && test.operator !== "and" && test.operator !== "or");
  return isFlagAlready ? test : call(name("bool"), [test]);
}

/** Two statements as one; undefined where both are needed. */
function merge(previous: Stmt, next: Stmt): readonly Stmt[] | undefined {
  if (next.kind !== "return" || next.value === undefined) return undefined;
  if (previous.kind === "assign" && previous.annotation === undefined && previous.value !== undefined) {
    return same(previous.target, next.value) ? [returns(previous.value)] : undefined;
  }
  if (previous.kind === "with") {
    const last = previous.body.at(-1);
    const merged = last?.kind === "assign" ? merge(last, next) : undefined;
    return merged && [{ ...previous, body: [...previous.body.slice(0, -1), ...merged] }];
  }
  if (previous.kind === "if" && previous.branches.length === 1 && previous.otherwise.length === 0) {
    const [branch] = previous.branches;
    const [only, ...more] = branch?.body ?? [];
    if (branch === undefined || only?.kind !== "return" || more.length > 0) return undefined;
    if (isFlag(only.value, true) && isFlag(next.value, false)) return [returns(asFlag(branch.test))];
    if (isFlag(only.value, false) && isFlag(next.value, true)) return [returns(not(branch.test))];
  }
  return undefined;
}

function same(left: unknown, right: unknown): boolean {
  const text = (value: unknown) => JSON.stringify(value, (_, part) => typeof part === "bigint" ? `${part}n` : part);
  return text(left) === text(right);
}
