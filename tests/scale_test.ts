/** Large configs: everything is linear, nothing overflows the stack, and a gigabyte is enough. */

import assert from "node:assert/strict";
import { generateConfig } from "../bench/generate.ts";
import { type Compilation, compileSource, renderJson, renderText } from "../mod.ts";

/** No time is asserted but this one, far above what is usual: something quadratic takes longer by orders. */
const LONGEST = 30_000;

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

async function compiled(text: string): Promise<Compilation> {
  const start = performance.now();
  const compilation = await compileSource({ name: "api.yaml", text }, { packageName: "generated" });
  const took = performance.now() - start;
  assert.ok(took < LONGEST, `${took.toFixed(0)} ms`);
  return compilation;
}

function isFine({ files, diagnostics }: Compilation): ReadonlyMap<string, string> {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  assert.ok(files, renderText(errors.slice(0, 3), { colour: false }).slice(0, 2000));
  return files;
}

const ROUTES = `routes:
  - { path: /m, method: GET, action: db.list, model: M }
  - { path: /m, method: POST, action: db.create, model: M }
  - { path: "/m/{id}", method: PATCH, action: db.update, model: M }
`;

Deno.test("50,000 fields, with their tests", async () => {
  const lines = numbers(50_000).map((index) => `      f${index}: { type: str, max_length: ${index % 9 + 1} }`);
  const text = `models:\n  M:\n    fields:\n      id: { type: uuid, auto: true }\n${lines.join("\n")}\n${ROUTES}`;
  const files = isFine(await compiled(text));
  assert.match(files.get("models.py") ?? "", /\bf49999: /);
  assert.match(files.get("tests/test_ms.py") ?? "", /\bf49999\b/);
});

Deno.test("50,000 enum values", async () => {
  const values = numbers(50_000).map((index) => `value_${index}`).join(", ");
  const text =
    `models:\n  M: { fields: { id: { type: uuid, auto: true }, e: { type: enum, values: [${values}] } } }\n${ROUTES}`;
  assert.match(isFine(await compiled(text)).get("models.py") ?? "", /"value_49999",/);
});

/** Every model is written with all of its fields, so that only the last links add some. */
function chain(): readonly string[] {
  const link = (index: number) => {
    const fields = index < 1990 ? "" : `, fields: { f${index}: { type: int, default: 0 } }`;
    return `  M${index}: { base: M${index - 1}${fields} }`;
  };
  return ["  M0: { fields: { id: { type: uuid, auto: true } } }", ...numbers(1999).map((index) => link(index + 1))];
}

const LAST_OF_CHAIN = "routes: [{ path: /m, method: GET, action: db.list, model: M1999 }]\n";

Deno.test("a derivation chain of 2,000, declared in either order", async () => {
  for (const models of [chain(), [...chain()].reverse()]) {
    const files = isFine(await compiled(`models:\n${models.join("\n")}\n${LAST_OF_CHAIN}`));
    assert.match(files.get("models.py") ?? "", /f1999/);
  }
});

Deno.test("a derivation cycle of 2,000", async () => {
  const models = numbers(2000).map((index) => `  M${index}: { base: M${(index + 1) % 2000} }`);
  const { diagnostics } = await compiled(`models:\n${models.join("\n")}\n`);
  assert.deepEqual(diagnostics.map(({ code }) => code), ["E008"]);
});

Deno.test("models that contain each other in a chain of 5,000", async () => {
  const models = numbers(5000).map((index) =>
    `  M${index}: { fields: { id: { type: uuid, auto: true }, next: { type: ref, model: M${
      (index + 1) % 5000
    }, optional: true } } }`
  );
  isFine(
    await compiled(
      `testing: false\nmodels:\n${
        models.join("\n")
      }\nroutes: [{ path: /m, method: GET, action: db.list, model: M0 }]\n`,
    ),
  );
});

Deno.test("8,000 anchors", async () => {
  const anchors = numbers(8000).map((index) => `  - &a${index} { type: str, max_length: ${index % 99 + 1} }`);
  const fields = numbers(8000).map((index) => `      f${index}: *a${index}`);
  const text = `x-types:\n${anchors.join("\n")}\nmodels:\n  M:\n    fields:\n${fields.join("\n")}\n`;
  assert.match(isFine(await compiled(text)).get("models.py") ?? "", /\bf7999: /);
});

