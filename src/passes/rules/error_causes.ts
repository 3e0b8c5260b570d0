/** Conditions of `errors` that a route can never meet. */

import { define, type Report } from "../../diagnostics/define.ts";
import { listed, quoted } from "../../diagnostics/text.ts";
import { anyRouteFeatures, listFeatures } from "../../features/mod.ts";
import type { Span } from "../../source/source.ts";
import { type ActionRoute, type Api, isAction, type ModelId, type Route } from "../../ir/api.ts";
import type { Dependency, Step, Value } from "../../ir/logic.ts";
import { callsOf, stepsOf, usesOf } from "../uses.ts";

/** A condition without a cause. */
export const UNREACHABLE_ERROR = define<
  { condition: string; action: string | undefined; possible: readonly string[] }
>(
  "W109",
  "unreachable-error",
  {
    message: ({ condition, action }) =>
      action === undefined
        ? `No route of the router meets the condition ${quoted(condition)}`
        : `The route never meets the condition ${quoted(condition)} of its ${action}`,
    help: ({ possible, action }) =>
      possible.length === 0
        ? "Remove it"
        : `Remove it; ${action === undefined ? "they" : "the route"} can meet ${listed(possible, "and")}`,
  },
);

/** Whether a write of the route can meet a key or unique values that exist already. */
function canCollide(route: ActionRoute, api: Api): boolean {
  const { kind, model, request, set } = route.body;
  const storage = api.models.get(model)?.storage;
  if (kind === "delete") return isReferred(model, api);
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

const referred = new WeakMap<Api, ReadonlySet<ModelId>>();

/** Whether other records can forbid that one of the model is deleted. */
export function isReferred(model: ModelId, api: Api): boolean {
  const known = referred.get(api) ?? referredModels(api);
  referred.set(api, known);
  return known.has(model);
}

/** Models that restricting references name, and those whose deletion reaches one. */
function referredModels(api: Api): ReadonlySet<ModelId> {
  const references = [...api.models.values()].flatMap(({ id, storage }) =>
    (storage?.references ?? []).map(({ model, onDelete }) => ({ from: id, to: model, onDelete }))
  );
  const found = new Set(references.flatMap(({ to, onDelete }) => onDelete === "restrict" ? [to] : []));
  for (const model of found) {
    for (const { from, to, onDelete } of references) if (onDelete === "cascade" && from === model) found.add(to);
  }
  return found;
}

/** Whether a step can meet one: of what it writes, the names may not be known. */
function stepCollides(step: Step, api: Api): boolean {
  if (step.kind === "delete") return isReferred(step.model, api);
  if (step.kind !== "create" && step.kind !== "update") return false;
  const storage = api.models.get(step.model)?.storage;
  if (storage === undefined) return false;
  const written = attributesOf(step.data, api);
  const isWritten = (attribute: string) => written === undefined || written.has(attribute);
  return (written !== undefined && written.has(storage.key)) ||
    storage.unique.some((group) => step.kind === "create" || group.some(isWritten));
}

function attributesOf(value: Value, api: Api): ReadonlySet<string> | undefined {
  if (value.kind === "dict") return new Set(value.entries.map(([name]) => name));
  const { type } = value.typed;
  const model = type.kind === "model" ? api.models.get(type.model) : undefined;
  return model && new Set(model.fields.map((field) => field.attribute));
}

/** Whether functions of the user's run before the answer, which may raise any of the route's errors. */
function runsHandlers(route: Route, api: Api): boolean {
  const router = api.routers.find((one) => one.name === route.router);
  return callsOf(route).length > 0 || route.dependencies.some(isOfUsers) || (router?.dependencies.length ?? 0) > 0;
}

/** Whether a dependency runs a function of the user's: of restgen's own, the verifiers of its schemes. */
function isOfUsers({ authentication }: Dependency): boolean {
  return authentication === undefined ||
    authentication.alternatives.some(({ scheme }) => scheme.verifier.kind === "handler");
}

/** The failures that a route can meet: by itself, or because functions of the user's raise the errors that it names. */
export function causesOf(route: Route, api: Api): readonly string[] {
  const { kind, request } = route.body;
  const steps = stepsOf(route);
  const asks = request !== undefined || route.files.length > 0 || route.pathParameters.length > 0 ||
    usesOf(route).parameters.length > 0 ||
    listFeatures(route).some(({ feature, resolved }) => feature.queryNames(resolved).length > 0);
  // A record that would break a rule of its model is not valid either.
  const checks = steps.some((step) =>
    step.kind === "create" || step.kind === "update" || (step.kind === "call" && step.purpose === "validate")
  );
  const looks = kind === "get" || kind === "update" || kind === "delete" ||
    steps.some((step) => "optional" in step && !step.optional);
  const collides = isAction(route) ? canCollide(route, api) : steps.some((step) => stepCollides(step, api));
  const authentication = route.dependencies[0]?.authentication;
  const asksForScopes = authentication?.alternatives.some(({ scopes }) => scopes.length > 0) ?? false;
  return [
    ...new Set([
      ...(authentication === undefined ? [] : ["unauthorized"]),
      ...(asksForScopes ? ["forbidden"] : []),
      ...(looks ? ["not_found"] : []),
      ...(collides ? ["duplicate"] : []),
      ...(asks || checks ? ["validation"] : []),
      ...(route.files.length > 0 ? ["too_large"] : []),
      ...anyRouteFeatures(route).flatMap(({ feature, resolved }) => feature.causes?.(resolved) ?? []),
      ...(runsHandlers(route, api) ? route.errors.map((error) => error.cause) : []),
    ]),
  ];
}

/** Warns about conditions that nothing causes; one that stands in a router is for any of its routes. */
export function errorCauses(api: Api, report: Report): void {
  const uses = new Map<
    Span,
    { readonly cause: string; readonly route: Route; readonly possible: readonly string[] }[]
  >();
  for (const route of api.routes) {
    if (route.errors.length === 0) continue;
    const possible = causesOf(route, api);
    for (const { cause, span } of route.errors) {
      const known = uses.get(span) ?? [];
      uses.set(span, known);
      known.push({ cause, route, possible });
    }
  }
  for (const [span, shared] of uses) {
    const [first] = shared;
    if (first === undefined || shared.some(({ cause, possible }) => possible.includes(cause))) continue;
    const action = shared.length === 1 ? actionOf(first.route) : undefined;
    const possible = [...new Set(shared.flatMap((one) => one.possible))];
    report(UNREACHABLE_ERROR.at(span, { condition: first.cause, action, possible }));
  }
}

function actionOf(route: Route): string {
  return isAction(route) ? `action ${quoted(`db.${route.body.kind}`)}` : "pipeline";
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [UNREACHABLE_ERROR] as const;
