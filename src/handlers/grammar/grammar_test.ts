import assert from "node:assert/strict";

import { positionOf } from "../../source/source.ts";
import { SyntaxFault } from "./fault.ts";
import { parseExpression, parseFile } from "./statements.ts";

/** `accepted`, or where and why not. */
function verdict(text: string): string {
  try {
    parseFile(text, 0);
    return "accepted";
  } catch (fault) {
    if (!(fault instanceof SyntaxFault)) throw fault;
    const { line, column } = positionOf({ name: "m.py", text }, fault.start);
    return `${line}:${column} ${fault.message}`;
  }
}

function repeated(text: string, times: number): string {
  return text.repeat(times);
}

const VALID: readonly string[] = [
  "",
  "\n\n# only a comment",
  "x = 1; y = 2;\n",
  "x: int\n(x): int = 1\na.b: list[int] = yield_\na[0]: int = 1, 2\n",
  "x = y = *a, b\n*a, b = c\n(a, [b, *c]) = d\na.b, c[0] = 1, 2\n",
  "x += 1\nx //= 2\nx @= y\nx **= yield_\n",
  "print(1, *a, b=2, *c, **d, e=3)\nf(x for x in y)\nf(a, (x for x in y))\nf(a := 1, b=2)\n",
  "x[1:2, ::3, ...]\nx[*a]\nx[a := 1]\nx[:]\n",
  "lambda: 0\nlambda a, /, b=1, *c, d, **e: a if b else c\nlambda *, a: a\n",
  "a if b else c if d else e\nnot a in b is not c not in d\n-a ** -b\na < b != c\n",
  "{}\n{1}\n{1: 2, **a}\n{*a, b}\n{a: b for a, b in c}\n{(a := 1): (b := 2) for x in y}\n",
  "async def f(): [x async for x in y if z if w]\n(x async for x in y)\n(x for x, in y for z in x)\n",
  "1_000 + 0xFF + 0b1 + 0o7 + 1. + .5 + 1e-3 + 1j + 00 + 20.\n1if x else 2\n",
  "rb'\\x' Rb'' b''\nu''\n'a' \"b\" '''c\nd''' r'\\\\'\n'\\N{DASH} \\x41 \\u0041'\n",
  'f"{a}{b!r:>{w}}{c=}{d:%Y-%m}{{}}" rf"\\{x}"\nf"{f"{a["b"]}"}" f\'{a:{b}{c}}\'\nf"""{\n  a # comment\n}"""\nf"{a!=b} {(lambda: 1)} {x:=5}"\n',
  "def f(a, /, b, *, c): pass\ndef f(*args: *Ts, **k: int) -> int: ...\ndef f[T: int, *Ts, **P](x: T): return\n",
  "async def f():\n    async with a as b, c: await d\n    async for x in y: yield x\n    return\n",
  "def f():\n    x = yield\n    yield\n    y = yield from z\n    return *a, b\n    lambda: (yield)\n",
  "class A[T](B, *C, metaclass=D): x = 1\nclass A: pass\nclass A():\n  pass\n",
  "@a.b(c)[0]\n@(lambda f: f)\n@x if y else z\ndef f(): pass\n",
  "with (a as b, c as (d, e),): pass\nwith (a, b): pass\nwith (a) as b, (c): pass\nwith a as b.c, d as e[0]: pass\n",
  "with (yield_) as x: pass\nwith (a if b else c): pass\nwith (a, b) as c: pass\n",
  "try: pass\nexcept: pass\ntry: pass\nexcept A: pass\nexcept (B, C) as d: pass\nelse: pass\nfinally: pass\n",
  "try: pass\nexcept* A: pass\ntry: pass\nfinally: pass\n",
  "for x, in *a, b: continue\nelse: pass\nwhile x := y: break\nfor a.b in c: pass\nfor (x) in y: pass\n",
  "if a: pass\nelif b: pass\nelse: pass\n",
  "match x:\n    case 1 | -2 | 1+2j: pass\n    case 'a' 'b' | None: pass\n    case [a, *_, b] | (b, a): pass\n",
  "match x, *y:\n    case {'a': 1, b.c: d, **rest} if e: pass\n    case A(): pass\n    case A.B(1, x=C(y=_)) as z: pass\n    case (): pass\n    case a, *b: pass\n    case _: pass\n",
  "match = case = type = _ = 1\nmatch.x\nmatch(x)\nmatch[x]: int\ntype(x)\ntype = 1\nprint(match, case)\nmatch, x = 1, 2\nmatch * x\n",
  "type X = int\ntype X[T, *Ts] = dict[T, int]\n",
  "import a, b.c as d\nfrom . import a\nfrom .... import a\nfrom ..a.b import (c as d, e,)\nfrom a import *\n",
  "global x\ndef f():\n    y = 1\n    def g():\n        nonlocal y\n        global z, w\n",
  "del a, (b, [c.d]), e[0]\nassert a, b\nraise\nraise A from B\n",
  "if x:\n\ty\n\tif z:\n\t        w\n",
  "if x:\n  a\n  # comment\n# comment at the margin\n\n  b\n",
  "x = (1 +\n2) \\\n  + 3\nif a and \\\n   b: pass\n",
  "if x:\n    y = [\n1,\n]\n    z\n",
];

