/** What routes with an action do: one call of the repository, and what belongs around it. */

import type { Operand, Restriction } from "../../ir/api.ts";
import type { Expr, Stmt } from "../../python/ast.ts";
import {
  assign,
  attr,
  awaited,
  binary,
  call,
  dict,
  expr,
  from,
  list,
  name,
  NONE,
  not,
  starred,
  str,
  subscript,
  tuple,
  when,
} from "../../python/build.ts";
import { EXPANDED } from "./expansion.ts";
import { type ActionEndpoint, guarded, missing } from "./endpoint_parts.ts";
import { ending } from "./logic/ending.ts";
import { lowerValue, mayBeNone, type ValueScope } from "./logic/values.ts";
import { isReferred } from "../rules/error_causes.ts";
import { changes, payload } from "./payload.ts";
import { typedValue } from "./values.ts";
import { isLocked } from "../uses.ts";
import { knownVersion, refused } from "./versions.ts";

/** An endpoint, and what its values are written with. */
interface Scope {
  readonly endpoint: ActionEndpoint;
  readonly values: ValueScope;
}

/** The statements of a route with an action. */
export function actionStatements(endpoint: ActionEndpoint): readonly Stmt[] {
  const bound = new Set(endpoint.route.dependencies.map((dependency) => dependency.variable.name));
  const scope: Scope = { endpoint, values: { api: endpoint.api, bound, result: undefined } };
  switch (endpoint.route.body.kind) {
    case "list":
      return listStatements(scope);
    case "get":
      return [assign(endpoint.variable, repositoryCall(scope, "get", [])), ...orMissing(endpoint), ...giveBack(scope)];
    case "create":
      return createStatements(scope);
    case "update":
      return updateStatements(scope);
    case "delete":
      return deleteStatements(scope);
  }
}

function giveBack({ endpoint, values }: Scope): readonly Stmt[] {
  const { expansion } = endpoint;
  return [
    ...(expansion?.statements ?? []),
    ...ending({ ...endpoint, sent: expansion?.value }, name(endpoint.variable), values),
  ];
}

function operandValue(operand: Operand, { endpoint, values }: Scope): Expr {
  switch (operand.kind) {
    case "literal":
      return typedValue(operand.value, operand.type);
    case "path":
      return name(operand.parameter.attribute);
    case "record":
      return attr(name(endpoint.variable), operand.attribute);
    case "value":
      return lowerValue(operand.value, values);
  }
}

function condition({ attribute, operator, value }: Restriction, scope: Scope): Expr {
  return call(from(".runtime.repository", "Condition"), [str(attribute), str(operator), operandValue(value, scope)]);
}

/** Fixed comparisons: a mapping where all are equalities with values that are there, which reads best. */
function fixedFilters(where: readonly Restriction[], scope: Scope): Expr {
  const once = new Set(where.map((one) => one.attribute)).size === where.length;
  return once && where.every((one) => one.operator === "eq" && !mayLack(one.value))
    ? dict(where.map((one) => [str(one.attribute), operandValue(one.value, scope)]))
    : list(where.map((one) => condition(one, scope)));
}

/** The same for a write that needs the version that the client knows. */
function lockedFilters(where: readonly Restriction[], scope: Scope): Expr {
  const known = knownVersion(scope.endpoint);
  return where.length === 0 ? known : list([...where.map((one) => condition(one, scope)), starred(known)]);
}

/** Whether a value may turn out to be None, which asks for null in a mapping, and equals nothing in a condition. */
function mayLack(operand: Operand): boolean {
  return operand.kind === "value" && (operand.value.typed.type.kind === "any" || mayBeNone(operand.value));
}

function repositoryCall(scope: Scope, method: string, data: readonly Expr[]): Expr {
  const { route: { body }, model } = scope.endpoint;
  const key = body.key === undefined ? [] : [name(body.key.attribute)];
  const fixed = body.kind === "create" || body.where.length === 0 ? undefined : fixedFilters(body.where, scope);
  const filters = method !== "get" && isLocked(scope.endpoint.route) ? lockedFilters(body.where, scope) : fixed;
  return awaited(call(attr(name("repo"), method), [model, ...key, ...data], { filters }));
}

