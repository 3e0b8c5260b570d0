/** `openapi`: what the decorator says. */

import assert from "node:assert/strict";
import { at, expectErrors, expectValid, python } from "../../tests/support/expect.ts";

function config(openapi: string, other = ""): string {
  return `models: { M: { fields: { id: { type: uuid, auto: true }, name: str } } }
routes:
  - { path: /m, method: POST, action: db.create, model: M, description: Short, openapi: ${openapi} }
  - { path: /m, method: GET, action: db.list, model: M${other} }
`;
}

const ARGUMENTS: readonly (readonly [string, RegExp])[] = [
  ["{ operation_id: addM }", /operation_id="addM"/],
  ["{ deprecated: true }", /deprecated=True/],
  ["{ description: Long }", /description="Long"/],
  ["{ include_in_schema: false }", /include_in_schema=False/],
  ["{ examples: { request: { name: a } } }", /"requestBody": \{[^]*"example": \{"name": "a"\}/],
  ["{ examples: { response: { name: a } } }", /201: \{[^]*"content":[^]*"example": \{"name": "a"\}/],
];

for (const [openapi, argument] of ARGUMENTS) {
  Deno.test(`openapi: ${openapi}`, () => {
    expectValid(config(openapi));
    assert.match(python(config(openapi), "routes.py"), argument);
  });
}

Deno.test("what is not written is not said", () => {
  const routes = python(config("{ deprecated: false, include_in_schema: true }"), "routes.py");
  assert.doesNotMatch(routes, /deprecated|include_in_schema|operation_id/);
  assert.match(routes, /description="Short"/);
});

Deno.test("its description takes the place of that of the route", () => {
  assert.doesNotMatch(python(config("{ description: Long }"), "routes.py"), /Short/);
});

const FAULTS: readonly (readonly [string, string, string])[] = [
  ["{ operation_id: add-m }", "E081", "add-m"],
  ["{ operation_id: 1m }", "E081", "1m"],
  ['{ operation_id: "" }', "E081", '""'],
  ["{ operation_id: list_ms }", "E081", "list_ms"],
  ["{ operationId: a }", "E107", "operationId"],
  ["{ examples: { minimal: {} } }", "E107", "minimal"],
  ["{ deprecated: 1 }", "E108", "1 }"],
];

for (const [openapi, code, mark] of FAULTS) {
  Deno.test(`openapi: ${openapi} is ${code}`, () => {
    const text = config(openapi);
    expectErrors(text, [`${code} ${at(text, mark)}`]);
  });
}

Deno.test("no two operations have one id", () => {
  const text = config("{ operation_id: same }", ", openapi: { operation_id: same }");
  expectErrors(text, [`E081 4:${(text.split("\n")[3] ?? "").indexOf("same") + 1}`]);
});

Deno.test("a name that its own function gave up is free", () => {
  expectValid(config("{ operation_id: list_ms }", ", openapi: { operation_id: all }"));
});

Deno.test("the test of all operations knows which are not listed", () => {
  const text = config("{ include_in_schema: false }");
  assert.match(python(text, "tests/test_api.py"), /operations == \{"\/m": \["get"\]\}/);
});
