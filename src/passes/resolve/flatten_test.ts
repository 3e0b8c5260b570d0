/** Inheritance: inherit → include → exclude → all_optional → overrides → own fields win. */

import assert from "node:assert/strict";
import {
  api,
  expectErrors,
  expectValid,
  fieldNames,
  fieldOf,
  modelOf,
  presence,
} from "../../../tests/support/expect.ts";

const BASE = `
  Base:
    fields:
      id: uuid
      name: { type: str, max_length: 9 }
      age: { type: int, ge: 0 }
      role: { type: str, default: user }`;

function derived(...lines: readonly string[]): string {
  return `models:${BASE}\n${lines.map((line) => `  ${line}`).join("\n")}\n`;
}

function names(...lines: readonly string[]): readonly string[] {
  return fieldNames(api(derived(...lines)), "D");
}

Deno.test("a model takes over all fields of its base, in their order", () => {
  assert.deepEqual(names("D: { base: Base }"), ["id", "name", "age", "role"]);
});

Deno.test("include keeps the order of the base", () => {
  assert.deepEqual(names("D: { base: Base, include: [age, id] }"), ["id", "age"]);
});

Deno.test("exclude leaves fields out", () => {
  assert.deepEqual(names("D: { base: Base, exclude: [age, id] }"), ["name", "role"]);
});

Deno.test("exclude wins over include", () => {
  assert.deepEqual(names("D: { base: Base, include: [id, age], exclude: [age] }"), ["id"]);
});

Deno.test("an empty include takes over nothing", () => {
  assert.deepEqual(names("D: { base: Base, include: [], fields: { own: str } }"), ["own"]);
});

Deno.test("an override brings a field back in that include left out", () => {
  const resolved = api(
    derived("AdminCreate: { base: Base, include: [name], overrides: { role: { default: admin } } }"),
  );
  assert.deepEqual(fieldNames(resolved, "AdminCreate"), ["name", "role"]);
  assert.equal(presence(fieldOf(resolved, "AdminCreate", "role").presence), 'default "admin"');
});

Deno.test("an override brings a field back in that exclude left out", () => {
  assert.deepEqual(names("D: { base: Base, exclude: [role], overrides: { role: { default: x } } }"), [
    "id",
    "name",
    "age",
    "role",
  ]);
});

Deno.test("an override changes what it names and keeps the rest", () => {
  const { type } = fieldOf(api(derived("D: { base: Base, overrides: { name: { min_length: 2 } } }")), "D", "name");
  assert.ok(type.kind === "str");
  assert.deepEqual([type.minLength, type.maxLength], [2, 9]);
});

Deno.test("an override to another type drops the constraints that only fit the old one", () => {
  const resolved = api(derived("D: { base: Base, overrides: { name: { type: int }, age: { type: float } } }"));
  assert.deepEqual(fieldOf(resolved, "D", "name").type, {
    kind: "int",
    ge: undefined,
    gt: undefined,
    le: undefined,
    lt: undefined,
    multipleOf: undefined,
  });
  const { type } = fieldOf(resolved, "D", "age");
  assert.ok(type.kind === "float");
  assert.equal(type.ge, 0);
});

Deno.test("own fields win over inherited and overridden ones and keep their place", () => {
  const resolved = api(derived("D: { base: Base, overrides: { age: { ge: 5 } }, fields: { age: str, own: bool } }"));
  assert.deepEqual(fieldNames(resolved, "D"), ["id", "name", "age", "role", "own"]);
  assert.equal(fieldOf(resolved, "D", "age").type.kind, "str");
});

Deno.test("all_optional makes inherited fields omittable, not nullable", () => {
  const resolved = api(derived("D: { base: Base, all_optional: true, fields: { own: str } }"));
  for (const name of ["id", "name", "age", "role"]) {
    const field = fieldOf(resolved, "D", name);
    assert.deepEqual([presence(field.presence), field.nullable], ["omittable", false], name);
  }
  assert.equal(presence(fieldOf(resolved, "D", "own").presence), "required");
});

Deno.test("all_optional without a base is about the model's own fields", () => {
  const resolved = api("models: { D: { all_optional: true, fields: { own: str } } }");
  assert.equal(presence(fieldOf(resolved, "D", "own").presence), "omittable");
});

