/** Tests of routes that list records: the whole, and what each feature adds. */

import type { AnswerForm, ListTests } from "../../../features/feature.ts";
import { listFeatures } from "../../../features/mod.ts";
import type { Expr, FunctionDef } from "../../../python/ast.ts";
import { list, str, subscript } from "../../../python/build.ts";
import { ANSWER, assertEqual, assertStatus, request, test, WITH_STORE } from "./build.ts";
import { fixedAssertions, revalidation } from "./features.ts";
import { orderedNumbers } from "./order.ts";
import { invalidStatus } from "./missing.ts";
import { answers, otherPath, type RouteCase, url } from "./resource.ts";
import { store } from "./store.ts";

/** Tests of `db.list`. */
export function listTests(testCase: RouteCase): readonly FunctionDef[] {
  const { route } = testCase;
  const features = listFeatures(route);
  const form: AnswerForm = Object.assign({}, ...features.map(({ feature, resolved }) => feature.answerForm(resolved)));
  const { all, item } = answers(testCase);
  const order = orderedNumbers(testCase, form.order ?? []);
  const inPlace = order.every((number, index) => number === index);
  const answer = (numbers: readonly number[]): Expr =>
    inPlace && numbers.length === order.length && numbers.every((number, index) => number === index)
      ? all
      : list(numbers.map(item));
  const items = form.itemsKey === undefined ? ANSWER : subscript(ANSWER, str(form.itemsKey));
  const address = url(testCase, undefined);
  const lists: ListTests = { testCase, address, items, answer, order, invalidStatus: invalidStatus(testCase) };
  const neighbour = otherPath(testCase);
  const { method, status } = route;
  testCase.resource.requests.lists.push({ method, url: address, status, itemsKey: form.itemsKey });
  return [
    test(`test_${route.name}`, WITH_STORE, [
      store(testCase, testCase.constant),
      request(route.method, address),
      assertStatus(route.status),
      assertEqual(items, answer(order.slice(0, form.limit ?? order.length))),
      ...fixedAssertions(route),
      ...revalidation(route, address),
    ]),
    ...(neighbour === undefined ? [] : [
      test(`test_${route.name}_of_another_parent`, WITH_STORE, [
        store(testCase, testCase.constant),
        request(route.method, url(testCase, undefined, neighbour)),
        assertStatus(route.status),
        assertEqual(items, list([])),
      ]),
    ]),
    ...features.flatMap(({ feature, resolved }) => feature.tests(resolved, lists)),
  ];
}
