/** `application.py`: the wiring around the endpoints. */

import type { Api, Model, Route } from "../../ir/api.ts";
import type { Expr, FunctionDef, Module, Stmt, With } from "../../python/ast.ts";
import {
  assign,
  attr,
  call,
  expr,
  from,
  module,
  name,
  NONE,
  parameter,
  returns,
  str,
  subscript,
  yields,
} from "../../python/build.ts";
import { type AppParts, layeredRouters, layersName } from "./app_features.ts";
import type { EndpointModules } from "./routers.ts";
import { limiterContext, readsSettings } from "./rate_limits.ts";
import { READ_SETTINGS } from "./settings.ts";
import { securityStatements } from "./security.ts";

/** Models whose records are kept. */
export function storedModels(api: Api): readonly Model[] {
  return [...api.models.values()].filter((model) => model.storage !== undefined);
}

/** `application.py`: everything put together. */
export function lowerApplication(api: Api, modules: EndpointModules, parts: AppParts): Module {
  const app = name("app");
  const stored = storedModels(api).length > 0;
  const included = [
    ...(modules.routes ? [from(".routes", "router")] : []),
    ...modules.routers.map((router) => withLayers(router, parts)),
    ...(api.websockets.length > 0 ? [attr(module(".sockets"), "router")] : []),
  ];
  const routers = parts.of("router").map((one) => one.router);
  const limiter = limiterContext(api);
  const contexts = [...(limiter === undefined ? [] : [limiter]), ...parts.of("lifespan").map((one) => one.context)];
  const isOpened = stored || contexts.length > 0;
  const hasOperations = included.length + routers.length > 0;
  const isShared = api.basePath !== "" && included.length > 1;
  const prefix = api.basePath === "" ? undefined : isShared ? name("BASE_PATH") : str(api.basePath);
  const lifespan: FunctionDef = {
    kind: "function",
    name: "lifespan",
    async: true,
    decorators: [from("contextlib", "asynccontextmanager")],
    parameters: [parameter("app", from("fastapi", "FastAPI"))],
    returns: subscript(from("collections.abc", "AsyncGenerator"), NONE),
    docstring: "Open what the application needs while it runs.",
    body: [
      ...(readsSettings(api) ? [READ_SETTINGS] : []),
      ...(stored ? [within(CREATED, [KEEP, ...withinAll(contexts)])] : withinAll(contexts)),
    ],
  };
  const invalid = (route: Route) => route.errors.find((one) => one.cause === "validation")?.error;
  const otherwise = api.routes.some((route) => {
    const error = invalid(route);
    return error !== undefined && api.errors.get(error)?.status !== 422;
  });
  const isText = api.routes.some(({ response }) => response.kind === "text" && response.form !== "redirect");
  const application = api.errorFormat === "problem"
    ? from(".runtime.problems", "ProblemAnswers")
    : otherwise || isText
    ? from(".runtime.responses", "OwnAnswers")
    : from("fastapi", "FastAPI");
  const build = call(application, [], {
    title: str(api.title),
    version: str(api.version),
    description: api.description === undefined ? undefined : str(api.description),
    ...Object.fromEntries(parts.of("app-argument").map((one) => [one.name, one.value])),
    lifespan: isOpened ? name("lifespan") : undefined,
    generate_unique_id_function: hasOperations ? name("operation_id") : undefined,
  });
  const operationId: FunctionDef = {
    kind: "function",
    name: "operation_id",
    decorators: [],
    parameters: [parameter("route", from("fastapi.routing", "APIRoute"))],
    returns: name("str"),
    docstring: "Name operations in OpenAPI like the functions behind them.",
    body: [returns(attr(name("route"), "name"))],
  };
  const body: Stmt[] = [
    ...securityStatements(api),
    assign(app, build),
    expr(call(from(".runtime.error_handlers", "add_error_handlers"), [app])),
  ];
  if (parts.of("middleware").some(({ router }) => router === undefined)) {
    body.push(expr(call(from(".middleware", "add_middleware"), [app])));
  }
  for (const router of routers) body.push(expr(call(attr(app, "include_router"), [router])));
  for (const router of included) body.push(expr(call(attr(app, "include_router"), [router], { prefix })));
  for (const { path, app: mounted, name: id } of parts.of("mount")) {
    const keywords = { name: id === undefined ? undefined : str(id) };
    body.push(expr(call(attr(app, "mount"), [str(path), mounted], keywords)));
  }
  body.push(returns(app));
  return {
    path: "application.py",
    docstring: "Wiring of the application.",
    body: [
      ...(isShared ? [assign("BASE_PATH", str(api.basePath))] : []),
      ...(isOpened ? [lifespan] : []),
      ...(hasOperations ? [operationId] : []),
      {
        kind: "function",
        name: "create_app",
        decorators: [],
        parameters: [],
        returns: from("fastapi", "FastAPI"),
        docstring: "Create an application with storage of its own.",
        body,
      },
    ],
  };
}

const CREATED = { context: call(from(".dependencies", "create_repository")), target: name("repository") };
const KEEP = assign(attr(name("app"), "state", "repository"), name("repository"));
/** A router, inside of the layers that it has. */
function withLayers(router: string, parts: AppParts): Expr {
  const own = attr(module(`.routers.${router}`), "router");
  if (!layeredRouters(parts).includes(router)) return own;
  return call(from(".runtime.layers", "LayeredRouter"), [own, call(from(".middleware", layersName(router)))]);
}

/** What is open while the application runs: each context inside of the one before it. */
function withinAll(contexts: readonly Expr[]): readonly Stmt[] {
  const [context, ...others] = contexts;
  return [context === undefined ? yields() : within({ context }, withinAll(others))];
}

function within(item: With["items"][number], body: readonly Stmt[]): Stmt {
  return { kind: "with", async: true, items: [item], body };
}
