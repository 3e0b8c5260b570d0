/** Routers: names of modules, prefixes, and something to serve. */

import assert from "node:assert/strict";
import { diagnosed, found, helps } from "./validate_test_tools.ts";

const MODELS = "models: { A: { fields: { id: int } } }\n";

let paths = 0;

/** Routers with these keys, each with a route of its own. */
function routers(...keys: readonly string[]): string {
  const items = keys.map((one) =>
    `  - { ${one}, routes: [{ path: /p${++paths}, method: GET, action: db.list, model: A }] }\n`
  );
  return `${MODELS}routers:\n${items.join("")}`;
}

Deno.test("routers with names, prefixes, tags and placeholders are fine", () => {
  const text = routers(
    "name: a",
    "name: b, prefix: /b",
    'name: c, prefix: "/c/{id}/{way:path}", tags: [x]',
    "name: email",
  );
  assert.deepEqual(found(text), []);
  assert.deepEqual(found(routers('name: d, prefix: ""', "name: match")), []);
});

Deno.test("a router needs a name", () => {
  assert.deepEqual(found(routers("prefix: /a")), ["E041 3:7 `prefix` The router has no name"]);
  assert.deepEqual(found(routers("name: ~")), ["E041 3:7 `name` The router has no name"]);
  assert.deepEqual(helps(routers("prefix: /a")), ['Add "name:"; its module below "routers/" is called like that']);
  // What is reported as something else is not also missing.
  assert.deepEqual(diagnosed(routers("nmae: a")).map(({ code }) => code), ["E107"]);
  assert.deepEqual(diagnosed(routers("name: [a]")).map(({ code }) => code), ["E108"]);
});

Deno.test("routes of a router without a name are checked all the same", () => {
  const text = `${MODELS}routers: [{ routes: [{ path: /a, method: GET, action: db.list, model: B }] }]`;
  assert.deepEqual(found(text), [
    "E041 2:13 `routes` The router has no name",
    'E012 2:71 `B` Unknown model "B" in "model"',
  ]);
});

const BAD_NAMES: readonly (readonly [string, string, string])[] = [
  ["my-router", "has characters other than letters, digits and underscores", 'Write "my_router", for example'],
  ["../evil", "has characters other than letters, digits and underscores", 'Write "evil", for example'],
  ["__init__", "starts with an underscore", 'Write "init", for example'],
  ["class", "is a keyword of Python", 'Write "class_", for example'],
  ["routers", "cannot be the name of a module", 'Write "routers_router", for example'],
  ["CON", "cannot be the name of a module", 'Write "CON_router", for example'],
  ["conftest", "cannot be the name of a module", 'Write "conftest_router", for example'],
];

for (const [name, reason, help] of BAD_NAMES) {
  Deno.test(`no module is called ${name}`, () => {
    const text = routers(`name: ${name}`);
    assert.deepEqual(found(text), [`E112 3:13 \`${name}\` Router "${name}" ${reason}`]);
    assert.deepEqual(helps(text), [help]);
  });
}

Deno.test("two routers need two names, on file systems without case too", () => {
  assert.deepEqual(found(routers("name: a", "name: a")), ['E041 4:13 `a` Two routers are called "a"']);
  const text = routers("name: Users", "name: users", "name: user");
  assert.deepEqual(found(text), ['E041 4:13 `users` Routers "Users" and "users" differ only in case']);
  assert.deepEqual(helps(text), ['Give one of them another "name:"']);
  const [diagnostic] = diagnosed(text);
  assert.equal(text.slice(diagnostic?.related[0]?.span.start).slice(0, 5), "Users");
});

const BAD_PREFIXES: readonly (readonly [string, string, string])[] = [
  ["users", 'E042 `users` Prefix "users" does not start with "/"', 'Write "/users"'],
  ["users/", 'E042 `users/` Prefix "users/" does not start with "/"', 'Write "/users"'],
  ["/users/", 'E042 `/users/` Prefix "/users/" ends with "/"', 'Write "/users"'],
  ["/", 'E042 `/` Prefix "/" ends with "/"', "Remove it"],
  ["/a//b", 'E115 `/` Path "/a//b" contains an empty segment', 'Write "/a/b"'],
  ["/:id", 'E115 `:` Path "/:id" writes a parameter with a colon', 'Write "/{id}"'],
  ['"/{id:int}"', 'E115 `i` Path "/{id:int}" uses a converter other than "path"', 'Write "/{id}"'],
  ['"/{body}"', 'E112 `body` Path parameter "body" is the name of the request\'s body', 'Write "body_id", for example'],
];

for (const [prefix, expected, help] of BAD_PREFIXES) {
  Deno.test(`a prefix is a path, and reported once: ${prefix}`, () => {
    const text = routers(`prefix: ${prefix}, name: a`);
    assert.deepEqual(found(text).map((line) => line.replace(/ \d+:\d+/, "")), [expected]);
    assert.deepEqual(helps(text), [help]);
  });
}

Deno.test("a router without routes serves nothing", () => {
  assert.deepEqual(found("routers: [{ name: a }, { name: b, routes: [] }, { name: c, routes: ~ }]"), [
    'E040 1:19 `a` Router "a" has no routes',
    'E040 1:35 `routes` Router "b" has no routes',
    'E040 1:60 `routes` Router "c" has no routes',
  ]);
  // Routes that could not be read were reported, and so was the key that was meant.
  assert.deepEqual(diagnosed("routers: [{ name: a, routes: [1] }]").map(({ code }) => code), ["E108"]);
  assert.deepEqual(diagnosed("routers: [{ name: a, endpoints: [] }]").map(({ code }) => code), ["E107"]);
});
