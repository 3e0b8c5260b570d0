/** Tests of relations: references to nothing, and deletions of what others refer to. */

import type { Api, Json, Model, ModelId, StoredReference } from "../../../ir/api.ts";
import type { Expr, FunctionDef, Stmt } from "../../../python/ast.ts";
import {
  awaited,
  binary,
  call,
  dict,
  expr,
  from,
  list,
  name,
  NONE,
  parameter,
  str,
  subscript,
} from "../../../python/build.ts";
import { toSnakeCase } from "../../../python/names.ts";
import { same } from "../../../synthesis/mod.ts";
import { plural } from "../../resolve/names.ts";
import { jsonValue } from "../values.ts";
import {
  ANSWER,
  assertEqual,
  assertStatus,
  LOCATIONS,
  parametrize,
  request,
  support,
  test,
  WITH_STORE,
} from "./build.ts";
import { builtInBody, declaredBody } from "./error_bodies.ts";
import { invalidStatus } from "./missing.ts";
import { anotherValue, type Sample, sampleRecords } from "./records.ts";
import { recordsBehind } from "./related.ts";
import { keyOf, objectConstant, type RouteCase } from "./resource.ts";
import { expectedValue, stored } from "./shapes.ts";
import { firstRecords, store } from "./store.ts";

/** What a route answers that is sent a key which no record has. */
export function missingReferenceTests(
  testCase: RouteCase,
  sent: Model,
  body: Expr,
  address: Expr,
  before: readonly Stmt[],
  after: Stmt,
): readonly FunctionDef[] {
  const { route, resource } = testCase;
  const { api, related, model } = resource;
  const decided = new Set(route.body.set.map(({ attribute }) => attribute));
  const cases = sent.fields.flatMap((field) => {
    const { reference } = model.fields.find((one) => one.attribute === field.attribute) ?? {};
    if (reference === undefined || field.readOnly || decided.has(field.attribute)) return [];
    const key = api.models.get(reference.model)?.storage?.key ?? "id";
    const others = [...related.get(reference.model) ?? [], ...reference.model === model.id ? testCase.records : []];
    const unknown = anotherValue(field.type, api, others.map((record) => record.get(key) ?? null), field.name);
    return unknown === undefined ? [] : [{ wire: field.wire, unknown }];
  });
  if (cases.length === 0) return [];
  const send = (changes: Expr) => request(route.method, address, { json: binary(body, "|", changes) });
  const [only, another] = cases;
  const check = (field: Expr) => [
    assertStatus(invalidStatus(testCase)),
    assertEqual(LOCATIONS, list([list([str("body"), field])])),
    after,
  ];
  const id = `test_${route.name}_missing_reference`;
  if (only !== undefined && another === undefined) {
    const changes = dict([[str(only.wire), jsonValue(only.unknown)]]);
    return [test(id, WITH_STORE, [...before, send(changes), ...check(str(only.wire))])];
  }
  return [
    test(
      id,
      [...WITH_STORE, parameter("field", name("str")), parameter("key", from("typing", "Any"))],
      [...before, send(dict([[name("field"), name("key")]])), ...check(name("field"))],
      [parametrize(["field", "key"], cases.map(({ wire, unknown }) => ({ values: [str(wire), jsonValue(unknown)] })))],
    ),
  ];
}

/** Records by model. */
type Records = ReadonlyMap<ModelId, readonly Sample[]>;

/** What happens to a record that others refer to, once for each way to refer to it. */
export function referenceTests(testCase: RouteCase, address: Expr): readonly FunctionDef[] {
  const { api, model } = testCase.resource;
  const [first] = testCase.records;
  if (first === undefined) return [];
  return [...api.models.values()].flatMap((owner) =>
    (owner.storage?.references ?? []).flatMap((reference) =>
      reference.model === model.id ? referenceTest(testCase, address, first, owner, reference) : []
    )
  );
}

function referenceTest(
  testCase: RouteCase,
  address: Expr,
  first: Sample,
  owner: Model,
  reference: StoredReference,
): readonly FunctionDef[] {
  const { route, resource } = testCase;
  const { api, model } = resource;
  const row = referring(testCase, first, owner, reference);
  if (row === undefined) return [];
  const own = owner.id === model.id;
  const before = own ? [] : resource.related.get(owner.id) ?? [];
  const offset = (id: ModelId) => resource.related.get(id)?.length ?? 0;
  const behind = own ? new Map<ModelId, readonly Sample[]>() : recordsBehind(api, owner, [row], offset);
  // What stands between both would have a say in the deletion.
  if (behind.has(model.id) && !isKnown(behind.get(model.id) ?? [], testCase)) return [];
  const present: Records = new Map([
    ...resource.related,
    ...[...behind].filter(([id]) => id !== model.id),
    ...(own ? [] : [[owner.id, [...before, row]] as const]),
    [model.id, own ? [first, row] : testCase.records],
  ]);
  const outcome = deletion(api, model, first, present);
  const others = [...behind].flatMap(([id, samples]) => {
    const target = api.models.get(id);
    const known = resource.related.get(id) ?? [];
    const key = target?.storage?.key ?? "id";
    const fresh = samples.filter((one) => !known.some((other) => same(other.get(key) ?? null, one.get(key) ?? null)));
    return target === undefined || id === model.id || fresh.length === 0 ? [] : [put(testCase, target, fresh)];
  });
  const kept = objectConstant(resource, toSnakeCase(owner.name), stored(row, owner));
  const there = expr(
    awaited(call(support("store"), [name("repository"), from(".models", owner.name), list([kept])])),
  );
  const suffix = toSnakeCase(reference.attribute).replace(/_id$/, "");
  const id = `test_${route.name}_of_${plural(toSnakeCase(owner.name))}_by_${suffix}`;
  const ownRecords = own ? firstRecords(testCase, 1) : testCase.constant;
  const left = (records: readonly Expr[]) => assertEqual(awaited(storedOf(owner)), list(records));
  const already = before.map((one) => ({ one, content: expectedValue(stored(one, owner)) }));
  const all = own ? [...items(ownRecords), kept] : [...already.map(({ content }) => content), kept];
  const after = [...already, { one: row, content: kept }].flatMap(({ one, content }) =>
    outcome.isGone(one) ? [] : [emptied(content, owner, one, outcome)]
  );
  const checks = outcome.by !== undefined
    ? [...refusal(testCase, outcome.by), left(all)]
    : [assertStatus(route.status), left(after)];
  return [
    test(id.slice(0, 70), WITH_STORE, [
      store(testCase, ownRecords),
      ...others,
      there,
      request(route.method, address),
      ...checks,
    ]),
  ];
}

