/** Statuses, keys, the types of path parameters, and the address of what was created. */

import assert from "node:assert/strict";
import { api, expectErrors, fieldNames, onlyRoute, resolved, routeOf } from "../../../tests/support/expect.ts";

const MODELS = `
models:
  User: { fields: { id: { type: uuid, auto: true }, name: str } }
  Order: { fields: { id: { type: int, auto: true }, user_id: uuid, state: { type: enum, values: [open, paid], default: open } } }
  Page: { fields: { slug: { type: str, primary: true, max_length: 9, regex: "^a" }, id: int, size: { type: int, ge: 3 } } }
`;

function route(text: string) {
  return onlyRoute(api(`${MODELS}routes: [{ ${text} }]`));
}

const STATUSES: readonly (readonly [string, number])[] = [
  ["path: /a, method: GET, action: db.list, model: User", 200],
  ['path: "/a/{id}", method: GET, action: db.get, model: User', 200],
  ["path: /a, method: POST, action: db.create, model: User", 201],
  ['path: "/a/{id}", method: PUT, action: db.update, model: User', 200],
  ['path: "/a/{id}", method: DELETE, action: db.delete, model: User', 204],
  ["path: /a, method: POST, action: db.create, model: User, status: 202", 202],
  ['path: "/a/{id}", method: DELETE, action: db.delete, model: User, status: 200, response_model: User', 200],
];

for (const [text, status] of STATUSES) {
  Deno.test(`${text} answers ${status}`, () => assert.equal(route(text).status, status));
}

Deno.test("delete answers with nothing, or with the record when a response model asks for it", () => {
  assert.deepEqual(route('path: "/a/{id}", method: DELETE, action: db.delete, model: User').response, {
    kind: "empty",
  });
  assert.deepEqual(
    route('path: "/a/{id}", method: DELETE, action: db.delete, model: User, status: 200, response_model: User')
      .response,
    { kind: "model", model: "User", many: false },
  );
});

Deno.test("brackets around a response model change nothing", () => {
  for (const written of ["User", '"[User]"', '"[ User ]"']) {
    assert.deepEqual(
      route(`path: /a, method: GET, action: db.list, model: User, response_model: ${written}`).response,
      { kind: "model", model: "User", many: true },
    );
  }
});

Deno.test("methods are taken in any case", () => {
  assert.equal(route("path: /a, method: gEt, action: db.list, model: User").method, "GET");
});

/** Path, model, the parameter that names the record, the type of each parameter. */
const KEYS: readonly (readonly [string, string, string, readonly string[]])[] = [
  ["/users/{id}", "User", "id", ["uuid"]],
  ["/users/{user}", "User", "user", ["uuid"]],
  ["/users/{id}/things/{other}", "User", "id", ["uuid", "str"]],
  ["/orders/{id}", "Order", "id", ["int"]],
  ["/users/{user_id}/orders/{id}", "Order", "id", ["uuid", "int"]],
  ["/users/{user_id}/orders/{number}", "Order", "number", ["uuid", "int"]],
  ["/states/{state}/orders/{id}", "Order", "id", ["enum", "int"]],
  ["/pages/{slug}", "Page", "slug", ["str"]],
  ["/pages/{slug:path}", "Page", "slug", ["str"]],
  ["/pages/{id}/{slug}", "Page", "slug", ["int", "str"]],
  ["/users/{userId}/pages/{slug}", "Page", "slug", ["uuid", "str"]],
  ["/teams/{team}/pages/{slug}", "Page", "slug", ["str", "str"]],
];

for (const [path, model, key, types] of KEYS) {
  Deno.test(`${path} finds a ${model} by ${key}`, () => {
    const { body, pathParameters } = route(`path: "${path}", method: GET, action: db.get, model: ${model}`);
    assert.equal(body.key?.name, key);
    assert.deepEqual(pathParameters.map((one) => one.type.kind), types);
  });
}

Deno.test("a path parameter has the type of its field without its bounds: what cannot exist is not found", () => {
  const [, size] = route('path: "/pages/{slug}/{size}", method: GET, action: db.get, model: Page').pathParameters;
  assert.deepEqual(size?.type, {
    kind: "int",
    ge: undefined,
    gt: undefined,
    le: undefined,
    lt: undefined,
    multipleOf: undefined,
  });
});

Deno.test("the type of a key of another model does not depend on the spelling of the parameter", () => {
  for (const name of ["user_id", "userId", "user"]) {
    const [owner] = route(`path: "/users/{${name}}/pages", method: GET, action: db.list, model: Page`).pathParameters;
    assert.equal(owner?.type.kind, "uuid", name);
  }
});

Deno.test("a parameter that takes slashes", () => {
  assert.deepEqual(
    route('path: "/pages/{slug:path}", method: GET, action: db.get, model: Page').pathParameters.map((one) =>
      one.spansSlashes
    ),
    [true],
  );
});

Deno.test("a path parameter whose name the endpoint uses gets another one", () => {
  const [first, second] =
    route('path: "/a/{list}/{response}", method: GET, action: db.get, model: User').pathParameters;
  assert.deepEqual([first?.name, second?.name], ["list", "response"]);
  assert.notEqual(first?.attribute, "list");
  assert.notEqual(second?.attribute, "response");
});

