/** Records that those of a test refer to: they are in the store before each test of the file. */

import type { ActionRoute, Api, Field, Json, Model, ModelId } from "../../../ir/api.ts";
import type { FunctionDef, Stmt } from "../../../python/ast.ts";
import { attr, awaited, call, expr, from, list, name, NONE, subscript } from "../../../python/build.ts";
import { toSnakeCase } from "../../../python/names.ts";
import { same } from "../../../synthesis/mod.ts";
import { plural } from "../../resolve/names.ts";
import { FIXTURES, OBJECT, support } from "./build.ts";
import { fieldOf, fixedValues, type Sample, sampleRecords } from "./records.ts";
import { constant, payload, type Resource } from "./resource.ts";
import { expectedValue, stored } from "./shapes.ts";
import { userValue } from "./users.ts";

/**
 * The API as tests see it: request models say what they refer to, and relations that lead back to their own model are
 * left empty, so that there is an order in which records can be stored.
 */
export function withRelations(api: Api): Api {
  const models = new Map(api.models);
  for (const { body } of api.routes) {
    if (body.kind === "logic" || body.request === undefined) continue;
    const [request, model] = [models.get(body.request), api.models.get(body.model)];
    if (request === undefined || model?.storage === undefined) continue;
    const fields = request.fields.map((field): Field => {
      const { reference } = fieldOf(model, field.attribute) ?? {};
      return reference === undefined || field.reference === reference ? field : { ...field, reference };
    });
    if (fields.some((field, index) => field !== request.fields[index])) models.set(request.id, { ...request, fields });
  }
  const reach = reachable(api);
  const leadsBack = (field: Field) => {
    const { reference } = field;
    if (reference === undefined) return false;
    return [...api.models.values()].some((model) =>
      model.storage !== undefined && model.fields.some((one) => one.reference === reference) &&
      reach.get(reference.model)?.has(model.id) === true
    );
  };
  for (const [id, model] of models) {
    const fields = model.fields.map((field): Field => {
      const key = keyOf(field, api);
      if (field.nullable && leadsBack(field)) return { ...field, example: null, unique: false };
      // A key may be narrower than what holds it.
      return key === undefined || key.type === field.type ? field : { ...field, type: key.type };
    });
    if (fields.some((field, index) => field !== model.fields[index])) models.set(id, { ...model, fields });
  }
  return models.size === api.models.size && [...models].every(([id, model]) => api.models.get(id) === model)
    ? api
    : { ...api, models };
}

/** The key that a field holds. */
function keyOf({ reference }: Field, api: Api): Field | undefined {
  const target = reference && api.models.get(reference.model);
  return target?.fields.find((one) => one.attribute === target.storage?.key);
}

/** The API in which records refer only to what they have to. */
export function withoutOptional(api: Api): Api {
  const emptied = (field: Field): Field =>
    field.reference === undefined || !field.nullable ? field : { ...field, example: null, unique: false };
  const models = [...api.models].map(([id, model]): [ModelId, Model] => [id, {
    ...model,
    fields: model.fields.map(emptied),
  }]);
  const isPlain = [...api.models.values()].every(({ fields }) =>
    fields.every(({ reference }) => reference === undefined)
  );
  return isPlain ? api : { ...api, models: new Map(models) };
}

/** The models that each one refers to, directly or through others, and itself. */
function reachable(api: Api): ReadonlyMap<ModelId, ReadonlySet<ModelId>> {
  return new Map([...api.models.values()].map(({ id }) => {
    const found = new Set([id]);
    for (const one of found) {
      for (const { model } of api.models.get(one)?.storage?.references ?? []) found.add(model);
    }
    return [id, found];
  }));
}

/** Finds what the records of a test file refer to, by model: those that others of them name come first. */
export function findRelated(resource: Resource): void {
  for (const [id, records] of recordsBehind(resource.api, resource.model, rowsOf(resource))) {
    resource.related.set(id, records);
  }
}