Deno.test("10,000 errors: 100 are shown, then a count", async () => {
  const kinds: readonly ((index: number) => string)[] = [
    (index) => `  M${index}: { fields: { a: { type: strr, foo: 1 } } }`,
    (index) => `  M${index}: { base: Missing${index} }`,
    (index) => `  M${index}: { fields: { a: { type: int, default: "${"x".repeat(index % 7)}" } } }`,
    (index) => `  M${index}: { fields: { "ä${index}": str } }`,
  ];
  const models = numbers(10_000).map((index) => kinds[index % kinds.length]?.(index) ?? "");
  const { diagnostics } = await compiled(`models:\n${models.join("\n")}\n`);
  assert.ok(diagnostics.length >= 10_000, String(diagnostics.length));
  const shown = renderText(diagnostics, { colour: false });
  assert.equal(shown.match(/^error\[/gm)?.length, 100);
  assert.match(shown, new RegExp(`and ${diagnostics.length - 100} more`));
  assert.ok(shown.length < 100_000);
  assert.equal(JSON.parse(renderJson(diagnostics)).diagnostics.length, diagnostics.length);
});

Deno.test("10,000 routes that are all wrong", async () => {
  const models = numbers(2000).map((index) => `  Model${index}: { fields: { id: { type: uuid, auto: true } } }`);
  const routes = numbers(10_000).map((index) =>
    `  - { path: "\\u002fa${index}{", method: GET, action: db.list, model: Modell${index}, errors: { not_found: E${index} } }`
  );
  const { diagnostics } = await compiled(`models:\n${models.join("\n")}\nroutes:\n${routes.join("\n")}\n`);
  assert.ok(diagnostics.length >= 20_000, String(diagnostics.length));
  assert.ok(renderText(diagnostics, { colour: false }).length < 200_000);
});

Deno.test("a string of 5 MB, and a mistake behind it on its line", async () => {
  const long = 'words and \\"quotes\\" '.repeat(250_000);
  const fine = isFine(await compiled(`name: A\ndescription: "${long}"\n`));
  assert.ok((fine.get("application.py") ?? "").length > 4_500_000);
  const { diagnostics } = await compiled(`{ description: "${long}", nane: A }\n`);
  assert.deepEqual(diagnostics.map(({ code }) => code), ["E107"]);
  assert.ok(renderText(diagnostics, { colour: false }).length < 2000);
});

Deno.test("5,000 routes at placeholders and fixed paths below one prefix", async () => {
  const routes = numbers(2500).flatMap((index) => [
    `  - { path: "/api/v1/m/{id}/x${index}/{other}", method: GET, action: db.get, model: M }`,
    `  - { path: /api/v1/m/all/x${index}/none, method: GET, action: db.list, model: M }`,
  ]);
  const text = `testing: false\nmodels: { M: { fields: { id: { type: uuid, auto: true } } } }\nroutes:\n${
    routes.join("\n")
  }\n`;
  const { files, diagnostics } = await compiled(text);
  assert.ok(files);
  assert.equal(diagnostics.filter(({ code }) => code === "W104").length, 2500);
});

Deno.test("10,000 routes with everything, in less than a gigabyte", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "restgen_scale_" });
  try {
    Deno.writeTextFileSync(`${folder}/api.yaml`, generateConfig(10_000));
    // The heap may not grow beyond this: V8 ends a program that needs more.
    const limits = ["--v8-flags=--max-old-space-size=800,--max-semi-space-size=16", "--config", "deno.json"];
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--allow-all", ...limits, "tests/scale_probe.ts", `${folder}/api.yaml`],
      cwd: new URL("../", import.meta.url),
    }).output();
    const decoder = new TextDecoder();
    assert.ok(success, decoder.decode(stderr).slice(-2000));
    const { files, peak } = JSON.parse(decoder.decode(stdout));
    assert.ok(files > 2000, `${files} files`);
    assert.ok(peak === null || peak < 1024, `${peak} MB`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
