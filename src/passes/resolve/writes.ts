/** Which steps write, and what has to be undone when a later one fails. */

import type { Method } from "../../ir/api.ts";
import type { CallStep, Condition, Step } from "../../ir/logic.ts";
import { asksForRepository, callsBy, withInner } from "../uses.ts";

/** Whether the writes of some steps are only right together. */
export function isAtomic(steps: readonly Step[], method: Method): boolean {
  const events = steps.flatMap(eventsOf);
  const first = events.indexOf("write");
  if (first !== -1 && first < events.length - 1) return true;
  // A function that gets the repository may write as often as it likes.
  return method !== "GET" &&
    steps.flatMap(withInner).some((step) => !waits(step) && callsBy(step).some(asksForRepository));
}

type Event = "write" | "can fail";

function eventsOf(step: Step): readonly Event[] {
  switch (step.kind) {
    case "get":
      return step.optional ? [] : ["can fail"];
    case "list":
      return [];
    case "create":
    case "update":
    case "delete":
      return ["write"];
    case "call":
      return callEvents(step);
    case "if":
      return [...conditionEvents(step.condition), ...step.then.flatMap(eventsOf), ...step.otherwise.flatMap(eventsOf)];
    case "for-each": {
      const once = step.body.flatMap(eventsOf);
      return [...once, ...once];
    }
    case "return":
      return step.when === undefined ? [] : conditionEvents(step.when);
  }
}

function callEvents({ purpose, call }: CallStep): readonly Event[] {
  if (isLater(purpose)) return [];
  return asksForRepository(call) ? ["write"] : ["can fail"];
}

function isLater(purpose: CallStep["purpose"]): boolean {
  return purpose === "after" || purpose === "deferred";
}

/** Whether a step runs when the writes are certain. */
function waits(step: Step): boolean {
  return step.kind === "call" && isLater(step.purpose);
}

function conditionEvents(condition: Condition): readonly Event[] {
  switch (condition.kind) {
    case "call":
      return ["can fail"];
    case "and":
    case "or":
      return condition.children.flatMap(conditionEvents);
    case "not":
      return conditionEvents(condition.child);
    default:
      return [];
  }
}

/**
 * Side effects that wait for the writes stand last, where steps run straight to their end; elsewhere they stay where
 * they are, and what they are called with is kept until then.
 */
export function ordered(steps: readonly Step[]): readonly Step[] {
  const last = steps.at(-1);
  const body = last?.kind === "return" && last.when === undefined ? steps.slice(0, -1) : steps;
  const isStraight = (step: Step) => isDeferred(step) || !(defers(step) || returns(step));
  if (!body.every(isStraight)) return steps;
  const effects = body.flatMap((step): Step[] => isDeferred(step) ? [{ ...step, purpose: "after" }] : []);
  return [...body.filter((step) => !isDeferred(step)), ...effects, ...steps.slice(body.length)];
}

function isDeferred(step: Step): step is CallStep {
  return step.kind === "call" && step.purpose === "deferred";
}

function defers(step: Step): boolean {
  return withInner(step).some(isDeferred);
}

function returns(step: Step): boolean {
  return withInner(step).some((one) => one.kind === "return");
}
