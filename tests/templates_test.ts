/** `restgen init --template`: every example can be started from. */

import assert from "node:assert/strict";
import { exampleNames, sourcesOf } from "../.ci/examples.ts";
import { programTest, restgen, tree } from "./program.ts";

programTest("init --template list names all examples", async (cwd) => {
  const { code, stdout } = await restgen(["init", "--template", "list"], { cwd });
  assert.equal(code, 0);
  assert.deepEqual(stdout.trimEnd().split("\n").map((line) => line.split(" ")[0]), exampleNames());
});

programTest("a template is written as the example is, and compiles there", async (cwd) => {
  for (const name of exampleNames()) {
    const { code, stderr } = await restgen(["init", "--template", name], { cwd });
    assert.equal(code, 0, stderr);
    assert.deepEqual(tree(`${cwd}/${name}`), sourcesOf(name));
    const compiled = await restgen(["compile", "api.yaml"], { cwd: `${cwd}/${name}` });
    assert.equal(compiled.code, 0, compiled.stderr);
  }
});
