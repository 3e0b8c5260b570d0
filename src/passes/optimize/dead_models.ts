/** Models that nothing uses are left out. */

import type { Api, Model, ModelId } from "../../ir/api.ts";
import { modelsIn } from "../resolve/derive.ts";

/** Leaves out the models that neither routes nor records, live models or the user's own modules refer to. */
export function dropDeadModels(api: Api): Api {
  // A config without routes is there for its models.
  if (api.routes.length === 0) return api;
  const live = new Set<ModelId>();
  const words = wordsOf(api.userFiles.values());
  for (const model of api.models.values()) {
    if (model.input || model.output || model.storage !== undefined || words.has(model.name)) live.add(model.id);
  }
  if (live.size === api.models.size) return api;
  for (const name of namesIn([...api.routes, ...api.routers])) {
    const model = api.models.get(name as ModelId);
    if (model !== undefined) live.add(model.id);
  }
  for (const id of live) for (const other of neededBy(api.models.get(id))) live.add(other);
  if (live.size === api.models.size) return api;
  return { ...api, models: new Map([...api.models].filter(([id]) => live.has(id))) };
}

/** The models whose classes a class names. */
function neededBy(model: Model | undefined): readonly ModelId[] {
  if (model === undefined) return [];
  const typed = [...model.fields, ...model.hidden, ...model.computed].flatMap((field) => modelsIn(field.type));
  const called = model.computed.flatMap(({ call }) =>
    (call.handler.parameters ?? []).flatMap((parameter) => modelsIn(parameter.typed.type))
  );
  return [...typed, ...called, ...(model.parent === undefined ? [] : [model.parent])];
}

/** Every word of the user's modules: who names a class there, may import it. */
function wordsOf(texts: Iterable<string>): ReadonlySet<string> {
  return new Set([...texts].flatMap((text) => text.match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? []));
}

/** Every text inside of values, as some of them are names of models; places in the config aside. */
function namesIn(values: readonly unknown[]): ReadonlySet<string> {
  const names = new Set<string>();
  const seen = new Set<unknown>();
  const pending: unknown[] = [values];
  for (let left = pending.length; left > 0; left = pending.length) {
    const value = pending.pop();
    if (typeof value === "string") names.add(value);
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    const parts = value instanceof Map ? [...value] : Object.entries(value);
    for (const [key, part] of parts) if (!/span$/i.test(String(key))) pending.push(key, part);
  }
  return names;
}
