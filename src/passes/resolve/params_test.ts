/** `params` and `files`: names, types, defaults, and everything that can be wrong with them. */

import assert from "node:assert/strict";
import { apiOf, expectValid, type Files, foundIn, python, shown } from "../../../tests/support/expect.ts";
import { isAction, type Route } from "../../ir/api.ts";
import { typeWords } from "./typed.ts";

const MODEL = "models: { Item: { fields: { id: int, name: str, kind: str } } }\n";

/** A config with one route, and the function that it calls. */
function files(keys: string, args = "request", method = "GET", path = "/run"): Files {
  return {
    "api.yaml": `${MODEL}routes:\n- { path: "${path}", method: ${method}, handler: handlers.run, ${keys} }\n`,
    "handlers.py": `def run(${args}): ...\n`,
  };
}

function codes(keys: string, args?: string, method?: string, path?: string): readonly string[] {
  return foundIn(files(keys, args, method, path)).map((one) => one.replace(/^(\w+) \S+ /, "$1 "));
}

function only(keys: string, args?: string, method?: string, path?: string): Route {
  const [route, ...others] = apiOf(files(keys, args, method, path)).routes;
  assert.ok(route && others.length === 0);
  return route;
}

/** A parameter in one line: source, name on the wire, name in Python, type, default. */
function texts(route: Route): readonly string[] {
  return route.body.parameters.map(({ source, wire, attribute, typed, declared }) =>
    `${source} ${wire} as ${attribute}: ${typeWords(typed)} = ${
      declared?.default === undefined ? "required" : shown(declared.default)
    }`
  );
}

/** What a handler is called with. */
function argumentsOf(route: Route): readonly string[] {
  assert.ok(!isAction(route));
  const [step] = route.body.steps;
  assert.ok(step?.kind === "call");
  return step.call.arguments.map(({ name, value }) => `${name}: ${value.kind}`);
}

Deno.test("a parameter is a required text of the query, unless it says otherwise", () => {
  const route = only(
    "params: [{ name: a }, { name: b, type: int, default: 3 }, { name: c, type: uuid, optional: true }, " +
      "{ name: d, type: list, items: int, default: [1] }, { name: e, type: any }, { name: f, type: LIST }]",
    "a, b, c, d, e, f",
  );
  assert.deepEqual(texts(route), [
    "query a as a: str = required",
    "query b as b: int = 3",
    "query c as c: uuid or null = null",
    "query d as d: a list of int = [1]",
    "query e as e: str = required",
    "query f as f: a list of str = required",
  ]);
  assert.deepEqual(argumentsOf(route), ["a", "b", "c", "d", "e", "f"].map((name) => `${name}: parameter`));
});

Deno.test("names that Python cannot have get one that it can", () => {
  const route = only(
    "params: [{ name: from }, { name: list }, { name: X-Request-ID, source: header }, { name: user_agent, source: header }, " +
      "{ name: sid, source: cookie, alias: session-id }]",
    "from_, list, x_request_id, user_agent, sid",
  );
  assert.deepEqual(texts(route), [
    "query from as from_: str = required",
    "query list as list_2: str = required",
    "header X-Request-ID as x_request_id: str = required",
    "header user-agent as user_agent: str = required",
    "cookie session-id as sid: str = required",
  ]);
});

Deno.test("camel naming reaches queries and forms, and nothing else", () => {
  const { "api.yaml": yaml = "", ...others } = files(
    "params: [{ name: first_name }, { name: last_name, source: form }, { name: a_b, source: cookie }, { name: c_d, alias: c_d }]",
    "first_name, last_name, a_b, c_d",
    "POST",
  );
  const [route] = apiOf({ "api.yaml": `naming: camel\n${yaml}`, ...others }).routes;
  assert.ok(route);
  assert.deepEqual(route.body.parameters.map((one) => one.wire), ["firstName", "lastName", "a_b", "c_d"]);
});

Deno.test("references find what is declared, with its type", () => {
  const api = apiOf({
    "api.yaml": `
      routes:
        - path: /run
          method: POST
          params:
            - { name: page, type: int }
            - { name: trace_id, source: header }
            - { name: name, source: form }
          files: [picture]
          pipeline:
            - { action: transform, handler: handlers.run, args: { page: $query.page, trace: $header.Trace-Id, form: $body, name: $body.name, picture: $picture, file: $picture.filename } }
    `,
    "handlers.py": "def run(page: int, trace: str, form, name: str, picture, file): ...\n",
  });
  const [route] = api.routes;
  assert.ok(route && !isAction(route));
  assert.deepEqual(argumentsOf(route), [
    "page: parameter",
    "trace: parameter",
    "form: dict",
    "name: parameter",
    "picture: file",
    "file: member",
  ]);
  assert.equal(route.body.parameters.length, 3);
  assert.deepEqual(route.files.map((file) => file.wire), ["picture"]);
});

Deno.test("a reference means the name of a parameter before the alias of another one", () => {
  for (
    const params of [
      "{ name: a, alias: b }, { name: b, alias: c, type: int }",
      "{ name: b, alias: c, type: int }, { name: a, alias: b }",
    ]
  ) {
    const [route] = apiOf({
      "api.yaml": `
        routes:
          - path: /run
            method: GET
            params: [${params}]
            pipeline: [{ action: transform, handler: handlers.run, args: { a: $query.a, b: $query.b } }]
      `,
      "handlers.py": "def run(a: str, b: int): ...\n",
    }).routes;
    assert.deepEqual(route?.body.parameters.length, 2);
  }
});

