/** Python's operator precedence: where parentheses are needed, and operators as flat chains. */

import type { Binary, BinaryOperator, Expr } from "./ast.ts";

/** How tightly an expression binds; a higher number binds tighter. */
export const LEVEL = {
  starred: -1,
  lambda: 0,
  conditional: 1,
  or: 2,
  and: 3,
  not: 4,
  comparison: 5,
  bitOr: 6,
  bitAnd: 8,
  additive: 10,
  multiplicative: 11,
  unary: 12,
  power: 13,
  await: 14,
  primary: 15,
} as const;

const OPERATORS: Readonly<Record<BinaryOperator, number>> = {
  "or": LEVEL.or,
  "and": LEVEL.and,
  "|": LEVEL.bitOr,
  "&": LEVEL.bitAnd,
  "+": LEVEL.additive,
  "-": LEVEL.additive,
  "*": LEVEL.multiplicative,
  "/": LEVEL.multiplicative,
  "//": LEVEL.multiplicative,
  "%": LEVEL.multiplicative,
  "**": LEVEL.power,
  "==": LEVEL.comparison,
  "!=": LEVEL.comparison,
  "<": LEVEL.comparison,
  "<=": LEVEL.comparison,
  ">": LEVEL.comparison,
  ">=": LEVEL.comparison,
  "in": LEVEL.comparison,
  "not in": LEVEL.comparison,
  "is": LEVEL.comparison,
  "is not": LEVEL.comparison,
};

/** How tightly an operator binds. */
export const operatorLevel = (operator: BinaryOperator): number => OPERATORS[operator];

/** Whether a number is written with a minus sign. */
export function isNegative(expr: Expr): boolean {
  return expr.kind === "number" && (expr.value < 0 || Object.is(expr.value, -0));
}

/** How tightly an expression binds as a whole. */
export function level(expr: Expr): number {
  switch (expr.kind) {
    case "starred":
      return LEVEL.starred;
    case "lambda":
      return LEVEL.lambda;
    case "conditional":
      return LEVEL.conditional;
    case "binary":
      return operatorLevel(expr.operator);
    case "unary":
      return expr.operator === "not" ? LEVEL.not : LEVEL.unary;
    case "number":
      return isNegative(expr) ? LEVEL.unary : LEVEL.primary;
    case "await":
      return LEVEL.await;
    default:
      return LEVEL.primary;
  }
}

/** Whether the value in front of `.name`, `(…)` or `[…]` needs parentheses. */
export function parenthesizesValue(value: Expr, beforeDot: boolean): boolean {
  return level(value) < LEVEL.primary || (beforeDot && value.kind === "number");
}

/** Whether the operand of `not` or `-` needs parentheses. */
export function parenthesizesOperand(operator: "not" | "-", operand: Expr): boolean {
  if (operand.kind === "binary" && operand.operator === "**") return true;
  return level(operand) < (operator === "not" ? LEVEL.not : LEVEL.unary);
}

/** Whether the expression behind `*` or `**` needs parentheses. */
export const parenthesizesStarred = (value: Expr): boolean => level(value) < LEVEL.bitOr;

/** Whether a key of a dict needs parentheses. */
export const parenthesizesKey = (key: Expr): boolean => key.kind === "lambda";

/** Whether an iterable or condition of a comprehension, or the first two parts of a conditional, need parentheses. */
export const parenthesizesTest = (expr: Expr): boolean => level(expr) < LEVEL.or;

/** Operands and the operators between them; operands in parentheses are not opened. */
export interface Chain {
  readonly operands: readonly Expr[];
  readonly parenthesized: readonly boolean[];
  /** `operators[i]` stands between operands i and i + 1. */
  readonly operators: readonly BinaryOperator[];
}

/** Whether the operand in front of an operator of that level needs parentheses. */
export function parenthesizesLeft(parent: number, operand: Expr): boolean {
  const own = level(operand);
  if (parent === LEVEL.comparison || parent === LEVEL.power) return own <= parent;
  return own < parent;
}

/** Whether the operand behind an operator of that level needs parentheses. */
export function parenthesizesRight(parent: number, operand: Expr): boolean {
  const own = level(operand);
  if (parent === LEVEL.power) return own < LEVEL.unary;
  return own <= parent;
}

/** Flattens nested binary expressions in the order of the text, without recursion. */
export function flatten(expr: Binary): Chain {
  const operands: Expr[] = [];
  const parenthesized: boolean[] = [];
  const operators: BinaryOperator[] = [];
  const pending: (BinaryOperator | { readonly expr: Expr; readonly parentheses: boolean })[] = [
    { expr, parentheses: false },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === "string") {
      operators.push(next);
      continue;
    }
    const operand = next.expr;
    if (operand.kind !== "binary" || next.parentheses) {
      operands.push(operand);
      parenthesized.push(next.parentheses);
      continue;
    }
    const parent = operatorLevel(operand.operator);
    pending.push(
      { expr: operand.right, parentheses: parenthesizesRight(parent, operand.right) },
      operand.operator,
      { expr: operand.left, parentheses: parenthesizesLeft(parent, operand.left) },
    );
  }
  return { operands, parenthesized, operators };
}

/** Whether `**` hugs an operand: names, numbers, attributes of names, and their negatives. */
export function isSimplePowerOperand(expr: Expr): boolean {
  switch (expr.kind) {
    case "name":
    case "imported":
    case "number":
      return true;
    case "constant":
      return expr.value !== "ellipsis";
    case "unary":
      return expr.operator === "-" && !parenthesizesOperand("-", expr.operand) && isSimplePowerOperand(expr.operand);
    case "attribute":
      return isSimplePowerOperand(expr.value);
    default:
      return false;
  }
}
