/** When `ruff format` puts optional parentheses around an expression that overflows its line. */

import type { Expr } from "./ast.ts";
import { flatten, isNegative, LEVEL, operatorLevel, parenthesizesOperand, parenthesizesValue } from "./precedence.ts";

/**
 * `multiline`: when it breaks; `always`; `best-fit`: when that makes it fit; `never`: it has brackets of its own to
 * break.
 */
export type Need = "multiline" | "always" | "best-fit" | "never";

/** What stands around the expression, as far as it matters. */
export type Parent = "statement" | "await" | "returns" | "returns-without-parameters" | "expression";

/** Whether an expression needs optional parentheses. */
export function need(expr: Expr, parent: Parent): Need {
  switch (expr.kind) {
    case "binary":
    case "conditional":
    case "lambda":
      return parent === "await" ? "always" : "multiline";
    case "starred":
      return "multiline";
    case "unary":
      if (parent === "await") return "always";
      if (parenthesizesOperand(expr.operator, expr.operand)) return "never";
      return need(expr.operand, "expression");
    case "number":
      return isNegative(expr) && parent === "await" ? "always" : "best-fit";
    case "name":
    case "imported":
    case "string":
    case "formatted":
      return "best-fit";
    case "constant":
      return "best-fit";
    case "await":
      if (parent === "await") return "always";
      return parenthesizesValue(expr.value, false) ? "never" : need(expr.value, "await");
    case "attribute":
      if (isFluent(expr)) return "multiline";
      return parenthesizesValue(expr.value, true) ? "never" : need(expr.value, "expression");
    case "call":
      if (isFluent(expr)) return "multiline";
      return parenthesizesValue(expr.func, false) ? "never" : need(expr.func, "expression");
    case "subscript":
      if (isFluent(expr)) return "multiline";
      return parenthesizesValue(expr.value, false) ? "never" : needOfSubscript(expr.value, parent);
    case "list":
    case "tuple":
    case "set":
    case "dict":
    case "comprehension":
      return "never";
  }
}

function needOfSubscript(value: Expr, parent: Parent): Need {
  const inner = need(value, "expression");
  if (inner !== "best-fit") return inner;
  if (parent === "returns-without-parameters") return "multiline";
  return parent === "returns" ? "never" : "best-fit";
}

/** Whether a chain of calls and subscripts breaks in front of its dots: two of them at least are followed by one. */
export function isFluent(expr: Expr): boolean {
  let computed = 0;
  let current = expr;
  for (;;) {
    if (current.kind === "attribute") {
      const { value } = current;
      if (parenthesizesValue(value, true)) return computed + 1 >= 2;
      if (value.kind === "call" || value.kind === "subscript") computed++;
      current = value;
    } else if (current.kind === "call" || current.kind === "subscript") {
      const inner = current.kind === "call" ? current.func : current.value;
      if (parenthesizesValue(inner, false)) break;
      current = inner;
    } else break;
  }
  return computed >= 2;
}

/** Whether an expression ends in brackets of its own, and whether there is something between them. */
export function ownBrackets(expr: Expr): "empty" | "filled" | undefined {
  switch (expr.kind) {
    case "subscript":
    case "comprehension":
      return "filled";
    case "list":
    case "tuple":
    case "set":
      return expr.items.length > 0 ? "filled" : "empty";
    case "dict":
      return expr.entries.length > 0 ? "filled" : "empty";
    case "call":
      return expr.args.length + expr.keywords.length > 0 ? "filled" : "empty";
    default:
      return undefined;
  }
}

const ATTRIBUTE = 1;
const CONDITIONAL = 100;

/** Orders operators by who breaks first, the higher number; a comparison breaks before `|`, `or` before a comparison. */
function breakOrder(level: number): number {
  if (level === LEVEL.or || level === LEVEL.and) return 50;
  return 20 - level;
}

