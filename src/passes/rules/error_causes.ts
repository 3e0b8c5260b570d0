/** Conditions of `errors` that a route can never meet. */

import { define, type Report } from "../../diagnostics/define.ts";
import { listed, quoted } from "../../diagnostics/text.ts";
import { ROUTE_FEATURES } from "../../features/mod.ts";
import { type ActionRoute, type Api, isAction, type Route } from "../../ir/api.ts";

/** A condition without a cause. */
export const UNREACHABLE_ERROR = define<{ condition: string; action: string; possible: readonly string[] }>(
  "W109",
  "unreachable-error",
  {
    message: ({ condition, action }) =>
      `The route never meets the condition ${quoted(condition)} of its action "db.${action}"`,
    help: ({ possible }) =>
      possible.length === 0 ? "Remove it" : `Remove it; the route can meet ${listed(possible, "and")}`,
  },
);

/** Whether a write of the route can meet a key or unique values that exist already. */
function canCollide(route: ActionRoute, api: Api): boolean {
  const { kind, model, request, set } = route.body;
  const storage = api.models.get(model)?.storage;
  if (storage === undefined || (kind !== "create" && kind !== "update")) return false;
  const sent = request === undefined ? undefined : api.models.get(request);
  const written = new Set([
    ...(sent?.fields ?? []).map((field) => field.attribute),
    ...set.map((assignment) => assignment.attribute),
  ]);
  // Keys that the server makes are new; on create, defaults stand in for what nobody sends.
  return written.has(storage.key) ||
    storage.unique.some((group) => kind === "create" || group.some((attribute) => written.has(attribute)));
}

/** The failures that a route can meet by itself. */
export function causesOf(route: Route, api: Api): readonly string[] {
  const { kind, request } = route.body;
  const asks = request !== undefined || route.pathParameters.length > 0 ||
    ROUTE_FEATURES.all.some((feature) => {
      const resolved = route.features[feature.key];
      return resolved !== undefined && feature.queryNames(resolved).length > 0;
    });
  return [
    ...(kind === "get" || kind === "update" || kind === "delete" ? ["not_found"] : []),
    ...(isAction(route) && canCollide(route, api) ? ["duplicate"] : []),
    ...(asks ? ["validation"] : []),
  ];
}

/** Warns about conditions that nothing causes. */
export function errorCauses(api: Api, report: Report): void {
  for (const route of api.routes) {
    if (route.errors.length === 0) continue;
    const possible = causesOf(route, api);
    for (const { cause, span } of route.errors) {
      if (possible.includes(cause)) continue;
      report(UNREACHABLE_ERROR.at(span, { condition: cause, action: route.body.kind, possible }));
    }
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [UNREACHABLE_ERROR] as const;
