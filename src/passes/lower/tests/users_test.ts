/** Tests of actions whose records depend on what a request holds. */

import assert from "node:assert/strict";
import { compileFiles } from "../../../../tests/support/expect.ts";

function suite(routes: string): string {
  const yaml = `
models:
  Note:
    fields: { id: { type: uuid, auto: true }, text: str, tenant: str, size: int }
routes:
${routes}
`;
  const text = compileFiles({ "api.yaml": yaml }).files?.get("tests/test_notes.py");
  assert.ok(text !== undefined, yaml);
  return text;
}

Deno.test("clients send what the route compares with, from every place", () => {
  const text = suite(`
  - { path: /notes, method: GET, action: db.list, model: Note, where: { tenant: $header.X-Tenant } }
  - { path: "/notes/{id}", method: GET, action: db.get, model: Note, where: { tenant: $query.tenant } }
  - { path: "/notes/{id}", method: DELETE, action: db.delete, model: Note, where: { tenant: $cookie.tenant } }
`);
  assert.doesNotMatch(text, /skip/);
  assert.match(text, /async def test_list_notes\(.*\) -> None:\n {4}client\.headers\["X-Tenant"\] = "Tenant-1"\n/);
  assert.match(
    text,
    /async def test_get_note\(.*\) -> None:\n {4}client\.params = QueryParams\(\{"tenant": "Tenant-1"\}\)\n/,
  );
  assert.match(
    text,
    /async def test_delete_note\(.*\) -> None:\n {4}client\.headers\["Cookie"\] = "tenant=Tenant-1"\n/,
  );
});

Deno.test("what a route writes comes back, and is looked for where it can be found", () => {
  const create = "{ path: /notes, method: POST, action: db.create, model: Note, set: { tenant: $header.X-Tenant } }";
  const open = suite(`  - ${create}\n  - { path: "/notes/{id}", method: GET, action: db.get, model: Note }`);
  assert.match(open, /"tenant": "Tenant-1"/);
  assert.match(open, /response\.headers\["Location"\]/);
  const narrow = suite(
    `  - ${create}\n  - { path: "/notes/{id}", method: GET, action: db.get, model: Note, where: { tenant: $query.tenant } }`,
  );
  assert.doesNotMatch(narrow, /response\.headers\["Location"\]/);
});

Deno.test("what tests cannot know is skipped with a reason", () => {
  const text = suite(
    "  - { path: /notes, method: GET, action: db.list, model: Note, where: { text: $request.url.path } }",
  );
  assert.match(text, /skip\(reason=.*text.* of the records come with the request/);
});
