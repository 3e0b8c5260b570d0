import assert from "node:assert/strict";
import type { Node } from "../ir/document.ts";
import { load, plain } from "./load_test_tools.ts";

/** The value under the key `a`. */
function valueOf(text: string): Node {
  const { root, found } = load(text);
  assert.deepEqual(found, [], text);
  assert.equal(root?.kind, "mapping", text);
  const entry = root?.kind === "mapping" ? root.entries.find(({ key }) => key === "a") : undefined;
  assert.ok(entry, text);
  return entry.value;
}

const scalars: readonly (readonly [string, unknown])[] = [
  ["", null],
  ["~", null],
  ["null", null],
  ["Null", null],
  ["nULL", "nULL"],
  ["true", true],
  ["FALSE", false],
  ["tRUE", "tRUE"],
  ["yes", "yes"],
  ["no", "no"],
  ["on", "on"],
  ["off", "off"],
  ["y", "y"],
  ["0", 0],
  ["-0", 0],
  ["+12", 12],
  ["007", 7],
  ["0o17", 15],
  ["0x1F", 31],
  ["-0x1F", "-0x1F"],
  ["0b1", "0b1"],
  ["1_000", "1_000"],
  ["12:30", "12:30"],
  ["2001-01-01", "2001-01-01"],
  ["9007199254740991", 9007199254740991],
  ["9007199254740993", 9007199254740993n],
  ["12345678901234567890", 12345678901234567890n],
  ["-12345678901234567890", -12345678901234567890n],
  ["1.5", 1.5],
  ["1.", 1],
  [".5", 0.5],
  ["-1e3", -1000],
  ["1e400", Infinity],
  ["-0.0", -0],
  [".inf", Infinity],
  ["-.INF", -Infinity],
  [".nan", NaN],
  ["+.nan", "+.nan"],
  [".", "."],
  ["-", undefined],
  ["1.2.3", "1.2.3"],
  ["'1'", "1"],
  ['"true"', "true"],
  ["'it''s'", "it's"],
  ['"\\x41\\u00e9\\U0001F600\\n\\/"', "Aé😀\n/"],
  ['"\\ud83d\\ude00"', "😀"],
  ['"\\\\ud800"', "\\ud800"],
  ["!!str 1.0", "1.0"],
  ["! 1", "1"],
  ["!!int 3", 3],
  ['!!int "3"', 3],
  ["!!float 3", 3],
  ["!!bool 'true'", true],
  ["!!null ''", null],
  ["!<tag:yaml.org,2002:str> 5", "5"],
  ["__proto__", "__proto__"],
];

Deno.test("scalars follow the core schema of YAML 1.2", () => {
  for (const [text, expected] of scalars) {
    if (expected === undefined) continue;
    const node = valueOf(`a: ${text}`);
    assert.equal(node.kind, "scalar");
    assert.ok(node.kind === "scalar" && Object.is(node.value, expected), `${text}: ${plain(node)}`);
  }
});

Deno.test("scalars keep their spelling", () => {
  const spelled = (text: string) => {
    const node = valueOf(`a: ${text}`);
    return node.kind === "scalar" ? [node.text, node.quoted] : undefined;
  };
  assert.deepEqual(spelled("1.0"), ["1.0", false]);
  assert.deepEqual(spelled("0x1F # hex"), ["0x1F", false]);
  assert.deepEqual(spelled("'1.0'"), ["1.0", true]);
  assert.deepEqual(spelled("|\n  1\n"), ["1\n", true]);
  assert.deepEqual(spelled("!!str 1"), ["1", true]);
});

