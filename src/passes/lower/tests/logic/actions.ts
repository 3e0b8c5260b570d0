/** Actions as steps, for the tests of what functions that are not restgen's are called with around them. */

import type { ActionRoute, LogicRoute } from "../../../../ir/api.ts";
import type { Step, Typed, Value, Variable } from "../../../../ir/logic.ts";
import { expansionsOf, listFeatures } from "../../../../features/mod.ts";
import { showsFeatures } from "../features.ts";
import { allCallsOf } from "./inside.ts";
import { asksForMore, hasParts } from "./sent.ts";

/** An action with functions around it, as the steps that it comes to; undefined where it does more than that. */
export function asLogic(route: ActionRoute): LogicRoute | undefined {
  const { body, result } = route;
  // What is sent beside the keys is tested with the records.
  if (expansionsOf(route).length > 0) return undefined;
  // Who calls is tested for all routes alike.
  const dependencies = route.dependencies.filter(({ authentication }) => authentication === undefined);
  if (allCallsOf(route).length + dependencies.length === 0 && !hasParts(route) && !showsFeatures(route)) {
    return undefined;
  }
  const isPlain = body.where.length === 0 && body.set.length === 0 && listFeatures(route).length === 0;
  if (!isPlain) return undefined;
  const typed: Typed = { type: { kind: "model", model: body.model }, nullable: false };
  const variable: Variable = result ?? { name: "record", typed };
  const step = stepOf(route, variable);
  return step && {
    ...route,
    body: {
      kind: "logic",
      request: body.request,
      parameters: body.parameters,
      steps: [step],
      transaction: false,
      result: step.kind === "delete" ? undefined : { kind: "variable", variable, typed: variable.typed },
      origin: "",
    },
  };
}

/** Whether the tests of steps are all that there are of an action: those of actions send nothing beside JSON. */
export function isTestedAsLogic(route: ActionRoute): boolean {
  return asksForMore(route) && asLogic(route) !== undefined;
}

function stepOf({ body, response }: ActionRoute, variable: Variable): Step | undefined {
  const { kind, model } = body;
  if (kind === "list") {
    return { kind, model, filters: [], sort: undefined, skip: undefined, limit: undefined, variable };
  }
  const payload: Value | undefined = body.request &&
    { kind: "body", typed: { type: { kind: "model", model: body.request }, nullable: false } };
  if (kind === "create") return payload && { kind, model, data: payload, variable };
  const { key: parameter } = body;
  if (parameter === undefined) return undefined;
  const key: Value = { kind: "path", parameter, typed: { type: parameter.type, nullable: false } };
  switch (kind) {
    case "get":
      return { kind, model, key, optional: false, variable };
    case "update":
      return payload && { kind, model, key, data: payload, optional: false, variable };
    case "delete":
      // One that answers with the record reads it first.
      return response.kind === "empty" ? { kind, model, key, optional: false } : undefined;
  }
}