/** The parts of an expression that stand outside all its brackets. */
class Outside {
  maximum = 0;
  count = 0;
  anyBrackets = false;
  last: Expr | undefined;
  lastParenthesized = false;
  /** Undefined before the first part; null where the expression starts with a word. */
  first: { readonly expr: Expr; readonly parenthesized: boolean } | null | undefined;

  update(order: number, count: number): void {
    if (order > this.maximum) {
      this.maximum = order;
      this.count = count;
    } else if (order === this.maximum) this.count += count;
  }

  visit(expr: Expr, parenthesized: boolean): void {
    this.#setLast(expr, parenthesized);
    if (parenthesized) this.anyBrackets = true;
    else this.visitInside(expr);
    if (this.first === undefined) this.first = { expr, parenthesized };
  }

  visitInside(expr: Expr): void {
    switch (expr.kind) {
      case "dict":
      case "list":
      case "set":
      case "tuple":
      case "comprehension":
        this.anyBrackets = true;
        return;
      case "binary": {
        const { operands, parenthesized, operators } = flatten(expr);
        for (const operator of operators) this.update(breakOrder(operatorLevel(operator)), 1);
        for (const [index, operand] of operands.entries()) this.visit(operand, parenthesized[index] ?? false);
        return;
      }
      case "conditional":
        this.update(CONDITIONAL, 2);
        this.visit(expr.then, false);
        this.visit(expr.test, false);
        this.visit(expr.otherwise, false);
        return;
      case "call":
      case "subscript": {
        const value = expr.kind === "call" ? expr.func : expr.value;
        this.anyBrackets = true;
        this.visit(value, parenthesizesValue(value, false));
        this.#setLast(expr, false);
        return;
      }
      case "attribute": {
        const parenthesized = parenthesizesValue(expr.value, true);
        this.visit(expr.value, parenthesized);
        if (parenthesized || ownBrackets(expr.value) !== undefined) this.update(ATTRIBUTE, 1);
        this.#setLast(expr, false);
        return;
      }
      case "unary":
        this.first ??= null;
        this.visit(expr.operand, parenthesizesOperand(expr.operator, expr.operand));
        return;
      case "await":
        this.first ??= null;
        this.visit(expr.value, parenthesizesValue(expr.value, false));
        return;
      case "starred":
        this.first ??= null;
        this.visit(expr.value, false);
        return;
      case "lambda":
        this.first ??= null;
        this.visit(expr.body, false);
        return;
      default:
        return;
    }
  }

  #setLast(expr: Expr, parenthesized: boolean): void {
    this.last = expr;
    this.lastParenthesized = parenthesized;
  }
}

/** Whether an expression may break inside its brackets instead of getting parentheses around it. */
export function canOmitParentheses(expr: Expr): boolean {
  const outside = new Outside();
  outside.visitInside(expr);
  if (!outside.anyBrackets || outside.count > 1) return false;
  if (outside.maximum <= ATTRIBUTE) return true;
  const { last, lastParenthesized, first } = outside;
  if (last !== undefined && breaksInside(last, lastParenthesized)) return true;
  return first !== undefined && first !== null && breaksInside(first.expr, first.parenthesized);
}

function breaksInside(expr: Expr, parenthesized: boolean): boolean {
  return expr.kind !== "subscript" && (parenthesized || ownBrackets(expr) === "filled");
}

/** Whether an expression has places where it may break at all. */
export function isSplittable(expr: Expr): boolean {
  switch (expr.kind) {
    case "name":
    case "imported":
    case "number":
    case "constant":
    case "string":
    case "formatted":
      return false;
    case "list":
    case "tuple":
    case "set":
      return expr.items.length > 0;
    case "dict":
      return expr.entries.length > 0;
    case "call":
      return expr.args.length + expr.keywords.length > 0 || parenthesizesValue(expr.func, false);
    case "unary":
      return isSplittable(expr.operand);
    case "lambda":
      return isSplittable(expr.body);
    case "starred":
    case "attribute":
      return isSplittable(expr.value);
    default:
      return true;
  }
}
