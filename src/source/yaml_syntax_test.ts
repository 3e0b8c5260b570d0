import assert from "node:assert/strict";
import { fixed, load } from "./load_test_tools.ts";

const cases: readonly (readonly [string, string])[] = [
  ['a: "x\nb: 1\n', '1:4 `"x` Double quote is never closed'],
  ["x: 1\na:\n  'b: c\n  d: e\n", "3:3 `'b: c` Single quote is never closed"],
  ["t: |\n  it's \"\na: it's\nb: 'x\n", "4:4 `'x` Single quote is never closed"],
  ["a: 'x\n---\nb'\n", "1:4 `'x` Single quote is never closed"],
  ["key: [a, b\nc: d\n", '1:6 `[` Bracket "[" is never closed'],
  ["key: [a, {b: 1, ']'\nc: d\n", '1:10 `{` Bracket "{" is never closed'],
  ["a: [1], b]\n", '1:7 `, b]` Text follows the closing "]"'],
  ["a: ]\n", '1:4 `]` Bracket "]" closes nothing'],
  ["{a: b}}\n", '1:7 `}` Bracket "}" closes nothing'],
  ["a:\n\tb: 1\n", "2:1 `\t` Line is indented with a tab"],
  ["\ta: 1\n", "1:1 `\t` Line is indented with a tab"],
  ["a:\n  - \t\tb: 1\n", "2:5 `\t\t` Line is indented with a tab"],
  ["a: |\n\tx\n", "2:1 `\t` Line is indented with a tab"],
  ["a:\n    b: 1\n  c: 2\n", "3:3 `c: 2` Indentation fits no line above"],
  ["a:\n  - b\n - c\n", "3:2 `- c` Indentation fits no line above"],
  ["path: /a\n  method: get\n", '2:3 `method` Line is indented below "path", which has a value already'],
  ["a: b # c\n  d: e\n", '2:3 `d: e` Line is indented below "a", which has a value already'],
  ["key: value: x\n", '1:11 `:` Value holds ":" with a space after it'],
  ["path: /users/{id}: x\n", '1:18 `:` Value holds ":" with a space after it'],
  ["a: 1\nb\nc: 2\n", '2:1 `b` Line is neither "key: value" nor a list item'],
  ["a:\n  b: c\n  d\n", '3:3 `d` Line is neither "key: value" nor a list item'],
  ["b\nc: 2\n", '1:1 `b` Line is neither "key: value" nor a list item'],
  ["- a\nb: c\n", "2:1 `b: c` Key stands where a list item is expected"],
  ["a: 1\n- b\n", "2:1 `- b` List item stands where a key is expected"],
  ["a: - b\n", "1:4 `-` List starts on the line of its key"],
  ["a: @x\n", '1:4 `@` Value starts with "@", which YAML keeps for itself'],
  ["a: [`x`]\n", '1:5 ``` Value starts with "`", which YAML keeps for itself'],
  ["a: %x\n", '1:4 `%` Value starts with "%", which YAML keeps for itself'],
  ["%x\n", '1:1 `%x` Line starts with "%", which makes a directive'],
  ["a: *\n", '1:4 `*` Sign "*" refers to an anchor, but no name follows'],
  ["a: [*, b]\n", '1:5 `*` Sign "*" refers to an anchor, but no name follows'],
  ["a: & b\n", '1:4 `&` Sign "&" makes an anchor, but no name follows'],
  ["a: &x *y\n", "1:7 `*y` Alias has a tag or an anchor of its own"],
  ["a: !!str !!int x\n", "1:10 `!!int` Value has two tags or two anchors"],
  ['a: "C:\\q"\n', "1:7 `\\q` Escape \\q is not known in double quotes"],
  ['a: "\\xZZ"\n', "1:5 `\\xZ` Escape \\xZ lacks hexadecimal digits"],
  ['a: "x" y\n', "1:8 `y` Text follows the closing quote"],
  ["a: 'it's'\n", "1:8 `s'` Text follows the closing quote"],
  ["a: |x\n  y\n", '1:5 `x` Text stands on the same line as "|" or ">"'],
  ["a: [a,,b]\n", "1:7 `,` Comma has no entry before it"],
  ["a: {a: 1 b: 2}\n", '1:11 `:` Entry has a second ":"'],
  ["a: [{} {}]\n", "1:8 `{` Comma is missing between two entries"],
  ['"a":b\n', '1:4 `:` No space follows ":"'],
];

Deno.test("each mistake is one diagnostic, in plain words at its place", () => {
  for (const [text, expected] of cases) {
    const { found, diagnostics } = load(text);
    assert.deepEqual(found, [`E026 ${expected}`], text);
    assert.ok(diagnostics[0]?.help, text);
  }
});

Deno.test("unknown tags and directives that stop the parser are features, not syntax", () => {
  assert.deepEqual(load("a: !foo!bar x\n").found, ['E106 1:4 `!foo!bar` Tag "!foo!bar" is not known']);
  assert.deepEqual(load("a: !<x\n").found, ['E106 1:4 `!` Tag "!<" is never closed']);
  assert.deepEqual(load("%YAML 2.0\n---\na: 1\n").found, [
    'E106 1:1 `%YAML 2.0` Directive "%YAML 2.0" is not supported',
  ]);
  assert.deepEqual(load("%YAML 1.1\na: 1\n").found, ['E106 1:1 `%YAML 1.1` Directive "%YAML 1.1" is not supported']);
  const long = load(`a: !${"x".repeat(20_000_000)} b\n`).found;
  assert.equal(long.length, 1);
  assert.match(long[0]?.slice(0, 12) ?? "", /^E106 1:4 `!/);
});

Deno.test("the offered edit cures the mistake", () => {
  const broken = ["a: b: c\n", "a: @x\n", "origins: *\n", "origins: [*]\n", "404: x\n", "a: !secret x\n"];
  for (const text of broken) {
    const { diagnostics } = load(text);
    assert.equal(diagnostics[0]?.fixes.length, 1, text);
    assert.deepEqual(load(fixed(text, diagnostics)).found, [], text);
  }
});

Deno.test("no edit is offered where quoting could change the meaning", () => {
  for (const text of ['a: b: "c"\n', "a: b: c # note\n", "a: @[x]\n"]) {
    assert.deepEqual(load(text).diagnostics[0]?.fixes, [], text);
  }
});
