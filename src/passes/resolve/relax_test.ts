/** Required fields that no create route supplies: no route can only fail. */

import assert from "node:assert/strict";
import { api, fieldOf, presence, resolved } from "../../../tests/support/expect.ts";

function config(field: string, request: string, routes = ""): string {
  return `
    models:
      User: { fields: { id: { type: uuid, auto: true }, name: str, f: ${field} } }
      In: { base: User, include: ${request} }
      Out: { base: User, include: [id, f] }
    routes:
      - { path: /users, method: POST, action: db.create, model: User, request_model: In, response_model: Out }
${routes}
    `;
}

const facts = (text: string, model: string) => {
  const field = fieldOf(api(text), model, "f");
  return [presence(field.presence), field.nullable];
};

for (const model of ["User", "Out"]) {
  Deno.test(`lists and dicts start empty in ${model}`, () => {
    assert.deepEqual(facts(config("{ type: list, items: str }", "[name]"), model), ["factory list", false]);
    assert.deepEqual(facts(config("dict", "[name]"), model), ["factory dict", false]);
  });

  Deno.test(`anything else becomes nullable in ${model}`, () => {
    assert.deepEqual(facts(config("int", "[name]"), model), ["default null", true]);
    assert.deepEqual(facts(config("{ type: ref, model: In }", "[name]"), model), ["default null", true]);
  });
}

Deno.test("the warning stands at the field and names the route and the cure", () => {
  const { found } = resolved(config("int", "[name]"));
  assert.deepEqual(found, ["W106 2:64"]);
});

Deno.test("a field that starts empty is no warning", () => {
  assert.deepEqual(resolved(config("list", "[name]")).found, []);
});

Deno.test("what the client always sends stays required", () => {
  const text = config("int", "[name, f]");
  assert.deepEqual(facts(text, "User"), ["required", false]);
  assert.deepEqual(facts(text, "Out"), ["required", false]);
  assert.deepEqual(resolved(text).found, []);
});

Deno.test("a request model that may leave the field out does not supply it", () => {
  const text = `
    models:
      User: { fields: { id: { type: uuid, auto: true }, f: int } }
      In: { base: User, include: [f], all_optional: true }
    routes: [{ path: /users, method: POST, action: db.create, model: User, request_model: In }]`;
  assert.deepEqual(facts(text, "User"), ["default null", true]);
  assert.deepEqual(facts(text, "In"), ["omittable", false]);
});

Deno.test("a request model whose field may be null does not supply one that may not", () => {
  const text = `
    models:
      User: { fields: { id: { type: uuid, auto: true }, f: int } }
      In: { base: User, include: [f], overrides: { f: { optional: true } } }
    routes: [{ path: /users, method: POST, action: db.create, model: User, request_model: In }]`;
  assert.deepEqual(facts(text, "User"), ["default null", true]);
});

Deno.test("set and the path supply fields", () => {
  const { api: whole, found } = resolved(`
    models:
      User: { fields: { id: { type: uuid, auto: true }, team: str, f: int } }
      In: { fields: {} }
    routes: [{ path: "/teams/{team}/users", method: POST, action: db.create, model: User, request_model: In, set: { f: 1 } }]`);
  assert.deepEqual(found, []);
  assert.equal(presence(fieldOf(whole, "User", "f").presence), "required");
  assert.equal(presence(fieldOf(whole, "User", "team").presence), "required");
});

Deno.test("defaults and what the server makes need no supply", () => {
  for (
    const field of ["{ type: int, default: 1 }", "{ type: int, optional: true }", "{ type: datetime, auto_now: true }"]
  ) {
    assert.deepEqual(resolved(config(field, "[name]")).found, [], field);
  }
});

Deno.test("a numbered key needs no supply", () => {
  const { found } = resolved(`
    models: { User: { fields: { id: { type: int, auto: true }, name: str } } }
    routes: [{ path: /users, method: POST, action: db.create, model: User }]`);
  assert.deepEqual(found, []);
});

Deno.test("a model that no route creates is left alone", () => {
  const text = `
    models: { User: { fields: { id: { type: uuid, auto: true }, f: int } } }
    routes: [{ path: /users, method: GET, action: db.list, model: User }]`;
  assert.deepEqual(facts(text, "User"), ["required", false]);
});

Deno.test("one poor route is enough, and it is reported once", () => {
  const text = config(
    "int",
    "[name]",
    "      - { path: /others, method: POST, action: db.create, model: User }\n" +
      "      - { path: /more, method: POST, action: db.create, model: User, request_model: In }",
  );
  assert.deepEqual(resolved(text).found, ["W106 2:64"]);
  assert.deepEqual(facts(text, "User"), ["default null", true]);
});

Deno.test("the request models of the same base stay strict", () => {
  const text = `
    models:
      User: { fields: { id: { type: uuid, auto: true }, name: str, f: int } }
      In: { base: User, include: [name] }
      Full: { base: User, include: [name, f] }
    routes:
      - { path: /users, method: POST, action: db.create, model: User, request_model: In }
      - { path: /full, method: POST, action: db.create, model: User, request_model: Full }`;
  assert.deepEqual(facts(text, "Full"), ["required", false]);
});

Deno.test("the derived response model without write-only fields is relaxed, too", () => {
  const text = `
    models:
      User: { fields: { id: { type: uuid, auto: true }, f: int, secret: { type: str, write_only: true } } }
      In: { base: User, include: [secret] }
    routes: [{ path: /users, method: POST, action: db.create, model: User, request_model: In }]`;
  assert.deepEqual(facts(text, "UserResponse"), ["default null", true]);
});

Deno.test("a response model at the end of a chain is relaxed, too", () => {
  const text = `
    models:
      User: { fields: { id: { type: uuid, auto: true }, name: str, f: int } }
      In: { base: User, include: [name] }
      Middle: { base: User, include: [id, f] }
      Out: { base: Middle }
    routes: [{ path: /users, method: POST, action: db.create, model: User, request_model: In, response_model: Out }]`;
  assert.deepEqual(facts(text, "Out"), ["default null", true]);
});

Deno.test("a declared model that is not derived but answers with the field is relaxed, too", () => {
  const text = `
    models:
      User: { fields: { id: { type: uuid, auto: true }, name: str, f: int } }
      In: { base: User, include: [name] }
      Out: { fields: { id: uuid, f: int } }
    routes: [{ path: /users, method: POST, action: db.create, model: User, request_model: In, response_model: Out }]`;
  assert.deepEqual(facts(text, "Out"), ["default null", true]);
});
