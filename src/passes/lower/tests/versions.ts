/** Tests of optimistic locking: answers name the version of their record, and writes need the latest one. */

import type { FunctionDef, Stmt } from "../../../python/ast.ts";
import type { Expr } from "../../../python/ast.ts";
import { attr, call, dict, expr, name, str, subscript } from "../../../python/build.ts";
import { isLocked, isTagged } from "../../uses.ts";
import { assertEqual, assertStatus, request, RESPONSE, test, WITH_STORE } from "./build.ts";
import type { RouteCase } from "./resource.ts";
import { assertStored, firstRecords, store } from "./store.ts";

const tag = (version: number) => str(`"${version}"`);

/** `assert response.headers["ETag"] == '"1"'`, where the answer names the version of its record. */
export function tagAssertions({ route }: RouteCase, version: number): readonly Stmt[] {
  return isTagged(route) ? [assertEqual(subscript(attr(RESPONSE, "headers"), str("ETag")), tag(version))] : [];
}

/** A write without a version, with a wrong one, and with the right one. */
export function lockTests(testCase: RouteCase, address: Expr, json?: Expr): readonly FunctionDef[] {
  const { route } = testCase;
  if (!isLocked(route)) return [];
  const before = firstRecords(testCase, 1);
  const send = (version?: number) =>
    request(route.method, address, {
      json,
      headers: version === undefined ? undefined : dict([[str("If-Match"), tag(version)]]),
    });
  return [
    test(`test_${route.name}_needs_the_latest_version`, WITH_STORE, [
      store(testCase, before),
      expr(call(attr(name("client"), "headers", "pop"), [str("If-Match")])),
      send(),
      assertStatus(428),
      send(2),
      assertStatus(412),
      assertStored(testCase, before),
      send(1),
      assertStatus(route.status),
      ...tagAssertions(testCase, 2),
    ]),
  ];
}