function listStatements(scope: Scope): readonly Stmt[] {
  const { endpoint, values } = scope;
  const { route, model, variable, expansion, contributions } = endpoint;
  const conditions = contributions.flatMap((one) => one.kind === "condition" ? [one.condition] : []);
  const fixed = route.body.where;
  const optional = call(from(".runtime.repository", "present"), conditions);
  const filters = conditions.length === 0
    ? fixedFilters(fixed, scope)
    : fixed.length === 0
    ? optional
    : list([...fixed.map((one) => condition(one, scope)), starred(optional)]);
  const narrowed = conditions.length > 0 || fixed.length > 0;
  const args = Object.fromEntries(
    contributions.flatMap((one) => one.kind === "list-argument" ? [[one.name, one.value]] : []),
  );
  const total = contributions.find((one) => one.kind === "list-total")?.total;
  const method = attr(name("repo"), total === undefined ? "list" : "page");
  const found = awaited(call(method, [model], { ...args, filters: narrowed ? name("filters") : undefined }));
  const envelope = contributions.find((one) => one.kind === "envelope");
  return [
    ...(narrowed ? [assign("filters", filters)] : []),
    assign(total === undefined ? name(variable) : tuple([name(variable), total]), found),
    ...contributions.flatMap((one) => one.kind === "response-step" ? one.statements : []),
    ...(envelope === undefined ? giveBack(scope) : [
      ...(expansion?.statements ?? []),
      ...ending(endpoint, envelope.value(expansion === undefined ? model : EXPANDED), values),
    ]),
  ];
}

function orMissing(endpoint: ActionEndpoint): readonly Stmt[] {
  return [when(binary(name(endpoint.variable), "is", NONE), [missing(endpoint, endpoint.stored)])];
}

/** The same after a write, which may also have met another version. */
function orRefused(scope: Scope): readonly Stmt[] {
  const { endpoint } = scope;
  if (!isLocked(endpoint.route)) return orMissing(endpoint);
  return [when(binary(name(endpoint.variable), "is", NONE), refused(endpoint, found(scope)))];
}

/** `repo.get(…)`, for a look at what a write did not find. */
function found(scope: Scope): Expr {
  const read = repositoryCall(scope, "get", []);
  return read.kind === "await" ? read.value : read;
}

/** What the client sent, with what the route itself writes. */
function data(scope: Scope, sent: Expr, plain: Expr): Expr {
  const written = scope.endpoint.route.body.set;
  if (written.length === 0) return plain;
  return binary(sent, "|", dict(written.map(({ attribute, value }) => [str(attribute), operandValue(value, scope)])));
}

function createStatements(scope: Scope): readonly Stmt[] {
  const { endpoint } = scope;
  const { route: { body }, variable, api } = endpoint;
  const created = repositoryCall(scope, "create", [data(scope, payload(api, body.request), name("body"))]);
  const write = guarded(endpoint, assign(variable, created));
  if (body.location === undefined) return [...write, ...giveBack(scope)];
  const parameters = body.location.parameters.map(({ parameter, value }) =>
    [parameter, operandValue(value, scope)] as const
  );
  const address = call(
    from(".runtime.locations", "location"),
    [name("request"), str(api.basePath + body.location.path)],
    Object.fromEntries(parameters),
  );
  return [
    ...write,
    assign(subscript(attr(name("response"), "headers"), str("Location")), address),
    ...giveBack(scope),
  ];
}

function updateStatements(scope: Scope): readonly Stmt[] {
  const { endpoint } = scope;
  const sent = changes(endpoint.api, endpoint.route.body.request);
  const write = assign(endpoint.variable, repositoryCall(scope, "update", [data(scope, sent, sent)]));
  return [...guarded(endpoint, write), ...orRefused(scope), ...giveBack(scope)];
}

function deleteStatements(scope: Scope): readonly Stmt[] {
  const { endpoint, values } = scope;
  const remove = repositoryCall(scope, "delete", []);
  const write = (statement: Stmt) =>
    isReferred(endpoint.stored.id, endpoint.api) ? guarded(endpoint, statement, "ReferencedRecordError") : [statement];
  const refusal = isLocked(endpoint.route) ? refused(endpoint, found(scope)) : [missing(endpoint, endpoint.stored)];
  if (endpoint.route.response.kind === "empty") {
    return [...write(when(not(remove), refusal)), ...ending(endpoint, undefined, values)];
  }
  return [
    assign(endpoint.variable, repositoryCall(scope, "get", [])),
    ...orMissing(endpoint),
    ...write(isLocked(endpoint.route) ? when(not(remove), refusal.slice(1)) : expr(remove)),
    ...giveBack(scope),
  ];
}
