/** Steps as statements: what a person would write who knows the types. */

import type { Model, ModelId } from "../../../ir/api.ts";
import type {
  CallStep,
  CreateStep,
  DeleteStep,
  GetStep,
  ListStep,
  ReturnStep,
  Step,
  UpdateStep,
  Value,
  Variable,
} from "../../../ir/logic.ts";
import type { Expr, Stmt } from "../../../python/ast.ts";
import {
  assign,
  attr,
  awaited,
  binary,
  call,
  dict,
  expr,
  from,
  int,
  list,
  name,
  NONE,
  not,
  str,
  when,
} from "../../../python/build.ts";
import { asksForRepository } from "../../uses.ts";
import { guarded, missing } from "../endpoint_parts.ts";
import { isReferred } from "../../rules/error_causes.ts";
import { changes } from "../payload.ts";
import { awaitable, passedTo } from "./calls.ts";
import { lowerCondition } from "./conditions.ts";
import { forEach, ifStatements } from "./control.ts";
import { ending } from "./ending.ts";
import { isRead, type StepScope } from "./step_scope.ts";
import { lowerValue, mayBeNone, nameOf } from "./values.ts";

/** Lowers steps in order. */
export function lowerSteps(steps: readonly Step[], scope: StepScope): readonly Stmt[] {
  return steps.flatMap((step) => lowerStep(step, scope));
}

function lowerStep(step: Step, scope: StepScope): readonly Stmt[] {
  switch (step.kind) {
    case "get":
      return found(step, attr(name("repo"), "get"), [], scope);
    case "list":
      return bind(step.variable, awaited(listCall(step, scope)), scope);
    case "create":
      return create(step, scope);
    case "update":
      return found(step, attr(name("repo"), "update"), [written(step, scope)], scope);
    case "delete":
      return remove(step, scope);
    case "call":
      return callStatements(step, scope);
    case "if":
      return ifStatements(step, scope, (inner) => lowerSteps(inner, scope));
    case "for-each":
      return forEach(step, scope, (inner) => lowerSteps(inner, scope));
    case "return":
      return returnStatements(step, scope);
  }
}

/** `variable = value`, or the value alone where nothing reads the variable. */
function bind(variable: Variable | undefined, value: Expr, scope: StepScope): readonly Stmt[] {
  return [
    variable !== undefined && isRead(variable, scope) ? assign(nameOf(variable, scope.values), value) : expr(value),
  ];
}

function modelOf(id: ModelId, { endpoint }: StepScope): Model {
  const model = endpoint.api.models.get(id);
  if (model === undefined) throw new Error(`A step works on ${id}, which the API lacks`);
  return model;
}

const classOf = (model: Model) => from(".models", model.name);

/** A record by its key, which has to be there unless it is optional. */
function found(step: GetStep | UpdateStep, method: Expr, data: readonly Expr[], scope: StepScope): readonly Stmt[] {
  const { variable, optional } = step;
  const model = modelOf(step.model, scope);
  const record = awaited(call(method, [classOf(model), lowerValue(step.key, scope.values), ...data]));
  const write = (statement: Stmt) => step.kind === "update" ? guarded(scope.endpoint, statement) : [statement];
  if (optional) return bind(variable, record, scope).flatMap(write);
  const isNone = (value: Expr) => when(binary(value, "is", NONE), [missing(scope.endpoint, model)]);
  if (!isRead(variable, scope)) return write(isNone(record));
  return [...write(assign(nameOf(variable, scope.values), record)), isNone(name(nameOf(variable, scope.values)))];
}

/** What an update writes: of a payload, what the client sent. */
function written({ data }: UpdateStep, { endpoint: { api, route }, values }: StepScope): Expr {
  return data.kind === "body" ? changes(api, route.body.request) : lowerValue(data, values);
}

function create(step: CreateStep, scope: StepScope): readonly Stmt[] {
  const args = [classOf(modelOf(step.model, scope)), lowerValue(step.data, scope.values)];
  return bind(step.variable, awaited(call(attr(name("repo"), "create"), args)), scope)
    .flatMap((statement) => guarded(scope.endpoint, statement));
}

function remove(step: DeleteStep, scope: StepScope): readonly Stmt[] {
  const model = modelOf(step.model, scope);
  const removed = awaited(call(attr(name("repo"), "delete"), [classOf(model), lowerValue(step.key, scope.values)]));
  const statement = step.optional ? expr(removed) : when(not(removed), [missing(scope.endpoint, model)]);
  return isReferred(step.model, scope.endpoint.api)
    ? guarded(scope.endpoint, statement, "ReferencedRecordError")
    : [statement];
}

function listCall(step: ListStep, scope: StepScope): Expr {
  const optional = (value: Value | undefined) => value && lowerValue(value, scope.values);
  const { skip } = step;
  return call(attr(name("repo"), "list"), [classOf(modelOf(step.model, scope))], {
    filters: step.filters.length === 0 ? undefined : filtersOf(step, scope),
    sort: optional(step.sort),
    skip: skip !== undefined && mayBeNone(skip) ? binary(lowerValue(skip, scope.values), "or", int(0)) : optional(skip),
    limit: optional(step.limit),
  });
}

/** A mapping where all are equalities with values that are there: None in a mapping asks for null. */
function filtersOf({ filters }: ListStep, { values }: StepScope): Expr {
  const once = new Set(filters.map((filter) => filter.attribute)).size === filters.length;
  const isPlain = filters.every(({ operator, value }) =>
    operator === "eq" && value.typed.type.kind !== "any" && !mayBeNone(value)
  );
  if (once && isPlain) {
    return dict(filters.map((filter) => [str(filter.attribute), lowerValue(filter.value, values)]));
  }
  const condition = from(".runtime.repository", "Condition");
  return list(
    filters.map(({ attribute, operator, value }) =>
      call(condition, [str(attribute), str(operator), lowerValue(value, values)])
    ),
  );
}

function callStatements({ purpose, call: called, variable }: CallStep, scope: StepScope): readonly Stmt[] {
  if (purpose === "deferred") {
    return [expr(passedTo(attr(name(scope.effects), "add"), called, scope.values))];
  }
  const made = awaitable(called, scope.values);
  const value = purpose === "validate" ? call(from(".runtime.checks", "checked"), [made]) : made;
  // Type checkers refuse to use the value of a function that says that it has none.
  const hasValue = called.handler.returnsNothing !== true && variable !== undefined && isRead(variable, scope);
  const nothing = hasValue || variable === undefined || !isRead(variable, scope)
    ? []
    : [assign(nameOf(variable, scope.values), NONE)];
  const statements = hasValue ? bind(variable, awaited(value), scope) : [expr(awaited(value)), ...nothing];
  // A function that gets the repository meets what the repository raises.
  return asksForRepository(called) ? statements.flatMap((statement) => guarded(scope.endpoint, statement)) : statements;
}

function returnStatements({ value, status, when: condition }: ReturnStep, scope: StepScope): readonly Stmt[] {
  const lowered = value && lowerValue(value, scope.values);
  const statements = ending(scope.endpoint, lowered, scope.values, status);
  return condition === undefined ? statements : [when(lowerCondition(condition, scope.values), statements)];
}
