/** Random configs never make the compiler throw; what it makes of them is Python. */

import assert from "node:assert/strict";
import { configs } from "../.ci/projects.ts";
import { compileSource, renderText } from "../mod.ts";
import { loadDocument } from "../src/source/load.ts";
import { damage, damagedText, printed, randomConfig, type Value, valueOf } from "./hostile/fuzz.ts";
import { inFolder, PARSE_ALL, run, writeFiles } from "./hostile/tools.ts";
import { Random } from "./random.ts";

/** More by hand: RESTGEN_FUZZ=50 multiplies the numbers, RESTGEN_FUZZ_SEED starts elsewhere. */
const FACTOR = Number(Deno.env.get("RESTGEN_FUZZ") ?? 1);
const SEED = Number(Deno.env.get("RESTGEN_FUZZ_SEED") ?? 0);
/** Packages that are parsed by Python, at most. */
const PARSED = 150;

const root = new URL("../", import.meta.url).pathname;
const seeds = configs().map(([, path]) => Deno.readTextFileSync(root + path));

function tree(text: string): Value {
  const document = loadDocument({ name: "api.yaml", text }, (diagnostic) => assert.fail(diagnostic.message));
  assert.ok(document);
  return valueOf(document.root);
}

/** Compiles a text; the files, or undefined where it has errors. */
async function survives(text: string, seed: number): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    const { files, diagnostics } = await compileSource({ name: "api.yaml", text }, { packageName: "generated" });
    for (const { span, code } of diagnostics) {
      if (span === undefined) continue;
      assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, `${code} points outside`);
    }
    assert.equal(files === undefined, diagnostics.some(({ severity }) => severity === "error"));
    renderText(diagnostics, { colour: false });
    return files;
  } catch (error) {
    throw new Error(`seed ${seed}: ${error instanceof Error ? error.stack : error}\n${text.slice(0, 3000)}`);
  }
}

async function fuzz(count: number, make: (random: Random, index: number) => string): Promise<void> {
  await inFolder(async (folder) => {
    let kept = 0;
    for (let index = 0; index < count * FACTOR; index++) {
      const seed = SEED + index;
      const files = await survives(make(new Random(seed), index), seed);
      if (files === undefined || kept >= PARSED * FACTOR) continue;
      const own = new Map([...files].filter(([path]) => path.endsWith(".py") && !path.startsWith("runtime/")));
      writeFiles(`${folder}/p${kept++}`, own);
    }
    assert.ok(kept > 0, "nothing compiles: the fuzzer proves too little");
    await run(folder, "python", "-c", PARSE_ALL, String(kept));
  });
}

Deno.test("configs of the right shape compile or are refused", async () => {
  await fuzz(1200, (random) => printed(randomConfig(random)));
});

Deno.test("good configs with a few faults compile or are refused", async () => {
  const trees = seeds.map(tree);
  await fuzz(600, (random) => {
    const value = structuredClone(random.pick(trees));
    for (let count = 1 + random.below(4); count > 0; count--) damage(value, random);
    return printed(value);
  });
});

Deno.test("good configs with damaged spelling compile or are refused", async () => {
  await fuzz(400, (random) => damagedText(random.pick(seeds), random));
});
