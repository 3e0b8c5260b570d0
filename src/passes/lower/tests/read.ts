/** Tests of routes that read or delete one record. */

import type { FunctionDef } from "../../../python/ast.ts";
import { attr, int, list, str, subscript } from "../../../python/build.ts";
import { ANSWER, assertEqual, assertStatus, request, RESPONSE, test, WITH_STORE } from "./build.ts";
import { fixedAssertions, revalidation } from "./features.ts";
import { addMissing, missingAnswer } from "./missing.ts";
import { referenceTests } from "./relations.ts";
import { answers, keyOf, recordUrl, type RouteCase } from "./resource.ts";
import { assertStored, store } from "./store.ts";
import { lockTests, tagAssertions } from "./versions.ts";

/** Tests of `db.get`. */
export function getTests(testCase: RouteCase): readonly FunctionDef[] {
  const { route, records } = testCase;
  const [first] = records;
  if (first === undefined) return [];
  addMissing(testCase);
  const address = recordUrl(testCase, keyOf(testCase, first));
  return [
    test(`test_${route.name}`, WITH_STORE, [
      store(testCase, testCase.constant),
      request(route.method, address),
      assertStatus(route.status),
      assertEqual(ANSWER, answers(testCase).item(0)),
      ...fixedAssertions(route),
      ...tagAssertions(testCase, 1),
      ...revalidation(route, address),
    ]),
  ];
}

/** Tests of `db.delete`. */
export function deleteTests(testCase: RouteCase): readonly FunctionDef[] {
  const { route, records } = testCase;
  const [first] = records;
  if (first === undefined) return [];
  const address = recordUrl(testCase, keyOf(testCase, first));
  const { status } = missingAnswer(testCase);
  addMissing(testCase);
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
      ...fixedAssertions(route),
      assertStored(testCase, list(others)),
      request(route.method, address),
      assertStatus(status),
    ]),
    ...lockTests(testCase, address),
    ...referenceTests(testCase, address),
  ];
}
