/** Conditions: comparisons with typed sides, joined by and, or and not, or decided by a function of the user's. */

import { quoted } from "../../diagnostics/text.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import type { Node } from "../../ir/document.ts";
import type { FieldType } from "../../ir/api.ts";
import type { Comparison, Condition, Typed, Value } from "../../ir/logic.ts";
import { OPERATOR_SYNONYMS, synonym } from "../../language/synonyms.ts";
import type { ConditionConfig } from "../../language/pipeline.ts";
import type { Spanned } from "../../source/source.ts";
import { askFor, askIn } from "./asking.ts";
import { parseText } from "../../language/references.ts";
import { BAD_CONDITION, STEP_VALUE } from "./step_faults.ts";
import { type Point, type StepContext, valuesAt } from "./step_scope.ts";
import { listOf, MIRRORED, typeOfLiteral } from "./typed.ts";
import { type Expected, resolveReferenceText, resolveValue, valuePath } from "./values.ts";

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ["eq", "eq"],
  ["ne", "ne"],
  ["gt", "gt"],
  ["ge", "ge"],
  ["gte", "ge"],
  ["lt", "lt"],
  ["le", "le"],
  ["lte", "le"],
  ["in", "in"],
  ["not_in", "not_in"],
]);

const OPERATORS: readonly string[] = [...COMPARISONS.keys(), "is_null", "is_not_null", "and", "or", "not"];
const ORDERING: readonly Comparison[] = ["gt", "ge", "lt", "le"];

/** A condition; undefined where it is wrong, which was reported. */
export function resolveCondition(config: ConditionConfig, point: Point, context: StepContext): Condition | undefined {
  const bad = (reason: string, help: string): undefined => {
    context.report(BAD_CONDITION.at(config.op?.span ?? config.span, { reason, help }));
    return undefined;
  };
  if (config.when_handler !== undefined) return byHandler(config, point, context);
  const operator = config.op?.value;
  if (operator === undefined) {
    if (config.misspelled) return undefined;
    return bad("does not say what to compare", `Write "op: eq" with "left:" and "right:", or "when_handler:"`);
  }
  const known = operator.toLowerCase();
  if (known === "and" || known === "or" || known === "not") return joined(known, config, point, context, bad);
  if (config.left === undefined) {
    return config.faulty ? undefined : bad("has no left side", `Add "left: $…" with the value to look at`);
  }
  const left = sideOf(config.left, undefined, point, context);
  if (known === "is_null" || known === "is_not_null") {
    return left === undefined ? undefined : { kind: "null", negated: known === "is_not_null", value: left };
  }
  const comparison = COMPARISONS.get(known);
  // A number or flag on the other side says what a parameter of the request is.
  if (config.right?.kind === "scalar" && typeof config.right.value !== "string") {
    askIn(config.left, context.request.asked, typeOfLiteral(config.right.value).type);
  }
  if (comparison === undefined) {
    return bad(
      `has the unknown operator ${quoted(operator)}`,
      meantOperator(operator) ?? `Use ${OPERATORS.join(", ")}`,
    );
  }
  if (config.right === undefined) {
    return config.faulty ? undefined : bad("has no right side", `Add "right: …" with what to compare it with`);
  }
  return compared(comparison, config.left, config.right, left, point, context);
}

function compared(
  operator: Comparison,
  leftNode: Node,
  rightNode: Node,
  left: Value | undefined,
  point: Point,
  context: StepContext,
): Condition | undefined {
  const isNull = rightNode.kind === "scalar" && rightNode.value === null;
  if (isNull && left !== undefined && (operator === "eq" || operator === "ne")) {
    return { kind: "null", negated: operator === "ne", value: left };
  }
  // What nothing declares has the type of the other side, which is looked at first.
  const isOpen = (left?.kind === "parameter" || left?.kind === "path") && isReference(rightNode);
  const isSwapped = left?.kind === "literal" && isReference(rightNode);
  if (isSwapped) askIn(rightNode, context.request.asked, left.typed.type);
  const other = left === undefined || isOpen || isSwapped ? undefined : { operator, left };
  const right = sideOf(rightNode, other, point, context);
  if (left === undefined || right === undefined) return undefined;
  if (isOpen) {
    const { typed: { type } } = right;
    const of = operator !== "in" && operator !== "not_in" ? type : type.kind === "list" ? type.items : ANY;
    const asked = valueFor(leftNode, "left", { type: of, nullable: false }, point, context);
    return asked && { kind: "compare", operator, left: asked, right };
  }
  if (left.kind !== "literal" || right.kind === "literal" || operator === "in" || operator === "not_in") {
    return { kind: "compare", operator, left, right };
  }
  // The literal stands on the left: it takes its type from the right, and Python reads better the other way round.
  const typed = sideOf(leftNode, { operator, left: right }, point, context);
  return typed && { kind: "compare", operator: MIRRORED[operator], left: right, right: typed };
}

