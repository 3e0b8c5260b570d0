import assert from "node:assert/strict";
import type { Node } from "../ir/document.ts";
import { fixed, load, plain } from "./load_test_tools.ts";

const read = (text: string) => load(text, "api.json");

Deno.test("values, spellings and places", () => {
  const text =
    '\ufeff { "a" : [1, -2.50, 1e3, true, null], "\\u0062" : {"c": "x\\n\\ud83d\\ude00\\/"}, "e": [], "f": {} }\n';
  const { root, found } = read(text);
  assert.deepEqual(found, []);
  assert.deepEqual(plain(root ?? assert.fail("no document")), [
    ["a", [1, -2.5, 1000, true, null]],
    ["b", [["c", "x\n😀/"]]],
    ["e", []],
    ["f", []],
  ]);
  const places: string[] = [];
  const visit = (node: Node): void => {
    places.push(text.slice(node.span.start, node.span.end));
    if (node.kind === "sequence") node.items.forEach(visit);
    if (node.kind !== "mapping") return;
    for (const { keySpan, value } of node.entries) {
      places.push(text.slice(keySpan.start, keySpan.end));
      visit(value);
    }
  };
  visit(root ?? assert.fail("no document"));
  assert.deepEqual(places, [
    text.trim(),
    '"a"',
    "[1, -2.50, 1e3, true, null]",
    "1",
    "-2.50",
    "1e3",
    "true",
    "null",
    '"\\u0062"',
    '{"c": "x\\n\\ud83d\\ude00\\/"}',
    '"c"',
    '"x\\n\\ud83d\\ude00\\/"',
    '"e"',
    "[]",
    '"f"',
    "{}",
  ]);
});

Deno.test("numbers keep every digit and their spelling", () => {
  const { root } = read('{"a": 12345678901234567890, "b": 1.0, "c": -0, "d": -0.0}');
  assert.ok(root?.kind === "mapping");
  const scalars = root.entries.map(({ value }) => value.kind === "scalar" ? [value.value, value.text] : []);
  assert.deepEqual(scalars, [[12345678901234567890n, "12345678901234567890"], [1, "1.0"], [0, "-0"], [-0, "-0.0"]]);
});

Deno.test("JSON means the same to the YAML reader", () => {
  const text = '{\n\t"a": [1, "x\\u00e9", {"b": null}],\n\t"c": {"d": false, "e": -1.5e3}\n}';
  const values = (name: string) => plain(load(text, name).root ?? assert.fail(name));
  assert.deepEqual(values("-"), values("api.json"));
});

