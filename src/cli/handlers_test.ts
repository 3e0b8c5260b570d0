import assert from "node:assert/strict";
import * as compiler from "../../mod.ts";
import { memoryProcess, type Setting } from "./memory_system.ts";

const API = `restgen: 1
routes:
  - { path: /now, method: GET, handler: tools.now }
`;

const STUB = `from typing import Any


async def now() -> Any:
    """The handler of a route."""
    raise NotImplementedError
`;

function process(files: Readonly<Record<string, string>>, setting: Setting = {}) {
  const made = memoryProcess(compiler, { ...setting, files });
  const text = (path: string) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(made.disk.files.get(path));
  return { ...made, text };
}

Deno.test("stubs are written beside the config, not where the command is started", async () => {
  const { disk, run, text } = process({ "shop/api.yaml": API });
  assert.equal((await run("handlers", "shop/api.yaml")).exitCode, 1);
  const { exitCode, stderr } = await run("handlers", "shop/api.yaml", "--write");
  assert.equal(exitCode, 0);
  assert.equal(stderr, "Wrote shop/tools.py\nshop/api.yaml names functions in 1 place: 1 found, 0 not\n");
  assert.equal(text("shop/tools.py"), STUB);
  assert.deepEqual([...disk.files.keys()], ["shop/api.yaml", "shop/tools.py"]);
});

Deno.test("a config on standard input belongs to the current folder", async () => {
  const { run, text } = process({}, { input: API });
  assert.equal((await run("handlers", "-", "--write")).exitCode, 0);
  assert.equal(text("tools.py"), STUB);
});

Deno.test("--dry-run and --diff write nothing, with or without --write", async () => {
  const { disk, run } = process({ "api.yaml": API, "tools.py": "\ufeffX = 1\n" });
  for (const flags of [["--dry-run"], ["--diff"], ["--write", "--dry-run"], ["--write", "--diff"]]) {
    const { exitCode, stdout } = await run("handlers", "api.yaml", ...flags);
    assert.equal(exitCode, 1);
    assert.match(stdout, flags.includes("--diff") ? /^\+async def now\(\) -> Any:$/m : /^updated +tools\.py\n$/);
  }
  assert.deepEqual([...disk.files.keys()], ["api.yaml", "tools.py"]);
});

Deno.test("JSON has the functions, the stubs and what was written", async () => {
  const { run } = process({ "api.yaml": API, "tools.py": "X = 1\n" });
  const { exitCode, stdout, stderr } = await run("handlers", "api.yaml", "--write", "--format", "json");
  const { diagnostics, handlers, stubs, refused } = JSON.parse(stdout);
  assert.deepEqual([exitCode, stderr, diagnostics, refused], [0, "", [], []]);
  assert.deepEqual(stubs, [{ path: "tools.py", status: "updated", written: true }]);
  assert.deepEqual(handlers, [{
    reference: "tools.now",
    state: "found",
    what: "The handler of a route",
    signature: "async def now() -> Any",
    config: "api.yaml",
    line: 3,
    column: 41,
    file: "tools.py",
  }]);
});

Deno.test("a byte order mark and what follows it stay", async () => {
  const { run, text } = process({ "api.yaml": API, "tools.py": "\ufeffX = 1\r\n" });
  assert.equal((await run("handlers", "api.yaml", "--write")).exitCode, 0);
  assert.match(text("tools.py"), /^\ufefffrom typing import Any\r\n\r\nX = 1\r\n\r\n\r\nasync def now/);
});

Deno.test("what a link leads to is not written", async () => {
  const { disk, run } = process({ "api.yaml": API });
  disk.links.add("tools.py");
  const { exitCode, stderr } = await run("handlers", "api.yaml", "--write");
  assert.equal(exitCode, 2);
  assert.match(stderr, /tools\.py is a link, and restgen never writes through links/);
  assert.deepEqual([...disk.files.keys()], ["api.yaml"]);
});
