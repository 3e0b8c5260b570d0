import assert from "node:assert/strict";
import { load, plain } from "./load_test_tools.ts";

Deno.test("the name decides between JSON and YAML", () => {
  assert.deepEqual(load("{a: 1}", "api.yaml").found, []);
  assert.deepEqual(load("{a: 1}", "-").found, []);
  assert.deepEqual(load("{a: 1}", "API.JSON").found, ['E026 1:2 `a` Key "a" is not in quotes']);
});

const shapes: readonly (readonly [string, string])[] = [
  ["", "1:1 `` File is empty"],
  ["\n# only a comment\n", "1:1 `` File is empty"],
  ["---\n...\n", "1:1 `` File is empty"],
  ["- a\n- b\n", "1:1 `- a\n- b` Top level is a list, a mapping of keys to values is expected"],
  ["text", "1:1 `text` Top level is text, a mapping of keys to values is expected"],
  ["null", "1:1 `null` Top level is null, a mapping of keys to values is expected"],
  ["name:x", "1:1 `name:x` Top level is text, a mapping of keys to values is expected"],
];

Deno.test("a file that is no mapping is reported once, at its place", () => {
  for (const [text, expected] of shapes) assert.deepEqual(load(text).found, [`E026 ${expected}`], text);
  assert.equal(load("name:x").diagnostics[0]?.help, 'Write a space after ":"');
});

Deno.test("faults that hide nothing are all reported, and the document is read", () => {
  const { root, found } = load("a: 1\na: 2\n404: !x y\nb: {c: 1, c: 2}\n");
  assert.deepEqual(
    found.map((line) => line.slice(0, 8)),
    ["E105 2:1", "E106 3:1", "E106 3:6", "E105 4:11"].map((line) => line.slice(0, 8)),
  );
  assert.deepEqual(plain(root ?? assert.fail("no document")), [["a", 1], ["404", "y"], ["b", [["c", 1]]]]);
});

/** A reproducible source of numbers below a limit. */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor(state / 65_536) % limit;
  };
}

const SAMPLE = `name: My API # comment
models:
  User: &user
    fields:
      id: {type: uuid, primary: true}
      "name": 'it''s'
      tags: [a, "b\\n", *x ]
    text: |-
      block: text
        more
  Admin: {<<: *user, n: 1.5e3}
routes:
- path: /users/{id}
  method: GET
- !!str x
`;

const PIECES = [
  ..."\"'[]{}:,#&*!|>%@`-? \n\t\r\\0",
  ": ",
  "- ",
  "\n  ",
  "<<: ",
  "*x",
  "&x ",
  "!!int ",
  "---\n",
  "...\n",
  "%YAML 1.1\n",
  "\ufeff",
  "\0",
  "😀",
  "\ud800",
];

Deno.test("no broken text makes the readers fail, and every report has a place in the text", () => {
  const random = generator(7);
  const samples = [{ text: SAMPLE, name: "x.yaml" }, {
    text: '{"a": [1, {"b": "c\\n"}], "d": -1.5e3}',
    name: "x.json",
  }];
  for (let round = 0; round < 6_000; round++) {
    const sample = samples[round % samples.length];
    assert.ok(sample);
    let { text } = sample;
    for (let edit = random(4); edit >= 0; edit--) {
      const start = random(text.length + 1);
      const piece = random(3) === 0 ? "" : PIECES[random(PIECES.length)] ?? "";
      text = text.slice(0, start) + piece + text.slice(start + random(4));
    }
    const { root, diagnostics } = load(text, sample.name);
    assert.ok(root !== undefined || diagnostics.length > 0, JSON.stringify(text));
    const syntax = diagnostics.filter(({ code, message }) => code === "E026" && !message.startsWith("Number has"));
    assert.ok(syntax.length <= 1, JSON.stringify(text));
    for (const { span } of diagnostics) {
      assert.ok(
        span !== undefined && span.start >= 0 && span.start <= span.end && span.end <= text.length,
        JSON.stringify(text),
      );
    }
  }
});

Deno.test("big inputs cost no more than their size", () => {
  const repeat = (count: number, part: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => part(index)).join("");
  assert.deepEqual(load(`a: "${"x".repeat(5_000_000)}"\n`).found, []);
  assert.deepEqual(load(repeat(50_000, (index) => `k${index}: ${index}\n`)).found, []);
  assert.deepEqual(load(`{${repeat(50_000, (index) => `"k${index}": ${index}, `)}"z": 1}`, "x.json").found, []);
  assert.equal(load(repeat(10_000, () => "k: 1\n")).found.length, 9_999);
});
