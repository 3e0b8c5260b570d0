/** Operations: each has a name, and everything about it is decided. */

import type { Dependency } from "../../ir/logic.ts";
import type { Route, Router } from "../../ir/api.ts";
import { uniqueName } from "../../python/names.ts";
import { type ActionTarget, actionTarget, resolveAction, type RouteContext } from "./actions.ts";
import { candidateNames } from "./names.ts";
import { placedRouters, placedRoutes } from "./placed.ts";
import type { Model } from "../../ir/api.ts";

/** Resolves all routes; those that name something unknown are left out, the fault was reported. */
export function resolveRoutes(context: RouteContext): readonly Route[] {
  const targets = placedRoutes(context.config).flatMap((placed) => actionTarget(placed, context) ?? []);
  const names = nameRoutes(targets);
  const readers = new Map<Model, ActionTarget[]>();
  for (const target of targets) {
    if (target.action === "get") readers.set(target.model, [...readers.get(target.model) ?? [], target]);
  }
  return targets.map((target) =>
    resolveAction(target, names.get(target) ?? "endpoint", readers.get(target.model) ?? [], context)
  );
}

/** Resolves the routers that hold them. */
export function resolveRouters({ config }: RouteContext): readonly Router[] {
  return placedRouters(config).map(({ name, config: { prefix, tags, span } }) => ({
    name,
    prefix: prefix?.value ?? "",
    tags: (tags ?? []).map((tag) => tag.value),
    dependencies: [] as readonly Dependency[],
    span,
  }));
}

/** Explicit names first, then one name after the other: by action, by method, by path, by number. */
function nameRoutes(targets: readonly ActionTarget[]): ReadonlyMap<ActionTarget, string> {
  const taken = new Set(targets.flatMap(({ config }) => config.name?.value ?? []));
  const names = new Map<ActionTarget, string>();
  for (const target of targets) {
    const { config, action, model, placed } = target;
    if (config.name !== undefined) {
      names.set(target, config.name.value);
      continue;
    }
    const candidates = candidateNames(action, model.name, config.method.value, placed.path.value);
    const free = candidates.find((candidate) => !taken.has(candidate));
    const name = free ?? uniqueName(candidates.at(-1) ?? "endpoint", taken);
    taken.add(name);
    names.set(target, name);
  }
  return names;
}
