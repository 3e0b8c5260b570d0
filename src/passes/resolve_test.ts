/** Defaults of the top level, documentation pages, generated tests. */

import assert from "node:assert/strict";
import { api, at, compileYaml, expectErrors, expectValid, python } from "../../tests/support/expect.ts";

const DOCS: readonly (readonly [string, readonly (string | null)[]])[] = [
  ["", ["/docs", "/redoc", "/openapi.json"]],
  ["docs: true", ["/docs", "/redoc", "/openapi.json"]],
  ["docs: false", [null, null, null]],
  ["docs: {}", ["/docs", "/redoc", "/openapi.json"]],
  ["docs: { enabled: true }", ["/docs", "/redoc", "/openapi.json"]],
  ["docs: { enabled: false, docs_url: /d }", [null, null, null]],
  ["docs: { docs_url: /d }", ["/d", "/redoc", "/openapi.json"]],
  ["docs: { docs_url: null }", [null, "/redoc", "/openapi.json"]],
  ["docs: { redoc_url: null, openapi_url: /schema.json }", ["/docs", null, "/schema.json"]],
  ["docs: { openapi_url: null }", [null, null, null]],
];

for (const [text, expected] of DOCS) {
  Deno.test(`pages of "${text}"`, () => {
    const { docs } = api(`name: A\n${text}`);
    assert.deepEqual([docs.docsUrl, docs.redocUrl, docs.openapiUrl], expected);
    expectValid(`name: A\n${text}`);
  });
}

Deno.test("a page whose address is none is reported there", () => {
  for (const address of ["docs", "/{id}", "//a"]) {
    const text = `docs: { docs_url: "${address}" }`;
    const [place] = [at(text, `"${address}"`), at(text, address)];
    const [code] = compileYaml(text).diagnostics.map((one) => one.code);
    assert.equal(code, "E115", `${address} at ${place}`);
  }
});

Deno.test("the title is name or title, not both", () => {
  assert.equal(api("name: A").title, "A");
  assert.equal(api("title: A").title, "A");
  assert.equal(api("version: 1.0").title, "API");
  expectErrors("name: A\ntitle: B", ["E116 2:8"]);
});

Deno.test("the version keeps its spelling", () => {
  assert.equal(api("version: 1.0").version, "1.0");
  assert.equal(api("version: 1.10").version, "1.10");
  assert.equal(api("name: A").version, "0.1.0");
});

const SHOP = `
models: { M: { fields: { id: { type: uuid, auto: true }, name: str } } }
routes: [{ path: /m, method: GET, action: db.list, model: M }]`;

for (const text of ["testing: false", "testing: { generate: false }"]) {
  Deno.test(`${text} leaves the tests out`, () => {
    const { files } = compileYaml(`${text}${SHOP}`);
    assert.deepEqual([...files?.keys() ?? []].filter((path) => path.startsWith("tests/")), []);
    const without = [...compileYaml(SHOP).files?.keys() ?? []].filter((path) => !path.startsWith("tests/"));
    assert.deepEqual(
      [...files?.keys() ?? []].filter((path) => !/requirements|pyproject/.test(path)),
      without.filter((path) => !/requirements|pyproject/.test(path)),
    );
  });
}

for (const text of ["testing: true", "testing: {}", "testing: { framework: pytest, async_mode: asyncio }"]) {
  Deno.test(`${text} makes tests`, () => {
    assert.match(python(`${text}${SHOP}`, "tests/test_ms.py"), /async def test_list_ms/);
  });
}

Deno.test("an API without routes and one without models are valid", () => {
  expectValid("name: A");
  expectValid("models: { M: { fields: { name: str } } }");
});

Deno.test("a setting without effect is a warning", () => {
  expectErrors("database:\n  type: memory\n  url: ${DATABASE_URL}\n", ["W105 3:8"]);
});

Deno.test("models that no route needs are no files and no tables", () => {
  const { files } = compileYaml("models: { M: { fields: { name: str } } }");
  assert.ok(files);
  assert.ok(files.has("models.py"));
  assert.ok(!files.has("runtime/repository.py"));
});
