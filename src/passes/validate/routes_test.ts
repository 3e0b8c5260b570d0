/** Routes: what they do, and that no two of them meet, in routers or not. */

import assert from "node:assert/strict";
import { diagnosed, found, helps } from "./validate_test_tools.ts";

const MODELS = "models: { A: { fields: { id: int, name: str } } }\n";

const route = (keys: string) => `${MODELS}routes: [{ path: /a, method: POST, ${keys} }]`;

Deno.test("each of action, pipeline and handler alone is enough", () => {
  for (
    const keys of [
      "action: db.create, model: A",
      "pipeline: [{ action: db.list, model: A }]",
      "handler: users.make",
      "handler: users.make, model: A, request_model: A, response_model: A",
    ]
  ) assert.deepEqual(found(route(keys)), [], keys);
});

Deno.test("a route says exactly one thing to do", () => {
  const none = `${MODELS}routes: [{ path: /a, method: GET }]`;
  assert.deepEqual(found(none), ["E004 2:18 `/a` The route does not say what to do"]);
  assert.deepEqual(helps(none), [
    'Write "action:" with "db.list", "db.get", "db.create", "db.update" or "db.delete", ' +
    '"pipeline:" with steps, or "handler:" with a function of yours',
  ]);
  const two = route("handler: a.b, action: db.list, model: A");
  assert.deepEqual(found(two), [
    'E004 2:36 `handler` The route says more than one thing to do: "action" and "handler"',
  ]);
  assert.deepEqual(helps(two), ["Keep one of them"]);
  assert.deepEqual(found(route("handler: a.b, pipeline: [], action: db.list, model: A, where: { id: 1 }")), [
    'E004 2:36 `handler` The route says more than one thing to do: "action", "pipeline" and "handler"',
  ]);
});

Deno.test("a misspelled or empty target is not also missing", () => {
  assert.deepEqual(diagnosed(route("handlr: a.b")).map(({ code }) => code), ["E107"]);
  assert.deepEqual(diagnosed(route("pipeline: 3, handler: a.b")).map(({ code }) => code), ["E021", "E004"]);
  assert.deepEqual(diagnosed(route("handler: [a]")).map(({ code }) => code), ["E108"]);
});

Deno.test("unknown actions are told from steps", () => {
  assert.deepEqual(helps(route("action: db.creat, model: A")), ['Did you mean "db.create"?']);
  assert.deepEqual(helps(route("action: validate, model: A")), ['Write it as a step below "pipeline:"']);
});

Deno.test("keys about the records of an action need one", () => {
  const pipeline = route("pipeline: [], where: { id: 1 }, set: {}, filters: [id], sort: [id], pagination: true");
  assert.deepEqual(found(pipeline), [
    'E149 2:50 `where` "where" belongs to an action, and the route has a pipeline',
    'E149 2:68 `set` "set" belongs to an action, and the route has a pipeline',
    'E149 2:77 `filters` "filters" belongs to an action, and the route has a pipeline',
    'E149 2:92 `sort` "sort" belongs to an action, and the route has a pipeline',
    'E149 2:104 `pagination` "pagination" belongs to an action, and the route has a pipeline',
  ]);
  assert.deepEqual(helps(pipeline).at(0), 'Remove it, and write it into the "args" of a step');
  const handler = route("handler: a.b, sort: [id]");
  assert.deepEqual(found(handler), ['E149 2:50 `sort` "sort" belongs to an action, and the route has a handler']);
  assert.deepEqual(helps(handler), ["Remove it; what the handler does with records, it decides itself"]);
});

Deno.test("routes of routers are checked like those of the top level", () => {
  const text = `${MODELS}
errors: { Gone: { status: 410 } }
routers:
  - name: first
    prefix: /a
    errors: { not_found: Gon, two-words: Gone }
    routes:
      - { path: "/{id}", method: GET, action: db.get, model: B, errors: { not_found: Nothing } }
      - { path: x, method: GET, action: db.list, model: A, name: 1st }
      - { path: "/{def}", method: DELETE, action: db.delete, model: A }
      - { path: /y, method: GET }
`;
  assert.deepEqual(diagnosed(text).map(({ code, message }) => `${code} ${message}`), [
    'E009 Unknown error "Gon"',
    'E112 Condition "two-words" has characters other than letters, digits and underscores',
    'E012 Unknown model "B" in "model"',
    'E009 Unknown error "Nothing"',
    'E115 Path "x" does not start with "/"',
    'E112 Route "1st" starts with a digit',
    'E112 Path parameter "def" is a keyword of Python',
    "E004 The route does not say what to do",
    'W104 Requests for "/a/y" are answered by "/a/{id}", which stands before it',
  ]);
});

Deno.test("routes meet across the top level and routers, by their whole paths", () => {
  const text = `${MODELS}
routes:
  - { path: "/a/{id}", method: GET, action: db.get, model: A, name: get_a }
  - { path: /b, method: GET, action: db.list, model: A }
routers:
  - name: first
    prefix: /a
    routes:
      - { path: "/{name}", method: GET, action: db.get, model: A }
      - { path: /new, method: GET, action: db.list, model: A }
  - name: second
    prefix: /b
    routes:
      - { path: /, method: GET, action: db.list, model: A, name: get_a }
      - { path: "", method: POST, action: db.create, model: A }
      - { path: /b, method: GET, action: db.list, model: A }
`;
  assert.deepEqual(found(text), [
    'E002 10:17 `"/{name}"` Two routes have the same method and path',
    'W104 11:17 `/new` Requests for "/a/new" are answered by "/a/{id}", which stands before it',
    "E002 15:17 `/` Two routes have the same method and path",
    "E002 15:66 `get_a` Two routes have the same name",
  ]);
  const related = diagnosed(text).map((one) => one.related[0]?.span);
  assert.deepEqual(related.map((span) => span && text.slice(span.start, span.end)), [
    '"/a/{id}"',
    '"/a/{id}"',
    "/b",
    "get_a",
  ]);
});

Deno.test("a path that only its prefix makes wrong is reported at the path", () => {
  const text = `${MODELS}
routers:
  - name: first
    prefix: /a/{id}
    routes:
      - { path: "/{id}", method: GET, action: db.get, model: A }
  - name: second
    routes:
      - { path: "", method: GET, action: db.list, model: A }
`;
  assert.deepEqual(found(text), [
    'E115 7:17 `"/{id}"` Path "/a/{id}/{id}" names a parameter twice',
    'E115 10:17 `"` Path "" does not start with "/"',
  ]);
});
