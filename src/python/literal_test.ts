import assert from "node:assert/strict";
import { float, int, regex, str } from "./build.ts";
import { docstringLines, printDocstring, printNumber, printString } from "./literal.ts";
import { PrintError } from "./print_error.ts";

Deno.test("strings prefer double quotes unless single ones need fewer escapes", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["", '""'],
    ["it's", '"it\'s"'],
    ['say "hi"', "'say \"hi\"'"],
    ["\"'", `"\\"'"`],
    ['"a" it\'s', "'\"a\" it\\'s'"],
    ["back\\slash", '"back\\\\slash"'],
  ];
  for (const [text, printed] of cases) assert.equal(printString(str(text)), printed);
});

Deno.test("what cannot be seen is escaped, letters stay", () => {
  assert.equal(printString(str("\0\x01\x7f\t\r\n")), '"\\x00\\x01\\x7f\\t\\r\\n"');
  assert.equal(printString(str("\u0085\u00a0\u00ad")), '"\\x85\\xa0\\xad"');
  assert.equal(
    printString(str("\u2028\u2029\u202e\u200b\ufeff\u3000")),
    '"\\u2028\\u2029\\u202e\\u200b\\ufeff\\u3000"',
  );
  assert.equal(printString(str("\ud800x\udc00")), '"\\ud800x\\udc00"');
  assert.equal(printString(str("\u{e0001}\u{f0000}")), '"\\U000e0001\\U000f0000"');
  assert.equal(printString(str("Grüße 日本 🎉")), '"Grüße 日本 🎉"');
});

Deno.test("raw strings only where they say the same", () => {
  assert.equal(printString(regex("\\d+")), 'r"\\d+"');
  assert.equal(printString(regex("^a$")), '"^a$"');
  assert.equal(printString(regex('\\d"')), "r'\\d\"'");
  assert.equal(printString(regex("\\d\"'")), `"\\\\d\\"'"`);
  assert.equal(printString(regex("a\\")), '"a\\\\"');
  assert.equal(printString(regex("\\\n")), '"\\\\\\n"');
});

Deno.test("bytes are written as ASCII", () => {
  assert.equal(printString({ kind: "string", bytes: true, value: "a\xff\0'" }), 'b"a\\xff\\x00\'"');
  assert.throws(() => printString({ kind: "string", bytes: true, value: "\u0100" }), PrintError);
});

Deno.test("numbers", () => {
  assert.equal(printNumber(int(-5)), "-5");
  assert.equal(printNumber(int(1e21)), "1000000000000000000000");
  assert.equal(printNumber(int(12345678901234567890n)), "12345678901234567890");
  assert.deepEqual([3, 0.1, -0, 1e21, 1e-7, 1.5e300].map((value) => printNumber(float(value))), [
    "3.0",
    "0.1",
    "-0.0",
    "1e21",
    "1e-7",
    "1.5e300",
  ]);
  for (const value of [Infinity, -Infinity, NaN]) assert.throws(() => printNumber(float(value)), PrintError);
  assert.throws(() => printNumber(int(1.5)), PrintError);
  assert.throws(() => printNumber(int(10n ** 4300n)), PrintError);
});

Deno.test("docstrings of one line", () => {
  assert.equal(printDocstring("List users.", ""), '"""List users."""');
  assert.equal(printDocstring("  List users. \n\n", "  "), '  """List users."""');
  assert.equal(printDocstring('Say "hi"', ""), '"""Say "hi\\""""');
  assert.equal(printDocstring('"""', ""), '"""\\"\\"\\""""');
  assert.equal(printDocstring("C:\\", ""), '"""C:\\\\"""');
  assert.equal(printDocstring(" \n\t", ""), '"""\\t"""');
  assert.equal(printDocstring(" \n ", ""), undefined);
});

Deno.test("docstrings of several lines are indented and lose a common margin", () => {
  assert.equal(
    printDocstring('First.\r\n\r\n  a\r    b\n  "', "    "),
    '    """First.\n\n    a\n      b\n    "\n    """',
  );
  assert.deepEqual(docstringLines("\n\nFirst. \n  second  \n\n"), ["First.\\x20", "second"]);
  assert.deepEqual(docstringLines("a\u2028b\n\tc"), ["a\\u2028b", "\\tc"]);
});
