/** Models that the config leaves to restgen: request models of create and update, and what only one direction sees. */

import type { Field, FieldType, Model, ModelId, Response } from "../../ir/api.ts";
import { toPascalCase, uniqueName } from "../../python/names.ts";
import { withArticle } from "./names.ts";

/** All models of the API while routes are resolved; derived ones are added as they are needed. */
export interface ModelTable {
  readonly models: Map<ModelId, Model>;
  /** Derived models by what they were derived for, so that equal needs share one. */
  readonly derived: Map<string, ModelId>;
  readonly declared: ReadonlySet<ModelId>;
  /** Class names in use. */
  readonly names: Set<string>;
  /** Declared models of which a part must not travel that way, directly or in a model that they contain. */
  readonly partial: Readonly<Record<Direction, ReadonlySet<ModelId>>>;
}

/** Starts with the declared models. */
export function modelTable(models: Map<ModelId, Model>): ModelTable {
  return {
    models,
    derived: new Map(),
    declared: new Set(models.keys()),
    names: new Set([...models.values()].map((model) => model.name)),
    partial: {
      request: modelsWith([...models.values()], isHidden("request")),
      response: modelsWith([...models.values()], isHidden("response")),
    },
  };
}

/** Adds a model under a free name. */
function add(
  table: ModelTable,
  wanted: string,
  source: Model,
  parts: Pick<Model, "fields"> & Partial<Pick<Model, "computed" | "hidden">>,
  note: string,
): ModelId {
  const name = uniqueName(wanted, table.names);
  table.names.add(name);
  const id = name as ModelId;
  table.models.set(id, {
    id,
    name,
    description: note,
    computed: [],
    hidden: [],
    parent: undefined,
    ...parts,
    bases: [source.id, ...source.bases],
    storage: undefined,
    input: false,
    output: false,
    span: source.span,
  });
  return id;
}

/** `XCreate`: everything that clients may choose, without what the route itself decides. */
export function createModel(table: ModelTable, source: Model, decided: ReadonlySet<string>, route: string): ModelId {
  const fields = source.fields.filter((field) => !field.auto && !field.readOnly && !decided.has(field.attribute));
  return shared(table, "Create", source, fields, route, `Payload that creates ${withArticle(source.name)}.`);
}

/** `XUpdate`: the same, every field omittable, without the key. */
export function updateModel(
  table: ModelTable,
  source: Model,
  decided: ReadonlySet<string>,
  key: string | undefined,
  route: string,
): ModelId {
  const fields = source.fields
    .filter((field) => !field.auto && !field.readOnly && !decided.has(field.attribute) && field.attribute !== key)
    .map((field): Field => ({ ...field, presence: { kind: "omittable" } }));
  return shared(
    table,
    "Update",
    source,
    fields,
    route,
    `Payload that changes some fields of ${withArticle(source.name)}.`,
  );
}

/** A model with more fields: what routes answer with that send records beside their keys. */
export function expandedModel(table: ModelTable, base: Model, wanted: string, fields: readonly Field[]): ModelId {
  const key = `Expanded ${base.id} ${fields.map((field) => field.name).join(" ")}`;
  const known = table.derived.get(key);
  if (known !== undefined) return known;
  const names = fields.map((field) => field.name).join(" and ");
  const { computed, hidden } = base;
  const parts = { fields: [...base.fields, ...fields], computed, hidden };
  const id = add(table, wanted, base, parts, `${base.name} with its ${names}.`);
  table.derived.set(key, id);
  return id;
}

function shared(
  table: ModelTable,
  suffix: "Create" | "Update",
  source: Model,
  fields: readonly Field[],
  route: string,
  note: string,
): ModelId {
  const key = `${suffix} ${source.id} ${fields.map((field) => field.attribute).join(" ")}`;
  const known = table.derived.get(key);
  if (known !== undefined) return known;
  const plain = `${source.name}${suffix}`;
  const id = add(table, table.names.has(plain) ? `${toPascalCase(route)}Body` : plain, source, { fields }, note);
  table.derived.set(key, id);
  return id;
}

