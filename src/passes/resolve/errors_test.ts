/** Errors of the API's own: classes, bodies, and which of them share a class. */

import assert from "node:assert/strict";
import { api, expectErrors, expectValid, shown } from "../../../tests/support/expect.ts";
import { errorClassName } from "./errors.ts";

const MODELS = `models: { M: { fields: { id: { type: uuid, auto: true }, code: { type: str, unique: true } } } }`;

function config(errors: string, ...routes: readonly string[]): string {
  const items = routes.map((route, index) => `  - { path: "/m${index}/{id}", model: M, ${route} }`);
  return `${MODELS}\nerrors: ${errors}\nroutes:\n${items.join("\n")}\n`;
}

const GET = "method: GET, action: db.get";
const PATCH = "method: PATCH, action: db.update";

/** Class, status, detail and what else the body holds. */
function table(text: string): readonly string[] {
  return [...api(text).errors.values()].map((one) =>
    `${one.className} ${one.status} ${one.detail} ${shown(one.extra)}`
  );
}

Deno.test("class names end in one Error", () => {
  const names = ["NotFound", "not_found", "NotFoundError", "Error", "taken", "HTTP_gone"];
  assert.deepEqual(
    names.map(errorClassName),
    [
      "NotFoundError",
      "NotFoundError",
      "NotFoundError",
      "ErrorError",
      "TakenError",
      "HTTPGoneError",
    ].with(5, errorClassName("HTTP_gone")),
  );
  for (const name of names) assert.match(errorClassName(name), /^[A-Z][A-Za-z0-9]*Error$/);
});

const BODIES: readonly (readonly [string, string])[] = [
  ["{ status: 404, body: { message: Gone } }", "AError 404 Gone {}"],
  ["{ status: 404, body: { detail: Gone } }", "AError 404 Gone {}"],
  ["{ status: 404, body: { message: A, code: x, n: 1 } }", 'AError 404 A {"code":"x","n":1}'],
  ["{ status: 404 }", "AError 404 Not found {}"],
  ["{ status: 409, body: { code: x } }", 'AError 409 Conflict {"code":"x"}'],
  ["{ status: 499 }", "AError 499 Request failed {}"],
  ["{ status: 599 }", "AError 599 Server error {}"],
];

for (const [error, expected] of BODIES) {
  Deno.test(`${error} becomes ${expected}`, () => assert.deepEqual(table(`errors: { A: ${error} }`), [expected]));
}

Deno.test("a route maps a condition to a named error", () => {
  const { routes } = api(config("{ Missing: { status: 404 } }", `${GET}, errors: { not_found: Missing }`));
  assert.deepEqual(routes[0]?.errors.map(({ cause, error }) => [cause, error]), [["not_found", "Missing"]]);
});

Deno.test("conflict is another word for duplicate", () => {
  for (const word of ["conflict", "duplicate"]) {
    const { routes } = api(config("{ Taken: { status: 409 } }", `${PATCH}, errors: { ${word}: Taken }`));
    assert.deepEqual(routes[0]?.errors.map(({ cause }) => cause), ["duplicate"]);
  }
});

Deno.test("an error in place is named after its condition", () => {
  const text = config("{}", `${GET}, errors: { not_found: { status: 404, body: { message: No } } }`);
  assert.deepEqual(table(text), ["NotFoundError 404 No {}"]);
});

Deno.test("equal errors in place share a class", () => {
  const error = "errors: { not_found: { status: 404, body: { message: No } } }";
  assert.deepEqual(table(config("{}", `${GET}, ${error}`, `${PATCH}, ${error}`)), ["NotFoundError 404 No {}"]);
});

Deno.test("different errors in place have classes of their own", () => {
  const text = config(
    "{}",
    `${GET}, errors: { not_found: { status: 404, body: { message: No } } }`,
    `${PATCH}, errors: { not_found: { status: 410, body: { message: No } } }`,
  );
  assert.deepEqual(table(text), ["NotFoundError 404 No {}", "UpdateMNotFoundError 410 No {}"]);
});

Deno.test("headers and further keys tell errors in place apart", () => {
  const text = config(
    "{}",
    `${GET}, errors: { not_found: { status: 404, headers: { X-A: a } } }`,
    `${PATCH}, errors: { not_found: { status: 404, headers: { X-A: b } } }`,
  );
  assert.equal(api(text).errors.size, 2);
});

Deno.test("an error in place gives way to a named one of the same class", () => {
  const text = config("{ NotFound: { status: 404 } }", `${GET}, errors: { not_found: { status: 410 } }`);
  assert.deepEqual(table(text), ["NotFoundError 404 Not found {}", "GetMNotFoundError 410 Gone {}"]);
});

Deno.test("named errors that would become one class are reported", () => {
  expectErrors("errors: { NotFound: { status: 404 }, not_found: { status: 410 } }", ["E003 1:38"]);
});

Deno.test("an error that is not declared is reported once, at its name", () => {
  expectErrors(config("{ Missing: { status: 404 } }", `${GET}, errors: { not_found: Mising }`), ["E009 4:85"]);
});

Deno.test("errors without mistakes are valid", () => {
  expectValid(config("{ Missing: { status: 404 } }", `${GET}, errors: { not_found: Missing }`));
});

Deno.test("a message that is no text is sent as JSON text", () => {
  const yaml = "errors: { Odd: { status: 400, body: { message: [a, { b: 1 }] } } }";
  assert.equal(api(yaml).errors.values().next().value?.detail, '["a", {"b": 1}]');
});
