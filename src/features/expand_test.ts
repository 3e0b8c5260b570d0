/** `expand`, and entity tags of versions, as Python. */

import assert from "node:assert/strict";
import { compileYaml } from "../../tests/support/expect.ts";

const MODELS = `
models:
  Profile: { fields: { id: { type: uuid, auto: true }, bio: str, phone: { type: str, write_only: true, optional: true } } }
  User:
    fields:
      id: { type: uuid, auto: true }
      profile: { type: ref, model: Profile, relation: true, optional: true }
      boss: { type: ref, model: User, relation: true, optional: true }
      version: { type: int, version: true }
routes:
  - { path: /profiles, method: POST, action: db.create, model: Profile }
  - { path: /users, method: POST, action: db.create, model: User }
`;

function files(routes: string): ReadonlyMap<string, string> {
  const { files, diagnostics } = compileYaml(MODELS + routes);
  assert.deepEqual(diagnostics.map(({ message }) => message), []);
  return files ?? assert.fail("nothing was generated");
}

/** One generated function, without its decorator. */
function endpoint(routes: string, name: string): string {
  const text = files(routes).get("routes.py") ?? "";
  const start = text.indexOf(`async def ${name}(`);
  assert.notEqual(start, -1, text);
  return text.slice(start).split("\n\n\n")[0] ?? "";
}

Deno.test("records are read in one query for each model, and sent beside the keys", () => {
  const route = `  - { path: /users, method: GET, action: db.list, model: User, expand: [profile, boss] }\n`;
  const text = endpoint(route, "list_users");
  assert.match(text, /-> list\[dict\[str, Any\]\]:/);
  assert.match(text, /profiles = await related\(repo, Profile, users, "profile_id"\)/);
  assert.match(text, /= await related\(repo, User, users, "boss_id"\)/);
  assert.match(text, /profile=profiles\.get\(user\.profile_id\)/);
  const models = files(route).get("models.py") ?? "";
  assert.match(models, /class UserWithProfileAndBoss\(/);
  assert.match(models, /profile: ProfileResponse \| None = None/);
});

Deno.test("relations of one model share a query", () => {
  const more = `  - { path: /posts, method: GET, action: db.list, model: Post, expand: [author, editor] }\n`;
  const { files: made } = compileYaml(
    MODELS.replace(
      "  User:\n",
      "  Post:\n    fields: { id: int, author: { type: ref, model: User, relation: true }, " +
        "editor: { type: ref, model: User, relation: true } }\n  User:\n",
    ) + more,
  );
  const text = made?.get("routes.py") ?? "";
  assert.match(text, /users = await related\(repo, User, posts, "author_id", "editor_id"\)/);
  assert.equal(text.match(/await related/g)?.length, 1);
});

Deno.test("a model of one's own decides what is shown", () => {
  const own = MODELS.replace(
    "routes:",
    "  Out: { fields: { id: uuid, profile: { type: ref, model: Bio, optional: true } } }\n" +
      "  Bio: { fields: { bio: str } }\nroutes:",
  ) + `  - { path: "/users/{id}", method: GET, action: db.get, model: User, response_model: Out, expand: [profile] }\n`;
  const { files: made, diagnostics } = compileYaml(own);
  assert.deepEqual(diagnostics.map(({ message }) => message), []);
  assert.match(made?.get("routes.py") ?? "", /response_model=Out,/);
  assert.doesNotMatch(made?.get("models.py") ?? "", /With/);
});

Deno.test("answers carry the version, and only plain ones are skipped", () => {
  const plain = endpoint(`  - { path: "/users/{id}", method: GET, action: db.get, model: User }\n`, "get_user");
  assert.match(plain, /response\.headers\["ETag"\] = entity_tag\(user\.version\)\n {4}skip_known\(request, response\)/);
  const expanded = endpoint(
    `  - { path: "/users/{id}", method: GET, action: db.get, model: User, expand: [profile] }\n`,
    "get_user",
  );
  assert.match(expanded, /entity_tag\(user\.version\)/);
  assert.doesNotMatch(expanded, /skip_known/);
});

Deno.test("writes need the version, and the record is looked for once when they find nothing", () => {
  const text = endpoint(`  - { path: "/users/{id}", method: DELETE, action: db.delete, model: User }\n`, "delete_user");
  assert.match(text, /if_match: IfMatch = None/);
  assert.match(text, /repo\.delete\(User, id, filters=unchanged\("version", if_match\)\)/);
  assert.match(text, /if await repo\.get\(User, id\) is None:\n.*raise HTTPException\(404, "User not found"\)/);
  assert.match(text, /raise changed\("User"\)/);
});

Deno.test("OpenAPI demands the version, also beside an example of the request", () => {
  const made = files(`  - path: "/users/{id}"
    method: PATCH
    action: db.update
    model: User
    openapi: { examples: { request: { profile_id: null } } }
  - { path: "/users/{id}", method: DELETE, action: db.delete, model: User }
`);
  const [, ...extras] = (made.get("routes.py") ?? "").replaceAll(/\s/g, "").split("openapi_extra=");
  const example = `"requestBody":{"content":{"application/json":{"example":{"profile_id":None}}}}`;
  assert.equal(extras.length, 2);
  assert.ok(extras[0]?.startsWith(`{${example},"parameters":[IF_MATCH],},`), extras[0]);
  assert.ok(extras[1]?.startsWith(`{"parameters":[IF_MATCH]},`), extras[1]);
});

Deno.test("a tag of the body gives way to the version", () => {
  const made = files(`  - { path: "/users/{id}", method: GET, action: db.get, model: User, cache: { etag: true } }\n`);
  assert.ok(!made.has("runtime/conditional.py"));
  assert.match(made.get("routes.py") ?? "", /"Cache-Control"\] = "private, no-cache"/);
});

Deno.test("a deletion that others can forbid is a conflict, one that takes them along is none", () => {
  for (const [onDelete, isConflict] of [["restrict", true], ["cascade", false], ["set_null", false]] as const) {
    const text = `models:
  A: { fields: { id: int } }
  B: { fields: { id: int, a: { type: ref, model: A, relation: true, optional: true, on_delete: ${onDelete} } } }
routes:
  - { path: /a, method: POST, action: db.create, model: A }
  - { path: /b, method: POST, action: db.create, model: B }
  - { path: "/a/{id}", method: DELETE, action: db.delete, model: A }
`;
    const routes = compileYaml(text).files?.get("routes.py") ?? "";
    const decorator = routes.slice(routes.indexOf("@router.delete"));
    assert.equal(decorator.includes("CONFLICT"), isConflict, onDelete);
  }
});
