import assert from "node:assert/strict";
import { lineStarts, lineText, positionOf } from "./source.ts";

Deno.test("CR, LF and CRLF each end one line", () => {
  const source = { name: "a", text: "one\rtwo\nthree\r\nfour" };
  assert.deepEqual(lineStarts(source), [0, 4, 8, 15]);
  assert.deepEqual([1, 2, 3, 4, 5].map((line) => lineText(source, line)), ["one", "two", "three", "four", ""]);
  assert.deepEqual(positionOf(source, 15), { line: 4, column: 1 });
});

Deno.test("columns are code points", () => {
  const source = { name: "a", text: "😀é\n😀😀x" };
  assert.deepEqual(positionOf(source, 2), { line: 1, column: 2 });
  assert.deepEqual(positionOf(source, 8), { line: 2, column: 3 });
  assert.deepEqual(positionOf(source, 999), { line: 2, column: 4 });
  assert.deepEqual(positionOf({ name: "a", text: "" }, 0), { line: 1, column: 1 });
});

Deno.test("columns agree with counting, in a line that spans blocks", () => {
  const text = "a😀bc".repeat(5_000);
  const source = { name: "a", text };
  for (const offset of [0, 1, 3, 4094, 4095, 4096, 4097, 8192, 12_001, text.length]) {
    const counted = [...text.slice(0, offset)].length + 1;
    // An offset inside a pair counts as the start of the character after it.
    assert.deepEqual(positionOf(source, offset), { line: 1, column: counted }, `${offset}`);
  }
});

Deno.test("many places in one huge line are found at once", () => {
  const source = { name: "a", text: "😀".repeat(2_500_000) };
  let sum = 0;
  for (let index = 0; index < 20_000; index++) sum += positionOf(source, index * 200).column;
  assert.equal(sum, 20_000 + 100 * (19_999 * 20_000) / 2);
});
