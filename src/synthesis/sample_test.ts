import assert from "node:assert/strict";
import type { Field, FieldType, Json } from "../ir/api.ts";
import { distinct, sample, sampleField, samplePayload } from "./sample.ts";
import { INTEGER, modelId, MODELS, plainField, plainModel, TEXT } from "./testing/models.ts";
import { wireText } from "./wire.ts";

function first(type: FieldType, hint?: string): Json | undefined {
  return sample(type, MODELS, 0, hint);
}

function payload(fields: readonly Field[], variant = 0, omit?: ReadonlySet<string>): unknown {
  const made = plainModel("Made", fields);
  const models = new Map([...MODELS, [made.id, made]]);
  const result = samplePayload(made, models, omit === undefined ? { variant } : { variant, omit });
  return "missing" in result ? result : Object.fromEntries(result);
}

Deno.test("values look as a person would write them", () => {
  assert.equal(first(TEXT, "first_name"), "First name 1");
  assert.equal(first(TEXT, "slug"), "slug-1");
  assert.equal(first({ ...TEXT, format: "email" }), "user1@example.com");
  assert.equal(first({ kind: "uuid" }), "00000000-0000-4000-8000-000000000001");
  assert.equal(first({ kind: "datetime" }), "2024-01-01T00:00:00Z");
  assert.equal(first({ kind: "time" }), "08:00:00Z");
  assert.equal(first(INTEGER), 1);
  assert.equal(first({ ...INTEGER, kind: "float" }), 1.5);
  assert.equal(first({ ...INTEGER, kind: "decimal", multipleOf: 0.01 }), "1");
  assert.deepEqual(first({ kind: "list", items: TEXT, minLength: undefined, maxLength: undefined }, "tags"), [
    "Tags 1",
  ]);
});

Deno.test("bounds hold to the last digit", () => {
  assert.equal(first({ ...INTEGER, kind: "int", ge: 2n ** 62n }), 2n ** 62n);
  assert.equal(first({ ...INTEGER, kind: "int", gt: 4, lt: 6 }), 5);
  assert.equal(first({ ...INTEGER, kind: "int", gt: 4, lt: 5 }), undefined);
  assert.equal(first({ ...INTEGER, kind: "int", ge: 2n ** 64n }), undefined);
  assert.equal(first({ ...INTEGER, kind: "int", ge: 10, multipleOf: 7 }), 14);
  assert.equal(first({ ...INTEGER, kind: "decimal", ge: 0.1, le: 0.1 }), "0.1");
});

Deno.test("greater variants are different values and sort after", () => {
  const types: FieldType[] = [TEXT, { kind: "uuid" }, { kind: "datetime" }, { kind: "date" }, { kind: "time" }];
  for (const type of types) {
    const texts = Array.from({ length: 500 }, (_, variant) => String(sample(type, MODELS, variant)));
    assert.deepEqual(texts, [...new Set(texts)].sort());
  }
  assert.deepEqual([0, 1, 2].map((variant) => sample(INTEGER, MODELS, variant)), [1, 2, 3]);
});

Deno.test("distinct counts", () => {
  assert.equal(distinct({ kind: "bool" }, MODELS), 2);
  assert.equal(distinct({ kind: "enum", values: ["a", "b", "c"] }, MODELS), 3);
  assert.equal(distinct({ ...INTEGER, kind: "int", ge: 1, le: 5 }, MODELS), 5);
  assert.equal(distinct(TEXT, MODELS), 1000);
  assert.equal(distinct({ kind: "list", items: { kind: "bool" }, minLength: 1, maxLength: 1 }, MODELS), 2);
});

Deno.test("a model that holds itself ends where it may", () => {
  const node = first({ kind: "model", model: modelId("Node") });
  assert(node instanceof Map);
  assert.deepEqual([...node], [["label", "Label 1"], ["parent", null], ["children", []]]);
  const ring = { ...plainField("ring", { kind: "model", model: modelId("Made") }) };
  assert.deepEqual(payload([ring]), { missing: "ring" });
  assert.deepEqual(payload([{ ...ring, presence: { kind: "omittable" } }]), {});
});

Deno.test("a payload leaves out what the server assigns, and speaks wire names", () => {
  const fields: Field[] = [
    { ...plainField("id", INTEGER), auto: true, presence: { kind: "factory", factory: "uuid4" } },
    { ...plainField("created_at", { kind: "datetime" }), readOnly: true },
    { ...plainField("full_name", TEXT), wire: "fullName" },
    { ...plainField("active", { kind: "bool" }), presence: { kind: "default", value: false } },
    { ...plainField("count", INTEGER), presence: { kind: "default", value: 1 } },
  ];
  assert.deepEqual(payload(fields), { fullName: "Full name 1", active: true, count: 2 });
  assert.deepEqual(payload(fields, 0, new Set(["full_name"])), { active: true, count: 2 });
});

Deno.test("an example stands for all variants unless the value may occur once only", () => {
  const field: Field = { ...plainField("name", TEXT), example: "Jane" };
  assert.deepEqual([0, 1].map((variant) => sampleField(field, MODELS, variant)), ["Jane", "Jane"]);
  const once: Field = { ...field, unique: true, example: "Name 2" };
  const values = [0, 1, 2, 3].map((variant) => sampleField(once, MODELS, variant));
  assert.deepEqual(
    values,
    ["Name 2", "Name 3", "Name 4", "Name 5"].map((text, index) => index === 0 ? text : values[index]),
  );
  assert.equal(new Set(values).size, 4);
});

Deno.test("what cannot be made is named", () => {
  const pattern = { source: "^[a&&b]$", python: false };
  const field = plainField("code", {
    kind: "str",
    format: undefined,
    pattern,
    minLength: undefined,
    maxLength: undefined,
  });
  assert.deepEqual(payload([field]), { missing: "code" });
  assert.deepEqual(payload([{ ...field, nullable: true }]), { code: null });
});

Deno.test("values are spelled for query strings and paths", () => {
  assert.equal(wireText(true, { kind: "bool" }), "true");
  assert.equal(wireText(2n ** 62n, INTEGER), "4611686018427387904");
  assert.equal(wireText("2024-01-01T00:00:00Z", { kind: "datetime" }), "2024-01-01T00:00:00Z");
});
