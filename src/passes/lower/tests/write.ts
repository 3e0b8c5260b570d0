/** Tests of routes that create or update records. */

import type { Json, Model } from "../../../ir/api.ts";
import type { Expr, FunctionDef, Stmt } from "../../../python/ast.ts";
import {
  assign,
  attr,
  awaited,
  binary,
  call,
  int,
  list,
  name,
  NONE,
  parameter,
  str,
  subscript,
  tuple,
} from "../../../python/build.ts";
import { violations } from "../../../synthesis/mod.ts";
import { jsonValue } from "../values.ts";
import {
  ANSWER,
  assertEqual,
  assertStatus,
  LOCATIONS,
  OBJECT,
  parametrize,
  request,
  RESPONSE,
  skip,
  support,
  test,
  WITH_STORE,
} from "./build.ts";
import { fixedAssertions } from "./features.ts";
import { extended, joined, type Known, reduced } from "./derived.ts";
import { addMissing, invalidStatus } from "./missing.ts";
import { fieldOf, type Sample } from "./records.ts";
import { missingReferenceTests } from "./relations.ts";
import {
  answers,
  constant,
  keyOf,
  objectConstant,
  payload,
  recordUrl,
  type Resource,
  type RouteCase,
  url,
} from "./resource.ts";
import { answered } from "./answered.ts";
import { type Expected, expectedValue, stored } from "./shapes.ts";
import { assertStored, firstRecords, store } from "./store.ts";
import { tableTest } from "./table.ts";
import { asksOf, userValue } from "./users.ts";
import { lockTests, tagAssertions } from "./versions.ts";

/** A route with what its tests send. */
interface WriteCase {
  readonly testCase: RouteCase;
  readonly request: Model;
  /** The body by wire names, as a constant. */
  readonly body: ReadonlyMap<string, Json>;
  readonly constant: Expr;
  /** Where it is sent to, as its file says it. */
  readonly address: Expr;
  /** What is in the store before the request. */
  readonly before: number;
}

function prepare(testCase: RouteCase, variant: number): WriteCase | string {
  const { route, resource, records } = testCase;
  const model = route.body.request === undefined ? undefined : resource.api.models.get(route.body.request);
  if (model === undefined) return "the route has no request model";
  const body = payload(resource, model, variant);
  if ("missing" in body) return `no valid value for ${model.name}.${body.missing} could be made: give it an example`;
  const updates = route.body.kind === "update";
  const key = updates && records[0] !== undefined ? keyOf(testCase, records[0]) : undefined;
  const plain = url(testCase, key);
  resource.requests.bodies.push({ method: route.method, url: plain, status: invalidStatus(testCase) });
  return {
    testCase,
    request: model,
    body,
    constant: payloadConstant(testCase, `${route.name}_body`, body, variant),
    address: key === undefined ? plain : recordUrl(testCase, key),
    before: updates ? 1 : 0,
  };
}

/** A body as a constant: what is in a record of its own file, without what the server adds. */
export function payloadConstant(
  testCase: RouteCase,
  wanted: string,
  body: ReadonlyMap<string, Json>,
  number: number,
): Expr {
  const { resource, records, constant: all } = testCase;
  const record = records[number];
  const base = record && { value: subscript(all, int(number)), content: stored(record, resource.model) };
  const value = base && body.size > 2 ? reduced(base, body) : undefined;
  if (value === undefined) return objectConstant(resource, wanted, body);
  return constant(resource, wanted.toUpperCase(), body, undefined, value);
}

/** What the store should hold after a write, by attribute. */
function written({ testCase, request: model, body }: WriteCase, base: Sample): Sample {
  const { route, resource, path } = testCase;
  const record = new Map(base);
  for (const field of model.fields) {
    const value = body.get(field.wire);
    if (value !== undefined && fieldOf(resource.model, field.attribute) !== undefined) {
      record.set(field.attribute, value);
    }
  }
  for (const { attribute, value } of route.body.set) {
    record.set(
      attribute,
      value.kind === "literal" ? value.value : userValue(value, route, resource.api) ?? path.get(attribute) ?? null,
    );
  }
  const { version } = route.body;
  if (version !== undefined) {
    const before = base.get(version);
    record.set(version, typeof before === "number" ? before + 1 : 1);
  }
  return record;
}

function responseModel({ route, resource }: RouteCase): Model {
  const id = route.response.kind === "model" ? route.response.model : resource.model.id;
  return resource.api.models.get(id) ?? resource.model;
}

function expected(write: WriteCase, base: Sample): Expected {
  const { testCase } = write;
  return answered(testCase.resource, testCase.route, written(write, base), responseModel(testCase));
}

function storeBefore({ testCase, before }: WriteCase): readonly Stmt[] {
  return before === 0 ? [] : [store(testCase, firstRecords(testCase, before))];
}

