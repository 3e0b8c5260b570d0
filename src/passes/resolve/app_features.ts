/** What the application has beside its routes: each feature decides for itself. */

import type { Diagnostic, Report } from "../../diagnostics/define.ts";
import type { ServedPath } from "../../features/app/feature.ts";
import { APP_FEATURES, type AppFeatures } from "../../features/app/mod.ts";
import { checkServed } from "../../features/app/paths.ts";
import { ROUTE_FEATURES } from "../../features/mod.ts";
import { type ErrorId, type ErrorResponse, isAction, type Route } from "../../ir/api.ts";
import { CANNOT_CHECK } from "../../handlers/diagnostics.ts";
import type { Config } from "../../language/config.ts";
import { INVALID_PATH } from "../validate/paths.ts";
import type { HandlerResolver, KnownNames } from "./handler_resolver.ts";
import { placedRouters } from "./placed.ts";
import type { SettingsTable } from "./settings.ts";

/** What is known when the features of the application are resolved. */
export interface AppContext {
  readonly config: Config;
  readonly routes: readonly Route[];
  readonly errors: ReadonlyMap<ErrorId, ErrorResponse>;
  readonly hasStore: boolean;
  readonly handlers: HandlerResolver | undefined;
  readonly known: KnownNames;
  readonly settings: SettingsTable;
  readonly report: Report;
}

/** Resolves the features; those that are wrong are left out. */
export function resolveAppFeatures(context: AppContext): AppFeatures {
  const { config, routes, hasStore, handlers, known, settings, report } = context;
  const basePath = config.base_path?.value ?? "";
  const served: ServedPath[] = [];
  const resolved: [string, unknown][] = [];
  const headers = sentHeaders(routes, context.errors);
  for (const feature of APP_FEATURES.all) {
    const value = feature.resolve(config[feature.key], {
      span: config.keySpans.get(feature.key),
      routes,
      basePath,
      hasStore,
      sentHeaders: headers,
      routers: placedRouters(config).flatMap(({ name, config: router }) => {
        const value = new Map<string, unknown>(Object.entries(router)).get(feature.key);
        return value === undefined || feature.ofRouters === undefined ? [] : [{ router: name, config: value }];
      }),
      find: (reference, what) => {
        const found: Diagnostic[] = [];
        const handler = handlers?.find(reference, what, known, (diagnostic) => found.push(diagnostic));
        // What an assignment stands for is nobody's business: it is not called here.
        const isOurs = handler?.file !== undefined;
        for (const one of found) if (!isOurs || one.code !== CANNOT_CHECK.code) report(one);
        return handler;
      },
      call: (reference, place) => handlers?.call(reference, place, known, report),
      setting: (variable, key, use) => settings.use(variable, key, use),
      pathFault: (span, path, problem, extras) => INVALID_PATH.at(span, { path, ...problem }, extras),
      report,
    });
    if (value === undefined) continue;
    resolved.push([feature.key, value]);
    for (const path of feature.serves?.(value) ?? []) served.push(path);
  }
  const sockets = (config.websockets ?? []).map(({ path }) => path);
  checkServed(served, routes, sockets, basePath, report);
  // Each key holds what its own feature made.
  return Object.fromEntries(resolved) as AppFeatures;
}

/** Headers that every script may read. */
const SAFE: ReadonlySet<string> = new Set(
  "cache-control content-language content-length content-type expires last-modified pragma".split(" "),
);

/** Headers of answers that scripts of other origins do not see unasked. */
function sentHeaders(
  routes: readonly Route[],
  errors: ReadonlyMap<ErrorId, ErrorResponse>,
): readonly string[] {
  const names = new Map<string, string>();
  const add = (name: string) => {
    const key = name.toLowerCase();
    if (!SAFE.has(key) && key !== "set-cookie" && !names.has(key)) names.set(key, name);
  };
  for (const route of routes) {
    if (isAction(route) && route.body.location !== undefined) add("Location");
    if (isAction(route) && route.body.version !== undefined) add("ETag");
    for (const feature of ROUTE_FEATURES.all) {
      const value = route.features[feature.key];
      if (value !== undefined) { for (const name of feature.headers?.(value) ?? []) add(name); }
    }
    for (const { error } of route.errors) for (const name of errors.get(error)?.headers.keys() ?? []) add(name);
  }
  return [...names.values()].sort();
}
