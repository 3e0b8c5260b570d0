/** The body of a route that runs steps: with its writes in one transaction, and its side effects behind them. */

import type { LogicRoute } from "../../../ir/api.ts";
import type { Step } from "../../../ir/logic.ts";
import type { Stmt, With } from "../../../python/ast.ts";
import { attr, call, expr, from, name } from "../../../python/build.ts";
import { type Endpoint, freeName } from "../endpoint_parts.ts";
import { ending } from "./ending.ts";
import { renamesOf } from "./renames.ts";
import type { StepScope } from "./step_scope.ts";
import { sharedCall } from "./shared_call.ts";
import { lowerSteps } from "./steps.ts";
import { asksForRepository, boundNames, callsBy, type Uses, withInner } from "../../uses.ts";
import { lowerValue, type ValueScope } from "./values.ts";

/** The statements of a route with steps. */
export function logicStatements(route: LogicRoute, endpoint: Endpoint, uses: Uses): readonly Stmt[] {
  const { steps, result, transaction, shared } = route.body;
  if (shared !== undefined) return sharedStatements(route, shared, endpoint);
  const renamed = renamesOf(steps, uses);
  const values: ValueScope = { api: endpoint.api, bound: boundNames(route), renamed, result: undefined };
  const defers = steps.some(isDeferred);
  const scope: StepScope = {
    endpoint,
    values,
    uses,
    effects: defers ? freeName("effects", endpoint) : "",
    declared: new Set(),
  };
  const contexts: With["items"][number][] = [
    ...(defers ? [{ context: call(from(".runtime.effects", "SideEffects")), target: name(scope.effects) }] : []),
    ...(transaction ? [{ context: call(attr(name("repo"), "transaction")) }] : []),
  ];
  const isInside = (step: Step) => isDeferred(step) || (transaction && touchesRecords(step));
  // A step that fails behind the last write undoes it, too.
  const isLast = transaction ? (step: Step) => !isAfter(step) : isInside;
  const [start, end] = [steps.findIndex(isInside), steps.findLastIndex(isLast) + 1];
  const last = ending(endpoint, result && lowerValue(result, values), values);
  if (contexts.length === 0 || start < 0) return [...lowerSteps(steps, scope), ...last];
  return [
    ...lowerSteps(steps.slice(0, start), scope),
    { kind: "with", async: true, items: contexts, body: lowerSteps(steps.slice(start, end), scope) },
    ...lowerSteps(steps.slice(end), scope),
    ...last,
  ];
}

function sharedStatements(route: LogicRoute, shared: string, endpoint: Endpoint): readonly Stmt[] {
  const bound = new Set(route.dependencies.map(({ variable }) => variable.name));
  const values: ValueScope = { api: endpoint.api, bound, renamed: new Map(), result: undefined };
  const run = sharedCall(route, shared, endpoint);
  const yieldsNothing = route.body.result === undefined && route.response.kind === "empty";
  return yieldsNothing ? [expr(run), ...ending(endpoint, undefined, values)] : ending(endpoint, run, values);
}

function isAfter(step: Step): boolean {
  return step.kind === "call" && step.purpose === "after";
}

function isDeferred(step: Step): boolean {
  return withInner(step).some((one) => one.kind === "call" && one.purpose === "deferred");
}

/** Whether a step reads or writes records, by itself or through a function that asks for the repository. */
function touchesRecords(step: Step): boolean {
  return withInner(step).some((one) => "model" in one || callsBy(one).some(asksForRepository));
}