Deno.test("every node and key knows its exact place", () => {
  const text = [
    "plain: some text # comment",
    "'quoted key': \"a\\tb\"",
    "block: !!str | # note: > not this",
    "  line | one",
    "",
    "  two",
    "",
    "list:",
    "- one",
    "-",
    "- - |-",
    "   deep",
    "flow: {x: [1, 2 , ], y: , z}",
    "pair: [k: v]",
    "empty:",
    "anchored: &n {q: 1}",
    "multi: two",
    "  lines",
    "last: *n",
  ].join("\n");
  const { root, found } = load(text);
  assert.deepEqual(found, []);
  const places: string[] = [];
  const visit = (node: Node, path: string): void => {
    places.push(`${path} = ${JSON.stringify(text.slice(node.span.start, node.span.end))}`);
    if (node.kind === "sequence") node.items.forEach((item, index) => visit(item, `${path}.${index}`));
    if (node.kind !== "mapping") return;
    for (const { key, keySpan, value } of node.entries) {
      const spelled = text.slice(keySpan.start, keySpan.end);
      visit(value, `${path}.${spelled === key ? key : spelled}`);
    }
  };
  assert.ok(root);
  visit(root, "");
  assert.deepEqual(places.slice(1), [
    '.plain = "some text"',
    '.\'quoted key\' = "\\"a\\\\tb\\""',
    '.block = "| # note: > not this\\n  line | one\\n\\n  two"',
    '.list = "- one\\n-\\n- - |-\\n   deep"',
    '.list.0 = "one"',
    '.list.1 = ""',
    '.list.2 = "- |-\\n   deep"',
    '.list.2.0 = "|-\\n   deep"',
    '.flow = "{x: [1, 2 , ], y: , z}"',
    '.flow.x = "[1, 2 , ]"',
    '.flow.x.0 = "1"',
    '.flow.x.1 = "2"',
    '.flow.y = ""',
    '.flow.z = ""',
    '.pair = "[k: v]"',
    '.pair.0 = "k: v"',
    '.pair.0.k = "v"',
    '.empty = ""',
    '.anchored = "{q: 1}"',
    '.anchored.q = "1"',
    '.multi = "two\\n  lines"',
    '.last = "{q: 1}"',
    '.last.q = "1"',
  ]);
  assert.deepEqual([root.span.start, root.span.end], [0, text.length]);
  const empty = root.kind === "mapping" ? root.entries.find(({ key }) => key === "empty") : undefined;
  assert.equal(empty?.value.span.start, text.indexOf("empty:") + "empty:".length);
});

Deno.test("CR, LF and CRLF give the same values", () => {
  const text = "a: 1\nb: |\n  x\n\n  y\nc: \"q\n  r\"\nd: 'q\n\n  r'\ne: one\n  two\nf:\n- >\n  folded\n  text\n";
  const expected = plain(load(text).root ?? assert.fail("no document"));
  for (const ending of ["\r\n", "\r"]) {
    assert.deepEqual(plain(load(text.replaceAll("\n", ending)).root ?? assert.fail("no document")), expected);
  }
});

Deno.test("names of Object.prototype are ordinary keys and values", () => {
  const { root, found } = load("__proto__: constructor\ntoString: {__proto__: {a: 1}}\nconstructor: toString\n");
  assert.deepEqual(found, []);
  assert.deepEqual(plain(root ?? assert.fail("no document")), [
    ["__proto__", "constructor"],
    ["toString", [["__proto__", [["a", 1]]]]],
    ["constructor", "toString"],
  ]);
});

Deno.test("anchors: the latest one above counts, and a shared value is one object", () => {
  const { root } = load("x: &a 1\ny: &a [&a 2, *a]\nz: *a\n*a : key\n");
  assert.equal(root?.kind, "mapping");
  assert.deepEqual(plain(root), [["x", 1], ["y", [2, 2]], ["z", 2], ["2", "key"]]);
  const shared = load("x: &n {p: 1}\ny: *n\n").root;
  assert.ok(shared?.kind === "mapping" && shared.entries[0]?.value === shared.entries[1]?.value);
});

