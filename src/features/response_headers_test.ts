/** `response_headers`: names, values, and the statements that set them. */

import assert from "node:assert/strict";
import { at, expectErrors, expectValid, foundIn, python } from "../../tests/support/expect.ts";

function config(headers: string, more = "", action = "db.get", path = "/m/{id}", method = "GET"): string {
  return `models: { M: { fields: { id: { type: uuid, auto: true }, name: str, tags: { type: list, items: str } } } }
routes: [{ path: "${path}", method: ${method}, action: ${action}, model: M, response_headers: ${headers}${more} }]
`;
}

const STATEMENTS: readonly (readonly [string, RegExp])[] = [
  ['{ X-A: "b" }', /response\.headers\["X-A"\] = "b"\n/],
  ["{ X-A: 1.0 }", /response\.headers\["X-A"\] = "1\.0"\n/],
  ["{ X-A: true }", /response\.headers\["X-A"\] = "true"\n/],
  ['{ X-A: "$$5" }', /response\.headers\["X-A"\] = "\$5"\n/],
  ['{ X-A: "" }', /response\.headers\["X-A"\] = ""\n/],
  ['{ X-A: "$path.id" }', /set_header\(response, "X-A", id\)\n/],
  ['{ X-A: "$query.page" }', /page: Text \| None = None,\n[^]*set_header\(response, "X-A", page\)\n/],
  ['{ X-A: "$result.name" }', /set_header\(response, "X-A", m\.name\)\n/],
  ['{ X-A: "$request.method" }', /request: Request,[^]*set_header\(response, "X-A", request\.method\)\n/],
];

for (const [headers, statement] of STATEMENTS) {
  Deno.test(`response_headers: ${headers}`, () => {
    expectValid(config(headers));
    assert.match(python(config(headers), "routes.py"), statement);
  });
}

const FAULTS: readonly (readonly [string, string, string])[] = [
  ['{ "X A": b }', "E212", '"X A"'],
  ["{ Content-Length: 1 }", "E060", "Content-Length"],
  ["{ set-cookie: a=b }", "E060", "set-cookie"],
  ['{ X-A: "a\\nb" }', "E211", '"a\\nb"'],
  ["{ X-A: é }", "E211", "é"],
  ['{ X-A: " a" }', "E211", '" a"'],
  ["{ X-A: [a] }", "E211", "[a]"],
  ["{ X-A: { a: b } }", "E211", "{ a: b }"],
  ["{ X-A: null }", "E211", "null"],
  ['{ X-A: "$result" }', "E211", '"$result"'],
  ['{ X-A: "$result.tags" }', "E211", '"$result.tags"'],
  ["{ X-A: a, x-a: b }", "E218", "x-a: b"],
  ['{ X-A: "$step.id" }', "E062", "step"],
  ['{ X-A: "$path.name" }', "E167", 'name" }'],
  ["[X-A]", "E108", "[X-A]"],
];

for (const [headers, code, mark] of FAULTS) {
  Deno.test(`response_headers: ${headers} is ${code}`, () => {
    const text = config(headers);
    expectErrors(text, [`${code} ${at(text, mark)}`]);
  });
}

const TAKEN: readonly (readonly [string, string, string])[] = [
  ["Cache-Control", "db.get", ", cache: 60"],
  ["vary", "db.get", ", cache: { vary: [Accept] }"],
  ["Link", "db.list", ", pagination: true"],
];

for (const [name, action, more] of TAKEN) {
  Deno.test(`${name} belongs to another key${more}`, () => {
    const path = action === "db.list" ? "/m" : "/m/{id}";
    const text = config(`{ ${name}: a }`, more, action, path);
    expectErrors(text, [`E218 ${at(text, `${name}: a`)}`]);
  });
}

Deno.test("creating sets Location, reading does not", () => {
  const text = config("{ Location: /here }", "", "db.create", "/m", "POST");
  expectErrors(text, [`E218 ${at(text, "Location")}`]);
  expectValid(config("{ Location: /here }"));
});

Deno.test("a redirect sets Location", () => {
  const route = "path: /a, method: GET, handler: a.go, response_type: redirect, response_headers: { location: /b }";
  const found = foundIn({ "api.yaml": `routes: [{ ${route} }]`, "a.py": "def go() -> str:\n    return '/b'\n" });
  assert.deepEqual(found.map((one) => one.slice(0, 4)), ["E218"]);
});

Deno.test("a deletion has no result", () => {
  const text = config('{ X-A: "$result.id" }', "", "db.delete", "/m/{id}", "DELETE");
  expectErrors(text, [`E168 ${at(text, "result")}`]);
});

Deno.test("the file that cleans values is there where values need it", () => {
  assert.match(python(config('{ X-A: "$path.id" }'), "runtime/headers.py"), /def set_header/);
  assert.doesNotMatch(python(config("{ X-A: b }"), "routes.py"), /runtime\.headers/);
});

Deno.test("OpenAPI has the names", () => {
  assert.match(
    python(config("{ X-A: b, X-B: c }"), "routes.py"),
    /\{200: \{"headers": text_headers\("X-A", "X-B"\)\}\}/,
  );
});
