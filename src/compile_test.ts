/** The pipeline as a whole: what it yields, when it stops, what it never does. */

import assert from "node:assert/strict";
import { compileYaml, dedent, found } from "../tests/support/expect.ts";
import { compile, compileSource, STAGES } from "../mod.ts";

const SHOP = `
models: { M: { fields: { id: { type: uuid, auto: true }, name: str } } }
routes: [{ path: /m, method: GET, action: db.list, model: M }]
`;

Deno.test("a good config becomes files, in the order of their paths", () => {
  const { files, diagnostics } = compileYaml(SHOP);
  assert.deepEqual(diagnostics, []);
  const paths = [...files?.keys() ?? []];
  assert.deepEqual(paths, [...paths].sort());
  for (const path of ["app.py", "application.py", "models.py", "routes.py", "tests/test_ms.py", "pyproject.toml"]) {
    assert.ok(paths.includes(path), path);
  }
});

Deno.test("a config with errors becomes no files", () => {
  const { files, diagnostics } = compileYaml(`${SHOP}naming: kebab`);
  assert.equal(files, undefined);
  assert.deepEqual(diagnostics.map((one) => one.code), ["E110"]);
});

Deno.test("a config with warnings becomes files", () => {
  const { files, diagnostics } = compileYaml(SHOP.replace("/m,", '"/{team}/m",'));
  assert.ok(files);
  assert.deepEqual(diagnostics.map((one) => one.code), ["W107"]);
});

Deno.test("errors of every pass are reported together, by position", () => {
  assert.deepEqual(
    found(`
      naming: kebab
      models:
        User:
          fields:
            id: uuid
            name: { type: str, max_lenght: 3 }
            age: { type: int, ge: 5, le: 4 }
            role: { type: enum, values: [a], default: b }
        Admin: { base: Usr }
      routes:
        - { path: /users, method: GTE, action: db.list, model: User }
        - { path: /users, method: GET, action: db.lst, model: User }
        - { path: users, method: GET, action: db.list, model: User }
        - { path: /a, method: GET, action: db.list, model: Usr }
        - { path: /b, method: GET, action: db.list, model: User, filters: [nam] }
    `).map((one) => one.replace(/:(?= ).*/, "")),
    [
      "E110 1:9",
      "E107 6:26",
      "E124 7:29",
      "E128 8:49",
      "E007 9:18",
      "E110 11:29",
      "E004 12:42",
      "E115 13:13",
      "E012 14:54",
      "E119 15:70",
    ],
  );
});

Deno.test("each pass is timed once, in order", () => {
  const { timings } = compileYaml(SHOP);
  assert.deepEqual(timings.map((one) => one.pass), [
    "load",
    "link",
    "parse",
    "validate",
    "resolve",
    "optimize",
    "lower",
    "emit",
  ]);
  for (const { milliseconds } of timings) assert.ok(milliseconds >= 0);
});

for (const stage of STAGES) {
  Deno.test(`the stage "${stage}" prints as JSON`, async () => {
    const { dump } = await compileSource({ name: "api.yaml", text: dedent(SHOP) }, {
      packageName: "generated",
      dump: stage,
    });
    assert.ok(dump !== undefined);
    assert.equal(typeof JSON.parse(dump), "object");
  });
}

Deno.test("without format, statements are not broken into lines", async () => {
  const long = `${
    SHOP.trimEnd().slice(0, -1)
  }, { path: "/a/{id}", method: PATCH, action: db.update, model: M, description: ${"long ".repeat(30)} }]\n`;
  const lines = async (format: boolean) => {
    const options = { packageName: "generated", format };
    const { files } = await compileSource({ name: "api.yaml", text: long }, options);
    return files?.get("routes.py")?.split("\n") ?? [];
  };
  const [broken, whole] = [await lines(true), await lines(false)];
  assert.ok(Math.max(...broken.map((line) => line.length)) < Math.max(...whole.map((line) => line.length)));
  assert.ok(whole.length < broken.length);
});

Deno.test("the package name is used where the project names itself", async () => {
  const files = async (packageName: string) =>
    (await compileSource({ name: "api.yaml", text: SHOP }, { packageName })).files;
  const [first, second] = [await files("generated"), await files("shop_api")];
  const different = [...first?.keys() ?? []].filter((path) => first?.get(path) !== second?.get(path));
  assert.ok(different.length > 0);
  for (const path of different) assert.match(second?.get(path) ?? "", /shop_api/, path);
});

Deno.test("a file that is not there is one diagnostic without a place", async () => {
  const nothing = { read: () => undefined, realpath: () => undefined };
  const { files, diagnostics } = await compile("api.yaml", nothing, { packageName: "generated" });
  assert.equal(files, undefined);
  assert.deepEqual(diagnostics.map(({ severity, span }) => [severity, span]), [["error", undefined]]);
});

Deno.test("JSON compiles to what the same YAML compiles to", async () => {
  const json = JSON.stringify({
    models: { M: { fields: { id: { type: "uuid", auto: true }, name: "str" } } },
    routes: [{ path: "/m", method: "GET", action: "db.list", model: "M" }],
  });
  const compiled = await compileSource({ name: "api.json", text: json }, { packageName: "generated" });
  assert.deepEqual(compiled.diagnostics, []);
  assert.deepEqual(compiled.files, compileYaml(SHOP).files);
});

Deno.test("no file has a trailing space, a tab in Python, a carriage return, or no end", () => {
  for (const [path, text] of compileYaml(SHOP).files ?? []) {
    assert.doesNotMatch(text, /[ \t]$/m, path);
    assert.doesNotMatch(text, /\r/, path);
    assert.ok(text === "" || text.endsWith("\n"), path);
    if (path.endsWith(".py")) assert.doesNotMatch(text, /^\t/m, path);
  }
});