Deno.test("merge keys: written keys win, then the first source, at the place of the key", () => {
  const base = "p: &p {a: 1, b: 2}\nq: &q {b: 3, c: 4}\n";
  const merged = (text: string) => {
    const { root, found } = load(base + text);
    assert.deepEqual(found, [], text);
    const entry = root?.kind === "mapping" ? root.entries[2] : undefined;
    return plain(entry?.value ?? assert.fail(text));
  };
  assert.deepEqual(merged("r:\n  x: 0\n  <<: *p\n  b: 9\n"), [["x", 0], ["a", 1], ["b", 9]]);
  assert.deepEqual(merged("r: {<<: [*q, *p]}\n"), [["b", 3], ["c", 4], ["a", 1]]);
  assert.deepEqual(merged("r: {<<: {k: 1}}\n"), [["k", 1]]);
  assert.deepEqual(merged("r: {'<<': *p}\n"), [["<<", [["a", 1], ["b", 2]]]]);
  assert.deepEqual(merged("r: &r\n  <<: &s\n    <<: *p\n    z: 1\n"), [["a", 1], ["b", 2], ["z", 1]]);
});

const features: readonly (readonly [string, readonly string[]])[] = [
  ["a: 1\nb: 2\na: 3\n", ['E105 3:1 `a` Key "a" is written twice in one mapping']],
  ["a: 1\n'a': 2\n\"\\x61\": 3\n", [
    "E105 2:1 `'a'` Key \"a\" is written twice in one mapping",
    'E105 3:1 `"\\x61"` Key "a" is written twice in one mapping',
  ]],
  ["x: {<<: {a: 1}, <<: {b: 1}}", ['E105 1:17 `<<` Key "<<" is written twice in one mapping']],
  ["a: *b\n", ['E106 1:4 `*b` Alias "*b" refers to no anchor above it']],
  ["a: &b [*b]\n", ['E106 1:8 `*b` Alias "*b" stands inside the value that it refers to']],
  ["a: &b {<<: *b}\n", ['E106 1:12 `*b` Alias "*b" stands inside the value that it refers to']],
  ["a: !secret x\n", ['E106 1:4 `!secret` Tag "!secret" is not known']],
  ["a: !!python/object x\nb: !!binary y\n", [
    'E106 1:4 `!!python/object` Tag "!!python/object" is not known',
    'E106 2:4 `!!binary` Tag "!!binary" is not known',
  ]],
  ["a: !!int x\n", ['E106 1:4 `!!int` Tag "!!int" does not fit "x"']],
  ["a: !!map [1]\n", ['E106 1:4 `!!map` Tag "!!map" does not fit a list']],
  ["a: !!seq {}\n", ['E106 1:4 `!!seq` Tag "!!seq" does not fit a mapping']],
  ["a: !!seq x\n", ['E106 1:4 `!!seq` Tag "!!seq" does not fit "x"']],
  ["%YAML 1.1\n---\na: no\n", ['E106 1:1 `%YAML 1.1` Directive "%YAML 1.1" is not supported']],
  ["# c\n%TAG ! x:\n---\na: 1\n", ['E106 2:1 `%TAG ! x:` Directive "%TAG ! x:" is not supported']],
  ["a: 1\n--- # next\nb: 1\n", ["E106 2:1 `---` A second document starts here, only one is read"]],
  ["a: 1\n...\n# c\nb: 1\n", ["E106 4:1 `b: 1` A second document starts here, only one is read"]],
  ["? [a]\n: 1\n", ["E106 1:3 `[` Key is a list, only text can be a key"]],
  ["{a: 1}: 1\n", ["E106 1:1 `{` Key is a mapping, only text can be a key"]],
  ["x: &x [1]\n*x : 1\n", ["E106 2:1 `*x` Key is a list, only text can be a key"]],
  ["404: x\n", ['E106 1:1 `404` Key "404" is a number, only text can be a key']],
  ["true: x\n~: y\n", [
    'E106 1:1 `true` Key "true" is a boolean, only text can be a key',
    'E106 2:1 `~` Key "~" is null, only text can be a key',
  ]],
  [": x\n", ['E106 1:1 `:` Key is missing before ":"']],
  ["a: {<<: 1}\n", ['E106 1:5 `<<` Merge key "<<" takes a mapping or a list of mappings']],
  ["a: {<<: [{b: 1}, 2]}\n", ['E106 1:5 `<<` Merge key "<<" takes a mapping or a list of mappings']],
  [`a: ${"1".repeat(5000)}\n`, [
    `E026 1:4 \`${"1".repeat(5000)}\` Number has 5000 digits, at most 4300 are allowed`,
  ]],
  ['a: "\\ud800"\n', ["E026 1:5 `\\ud800` Escape \\ud800 is not a character"]],
  ['a: "\\\\\\ude00x"\n', ["E026 1:7 `\\ude00` Escape \\ude00 is not a character"]],
  ['a: "\\U00110000"\n', ["E026 1:5 `\\U00110000` Escape \\U00110000 is not a character"]],
];

