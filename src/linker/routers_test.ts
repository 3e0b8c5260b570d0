/** Routers: aliases become mappings, and everything in them means what its file sees. */

import assert from "node:assert/strict";
import { at, linkFiles } from "./program_test_tools.ts";

const USERS = `
models: { User: { fields: { id: int } } }
errors: { NotFound: { status: 404 } }
router:
  prefix: /users
  errors: { not_found: NotFound }
  routes:
    - { path: "/{id}", method: GET, action: db.get, model: User, response_model: [User] }
`;

/** A router with one route, in flow style. */
const router = (keys: string) => `{ ${keys}, routes: [{ path: /x, method: GET, action: db.list, model: A }] }`;

const MODEL = "models: { A: { fields: { id: int } } }";

Deno.test("an alias stands for the router of its file, under its name", () => {
  const { found, value } = linkFiles({
    "api.yaml": `
$import: { users: users.yaml, shop: shop.yaml }
models: { User: { fields: { id: int } } }
routers:
  - users
  - { name: own, routes: [{ path: /x, method: GET, action: db.list, model: users.User }] }
  - shop.staff
`,
    "users.yaml": USERS,
    "shop.yaml": "$import: { staff: staff.yaml }",
    "staff.yaml": `${MODEL}\nrouter: ${router("name: people, prefix: /staff")}`,
  });
  assert.deepEqual(found, []);
  const routers = value.get("routers");
  assert.deepEqual([0, 1, 2].map((index) => at(routers, index, "name")), ["users", "own", "people"]);
  assert.equal(at(routers, 0, "routes", 0, "model"), "UsersUser");
  assert.deepEqual(at(routers, 0, "routes", 0, "response_model"), ["UsersUser"]);
  assert.equal(at(routers, 0, "errors", "not_found"), "NotFound");
  assert.equal(at(routers, 1, "routes", 0, "model"), "UsersUser");
  assert.equal(at(routers, 2, "prefix"), "/staff");
});

Deno.test("the router of the root and those of merged files are part of the root", () => {
  const { found, value } = linkFiles({
    "my-api.yaml": `
$import: [routers/user-list.yaml, plain.yaml]
router: ${router("prefix: /top")}
routers: [${router("name: first, prefix: /first")}]
`,
    "routers/user-list.yaml": USERS,
    "plain.yaml": MODEL,
  });
  assert.deepEqual(found, []);
  const names = [0, 1, 2, 3].map((index) => at(value.get("routers"), index, "name"));
  assert.deepEqual(names, ["first", "my_api", "user_list", undefined]);
  assert.equal(value.has("router"), false);
});

Deno.test("the router of a config without imports is a router too, with a name", () => {
  const { found, value } = linkFiles({ "api.yaml": `${MODEL}\nrouter: ${router("prefix: /a")}` });
  assert.deepEqual(found, []);
  assert.deepEqual([at(value.get("routers"), 0, "name"), at(value.get("routers"), 0, "prefix")], ["api", "/a"]);
  assert.equal(value.has("router"), false);
  // Standard input has no name to take.
  const { value: input } = linkFiles({ "-": `${MODEL}\nrouter: ${router("prefix: /a")}` });
  assert.equal(at(input.get("routers"), 0, "name"), "api");
});

Deno.test("an alias also brings the routers that its file merges", () => {
  const { found, value } = linkFiles({
    "api.yaml": "$import: { users: all.yaml }\nrouters: [users]",
    "all.yaml": "$import: [users.yaml, admins.yaml]",
    "users.yaml": USERS,
    "admins.yaml": `${MODEL}\nrouter: ${router("name: ~, prefix: /admins")}`,
  });
  assert.deepEqual(found, []);
  assert.deepEqual([0, 1].map((index) => at(value.get("routers"), index, "name")), ["users", "admins"]);
});

Deno.test("aliases without a router are reported, and leave nothing behind", () => {
  const { found, diagnostics, value } = linkFiles({
    "api.yaml":
      "$import: { users: users.yaml, types: types.yaml, gone: gone.yaml }\nrouters: [usr, user, types, gone, users, users]",
    "users.yaml": USERS,
    "types.yaml": MODEL,
  });
  assert.deepEqual(found, [
    'E025 api.yaml:1:56 `gone.yaml` There is no file "gone.yaml"',
    'E041 api.yaml:2:11 `usr` No import has the alias "usr"',
    'E041 api.yaml:2:16 `user` No import has the alias "user"',
    'E041 api.yaml:2:22 `types` File "types.yaml" has no router',
    'E041 api.yaml:2:42 `users` The router of "users.yaml" is listed twice',
  ]);
  assert.deepEqual(diagnostics.slice(1).map(({ help }) => help), [
    'Use "users", or write the router in place',
    'Did you mean "users"?',
    'Add "router:" with its routes to the file',
    "Remove this item",
  ]);
  assert.equal(at(value.get("routers"), 1), undefined);
});

