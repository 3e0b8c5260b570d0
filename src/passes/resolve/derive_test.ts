/** Request and response models that the config leaves to restgen. */

import assert from "node:assert/strict";
import { api, expectValid, fieldNames, fieldOf, modelOf, presence, routeOf } from "../../../tests/support/expect.ts";

const USER =
  `User: { fields: { id: { type: uuid, auto: true }, name: str, team: str, at: { type: datetime, auto_now: true } } }`;

function withRoutes(model: string, ...routes: readonly string[]): string {
  return `models:\n  ${model}\nroutes:\n${routes.map((route) => `  - { ${route} }`).join("\n")}\n`;
}

const CREATE = "path: /users, method: POST, action: db.create, model: User";
const UPDATE = 'path: "/users/{id}", method: PATCH, action: db.update, model: User';

Deno.test("XCreate has what clients may choose", () => {
  const resolved = api(withRoutes(USER, CREATE));
  assert.equal(routeOf(resolved, "create_user").body.request, "UserCreate");
  assert.deepEqual(fieldNames(resolved, "UserCreate"), ["name", "team"]);
});

Deno.test("XCreate has the key when clients choose it", () => {
  const resolved = api(withRoutes("User: { fields: { id: str, name: str } }", CREATE));
  assert.deepEqual(fieldNames(resolved, "UserCreate"), ["id", "name"]);
});

Deno.test("XUpdate has the same fields, each omittable, and never the key", () => {
  const resolved = api(withRoutes("User: { fields: { id: str, name: str, age: { type: int, default: 1 } } }", UPDATE));
  assert.equal(routeOf(resolved, "update_user").body.request, "UserUpdate");
  assert.deepEqual(fieldNames(resolved, "UserUpdate"), ["name", "age"]);
  for (const name of ["name", "age"]) {
    assert.equal(presence(fieldOf(resolved, "UserUpdate", name).presence), "omittable", name);
  }
});

Deno.test("what the path decides is left out, once for each combination", () => {
  const resolved = api(withRoutes(
    USER,
    CREATE,
    'path: "/teams/{team}/users", method: POST, action: db.create, model: User',
    'path: "/groups/{team}/users", method: POST, action: db.create, model: User',
  ));
  const requests = resolved.routes.map((route) => route.body.request);
  assert.equal(requests[0], "UserCreate");
  assert.equal(requests[1], requests[2]);
  assert.notEqual(requests[0], requests[1]);
  assert.deepEqual(fieldNames(resolved, "UserCreate"), ["name", "team"]);
  assert.deepEqual(fieldNames(resolved, requests[1] ?? ""), ["name"]);
});

Deno.test("what set decides is left out", () => {
  const resolved = api(withRoutes(USER, `${CREATE}, set: { team: red }`));
  assert.deepEqual(fieldNames(resolved, "UserCreate"), ["name"]);
});

Deno.test("read-only fields are in no request", () => {
  const model =
    "User: { fields: { id: { type: uuid, auto: true }, name: str, count: { type: int, read_only: true, default: 0 } } }";
  const resolved = api(withRoutes(model, CREATE, UPDATE));
  assert.deepEqual(fieldNames(resolved, "UserCreate"), ["name"]);
  assert.deepEqual(fieldNames(resolved, "UserUpdate"), ["name"]);
});

Deno.test("a declared XCreate or XUpdate is used as it is", () => {
  const text = `
    models:
      ${USER}
      UserCreate: { base: User, include: [name, team] }
      UserUpdate: { base: User, include: [name], all_optional: true }
    routes:
      - { ${CREATE} }
      - { ${UPDATE} }`;
  const resolved = api(text);
  assert.deepEqual(resolved.routes.map((route) => route.body.request), ["UserCreate", "UserUpdate"]);
  assert.deepEqual(fieldNames(resolved, "UserUpdate"), ["name"]);
  assert.equal(resolved.models.size, 3);
});

