import assert from "node:assert/strict";
import { compareStores } from "./conformance.ts";

const test = (group: string, adapter: string, result = "") =>
  `<testcase classname="tests.test_${group}.TestAll" name="test_x[${adapter}-&quot;]" time="0.1"><properties>` +
  `<property name="adapter" value="${adapter}" /></properties>${result}</testcase>`;
const XFAIL = '<skipped type="pytest.xfail" message="for good" />';

Deno.test("groups and stores are the rows and columns of a table", () => {
  const { table, complaints } = compareStores([
    test("keys", "memory"),
    test("keys", "sqlite"),
    test("order", "memory"),
    test("order", "memory"),
    test("order", "sqlite"),
    test("order", "sqlite", XFAIL),
    '<testcase classname="tests.test_types" name="test_y" time="0.1" />',
  ].join(""));
  assert.deepEqual(table.split("\n"), [
    "        memory        sqlite",
    "keys         1             1",
    "order        2  1 (1 differ)",
    "passed       3             2",
  ]);
  assert.deepEqual(complaints, []);
});

Deno.test("a test that a store lacks or fails is missed, unless it is known to differ", () => {
  const { complaints } = compareStores([
    test("keys", "memory"),
    test("keys", "sqlite", '<failure message="x">E</failure>'),
    test("order", "memory"),
    test("keys", "redis"),
    test("order", "redis", XFAIL),
    test("order", "sqlite", '<skipped type="pytest.skip" message="no server" />'),
    test("redis_faults", "redis"),
  ].join(""));
  assert.deepEqual(complaints, ["keys: 0 passed and 0 are known to differ on sqlite, of 1"]);
});
