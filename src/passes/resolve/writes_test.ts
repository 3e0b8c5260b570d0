/** Which steps are only right together. */

import assert from "node:assert/strict";
import { compileFiles } from "../../../tests/support/expect.ts";

const STEPS = {
  "steps.py": `
    async def write(repo): ...
    async def check(repo): ...
    async def tell(repo): ...
  `,
};

/** Whether a route with these steps runs in a transaction. */
function isTogether(method: string, steps: string): boolean {
  const yaml = `
models: { A: { fields: { id: { type: uuid, auto: true }, name: str } } }
routes:
  - path: /a
    method: ${method}
    pipeline: ${steps}
  - { path: /all, method: GET, action: db.list, model: A }
`;
  const text = compileFiles({ "api.yaml": yaml, ...STEPS }).files?.get("routes.py");
  assert.ok(text !== undefined, yaml);
  return text.includes("repo.transaction()");
}

const write = "{ action: transform, handler: steps.write, as: done }";
const rows = "{ action: db.list, model: A, as: rows }";
const effect = "{ action: side_effect, handler: steps.tell }";

Deno.test("a function that gets the repository may write twice, wherever it is called", () => {
  assert.equal(isTogether("POST", `[${write}]`), true);
  assert.equal(isTogether("POST", `[{ if: { when: { op: eq, left: 1, right: 1 }, then: [${write}] } }]`), true);
  assert.equal(isTogether("POST", `[${rows}, { for_each: { in: $rows, as: item, body: [${write}] } }]`), true);
  assert.equal(isTogether("GET", `[{ if: { when: { op: eq, left: 1, right: 1 }, then: [${write}] } }]`), false);
});

Deno.test("what runs when the writes are certain undoes nothing", () => {
  assert.equal(isTogether("POST", `[${effect}]`), false);
  assert.equal(isTogether("POST", `[${write}, ${effect}]`), true);
});