function assertUnharmed({ testCase, before }: WriteCase): Stmt {
  return assertStored(testCase, before === 0 ? list([]) : firstRecords(testCase, before));
}

/** Each constraint broken once, and each required field left out. */
function invalidTests(write: WriteCase): readonly FunctionDef[] {
  const { testCase, request: model, body } = write;
  const { route, resource } = testCase;
  const cases = model.fields.filter((field) => !field.readOnly).flatMap((field) =>
    violations(field, resource.api.models).map(({ what, value, loc }) => [field.wire, what, value, ...loc])
  );
  const required = model.fields.filter((field) => field.presence.kind === "required" && body.has(field.wire));
  const status = invalidStatus(testCase);
  const send = (json: Expr) => request(route.method, write.address, { json });
  const check = (place: Expr) => [
    assertStatus(status),
    assertEqual(LOCATIONS, list([place])),
    assertUnharmed(write),
  ];
  return [
    ...(cases.length === 0 ? [] : [
      test(
        `test_${route.name}_invalid`,
        [
          ...WITH_STORE,
          parameter("changes", OBJECT),
          parameter("loc", subscript(name("list"), binary(name("str"), "|", name("int")))),
        ],
        [...storeBefore(write), send(binary(write.constant, "|", name("changes"))), ...check(name("loc"))],
        [invalidCases(resource, cases)],
      ),
    ]),
    ...(required.length === 0 ? [] : [
      test(
        `test_${route.name}_incomplete`,
        [...WITH_STORE, parameter("missing", name("str"))],
        [
          ...storeBefore(write),
          send(call(support("without"), [write.constant, name("missing")])),
          ...check(list([str("body"), name("missing")])),
        ],
        [parametrize(["missing"], required.map((field) => ({ values: [str(field.wire)] })))],
      ),
    ]),
  ];
}

/** Each reference to a record that is not there. */
function missingTests(write: WriteCase): readonly FunctionDef[] {
  const { testCase, request: model, constant, address } = write;
  return missingReferenceTests(testCase, model, constant, address, storeBefore(write), assertUnharmed(write));
}

/** The cases as a constant: create and update mostly refuse the same values. */
function invalidCases(resource: Resource, cases: readonly (readonly Json[])[]): Expr {
  const rows = cases.map((values) => tuple(values.map(jsonValue)));
  return constant(resource, `invalid_${resource.many}`, ["invalid", cases], undefined, call(support("invalid"), rows));
}

/** The groups of unique fields that a client can make collide, with the body that does. */
function collisions(write: WriteCase): readonly { readonly id: string; readonly taken: ReadonlyMap<string, Json> }[] {
  const { testCase, request: model, body } = write;
  const { storage } = testCase.resource.model;
  const [first, second] = testCase.records;
  if (storage === undefined || first === undefined) return [];
  const creates = testCase.route.body.kind === "create";
  if (!creates && second === undefined) return [];
  const groups = [...(creates ? [[storage.key]] : []), ...storage.unique];
  return groups.flatMap((group) => {
    const fields = group.map((attribute) => fieldOf(model, attribute));
    const sent = fields.filter((field) => field !== undefined);
    const decided = group.filter((attribute) => testCase.route.body.set.some((one) => one.attribute === attribute));
    if (sent.length === 0 || sent.length + decided.length < group.length) return [];
    const target = creates ? undefined : second;
    const taken = new Map(sent.flatMap((field): [string, Json][] => {
      const value = target === undefined ? body.get(field.wire) : target.get(field.attribute);
      return value === undefined || value === null ? [] : [[field.wire, value]];
    }));
    return taken.size === sent.length ? [{ id: group.join("_and_"), taken }] : [];
  });
}

function duplicateTests(write: WriteCase): readonly FunctionDef[] {
  const { testCase, request: model, constant } = write;
  const { route, resource } = testCase;
  const cases = collisions(write);
  if (cases.length === 0) return [];
  const mapping = route.errors.find((one) => one.cause === "duplicate");
  const error = mapping === undefined ? undefined : resource.api.errors.get(mapping.error);
  const answer = [
    assertStatus(error?.status ?? 409),
    ...(error === undefined ? [] : [assertEqual(subscript(ANSWER, str("detail")), str(error.detail))]),
  ];
  const send = (json: Expr) => request(route.method, write.address, { json });
  const collision = (body: (taken: Expr) => readonly Stmt[]) =>
    tableTest(
      `test_${route.name}_duplicate`,
      WITH_STORE,
      cases,
      [{ name: "taken", type: OBJECT, cell: ({ taken }) => jsonValue(taken) }],
      (taken = NONE) => body(taken),
      { ids: cases.map(({ id }) => id) },
    );
  if (route.body.kind === "update") {
    const isPartial = model.fields.every((field) => field.presence.kind !== "required");
    return [collision((taken) => [
      store(testCase, firstRecords(testCase, 2)),
      send(isPartial ? taken : binary(constant, "|", taken)),
      ...answer,
      assertStored(testCase, firstRecords(testCase, 2)),
    ])];
  }
  const other = payload(resource, model, 1);
  if ("missing" in other) return [];
  const another = payloadConstant(testCase, `another_${resource.one}_body`, other, 1);
  return [collision((taken) => [
    send(constant),
    assertStatus(route.status),
    send(binary(another, "|", taken)),
    ...answer,
    assertCount(resource, 1),
  ])];
}

