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
  parameter,
  str,
  subscript,
} from "../../../python/build.ts";
import { samplePayload, violations } from "../../../synthesis/mod.ts";
import { jsonValue } from "../values.ts";
import {
  ANSWER,
  assertEqual,
  assertStatus,
  type Case,
  caseList,
  loc,
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
import { assertStored, firstRecords, invalidStatus, missingTests, store } from "./read.ts";
import { answers, constant, keyOf, objectConstant, type RouteCase, url } from "./resource.ts";
import { fieldOf, type Sample } from "./records.ts";
import { type Expected, expectedValue, shown } from "./shapes.ts";

/** A route with what its tests send. */
interface WriteCase {
  readonly testCase: RouteCase;
  readonly request: Model;
  /** The body by wire names, as a constant. */
  readonly body: ReadonlyMap<string, Json>;
  readonly constant: Expr;
  /** What differs between creating and changing. */
  readonly address: Expr;
  /** What is in the store before the request. */
  readonly before: number;
}

function prepare(testCase: RouteCase, variant: number): WriteCase | string {
  const { route, resource, records } = testCase;
  const model = route.body.request === undefined ? undefined : resource.api.models.get(route.body.request);
  if (model === undefined) return "the route has no request model";
  const body = samplePayload(model, resource.api.models, { variant });
  if ("missing" in body) return `no valid value for ${model.name}.${body.missing} could be made: give it an example`;
  const updates = route.body.kind === "update";
  const key = updates && records[0] !== undefined ? keyOf(testCase, records[0]) : undefined;
  return {
    testCase,
    request: model,
    body,
    constant: objectConstant(resource, `${route.name}_body`, body),
    address: url(testCase, key),
    before: updates ? 1 : 0,
  };
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
    record.set(attribute, value.kind === "literal" ? value.value : path.get(attribute) ?? null);
  }
  return record;
}

function responseModel({ route, resource }: RouteCase): Model {
  const id = route.response.kind === "model" ? route.response.model : resource.model.id;
  return resource.api.models.get(id) ?? resource.model;
}

function expected(write: WriteCase, base: Sample): Expected {
  const { testCase } = write;
  return shown(testCase.resource.api, written(write, base), testCase.resource.model, responseModel(testCase));
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
    violations(field, resource.api.models).map((violation) => ({
      id: `${field.attribute}-${violation.what}`,
      content: [violation.value, [...violation.loc]],
      values: [jsonValue(new Map([[field.wire, violation.value]])), loc(["body", field.wire, ...violation.loc])],
    }))
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
        [parametrize(["changes", "loc"], invalidCases(write, cases))],
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
    malformedTest(write, status),
  ];
}

/** The cases as a constant: create and update mostly refuse the same values. */
function invalidCases(
  { testCase: { resource } }: WriteCase,
  cases: readonly (Case & { readonly content: Json })[],
): Expr {
  return constant(
    resource,
    `invalid_${resource.many}`,
    cases.map((one) => [one.id, one.content]),
    undefined,
    caseList(cases),
  );
}

function malformedTest(write: WriteCase, status: number): FunctionDef {
  const { route } = write.testCase;
  return test(
    `test_${route.name}_malformed`,
    [...WITH_STORE, parameter("content", name("bytes"))],
    [
      ...storeBefore(write),
      request(route.method, write.address, { content: name("content"), headers: support("JSON") }),
      assertStatus(status),
      assertUnharmed(write),
    ],
    [support("malformed")],
  );
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
  const decorator = parametrize(["taken"], cases.map(({ id, taken }) => ({ id, values: [jsonValue(taken)] })));
  const parameters = [...WITH_STORE, parameter("taken", OBJECT)];
  if (route.body.kind === "update") {
    return [test(
      `test_${route.name}_duplicate`,
      parameters,
      [
        store(testCase, firstRecords(testCase, 2)),
        send(name("taken")),
        ...answer,
        assertStored(testCase, firstRecords(testCase, 2)),
      ],
      [decorator],
    )];
  }
  const other = samplePayload(model, resource.api.models, { variant: 1 });
  if ("missing" in other) return [];
  const another = objectConstant(resource, `another_${route.name}_body`, other);
  return [test(
    `test_${route.name}_duplicate`,
    parameters,
    [
      send(constant),
      assertStatus(route.status),
      send(binary(another, "|", name("taken"))),
      ...answer,
      assertEqual(awaited(call(attr(name("repository"), "count"), [resource.modelClass])), int(1)),
    ],
    [decorator],
  )];
}

/** Tests of `db.create`. */
export function createTests(testCase: RouteCase): readonly FunctionDef[] {
  const { route, resource } = testCase;
  const write = prepare(testCase, 0);
  if (typeof write === "string") return [skipped(route.name, write)];
  const send = (json: Expr) => request(route.method, write.address, { json });
  const count = assertEqual(awaited(call(attr(name("repository"), "count"), [resource.modelClass])), int(1));
  const required = new Set(
    write.request.fields.filter((field) => field.presence.kind === "required").map((field) => field.wire),
  );
  const minimal = new Map([...write.body].filter(([wire]) => required.has(wire)));
  const location = subscript(attr(RESPONSE, "headers"), str("Location"));
  const follow = route.body.location === undefined ? [] : [
    assign("response", awaited(call(attr(name("client"), "get"), [location]))),
    assertStatus(200),
  ];
  return [
    test(`test_${route.name}`, WITH_STORE, [
      send(write.constant),
      assertStatus(route.status),
      assertEqual(ANSWER, objectConstant(resource, `${route.name}_answer`, expected(write, new Map()))),
      count,
      ...follow,
    ]),
    ...(minimal.size === write.body.size ? [] : [
      test(`test_${route.name}_with_required_fields_only`, WITH_STORE, [
        send(jsonValue(minimal)),
        assertStatus(route.status),
        assertEqual(ANSWER, expectedValue(expected({ ...write, body: minimal }, new Map()))),
        count,
      ]),
    ]),
    ...invalidTests(write),
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
  const send = (address: Expr, json: Expr) => request(route.method, address, { json });
  const partial = write.request.fields.every((field) => field.presence.kind !== "required");
  return [
    test(`test_${route.name}`, WITH_STORE, [
      store(testCase, firstRecords(testCase, 1)),
      send(write.address, write.constant),
      assertStatus(route.status),
      assertEqual(ANSWER, objectConstant(resource, `${route.name}_answer`, expected(write, first))),
    ]),
    ...(partial
      ? [
        test(`test_${route.name}_without_changes`, WITH_STORE, [
          store(testCase, firstRecords(testCase, 1)),
          send(write.address, jsonValue(new Map())),
          assertStatus(route.status),
          ...(route.body.set.length === 0
            ? [assertEqual(ANSWER, answers(testCase).item(0)), assertStored(testCase, firstRecords(testCase, 1))]
            : [assertEqual(ANSWER, expectedValue(expected({ ...write, body: new Map() }, first)))]),
        ]),
      ]
      : []),
    ...invalidTests(write),
    ...duplicateTests(write),
    ...missingTests(testCase, (address) => send(address, write.constant)),
  ];
}

/** A test that says why there is none. */
export function skipped(route: string, reason: string): FunctionDef {
  return test(`test_${route}`, [], [{ kind: "pass" }], [skip(reason)]);
}