/** Records that rows of a model refer to, those that others of them name first. */
export function recordsBehind(
  api: Api,
  model: Model,
  rows: readonly Sample[],
  offset: (id: ModelId) => number = () => 0,
): ReadonlyMap<ModelId, readonly Sample[]> {
  const needed = new Map<ModelId, Json[]>();
  const need = (owner: Model, records: readonly Sample[]) => {
    for (const { attribute, model: target } of owner.storage?.references ?? []) {
      if (target === model.id) continue;
      const values = needed.get(target) ?? [];
      needed.set(target, values);
      for (const record of records) {
        const value = record.get(attribute) ?? null;
        if (value !== null && !values.some((other) => same(other, value))) values.push(value);
      }
    }
  };
  need(model, rows);
  const result: [ModelId, readonly Sample[]][] = [];
  for (const id of order(api, model)) {
    const [target, values] = [api.models.get(id), needed.get(id) ?? []];
    const key = target?.storage?.key;
    const first = offset(id);
    const records = target === undefined ? [] : sampleRecords(api, target, new Map(), first + values.length);
    if (target === undefined || key === undefined || "missing" in records) continue;
    const keyed = records.slice(first).map((record, index) => new Map([...record, [key, values[index] ?? null]]));
    need(target, keyed);
    if (keyed.length > 0) result.push([id, keyed]);
  }
  return new Map(result.reverse());
}

/** The models behind one, each before those that it refers to. */
function order(api: Api, model: Model): readonly ModelId[] {
  const done = new Set([model.id]);
  const behind: ModelId[] = [];
  const visit = (id: ModelId) => {
    for (const { model: target } of api.models.get(id)?.storage?.references ?? []) {
      if (done.has(target)) continue;
      done.add(target);
      visit(target);
      behind.push(target);
    }
  };
  visit(model.id);
  return behind.reverse();
}

/** Everything that the tests of a file may store or send, by attribute. */
function rowsOf(resource: Resource): readonly Sample[] {
  const { api, model, routes } = resource;
  if ((model.storage?.references ?? []).length === 0) return [];
  const fixed = [resource.fixed, ...routes.map((route) => fixedValues(api, model, [route]))];
  const records = fixed.flatMap((values) => {
    const sampled = sampleRecords(api, model, values);
    return "missing" in sampled ? [] : sampled;
  });
  return [...records, ...routes.flatMap((route) => [...bodiesOf(resource, route), writtenBy(resource, route)])];
}

function bodiesOf(resource: Resource, { body: { request } }: ActionRoute): readonly Sample[] {
  const model = request === undefined ? undefined : resource.api.models.get(request);
  if (model === undefined) return [];
  return [0, 1].flatMap((variant): Sample[] => {
    const body = payload(resource, model, variant);
    if ("missing" in body) return [];
    return [
      new Map(model.fields.flatMap((field): [string, Json][] => {
        const value = body.get(field.wire);
        return value === undefined ? [] : [[field.attribute, value]];
      })),
    ];
  });
}

function writtenBy({ api }: Resource, route: ActionRoute): Sample {
  return new Map(route.body.set.flatMap(({ attribute, value }): [string, Json][] => {
    const known = value.kind === "literal" ? value.value : userValue(value, route, api);
    return known === undefined ? [] : [[attribute, known]];
  }));
}

/** `await store(repository, User, …)` for each model behind. */
export function storeRelated(resource: Resource, records: ReadonlyMap<ModelId, readonly Sample[]>): readonly Stmt[] {
  return [...records].flatMap(([id, samples]): Stmt[] => {
    const model = resource.api.models.get(id);
    if (model === undefined) return [];
    const content = samples.map((record) => stored(record, model));
    const wanted = plural(toSnakeCase(model.name)).toUpperCase();
    const type = subscript(name("list"), OBJECT);
    const rows = constant(resource, wanted, content, type, list(content.map(expectedValue)));
    return [expr(awaited(call(support("store"), [name("repository"), from(".models", model.name), rows])))];
  });
}

/** The fixture that stores what the records of a file refer to; undefined where they refer to nothing. */
export function relatedFixture(resource: Resource): FunctionDef | undefined {
  const body = storeRelated(resource, resource.related);
  if (body.length === 0) return undefined;
  const decorator = call(attr({ kind: "imported", module: "pytest" }, "fixture"), [], {
    autouse: { kind: "constant", value: true },
  });
  return {
    kind: "function",
    name: "related",
    async: true,
    decorators: [decorator],
    parameters: [FIXTURES.repository],
    returns: NONE,
    docstring: "Store what the records refer to.",
    body,
  };
}
