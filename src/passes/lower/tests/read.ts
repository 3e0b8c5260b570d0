/** Tests of routes that read or delete one record. */

import type { Json } from "../../../ir/api.ts";
import type { Expr, FunctionDef, Stmt } from "../../../python/ast.ts";
import { attr, awaited, call, expr, int, list, name, str, subscript } from "../../../python/build.ts";
import { jsonValue } from "../values.ts";
import {
  ANSWER,
  assertEqual,
  assertStatus,
  FIXTURES,
  loc,
  LOCATIONS,
  request,
  RESPONSE,
  support,
  test,
  WITH_STORE,
} from "./build.ts";
import { answers, keyOf, malformedKey, otherPath, type RouteCase, unknownKey, url } from "./resource.ts";

/** `await store(testCase, repository, Book, …)`: puts records into the store of the application under test. */
export function store({ resource }: RouteCase, records: Expr): Stmt {
  return expr(awaited(call(support("store"), [name("repository"), resource.modelClass, records])));
}

/** The first records of the constant. */
export function firstRecords({ constant, records }: RouteCase, count: number): Expr {
  return count >= records.length ? constant : {
    kind: "list",
    items: Array.from({ length: count }, (_item, index) => subscript(constant, int(index))),
  };
}

/** `assert await stored(repository, Book) == …`: nothing else is in the store. */
export function assertStored({ resource }: RouteCase, records: Expr): Stmt {
  const touched = resource.model.storage?.touched ?? [];
  const exclude: Expr | undefined = touched.length === 0 ? undefined : { kind: "set", items: touched.map(str) };
  const stored = call(support("stored"), [name("repository"), resource.modelClass], { exclude });
  return assertEqual(awaited(stored), records);
}

/** What the route answers when there is no such record. */
export function missingAnswer({ route, resource }: RouteCase): { readonly status: number; readonly body: Json } {
  const mapping = route.errors.find((one) => one.cause === "not_found");
  const error = mapping === undefined ? undefined : resource.api.errors.get(mapping.error);
  if (error === undefined) return { status: 404, body: new Map([["detail", `${resource.model.name} not found`]]) };
  return { status: error.status, body: new Map<string, Json>([["detail", error.detail], ...error.extra]) };
}

/** What the route answers to a request that is not valid. */
export function invalidStatus({ route, resource }: RouteCase): number {
  const mapping = route.errors.find((one) => one.cause === "validation");
  return (mapping && resource.api.errors.get(mapping.error)?.status) ?? 422;
}

/** A key that is unknown, one that is none, and records of a neighbour. */
export function missingTests(testCase: RouteCase, send: (address: Expr) => Stmt): readonly FunctionDef[] {
  const { route, records } = testCase;
  const { status, body } = missingAnswer(testCase);
  const known = records[0] === undefined ? null : keyOf(testCase, records[0]);
  const unknown = unknownKey(testCase);
  const malformed = malformedKey(testCase);
  const neighbour = otherPath(testCase);
  const assertMissing = [assertStatus(status), assertEqual(ANSWER, jsonValue(body))];
  const kept = [assertStored(testCase, firstRecords(testCase, 1))];
  return [
    ...(unknown === undefined ? [] : [
      test(`test_${route.name}_unknown`, WITH_STORE, [
        store(testCase, firstRecords(testCase, 1)),
        send(url(testCase, unknown)),
        ...assertMissing,
        ...kept,
      ]),
    ]),
    ...(malformed === undefined || route.body.key === undefined ? [] : [
      test(`test_${route.name}_malformed_key`, [FIXTURES.client], [
        send(url(testCase, malformed)),
        assertStatus(invalidStatus(testCase)),
        assertEqual(LOCATIONS, list([loc(["path", route.body.key.name])])),
      ]),
    ]),
    ...(neighbour === undefined ? [] : [
      test(`test_${route.name}_of_another_parent`, WITH_STORE, [
        store(testCase, firstRecords(testCase, 1)),
        send(url(testCase, known, neighbour)),
        ...assertMissing,
        ...kept,
      ]),
    ]),
  ];
}

/** Tests of `db.get`. */
export function getTests(testCase: RouteCase): readonly FunctionDef[] {
  const { route, records } = testCase;
  const [first] = records;
  if (first === undefined) return [];
  return [
    test(`test_${route.name}`, WITH_STORE, [
      store(testCase, testCase.constant),
      request(route.method, url(testCase, keyOf(testCase, first))),
      assertStatus(route.status),
      assertEqual(ANSWER, answers(testCase).item(0)),
    ]),
    ...missingTests(testCase, (address) => request(route.method, address)),
  ];
}

/** Tests of `db.delete`. */
export function deleteTests(testCase: RouteCase): readonly FunctionDef[] {
  const { route, records } = testCase;
  const [first] = records;
  if (first === undefined) return [];
  const address = url(testCase, keyOf(testCase, first));
  const { status } = missingAnswer(testCase);
  const others = records.slice(1).map((_record, index) => subscript(testCase.constant, int(index + 1)));
  const answer = route.response.kind === "empty"
    ? route.status === 204 ? [assertEqual(attr(RESPONSE, "content"), { ...str(""), bytes: true })] : []
    : [assertEqual(ANSWER, answers(testCase).item(0))];
  return [
    test(`test_${route.name}`, WITH_STORE, [
      store(testCase, testCase.constant),
      request(route.method, address),
      assertStatus(route.status),
      ...answer,
      assertStored(testCase, list(others)),
      request(route.method, address),
      assertStatus(status),
    ]),
    ...missingTests(testCase, (target) => request(route.method, target)),
  ];
}
