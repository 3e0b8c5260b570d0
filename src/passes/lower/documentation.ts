/** What OpenAPI says of an endpoint: the decorator, the docstring, every answer that it can give. */

import { type ActionRoute, isAction, type Route } from "../../ir/api.ts";
import type { Expr, FunctionDef } from "../../python/ast.ts";
import { attr, call, dict, from, int, list, name, str } from "../../python/build.ts";
import { toSnakeCase } from "../../python/names.ts";
import { causesOf } from "../rules/error_causes.ts";
import { plural, singular, withArticle } from "../resolve/names.ts";
import { stepsOf, type Uses } from "../uses.ts";
import type { Endpoint } from "./endpoint_parts.ts";
import { answerType, responseModel } from "./logic/annotations.ts";
import { hasNoBody } from "./logic/ending.ts";
import { depends, isUsed } from "./parameters.ts";
import { decoratorPath, ownTags } from "./routers.ts";

/** The decorators and the docstring of an endpoint that returns what `returns` says. */
export function documentation(
  endpoint: Endpoint,
  uses: Uses,
  returns: Expr,
): Pick<FunctionDef, "decorators" | "docstring"> {
  const { route, api, errors } = endpoint;
  const own = errors.get("validation");
  const tags = ownTags(route, api);
  const unused = route.dependencies.filter((one) => !isUsed(one, uses));
  const optional = (value: string | undefined) => value === undefined ? undefined : str(value);
  const decorator = call(attr(name("router"), route.method.toLowerCase()), [str(decoratorPath(route, api))], {
    status_code: route.status === 200 ? undefined : int(route.status),
    response_model: responseModel(endpoint, returns),
    summary: optional(route.summary),
    description: optional(route.description),
    tags: tags.length === 0 ? undefined : list(tags.map(str)),
    dependencies: unused.length === 0 ? undefined : list(unused.map(depends)),
    responses: responsesOf(endpoint),
  });
  return {
    decorators: [
      decorator,
      ...(own === undefined
        ? []
        : [call(from(".runtime.error_handlers", "invalid_as"), [from(".errors", own.className)])]),
    ],
    docstring: isAction(route) ? actionDocstring(route, endpoint) : nameDocstring(route),
  };
}

function actionDocstring({ body }: ActionRoute, { api }: Endpoint): string {
  const noun = toSnakeCase(api.models.get(body.model)?.name ?? body.model).replaceAll("_", " ");
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

/** `fulfill_order` as a sentence. */
function nameDocstring({ name }: Route): string {
  const [verb = "", ...rest] = toSnakeCase(name).split("_").filter((word) => word !== "");
  const noun = rest.join(" ");
  const last = rest.at(-1);
  const isOne = last !== undefined && singular(last) === last && verb !== "list";
  const words = noun === "" ? verb : `${verb} ${isOne ? withArticle(noun) : noun}`;
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}

const builtin = (id: string) => from(".runtime.responses", id);

/** Conditions that have an answer without an error of the route's own. */
const BUILT_IN: readonly (readonly [cause: string, answer: string])[] = [
  ["not_found", "NOT_FOUND"],
  ["duplicate", "CONFLICT"],
  ["validation", "INVALID"],
];

/** Every error that the route can answer with, every success but its usual one, and nothing else. */
function responsesOf(endpoint: Endpoint): Expr | undefined {
  const { route, errors } = endpoint;
  const causes = causesOf(route, endpoint.api);
  const documented = (className: string) => call(attr(from(".errors", className), "responses"));
  const builtIn = BUILT_IN.flatMap(([cause, otherwise]) => {
    if (!causes.includes(cause)) return [];
    const own = errors.get(cause);
    return [own ?? otherwise];
  });
  const raised = [...errors].flatMap(([cause, error]) => BUILT_IN.some(([known]) => known === cause) ? [] : [error]);
  const parts = [
    ...successes(endpoint),
    ...(route.body.request === undefined ? [] : [builtin("MALFORMED")]),
    ...new Set([...builtIn, ...raised]),
  ].map((part) => typeof part === "string" ? builtin(part) : "className" in part ? documented(part.className) : part);
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first;
  return call(from(".runtime.responses", "documented"), parts);
}

/** Answers of steps that have a status of their own. */
function successes(endpoint: Endpoint): readonly Expr[] {
  const { route, api, types } = endpoint;
  const { response } = route;
  const statuses = new Set(
    stepsOf(route).flatMap((step) =>
      step.kind === "return" && step.status !== undefined && step.status !== route.status ? [step.status] : []
    ),
  );
  if (statuses.size === 0) return [];
  const isAny = response.kind === "value" && response.typed.type.kind === "any";
  const model = response.kind === "empty" || isAny ? undefined : answerType(response, endpoint, types, api);
  const ascending = [...statuses].sort((left, right) => left - right);
  return [dict(ascending.map((status) => {
    const entries = [
      ...(model === undefined || hasNoBody(status) ? [] : [[str("model"), model] as const]),
      [str("description"), str("Successful Response")] as const,
    ];
    return [int(status), dict(entries)];
  }))];
}
