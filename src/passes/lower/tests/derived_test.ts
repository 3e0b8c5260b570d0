/** Objects written as what they differ in: the text is right, and shorter. */

import assert from "node:assert/strict";
import type { Expr } from "../../../python/ast.ts";
import { assign, name } from "../../../python/build.ts";
import { printModule } from "../../../python/print.ts";
import { extended, joined, type Known, reduced } from "./derived.ts";
import { type Expected, UNKNOWN } from "./shapes.ts";

const BOOK: Known = {
  value: name("BOOK"),
  content: new Map<string, string | number>([["a", "x"], ["b", 1], ["c", 2]]),
};

function text(value: Expr | undefined): string | undefined {
  if (value === undefined) return undefined;
  const lines = printModule({ path: "tests/test_a.py", docstring: "", body: [assign("it", value)] }).trim().split("\n");
  return lines.at(-1)?.replace("it = ", "");
}

function content(
  ...entries: readonly (readonly [string, string | number | typeof UNKNOWN | readonly number[]])[]
): Expected {
  return new Map(entries);
}

Deno.test("an object with more in it is the shorter one and the rest", () => {
  assert.equal(text(extended(BOOK, content(["a", "x"], ["b", 1], ["c", 2], ["d", 3]))), 'BOOK | {"d": 3}');
  assert.equal(text(extended(BOOK, content(["a", "y"], ["b", 1], ["c", 2]))), 'BOOK | {"a": "y"}');
  assert.equal(text(extended(BOOK, content(["a", "x"], ["b", 1], ["c", 2], ["id", UNKNOWN]))), 'BOOK | {"id": ANY}');
});

Deno.test("an equal object is the object itself, in whatever order", () => {
  assert.equal(text(extended(BOOK, content(["c", 2], ["a", "x"], ["b", 1]))), "BOOK");
  assert.equal(text(reduced(BOOK, content(["c", 2], ["a", "x"], ["b", 1]))), "BOOK");
});

Deno.test("what an object has too much, no extension takes away", () => {
  assert.equal(extended(BOOK, content(["a", "x"], ["b", 1])), undefined);
});

Deno.test("an object that shares next to nothing is written out", () => {
  assert.equal(extended(BOOK, content(["a", "y"], ["b", 3], ["c", 2])), undefined);
  assert.equal(reduced(BOOK, content(["a", "x"])), undefined);
});

Deno.test("a part of an object is the object without the rest", () => {
  assert.equal(text(reduced(BOOK, content(["a", "x"], ["c", 2]))), 'without(BOOK, "b")');
  assert.equal(reduced(BOOK, content(["a", "x"], ["c", 3])), undefined);
  assert.equal(reduced(BOOK, content(["a", "x"], ["d", 3])), undefined);
});

Deno.test("lists are compared by what is in them", () => {
  const tagged: Known = { value: name("TAGGED"), content: content(["a", [1, 2]], ["b", 1]) };
  assert.equal(text(extended(tagged, content(["a", [1, 2]], ["b", 1]))), "TAGGED");
  assert.equal(extended(tagged, content(["a", [1, 3]], ["b", 2])), undefined);
});

Deno.test("joined objects have the values of the second", () => {
  const { value, content: both } = joined(BOOK, { value: name("CHANGES"), content: content(["a", "y"], ["d", 3]) });
  assert.equal(text(value), "BOOK | CHANGES");
  assert.deepEqual([...both], [["a", "y"], ["b", 1], ["c", 2], ["d", 3]]);
});
