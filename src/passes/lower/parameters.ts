/** The parameters of an endpoint: what the request holds, and what FastAPI injects. */

import { isAction } from "../../ir/api.ts";
import type { Dependency, RequestParameter } from "../../ir/logic.ts";
import type { Expr, Parameter } from "../../python/ast.ts";
import { annotated, call, from, NONE, parameter, str, union } from "../../python/build.ts";
import type { Endpoint } from "./endpoint_parts.ts";
import { lowerHandler } from "./logic/calls.ts";
import { setsStatus, type Uses } from "../uses.ts";
import { annotationOf } from "./logic/values.ts";

/** All parameters, those with a default last. */
export function parametersOf(endpoint: Endpoint, uses: Uses): readonly Parameter[] {
  const { route, api, types, contributions } = endpoint;
  const { body } = route;
  const request = body.request === undefined ? undefined : api.models.get(body.request);
  const located = isAction(route) && route.body.location !== undefined;
  const needs = (what: "request" | "response") =>
    located || uses.injected.has(what) || contributions.some((one) => one.kind === "needs" && one.what === what);
  const path = route.pathParameters.map((one) =>
    parameter(
      one.attribute,
      annotated(
        types.path(one),
        ...(one.attribute === one.name ? [] : [call(from("fastapi", "Path"), [], { alias: str(one.name) })]),
      ),
    )
  );
  const dependencies = route.dependencies.filter((one) => isUsed(one, uses));
  const fromRequest = uses.parameters.map((one) => requestParameter(one, endpoint));
  return [
    ...path,
    ...(request === undefined ? [] : [parameter("body", from(".models", request.name))]),
    ...(uses.injected.has("repo") ? [parameter("repo", from(".dependencies", "RepositoryDep"))] : []),
    ...(needs("request") ? [parameter("request", from("fastapi", "Request"))] : []),
    ...(needs("response") || setsStatus(route) ? [parameter("response", from("fastapi", "Response"))] : []),
    ...(uses.injected.has("background_tasks")
      ? [parameter("background_tasks", from("fastapi", "BackgroundTasks"))]
      : []),
    ...dependencies.map((one) =>
      parameter(one.variable.name, annotated(annotationOf(one.variable.typed, types), depends(one)))
    ),
    ...fromRequest.filter((one) => one.default === undefined),
    ...contributions.flatMap((one) => one.kind === "parameter" ? [one.parameter] : []),
    ...fromRequest.filter((one) => one.default !== undefined),
  ];
}

/** Whether the endpoint does something with the value of a dependency. */
export function isUsed({ variable }: Dependency, uses: Uses): boolean {
  return uses.variables.has(variable.name);
}

/** `Depends(function)`. */
export function depends({ handler }: Dependency): Expr {
  return call(from("fastapi", "Depends"), [lowerHandler(handler)]);
}

const MARKERS = { query: "Query", header: "Header", cookie: "Cookie" } as const;

function requestParameter({ source, wire, attribute, typed }: RequestParameter, { types }: Endpoint): Parameter {
  const plain = types.query({ type: typed.type });
  const type = typed.nullable ? union(plain, NONE) : plain;
  // FastAPI reads headers with hyphens for underscores.
  const own = source === "header" ? attribute.replaceAll("_", "-") : attribute;
  const isOwn = source === "header" ? wire.toLowerCase() === own.toLowerCase() : wire === own;
  const marker = call(from("fastapi", MARKERS[source]), [], { alias: isOwn ? undefined : str(wire) });
  const isPlain = source === "query" && isOwn;
  return parameter(attribute, isPlain ? type : annotated(type, marker), typed.nullable ? NONE : undefined);
}
