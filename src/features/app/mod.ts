/** The features of the application. Each is one file; this tuple is the only list of them. */

import type { AppFeature } from "./feature.ts";
import { docs } from "./docs.ts";
import { healthCheck } from "./health_check.ts";
import { middleware } from "./middleware.ts";
import { mounts } from "./mounts.ts";

const ALL = [docs, healthCheck, mounts, middleware] as const;

type Feature = typeof ALL[number];
type Resolved<F> = F extends AppFeature<infer _N, infer _C, infer R> ? R : never;

/** The resolved features of an application, by key. */
export type AppFeatures = { readonly [F in Feature as F["key"]]?: Resolved<F> };

/** The keys that features add to the top level. */
export type AppKeys = { readonly [F in Feature as F["key"]]: F["language"] };

/** All features, with their keys for the language. */
export const APP_FEATURES: {
  readonly all: readonly AppFeature<keyof AppFeatures, unknown, unknown>[];
  readonly keys: AppKeys;
  /** The keys that they add to routers; `AppScope.routers` hands on what these hold. */
  readonly routerKeys: Readonly<Record<never, never>>;
} = {
  // Each feature only ever meets its own config and its own resolved form: both are looked up by its key.
  all: ALL as unknown as readonly AppFeature<keyof AppFeatures, unknown, unknown>[],
  keys: Object.fromEntries(ALL.map((feature) => [feature.key, feature.language])) as AppKeys,
  routerKeys: Object.fromEntries(
    ALL.flatMap(({ key, ofRouters }) => ofRouters === undefined ? [] : [[key, ofRouters]]),
  ),
};
