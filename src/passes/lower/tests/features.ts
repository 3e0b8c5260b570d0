/** What features of every route change about its successful answers. */

import { anyRouteFeatures } from "../../../features/mod.ts";
import type { AnswerTests } from "../../../features/feature.ts";
import { isAction, type Route } from "../../../ir/api.ts";
import type { Expr, Stmt } from "../../../python/ast.ts";
import { attr, dict, str, subscript } from "../../../python/build.ts";
import { isSkipped } from "../../uses.ts";
import { assertStatus, request, RESPONSE } from "./build.ts";

/** Whether some feature can be seen in the answers of a route. */
export function showsFeatures(route: Route): boolean {
  return anyRouteFeatures(route).some(({ feature }) => feature.assertions !== undefined);
}

/** Assertions about a successful answer. */
export function answerAssertions(route: Route, known: AnswerTests["known"]): readonly Stmt[] {
  return anyRouteFeatures(route).flatMap(({ feature, resolved }) =>
    feature.assertions?.(resolved, { route, known }) ?? []
  );
}

/** Assertions about a successful answer of which nothing else is known. */
export function fixedAssertions(route: Route): readonly Stmt[] {
  return answerAssertions(route, () => undefined);
}

/** The same request once more, from a client that has the answer already. */
export function revalidation(route: Route, address: Expr): readonly Stmt[] {
  const isVersion = isAction(route) && isSkipped(route);
  const isTagged = isVersion || (route.response.kind !== "empty" && route.response.kind !== "stream" &&
    anyRouteFeatures(route).some(({ feature, resolved }) => feature.tags?.(resolved) === true));
  if (!isTagged) return [];
  const tag = subscript(attr(RESPONSE, "headers"), str("ETag"));
  return [
    request(route.method, address, { headers: dict([[str("If-None-Match"), tag]]) }),
    assertStatus(304),
  ];
}