const cases: readonly (readonly [string, string])[] = [
  ["", "E026 1:1 `` File is empty"],
  [" \n ", "E026 1:1 `` File is empty"],
  ["[1]", "E026 1:1 `[1]` Top level is a list, a mapping of keys to values is expected"],
  ["3", "E026 1:1 `3` Top level is a number, a mapping of keys to values is expected"],
  ['{"a": 1, "a": 2}', 'E105 1:10 `"a"` Key "a" is written twice in one mapping'],
  ['{"a": 1, "\\u0061": 2}', 'E105 1:10 `"\\u0061"` Key "a" is written twice in one mapping'],
  ['{"a": 1,}', "E026 1:8 `,` Comma has no entry after it"],
  ['{"a": [1, ]}', "E026 1:9 `,` Comma has no entry after it"],
  ['{"a": [1,,2]}', "E026 1:10 `,` Comma has no entry before it"],
  ['{,"a": 1}', 'E026 1:2 `,` A value is expected, not ","'],
  ['{"a": }', 'E026 1:7 `}` A value is expected, not "}"'],
  ['{"a" 1}', 'E026 1:6 `1` ":" is missing after the key "a"'],
  ['{"a": 1 "b": 2}', 'E026 1:9 `"` Comma is missing between two entries'],
  ['{"a": 1: 2}', 'E026 1:8 `:` Entry has a second ":"'],
  ['{"a": [1}', 'E026 1:9 `}` Bracket "}" does not close "["'],
  ['{"a": 1', 'E026 1:1 `{` Bracket "{" is never closed'],
  ['{"a": [1,', 'E026 1:7 `[` Bracket "[" is never closed'],
  ['{"a":', 'E026 1:1 `{` Bracket "{" is never closed'],
  ['{"a"', 'E026 1:1 `{` Bracket "{" is never closed'],
  ["{", 'E026 1:1 `{` Bracket "{" is never closed'],
  ['{"a": "x', 'E026 1:7 `"x` String is never closed'],
  ['{"a": "x\n"}', 'E026 1:7 `"x` String is never closed'],
  ['{"a": "x\ty"}', "E026 1:9 `\t` String holds a tab"],
  ['{"a": 1} x', "E026 1:10 `x` Text follows the closing of the top level"],
  ['{"a": 1}}', "E026 1:9 `}` Text follows the closing of the top level"],
  ['{"a": 1} // note', "E026 1:10 `//` JSON has no comments"],
  ['{/* note */"a": 1}', "E026 1:2 `/*` JSON has no comments"],
  ['# note\n{"a": 1}', "E026 1:1 `#` JSON has no comments"],
  ["{'a': 1}", "E026 1:2 `'a'` JSON has no single quotes"],
  ["{\"a\": 'b'}", "E026 1:7 `'b'` JSON has no single quotes"],
  ["{a: 1}", 'E026 1:2 `a` Key "a" is not in quotes'],
  ["{1: 1}", 'E026 1:2 `1` Key "1" is not in quotes'],
  ['{"a": NaN}', "E026 1:7 `NaN` JSON has no NaN"],
  ['{"a": -Infinity}', "E026 1:7 `-Infinity` JSON has no -Infinity"],
  ['{"a": True}', "E026 1:7 `True` JSON has no True"],
  ['{"a": undefined}', "E026 1:7 `undefined` JSON has no undefined"],
  ['{"a": word}', "E026 1:7 `word` Value word is not in quotes"],
  ['{"a": 01}', "E026 1:7 `01` Number 01 is not spelled as JSON asks"],
  ['{"a": +1}', "E026 1:7 `+1` Number +1 is not spelled as JSON asks"],
  ['{"a": .5}', "E026 1:7 `.5` Number .5 is not spelled as JSON asks"],
  ['{"a": 1.}', "E026 1:7 `1.` Number 1. is not spelled as JSON asks"],
  ['{"a": 0x1F}', "E026 1:7 `0x1F` Number 0x1F is not spelled as JSON asks"],
  ['{"a": 1e400}', "E026 1:7 `1e400` Number is too large"],
  ['{"a": "\\q"}', "E026 1:8 `\\q` Escape \\q is not known in JSON"],
  ['{"a": "\\u12"}', "E026 1:8 `\\u` Escape \\u lacks hexadecimal digits"],
  ['{"a": "\\ud800"}', "E026 1:8 `\\ud800` Escape \\ud800 is half of a surrogate pair"],
  ['{"a": "\\ude00\\ud83d"}', "E026 1:8 `\\ude00` Escape \\ude00 is half of a surrogate pair"],
  ['{"a": "\0"}', "E026 1:8 `\0` File holds a NUL character"],
];

Deno.test("each mistake is one diagnostic at its place, with help", () => {
  for (const [text, expected] of cases) {
    const { found, diagnostics } = read(text);
    assert.deepEqual(found, [expected], text);
    assert.ok(diagnostics[0]?.help, text);
  }
});

Deno.test("the offered edit cures the mistake", () => {
  const broken = [
    '{"a": 1,}',
    '{"a": [1,,2]}',
    "{'a': 1}",
    "{\"a\": 'b'}",
    "{a: 1}",
    '{"a": None}',
    '{"a": word}',
    '{"a": "x\ty"}',
  ];
  for (const text of broken) {
    const { diagnostics } = read(text);
    assert.equal(diagnostics[0]?.fixes.length, 1, text);
    assert.deepEqual(read(fixed(text, diagnostics)).found, [], text);
  }
});

Deno.test("depth and digits are limited", () => {
  const nested = (levels: number) => `{"a": ${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
  assert.deepEqual(read(nested(64)).found, []);
  assert.match(read(nested(65)).found.join(), /^E106 1:70 `\[` Lists and mappings are nested more than 64 levels/);
  assert.match(read(nested(500_000)).found.join(), /^E106 1:70 /);
  assert.match(read(`{"a": ${"1".repeat(4301)}}`).found.join(), /Number has 4301 digits, at most 4300 are allowed$/);
});
