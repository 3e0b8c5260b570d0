import assert from "node:assert/strict";
import type { Stmt } from "../../../python/ast.ts";
import { assign, awaited, bool, call, expr, int, name, NONE, raise, returns, when } from "../../../python/build.ts";
import { printedBody } from "./testing.ts";
import { tidyBody } from "./tidy.ts";

const [a, b, c] = [name("a"), name("b"), name("c")];
const work = expr(call(name("work")));
const inside = (...body: readonly Stmt[]): Stmt => ({ kind: "with", items: [{ context: call(name("lock")) }], body });

const CASES: readonly (readonly [what: string, body: readonly Stmt[], python: string])[] = [
  ["a value is returned where it is made", [assign("a", b), returns(a)], "return b"],
  ["a value that is used before is kept", [assign("a", b), work, returns(a)], "a = b\nwork()\nreturn a"],
  [
    "a value is returned from inside of a block",
    [inside(work, assign("a", b)), returns(a)],
    "with lock():\n    work()\n    return b",
  ],
  [
    "a block that checks last is left alone",
    [inside(assign("a", b), when(a, [raise(c)])), returns(a)],
    "with lock():\n    a = b\n    if a:\n        raise c\nreturn a",
  ],
  [
    "behind a branch that ends stands no else",
    [when(a, [returns(b)], [work]), returns(c)],
    "if a:\n    return b\nwork()\nreturn c",
  ],
  [
    "what is never reached is gone",
    [when(a, [returns(b)], [returns(c)]), work, returns(b)],
    "if a:\n    return b\nreturn c",
  ],
  [
    "an else with a condition is elif",
    [when(a, [work], [when(b, [expr(c)], [expr(b)])])],
    "if a:\n    work()\nelif b:\n    c\nelse:\n    b",
  ],
  ["equal branches are one", [when(a, [work], [when(b, [work])])], "if a or b:\n    work()"],
  [
    "conditions that only stand in each other are one",
    [when(a, [when(b, [when(c, [work])])])],
    "if a and b and c:\n    work()",
  ],
  [
    "a choice of values is an expression",
    [when(a, [assign("x", b)], [assign("x", c)]), work],
    "x = b if a else c\nwork()",
  ],
  [
    "what is awaited keeps its branch",
    [when(a, [assign("x", awaited(b))], [assign("x", c)])],
    "if a:\n    x = await b\nelse:\n    x = c",
  ],
  ["true or false is the condition", [when(a, [returns(bool(true))]), returns(bool(false))], "return bool(a)"],
  ["false or true is its opposite", [when(a, [returns(bool(false))]), returns(bool(true))], "return not a"],
  ["an empty branch turns the condition", [when(a, [], [work])], "if not a:\n    work()"],
  ["empty branches are gone", [when(a, []), work], "work()"],
  ["None alone is not returned", [when(a, [returns(NONE)]), work, returns(NONE)], "if a:\n    return\nwork()"],
  ["None beside values is", [when(a, [returns(int(1))]), returns(NONE)], "if a:\n    return 1\nreturn None"],
];

for (const [what, body, python] of CASES) {
  Deno.test(what, () => assert.equal(printedBody(tidyBody(body)), python));
}
