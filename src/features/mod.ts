/** The features of routes. Each is one file; this tuple is the only list of them. */

import type { Route } from "../ir/api.ts";
import type { AnyRouteFeature, Expansion, ListFeature, RouteFeature } from "./feature.ts";
import { cache } from "./cache.ts";
import { cookies } from "./cookies.ts";
import { expand } from "./expand.ts";
import { filters } from "./filters.ts";
import { openapi } from "./openapi.ts";
import { pagination } from "./pagination.ts";
import { rateLimit } from "./rate_limit.ts";
import { responseHeaders } from "./response_headers.ts";
import { sort } from "./sort.ts";

const ALL = [sort, pagination, filters, responseHeaders, cookies, cache, rateLimit, openapi, expand] as const;

type Feature = typeof ALL[number];
type Resolved<F> = F extends RouteFeature<infer _N, infer _C, infer R> ? R : never;

/** The resolved features of a route, by key. */
export type RouteFeatures = { readonly [F in Feature as F["key"]]?: Resolved<F> };

/** The keys that features add to a route. */
export type FeatureKeys = { readonly [F in Feature as F["key"]]: F["language"] };

type FeatureKey = keyof RouteFeatures;

// Each feature only ever meets its own config and its own resolved form: both are looked up by its key.
const all = ALL as unknown as readonly RouteFeature<FeatureKey, unknown, unknown>[];

/** All features, with their keys for the language. */
export const ROUTE_FEATURES: {
  readonly all: readonly RouteFeature<FeatureKey, unknown, unknown>[];
  readonly keys: FeatureKeys;
} = {
  all,
  keys: Object.fromEntries(ALL.map((feature) => [feature.key, feature.language])) as FeatureKeys,
};

/** A feature that a route has, with its resolved form. */
export interface Present<F> {
  readonly feature: F;
  readonly resolved: unknown;
}

/** The features of lists that a route has. */
export function listFeatures(
  route: Pick<Route, "features">,
): readonly Present<ListFeature<FeatureKey, unknown, unknown>>[] {
  return all.flatMap((feature) => {
    const resolved = route.features[feature.key];
    return resolved === undefined || feature.place !== "action" ? [] : [{ feature, resolved }];
  });
}

/** The features that a route has and that any route could have. */
export function anyRouteFeatures(route: Route): readonly Present<AnyRouteFeature<FeatureKey, unknown, unknown>>[] {
  return all.flatMap((feature) => {
    const resolved = route.features[feature.key];
    return resolved === undefined || feature.place !== "route" ? [] : [{ feature, resolved }];
  });
}

/** The relations whose records a route sends. */
export function expansionsOf(route: Pick<Route, "features">): readonly Expansion[] {
  return all.flatMap((feature) => {
    const resolved = route.features[feature.key];
    return resolved === undefined ? [] : feature.expansions?.(resolved) ?? [];
  });
}

/** The features of a route whose answers have entity tags of another kind. */
export function withoutTags(features: RouteFeatures): RouteFeatures {
  const changed = all.flatMap((feature) => {
    const resolved = features[feature.key];
    return resolved === undefined ? [] : [[feature.key, feature.withoutTag?.(resolved) ?? resolved]];
  });
  // Each key keeps what its own feature made.
  return Object.fromEntries(changed) as RouteFeatures;
}

/** Whether OpenAPI lists a route. */
export function isListed(route: Route): boolean {
  return !anyRouteFeatures(route).some(({ feature, resolved }) => feature.hides?.(resolved) === true);
}