Deno.test("accepts what Python accepts", () => {
  for (const text of VALID) assert.equal(verdict(text), "accepted", text);
});

const INVALID: readonly (readonly [text: string, verdict: string])[] = [
  ["def f(:\n    pass\n", '1:7 ":" stands where a name is expected'],
  ["def f()\n    pass\n", '1:8 The end of the line stands where ":" is expected'],
  ["def f():\npass\n", "1:8 An indented block is expected behind this colon"],
  ["x = (1,\ny = 2\n", '1:5 "(" was never closed'],
  ["x = (1]\n", '1:7 "]" does not close "("'],
  ["x = 1)\n", '1:6 ")" closes nothing'],
  ["x = 'a\n", "1:5 String was never closed"],
  ["x = '''a\n", "1:5 String was never closed"],
  ["  x = 1\n", "1:3 Line is indented more than its block"],
  ["if x:\n    y\n  z\n", "3:1 Indentation does not match any outer block"],
  ["if x:\n\ty\n        z\n", "3:1 Tabs and spaces are mixed in the indentation"],
  ["x = = 1\n", '1:5 "=" stands where an expression is expected'],
  ["a b\n", '1:3 "b" stands where the end of the statement is expected'],
  ["print 'x'\n", "1:7 A string stands where the end of the statement is expected"],
  ["f() = 1\n", "1:1 Cannot assign to function call"],
  ["1 = x\n", "1:1 Cannot assign to literal"],
  ["a + 1 += 2\n", "1:1 Cannot assign to expression"],
  ["del f()\n", "1:5 Cannot delete function call"],
  ["*a = b\n", "1:1 A starred expression cannot stand alone"],
  ["*a, *b = c\n", "1:1 Several starred targets stand in one assignment"],
  ["x := 1\n", '1:3 ":=" needs brackets around it here'],
  ["def f(a, a): pass\n", '1:10 Parameter "a" is written twice'],
  ["def f(a=1, b): pass\n", "1:12 A parameter without a default follows one with a default"],
  ["def f(*): pass\n", '1:7 A name is expected behind "*"'],
  ["def f(/, a): pass\n", '1:7 "/" stands at a wrong place'],
  ["def f(**a, b): pass\n", '1:12 Nothing may follow "**"'],
  ["f(a=1, 2)\n", "1:8 A positional argument follows a keyword argument"],
  ["f(a=1, a=2)\n", '1:8 Argument "a" is given twice'],
  ["f(x for x in y, 1)\n", "1:3 A generator needs brackets of its own here"],
  ["return 1\n", '1:1 "return" stands outside a function'],
  ["class A:\n    yield 1\n", '2:5 "yield" stands outside a function'],
  ["break\n", '1:1 "break" stands outside a loop'],
  ["for x in y:\n    def f(): continue\n", '2:14 "continue" stands outside a loop'],
  ["def f(): await x\n", '1:10 "await" stands outside an async function'],
  ["def f():\n    async with a: pass\n", '2:5 "async with" stands outside an async function'],
  ["def f(): [x async for x in y]\n", '1:13 "async for" stands outside an async function'],
  ["async def f(): yield from x\n", '1:16 "yield from" stands inside an async function'],
  ["def f(): [(yield x) for x in y]\n", '1:12 "yield" stands inside a comprehension'],
  ["def f():\n    from a import *\n", '2:19 "import *" stands outside the top of the module'],
  ["from a import b,\n", "1:17 The end of the line stands where a name is expected"],
  ["try: pass\n", '2:1 The end stands where "except" or "finally" is expected'],
  ["try: pass\nexcept: pass\nexcept A: pass\n", '3:1 A bare "except" is not the last one'],
  ["try: pass\nexcept A, e: pass\n", "2:9 Several exceptions need brackets around them"],
  ["@a\nx = 1\n", '2:1 "x" stands where a function or class is expected'],
  ["x = 012\n", "1:5 Number starts with a zero"],
  ["x = 1abc\n", "1:5 Number is not valid"],
  ["x = '\\x1'\n", '1:6 Escape "\\x" is not complete'],
  ["x = b'ü'\n", "1:7 Bytes hold a character that is not ASCII"],
  ["x = 'a' b'c'\n", "1:9 Bytes and text cannot be joined"],
  ["x = f'{a'\n", "1:9 String was never closed"],
  ["x = f'{}'\n", "1:7 Expression is missing in the f-string"],
  ["x = f'{a!x}'\n", '1:9 Conversion "!x" is not one of !s, !r and !a'],
  ["x = f'{a b}'\n", '1:10 "b" stands where "}" is expected'],
  ["x = f'}'\n", '1:7 "}" stands alone in an f-string'],
  ["x = a ? b : c\n", '1:7 Character "?" is not allowed here'],
  ["x = 1 \\ \n", "1:7 Text follows a backslash"],
  ["x = '\0'\n", "1:6 File holds a NUL character"],
  ["match x:\n    pass\n", '2:5 "pass" stands where "case" is expected'],
  ["match x:\n    case a.b(y=1, 2): pass\n", "2:19 A positional pattern follows a keyword pattern"],
  ["if x:\n    y\nelse\n    z\n", '3:5 The end of the line stands where ":" is expected'],
  ["class A\n    pass\n", '1:8 The end of the line stands where ":" is expected'],
  ["x = not\n", "1:8 The end of the line stands where an expression is expected"],
  ["x = a == not b\n", '1:10 "not" stands where an expression is expected'],
  ["import a.b as c.d\n", '1:16 "." stands where the end of the statement is expected'],
  ["nonlocal x\n", '1:1 "nonlocal" stands outside a function'],
  [repeated("(", 201) + repeated(")", 201), "1:201 Brackets are nested too deeply"],
  [`x = ${repeated("-", 100_000)}1`, "1:605 Expressions are nested too deeply"],
  [`x = ${repeated("not ", 50_000)}1`, "1:2405 Expressions are nested too deeply"],
  [`x = a${repeated(".b", 50_000)}`, "1:3008 Expressions are nested too deeply"],
];

