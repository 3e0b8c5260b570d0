/** `application.py` and `dependencies.py`: the wiring around the endpoints. */

import type { Api, Model, Route } from "../../ir/api.ts";
import type { Expr, FunctionDef, Module, Stmt } from "../../python/ast.ts";
import {
  annotated,
  assign,
  attr,
  call,
  declare,
  expr,
  from,
  list,
  module,
  name,
  NONE,
  parameter,
  returns,
  str,
  subscript,
  tuple,
  yields,
} from "../../python/build.ts";
import type { AppParts } from "./app_features.ts";
import type { EndpointModules } from "./routers.ts";
import { limiterContext, readsSettings } from "./rate_limits.ts";
import { READ_SETTINGS } from "./settings.ts";
import { securityStatements } from "./security.ts";

/** Models whose records are kept. */
export function storedModels(api: Api): readonly Model[] {
  return [...api.models.values()].filter((model) => model.storage !== undefined);
}

const collectionOf = (model: Model): Expr => {
  const storage = model.storage;
  const names = (attributes: readonly string[]) => tuple(attributes.map(str));
  return call(from(".runtime.repository", "Collection"), [from(".models", model.name)], {
    key: storage === undefined || storage.key === "id" ? undefined : str(storage.key),
    unique: storage === undefined || storage.unique.length === 0 ? undefined : tuple(storage.unique.map(names)),
    order: storage === undefined || storage.order.length === 0 ? undefined : names(storage.order),
    autoincrement: storage?.autoincrement === undefined ? undefined : str(storage.autoincrement),
    touched: storage === undefined || storage.touched.length === 0 ? undefined : names(storage.touched),
  });
};

/** `dependencies.py`: the repository, and how endpoints get it. */
export function lowerDependencies(api: Api): Module | undefined {
  const stored = storedModels(api);
  if (stored.length === 0) return undefined;
  const repository = from(".runtime.repository", "Repository");
  const create: FunctionDef = {
    kind: "function",
    name: "create_repository",
    decorators: [],
    parameters: [],
    returns: repository,
    docstring: "Create a repository without records.",
    body: [returns(call(from(".runtime.adapters.memory", "MemoryRepository"), [list(stored.map(collectionOf))]))],
  };
  const get: FunctionDef = {
    kind: "function",
    name: "get_repository",
    async: true,
    decorators: [],
    parameters: [parameter("connection", from("fastapi.requests", "HTTPConnection"))],
    returns: repository,
    docstring: "Return the repository that the application opened.",
    body: [
      declare("repository", repository, attr(name("connection"), "app", "state", "repository")),
      returns(name("repository")),
    ],
  };
  const depends = call(from("fastapi", "Depends"), [name("get_repository")]);
  return {
    path: "dependencies.py",
    docstring: "Dependencies of the endpoints.",
    body: [create, get, assign("RepositoryDep", annotated(repository, depends))],
  };
}

/** `application.py`: everything put together. */
export function lowerApplication(api: Api, modules: EndpointModules, parts: AppParts): Module {
  const app = name("app");
  const stored = storedModels(api).length > 0;
  const included = [
    ...(modules.routes ? [from(".routes", "router")] : []),
    ...modules.routers.map((router) => attr(module(`.routers.${router}`), "router")),
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
      ...(stored ? [assign(attr(app, "state", "repository"), call(from(".dependencies", "create_repository")))] : []),
      ...within(contexts),
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
  if (parts.of("middleware").length > 0) body.push(expr(call(from(".middleware", "add_middleware"), [app])));
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

/** What is open while the application runs: each context inside of the one before it. */
function within(contexts: readonly Expr[]): readonly Stmt[] {
  const [context, ...others] = contexts;
  if (context === undefined) return [yields()];
  return [{ kind: "with", async: true, items: [{ context }], body: within(others) }];
}