Deno.test("an explicit request model is used as it is", () => {
  const text = `
    models:
      ${USER}
      SignUp: { base: User, include: [name, team] }
    routes: [{ ${CREATE}, request_model: SignUp }]`;
  assert.equal(routeOf(api(text), "create_user").body.request, "SignUp");
});

Deno.test("a derived name that is taken gives way", () => {
  const text = `
    models:
      ${USER}
      Team: { fields: { id: { type: uuid, auto: true }, label: str } }
    routes:
      - { ${CREATE} }
      - { ${CREATE.replace("/users", '"/teams/{team}/users"')} }`;
  const names = [...api(text).models.values()].map((model) => model.name);
  assert.equal(new Set(names).size, names.length);
});

Deno.test("write-only fields leave the answer, also of models inside", () => {
  const text = `
    models:
      User: { fields: { id: { type: uuid, auto: true }, secret: { type: str, write_only: true }, home: Home, homes: { type: list, items: Home } } }
      Home: { fields: { street: str, code: { type: str, write_only: true } } }
    routes: [{ path: /users, method: POST, action: db.create, model: User }]`;
  const resolved = api(text);
  const { response, body } = routeOf(resolved, "create_user");
  assert.ok(response.kind === "model");
  assert.deepEqual(fieldNames(resolved, response.model), ["id", "home", "homes"]);
  assert.deepEqual(fieldOf(resolved, response.model, "home").type, { kind: "model", model: "HomeResponse" });
  assert.deepEqual(fieldNames(resolved, "HomeResponse"), ["street"]);
  assert.deepEqual(fieldNames(resolved, body.request ?? ""), ["secret", "home", "homes"]);
  assert.deepEqual(fieldNames(resolved, "Home"), ["street", "code"]);
});

Deno.test("read-only fields of models inside leave the request", () => {
  const text = `
    models:
      User: { fields: { id: { type: uuid, auto: true }, home: Home } }
      Home: { fields: { street: str, checked: { type: bool, read_only: true, default: false } } }
    routes: [{ path: /users, method: POST, action: db.create, model: User }]`;
  const resolved = api(text);
  const request = routeOf(resolved, "create_user").body.request ?? "";
  const { type } = fieldOf(resolved, request, "home");
  assert.ok(type.kind === "model");
  assert.deepEqual(fieldNames(resolved, type.model), ["street"]);
});

Deno.test("models that contain themselves are divided without an end of the compiler", () => {
  const text = `
    models:
      Node: { fields: { id: { type: uuid, auto: true }, secret: { type: str, write_only: true }, parent: { type: ref, model: Node, optional: true }, children: { type: list, items: Node, default: [] } } }
    routes: [{ path: /nodes, method: POST, action: db.create, model: Node }]`;
  const resolved = api(text);
  const { response } = routeOf(resolved, "create_node");
  assert.ok(response.kind === "model");
  assert.deepEqual(fieldOf(resolved, response.model, "parent").type, { kind: "model", model: response.model });
  expectValid(text);
});

Deno.test("a model without hidden fields answers as it is", () => {
  const { response } = routeOf(api(withRoutes(USER, CREATE)), "create_user");
  assert.deepEqual(response, { kind: "model", model: "User", many: false });
});

Deno.test("one response model serves every route that answers with the model", () => {
  const model = "User: { fields: { id: { type: uuid, auto: true }, name: { type: str, write_only: true } } }";
  const resolved = api(withRoutes(
    model,
    CREATE,
    "path: /users, method: GET, action: db.list, model: User",
    'path: "/users/{id}", method: GET, action: db.get, model: User',
  ));
  const models = resolved.routes.map(({ response }) => response.kind === "model" ? response.model : undefined);
  assert.deepEqual(models, ["UserResponse", "UserResponse", "UserResponse"]);
});

Deno.test("only what travels is marked as input or output", () => {
  const resolved = api(withRoutes(USER, CREATE));
  const uses = (name: string) => {
    const { input, output, storage } = modelOf(resolved, name);
    return [input, output, storage !== undefined];
  };
  assert.deepEqual(uses("User"), [true, true, true]);
  assert.deepEqual(uses("UserCreate"), [true, false, false]);
});