/** A record that refers to the first one of the test by one attribute, and to no other record of its model. */
function referring(
  { resource: { api, model, related }, records }: RouteCase,
  first: Sample,
  owner: Model,
  { attribute }: StoredReference,
): Sample | undefined {
  const own = owner.id === model.id;
  const number = own ? 1 : related.get(owner.id)?.length ?? 0;
  const samples = sampleRecords(api, owner, new Map(), number + 1);
  const plain = "missing" in samples ? undefined : samples[number];
  const key = first.get(model.storage?.key ?? "id");
  if (plain === undefined || key === undefined) return undefined;
  const row = new Map(plain);
  for (const other of owner.storage?.references ?? []) {
    if (other.model !== model.id || other.attribute === attribute) continue;
    const isOptional = owner.fields.find((field) => field.attribute === other.attribute)?.nullable === true;
    const second = records[1]?.get(model.storage?.key ?? "id");
    if (!isOptional && (second === undefined || own)) return undefined;
    row.set(other.attribute, isOptional ? null : second ?? null);
  }
  return row.set(attribute, key);
}

function isKnown(rows: readonly Sample[], testCase: RouteCase): boolean {
  const key = testCase.resource.model.storage?.key ?? "id";
  return rows.every((row) => testCase.records.some((record) => same(keyOf(testCase, record), row.get(key) ?? null)));
}

function put({ resource }: RouteCase, model: Model, samples: readonly Sample[]): Stmt {
  const rows = samples.map((sample) =>
    objectConstant(resource, `other_${toSnakeCase(model.name)}`, stored(sample, model))
  );
  return expr(awaited(call(support("store"), [name("repository"), from(".models", model.name), list(rows)])));
}

function storedOf(owner: Model): Expr {
  const touched = owner.storage?.touched ?? [];
  const exclude: Expr | undefined = touched.length === 0 ? undefined : { kind: "set", items: touched.map(str) };
  return call(support("stored"), [name("repository"), from(".models", owner.name)], { exclude });
}

function items(records: Expr): readonly Expr[] {
  return records.kind === "list" ? records.items : [records];
}

/** The record after a deletion that empties its references. */
function emptied(record: Expr, owner: Model, row: Sample, outcome: Outcome): Expr {
  const empty = owner.fields.filter((field) => outcome.isEmptied(row, field.attribute));
  return empty.length === 0 ? record : binary(record, "|", dict(empty.map((field) => [str(field.wire), NONE])));
}

function refusal({ route, resource: { api, model } }: RouteCase, by: string): readonly Stmt[] {
  const mapping = route.errors.find((one) => one.cause === "duplicate");
  const error = mapping === undefined ? undefined : api.errors.get(mapping.error);
  const body: Json = error === undefined
    ? builtInBody(api, 409, `${model.name} is referred to by ${by}`)
    : declaredBody(api, error);
  return error === undefined
    ? [assertStatus(409), assertEqual(ANSWER, jsonValue(body))]
    : [assertStatus(error.status), assertEqual(subscript(ANSWER, str("detail")), str(error.detail))];
}

/** What a deletion comes to. */
interface Outcome {
  /** The model of a record that forbids it. */
  readonly by: string | undefined;
  isGone(record: Sample): boolean;
  isEmptied(record: Sample, attribute: string): boolean;
}

/** What every store does: records that go as well keep nothing. */
function deletion(api: Api, model: Model, record: Sample, present: Records): Outcome {
  const gone = new Set<Sample>([...present.get(model.id) ?? []].filter((one) => one === record));
  const emptied: { readonly record: Sample; readonly attribute: string }[] = [];
  const kept: { readonly record: Sample; readonly by: string }[] = [];
  const pending: { readonly model: Model; readonly record: Sample }[] = [{ model, record }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const key = next.record.get(next.model.storage?.key ?? "id") ?? null;
    for (const owner of api.models.values()) {
      for (const { attribute, model: target, onDelete } of owner.storage?.references ?? []) {
        if (target !== next.model.id) continue;
        for (const one of present.get(owner.id) ?? []) {
          if (!same(one.get(attribute) ?? null, key)) continue;
          if (onDelete === "restrict") kept.push({ record: one, by: owner.name });
          else if (onDelete === "set_null") emptied.push({ record: one, attribute });
          else if (!gone.has(one)) {
            gone.add(one);
            pending.push({ model: owner, record: one });
          }
        }
      }
    }
  }
  return {
    by: kept.find((one) => !gone.has(one.record))?.by,
    isGone: (one) => gone.has(one),
    isEmptied: (one, attribute) => emptied.some((item) => item.record === one && item.attribute === attribute),
  };
}
