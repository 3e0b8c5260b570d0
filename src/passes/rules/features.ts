/** What features find out when they look at all the routes that have them. */

import type { Report } from "../../diagnostics/define.ts";
import { anyRouteFeatures } from "../../features/mod.ts";
import type { Api } from "../../ir/api.ts";

/** Lets each feature look at its routes. */
export function features(api: Api, report: Report): void {
  const present = api.routes.flatMap((route) => {
    const all = anyRouteFeatures(route);
    const keys = new Set<string>(all.map(({ feature }) => feature.key));
    return all.map((one) => ({ route, keys, ...one }));
  });
  for (const [feature, routes] of Map.groupBy(present, (one) => one.feature)) feature.check?.(routes, api, report);
}