/** `assert await repository.count(Book) == 1`. */
function assertCount(resource: Resource, count: number): Stmt {
  return assertEqual(awaited(call(attr(name("repository"), "count"), [resource.modelClass])), int(count));
}

/** An object as what it differs in from one that stands in the file already. */
function difference(base: Known, content: Expected): Expr {
  return extended(base, content) ?? expectedValue(content);
}

/** Tests of `db.create`. */
export function createTests(testCase: RouteCase): readonly FunctionDef[] {
  const { route, resource } = testCase;
  const write = prepare(testCase, 0);
  if (typeof write === "string") return [skipped(route.name, write)];
  const send = (json: Expr) => request(route.method, write.address, { json });
  const required = new Set(
    write.request.fields.filter((field) => field.presence.kind === "required").map((field) => field.wire),
  );
  const minimal = new Map([...write.body].filter(([wire]) => required.has(wire)));
  const body: Known = { value: write.constant, content: write.body };
  const location = subscript(attr(RESPONSE, "headers"), str("Location"));
  const { location: address } = route.body;
  // A route that asks for more of the request has tests of its own.
  const reader = address && resource.api.routes.find((one) => one.method === "GET" && one.path === address.path);
  const follow = address === undefined || (reader !== undefined && asksOf(reader, resource.api)) ? [] : [
    assign("response", awaited(call(attr(name("client"), "get"), [location]))),
    assertStatus(200),
  ];
  return [
    test(`test_${route.name}`, WITH_STORE, [
      send(write.constant),
      assertStatus(route.status),
      assertEqual(ANSWER, difference(body, expected(write, new Map()))),
      ...fixedAssertions(route),
      ...tagAssertions(testCase, 1),
      assertCount(resource, 1),
      ...follow,
    ]),
    ...(minimal.size === write.body.size ? [] : [
      test(`test_${route.name}_with_required_fields_only`, WITH_STORE, [
        send(reduced(body, minimal) ?? jsonValue(minimal)),
        assertStatus(route.status),
        assertEqual(ANSWER, difference(body, expected({ ...write, body: minimal }, new Map()))),
        assertCount(resource, 1),
      ]),
    ]),
    ...invalidTests(write),
    ...missingTests(write),
    ...duplicateTests(write),
  ];
}

/** Tests of `db.update`. */
export function updateTests(testCase: RouteCase): readonly FunctionDef[] {
  const { route, resource, records } = testCase;
  const [first] = records;
  const write = prepare(testCase, 1);
  if (typeof write === "string") return [skipped(route.name, write)];
  if (first === undefined) return [];
  const send = (json: Expr) => request(route.method, write.address, { json });
  const partial = write.request.fields.every((field) => field.presence.kind !== "required");
  const before: Known = {
    value: answers(testCase).item(0),
    content: answered(resource, route, first, responseModel(testCase)),
  };
  const after = joined(before, { value: write.constant, content: write.body });
  const unchanged = route.body.set.length > 0 || route.body.version !== undefined
    ? []
    : [assertStored(testCase, firstRecords(testCase, 1))];
  addMissing(testCase, write.constant);
  return [
    test(`test_${route.name}`, WITH_STORE, [
      store(testCase, firstRecords(testCase, 1)),
      send(write.constant),
      assertStatus(route.status),
      assertEqual(ANSWER, difference(after, expected(write, first))),
      ...fixedAssertions(route),
      ...tagAssertions(testCase, 2),
    ]),
    ...(partial
      ? [
        test(`test_${route.name}_without_changes`, WITH_STORE, [
          store(testCase, firstRecords(testCase, 1)),
          send(jsonValue(new Map())),
          assertStatus(route.status),
          assertEqual(ANSWER, difference(before, expected({ ...write, body: new Map() }, first))),
          ...unchanged,
        ]),
      ]
      : []),
    ...lockTests(testCase, write.address, write.constant),
    ...invalidTests(write),
    ...missingTests(write),
    ...duplicateTests(write),
  ];
}

/** A test that says why there is none. */
export function skipped(route: string, reason: string): FunctionDef {
  return test(`test_${route}`, [], [{ kind: "pass" }], [skip(reason)]);
}
