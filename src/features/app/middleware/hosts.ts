/** Hosts that layers trust, as the generated tests see them. */

import { USUAL_HOST } from "../../../passes/lower/tests/application.ts";
import type { AppLowering } from "../feature.ts";
import type { Layer, LayeredRoutes } from "./kind.ts";

/** A host that a pattern stands for. */
export function hostFor(pattern: string): string {
  return pattern.replace(/^\*\./, "www.").replace(/^\*$/, "test");
}

/** Whether requests for a host pass all layers. */
export function isTrusted(host: string, layers: readonly Layer[]): boolean {
  const matches = (pattern: string) =>
    pattern === "*" || pattern.toLowerCase() === host.toLowerCase() ||
    (pattern.startsWith("*.") && host.toLowerCase().endsWith(pattern.slice(1).toLowerCase()));
  return layers.every(({ seen }) => seen?.trusts === undefined || seen.trusts.some(matches));
}

/** A host that all layers trust, if there is one; any will do where none of them asks for one. */
export function commonHost(layers: readonly Layer[]): string | undefined {
  const hosts = layers.flatMap(({ seen }) => (seen?.trusts ?? []).map(hostFor));
  return hosts.length === 0 ? USUAL_HOST : hosts.find((host) => isTrusted(host, layers));
}

/** Hosts for the routes of routers that do not trust the one that tests call. */
export function otherHosts(
  usual: string,
  inner: readonly LayeredRoutes[],
  outer: readonly Layer[],
  { basePath, routes }: AppLowering,
): ReadonlyMap<string, string> {
  return new Map(inner.flatMap(({ router, layers }) => {
    const all = [...outer, ...layers];
    const host = commonHost(all);
    if (host === undefined || isTrusted(usual, all)) return [];
    return routes.filter((route) => route.router === router).map((route) => [basePath + route.path, host] as const);
  }));
}
