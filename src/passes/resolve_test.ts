/** Defaults of the top level, generated tests. */

import assert from "node:assert/strict";
import { api, compileYaml, expectErrors, expectValid, python } from "../../tests/support/expect.ts";

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