function meantOperator(word: string): string | undefined {
  const known = synonym(word, OPERATOR_SYNONYMS);
  return known !== undefined && OPERATORS.includes(known)
    ? `Did you mean ${quoted(known)}?`
    : didYouMean(word, OPERATORS);
}

/** One side of a comparison; a literal has the type of the other side. */
function sideOf(
  node: Node,
  other: { readonly operator: Comparison; readonly left: Value } | undefined,
  point: Point,
  context: StepContext,
): Value | undefined {
  const scope = valuesAt(point, "condition", context);
  if (other === undefined || other.left.typed.type.kind === "any") return resolveValue(node, scope);
  const { operator, left: { typed: { type } } } = other;
  const isMember = operator === "in" || operator === "not_in";
  const bare = ORDERING.includes(operator) && type.kind === "str" ? { ...type, minLength: undefined } : type;
  const typed = isMember ? listOf(type) : { type: bare, nullable: false };
  return valueFor(node, "right", typed, point, context);
}

/** A side of a comparison with values of a type. */
function valueFor(
  node: Node,
  side: "left" | "right",
  typed: Typed,
  point: Point,
  context: StepContext,
): Value | undefined {
  const mismatch: Expected["mismatch"] = (span, expected, found, help) =>
    context.report(STEP_VALUE.at(span, { field: side, expected, found, help }));
  return resolveValue(node, valuesAt(point, "condition", context), { typed, purpose: "compared", mismatch });
}

const ANY: FieldType = { kind: "any" };

function isReference(node: Node): boolean {
  return node.kind === "scalar" && typeof node.value === "string" && parseText(node.value).kind === "reference";
}

function joined(
  kind: "and" | "or" | "not",
  config: ConditionConfig,
  point: Point,
  context: StepContext,
  bad: (reason: string, help: string) => undefined,
): Condition | undefined {
  const children = config.children ?? [];
  if (children.length === 0) {
    return config.faulty ? undefined : bad(`joins nothing with ${quoted(kind)}`, `Add "children:" with conditions`);
  }
  if (kind === "not" && children.length > 1) {
    return bad(`negates ${children.length} conditions at once`, `Keep one of them, or join them with "op: and" first`);
  }
  let here = point;
  const made = children.map((child) => {
    const condition = resolveCondition(child, here, context);
    // What an earlier condition found to be there, a later one can look into.
    if (condition !== undefined && kind !== "not") here = knowing(condition, kind === "and", here);
    return condition;
  });
  const known = made.filter((condition) => condition !== undefined);
  const [first] = known;
  if (first === undefined || known.length < made.length) return undefined;
  return kind === "not" ? { kind, child: first } : known.length === 1 ? first : { kind, children: known };
}

const DECIDES = "A condition";

function byHandler(config: ConditionConfig, point: Point, context: StepContext): Condition | undefined {
  const { when_handler: reference, captures = [] } = config;
  const scope = valuesAt(point, "condition", context);
  const nameOf = ({ value }: Spanned<string>) => value.replace(/^\$/, "").split(".").at(-1) ?? value;
  const asks = captures.map((capture) => [nameOf(capture), `$${capture.value.replace(/^\$/, "")}`] as const);
  askFor(reference && context.find(reference, DECIDES), asks, context.request.asked);
  const given = captures.map((capture) => {
    const value = resolveReferenceText(capture, scope);
    return value === undefined ? undefined : [nameOf(capture), value] as const;
  });
  const known = given.filter((one) => one !== undefined);
  if (reference === undefined || known.length < given.length) return undefined;
  const place = { what: DECIDES, offers: context.injected, given: new Map(known) };
  const call = context.handlers?.call(reference, place, context.known, context.report);
  return call && { kind: "call", call };
}

/** A point that knows what holds where a condition does, or does not. */
export function knowing(condition: Condition, holds: boolean, point: Point): Point {
  switch (condition.kind) {
    case "null": {
      if (condition.negated !== holds) return point;
      const path = valuePath(condition.value);
      if (path === undefined) return point;
      const present = new Set([...point.present, path]);
      const bound = [...point.bound].map(([name, value]) =>
        valuePath(value) === path
          ? [name, { ...value, typed: { ...value.typed, nullable: false } }] as const
          : [name, value] as const
      );
      return { present, bound: new Map(bound) };
    }
    case "not":
      return knowing(condition.child, !holds, point);
    case "and":
      return holds ? condition.children.reduce((known, child) => knowing(child, true, known), point) : point;
    case "or":
      return holds ? point : condition.children.reduce((known, child) => knowing(child, false, known), point);
    default:
      return point;
  }
}
