/** Routes with the routers that they belong to: full paths, and the errors that they share. */

import type { RouteFeatures } from "../../features/mod.ts";
import { rateLimitSettings } from "../../language/rate_limit.ts";
import type { Config } from "../../language/config.ts";
import type { RouteConfig } from "../../language/route.ts";
import type { RouterConfig } from "../../language/router.ts";
import type { Spanned } from "../../source/source.ts";

/** A route where it is served. */
export interface PlacedRoute {
  readonly config: RouteConfig;
  /** Below `base_path`, with the prefix of the router. */
  readonly path: Spanned<string>;
  readonly router: PlacedRouter | undefined;
  /** Its own errors, then those of its router that it does not replace. */
  readonly errors: NonNullable<RouteConfig["errors"]>;
  /** Keys that a route takes from its router, or from the whole API, where it has none of its own. */
  readonly inherited: Partial<Pick<RouteConfig, keyof RouteFeatures>>;
}

/** A router with a name. */
export interface PlacedRouter {
  readonly name: string;
  readonly config: RouterConfig;
}

/** The routers of a config; one without a name was reported, and its routes are looked at all the same. */
export function placedRouters(config: Config): readonly PlacedRouter[] {
  return (config.routers ?? []).map((router) => ({ name: router.name?.value ?? "", config: router }));
}

/** All routes: those of the top level, then those of each router. */
export function placedRoutes(config: Config): readonly PlacedRoute[] {
  const plain = (config.routes ?? []).map((route): PlacedRoute => ({
    config: route,
    path: route.path,
    router: undefined,
    errors: route.errors ?? [],
    inherited: inheritedKeys(config, undefined),
  }));
  const grouped = placedRouters(config).flatMap((router) =>
    (router.config.routes ?? []).map((route): PlacedRoute => ({
      config: route,
      path: { value: joined(router.config.prefix?.value ?? "", route.path.value), span: route.path.span },
      router,
      errors: inherited(route.errors ?? [], router.config.errors ?? []),
      inherited: inheritedKeys(config, router),
    }))
  );
  return [...plain, ...grouped];
}

/** The limit of the router, or that of the middleware. */
function inheritedKeys(config: Config, router: PlacedRouter | undefined): PlacedRoute["inherited"] {
  const own = router?.config.rate_limit;
  if (own === null || (own !== undefined && "off" in own)) return {};
  const settings = rateLimitSettings(config);
  const shared = settings?.rate === undefined ? undefined : { ...settings, rate: settings.rate };
  const limit = own ?? shared;
  return limit === undefined ? {} : { rate_limit: limit };
}

/** `/` below a prefix is the prefix itself, as is the empty path that FastAPI writes in its place. */
function joined(prefix: string, path: string): string {
  return prefix === "" ? path : path === "/" ? prefix : `${prefix}${path}`;
}

const causeOf = (condition: string) => condition === "conflict" ? "duplicate" : condition;

function inherited(own: PlacedRoute["errors"], shared: PlacedRoute["errors"]): PlacedRoute["errors"] {
  const causes = new Set(own.map(({ key }) => causeOf(key)));
  return [...own, ...shared.filter(({ key }) => !causes.has(causeOf(key)))];
}
