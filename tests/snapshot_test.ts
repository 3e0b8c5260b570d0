/** What configs compile to, for people to read: the YAML above the Python, one snapshot a project. */

import assert from "node:assert/strict";
import { configs } from "../.ci/projects.ts";
import { compile, renderText } from "../mod.ts";
import { orNothing } from "./program.ts";

/** What is worth reading; the runtime files are the same in every project, and tests follow the pattern of one. */
const MODULES = [
  "models.py",
  "errors.py",
  "settings.py",
  "dependencies.py",
  "tables.py",
  "security.py",
  "rate_limits.py",
  "middleware.py",
  "health.py",
  "routes.py",
  "sockets.py",
  "application.py",
];

const ROOT = `${Deno.realPathSync(new URL("../", import.meta.url))}/`;

/** The first file with tests of a resource. */
function resourceTests(files: ReadonlyMap<string, string>): readonly string[] {
  return [...files.keys()].filter((path) => /^tests\/test_(?!api\.py)/.test(path)).sort().slice(0, 1);
}

for (const [name, config] of configs()) {
  // What they compile to is committed as it is.
  if (config.startsWith("examples/")) continue;
  Deno.test(`${config} compiles to what its snapshot shows`, async (t) => {
    const sources = new Map<string, string>();
    const host = {
      read: (path: string) => {
        const text = orNothing(() => Deno.readTextFileSync(path));
        if (text !== undefined) sources.set(path.slice(ROOT.length), text);
        return orNothing(() => Deno.readFileSync(path));
      },
      realpath: (path: string) => orNothing(() => Deno.realPathSync(path)),
    };
    const { files, diagnostics } = await compile(ROOT + config, host, { packageName: "generated" });
    assert.ok(files, renderText(diagnostics, { colour: false }));
    const routers = [...files.keys()].filter((path) => /^routers\/(?!__init__)/.test(path)).sort();
    const shown = [...MODULES.filter((path) => files.has(path)), ...routers, ...resourceTests(files)];
    const parts = [
      ...[...sources].map(([path, text]) => `# ---- ${path}\n${text}`),
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
