/** Steps and the calls in them. */

import type { Route } from "../../../../ir/api.ts";
import type { Handler, HandlerCall, Step } from "../../../../ir/logic.ts";
import { asksForRepository, callsBy, callsOf } from "../../../uses.ts";

/** Whether a step calls a function with the repository, which may write then. */
export function asksForStore(step: Step): boolean {
  return callsBy(step).some(asksForRepository);
}

/** Whether tests can replace a function: not where it belongs to a class of other people's. */
export function isReplaceable({ file, qualifiedName }: Handler): boolean {
  return file !== undefined || !qualifiedName.includes(".");
}

/** All calls of the user's functions that a route makes, dependencies and computed fields aside. */
export function allCallsOf(route: Route): readonly HandlerCall[] {
  return [...callsOf(route), ...route.tasks.map((task) => task.call)];
}
