/** Rewrites: what they change, and that they change nothing else. */

import assert from "node:assert/strict";
import { api, optimized } from "../../tests/support/expect.ts";
import type { Api } from "../ir/api.ts";
import { dump } from "../dump.ts";
import { emit } from "./emit.ts";
import { lower } from "./lower.ts";
import { optimize, REWRITES } from "./optimize.ts";

const SHOP = `
models:
  User:
    fields:
      id: { type: uuid, auto: true }
      name: { type: str, min_length: 1, max_length: 80 }
      role: { type: enum, values: [admin, user], default: user }
      age: { type: int, ge: 0 }
      note: str
  Once: { fields: { id: { type: uuid, auto: true }, label: { type: str, max_length: 5 }, kind: { type: enum, values: [a] } } }
  UserCreate: { base: User, include: [name, role, note] }
  UserUpdate: { base: User, include: [name], all_optional: true, overrides: { name: { max_length: 40 } } }
routes:
  - { path: /users, method: POST, action: db.create, model: User, set: { age: 1 } }
  - { path: "/users/{id}", method: PATCH, action: db.update, model: User }
  - { path: "/users/{id}", method: GET, action: db.get, model: User }
  - { path: /once, method: GET, action: db.list, model: Once }
`;

/** The classes of `models.py` and what stands above them. */
function models(whole: Api): readonly string[] {
  return whole.sharedTypes.map(({ name, type }) => `${name}: ${type.kind}`);
}

Deno.test("before the rewrites no type has a name", () => {
  assert.deepEqual(models(api(SHOP)), []);
});

Deno.test("constrained types that several models repeat, and enums, get a name", () => {
  assert.deepEqual(models(optimized(SHOP)), ["UserName: str", "UserRole: enum", "OnceKind: enum"]);
});

Deno.test("the generated models before and after", async (t) => {
  const [before, after] = [api(SHOP), optimized(SHOP)].map((whole) =>
    emit(lower(whole, "generated"), 88).get("models.py") ?? ""
  );
  await t.assertSnapshot(`${SHOP}\n# Before\n\n${before}\n# After\n\n${after}`);
});

Deno.test("a name that a model has gives way", () => {
  const text = `
    models:
      User: { fields: { role: { type: enum, values: [a] } } }
      UserRole: { fields: { a: str } }`;
  const [shared] = optimized(text).sharedTypes;
  assert.ok(shared);
  assert.notEqual(shared.name, "UserRole");
});

Deno.test("fields keep the identity of their type, by which the printer finds its name", () => {
  const whole = optimized(SHOP);
  const types = new Set([...whole.models.values()].flatMap((model) => model.fields.map((field) => field.type)));
  for (const { type } of whole.sharedTypes) assert.ok(types.has(type));
});

for (const [index, rewrite] of [...REWRITES, optimize].entries()) {
  const name = rewrite.name === "" ? `rewrite ${index}` : rewrite.name;

  Deno.test(`${name} is idempotent`, () => {
    const once = rewrite(api(SHOP));
    assert.deepEqual(rewrite(once), once);
  });

  Deno.test(`${name} leaves its input as it was`, () => {
    const whole = api(SHOP);
    const before = dump(whole);
    rewrite(deepFrozen(whole));
    assert.equal(dump(whole), before);
  });

  Deno.test(`${name} changes nothing but the shared types`, () => {
    const whole = api(SHOP);
    assert.deepEqual({ ...rewrite(whole), sharedTypes: [] }, whole);
  });
}

/** Freezes a value with everything in it; maps throw when they are changed. */
function deepFrozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) {
    for (const item of value.values()) deepFrozen(item);
    value.set = value.delete = () => assert.fail("a rewrite changed its input");
  }
  Object.freeze(value);
  for (const item of Object.values(value)) deepFrozen(item);
  return value;
}