Deno.test("an override that says what absence means ends all_optional for its field", () => {
  const resolved = api(
    derived("D: { base: Base, all_optional: true, overrides: { role: { default: x }, name: { max_length: 3 } } }"),
  );
  assert.equal(presence(fieldOf(resolved, "D", "role").presence), 'default "x"');
  assert.equal(presence(fieldOf(resolved, "D", "name").presence), "omittable");
});

Deno.test("all_optional is inherited", () => {
  const resolved = api(derived("D: { base: Base, all_optional: true }", "E: { base: D }"));
  assert.equal(presence(fieldOf(resolved, "E", "name").presence), "omittable");
});

Deno.test("mixins come after the base and before own fields; later ones win", () => {
  const resolved = api(derived(
    "Stamp: { fields: { at: { type: datetime, auto_now: true }, age: str } }",
    "Mark: { fields: { at: str } }",
    "D: { base: Base, include: [id, age], mixins: [Stamp, Mark], fields: { own: str } }",
  ));
  assert.deepEqual(fieldNames(resolved, "D"), ["id", "age", "at", "own"]);
  assert.equal(fieldOf(resolved, "D", "age").type.kind, "str");
  assert.equal(fieldOf(resolved, "D", "at").type.kind, "str");
});

Deno.test("an override reaches fields of mixins", () => {
  const resolved = api(derived(
    "Mark: { fields: { label: { type: str, max_length: 4 } } }",
    "D: { base: Base, mixins: [Mark], overrides: { label: { max_length: 8 } } }",
  ));
  const { type } = fieldOf(resolved, "D", "label");
  assert.ok(type.kind === "str");
  assert.equal(type.maxLength, 8);
});

Deno.test("chains are followed to their end, in any order of declaration", () => {
  const models = [
    "C: { base: B, fields: { c: str } }",
    "B: { base: A, exclude: [a2], fields: { b: str } }",
    "A: { fields: { a1: str, a2: str } }",
  ];
  const orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
  for (const order of orders) {
    const text = `models:\n${order.map((index) => `  ${models[index]}`).join("\n")}\n`;
    assert.deepEqual(fieldNames(api(text), "C"), ["a1", "b", "c"], text);
  }
});

Deno.test("a chain of thousands of models is as good as one of two", () => {
  const chain = Array.from({ length: 3000 }, (_, index) => `  M${index}: { base: M${index + 1} }`);
  const resolved = api(`models:\n${chain.join("\n")}\n  M3000: { fields: { id: uuid } }\n`);
  assert.deepEqual(fieldNames(resolved, "M0"), ["id"]);
});

Deno.test("inherited fields remember where they were declared or last changed", () => {
  const resolved = api(derived("D: { base: Base, overrides: { age: { ge: 1 } } }", "E: { base: D }"));
  assert.equal(fieldOf(resolved, "E", "name").origin, "Base");
  assert.equal(fieldOf(resolved, "E", "age").origin, "D");
  assert.deepEqual(modelOf(resolved, "E").bases, ["D"]);
});

Deno.test("the primary key is inherited and may be taken away", () => {
  const text = (overrides: string) => `
    models:
      A: { fields: { code: { type: str, primary: true }, id: int } }
      B: { base: A, overrides: { ${overrides} } }`;
  assert.equal(fieldOf(api(text("code: {}")), "B", "code").primary, true);
  assert.equal(fieldOf(api(text("code: { primary: false }")), "B", "code").primary, false);
});

Deno.test("names that the base lacks are reported where they stand", () => {
  expectErrors(
    `
    models:
      A: { fields: { id: uuid, name: str } }
      B:
        base: A
        include: [id, nam]
        exclude: [agee]
        overrides: { nmae: { default: x } }
    `,
    [
      "E119 5:19",
      "E119 6:15",
      "E119 7:18",
    ],
  );
});

Deno.test("what a broken base would have had is not reported again", () => {
  expectErrors("models: { B: { base: Nope, include: [id], overrides: { role: { default: x } } } }", ["E007 1:22"]);
});

Deno.test("a cycle is reported once, and nothing else about its models", () => {
  expectErrors("models: { A: { base: B, fields: { x: int } }, B: { base: A, include: [y] } }", ["E008 1:11"]);
});

Deno.test("derived models without mistakes are valid", () => {
  expectValid(
    derived("D: { base: Base, include: [id, name], all_optional: true, overrides: { name: { min_length: 1 } } }"),
  );
});
