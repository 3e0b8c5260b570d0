import assert from "node:assert/strict";
import { compile } from "../../../mod.ts";
import type { CompileOptions } from "../../compile.ts";

const CONFIG = `restgen: 1
routes:
  - { path: /now, method: GET, handler: tools.clock.now }
`;

const USER: Readonly<Record<string, string>> = {
  "tools/clock.py": "import zone\n\n\ndef now():\n    return zone.NAME\n",
  "zone.py": "# The zone\r\nNAME = 'UTC'\r\n",
  "unused.py": "x = 1\n",
};

/** What a config makes of handlers, or of none. */
async function compiled(options: Partial<CompileOptions> = {}, text = CONFIG): Promise<ReadonlyMap<string, string>> {
  const files = new Map(Object.entries({ "api.yaml": text, ...USER }));
  const known = (path: string) => files.has(path) ? path : undefined;
  const host = { read: (path: string) => files.has(path) ? new TextEncoder().encode(files.get(path)) : undefined };
  const compilation = await compile("api.yaml", { ...host, realpath: known }, { packageName: "generated", ...options });
  assert.deepEqual(compilation.diagnostics.map(({ message }) => message), []);
  assert.ok(compilation.files);
  return compilation.files;
}

const NONE = "restgen: 1\nmodels: { A: { fields: { id: { type: int, primary: true, auto: true } } } }\n" +
  "routes:\n  - { path: /a, method: GET, action: db.list, model: A }\n";

Deno.test("without handlers, nothing is said of them", async () => {
  const files = await compiled({ bundle: true }, NONE);
  assert.doesNotMatch(files.get("__init__.py") ?? "", /sys/);
  assert.doesNotMatch(files.get("pyproject.toml") ?? "", /first-party|overrides|_handlers/);
});

Deno.test("the folder of the config goes first, wherever it is", async () => {
  const line = async (configFolder?: string) =>
    /^_handlers = .*$/m.exec(
      (await compiled(configFolder === undefined ? {} : { configFolder })).get("__init__.py") ?? "",
    )
      ?.[0];
  assert.equal(await line(), "_handlers = _package.parent");
  assert.equal(await line("../../.."), "_handlers = _package.parents[2]");
  assert.equal(await line("../api"), '_handlers = _package.parent.joinpath("api")');
  assert.equal(await line('../../a b/c"d'), `_handlers = _package.parents[1].joinpath("a b", 'c"d')`);
});

Deno.test("a bundle has the modules that are used, byte for byte", async () => {
  const files = await compiled({ bundle: true });
  const copies = [...files].filter(([path]) => path.startsWith("_handlers/"));
  assert.deepEqual(Object.fromEntries(copies), {
    "_handlers/tools/clock.py": USER["tools/clock.py"],
    "_handlers/zone.py": USER["zone.py"],
  });
  assert.match(files.get("__init__.py") ?? "", /^_handlers = _package\.joinpath\("_handlers"\)$/m);
});

Deno.test("the tools know which modules are the user's", async () => {
  const plain = (await compiled()).get("pyproject.toml") ?? "";
  assert.match(plain, /^\[tool\.ruff\.lint\.isort\]\nknown-first-party = \["tools", "zone"\]$/m);
  assert.match(plain, /^untyped_calls_exclude = \["tools", "zone"\]$/m);
  assert.match(plain, /^module = \["tools\.\*", "zone\.\*"\]\nfollow_imports = "silent"$/m);
  assert.match(plain, /^mypy_path = \["\$MYPY_CONFIG_FILE_DIR\/\.\."\]$/m);
  const bundled = (await compiled({ bundle: true })).get("pyproject.toml") ?? "";
  assert.match(bundled, /^extend-exclude = \["_handlers"\]$/m);
  assert.match(bundled, /^mypy_path = \["\$MYPY_CONFIG_FILE_DIR\/\.\.", "\$MYPY_CONFIG_FILE_DIR\/_handlers"\]$/m);
});

Deno.test("generated code imports the user's modules behind other people's", async () => {
  assert.match(
    (await compiled()).get("routes.py") ?? "",
    /^from fastapi.concurrency import .*\n\nfrom tools\.clock import now\b/m,
  );
});
