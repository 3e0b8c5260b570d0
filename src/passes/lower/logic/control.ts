/** Branches and loops. */

import type { ForEachStep, IfStep, Step, Typed, Value } from "../../../ir/logic.ts";
import type { Expr, Stmt } from "../../../python/ast.ts";
import {
  assign,
  attr,
  binary,
  call,
  declare,
  expr,
  list,
  name,
  NONE,
  not,
  subscript,
  when,
} from "../../../python/build.ts";
import { withInner } from "../../uses.ts";
import { lowerCondition } from "./conditions.ts";
import { freeName } from "../endpoint_parts.ts";
import { isRead, type StepScope } from "./step_scope.ts";
import { annotationOf, lowerValue, mayBeNone, nameOf } from "./values.ts";

type LowerSteps = (steps: readonly Step[]) => readonly Stmt[];

/** `if`, and what its branches give values. */
export function ifStatements(step: IfStep, scope: StepScope, lower: LowerSteps): readonly Stmt[] {
  const declarations = declarationsOf(step, scope);
  const branch = (steps: readonly Step[], side: "then" | "otherwise") => [
    ...lower(steps),
    ...assignedIn(step, side, scope).map(({ id, value }) => assign(id, lowerValue(value, scope.values))),
  ];
  const test = lowerCondition(step.condition, scope.values);
  const [then, otherwise] = [branch(step.then, "then"), branch(step.otherwise, "otherwise")];
  return [...declarations, when(test, otherwise.length === 0 ? apart(then, scope) : then, otherwise)];
}

/** What a branch does and what it then checks, as two statements: one condition for both would hide what it does. */
function apart(body: readonly Stmt[], { endpoint }: StepScope): readonly Stmt[] {
  const [only, ...others] = body;
  if (only?.kind !== "if" || others.length > 0) return body;
  const [branch] = only.branches;
  const { test } = branch ?? {};
  const done = test?.kind === "unary" ? test.operand : test?.kind === "binary" ? test.left : undefined;
  if (branch === undefined || test === undefined || done?.kind !== "await") return body;
  const id = freeName(test.kind === "unary" ? "deleted" : "found", endpoint);
  const checked: Expr = test.kind === "unary" ? not(name(id)) : binary(name(id), "is", NONE);
  return [assign(id, done), when(checked, branch.body)];
}

/** What a branch gives values at its end; a name that it binds by itself needs none. */
function assignedIn(step: IfStep, side: "then" | "otherwise", scope: StepScope) {
  return step.assigned.flatMap((one) => {
    const id = nameOf(one.variable, scope.values);
    const value = one[side];
    const isItself = value.kind === "variable" && nameOf(value.variable, scope.values) === id;
    return isItself || !isRead(one.variable, scope) ? [] : [{ id, value }];
  });
}

/** Annotations of names that the branches give values of different types: mypy would take the first one's. */
function declarationsOf(step: IfStep, scope: StepScope): readonly Stmt[] {
  const then = bindings(step, "then", scope);
  const otherwise = bindings(step, "otherwise", scope);
  const { types } = scope.endpoint;
  return [...then].flatMap(([id, first]) => {
    const second = otherwise.get(id);
    if (second === undefined || scope.declared.has(id)) return [];
    const [one, other] = [first, second].map((typed) =>
      JSON.stringify(annotationOf({ ...typed, nullable: false }, types))
    );
    const isSame = one === other;
    const takesBoth = first.type.kind === "any" || (isSame && (first.nullable || !second.nullable));
    if (takesBoth) return [];
    scope.declared.add(id);
    return [
      declare(
        id,
        annotationOf(isSame ? { ...first, nullable: true } : { type: { kind: "any" }, nullable: true }, types),
      ),
    ];
  });
}

/** Names that a branch gives values, each with the widest type that it has on the way. */
function bindings(step: IfStep, side: "then" | "otherwise", scope: StepScope): ReadonlyMap<string, Typed> {
  const found = new Map<string, Typed>();
  const add = (id: string, typed: Typed) => {
    const known = found.get(id);
    found.set(id, known === undefined ? typed : { ...known, nullable: known.nullable || typed.nullable });
  };
  for (const one of step[side].flatMap(withInner)) {
    if (one.kind === "get" || one.kind === "update") {
      // What is looked for may not be there, until it was checked.
      add(nameOf(one.variable, scope.values), { ...one.variable.typed, nullable: true });
    } else if ((one.kind === "create" || one.kind === "list" || one.kind === "call") && one.variable !== undefined) {
      if (isRead(one.variable, scope)) add(nameOf(one.variable, scope.values), one.variable.typed);
    } else if (one.kind === "if") {
      for (const inner of ["then", "otherwise"] as const) {
        for (const { id, value } of assignedIn(one, inner, scope)) add(id, value.typed);
      }
    }
  }
  for (const { id, value } of assignedIn(step, side, scope)) add(id, value.typed);
  return found;
}

/** `for`, or a comprehension where each turn is one expression. */
export function forEach(step: ForEachStep, scope: StepScope, lower: LowerSteps): readonly Stmt[] {
  const { item } = step;
  const items = lowerValue(step.items, scope.values);
  const iterable = mayBeNone(step.items) ? binary(items, "or", list([])) : items;
  const target = name(isRead(item, scope) ? item.name : "_");
  const collect = step.collect !== undefined && isRead(step.collect.variable, scope) ? step.collect : undefined;
  const body = lower(step.body);
  if (collect === undefined) return body.length === 0 ? [] : [{ kind: "for", target, iterable, body }];
  const { variable, value } = collect;
  const id = nameOf(variable, scope.values);
  const element = onlyExpression(body, value, scope);
  if (element !== undefined) {
    const isCopy = element.kind === "name" && element.id === item.name;
    const made: Expr = { kind: "comprehension", of: "list", element, target, iterable };
    return [assign(id, isCopy ? call(name("list"), [iterable]) : made)];
  }
  const add = expr(call(attr(name(id), "append"), [lowerValue(value, scope.values)]));
  return [
    declare(id, subscript(name("list"), annotationOf(value.typed, scope.endpoint.types)), list([])),
    { kind: "for", target, iterable, body: [...body, add] },
  ];
}

/** What a turn of a loop yields, if that is all that it does. */
function onlyExpression(body: readonly Stmt[], value: Value, { values }: StepScope): Expr | undefined {
  const [first, ...others] = body;
  if (first === undefined) return lowerValue(value, values);
  const isOne = first.kind === "assign" && first.target.kind === "name" && value.kind === "variable" &&
    first.target.id === nameOf(value.variable, values);
  return isOne && others.length === 0 ? first.value : undefined;
}
