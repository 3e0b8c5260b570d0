/** Steps and the calls in them. */

import type { Route } from "../../../../ir/api.ts";
import type { Condition, Handler, HandlerCall, Step } from "../../../../ir/logic.ts";

/** A step, and all steps inside of it. */
export function withInner(step: Step): readonly Step[] {
  switch (step.kind) {
    case "if":
      return [step, ...[...step.then, ...step.otherwise].flatMap(withInner)];
    case "for-each":
      return [step, ...step.body.flatMap(withInner)];
    default:
      return [step];
  }
}

/** Whether a step calls a function with the repository, which may write then. */
export function asksForStore(step: Step): boolean {
  return callsBy(step).some((call) =>
    call.arguments.some(({ value }) => value.kind === "injected" && value.what === "repo")
  );
}

/** Whether tests can replace a function: not where it belongs to a class of other people's. */
export function isReplaceable({ file, qualifiedName }: Handler): boolean {
  return file !== undefined || !qualifiedName.includes(".");
}

/** All calls of the user's functions that a route makes, dependencies and computed fields aside. */
export function callsOf(route: Route): readonly HandlerCall[] {
  const steps = route.body.kind === "logic" ? route.body.steps.flatMap(withInner) : [];
  return [
    ...steps.flatMap(callsBy),
    ...(route.transform === undefined ? [] : [route.transform]),
    ...route.tasks.map((task) => task.call),
  ];
}

function callsBy(step: Step): readonly HandlerCall[] {
  switch (step.kind) {
    case "call":
      return [step.call];
    case "if":
      return callsIn(step.condition);
    case "return":
      return step.when === undefined ? [] : callsIn(step.when);
    default:
      return [];
  }
}

function callsIn(condition: Condition): readonly HandlerCall[] {
  switch (condition.kind) {
    case "call":
      return [condition.call];
    case "not":
      return callsIn(condition.child);
    case "and":
    case "or":
      return condition.children.flatMap(callsIn);
    default:
      return [];
  }
}
