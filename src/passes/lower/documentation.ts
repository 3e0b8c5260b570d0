/** What OpenAPI says of an endpoint: the decorator, the docstring, every answer that it can give. */

import { type ActionRoute, isAction, type Response, type Route } from "../../ir/api.ts";
import type { Expr, FunctionDef } from "../../python/ast.ts";
import { attr, call, dict, from, int, list, name, str } from "../../python/build.ts";
import { toSnakeCase } from "../../python/names.ts";
import { causesOf } from "../rules/error_causes.ts";
import { plural, singular, withArticle } from "../resolve/names.ts";
import { stepsOf, type Uses } from "../uses.ts";
import type { Endpoint } from "./endpoint_parts.ts";
import { responseClass } from "./logic/answers.ts";
import { answerType, responseModel } from "./logic/annotations.ts";
import { hasNoBody } from "./logic/ending.ts";
import { depends, isUsed } from "./parameters.ts";
import { decoratorPath, ownTags } from "./routers.ts";
import { authenticationOf, dependsOnUser, inheritedDependencies, sharedAuthentication } from "./security.ts";

/** The decorators and the docstring of an endpoint that returns what `returns` says. */
export function documentation(
  endpoint: Endpoint,
  uses: Uses,
  returns: Expr,
): Pick<FunctionDef, "decorators" | "docstring"> {
  const { route, api, errors, contributions } = endpoint;
  const own = errors.get("validation");
  const tags = ownTags(route, api);
  const router = api.routers.find((one) => one.name === route.router);
  const authentication = authenticationOf(route);
  const unused = route.dependencies.filter((one) => !isUsed(one, uses) && one.authentication === undefined);
  const others = [
    ...inheritedDependencies(router, api).map(depends),
    ...contributions.flatMap((one) => one.kind === "dependency" ? [one.value] : []),
    ...unused.map(depends),
  ];
  // These run before what the parameters ask for: nothing of the user's runs for those who are not let in.
  const isFirst = others.length > 0 || !isUsed(route.dependencies[0], uses);
  const isOwn = authentication !== undefined && sharedAuthentication(router, api) === undefined;
  const dependencies = [...(isOwn && isFirst ? [dependsOnUser(authentication)] : []), ...others];
  const added = Object.fromEntries(
    contributions.flatMap((one) => one.kind === "decorator-argument" ? [[one.name, one.value]] : []),
  );
  const members = contributions.flatMap((one) =>
    one.kind === "operation-member" ? [[str(one.name), one.value] as const] : []
  );
  const optional = (value: string | undefined) => value === undefined ? undefined : str(value);
  const decorator = call(attr(name("router"), route.method.toLowerCase()), [str(decoratorPath(route, api))], {
    status_code: route.status === 200 ? undefined : int(route.status),
    response_model: responseModel(endpoint, returns),
    summary: optional(route.summary),
    description: optional(route.description),
    tags: tags.length === 0 ? undefined : list(tags.map(str)),
    dependencies: dependencies.length === 0 ? undefined : list(dependencies),
    response_class: responseClass(endpoint),
    responses: responsesOf(endpoint, uses),
    ...added,
    openapi_extra: members.length === 0 ? undefined : dict(members),
  });
  return {
    decorators: [
      decorator,
      ...(own === undefined
        ? []
        : [call(from(".runtime.error_handlers", "invalid_as"), [from(".errors", own.className)])]),
      ...refusals(endpoint),
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

/** `@refused_as(…)`, where errors of the route's own answer those who are not let in. */
function refusals({ route, errors }: Endpoint): readonly Expr[] {
  if (authenticationOf(route) === undefined) return [];
  const classOf = (cause: string) => {
    const own = errors.get(cause);
    return own && from(".errors", own.className);
  };
  const [unauthorized, forbidden] = [classOf("unauthorized"), classOf("forbidden")];
  if (unauthorized === undefined && forbidden === undefined) return [];
  return [call(from(".runtime.security", "refused_as"), [], { unauthorized, forbidden })];
}

const builtin = (id: string) => from(".runtime.responses", id);

/** Conditions that have an answer without an error of the route's own. */
const BUILT_IN: readonly (readonly [cause: string, answer: string])[] = [
  ["not_found", "NOT_FOUND"],
  ["duplicate", "CONFLICT"],
  ["validation", "INVALID"],
];

/** The same for routes that ask who calls. */
const WITH_USERS: typeof BUILT_IN = [["unauthorized", "UNAUTHORIZED"], ["forbidden", "FORBIDDEN"], ...BUILT_IN];

/** Every error that the route can answer with, every success but its usual one, and nothing else. */
function responsesOf(endpoint: Endpoint, uses: Uses): Expr | undefined {
  const { route, errors } = endpoint;
  const causes = causesOf(route, endpoint.api);
  const documented = (className: string) => call(attr(from(".errors", className), "responses"));
  const usual = authenticationOf(route) === undefined ? BUILT_IN : WITH_USERS;
  const builtIn = usual.flatMap(([cause, otherwise]) => {
    if (!causes.includes(cause)) return [];
    const own = errors.get(cause);
    return [own ?? otherwise];
  });
  const raised = [...errors].flatMap(([cause, error]) => usual.some(([known]) => known === cause) ? [] : [error]);
  const parts = [
    ...successes(endpoint),
    ...(readsBody(route) ? [builtin("MALFORMED")] : []),
    ...new Set([...builtIn, ...raised]),
    ...uploadAnswers(endpoint),
    ...(endpoint.api.database.type !== "memory" && uses.injected.has("repo") ? [builtin("UNAVAILABLE")] : []),
    ...endpoint.contributions.flatMap((one) => one.kind === "documented" ? [one.responses] : []),
  ].map((part) => typeof part === "string" ? builtin(part) : "className" in part ? documented(part.className) : part);
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first;
  return call(from(".runtime.responses", "documented"), parts);
}

/** Whether there is a body that may not be readable at all. */
function readsBody({ body, files }: Route): boolean {
  return body.request !== undefined || files.length > 0 || body.parameters.some((one) => one.source === "form");
}

/** What is answered to files that are too large, or of another type. */
function uploadAnswers({ route: { files }, errors }: Endpoint): readonly Expr[] {
  const uploads = (id: string) => from(".runtime.uploads", id);
  return [
    ...(files.length > 0 && !errors.has("too_large") ? [uploads("TOO_LARGE")] : []),
    ...(files.some((file) => file.accept.length > 0) ? [uploads("UNSUPPORTED")] : []),
  ];
}

/** Answers of steps that have a status of their own, and what FastAPI does not know of the usual one. */
function successes(endpoint: Endpoint): readonly Expr[] {
  const { route, api, types, contributions } = endpoint;
  const { response } = route;
  const statuses = new Set(
    stepsOf(route).flatMap((step) =>
      step.kind === "return" && step.status !== undefined && step.status !== route.status ? [step.status] : []
    ),
  );
  const isAny = response.kind === "value" && response.typed.type.kind === "any";
  const hasModel = (response.kind === "value" || response.kind === "model") && !isAny;
  const model = hasModel ? answerType(response, endpoint, types, api) : undefined;
  const added = contributions.flatMap((one) => one.kind === "success" ? [one] : []);
  const headers = [...new Set([...ownHeaders(response), ...added.flatMap((one) => one.headers)])];
  const example = added.find((one) => one.example !== undefined)?.example;
  const described = (status: number): readonly (readonly [Expr, Expr])[] => [
    ...(headers.length === 0 ? [] : [[str("headers"), call(builtin("text_headers"), headers.map(str))] as const]),
    ...(hasNoBody(status) ? [] : contentOf(response, example)),
  ];
  const usual = described(route.status);
  const others = [...statuses].sort((left, right) => left - right).map((status) => {
    const entries = [
      ...(model === undefined || hasNoBody(status) ? [] : [[str("model"), model] as const]),
      [str("description"), str("Successful Response")] as const,
      ...described(status),
    ];
    return [int(status), dict(entries)] as const;
  });
  const all = [...(usual.length === 0 ? [] : [[int(route.status), dict(usual)] as const]), ...others];
  return [
    ...(all.length === 0 ? [] : [dict(all)]),
    ...(response.kind === "file" && route.method === "GET" && route.status === 200
      ? [from(".runtime.files", "RANGES")]
      : []),
  ];
}

/** Headers that go with what is sent. */
function ownHeaders({ kind, ...response }: Response): readonly string[] {
  if (kind === "file") return ["Content-Disposition"];
  return "form" in response && response.form === "redirect" ? ["Location"] : [];
}

/** `content` of what FastAPI knows nothing about. */
function contentOf(response: Response, example: Expr | undefined): readonly (readonly [Expr, Expr])[] {
  const content = (
    mediaType: string,
    entries: readonly (readonly [Expr, Expr])[],
  ) => [[str("content"), dict([[str(mediaType), dict(entries)]])] as const];
  const schema = (format?: string) => {
    const type = [str("type"), str("string")] as const;
    const whole = format === undefined ? [type] : [type, [str("format"), str(format)] as const];
    return [[str("schema"), dict(whole)] as const];
  };
  switch (response.kind) {
    case "file":
      return content("*/*", schema("binary"));
    case "stream":
      if (response.mediaType === "text/event-stream") {
        return content(response.mediaType, [[str("itemSchema"), from(".runtime.events", "EVENT")]]);
      }
      return content(response.mediaType, response.mediaType.startsWith("text/") ? schema() : schema("binary"));
    case "model":
    case "value":
      return example === undefined ? [] : content("application/json", [[str("example"), example]]);
    default:
      return [];
  }
}