Deno.test("an alias in a config without imports is reported", () => {
  const { found, diagnostics, value } = linkFiles({
    "api.yaml": `${MODEL}\nrouters: [users, ${router("name: a")}]`,
  });
  assert.deepEqual(found, ['E041 api.yaml:2:11 `users` No import has the alias "users"']);
  assert.equal(diagnostics[0]?.help, 'Write "$import: { users: … }" with the path of a file that has a router');
  assert.equal(at(value.get("routers"), 0, "name"), "a");
});

Deno.test("a router that nobody lists is a warning that says how to reach it", () => {
  const files = {
    "api.yaml": "$import: [{ users: users.yaml }, inner.yaml]",
    "users.yaml": USERS,
    "inner.yaml": "$import: { deep: deep.yaml }",
    "deep.yaml": `${MODEL}\nrouter: ${router("prefix: /deep")}`,
  };
  const { found, diagnostics } = linkFiles(files);
  assert.deepEqual(found, [
    'W111 users.yaml:4:1 `router` The router of "users.yaml" serves nothing: "api.yaml" does not list it',
    'W111 deep.yaml:2:1 `router` The router of "deep.yaml" serves nothing: "api.yaml" does not list it',
  ]);
  assert.deepEqual(diagnostics.map(({ help }) => help), [
    'Add "users" to "routers" of the root config',
    'Import the file under an alias, and list that in "routers"',
  ]);
  // A name that means nothing may have meant it.
  const misspelled = linkFiles({ ...files, "api.yaml": `${files["api.yaml"]}\nrouters: [user]` });
  assert.deepEqual(misspelled.diagnostics.map(({ code }) => code), ["E041"]);
});

Deno.test("values of another kind are left to the decoder", () => {
  const { found } = linkFiles({ "api.yaml": "$import: { users: users.yaml }\nrouters: users", "users.yaml": USERS });
  assert.deepEqual(found, ['E108 api.yaml:2:10 `users` Expected a list of routers, found the text "users"']);
  const items = linkFiles({ "api.yaml": "routers: [~, [a], { name: a }]\nrouter: text" });
  assert.deepEqual(items.found.map((line) => line.slice(0, 20)), [
    "E108 api.yaml:1:11 `",
    "E108 api.yaml:1:14 `",
    "E040 api.yaml:1:27 `",
    "E108 api.yaml:2:9 `t",
  ]);
});

Deno.test("names in a router that its file does not see are reported once, in that file", () => {
  const { found } = linkFiles({
    "api.yaml": "$import: { users: users.yaml }\nrouters: [users]\nerrors: { Gone: { status: 410 } }",
    "users.yaml": `
models: { User: { fields: { id: int } } }
router:
  errors: { duplicate: Gone }
  routes:
    - { path: "/{id}", method: GET, action: db.get, model: Usr, errors: { not_found: Gone } }
`,
  });
  assert.deepEqual(found, [
    'E009 users.yaml:4:24 `Gone` Unknown error "Gone"',
    'E012 users.yaml:6:60 `Usr` Unknown model "Usr" in "model"',
    'E009 users.yaml:6:86 `Gone` Unknown error "Gone"',
  ]);
});

Deno.test("faults of routers are reported in their files", () => {
  const { found, diagnostics } = linkFiles({
    "api.yaml": "$import: { a: a.yaml, b: b.yaml }\nrouters: [a, b]",
    "a.yaml": `${MODEL}\nrouter: ${router("name: same, prefix: a")}`,
    "b.yaml": `$import: [a.yaml]\nrouter: { name: same, routes: [] }`,
  });
  assert.deepEqual(
    found,
    [
      'E042 a.yaml:2:31 `a` Prefix "a" does not start with "/"',
      'E040 b.yaml:2:23 `routes` Router "same" has no routes',
      'E041 b.yaml:2:17 `same` Two routers are called "same"',
    ].sort((left, right) => left.slice(5) < right.slice(5) ? -1 : 1),
  );
  assert.equal(diagnostics.find(({ code }) => code === "E041")?.related[0]?.span.source.name, "a.yaml");
});