/** Which way a model travels. */
export type Direction = "request" | "response";

function isHidden(direction: Direction): (field: Field) => boolean {
  return (field) => direction === "request" ? field.readOnly : field.writeOnly;
}

/** The model without what must not travel that way; itself when all of it may. */
export function travelling(table: ModelTable, id: ModelId, direction: Direction): ModelId {
  const hidden = isHidden(direction);
  const partial = table.partial[direction];
  const convert = (current: ModelId): ModelId => {
    const model = table.models.get(current);
    const whole = (field: Field) => !hidden(field) && !modelsIn(field.type).some((inner) => partial.has(inner));
    if (model === undefined || (!partial.has(current) && model.fields.every(whole))) return current;
    const key = `${direction} ${current}`;
    const known = table.derived.get(key);
    if (known !== undefined) return known;
    const suffix = direction === "request" ? "Request" : "Response";
    const note = model.description ??
      `${model.name}, as ${direction === "request" ? "clients send" : "clients receive"} it.`;
    const variant = add(table, `${model.name}${suffix}`, model, { fields: [] }, note);
    table.derived.set(key, variant);
    const converted = (fields: readonly Field[]) =>
      fields.map((field): Field => ({ ...field, type: replaceModels(field.type, convert) }));
    const fields = converted(model.fields.filter((field) => !hidden(field)));
    const computed = direction === "request" ? [] : model.computed;
    const behind = computed.length === 0 ? [] : converted(model.fields.filter(hidden));
    const empty = table.models.get(variant);
    if (empty !== undefined) table.models.set(variant, { ...empty, fields, computed, hidden: behind });
    return variant;
  };
  return convert(id);
}

/** Models that have such a field themselves or in a model that they contain. */
export function modelsWith(
  models: readonly Model[],
  hidden: (field: Field) => boolean,
): ReadonlySet<ModelId> {
  const containers = new Map<ModelId, ModelId[]>();
  const affected: ModelId[] = [];
  for (const model of models) {
    if (model.fields.some(hidden)) affected.push(model.id);
    for (const field of model.fields) {
      for (const inner of modelsIn(field.type)) {
        const known = containers.get(inner);
        if (known === undefined) containers.set(inner, [model.id]);
        else known.push(model.id);
      }
    }
  }
  const found = new Set(affected);
  for (let id = affected.pop(); id !== undefined; id = affected.pop()) {
    for (const container of containers.get(id) ?? []) {
      if (found.has(container)) continue;
      found.add(container);
      affected.push(container);
    }
  }
  return found;
}

/** The models that a type mentions. */
export function modelsIn(type: FieldType): readonly ModelId[] {
  switch (type.kind) {
    case "model":
      return [type.model];
    case "list":
      return modelsIn(type.items);
    case "dict":
      return [...modelsIn(type.keys), ...modelsIn(type.values)];
    default:
      return [];
  }
}

/** Models with all that they hold. */
export function withInner(
  roots: Iterable<ModelId>,
  models: ReadonlyMap<ModelId, Model>,
  parts: readonly ("fields" | "computed" | "hidden")[],
): ReadonlySet<ModelId> {
  const found = new Set(roots);
  for (const id of found) {
    const types = parts.flatMap((part) => (models.get(id)?.[part] ?? []).map((field) => field.type));
    for (const inner of types.flatMap(modelsIn)) found.add(inner);
  }
  return found;
}

/** The models that clients receive. */
export function answeredModels(response: Response): readonly ModelId[] {
  if (response.kind === "value") return modelsIn(response.typed.type);
  return response.kind === "model" ? [response.model] : [];
}

/** The type with other models in place of those that it mentions. */
export function replaceModels(type: FieldType, replace: (id: ModelId) => ModelId): FieldType {
  switch (type.kind) {
    case "model":
      return { kind: "model", model: replace(type.model) };
    case "list":
      return { ...type, items: replaceModels(type.items, replace) };
    case "dict":
      return { ...type, keys: replaceModels(type.keys, replace), values: replaceModels(type.values, replace) };
    default:
      return type;
  }
}
