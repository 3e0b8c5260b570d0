/** Names of endpoints: by action, then method, then path; never by failing. */

import assert from "node:assert/strict";
import { api, apiOf, expectErrors } from "../../../tests/support/expect.ts";
import { plural, singular, withArticle } from "./names.ts";

const MODELS = `
models:
  User: { fields: { id: { type: uuid, auto: true }, name: str } }
  Order: { fields: { id: { type: uuid, auto: true }, user_id: uuid, number: int } }
  Category: { fields: { id: { type: uuid, auto: true }, name: str } }
  OrderItem: { fields: { id: { type: uuid, auto: true }, name: str } }
  Person: { fields: { id: { type: uuid, auto: true }, name: str } }
  News: { fields: { id: { type: uuid, auto: true }, name: str } }
`;

/** The names of routes that are written as "METHOD path action Model". */
function namesOf(...routes: readonly string[]): readonly string[] {
  const items = routes.map((route) => {
    const [method, path, action, model, name] = route.split(" ");
    const named = name === undefined ? "" : `, name: ${name}`;
    return `  - { path: "${path}", method: ${method}, action: db.${action}, model: ${model}${named} }`;
  });
  return api(`${MODELS}routes:\n${items.join("\n")}\n`).routes.map((route) => route.name);
}

Deno.test("the five actions on one model", () => {
  assert.deepEqual(
    namesOf(
      "GET /users list User",
      "GET /users/{id} get User",
      "POST /users create User",
      "PATCH /users/{id} update User",
      "DELETE /users/{id} delete User",
    ),
    ["list_users", "get_user", "create_user", "update_user", "delete_user"],
  );
});

Deno.test("plurals as people write them", () => {
  assert.deepEqual(
    namesOf("GET /a list Category", "GET /b list OrderItem", "GET /c list Person", "GET /d list News"),
    ["list_categories", "list_order_items", "list_people", "list_news"],
  );
  for (const word of ["user", "category", "person", "child", "address", "status", "box", "woman"]) {
    assert.equal(singular(plural(word)), word);
  }
  for (const word of ["specimen", "lab_specimen", "regimen", "german", "human"]) {
    assert.deepEqual([plural(word), singular(`${word}s`), singular(word)], [`${word}s`, word, word]);
  }
});

Deno.test("PUT and PATCH of one record have different names", () => {
  const names = namesOf("PUT /users/{id} update User", "PATCH /users/{id} update User");
  assert.deepEqual(names, ["update_user", "patch_user"]);
});

Deno.test("one model under two paths has a name by path", () => {
  assert.deepEqual(
    namesOf("GET /orders list Order", "GET /users/{user_id}/orders list Order"),
    ["list_orders", "list_user_orders"],
  );
});

Deno.test("a POST to a word behind the record is called by that word", () => {
  assert.deepEqual(
    namesOf(
      "PATCH /users/{id} update User",
      "POST /users/{id}/deactivate update User",
      "PATCH /users/{id}/profile update User",
    ),
    ["update_user", "deactivate_user", "patch_user"],
  );
  assert.deepEqual(namesOf("POST /users/{id}/send-mail update User"), ["send_mail_user"]);
});

Deno.test("explicit names win, and generated ones give way to later explicit ones", () => {
  assert.deepEqual(namesOf("GET /users list User", "GET /people list Person list_users"), ["get_users", "list_users"]);
});

Deno.test("names never clash, however many routes do the same", () => {
  const routes = Array.from({ length: 40 }, (_, index) => `GET /v${index % 4}/{x${index}}/users list User`);
  const different = routes.map((route, index) => route.replace("/users", `/users${"/u".repeat(index)}`));
  const names = namesOf(...different);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^[a-z][a-z0-9_]*$/);
});

Deno.test("the order of routes decides who gets the plain name", () => {
  assert.deepEqual(namesOf("PATCH /users/{id} update User", "PUT /users/{id} update User"), [
    "update_user",
    "put_user",
  ]);
});

Deno.test("only equal explicit names clash", () => {
  expectErrors(
    `
    models: { User: { fields: { id: { type: uuid, auto: true } } } }
    routes:
      - { path: /a, method: GET, action: db.list, model: User, name: all_users }
      - { path: /b, method: GET, action: db.list, model: User, name: all_users }
    `,
    ["E002 4:66"],
  );
});

Deno.test("nouns get the article that they are spoken with", () => {
  const nouns = ["user", "User", "unit", "uncle", "order", "Item", "book", "utility"];
  assert.deepEqual(nouns.map(withArticle), [
    "a user",
    "a User",
    "a unit",
    "an uncle",
    "an order",
    "an Item",
    "a book",
    "a utility",
  ]);
});

