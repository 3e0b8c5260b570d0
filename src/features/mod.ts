/** The features of routes. Each is one file; this tuple is the only list of them. */

import type { RouteFeature } from "./feature.ts";
import { filters } from "./filters.ts";
import { pagination } from "./pagination.ts";
import { sort } from "./sort.ts";

const ALL = [sort, pagination, filters] as const;

type Feature = typeof ALL[number];
type Resolved<F> = F extends RouteFeature<infer _N, infer _C, infer R> ? R : never;

/** The resolved features of a route, by key. */
export type RouteFeatures = { readonly [F in Feature as F["key"]]?: Resolved<F> };

/** The keys that features add to a route. */
export type FeatureKeys = { readonly [F in Feature as F["key"]]: F["language"] };

/** All features, with their keys for the language. */
export const ROUTE_FEATURES: {
  readonly all: readonly RouteFeature<keyof RouteFeatures, unknown, unknown>[];
  readonly keys: FeatureKeys;
} = {
  // Each feature only ever meets its own config and its own resolved form: both are looked up by its key.
  all: ALL as unknown as readonly RouteFeature<keyof RouteFeatures, unknown, unknown>[],
  keys: Object.fromEntries(ALL.map((feature) => [feature.key, feature.language])) as FeatureKeys,
};