Deno.test("parts of YAML that are refused are named at their place", () => {
  for (const [text, expected] of features) assert.deepEqual(load(text).found, expected, text);
});

Deno.test("the first of two equal keys stays, and the second points at it", () => {
  const { root, diagnostics } = load("a: 1\nb: 2\na: 3\n");
  assert.deepEqual(plain(root ?? assert.fail("no document")), [["a", 1], ["b", 2]]);
  assert.deepEqual(diagnostics[0]?.related.map(({ span, message }) => [span.start, message]), [[
    0,
    "first written here",
  ]]);
});

/** A text with lists in lists. */
const nested = (levels: number): string => `a: ${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}`;

Deno.test("sixty-four levels are read, one more is refused, through aliases too", () => {
  assert.deepEqual(load(nested(64)).found, []);
  assert.match(load(nested(65)).found.join(), /^E106 1:67 `\[` Lists and mappings are nested more than 64 levels/);
  assert.match(load(nested(100_000)).found.join(), /^E106 1:\d+ `\[` Lists/);
  const chain = (links: number) =>
    Array.from({ length: links }, (_, index) => `k${index}: &k${index} [${index === 0 ? "" : `*k${index - 1}`}]\n`);
  assert.deepEqual(load(chain(63).join("")).found, []);
  assert.match(load(chain(64).join("")).found.join(), /^E106 64:\d+ `\*k62` Lists and mappings/);
  const merges = Array.from(
    { length: 300 },
    (_, index) => `m${index}: &m${index} {<<: ${index === 0 ? "{}" : `[*m${index - 1}]`}, k${index}: 1}\n`,
  );
  assert.deepEqual(load(merges.join("")).found, []);
});

Deno.test("aliases that multiply are refused before they cost anything", () => {
  let laughs = "k0: &k0 [x, x, x, x, x, x, x, x, x]\n";
  for (let level = 1; level < 20; level++) {
    laughs += `k${level}: &k${level} [${`*k${level - 1}, `.repeat(9)}]\n`;
  }
  assert.match(load(laughs).found.join(), /^E106 \d+:\d+ `\*k\d+` Aliases stand for more than 250000 values$/);
  let many = "";
  for (let index = 0; index < 8_000; index++) many += `a${index}: &a${index} {x: ${index}}\nb${index}: *a${index}\n`;
  assert.deepEqual(load(many).found, []);
});

Deno.test("a closing bracket may stand under the key that it belongs to", () => {
  for (const newline of ["\n", "\r\n"]) {
    const text = ["a: [", "  x,", "  {", "    y: 1", "  },", "]", "b: {", "  c: 2", "}", ""].join(newline);
    const { root, found } = load(text);
    assert.deepEqual(found, []);
    const entries = root?.kind === "mapping" ? root.entries : [];
    assert.deepEqual(entries.map((entry) => entry.key), ["a", "b"]);
    assert.equal(entries[1]?.keySpan.start, text.indexOf("b:"));
  }
});
