/** URL paths in their parts. */

import assert from "node:assert/strict";
import { at, expectErrors } from "../../tests/support/expect.ts";
import { parsePath } from "./paths.ts";

const GOOD: readonly (readonly [string, string, readonly string[]])[] = [
  ["/", "/", []],
  ["/users", "/users", []],
  ["/users/", "/users/", []],
  ["/users/{id}", "/users/{}", ["id"]],
  ["/users/{id}.json", "/users/{}.json", ["id"]],
  ["/{a}-{b}", "/{}-{}", ["a", "b"]],
  ["/files/{path:path}", "/files/{:path}", ["path"]],
  ["/a~b/@c", "/a~b/@c", []],
];

for (const [path, shape, names] of GOOD) {
  Deno.test(`${path} is a path`, () => {
    const parsed = parsePath(path);
    assert.ok(!("reason" in parsed));
    assert.equal(parsed.shape, shape);
    assert.deepEqual(parsed.placeholders.map((one) => one.name), names);
    for (const { name, offset } of parsed.placeholders) assert.equal(path.slice(offset, offset + name.length), name);
  });
}

/** A path and the offset at which it is wrong. */
const BAD: readonly (readonly [string, number])[] = [
  ["", 0],
  ["users", 0],
  ["/a//b", 2],
  ["/a b", 2],
  ["/a?b", 2],
  ["/a#b", 2],
  ["/ü", 1],
  ["/{a", 1],
  ["/a}", 2],
  ["/{a}/{a}", 6],
  ["/{a:int}", 4],
];

for (const [path, offset] of BAD) {
  Deno.test(`"${path}" is no path`, () => {
    const parsed = parsePath(path);
    assert.ok("reason" in parsed);
    assert.equal(parsed.offset, offset);
  });
}

const MODEL = "models: { M: { fields: { id: str, name: str } } }";

/** Two paths of one method, and whether the first takes the requests for the second. */
const PAIRS: readonly (readonly [string, string, boolean])[] = [
  ["/users/{id}", "/users/me", true],
  ["/users/me", "/users/{id}", false],
  ["/users/{id}/a", "/users/me", false],
  ["/{name}/{id}", "/users/me", true],
  ["/{id}/a", "/users/me", false],
  ["/users/{id}", "/users/me/all", false],
];

for (const [earlier, later, hidden] of PAIRS) {
  Deno.test(`${earlier} ${hidden ? "takes" : "leaves"} the requests for ${later}`, () => {
    const action = (path: string) => path.includes("{") ? "get" : "list";
    const text = `${MODEL}
routes:
  - { path: "${earlier}", method: GET, action: db.${action(earlier)}, model: M }
  - { path: "${later}", method: GET, action: db.${action(later)}, model: M }`;
    expectErrors(text, hidden ? [`W104 ${at(text, `"${later}"`)}`] : []);
  });
}

Deno.test("two routes that answer the same requests are an error, whatever their parameters are called", () => {
  const text = `${MODEL}
routes:
  - { path: "/m/{id}", method: GET, action: db.get, model: M }
  - { path: "/m/{name}", method: GET, action: db.get, model: M }`;
  expectErrors(text, [`E002 ${at(text, '"/m/{name}"')}`]);
});

Deno.test("another method hides nothing", () => {
  expectErrors(
    `${MODEL}
routes:
  - { path: "/m/{id}", method: DELETE, action: db.delete, model: M }
  - { path: /m/all, method: GET, action: db.list, model: M }`,
    [],
  );
});
