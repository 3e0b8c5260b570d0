/** `cache`: what is sent, and what contradicts itself. */

import assert from "node:assert/strict";
import { at, compileFiles, expectErrors, expectValid, foundIn, python } from "../../tests/support/expect.ts";

function config(cache: string, more = ""): string {
  return `models: { M: { fields: { id: { type: uuid, auto: true }, name: str } } }
routes: [{ path: "/m/{id}", method: GET, action: db.get, model: M, cache: ${cache}${more} }]
`;
}

const CONTROLS: readonly (readonly [string, string])[] = [
  ["60", "private, max-age=60"],
  ["0", "private, max-age=0"],
  ["{ max_age: 60 }", "private, max-age=60"],
  ["{ max_age: 60, private: true }", "private, max-age=60"],
  ["{ max_age: 60, private: false }", "public, max-age=60"],
  ["{ no_store: true }", "no-store"],
  ["{ no_store: true, etag: false }", "no-store"],
  ["{ etag: true }", "private, no-cache"],
  ["{ etag: true, private: false }", "public, no-cache"],
  ["{ vary: [Accept] }", "private"],
];

for (const [cache, control] of CONTROLS) {
  Deno.test(`cache: ${cache}`, () => {
    expectValid(config(cache));
    assert.ok(python(config(cache), "routes.py").includes(`response.headers["Cache-Control"] = "${control}"\n`));
  });
}

const FAULTS: readonly (readonly [string, string, string])[] = [
  ["-1", "E075", "-1"],
  ["{ max_age: -60 }", "E075", "-60"],
  ["{ no_store: true, max_age: 60 }", "E215", "max_age"],
  ["{ no_store: true, etag: true }", "E215", "etag"],
  ["{ vary: [Accept Language] }", "E212", "Accept Language"],
  ["{ ttl: 60 }", "E107", "ttl"],
  ["true", "E108", "true }"],
];

for (const [cache, code, mark] of FAULTS) {
  Deno.test(`cache: ${cache} is ${code}`, () => {
    const text = config(cache);
    const line = text.split("\n")[1] ?? "";
    expectErrors(text, [`${code} 2:${line.indexOf(mark, line.indexOf("cache: ")) + 1}`]);
  });
}

Deno.test("only answers to GET are kept", () => {
  const text = config("60").replace("db.get", "db.delete").replace("GET", "DELETE");
  expectErrors(text, [`E076 ${at(text, "cache")}`]);
});

Deno.test("an answer with cookies is nobody else's", () => {
  const text = config("{ max_age: 1, private: false }", ", cookies: { a: b }");
  expectErrors(text, [`E214 ${at(text, "false")}`]);
  expectValid(config("{ max_age: 1 }", ", cookies: { a: b }"));
});

Deno.test("an answer behind dependencies of the route or of its router is nobody else's", () => {
  const user = "def get_user():\n    return None\n";
  const route = "path: /a, method: GET, handler: auth.get_user, cache: { max_age: 1, private: false }";
  const own = foundIn({ "api.yaml": `routes: [{ ${route}, depends: [auth.get_user] }]`, "auth.py": user });
  const shared = `routers: [{ name: r, dependencies: [auth.get_user], routes: [{ ${route} }] }]`;
  const inherited = foundIn({ "api.yaml": shared, "auth.py": user });
  assert.deepEqual([...own, ...inherited].map((one) => one.slice(0, 4)), ["E214", "E214"]);
});

Deno.test("a stream has no entity tag", () => {
  const route = "path: /a, method: GET, handler: a.rows, response_type: stream, cache: { etag: true }";
  const found = foundIn({ "api.yaml": `routes: [{ ${route} }]`, "a.py": "def rows():\n    yield 1\n" });
  assert.deepEqual(found.map((one) => one.slice(0, 4)), ["E215"]);
});

Deno.test("an entity tag takes a class of its own, and answers 304", () => {
  const routes = python(config("{ etag: true }"), "routes.py");
  assert.match(routes, /response_class=ConditionalJSONResponse/);
  assert.match(routes, /\{304: \{"description": "Not Modified"\}\}/);
  assert.match(python(config("{ etag: true }"), "runtime/conditional.py"), /class ConditionalJSONResponse/);
  assert.doesNotMatch(python(config("60"), "routes.py"), /conditional/);
});

Deno.test("responses of functions get the tag, too", () => {
  const files = (handler: string) => {
    const route = "path: /a, method: GET, handler: a.page, response_type: html, cache: { etag: true }";
    return compileFiles({ "api.yaml": `routes: [{ ${route} }]`, "a.py": handler }).files?.get("routes.py") ?? "";
  };
  assert.match(files("async def page():\n    return 1\n"), /return await conditional\(as_text\(answer\)\)\n/);
  assert.doesNotMatch(files("async def page() -> str:\n    return ''\n"), /await conditional/);
});

Deno.test("the generated test asks again with the tag", () => {
  const tests = python(config("{ max_age: 5, etag: true, vary: [Accept] }"), "tests/test_ms.py");
  assert.match(tests, /assert response\.headers\["Cache-Control"\] == "private, max-age=5"/);
  assert.match(tests, /assert "Accept" in response\.headers\["Vary"\]/);
  assert.match(tests, /assert response\.headers\["ETag"\] == entity_tag\(response\.content\)/);
  assert.match(tests, /"If-None-Match": response\.headers\["ETag"\][^]*status_code == 304/);
});
