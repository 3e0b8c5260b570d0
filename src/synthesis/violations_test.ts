import assert from "node:assert/strict";
import type { Field, FieldType } from "../ir/api.ts";
import { INTEGER, modelId, MODELS, plainField, TEXT } from "./testing/models.ts";
import { violations } from "./violations.ts";

function broken(type: FieldType, more: Partial<Field> = {}): Record<string, unknown> {
  return Object.fromEntries(
    violations({ ...plainField("name", type), ...more }, MODELS).map(({ what, value, loc }) => [what, [value, loc]]),
  );
}

Deno.test("texts", () => {
  const type: FieldType = { kind: "str", format: undefined, pattern: undefined, minLength: 3, maxLength: 8 };
  assert.deepEqual(broken(type), {
    wrong_type: [1, []],
    too_short: ["aa", []],
    too_long: ["Name 1xxx", []],
    nul_character: ["\0xx", []],
    null: [null, []],
  });
  assert.deepEqual(broken({ ...TEXT, format: "email" })["not_an_email"], ["not an email", []]);
  assert.equal("too_long" in broken({ ...type, maxLength: 10_000 }), false);
});

Deno.test("numbers", () => {
  assert.deepEqual(broken({ ...INTEGER, kind: "int", ge: 1, lt: 10, multipleOf: 2 }, { nullable: true }), {
    wrong_type: ["1", []],
    below_minimum: [0, []],
    at_exclusive_maximum: [10, []],
    not_a_multiple: [3, []],
  });
  assert.deepEqual(broken({ ...INTEGER, kind: "float", gt: 0, le: 0.5 }, { nullable: true }), {
    wrong_type: ["1.5", []],
    at_exclusive_minimum: [0, []],
    above_maximum: [0.6, []],
  });
  assert.deepEqual(broken(INTEGER)["beyond_64_bits"], [2n ** 63n, []]);
});

Deno.test("items, keys and values are found at their places", () => {
  const list = broken({ kind: "list", items: INTEGER, minLength: undefined, maxLength: 2 }, { nullable: true });
  assert.deepEqual(list["too_long"], [[1, 2, 3], []]);
  assert.deepEqual(list["item_wrong_type"], [["1"], [0]]);
  const keys: FieldType = { kind: "enum", values: ["a", "b"] };
  const dict = broken({ kind: "dict", keys, values: INTEGER, minLength: undefined, maxLength: undefined });
  assert.deepEqual(dict["value_wrong_type"], [new Map([["a", "1"]]), ["a"]]);
  assert.deepEqual(dict["key_not_in_enum"], [new Map([["unknown value", 1]]), ["unknown value", "[key]"]]);
});

Deno.test("fields of nested models are found by their wire names", () => {
  const nested = broken({ kind: "model", model: modelId("Address") });
  assert.deepEqual(Object.keys(nested), [
    "wrong_type",
    "street_name_missing",
    "street_name_wrong_type",
    "city_missing",
    "city_wrong_type",
    "zip_wrong_type",
    "floor_wrong_type",
    "null",
  ]);
  const missing = violations(plainField("home", { kind: "model", model: modelId("Address") }), MODELS);
  assert.deepEqual(missing.find(({ what }) => what === "street_name_missing")?.loc, ["streetName"]);
});

Deno.test("labels are unique, and anything is any", () => {
  assert.deepEqual(broken({ kind: "any" }), {});
  const all = violations(plainField("person", { kind: "model", model: modelId("Person") }), MODELS);
  assert.equal(new Set(all.map(({ what }) => what)).size, all.length);
  assert(all.every(({ what }) => /^[a-z][a-z0-9_]*$/.test(what)));
});
