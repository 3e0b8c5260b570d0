/** One config, five databases: only `database.type` differs, and each passes the tests that were generated for all. */

import assert from "node:assert/strict";
import { compileSource, renderText } from "../mod.ts";
import type { Store } from "./support/database_servers.ts";
import { mongoEnvironment, STORES } from "./support/stores.ts";

const root = new URL("../", import.meta.url);

const CONFIGS: Readonly<Record<string, string>> = {
  quickstart: Deno.readTextFileSync(new URL("examples/quickstart/api.yaml", root)),
  stored: Deno.readTextFileSync(new URL("tests/projects/stored/api.yaml", root)),
};

const BIN = Deno.env.get("RESTGEN_TEST_PYTHON_BIN");

/** The config with another database. */
function withDatabase(text: string, type: string): string {
  return `database: { type: ${type} }\n${text.replace(/^database:.*\n/m, "")}`;
}

async function compiled(text: string): Promise<ReadonlyMap<string, string>> {
  const { files, diagnostics } = await compileSource({ name: "api.yaml", text }, { packageName: "generated" });
  assert.ok(files, renderText(diagnostics, { colour: false }));
  return files;
}

interface Ended {
  readonly code: number;
  readonly output: string;
}

async function run(folder: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  assert.ok(BIN, "Set RESTGEN_TEST_PYTHON_BIN to the bin folder of a venv with all that generated projects need");
  const [tool = "", ...rest] = args;
  const command = new Deno.Command(`${BIN}/${tool}`, {
    args: rest,
    cwd: folder,
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH") ?? "", PYTHONDONTWRITEBYTECODE: "1", ...env },
    stdout: "piped",
    stderr: "piped",
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

async function inFolder(files: ReadonlyMap<string, string>, work: (folder: string) => Promise<void>): Promise<void> {
  const parent = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "restgen_stores_" }));
  try {
    const folder = `${parent}/generated`;
    for (const [path, text] of files) {
      const file = `${folder}/${path}`;
      Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      Deno.writeTextFileSync(file, text);
    }
    await work(folder);
  } finally {
    Deno.removeSync(parent, { recursive: true });
  }
}

/** The tests that every database has; those of settings, and of a database that does not answer, are some databases' own. */
const OWN = /test_settings\.py|test_unavailable_/;

function passedTests(output: string): readonly string[] {
  const passed = [...output.matchAll(/^(\S+::\S.*?) PASSED/gm)].map(([, name = ""]) => name);
  return passed.filter((name) => !OWN.test(name)).sort();
}

const passed = new Map<string, readonly string[]>();

for (const [type, start] of Object.entries(STORES)) {
  Deno.test(`${type}: generated projects pass every gate on a real server`, async (t) => {
    const store = await start();
    if ("reason" in store) {
      await t.step({ name: `skipped: ${store.reason}`, ignore: true, fn: () => {} });
      return;
    }
    try {
      for (const [name, text] of Object.entries(CONFIGS)) {
        const files = await compiled(withDatabase(text, type));
        await t.step(name, () => inFolder(files, (folder) => gates(folder, `${name} on ${type}`, store, type)));
      }
    } finally {
      await store.stop();
    }
  });
}

async function gates(folder: string, what: string, store: Store, type: string): Promise<void> {
  for (const tool of [["ruff", "check", "--no-cache"], ["ruff", "format", "--no-cache", "--diff"]]) {
    const { code, output } = await run(folder, [...tool, "."], {});
    assert.equal(code, 0, output);
  }
  const env = { ...mongoEnvironment(type), CI: "true", ...(store.url === "" ? {} : { TEST_DATABASE_URL: store.url }) };
  const { code, output } = await run(
    folder,
    ["python", "-W", "error", "-m", "pytest", "-v", "-p", "no:cacheprovider"],
    env,
  );
  assert.equal(code, 0, output);
  const [name = ""] = what.split(" ");
  const tests = passedTests(output);
  const first = passed.get(name) ?? tests;
  passed.set(name, first);
  assert.ok(tests.length > 50, output);
  assert.deepEqual(tests, first, `${what} has not the tests of memory`);
}

Deno.test("without a server, tests say what they lack; where CI runs, that is a failure", async () => {
  const files = await compiled(withDatabase(CONFIGS.quickstart ?? "", "redis"));
  await inFolder(files, async (folder) => {
    const pytest = ["python", "-m", "pytest", "-q", "-p", "no:cacheprovider"];
    const skipped = await run(folder, pytest, {});
    assert.equal(skipped.code, 0, skipped.output);
    assert.match(skipped.output, /SKIPPED \[\d+\].*TEST_DATABASE_URL is not set/);
    assert.match(skipped.output, /\d+ skipped/);
    assert.doesNotMatch(skipped.output, /failed|error/);
    const failed = await run(folder, pytest, { CI: "true" });
    assert.notEqual(failed.code, 0);
    assert.match(failed.output, /TEST_DATABASE_URL is not set/);
  });
});
