/** One route as an async function: parameters, statements and documentation, composed from what its features add. */

import { ROUTE_FEATURES } from "../../features/mod.ts";
import type { EndpointScope } from "../../features/feature.ts";
import type { ActionRoute, Api, Operand, Restriction } from "../../ir/api.ts";
import type { TextFile } from "../../ir/project.ts";
import type { Expr, FunctionDef, Parameter, Stmt } from "../../python/ast.ts";
import {
  annotated,
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
  parameter,
  raise,
  returns,
  starred,
  str,
  subscript,
  when,
} from "../../python/build.ts";
import { safeAttribute, toSnakeCase, uniqueName } from "../../python/names.ts";
import { RESERVED_PARAMETERS } from "../reserved.ts";
import { plural } from "../resolve/names.ts";
import { documentation } from "./documentation.ts";
import { type Endpoint, enveloped } from "./endpoint_parts.ts";
import type { TypeWriter } from "./types.ts";
import { typedValue } from "./values.ts";

/** An endpoint with the runtime files that it needs. */
export interface LoweredEndpoint {
  readonly definition: FunctionDef;
  readonly runtime: readonly TextFile[];
}

/** Lowers one route. */
export function lowerEndpoint(route: ActionRoute, api: Api, types: TypeWriter): LoweredEndpoint {
  const stored = api.models.get(route.body.model);
  if (stored === undefined) throw new Error(`Route ${route.name} works on a model that the API lacks`);
  const taken = new Set([...RESERVED_PARAMETERS, ...route.pathParameters.map((one) => one.attribute)]);
  const free = (wanted: string) => {
    const id = safeAttribute(wanted, taken);
    taken.add(id);
    return id;
  };
  const noun = toSnakeCase(stored.name);
  const queries = ROUTE_FEATURES.all.flatMap((feature) => {
    const resolved = route.features[feature.key];
    return resolved === undefined ? [] : feature.queryNames(resolved).map((query) => query.name);
  });
  const reserved = new Set([...taken, ...queries.map((query) => safeAttribute(query, taken))]);
  const variable = uniqueName(safeAttribute(route.body.kind === "list" ? plural(noun) : noun, new Set()), reserved);
  taken.add(variable);
  const scope: EndpointScope = {
    types,
    parameterName: free,
    localName: (wanted) => uniqueName(wanted, reserved),
    records: name(variable),
    filters: listFilters(route) ? name("filters") : undefined,
    model: from(".models", stored.name),
  };
  const contributions = ROUTE_FEATURES.all.flatMap((feature) => {
    const resolved = route.features[feature.key];
    return resolved === undefined ? [] : feature.lower(resolved, scope);
  });
  const errors = new Map(route.errors.flatMap(({ cause, error }) => {
    const response = api.errors.get(error);
    return response === undefined ? [] : [[cause, response] as const];
  }));
  const endpoint: Endpoint = { route, api, types, stored, model: scope.model, variable, contributions, errors };
  return {
    definition: {
      kind: "function",
      name: route.name,
      async: true,
      ...documentation(endpoint),
      parameters: parametersOf(endpoint),
      returns: returnAnnotation(endpoint),
      body: statementsOf(endpoint),
    },
    runtime: contributions.flatMap((one) => one.kind === "runtime" ? [{ path: one.file, text: one.text }] : []),
  };
}

/** Whether the list is narrowed by anything. */
function listFilters(route: ActionRoute): boolean {
  return route.body.where.length > 0 || ROUTE_FEATURES.all.some((feature) => {
    const resolved = route.features[feature.key];
    return resolved !== undefined && feature.narrows?.(resolved) === true;
  });
}

const needs = ({ contributions }: Endpoint, what: "request" | "response") =>
  contributions.some((one) => one.kind === "needs" && one.what === what);

function parametersOf(endpoint: Endpoint): readonly Parameter[] {
  const { route, contributions } = endpoint;
  const { body } = route;
  const request = body.request === undefined ? undefined : endpoint.api.models.get(body.request);
  const located = body.location !== undefined;
  const path = route.pathParameters.map((one) =>
    parameter(
      one.attribute,
      annotated(
        endpoint.types.path(one),
        ...(one.attribute === one.name ? [] : [call(from("fastapi", "Path"), [], { alias: str(one.name) })]),
      ),
    )
  );
  return [
    ...path,
    ...(request === undefined ? [] : [parameter("body", from(".models", request.name))]),
    parameter("repo", from(".dependencies", "RepositoryDep")),
    ...(located || needs(endpoint, "request") ? [parameter("request", from("fastapi", "Request"))] : []),
    ...(located || needs(endpoint, "response") ? [parameter("response", from("fastapi", "Response"))] : []),
    ...contributions.flatMap((one) => one.kind === "parameter" ? [one.parameter] : []),
  ];
}

function returnAnnotation(endpoint: Endpoint): Expr {
  if (endpoint.route.response.kind === "empty") return NONE;
  const many = endpoint.route.body.kind === "list";
  return enveloped(endpoint, endpoint.model, many ? subscript(name("list"), endpoint.model) : endpoint.model);
}

function statementsOf(endpoint: Endpoint): readonly Stmt[] {
  switch (endpoint.route.body.kind) {
    case "list":
      return listStatements(endpoint);
    case "get":
      return [
        assign(endpoint.variable, repositoryCall(endpoint, "get", [])),
        ...orMissing(endpoint),
        giveBack(endpoint),
      ];
    case "create":
      return createStatements(endpoint);
    case "update":
      return updateStatements(endpoint);
    case "delete":
      return deleteStatements(endpoint);
  }
}

function giveBack({ variable }: Endpoint): Stmt {
  return returns(name(variable));
}

