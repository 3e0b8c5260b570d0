import assert from "node:assert/strict";
import { cellOf, escapeControls, listed, quoted } from "./text.ts";

Deno.test("escapeControls spells what terminals obey or hide", () => {
  assert.equal(
    escapeControls("a\x1b[31m\r\n\tb\u202e\u2028\u{e0041}\ud800"),
    "a\\x1b[31m\\r\\n\\tb\\u{202e}\\u{2028}\\u{e0041}\\u{d800}",
  );
});

Deno.test("escapeControls keeps letters, pictures and joiners", () => {
  const text = "naïve 日本 👩\u200d💻 e\u0301";
  assert.equal(escapeControls(text), text);
});

Deno.test("quoted escapes quotes, backslashes and control characters", () => {
  assert.equal(quoted('say "hi"\\\n'), '"say \\"hi\\"\\\\\\n"');
});

Deno.test("quoted cuts after sixty characters, never inside one", () => {
  assert.equal(quoted("x".repeat(60)), `"${"x".repeat(60)}"`);
  assert.equal(quoted("x".repeat(61)), `"${"x".repeat(59)}…"`);
  assert.equal(quoted("😀".repeat(70)), `"${"😀".repeat(59)}…"`);
  assert.equal(quoted("😀".repeat(60)), `"${"😀".repeat(60)}"`);
  assert.equal(quoted("y".repeat(5_000_000)).length, 62);
});

Deno.test("listed joins words and cuts after eight", () => {
  assert.equal(listed([], "or"), "");
  assert.equal(listed(["a"], "or"), '"a"');
  assert.equal(listed(["a", "b"], "and"), '"a" and "b"');
  assert.equal(listed(["a", "b", "c"], "or"), '"a", "b" or "c"');
  assert.equal(listed([..."abcdefgh"], "or").endsWith('"g" or "h"'), true);
  assert.equal(listed([..."abcdefghi"], "or").endsWith('"g", "h", …'), true);
});

Deno.test("cellOf knows the display width", () => {
  const widths = [..."a\té日😀\u0301\x1b"].map((character) => cellOf(character).width);
  assert.deepEqual(widths, [1, 4, 1, 2, 2, 0, 4]);
});
