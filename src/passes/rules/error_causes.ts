/** Conditions of `errors` that a route can never meet. */

import { define, type Report } from "../../diagnostics/define.ts";
import { listed, quoted } from "../../diagnostics/text.ts";
import { ROUTE_FEATURES } from "../../features/mod.ts";
import type { Api, Model, Route } from "../../ir/api.ts";

/** A condition without a cause. */
export const UNREACHABLE_ERROR = define<{ condition: string; action: string; possible: readonly string[] }>(
  "W110",
  "unreachable-error",
  {
    message: ({ condition, action }) =>
      `The route never meets the condition ${quoted(condition)} of its action "db.${action}"`,
    help: ({ possible }) =>
      possible.length === 0 ? "Remove it" : `Remove it; the route can meet ${listed(possible, "and")}`,
  },
);

/** The failures that a route can meet by itself. */
export function causesOf(route: Route, stored: Model | undefined): readonly string[] {
  const { kind, request } = route.body;
  const collides = (kind === "create" || kind === "update") && stored?.storage !== undefined &&
    (stored.storage.unique.length > 0 || (kind === "create" && stored.storage.autoincrement === undefined));
  const asks = request !== undefined || route.pathParameters.length > 0 ||
    ROUTE_FEATURES.all.some((feature) => {
      const resolved = route.features[feature.key];
      return resolved !== undefined && feature.queryNames(resolved).length > 0;
    });
  return [
    ...(kind === "get" || kind === "update" || kind === "delete" ? ["not_found"] : []),
    ...(collides ? ["duplicate"] : []),
    ...(asks ? ["validation"] : []),
  ];
}

/** Warns about conditions that nothing causes. */
export function errorCauses(api: Api, report: Report): void {
  for (const route of api.routes) {
    if (route.errors.length === 0) continue;
    const possible = causesOf(route, api.models.get(route.body.model));
    for (const { cause, span } of route.errors) {
      if (possible.includes(cause)) continue;
      report(UNREACHABLE_ERROR.at(span, { condition: cause, action: route.body.kind, possible }));
    }
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [UNREACHABLE_ERROR] as const;
