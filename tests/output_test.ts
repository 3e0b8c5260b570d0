/** The output folder under the worst that processes do to it: death at any moment, and two at once. */

import assert from "node:assert/strict";
import { command, config, programTest, restgen, tree } from "./program.ts";

const MANIFEST = ".restgen/manifest.json";
const SMALL = config("Product");
const LARGE = config(
  ...Array.from({ length: 30 }, (_, index) => `Thing${String.fromCharCode(65 + index % 26)}${index}`),
);

/** Repeatable random numbers from 0 to 1 (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** What each config compiles to, when nobody disturbs it. */
async function expectedTrees(
  cwd: string,
): Promise<readonly [ReadonlyMap<string, string>, ReadonlyMap<string, string>]> {
  const trees: ReadonlyMap<string, string>[] = [];
  for (const [name, text] of [["small", SMALL], ["large", LARGE]] as const) {
    Deno.writeTextFileSync(`${cwd}/${name}.yaml`, text);
    const { code, stderr } = await restgen(["compile", `${name}.yaml`, "--out", `${name}/generated`], { cwd });
    assert.equal(code, 0, stderr);
    trees.push(tree(`${cwd}/${name}/generated`));
  }
  const [small = new Map(), large = new Map()] = trees;
  assert.notDeepEqual(small, large);
  return [small, large];
}

/** Waits for something to happen, but not for ever: a run may be over before anyone looks. */
async function until(happened: () => boolean, patience: number): Promise<void> {
  const end = performance.now() + patience;
  while (!happened() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 0));
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function killIfRunning(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    // It ended by itself a moment ago.
    if (!(error instanceof TypeError)) throw error;
  }
}

/** Every file is whole, and one of the two; nothing that both configs make is missing. */
function assertOldOrNew(folder: string, before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): void {
  const found = tree(folder);
  for (const [path, text] of found) {
    if (path.startsWith(".restgen/")) continue;
    assert.ok(text === before.get(path) || text === after.get(path), `${path} is neither old nor new`);
  }
  for (const path of before.keys()) assert.ok(found.has(path) || !after.has(path), `${path} is gone`);
}

programTest(
  "50 kills at random moments leave whole files, and the next compile heals them without --force",
  async (cwd) => {
    const [small, large] = await expectedTrees(cwd);
    const folder = `${cwd}/generated`;
    const manifest = () => Deno.readTextFileSync(`${folder}/${MANIFEST}`);
    const next = random(20261103);
    const started = performance.now();
    await restgen(["compile", "small.yaml"], { cwd });
    const wholeRun = performance.now() - started;
    let killed = 0;
    let interrupted = 0;
    for (let round = 0; round < 50; round++) {
      const [name, before, after] = round % 2 === 0
        ? ["large", small, large] as const
        : ["small", large, small] as const;
      const child = command(["compile", `${name}.yaml`], { cwd }).spawn();
      // Files change in the last milliseconds of a run: two kills of three wait for that, one for the manifest's change.
      const [moment, spread] = [
        [() => true, 1.5 * wholeRun] as const,
        [() => exists(`${folder}/.restgen/tmp`), 12] as const,
        [() => manifest() !== before.get(MANIFEST), 4] as const,
      ][round % 3] ?? [() => true, 0];
      await until(moment, 5 * wholeRun);
      const timer = setTimeout(() => killIfRunning(child), spread * next());
      const { signal } = await child.output();
      clearTimeout(timer);
      if (signal === "SIGKILL") killed++;

      assertOldOrNew(folder, before, after);
      if (manifest() !== before.get(MANIFEST) && manifest() !== after.get(MANIFEST)) interrupted++;
      const healed = await restgen(["compile", `${name}.yaml`], { cwd });
      assert.equal(healed.code, 0, `round ${round}: ${healed.stderr}`);
      assert.deepEqual(tree(folder), after, `round ${round}`);
    }
    assert.ok(killed >= 10, `only ${killed} of 50 runs were killed`);
    assert.ok(interrupted >= 1, "no run was killed while files changed");
  },
);

programTest("compiles of two configs into one folder at once all succeed, and one of them wins", async (cwd) => {
  const [small, large] = await expectedTrees(cwd);
  for (let round = 0; round < 3; round++) {
    const names = ["small", "large", "small", "large"];
    const runs = await Promise.all(names.map((name) => restgen(["compile", `${name}.yaml`], { cwd })));
    for (const { code, stderr } of runs) assert.equal(code, 0, stderr);
    const found = tree(`${cwd}/generated`);
    assert.deepEqual(found, found.get("app.py") === small.get("app.py") && found.size === small.size ? small : large);
  }
});
