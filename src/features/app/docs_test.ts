/** Documentation pages: where they are, and what cannot be in their place. */

import assert from "node:assert/strict";
import { api, at, compileYaml, expectErrors, expectValid, found, python } from "../../../tests/support/expect.ts";

const DOCS: readonly (readonly [string, readonly (string | undefined)[]])[] = [
  ["", ["/docs", "/redoc", "/openapi.json"]],
  ["docs: true", ["/docs", "/redoc", "/openapi.json"]],
  ["docs: false", [undefined, undefined, undefined]],
  ["docs: {}", ["/docs", "/redoc", "/openapi.json"]],
  ["docs: { enabled: true }", ["/docs", "/redoc", "/openapi.json"]],
  ["docs: { enabled: false, docs_url: /d }", [undefined, undefined, undefined]],
  ["docs: { docs_url: /d }", ["/d", "/redoc", "/openapi.json"]],
  ["docs: { docs_url: null }", [undefined, "/redoc", "/openapi.json"]],
  ["docs: { redoc_url: null, openapi_url: /schema.json }", ["/docs", undefined, "/schema.json"]],
  ["docs: { openapi_url: null }", [undefined, undefined, undefined]],
];

for (const [text, expected] of DOCS) {
  Deno.test(`pages of "${text}"`, () => {
    const { docs } = api(`name: A\n${text}`).app;
    assert.deepEqual([docs?.docs_url?.path, docs?.redoc_url?.path, docs?.openapi_url?.path], expected);
    expectValid(`name: A\n${text}`);
  });
}

Deno.test("only pages at other addresses are arguments of the application", () => {
  const text = python("docs: { docs_url: /d, redoc_url: null }", "application.py");
  assert.match(text, /docs_url="\/d", redoc_url=None/);
  assert.doesNotMatch(text, /openapi_url/);
});

Deno.test("a page whose address is none is reported there", () => {
  for (const address of ["docs", "/{id}", "//a"]) {
    const text = `docs: { docs_url: "${address}" }`;
    const [place] = [at(text, `"${address}"`), at(text, address)];
    const [code] = compileYaml(text).diagnostics.map((one) => one.code);
    assert.equal(code, "E115", `${address} at ${place}`);
  }
});

Deno.test("documentation pages keep their addresses, whatever prefix leads there", () => {
  const text = `
models: { A: { fields: { id: int, name: str } } }
docs: { docs_url: /api/docs }
base_path: /api
routers: [{ name: docs, prefix: /docs, routes: [{ path: /, method: GET, action: db.list, model: A }] }]
`;
  assert.deepEqual(found(text), ['E115 4:57: Path "/docs" is the address of a documentation page']);
});

Deno.test("two pages cannot have one address", () => {
  expectErrors("docs: { docs_url: /d, redoc_url: /d }", [
    'E115 1:34: Path "/d" is the address of a documentation page',
  ]);
});
