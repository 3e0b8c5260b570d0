/** What OpenAPI says of an endpoint: the decorator, the docstring, every answer that it can give. */

import type { ActionRoute } from "../../ir/api.ts";
import type { Expr, FunctionDef } from "../../python/ast.ts";
import { attr, call, from, int, list, name, str, subscript } from "../../python/build.ts";
import { toSnakeCase } from "../../python/names.ts";
import { causesOf } from "../rules/error_causes.ts";
import { plural, withArticle } from "../resolve/names.ts";
import { type Endpoint, enveloped } from "./endpoint_parts.ts";

/** The decorators and the docstring of an endpoint. */
export function documentation(endpoint: Endpoint): Pick<FunctionDef, "decorators" | "docstring"> {
  const { route, errors } = endpoint;
  const own = errors.get("validation");
  const optional = (value: string | undefined) => value === undefined ? undefined : str(value);
  const decorator = call(attr(name("router"), route.method.toLowerCase()), [str(route.path)], {
    status_code: route.status === 200 ? undefined : int(route.status),
    response_model: responseModel(endpoint),
    summary: optional(route.summary),
    description: optional(route.description),
    tags: route.tags.length === 0 ? undefined : list(route.tags.map(str)),
    responses: responsesOf(endpoint),
  });
  return {
    decorators: [
      decorator,
      ...(own === undefined
        ? []
        : [call(from(".runtime.error_handlers", "invalid_as"), [from(".errors", own.className)])]),
    ],
    docstring: docstringOf(route, endpoint.stored.name),
  };
}

function docstringOf({ body }: ActionRoute, model: string): string {
  const noun = toSnakeCase(model).replaceAll("_", " ");
  const one = withArticle(noun);
  switch (body.kind) {
    case "list":
      return `List ${plural(noun)}.`;
    case "get":
      return `Get ${one}.`;
    case "create":
      return `Create ${one}.`;
    case "update":
      return `Change some fields of ${one}.`;
    case "delete":
      return `Delete ${one}.`;
  }
}

/** `response_model` only where it differs from the annotation. */
function responseModel(endpoint: Endpoint): Expr | undefined {
  const { response, body } = endpoint.route;
  if (response.kind !== "model" || response.model === endpoint.stored.id) return undefined;
  const item = from(".models", endpoint.api.models.get(response.model)?.name ?? response.model);
  return enveloped(endpoint, item, body.kind === "list" ? subscript(name("list"), item) : item);
}

const builtin = (id: string) => from(".runtime.responses", id);

/** Every error that the route can answer with, and no other. */
function responsesOf(endpoint: Endpoint): Expr | undefined {
  const { route, errors } = endpoint;
  const causes = causesOf(route, endpoint.api);
  const answer = (cause: string, otherwise: string) => {
    if (!causes.includes(cause)) return [];
    const own = errors.get(cause);
    if (own === undefined) return [builtin(otherwise)];
    return [call(attr(from(".errors", own.className), "responses"))];
  };
  const parts = [
    ...(route.body.request === undefined ? [] : [builtin("MALFORMED")]),
    ...answer("not_found", "NOT_FOUND"),
    ...answer("duplicate", "CONFLICT"),
    ...answer("validation", "INVALID"),
  ];
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first;
  return call(from(".runtime.responses", "documented"), parts);
}
