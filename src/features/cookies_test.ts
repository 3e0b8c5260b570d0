/** `cookies`: both forms, attributes, and what browsers refuse. */

import assert from "node:assert/strict";
import { at, expectErrors, expectValid, python } from "../../tests/support/expect.ts";

function config(cookies: string): string {
  return `models: { M: { fields: { id: { type: uuid, auto: true }, name: str } } }
routes: [{ path: "/m/{id}", method: GET, action: db.get, model: M, cookies: ${cookies} }]
`;
}

const STATEMENTS: readonly (readonly [string, string])[] = [
  ["{ a: b }", 'response.set_cookie("a", "b")'],
  ["{ a: 1 }", 'response.set_cookie("a", "1")'],
  ["{ a: { value: b } }", 'response.set_cookie("a", "b")'],
  ["[{ key: a, value: b }]", 'response.set_cookie("a", "b")'],
  ["{ a: { value: b, path: /, samesite: Lax, secure: false } }", 'response.set_cookie("a", "b")'],
  ["{ a: { value: b, max_age: 0 } }", 'response.set_cookie("a", "b", max_age=0)'],
  ["{ a: { value: b, path: /x } }", 'response.set_cookie("a", "b", path="/x")'],
  ["{ a: { value: b, domain: example.com } }", 'response.set_cookie("a", "b", domain="example.com")'],
  ["{ a: { value: b, httponly: true } }", 'response.set_cookie("a", "b", httponly=True)'],
  ["{ a: { value: b, samesite: STRICT } }", 'response.set_cookie("a", "b", samesite="strict")'],
  ['{ a: "$path.id" }', 'set_cookie(response, "a", id)'],
  ['{ a: { value: "$result.name", max_age: 60 } }', 'set_cookie(response, "a", m.name, max_age=60)'],
  ['[{ key: a, value: "$cookie.a" }]', 'set_cookie(response, "a", a)'],
];

for (const [cookies, statement] of STATEMENTS) {
  Deno.test(`cookies: ${cookies}`, () => {
    expectValid(config(cookies));
    assert.ok(
      python(config(cookies), "routes.py").includes(`    ${statement}\n`),
      python(config(cookies), "routes.py"),
    );
  });
}

const FAULTS: readonly (readonly [string, string, string])[] = [
  ['{ "": b }', "E057", '"": b'],
  ['[{ key: "", value: b }]', "E057", '"", value'],
  ['{ "a b": c }', "E061", '"a b"'],
  ['{ "a;b": c }', "E061", '"a;b"'],
  ["{ a: { value: b, max_age: -1 } }", "E075", "-1"],
  ["{ a: [b] }", "E211", "[b]"],
  ['{ a: "b\\r\\nc" }', "E211", '"b\\r\\nc"'],
  ['{ a: { value: b, path: "/;x" } }', "E211", '"/;x"'],
  ["{ a: { value: b, path: x } }", "E211", "x }"],
  ['{ a: { value: b, domain: "a b" } }', "E211", '"a b"'],
  ['{ a: "$result" }', "E211", '"$result"'],
  ['{ a: "$nothing.x" }', "E062", "nothing"],
  ["{ a: { max_age: 1 } }", "E109", "max_age"],
  ["{ a: { value: b, samesite: maybe } }", "E110", "maybe"],
  ["{ a: { value: b, ttl: 1 } }", "E107", "ttl"],
  ["[{ key: a, value: b }, { key: a, value: c }]", "E218", "a, value: c"],
  ["{ a: { value: b, samesite: none } }", "W135", "a: { value"],
  ["{ __Secure-a: b }", "W135", "__Secure-a"],
  ["{ __Host-a: { value: b, secure: true, path: /x } }", "W135", "__Host-a"],
  ["{ __Host-a: { value: b, secure: true, domain: a.test } }", "W135", "__Host-a"],
];

for (const [cookies, code, mark] of FAULTS) {
  Deno.test(`cookies: ${cookies} is ${code}`, () => {
    const text = config(cookies);
    expectErrors(text, [`${code} ${at(text, mark)}`]);
  });
}

Deno.test("prefixes that keep their promise", () => {
  expectValid(
    config("{ __Host-a: { value: b, secure: true }, __Secure-b: { value: c, secure: true, domain: a.test } }"),
  );
});

Deno.test("OpenAPI has one Set-Cookie for all", () => {
  assert.match(python(config("{ a: b, c: d }"), "routes.py"), /\{200: \{"headers": text_headers\("Set-Cookie"\)\}\}/);
});

const SHOWN: readonly (readonly [string, string])[] = [
  ["{ a: b c }", `'a="b c"; Path=/; SameSite=lax' in`],
  ["{ a: '\"x\\y' }", `'a="\\\\"x\\\\\\\\y"; Path=/; SameSite=lax' in`],
  ["{ a: 'x;y,z' }", `'a="x\\\\073y\\\\054z"; Path=/; SameSite=lax' in`],
  ["{ a: '' }", `'a=""; Path=/; SameSite=lax' in`],
];

for (const [cookies, shown] of SHOWN) {
  Deno.test(`the test expects what Python writes: ${cookies}`, () => {
    const tests = python(config(cookies), "tests/test_ms.py");
    assert.ok(tests.replace(/\n\s+/g, " ").includes(shown), tests);
  });
}
