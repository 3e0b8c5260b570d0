/** Rewrites: what they change, and that they change nothing else. */

import assert from "node:assert/strict";
import { api, apiOf, optimized } from "../../tests/support/expect.ts";
import type { Api } from "../ir/api.ts";
import { dump } from "../dump.ts";
import { emit } from "./emit.ts";
import { lower } from "./lower.ts";
import { notesOf, optimize, REWRITES } from "./optimize.ts";

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

const UNUSED = `
models:
  Old: { fields: { parts: { type: list, items: OlderPart } } }
  OlderPart: { fields: { kind: { type: enum, values: [a, b] } } }
  Part: { fields: { label: str } }
  Order: { fields: { id: { type: uuid, auto: true }, parts: { type: list, items: Part } } }
routes:
  - { path: /orders, method: POST, action: db.create, model: Order }
`;

const FAMILY = `
models:
  Stamped:
    description: When a record was made and changed.
    fields:
      created_at: { type: datetime, auto_now: true }
      updated_at: { type: datetime, auto_now: update }
      by: { type: str, max_length: 20, alias: "made-by", default: nobody }
  User:
    fields: { id: { type: uuid, auto: true }, name: { type: str, max_length: 9 }, mail: str, age: int, role: str }
  UserCard: { base: User, include: [id, name, mail] }
  UserRow: { base: User, exclude: [age] }
  UserPage: { base: User, exclude: [role] }
  Post: { mixins: [Stamped], fields: { id: { type: int, auto: true }, text: str } }
  Note: { mixins: [Stamped], fields: { id: { type: int, auto: true }, "re-mark": str } }
  Task: { mixins: [Stamped], fields: { id: { type: int, auto: true }, done: bool } }
routes:
  - { path: /users, method: GET, action: db.list, model: User, response_model: "[UserRow]" }
  - { path: /cards, method: GET, action: db.list, model: User, response_model: "[UserCard]" }
  - { path: "/users/{id}", method: GET, action: db.get, model: User, response_model: UserPage }
  - { path: /posts, method: GET, action: db.list, model: Post }
  - { path: /notes, method: GET, action: db.list, model: Note }
  - { path: /tasks, method: GET, action: db.list, model: Task }
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

const PLACE = { packageName: "generated", configFolder: "..", bundle: false };

/** `models.py` before and after. */
function snapshot(yaml: string): string {
  const [before, after] = [api(yaml), optimized(yaml)].map((whole) =>
    emit(lower(whole, PLACE), 88).get("models.py") ?? ""
  );
  return `${yaml}\n# Before\n\n${before}\n# After\n\n${after}`;
}

Deno.test("the generated models before and after", async (t) => {
  await t.assertSnapshot(snapshot(SHOP));
});

const classes = (whole: Api) => [...whole.models.values()].map((model) => model.name);

Deno.test("models that nothing uses are left out", async (t) => {
  const whole = optimized(UNUSED);
  assert.deepEqual(classes(whole), ["Part", "Order", "OrderCreate"]);
  assert.deepEqual(notesOf(api(UNUSED), whole), [
    "Model Old is left out: nothing uses it",
    "Model OlderPart is left out: nothing uses it",
  ]);
  await t.assertSnapshot(snapshot(UNUSED));
});

Deno.test("a config without routes keeps its models", () => {
  const models = UNUSED.slice(0, UNUSED.indexOf("routes:"));
  assert.deepEqual(classes(optimized(models)), ["Old", "OlderPart", "Part", "Order"]);
});

Deno.test("a model that the user's modules name stays, with what it contains", () => {
  const files = {
    "api.yaml": `${UNUSED}  - { path: /run, method: POST, handler: work.run }`,
    "work.py": "from generated.models import Old\n\n\nasync def run() -> str:\n    return str(Old)\n",
  };
  assert.deepEqual(classes(optimize(apiOf(files))), ["Old", "OlderPart", "Part", "Order", "OrderCreate"]);
});

Deno.test("models of one family that begin alike share a class", async (t) => {
  const whole = optimized(FAMILY);
  const parents = [...whole.models.values()].flatMap((model) => model.parent ? [[model.name, model.parent]] : []);
  assert.deepEqual(Object.fromEntries(parents), {
    UserCard: "UserBase",
    UserRow: "UserBase",
    UserPage: "UserBase",
    Post: "Stamped",
    Note: "Stamped",
    Task: "Stamped",
  });
  await t.assertSnapshot(snapshot(FAMILY));
});

Deno.test("every model keeps its fields and their order", () => {
  const fields = (whole: Api) =>
    new Map([...whole.models.values()].map((model) => [model.name, model.fields.map((field) => field.name)]));
  const [before, after] = [fields(api(FAMILY)), fields(optimized(FAMILY))];
  for (const [model, names] of before) if (after.has(model)) assert.deepEqual(after.get(model), names, model);
});

const answers = (models: string) => `
models:
  User: { fields: { id: { type: uuid, auto: true }, name: str, mail: str, age: int } }
${models}
routes:
  - { path: /users, method: GET, action: db.list, model: User }
  - { path: /a, method: GET, action: db.list, model: User, response_model: "[A]" }
  - { path: /b, method: GET, action: db.list, model: User, response_model: "[B]" }
  - { path: /c, method: GET, action: db.list, model: User, response_model: "[C]" }
`;

for (
  const [reason, models] of Object.entries({
    "only two models begin alike": `
  A: { base: User, include: [id, name, mail] }
  B: { base: User, exclude: [age] }
  C: { base: User, exclude: [id] }`,
    "a class would be longer than what it replaces": `
  A: { base: User, include: [id, name] }
  B: { base: User, include: [id, name, age] }
  C: { base: User, include: [id, name, mail] }`,
    "models look alike by accident": `
  A: { fields: { id: uuid, name: str, mail: str } }
  B: { fields: { id: uuid, name: str, mail: str } }
  C: { fields: { id: uuid, name: str, mail: str } }`,
    "fields differ in what is printed": `
  A: { base: User, exclude: [age] }
  B: { base: User, exclude: [age], overrides: { name: { description: x } } }
  C: { base: User, exclude: [age] }`,
    "what they share is not the beginning": `
  A: { base: User, include: [id, name, mail] }
  B: { base: User, include: [name, mail] }
  C: { base: User, include: [name, mail, age] }`,
  })
) {
  Deno.test(`no class is made where ${reason}`, () => {
    const parents = [...optimized(answers(models)).models.values()].map((model) => model.parent);
    assert.deepEqual(new Set(parents), new Set([undefined]));
  });
}

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

  for (const [config, yaml] of Object.entries({ SHOP, UNUSED, FAMILY })) {
    Deno.test(`${name} is idempotent on ${config}`, () => {
      const once = rewrite(api(yaml));
      assert.deepEqual(rewrite(once), once);
    });

    Deno.test(`${name} leaves ${config} as it was`, () => {
      const whole = api(yaml);
      const before = dump(whole);
      rewrite(deepFrozen(whole));
      assert.equal(dump(whole), before);
    });

    Deno.test(`${name} changes nothing but models and shared types of ${config}`, () => {
      const whole = api(yaml);
      const { models, sharedTypes } = whole;
      assert.deepEqual({ ...rewrite(whole), models, sharedTypes }, whole);
    });
  }
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
