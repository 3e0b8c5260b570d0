/** `routes.py` and `routers/`: the modules that endpoints live in. */

import type { Api, Route, Router } from "../../ir/api.ts";
import type { Dependency } from "../../ir/logic.ts";
import type { Expr, FunctionDef, Module } from "../../python/ast.ts";
import { assign, attr, call, from, list, str } from "../../python/build.ts";
import { dependsOnUser, routerDependencies, sharedAuthentication } from "./security.ts";

/** An endpoint and the route that it serves. */
export interface RoutedEndpoint {
  readonly route: Route;
  readonly definition: FunctionDef;
}

/** Which modules have endpoints, in the order in which the application includes them. */
export interface EndpointModules {
  /** Whether there is a `routes.py`. */
  readonly routes: boolean;
  /** Modules below `routers/`. */
  readonly routers: readonly string[];
}

/** Finds the modules that have something to serve. */
export function endpointModules(api: Api, endpoints: readonly RoutedEndpoint[]): EndpointModules {
  const used = new Set(endpoints.map(({ route }) => route.router));
  return {
    routes: used.has(undefined),
    routers: api.routers.map((router) => router.name).filter((name) => used.has(name)),
  };
}

/** `routes.py` for the endpoints of the top level, and one module below `routers/` for each router. */
export function lowerRoutes(api: Api, endpoints: readonly RoutedEndpoint[]): readonly Module[] {
  const { routes, routers } = endpointModules(api, endpoints);
  const byRouter = Map.groupBy(endpoints, ({ route }) => route.router);
  const definitions = (router: string | undefined) =>
    (byRouter.get(router) ?? []).map((endpoint) => endpoint.definition);
  const plain: Module = {
    path: "routes.py",
    docstring: "HTTP endpoints.",
    body: [
      assign("router", call(from("fastapi", "APIRouter"), [], { route_class: routeClass(api, undefined) })),
      ...definitions(undefined),
    ],
  };
  const grouped = api.routers.filter((router) => routers.includes(router.name)).map((router): Module => ({
    path: `routers/${router.name}.py`,
    docstring: `HTTP endpoints of the router "${router.name}".`,
    body: [assign("router", routerCall(router, api)), ...definitions(router.name)],
  }));
  return [
    ...(routes ? [plain] : []),
    ...(grouped.length > 0 ? [{ path: "routers/__init__.py", docstring: "Groups of HTTP endpoints.", body: [] }] : []),
    ...grouped,
  ];
}

/** Routes that take files stop reading them when they are too large. */
function routeClass(api: Api, router: string | undefined): Expr | undefined {
  const takesFiles = api.routes.some((route) => route.router === router && route.files.length > 0);
  return takesFiles ? from(".runtime.uploads", "UploadRoute") : undefined;
}

function routerCall(router: Router, api: Api): Expr {
  const { prefix, tags } = router;
  const authentication = sharedAuthentication(router, api);
  const dependencies = [
    ...(authentication === undefined ? [] : [dependsOnUser(authentication)]),
    ...routerDependencies(router, api).map(depends),
  ];
  return call(from("fastapi", "APIRouter"), [], {
    prefix: prefix === "" ? undefined : str(prefix),
    tags: tags.length === 0 ? undefined : list(tags.map(str)),
    dependencies: dependencies.length === 0 ? undefined : list(dependencies),
    route_class: routeClass(api, router.name),
  });
}

function depends({ handler }: Dependency): Expr {
  const [first = "", ...members] = handler.qualifiedName.split(".");
  const imported = from(handler.module, first);
  return call(from("fastapi", "Depends"), [members.length === 0 ? imported : attr(imported, ...members)]);
}

function routerOf(route: Route, api: Api): Router | undefined {
  return route.router === undefined ? undefined : api.routers.find((router) => router.name === route.router);
}

/** The path of a route as its decorator has it: below the prefix of its router. */
export function decoratorPath(route: Route, api: Api): string {
  return route.path.slice(routerOf(route, api)?.prefix.length ?? 0);
}

/** The tags that a route adds to those of its router. */
export function ownTags(route: Route, api: Api): readonly string[] {
  const shared = routerOf(route, api)?.tags ?? [];
  return route.tags.filter((tag) => !shared.includes(tag));
}
