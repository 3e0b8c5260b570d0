import assert from "node:assert/strict";
import { displayWidth, fitsColumns } from "./width.ts";

Deno.test("columns of a text", () => {
  assert.equal(displayWidth(""), 0);
  assert.equal(displayWidth("plain text"), 10);
  assert.equal(displayWidth("Grüße"), 5);
  assert.equal(displayWidth("e\u0301"), 1);
  assert.equal(displayWidth("日本"), 4);
  assert.equal(displayWidth("a🎉b"), 4);
});

Deno.test("a text fits when its columns do, however many characters it has", () => {
  assert.equal(fitsColumns("abc", 3), true);
  assert.equal(fitsColumns("abcd", 3), false);
  assert.equal(fitsColumns("日本", 4), true);
  assert.equal(fitsColumns("日本", 3), false);
  assert.equal(fitsColumns("e\u0301".repeat(10), 10), true);
  assert.equal(fitsColumns("e\u0301".repeat(10), 9), false);
  assert.equal(fitsColumns("", -1), false);
});
