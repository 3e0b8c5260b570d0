/** The program holds the examples as they are. */

import assert from "node:assert/strict";
import { EMBEDDED, embedded } from "./embedded.ts";

Deno.test("src/examples.ts holds the files of all examples", () => {
  assert.equal(Deno.readTextFileSync(EMBEDDED), embedded());
});
