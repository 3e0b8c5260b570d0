/** Named pipelines: names, what they extend, and who names them. */

import assert from "node:assert/strict";
import { diagnosed, found, helps } from "./validate_test_tools.ts";

Deno.test("pipelines may extend others in any order, and routes may name them", () => {
  const text = `
pipelines:
  b: { extends: a, append: [] }
  a: []
  c: { extends: b }
routes: [{ path: /a, method: POST, pipeline: c }]
routers: [{ name: r, routes: [{ path: /b, method: POST, pipeline: b }] }]
`;
  assert.deepEqual(found(text), []);
});

Deno.test("names that nothing declares are reported where they stand", () => {
  const text = `
pipelines: { make: [], more: { extends: mak }, most: { extends: other } }
routes: [{ path: /a, method: POST, pipeline: moer }]
routers: [{ name: r, routes: [{ path: /b, method: POST, pipeline: zzz }] }]
`;
  assert.deepEqual(found(text), [
    'E022 2:41 `mak` Unknown pipeline "mak" in "extends"',
    'E022 2:65 `other` Unknown pipeline "other" in "extends"',
    'E021 3:46 `moer` Unknown pipeline "moer"',
    'E021 4:67 `zzz` Unknown pipeline "zzz"',
  ]);
  assert.deepEqual(helps(text), [
    'Did you mean "make"?',
    'Declare it under "pipelines:", or extend "make", "more" or "most"',
    'Did you mean "more"?',
    'Declare it under "pipelines:", or use "make", "more" or "most"',
  ]);
  const alone = "routes: [{ path: /a, method: POST, pipeline: make }]";
  assert.deepEqual(found(alone), ['E021 1:46 `make` Unknown pipeline "make"']);
  assert.deepEqual(helps(alone), ['Declare it under "pipelines:", or write the steps here as a list']);
});

Deno.test("each circle is reported once, without those that only lead into it", () => {
  const text = `
pipelines:
  self: { extends: self }
  before: { extends: a }
  a: { extends: b }
  b: { extends: c }
  c: { extends: a }
  after: { extends: c }
`;
  assert.deepEqual(found(text), [
    'E022 3:20 `self` Pipeline "self" extends itself',
    'E022 5:17 `b` Pipelines extend each other: "a" → "b" → "c" → "a"',
  ]);
});

Deno.test("long circles are cut in messages, and long chains are followed", () => {
  const count = 5000;
  const circle = Array.from({ length: count }, (_, index) => `  p${index}: { extends: p${(index + 1) % count} }\n`);
  const start = performance.now();
  assert.deepEqual(diagnosed(`pipelines:\n${circle.join("")}`).map(({ message }) => message), [
    'Pipelines extend each other: "p0" → "p1" → "p2" → "p3" → "p4" → "p5" → … → "p4999" → "p0"',
  ]);
  const chain = circle.with(count - 1, `  p${count - 1}: []\n`);
  assert.deepEqual(found(`pipelines:\n${chain.join("")}`), []);
  assert.ok(performance.now() - start < 5000);
});

Deno.test("names of pipelines become names of functions", () => {
  assert.deepEqual(found("pipelines: { make-it: [], class: [], makeUser: [], make_user: [], x-notes: 1 }"), [
    'E112 1:14 `make-it` Pipeline "make-it" has characters other than letters, digits and underscores',
    'E112 1:27 `class` Pipeline "class" is a keyword of Python',
    'E148 1:52 `make_user` Pipelines "make_user" and "makeUser" differ only in their spelling',
  ]);
});
