/** The tests that are generated for pipelines and handlers. */

import assert from "node:assert/strict";
import { apiOf, compileFiles } from "../../../../../tests/support/expect.ts";
import { isAction } from "../../../../ir/api.ts";
import { scenariosOf } from "./explore.ts";
import { SHOP } from "./testing/shop.ts";

/** Scenarios of a route by name, with how they end. */
function endings(files: Record<string, string>, name: string): Record<string, string> {
  const api = apiOf(files);
  const route = api.routes.find((one) => one.name === name);
  assert.ok(route !== undefined && !isAction(route));
  return Object.fromEntries(
    scenariosOf(route, api, true).map(({ what, run }) => [what, typeof run === "string" ? run : run.outcome.kind]),
  );
}

/** A config with one route over a pipeline of steps. */
function pipeline(steps: string): Record<string, string> {
  return {
    "api.yaml": `
      models:
        Item:
          fields:
            id: { type: int, primary: true, auto: true }
            size: { type: enum, values: [s, m, l] }
            count: { type: int, ge: 0, le: 10 }
            note: { type: str, optional: true }
      routes:
        - path: /items/{id}
          method: POST
          pipeline:
            - { action: db.get, model: Item, args: { id: $path.id }, as: item }
${steps.split("\n").map((line) => `            ${line}`).join("\n")}
    `,
    "fns.py": "def any(**given):\n    raise SystemExit\n",
  };
}

Deno.test("the generated file", async (t) => {
  const { files } = compileFiles(SHOP);
  await t.assertSnapshot(files?.get("tests/test_logic.py"));
});

Deno.test("every branch has a scenario, and every way to fail has one", () => {
  assert.deepEqual(endings(SHOP, "create_order"), {
    "": "answered",
    without_user: "missing",
    when_the_last_write_fails: "failed",
    refused_by_has_credit: "refused",
    when_placed_fails: "failed",
    raising_not_found: "raised",
    raising_no_credit: "raised",
  });
  assert.deepEqual(endings(SHOP, "grade_order"), {
    "": "answered",
    when_order_status_is_done: "answered",
    unless_order_total_is_above_100_and_vip: "answered",
    without_order: "missing",
  });
});

Deno.test("values are found for comparisons with constants, null and lists", () => {
  const conditions = [
    "{ op: eq, left: $item.size, right: m }",
    "{ op: ne, left: $item.count, right: 3 }",
    "{ op: gt, left: $item.count, right: 9 }",
    "{ op: le, left: $item.count, right: 0 }",
    "{ op: in, left: $item.size, right: [s, l] }",
    "{ op: not_in, left: $item.size, right: [s, l] }",
    "{ op: is_null, left: $item.note }",
    "{ op: not, children: [{ op: is_not_null, left: $item.note }] }",
    "{ op: or, children: [{ op: eq, left: $item.count, right: 1 }, { op: eq, left: $item.size, right: l }] }",
    "{ op: eq, left: $query.q, right: $item.note }",
  ];
  for (const when of conditions) {
    const found = Object.values(endings(pipeline(`- return: { value: 1, when: ${when} }\n- return: 2`), "create_item"));
    assert.deepEqual(found, ["answered", "answered", "missing"], when);
  }
});

Deno.test("what no value makes true is skipped with the condition and the reason", () => {
  const never = "{ op: gt, left: $item.count, right: 10 }";
  const found = endings(pipeline(`- return: { value: 1, when: ${never} }\n- return: 2`), "create_item");
  assert.deepEqual(found, {
    "": "answered",
    when_item_count_is_above_10:
      'nothing makes "item count is above 10" true: the sides of the comparison are decided already',
    without_item: "missing",
  });
});

Deno.test("decisions on one value may follow each other", () => {
  const steps = ["l", "m"].map((size) =>
    `- return: { value: ${size}, when: { op: eq, left: $item.size, right: ${size} } }`
  );
  assert.deepEqual(endings(pipeline(`${steps.join("\n")}\n- return: rest`), "create_item"), {
    "": "answered",
    when_item_size_is_l: "answered",
    when_item_size_is_m: "answered",
    without_item: "missing",
  });
});

Deno.test("records that need not be there are there once, and missing once", () => {
  const steps =
    "- { action: db.update, model: Item, args: { id: $query.other, data: { count: 3 }, optional: true }, as: other }";
  assert.deepEqual(endings(pipeline(steps), "create_item"), {
    "": "answered",
    unless_there_is_other_2: "answered",
    without_item: "missing",
  });
});
