import assert from "node:assert/strict";

import { namesOf } from "./scopes.ts";
import { parseFile } from "./statements.ts";

/** The names that a file uses and nowhere defines. */
function lacking(text: string): readonly string[] {
  return namesOf(parseFile(text, 0)).undefined.map(({ id }) => id);
}

Deno.test("finds nothing where everything is defined", () => {
  const texts: readonly string[] = [
    "import a.b, c as d\nfrom e import f as g\nuse = a, d, g\n",
    "def f(a, /, b, *c, d=1, **e): return a, b, c, d, e, f, __name__, __file__, len\n",
    "def f():\n    return later\nlater = 1\n",
    "for a, (b, *c) in []: pass\nwith open(a) as d, d as (e, f): pass\nprint(b, c, e, f)\n",
    "try: pass\nexcept ValueError as e: print(e)\n",
    "[x for x in range(3) if (y := x)]\nprint(y)\n{k: v for k, v in {}.items()}\n",
    "def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n    return [x for _ in g()]\n",
    "def f():\n    global shared\n    shared = 1\ndef g(): return shared\n",
    "class A:\n    x = 1\n    y = x\n    def f(self) -> 'A': return __class__\n    z: __qualname__\n",
    "class A:\n    x = [1]\n    y = [i for i in x]\n",
    "match a := 1:\n    case {'k': v, **r}: print(v, r)\n    case [p, *q] | A(p, z=q) as w: print(p, q, w)\nclass A: ...\n",
    "type X[T] = list[T]\ndef f[T: X](a: T) -> T: return a\nclass C[T](list[T]):\n    def m(self, a: T): ...\n",
    "lambda a, *b, c=1, **d: (a, b, c, d)\n",
    "from typing import Literal, Annotated\nx: Literal['a b', 'c']\ny: Annotated[int, 'note']\nz: 'not a type'\n",
    "try:\n    unicode\nexcept NameError:\n    unicode = str\n",
    "from a import *\nprint(anything)\n",
    "if True:\n    import x\nelse:\n    x = None\nprint(x)\n",
    "f'{len(__name__)!r:>{max(1, 2)}}'\n",
  ];
  for (const text of texts) assert.deepEqual(lacking(text), [], text);
});

Deno.test("finds every use of what is missing", () => {
  const cases: readonly (readonly [text: string, names: readonly string[]])[] = [
    ["def f(a=A, *, b: B = C) -> D: return E\n", ["A", "B", "C", "D", "E"]],
    ["@deco(arg)\nclass A(Base, metaclass=Meta): x: T\n", ["deco", "arg", "Base", "Meta", "T"]],
    ["class A:\n    x = 1\n    def f(self): return x\n    y = [x for _ in [1]]\n", ["x", "x"]],
    ["[x for x in y]\nprint(x)\n", ["y", "x"]],
    ["lambda a: a + b\n", ["b"]],
    ["f'{a} {b!r:{c}}'\n", ["a", "b", "c"]],
    ["def f():\n    x = 1\ndef g(): return x\n", ["x"]],
    ["x: 'list[User]'\ny: dict[str, 'Order | None']\n", ["User", "Order"]],
    ["def f():\n    global g\n    return g\n", ["g"]],
    ["match 1:\n    case K.V: pass\n    case C(a=1): pass\n", ["K", "C"]],
    ["a.b = 1\nc[d] = 2\ne += 1\ndel f.g\n", ["a", "c", "d", "f"]],
    ["try: pass\nexcept E: pass\nraise F from G\nassert H, I\n", ["E", "F", "G", "H", "I"]],
    ["type X = Y\ndef f[T: B](): ...\n", ["Y", "B"]],
    ["async def f():\n    async for x in y: await x(z)\n    async with w: pass\n", ["y", "z", "w"]],
  ];
  for (const [text, names] of cases) assert.deepEqual(lacking(text), names, text);
});
