/** Blank lines between statements, as `ruff format` wants them. */

import type { Stmt } from "./ast.ts";

/** What kind of body statements stand in. */
export type Suite = "module" | "class" | "documented-class" | "function" | "documented" | "block";

/** Blank lines in front of the first statement of a body. */
export function blankLinesFirst(statements: readonly Stmt[], suite: Suite): number {
  if (suite === "documented-class") return 1;
  const first = suite === "documented" ? statementBehind(statements, 0) : statements[0];
  return isDefinition(first) && (suite === "documented" || suite === "block") ? 1 : 0;
}

/** Blank lines between a statement, undefined for what opens a module, and the one at `index`. */
export function blankLinesBetween(
  previous: Stmt | undefined,
  statements: readonly Stmt[],
  index: number,
  suite: Suite,
): number {
  if (previous?.kind === "comment") return 0;
  const next = statementBehind(statements, index);
  const many = suite === "module" ? 2 : 1;
  if (previous !== undefined && isOverload(previous) && next?.kind === "function") return 0;
  if (isDefinition(next)) return many;
  if (previous?.kind === "import") return next?.kind === "import" ? 0 : 1;
  return previous !== undefined && endsWithDefinition(previous) ? many : 0;
}

/** The first statement from `index` on that is no comment. */
function statementBehind(statements: readonly Stmt[], index: number): Stmt | undefined {
  let position = index;
  while (statements[position]?.kind === "comment") position++;
  return statements[position];
}

function isDefinition(statement: Stmt | undefined): boolean {
  return statement?.kind === "function" || statement?.kind === "class";
}

/** Whether the last line of a statement belongs to a function or class. */
function endsWithDefinition(statement: Stmt): boolean {
  let current: Stmt | undefined = statement;
  while (current !== undefined && !isDefinition(current)) current = lastBody(current)?.at(-1);
  return current !== undefined;
}

function lastBody(statement: Stmt): readonly Stmt[] | undefined {
  switch (statement.kind) {
    case "if":
      return statement.otherwise.length > 0 ? statement.otherwise : statement.branches.at(-1)?.body;
    case "for":
    case "with":
      return statement.body;
    case "try":
      if (statement.finalizer.length > 0) return statement.finalizer;
      return statement.otherwise.length > 0 ? statement.otherwise : statement.handlers.at(-1)?.body;
    default:
      return undefined;
  }
}

function isOverload(statement: Stmt): boolean {
  if (statement.kind !== "function") return false;
  const [only] = statement.body;
  if (statement.body.length !== 1 || only?.kind !== "expr") return false;
  if (only.value.kind !== "constant" || only.value.value !== "ellipsis") return false;
  return statement.decorators.some((decorator) => decorator.kind === "imported" && decorator.name === "overload");
}
