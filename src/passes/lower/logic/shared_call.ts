/** How routes call the pipelines that they share, and what those take. */

import type { LogicRoute, Response } from "../../../ir/api.ts";
import type { Expr, Parameter } from "../../../python/ast.ts";
import { awaited, call, from, name, NONE, parameter, union } from "../../../python/build.ts";
import { UNKNOWN } from "../../resolve/typed.ts";
import { type Uses, usesOf } from "../../uses.ts";
import type { Endpoint } from "../endpoint_parts.ts";
import { fileType } from "../parameters.ts";
import { annotationOf } from "./values.ts";

/** What the function has of its route: the steps, and nothing that stands around them. */
export function stepsAlone(route: LogicRoute): LogicRoute {
  const { shared: _, ...body } = route.body;
  const isSpecial = route.response.kind !== "empty" && route.response.kind !== "model";
  const response: Response = isSpecial ? { kind: "value", typed: UNKNOWN } : route.response;
  return { ...route, body, response, transform: undefined, tasks: [], features: {} };
}

/** Parameters as plain Python: the endpoints have read them from the request. */
export function pipelineParameters({ route, api, types }: Endpoint, uses: Uses): readonly Parameter[] {
  const request = route.body.request === undefined ? undefined : api.models.get(route.body.request);
  const typed = (id: string, type: Expr) => parameter(id, type);
  const injected = (id: "request" | "response" | "background_tasks", type: Expr) =>
    uses.injected.has(id) ? [typed(id, type)] : [];
  return [
    ...route.pathParameters.map((one) => typed(one.attribute, types.path(one))),
    ...(request === undefined ? [] : [typed("body", from(".models", request.name))]),
    ...(uses.injected.has("repo") ? [typed("repo", from(".runtime.repository", "Repository"))] : []),
    ...injected("request", from("fastapi", "Request")),
    ...injected("response", from("fastapi", "Response")),
    ...injected("background_tasks", from("fastapi", "BackgroundTasks")),
    ...route.dependencies.filter(({ variable }) => uses.variables.has(variable.name))
      .map(({ variable }) => typed(variable.name, annotationOf(variable.typed, types))),
    ...uses.parameters.map((one) => {
      const { type, nullable } = one.typed;
      if (one.declared !== undefined) return typed(one.attribute, annotationOf(one.typed, types));
      return typed(one.attribute, nullable ? union(types.query({ type }), NONE) : types.query({ type }));
    }),
    ...route.files.filter((file) => uses.read.has(file.attribute)).map((file) => typed(file.attribute, fileType(file))),
  ];
}

/** The call that stands in the endpoint in place of the steps. */
export function sharedCall(route: LogicRoute, shared: string, endpoint: Endpoint): Expr {
  const alone = stepsAlone(route);
  const parameters = pipelineParameters({ ...endpoint, route: alone }, usesOf(alone));
  const given = Object.fromEntries(parameters.map((one) => [one.name, name(one.name)]));
  return awaited(call(from(".pipelines", shared), [], given));
}
