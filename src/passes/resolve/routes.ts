/** Operations: each has a name, and everything about it is decided. */

import type { ActionRoute, Model, Route, Router } from "../../ir/api.ts";
import type { StepConfig } from "../../language/pipeline.ts";
import { BUILTINS, uniqueName } from "../../python/names.ts";
import type { Config } from "../../language/config.ts";
import { type ActionTarget, actionTarget, resolveAction, type RouteContext } from "./actions.ts";
import { type LogicTarget, logicTarget, resolveLogic } from "./logic.ts";
import { candidateNames, logicNames } from "./names.ts";
import { neighboursOf } from "./path_types.ts";
import { innerSteps, pipelinesOf } from "./pipelines.ts";
import { placedRouters, placedRoutes } from "./placed.ts";
import { resolveDependencies } from "./route_handlers.ts";
import { routerContext } from "./route_scope.ts";

type Target = ActionTarget | LogicTarget;

const isAction = (target: Target): target is ActionTarget => "action" in target;

/** Resolves all routes; those that name something unknown are left out, the fault was reported. */
export function resolveRoutes(context: RouteContext): readonly Route[] {
  const pipelines = pipelinesOf(context.config, context.report);
  const targets = placedRoutes(context.config).flatMap((placed): Target[] => {
    const target = actionTarget(placed, context) ?? logicTarget(placed, pipelines);
    return target === undefined ? [] : [target];
  });
  const names = nameRoutes(targets);
  const readers = new Map<Model, ActionTarget[]>();
  for (const target of targets.filter(isAction)) {
    if (target.action === "get") readers.set(target.model, [...readers.get(target.model) ?? [], target]);
  }
  const nameOf = (target: Target) => names.get(target) ?? "endpoint";
  const actions = new Map<Target, ActionRoute>(
    targets.filter(isAction).map((
      target,
    ) => [target, resolveAction(target, nameOf(target), readers.get(target.model) ?? [], context)]),
  );
  // Steps and handlers take the types of path parameters from the actions beside them.
  const neighbours = neighboursOf([...actions.values()]);
  return targets.flatMap((target) => {
    const route = isAction(target) ? actions.get(target) : resolveLogic(target, nameOf(target), neighbours, context);
    return route === undefined ? [] : [route];
  });
}

/** Resolves the routers that hold them. */
export function resolveRouters(context: RouteContext): readonly Router[] {
  return placedRouters(context.config).map(({ name, config }) => ({
    name,
    prefix: config.prefix?.value ?? "",
    tags: (config.tags ?? []).map((tag) => tag.value),
    dependencies: resolveDependencies(config.dependencies, routerContext(context)).dependencies,
    span: config.span,
  }));
}

/** Whether anything in a config reads or writes records. */
export function usesRecords(config: Config): boolean {
  const inSteps = (steps: readonly StepConfig[]): boolean =>
    steps.some((step) =>
      (step.kind === "action" && step.step.action?.value.startsWith("db.") === true) || inSteps(innerSteps(step))
    );
  const named = (config.pipelines ?? []).some(({ value }) => {
    if (value === undefined) return false;
    if (!("keySpans" in value)) return inSteps(value);
    const { steps = [], prepend = [], append = [], override = [] } = value;
    return inSteps([...steps, ...prepend, ...append, ...override.flatMap((item) => item.value ?? [])]);
  });
  return named || (config.models ?? []).some(({ value }) => value?.table_name !== undefined) ||
    placedRoutes(config).some(({ config: { action, pipeline } }) =>
      action !== undefined || (pipeline !== undefined && !("value" in pipeline) && inSteps(pipeline))
    );
}

/** Explicit names first, then one name after the other: by what they do, by method, by path, by number. */
function nameRoutes(targets: readonly Target[]): ReadonlyMap<Target, string> {
  const taken = new Set(targets.flatMap(({ config }) => config.name?.value ?? []));
  const names = new Map<Target, string>();
  for (const target of targets) {
    const { config, placed } = target;
    if (config.name !== undefined) {
      names.set(target, config.name.value);
      continue;
    }
    const method = config.method.value;
    const candidates = isAction(target)
      ? candidateNames(target.action, target.model.name, method, placed.path.value)
      : logicNames(config.handler?.value, method, placed.path.value);
    let name = "endpoint";
    for (const candidate of candidates) {
      name = candidate;
      if (!taken.has(candidate) && !BUILTINS.has(candidate)) break;
    }
    name = uniqueName(name, taken);
    taken.add(name);
    names.set(target, name);
  }
  return names;
}