Deno.test("refuses what Python refuses, at its place", () => {
  for (const [text, expected] of INVALID) assert.equal(verdict(text), expected, text.slice(0, 80));
});

Deno.test("needs no deep stack for long or deep files", () => {
  assert.equal(verdict(`x = ${repeated("1 + ", 100_000)}1\n`), "accepted");
  assert.equal(verdict(`x = ${repeated("[", 200)}${repeated("]", 200)}\n`), "accepted");
  assert.equal(verdict(`x = ${repeated("(a, b)(", 100)}${repeated(")", 100)}\n`), "accepted");
  assert.equal(verdict(`if a: pass\n${repeated("elif b: pass\n", 5000)}`), "accepted");
  const blocks = Array.from({ length: 99 }, (_, depth) => `${" ".repeat(depth)}if x:\n`).join("");
  assert.equal(verdict(`${blocks}${" ".repeat(99)}pass\n`), "accepted");
  assert.match(verdict(`x = ${repeated("f(lambda: [", 150)}`), /nested too deeply/);
});

Deno.test("takes time in proportion to the length of a file", () => {
  const time = (count: number): number => {
    const text = repeated("def f(a, b=1):\n    yield [x for x in (a, b) if x] + g(a, b=b)[0].c\n", count);
    const start = performance.now();
    parseFile(text, 0);
    return performance.now() - start;
  };
  time(1000);
  const best = (count: number) => Math.min(time(count), time(count), time(count));
  // Sixteen times as much, with room for a busy machine; the square would be 256 times.
  assert.ok(best(16_000) / best(1000) < 100);
});

Deno.test("reads the expression of an annotation in quotes", () => {
  assert.equal(parseExpression("list[User] | None")?.kind, "parts");
  assert.equal(parseExpression("a b"), undefined);
  assert.equal(parseExpression("x) + (y"), undefined);
  assert.equal(parseExpression("("), undefined);
  assert.equal(parseExpression(""), undefined);
});