function operandValue(operand: Operand, record: string): Expr {
  switch (operand.kind) {
    case "literal":
      return typedValue(operand.value, operand.type);
    case "path":
      return name(operand.parameter.attribute);
    case "record":
      return attr(name(record), operand.attribute);
    case "value":
      throw new Error("references in Tier 1 routes are not lowered yet");
  }
}

function condition({ attribute, operator, value }: Restriction): Expr {
  return call(from(".runtime.repository", "Condition"), [str(attribute), str(operator), operandValue(value, "")]);
}

/** Fixed comparisons: a mapping where all are equalities, which reads best. */
function fixedFilters(where: readonly Restriction[]): Expr {
  const once = new Set(where.map((one) => one.attribute)).size === where.length;
  return once && where.every((one) => one.operator === "eq")
    ? dict(where.map((one) => [str(one.attribute), operandValue(one.value, "")]))
    : list(where.map(condition));
}

function repositoryCall(endpoint: Endpoint, method: string, data: readonly Expr[]): Expr {
  const { route: { body }, model } = endpoint;
  const key = body.key === undefined ? [] : [name(body.key.attribute)];
  const filters = body.kind === "create" || body.where.length === 0 ? undefined : fixedFilters(body.where);
  return awaited(call(attr(name("repo"), method), [model, ...key, ...data], { filters }));
}

function listStatements(endpoint: Endpoint): readonly Stmt[] {
  const { route, model, variable, contributions } = endpoint;
  const conditions = contributions.flatMap((one) => one.kind === "condition" ? [one.condition] : []);
  const fixed = route.body.where;
  const optional = call(from(".runtime.repository", "present"), conditions);
  const filters = conditions.length === 0
    ? fixedFilters(fixed)
    : fixed.length === 0
    ? optional
    : list([...fixed.map(condition), starred(optional)]);
  const narrowed = conditions.length > 0 || fixed.length > 0;
  const args = Object.fromEntries(
    contributions.flatMap((one) => one.kind === "list-argument" ? [[one.name, one.value]] : []),
  );
  const found = awaited(
    call(attr(name("repo"), "list"), [model], { ...args, filters: narrowed ? name("filters") : undefined }),
  );
  const steps = contributions.flatMap((one) => one.kind === "response-step" ? one.statements : []);
  const envelope = contributions.find((one) => one.kind === "envelope");
  const before = narrowed ? [assign("filters", filters)] : [];
  if (steps.length === 0 && envelope === undefined) return [...before, returns(found)];
  return [
    ...before,
    assign(variable, found),
    ...steps,
    returns(envelope === undefined ? name(variable) : envelope.value(model)),
  ];
}

/** `raise …`, by the route's own error or by FastAPI's. */
function missing({ errors, stored }: Endpoint): Stmt {
  const own = errors.get("not_found");
  return raise(
    own === undefined
      ? call(from("fastapi", "HTTPException"), [int(404), str(`${stored.name} not found`)])
      : from(".errors", own.className),
  );
}

function orMissing(endpoint: Endpoint): readonly Stmt[] {
  return [when(binary(name(endpoint.variable), "is", NONE), [missing(endpoint)])];
}

/** A write that may meet a value that exists already. */
function guarded(endpoint: Endpoint, write: Stmt): readonly Stmt[] {
  const own = endpoint.errors.get("duplicate");
  if (own === undefined) return [write];
  return [{
    kind: "try",
    body: [write],
    handlers: [{
      type: from(".runtime.exceptions", "DuplicateRecordError"),
      name: "exc",
      body: [raise(from(".errors", own.className), name("exc"))],
    }],
    otherwise: [],
    finalizer: [],
  }];
}

/** What the client sent, with what the route itself writes. */
function data(endpoint: Endpoint, sent: Expr, plain: Expr): Expr {
  const written = endpoint.route.body.set;
  if (written.length === 0) return plain;
  return binary(sent, "|", dict(written.map(({ attribute, value }) => [str(attribute), operandValue(value, "")])));
}

function createStatements(endpoint: Endpoint): readonly Stmt[] {
  const { route: { body }, variable } = endpoint;
  const sent = call(attr(name("body"), "model_dump"));
  const created = repositoryCall(endpoint, "create", [data(endpoint, sent, name("body"))]);
  const write = assign(variable, created);
  if (body.location === undefined) {
    return endpoint.errors.has("duplicate") ? [...guarded(endpoint, write), giveBack(endpoint)] : [returns(created)];
  }
  const parameters = body.location.parameters.map(({ parameter, value }) =>
    [parameter, operandValue(value, variable)] as const
  );
  const address = call(
    from(".runtime.locations", "location"),
    [name("request"), str(endpoint.api.basePath + body.location.path)],
    Object.fromEntries(parameters),
  );
  return [
    ...guarded(endpoint, write),
    assign(subscript(attr(name("response"), "headers"), str("Location")), address),
    giveBack(endpoint),
  ];
}

function updateStatements(endpoint: Endpoint): readonly Stmt[] {
  const sent = call(attr(name("body"), "model_dump"), [], { exclude_unset: { kind: "constant", value: true } });
  const write = assign(endpoint.variable, repositoryCall(endpoint, "update", [data(endpoint, sent, sent)]));
  return [...guarded(endpoint, write), ...orMissing(endpoint), giveBack(endpoint)];
}

function deleteStatements(endpoint: Endpoint): readonly Stmt[] {
  const remove = repositoryCall(endpoint, "delete", []);
  if (endpoint.route.response.kind === "empty") return [when(not(remove), [missing(endpoint)])];
  return [
    assign(endpoint.variable, repositoryCall(endpoint, "get", [])),
    ...orMissing(endpoint),
    expr(remove),
    giveBack(endpoint),
  ];
}
