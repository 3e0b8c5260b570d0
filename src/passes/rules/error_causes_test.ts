import assert from "node:assert/strict";
import { apiOf, type Files, foundIn } from "../../../tests/support/expect.ts";
import { causesOf } from "./error_causes.ts";

const HANDLERS: Files = { "work.py": "def run(): ...\n\ndef shown(result): ...\n" };

function config(...routes: readonly string[]): Files {
  const models = `
    models:
      User: { fields: { id: { type: uuid, auto: true }, email: { type: str, unique: true }, name: str } }
    routes:
      - { path: "/users/{id}", method: GET, action: db.get, model: User }
  `;
  return { "api.yaml": `${models}${routes.map((route) => `    - ${route}`).join("\n      ")}`, ...HANDLERS };
}

function causes(route: string): readonly string[] {
  const api = apiOf(config(route));
  const last = api.routes.at(-1);
  assert.ok(last);
  return causesOf(last, api);
}

const pipeline = (...steps: readonly string[]) =>
  `{ path: "/users/{id}/x", method: POST, pipeline: [${steps.join(", ")}] }`;

const CASES: readonly (readonly [what: string, route: string, causes: readonly string[]])[] = [
  [
    "a record that has to be there may be missing",
    pipeline('{ action: db.get, model: User, args: { id: "$path.id" } }'),
    ["not_found", "validation"],
  ],
  [
    "one that need not be there is never missing",
    pipeline('{ action: db.get, model: User, args: { id: "$path.id", optional: true } }'),
    ["validation"],
  ],
  [
    "what is unique may exist already",
    pipeline("{ action: db.create, model: User, args: { data: { email: a, name: b } } }"),
    ["duplicate", "validation"],
  ],
  [
    "a change of what is not unique collides with nothing",
    pipeline('{ action: db.update, model: User, args: { id: "$path.id", data: { name: b } } }'),
    ["not_found", "validation"],
  ],
  ["a check may refuse", "{ path: /x, method: POST, pipeline: [{ action: validate, handler: work.run }] }", [
    "validation",
  ]],
  [
    "a handler may raise whatever the route names",
    "{ path: /x, method: POST, handler: work.run, errors: { gone: { status: 410 } } }",
    ["gone"],
  ],
  [
    "a transform may raise it, too",
    '{ path: "/u/{id}", method: GET, action: db.get, model: User, transform: work.shown, errors: { gone: { status: 410 } } }',
    ["not_found", "validation", "gone"],
  ],
];

for (const [what, route, expected] of CASES) {
  Deno.test(what, () => {
    assert.deepEqual(causes(route), expected);
    assert.deepEqual(foundIn(config(route)).filter((one) => one.startsWith("W109")), []);
  });
}

Deno.test("a pipeline without handlers never meets a condition of its own", () => {
  const found = foundIn(config(
    "{ path: /x, method: GET, pipeline: [{ action: db.list, model: User }], errors: { gone: { status: 410 } } }",
  ));
  assert.equal(found.filter((one) => one.includes('never meets the condition "gone" of its pipeline')).length, 1);
});
