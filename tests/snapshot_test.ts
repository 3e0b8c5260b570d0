/** What configs compile to, for people to read: the YAML above the Python, one snapshot a project. */

import assert from "node:assert/strict";
import { configs } from "../.ci/projects.ts";
import { compileSource, renderText } from "../mod.ts";

/** What is worth reading; the runtime files are the same in every project, and tests follow the pattern of one. */
const MODULES = ["models.py", "errors.py", "dependencies.py", "routes.py", "application.py"];

const ROOT = new URL("../", import.meta.url).pathname;

/** The first file with tests of a resource. */
function resourceTests(files: ReadonlyMap<string, string>): readonly string[] {
  return [...files.keys()].filter((path) => /^tests\/test_(?!api\.py)/.test(path)).sort().slice(0, 1);
}

for (const [name, config] of configs()) {
  Deno.test(`${config} compiles to what its snapshot shows`, async (t) => {
    const text = Deno.readTextFileSync(ROOT + config);
    const { files, diagnostics } = compileSource({ name: config, text }, { packageName: "generated" });
    assert.ok(files, renderText(diagnostics, { colour: false }));
    const shown = [...MODULES.filter((path) => files.has(path)), ...resourceTests(files)];
    const parts = [
      `# ---- ${config}\n${text}`,
      ...shown.map((path) => `# ---- generated/${path}\n${files.get(path)}`),
      `# ---- all files\n${[...files.keys()].sort().join("\n")}\n`,
    ];
    await t.assertSnapshot(parts.join("\n"), {
      path: `__snapshots__/projects/${name}.snap`,
      name,
      serializer: (value) => value,
    });
  });
}
