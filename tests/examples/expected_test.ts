/** The examples compile to exactly what is committed; `deno task bless` writes it anew. */

import assert from "node:assert/strict";
import { exampleNames } from "../../.ci/examples.ts";
import { committed, generated } from "./expected.ts";

for (const name of exampleNames()) {
  Deno.test(`examples/${name} compiles to examples/${name}/expected`, async () => {
    const [files, old] = [await generated(name), committed(name)];
    assert.deepEqual([...old.keys()].sort(), [...files.keys()].sort());
    for (const [path, text] of files) assert.equal(old.get(path), text, path);
  });
}