/** Functions that routes below name: `handlers.deactivate_user`. */
const FUNCTIONS = ["deactivate_user", "fulfill_order", "Create", "list"].map((name) => `async def ${name}(): ...`);

/** Names and statuses of routes that are written as "METHOD path", with what else they have. */
function logic(...routes: readonly (readonly [route: string, rest: string])[]): readonly string[] {
  const items = routes.map(([route, rest]) => {
    const [method, path] = route.split(" ");
    return `  - { path: "${path}", method: ${method}, ${rest} }`;
  });
  const text = `${MODELS}routes:\n${items.join("\n")}\n`;
  const python = FUNCTIONS.join("\n");
  return apiOf({ "api.yaml": text, "handlers.py": python, "other.py": python })
    .routes.map(({ name, status }) => `${name} ${status}`);
}

const RUN = "pipeline: [{ action: transform, handler: handlers.list }]";

Deno.test("handlers give routes their names", () => {
  assert.deepEqual(
    logic(
      ["POST /users/{id}/deactivate", "handler: handlers.deactivate_user"],
      ["POST /a", "handler: handlers.Create"],
      ["GET /b", "handler: handlers.list"],
    ),
    // Neither a class nor what Python calls a list is a name for an endpoint.
    ["deactivate_user 200", "create_a 200", "get_b 200"],
  );
});

Deno.test("steps give routes names by what is done in the path", () => {
  assert.deepEqual(
    logic(
      ["POST /orders/{id}/fulfill", RUN],
      ["GET /reports", RUN],
      ["GET /reports/{id}", RUN],
      ["GET /users/{id}/orders", RUN],
      ["POST /reports", RUN],
      ["PUT /reports/{id}", RUN],
      ["PATCH /reports/{id}", RUN],
      ["DELETE /reports/{id}", RUN],
      ["POST /orders/{id}/send-mail", RUN],
      ["PATCH /orders/{id}/state", RUN],
      ["DELETE /users/{id}/avatar", RUN],
      ["PUT /users/{id}/avatar", RUN],
      ["GET /status", RUN],
      ["GET /", RUN],
    ),
    [
      "fulfill_order 200",
      "list_reports 200",
      "get_report 200",
      "list_orders 200",
      "create_report 200",
      "update_report 200",
      "patch_report 200",
      "delete_report 200",
      "send_mail_order 200",
      "update_state 200",
      "delete_avatar 200",
      "update_avatar 200",
      "get_status 200",
      "get 200",
    ],
  );
});

Deno.test("an explicit name wins, and generated ones give way to it", () => {
  assert.deepEqual(
    logic(
      ["POST /a/{id}/deactivate", "handler: handlers.deactivate_user"],
      ["POST /b/{id}/fulfill", `name: deactivate_user, ${RUN}`],
      ["GET /reports", "handler: handlers.fulfill_order, name: show_all"],
    ),
    ["deactivate_a 200", "deactivate_user 200", "show_all 200"],
  );
});

Deno.test("two functions of one name in two modules are two routes", () => {
  assert.deepEqual(
    logic(
      ["POST /users/{id}/deactivate", "handler: handlers.deactivate_user"],
      ["POST /orders/{id}/deactivate", "handler: other.deactivate_user"],
      ["POST /deactivate", "handler: other.deactivate_user"],
    ),
    ["deactivate_user 200", "deactivate_order 200", "create_deactivate 200"],
  );
});

const CREATE = "{ action: db.create, model: Person, args: { data: { name: x } }, as: person }";

Deno.test("a route whose result is a record that it created answers 201", () => {
  assert.deepEqual(
    logic(
      ["POST /people", `pipeline: [${CREATE}]`],
      ["POST /b", `pipeline: [${CREATE}, { return: $person }]`],
      ["POST /c", `pipeline: [${CREATE}, { action: side_effect, handler: handlers.list }]`],
      ["POST /d", `pipeline: [${CREATE}, { return: $person.name }]`],
      ["POST /e", `pipeline: [${CREATE}, { action: db.list, model: User }]`],
      ["POST /f", `pipeline: [${CREATE}, { return: { value: $person, status: 202 } }]`],
      ["POST /g", `status: 200, pipeline: [${CREATE}]`],
      ["POST /h", `status: 203, pipeline: [${CREATE}, { return: { value: $person, status: 202 } }]`],
      ["DELETE /i", `status: 204, pipeline: [{ action: transform, handler: handlers.list }]`],
    ).map((line) => line.split(" ")[1]),
    ["201", "201", "201", "200", "200", "202", "200", "203", "204"],
  );
});
