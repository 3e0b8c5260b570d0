import assert from "node:assert/strict";
import { unifiedDiff } from "./diff.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("a diff goes from what is on disk to what restgen would write", async () => {
  assert.equal(
    await unifiedDiff("out/a.py", bytes("one\ntwo\n"), "one\n2\n"),
    "--- out/a.py (on disk)\n+++ out/a.py (restgen)\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n",
  );
});

Deno.test("a diff cannot steer the terminal", async () => {
  const shown = await unifiedDiff("a.py", bytes("\x1b[2J\tx\u202e\r\n"), "x\n");
  assert.match(shown, /-\\x1b\[2J\tx/);
  // deno-lint-ignore no-control-regex -- control characters are what must not be there
  assert.doesNotMatch(shown, /[\x1b\r\u202e]/);
});

Deno.test("what is no text, and what is too long, is said in a line", async () => {
  assert.match(await unifiedDiff("a.py", new Uint8Array([0xff, 0x00]), "x\n"), /^a.py is not UTF-8 text.*\n$/);
  const lines = (letter: string) => Array.from({ length: 5000 }, (_, index) => `${letter}${index}\n`).join("");
  assert.match(await unifiedDiff("a.py", bytes(lines("a")), lines("b")), /^a.py differs almost everywhere.*\n$/);
  const long = await unifiedDiff("a.py", bytes(""), Array.from({ length: 500 }, () => "x\n").join(""));
  assert.equal(long.split("\n").length, 202);
  assert.match(long, /… 303 more lines\n$/);
});