Deno.test("actions read parameters in where and set, and none that nothing declares changes", () => {
  const config = (params: string) =>
    `${MODEL}routes: [{ path: /items, method: GET, action: db.list, model: Item, where: { kind: $query.kind }, ${params} }]\n`;
  expectValid(config("params: [{ name: kind, default: book }]"));
  assert.match(python(config("params: [{ name: kind, default: book }]"), "routes.py"), /kind: Text = "book"/);
  assert.match(python(config("tags: [a]"), "routes.py"), /kind: Text \| None = None/);
});

Deno.test("a path parameter has the declared type", () => {
  const route = only(
    "params: [{ name: year, source: path, type: int, ge: 1900 }]",
    "year: int",
    "GET",
    "/years/{year}",
  );
  assert.deepEqual(
    route.pathParameters.map(({ name, type, declared }) => [name, type.kind, declared !== undefined]),
    [["year", "int", true]],
  );
});

Deno.test("sizes, counts and types of files", () => {
  const route = only(
    'files: [a, { name: b, multiple: true, max_size: 1.5kb, accept: [.PDF, "image/*"] }, { name: c, optional: true, multiple: true, max_count: 3, accept: ["*/*", .x] }]',
    "a, b, c",
    "POST",
  );
  assert.deepEqual(
    route.files.map(({ wire, maxSize, maxCount, accept, optional }) => [wire, maxSize, maxCount, accept, optional]),
    [
      ["a", 50 * 2 ** 20, undefined, [], false],
      ["b", 1536, 20, [".pdf", "image/*"], false],
      ["c", 50 * 2 ** 20, 3, [], true],
    ],
  );
});

Deno.test("what is wrong is reported once, at its place", () => {
  const cases: readonly (readonly [keys: string, args: string, method: string, ...expected: string[]])[] = [
    ["params: [{ type: int }]", "", "GET", "E058"],
    ["params: [{ name: a, source: form }]", "a", "GET", "E054"],
    ["params: [{ name: a, source: form }]", "a", "DELETE", "E054"],
    ["files: [a, b]", "a, b", "GET", "E053"],
    ["files: [{ name: a, max_size: 0 }]", "a", "POST", "E059"],
    ["files: [{ name: a, max_size: 10 apples }]", "a", "POST", "E059"],
    ["files: [{ name: a, max_size: 2000gb }]", "a", "POST", "E059"],
    ["files: [{ name: a, max_count: 2 }]", "a", "POST", "E130"],
    ["files: [{ name: a, accept: [image] }]", "a", "POST", "E205"],
    ["request_model: Item, files: [a]", "a, body", "POST", "E200"],
    ["params: [{ name: a, type: dict }]", "a", "GET", "E201"],
    ["params: [{ name: a, type: Item }]", "a", "GET", "E201"],
    ["params: [{ name: a, type: list, items: Item }]", "a", "GET", "E201"],
    ["params: [{ name: a, source: cookie, type: list }]", "a", "GET", "E201"],
    ["params: [{ name: a, source: path }]", "request", "GET", "E202"],
    ["params: [{ name: a }, { name: a, source: header }]", "a", "GET", "E203"],
    ["params: [{ name: a }, { name: b, alias: a }]", "a, b", "GET", "E203"],
    ["params: [{ name: request }]", "request", "GET", "E203"],
    ["params: [{ name: a }], depends: [handlers.get_a]", "a", "GET", "E203"],
    ["params: [{ name: a, source: header, alias: a b }]", "a", "GET", "E204"],
    ["params: [{ name: a b }]", "request", "GET", "E112"],
    ["params: [{ name: a, type: int, min_length: 1 }]", "a", "GET", "E123"],
    ["params: [{ name: a, type: int, ge: 5, default: 1 }]", "a", "GET", "E128"],
    ["params: [{ name: a, default: null }]", "a", "GET", "E129"],
    ["params: [{ name: a, type: enum }]", "a", "GET", "E114"],
    ["params: [{ name: a, type: nonsense }]", "a", "GET", "E006"],
    ["params: [{ name: a }], files: []", "", "POST", "W130"],
  ];
  for (const [keys, args, method, ...expected] of cases) {
    const config = files(keys, args, method);
    const handlers = `${config["handlers.py"]}\ndef get_a(): ...\n`;
    const found = foundIn({ ...config, "handlers.py": handlers });
    assert.deepEqual(found.map((one) => one.slice(0, 4)), expected, `${keys}\n${found.join("\n")}`);
  }
});

Deno.test("a query parameter cannot be called like one of a feature", () => {
  const config =
    `${MODEL}routes: [{ path: /items, method: GET, action: db.list, model: Item, pagination: true, where: { kind: $query.limit }, params: [{ name: limit }] }]\n`;
  assert.deepEqual(foundIn({ "api.yaml": config }).map((one) => one.slice(0, 4)), ["E138"]);
});

Deno.test("a field of a form that nothing declares is unknown", () => {
  const found = codes(
    "params: [{ name: a, source: form }], background_tasks: [{ handler: handlers.run, args: { request: $body.b } }]",
    "request",
    "POST",
  );
  assert.deepEqual(found, ['E119 The form has no field "b"']);
});

Deno.test("python-multipart is required where forms are read, and only there", () => {
  const config = (keys: string) =>
    `routes:\n- { path: /run, method: POST, pipeline: [{ return: $query.a }], ${keys} }\n`;
  assert.match(
    python(config("params: [{ name: a }, { name: b, source: form }]"), "requirements.txt"),
    /^python-multipart==/m,
  );
  assert.doesNotMatch(python(config("params: [{ name: a }]"), "requirements.txt"), /multipart/);
});
