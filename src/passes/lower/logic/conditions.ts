/** Conditions as Python says them: no `== None`, no `not x == y`, no constant on the left. */

import type { Comparison, Condition, Value } from "../../../ir/logic.ts";
import type { BinaryOperator, Expr } from "../../../python/ast.ts";
import { awaited, binary, NONE, not, tuple } from "../../../python/build.ts";
import { awaitable } from "./calls.ts";
import { chained } from "./tidy.ts";
import { lowerValue, mayBeNone, type ValueScope } from "./values.ts";
import { MIRRORED } from "../../resolve/typed.ts";

type Compare = Extract<Condition, { kind: "compare" }>;

const OPERATORS: Readonly<Record<Comparison, BinaryOperator>> = {
  eq: "==",
  ne: "!=",
  gt: ">",
  ge: ">=",
  lt: "<",
  le: "<=",
  in: "in",
  not_in: "not in",
};

const OPPOSITES: Readonly<Record<Comparison, Comparison>> = {
  eq: "ne",
  ne: "eq",
  gt: "le",
  ge: "lt",
  lt: "ge",
  le: "gt",
  in: "not_in",
  not_in: "in",
};

/** A condition as an expression. */
export function lowerCondition(condition: Condition, scope: ValueScope): Expr {
  switch (condition.kind) {
    case "compare":
      return comparison(inReadingOrder(condition), scope);
    case "null":
      return binary(lowerValue(condition.value, scope), condition.negated ? "is not" : "is", NONE);
    case "and":
    case "or":
      return joined(condition.kind, condition.children, scope);
    case "not":
      return negation(condition.child, scope);
    case "call":
      return awaited(awaitable(condition.call, scope));
  }
}

function inReadingOrder(condition: Compare): Compare {
  const { operator, left, right } = condition;
  if (operator === "in" || operator === "not_in" || left.kind !== "literal" || right.kind === "literal") {
    return condition;
  }
  return { kind: "compare", operator: MIRRORED[operator], left: right, right: left };
}

function comparison({ operator, left, right }: Compare, scope: ValueScope): Expr {
  const first = lowerValue(left, scope);
  if ((operator === "eq" || operator === "ne") && right.kind === "literal") {
    const { value } = right;
    if (value === null) return binary(first, operator === "eq" ? "is" : "is not", NONE);
    if (typeof value === "boolean") return withFlag(operator, left, first, value);
  }
  const isMember = operator === "in" || operator === "not_in";
  const second = isMember ? container(right, scope) : lowerValue(right, scope);
  const plain = binary(first, OPERATORS[operator], second);
  // None is neither less nor greater than anything, and holds nothing.
  const guarded = operator === "eq" || operator === "ne" ? [] : isMember ? [right] : [left, right];
  const guards = guarded.filter(mayBeNone).map((value) => binary(lowerValue(value, scope), "is not", NONE));
  return guards.reduceRight<Expr>((rest, guard) => chained(guard, "and", rest), plain);
}

/** A comparison with True or False. */
function withFlag(operator: "eq" | "ne", left: Value, first: Expr, flag: boolean): Expr {
  if (left.typed.type.kind === "bool" && !left.typed.nullable) return (operator === "eq") === flag ? first : not(first);
  return binary(first, operator === "eq" ? "is" : "is not", { kind: "constant", value: flag });
}

/** What `in` looks into; a tuple, where it is written out. */
function container(value: Value, scope: ValueScope): Expr {
  const lowered = lowerValue(value, scope);
  const isWritten = value.kind === "list" || value.kind === "literal";
  return isWritten && lowered.kind === "list" ? tuple(lowered.items) : lowered;
}

function joined(operator: "and" | "or", children: readonly Condition[], scope: ValueScope): Expr {
  const parts = operator === "or" ? withoutRepetition(children, scope) : children;
  return parts.map((child) => lowerCondition(child, scope)).reduce((left, right) => chained(left, operator, right));
}

/** `a == x or a == y` is `a in (x, y)`. */
function withoutRepetition(children: readonly Condition[], scope: ValueScope): readonly Condition[] {
  const plain = children.map((child) => child.kind === "compare" ? inReadingOrder(child) : child);
  const key = (condition: Condition) =>
    condition.kind === "compare" && condition.operator === "eq" && !isNullOrFlag(condition.right)
      ? JSON.stringify(lowerValue(condition.left, scope), (_, part) => typeof part === "bigint" ? `${part}` : part)
      : undefined;
  const groups = Map.groupBy(plain, (condition) => key(condition) ?? condition);
  return [...groups.values()].flatMap((group): readonly Condition[] => {
    const [first] = group;
    if (first?.kind !== "compare" || group.length === 1) return group;
    const items = group.flatMap((one) => one.kind === "compare" ? [one.right] : []);
    return [{
      ...first,
      operator: "in",
      right: { kind: "list", items, typed: { type: { kind: "any" }, nullable: false } },
    }];
  });
}

function isNullOrFlag(value: Value): boolean {
  return value.kind === "literal" && (value.value === null || typeof value.value === "boolean");
}

function negation(child: Condition, scope: ValueScope): Expr {
  switch (child.kind) {
    case "not":
      return lowerCondition(child.child, scope);
    case "null":
      return lowerCondition({ ...child, negated: !child.negated }, scope);
    case "compare": {
      const ordered = inReadingOrder(child);
      const { operator, left, right } = ordered;
      const isExact = operator === "eq" || operator === "ne" ||
        ((operator === "in" || operator === "not_in") && !mayBeNone(right)) || isTotal(left) && isTotal(right);
      return isExact
        ? comparison({ ...ordered, operator: OPPOSITES[operator] }, scope)
        : not(comparison(ordered, scope));
    }
    default:
      return not(lowerCondition(child, scope));
  }
}

/** Whether of two such values, one is less or they are equal. */
function isTotal(value: Value): boolean {
  return !mayBeNone(value) && ["str", "int", "date", "datetime"].includes(value.typed.type.kind);
}
