/** What endpoints return, by their annotation, and what clients receive where that differs. */

import { type Api, isAction, type LogicRoute, type Response } from "../../../ir/api.ts";
import type { Step, Typed, Value } from "../../../ir/logic.ts";
import type { Expr, Stmt } from "../../../python/ast.ts";
import { from, name, NONE, subscript } from "../../../python/build.ts";
import { expansionsOf } from "../../../features/mod.ts";
import { EXPANDED } from "../expansion.ts";
import { type Endpoint, enveloped } from "../endpoint_parts.ts";
import type { TypeWriter } from "../types.ts";
import { hasNoBody } from "./ending.ts";
import { hasValues } from "./tidy.ts";
import { makesResponse, stepsOf } from "../../uses.ts";
import { annotationOf } from "./values.ts";

const ANY = from("typing", "Any");

/** What the function returns. */
export function returnAnnotation(endpoint: Endpoint, body: readonly Stmt[]): Expr {
  const { route, api, types } = endpoint;
  if (!hasValues(body)) return NONE;
  if (makesResponse(route.response)) return from("fastapi", "Response");
  if (route.transform !== undefined) return ANY;
  if (isAction(route)) {
    const model = expansionsOf(route).length > 0
      ? EXPANDED
      : from(".models", api.models.get(route.body.model)?.name ?? route.body.model);
    return enveloped(endpoint, model, route.body.kind === "list" ? subscript(name("list"), model) : model);
  }
  return annotationOfResults(route, types);
}

const NULL: Typed = { type: { kind: "any" }, nullable: true };

function annotationOfResults(route: LogicRoute, types: TypeWriter): Expr {
  const { steps, result } = route.body;
  const early = stepsOf(route).flatMap((step) => step.kind === "return" ? [step] : []);
  // An empty answer with a status of its own is a response, and no value.
  if (early.some((step) => step.status !== route.status && hasNoBody(step.status))) return ANY;
  const values: readonly (Value | undefined)[] = [
    ...early.map((step) => step.value),
    ...(endsAlways(steps) ? [] : [result]),
  ];
  const annotations = values.map((value) => annotationOf(value?.typed ?? NULL, types));
  const [first = ANY, ...others] = annotations;
  return others.every((other) => JSON.stringify(other) === JSON.stringify(first)) ? first : ANY;
}

/** Whether steps never get to their end. */
function endsAlways(steps: readonly Step[]): boolean {
  const last = steps.at(-1);
  if (last?.kind === "return") return last.when === undefined;
  return last?.kind === "if" && endsAlways(last.then) && endsAlways(last.otherwise);
}

/** `response_model`, where it differs from the annotation. */
export function responseModel(endpoint: Endpoint, returns: Expr): Expr | undefined {
  const { route: { response }, api, types } = endpoint;
  if (response.kind !== "empty" && response.kind !== "model" && response.kind !== "value") return undefined;
  const wanted = response.kind === "empty" ? NONE : answerType(response, endpoint, types, api);
  const isAny = response.kind === "value" && response.typed.type.kind === "any";
  return isAny || JSON.stringify(wanted) === JSON.stringify(returns) ? undefined : wanted;
}

/** The type of what clients receive. */
export function answerType(
  response: Extract<Response, { kind: "value" | "model" }>,
  endpoint: Endpoint,
  types: TypeWriter,
  api: Api,
): Expr {
  if (response.kind === "value") return annotationOf(response.typed, types);
  const item = from(".models", api.models.get(response.model)?.name ?? response.model);
  return enveloped(endpoint, item, response.many ? subscript(name("list"), item) : item);
}