Deno.test("a path parameter that is a field narrows what is read, changed and deleted", () => {
  for (const [method, action] of [["GET", "get"], ["PATCH", "update"], ["DELETE", "delete"]]) {
    const { body } = route(
      `path: "/users/{user_id}/orders/{id}", method: ${method}, action: db.${action}, model: Order`,
    );
    assert.deepEqual(body.where.map(({ attribute, operator, value }) => [attribute, operator, value.kind]), [
      ["user_id", "eq", "path"],
    ]);
  }
});

Deno.test("it is written on create, and kept on update", () => {
  const create = route('path: "/users/{user_id}/orders", method: POST, action: db.create, model: Order');
  assert.deepEqual(create.body.set.map((one) => [one.attribute, one.value.kind]), [["user_id", "path"]]);
  const update = route('path: "/users/{user_id}/orders/{id}", method: PATCH, action: db.update, model: Order');
  assert.deepEqual(update.body.set.map((one) => [one.attribute, one.value.kind]), [["user_id", "path"]]);
});

Deno.test("derived request models leave it out", () => {
  const text = `${MODELS}routes: [{ path: "/users/{user_id}/orders", method: POST, action: db.create, model: Order }]`;
  assert.deepEqual(fieldNames(api(text), "OrderCreate"), ["state"]);
});

Deno.test("a created record has the address of the first get route that its values and the path can fill", () => {
  const address = (...routes: readonly string[]) => {
    const items = [
      '{ path: "/users/{user_id}/orders", method: POST, action: db.create, model: Order, name: make }',
      ...routes.map((path, index) =>
        `{ path: "${path}", method: GET, action: db.get, model: Order, name: get${index} }`
      ),
    ];
    const { location } = routeOf(api(`${MODELS}routes: [${items.join(", ")}]`), "make").body;
    return location &&
      [location.path, ...location.parameters.map(({ parameter, value }) => `${parameter}=${value.kind}`)];
  };
  assert.equal(address(), undefined);
  assert.deepEqual(address("/orders/{id}"), ["/orders/{id}", "id=record"]);
  assert.deepEqual(address("/orders/{id}", "/others/{id}"), ["/orders/{id}", "id=record"]);
  assert.deepEqual(address("/users/{user_id}/orders/{id}"), [
    "/users/{user_id}/orders/{id}",
    "user_id=record",
    "id=record",
  ]);
  assert.deepEqual(address("/teams/{team}/orders/{id}", "/orders/{order:path}"), ["/orders/{order}", "order=record"]);
});

Deno.test("a parameter that only the route's own path knows is taken from there", () => {
  const { location } = routeOf(
    resolved(`
      models: { Page: { fields: { id: { type: uuid, auto: true }, title: str } } }
      routes:
        - { path: "/{tenant}/pages", method: POST, action: db.create, model: Page }
        - { path: "/{tenant}/pages/{id}", method: GET, action: db.get, model: Page }`).api,
    "create_page",
  ).body;
  assert.deepEqual(location?.parameters.map(({ parameter, value }) => `${parameter}=${value.kind}`), [
    "tenant=path",
    "id=record",
  ]);
});

Deno.test("an update or a delete has no address of something new", () => {
  assert.equal(route('path: "/users/{id}", method: PATCH, action: db.update, model: User').body.location, undefined);
});

Deno.test("the key of a stored model is the primary field, else id, else an error", () => {
  const storage = (fields: string) =>
    [
      ...api(`
      models: { M: { fields: { ${fields} } } }
      routes: [{ path: /m, method: GET, action: db.list, model: M }]`).models.values(),
    ][0]?.storage?.key;
  assert.equal(storage("id: uuid, code: { type: str, primary: true }"), "code");
  assert.equal(storage("code: str, id: uuid"), "id");
  const config = (fields: string) => `
    models: { M: { fields: { ${fields} } } }
    routes: [{ path: /m, method: GET, action: db.list, model: M }]`;
  expectErrors(config("code: str"), ["E133 1:11"]);
  expectErrors(config("a: { type: str, primary: true }, b: { type: str, primary: true }"), ["E134 1:59"]);
});

Deno.test("only models that routes store need a key", () => {
  const { found } = resolved("models: { M: { fields: { code: str } } }");
  assert.deepEqual(found, []);
});

Deno.test("the default order is the first auto_now field, then the key", () => {
  const { models } = api(`
    models: { M: { fields: { id: uuid, a: { type: datetime, auto_now: update }, b: { type: datetime, auto_now: true } } } }
    routes: [{ path: /m, method: GET, action: db.list, model: M }]`);
  assert.deepEqual([...models.values()].map(({ storage }) => [storage?.order, storage?.touched]), [[["a"], ["a"]]]);
});

Deno.test("unique fields and unique groups are kept together, the key beside them", () => {
  const { models } = api(`
    models:
      M:
        unique: [[a, b]]
        indexes: [[b]]
        fields: { id: { type: int, primary: true, unique: true, auto: true }, a: { type: str, unique: true }, b: str }
    routes: [{ path: /m, method: GET, action: db.list, model: M }]`);
  const storage = [...models.values()][0]?.storage;
  assert.deepEqual([storage?.unique, storage?.indexes, storage?.autoincrement], [[["a"], ["a", "b"]], [["b"]], "id"]);
});

Deno.test("the base path stands before every path", () => {
  const whole = api(`base_path: /v1\n${MODELS}routes: [{ path: /a, method: GET, action: db.list, model: User }]`);
  assert.equal(whole.basePath, "/v1");
});
