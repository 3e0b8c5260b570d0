/** Answers of steps and functions fit their models, and keep what clients must not see. */

import assert from "node:assert/strict";
import { apiOf, fieldNames } from "../../../tests/support/expect.ts";
import { expectAtMarks } from "../resolve/fault_test_tools.ts";
import { logicRoutes, typeText } from "../resolve/logic_test_tools.ts";

const MODELS = `
models:
  User: { fields: { id: { type: uuid, auto: true }, email: str, nick: { type: str, optional: true }, password: { type: str, write_only: true } } }
  Team: { fields: { id: { type: uuid, auto: true }, lead: { type: ref, model: User } } }
  Plain: { fields: { id: { type: uuid, auto: true }, email: str } }
`;

const HANDLERS = `
from generated.models import User
def load() -> User: ...
def maybe() -> User | None: ...
def anything(): ...
`;

const GET = "{ action: db.get, model: User, as: user }";
const PLAIN = "{ action: db.get, model: Plain, as: plain }";

const route = (rest: string) => `${MODELS}\nroutes:\n  - { path: "/x/{id}", method: GET, ${rest} }`;

/** Answers that would reveal the password. */
const LEAKS: readonly string[] = [
  `pipeline: [${GET}, { return: { user: ^$user } }]`.replace("{ user: ^$user }", "^{ user: $user }"),
  `pipeline: [${GET}, { return: ^[1, $user] }]`,
  `pipeline: [${GET}, { return: ^$user.password }]`,
  `pipeline: [${GET}, { return: ^{ p: $user.password } }]`,
  `pipeline: [${GET}, ${PLAIN}, { return: { value: ^$user, when: { op: eq, left: $user.email, right: x } } }, { return: $plain }]`,
  `pipeline: [{ action: db.list, model: User, as: users }, { return: ^{ users: $users } }]`,
  `pipeline: [{ action: db.get, model: Team, as: team }, { return: ^{ lead: $team.lead } }]`,
  `pipeline: [{ action: db.get, model: Team, as: team }, { return: ^{ team: $team } }]`,
];

for (const rest of LEAKS) {
  Deno.test(`${rest} is E121`, () => expectAtMarks(route(rest), ["E121"], /response_model/, HANDLERS));
}

Deno.test("what is answered as a model keeps its secrets, also where it may be null", () => {
  const api = apiOf({
    "api.yaml": `${MODELS}
routes:
  - { path: "/a/{id}", method: GET, pipeline: [${GET}] }
  - { path: "/b/{id}", method: GET, pipeline: [{ action: db.get, model: User, args: { id: $path.id, optional: true } }] }
  - { path: /c, method: GET, pipeline: [{ action: db.list, model: User, as: users }, { return: [] , }] }
  - { path: /d, method: GET, handler: h.load }
  - { path: /e, method: GET, handler: h.maybe }
  - { path: "/f/{id}", method: GET, pipeline: [${GET}, { return: [$user, $user] }] }
  - { path: "/g/{id}", method: GET, response_model: User, pipeline: [{ action: db.get, model: User, args: { id: $path.id, optional: true } }] }
`,
    "h.py": HANDLERS,
  });
  const responses = logicRoutes(api).map(({ response }) =>
    response.kind === "value"
      ? typeText(response.typed)
      : response.kind === "model"
      ? `${response.many ? "many " : ""}${response.model}`
      : "nothing"
  );
  assert.deepEqual(responses, [
    "UserResponse",
    "UserResponse or null",
    "a list of any",
    "UserResponse",
    "UserResponse or null",
    "many UserResponse",
    "UserResponse or null",
  ]);
  assert.deepEqual(fieldNames(api, "UserResponse"), ["id", "email", "nick"]);
  assert.equal([...api.models.values()].find((model) => model.name === "UserResponse")?.output, true);
});

/** A response model `Out` with one marked field, what is returned, and what is wrong. */
const OBSTACLES: readonly (readonly [string, string, string, RegExp?])[] = [
  ["^name: str", `${GET}, { return: $user }`, "a field that the record lacks", /Add "name" to "User"/],
  ["^nick: str", `${GET}, { return: $user }`, "a field that may be null", /optional: true/],
  ["^email: int", `${GET}, { return: $user }`, "a field of another type"],
  ["^name: str", `${GET}`, "the last value"],
  ["^name: str", `{ action: db.list, model: User }`, "the records of a list"],
  ["^name: str", `{ action: transform, handler: h.load }`, "what a function is annotated with"],
];

for (const [field, steps, name, help] of OBSTACLES) {
  Deno.test(`${name} is E143`, () =>
    expectAtMarks(
      `${MODELS}  Out: { fields: { id: uuid, ${field} } }\nroutes:\n  - { path: "/x/{id}", method: GET, response_model: Out, pipeline: [${steps}] }\n  - { path: "/y/{id}", method: GET, response_model: Out, pipeline: [${steps}] }`,
      ["E143"],
      help,
      HANDLERS,
    ));
}

/** Returned values that are no `Out`, or list of it. */
const OTHERS: readonly (readonly [string, string])[] = [
  ["Out", "^{ id: $user.id }"],
  ["Out", "^$user.email"],
  ["Out", "{ value: ^'text' }"],
  ["'[Out]'", "^$user"],
  ["'[Out]'", "^{ id: $user.id, name: x }"],
  ["'[Out]'", "[{ id: $user.id, name: x }, ^{ id: $user.id }]"],
];

for (const [model, value] of OTHERS) {
  Deno.test(`response_model: ${model} with return: ${value} is E143`, () => {
    const marked = value.startsWith("[") ? `^${value.replace("^", "")}` : value;
    expectAtMarks(
      `${MODELS}  Out: { fields: { id: uuid, name: str } }\nroutes:\n  - { path: "/x/{id}", method: GET, response_model: ${model}, pipeline: [${GET}, { return: ${marked} }] }`,
      ["E143"],
      undefined,
      HANDLERS,
    );
  });
}

Deno.test("answers that fit are valid", () => {
  expectAtMarks(
    `${MODELS}  Out: { fields: { id: uuid, email: str, nick: { type: str, optional: true } } }
routes:
  - { path: "/a/{id}", method: GET, response_model: Out, pipeline: [${GET}, { return: { id: $user.id, email: x } }] }
  - { path: "/b/{id}", method: GET, response_model: Out, pipeline: [${GET}, { return: $user }] }
  - { path: "/c/{id}", method: GET, response_model: Out, handler: h.anything }
  - { path: "/d/{id}", method: GET, response_model: Out, transform: h.anything, pipeline: [${GET}, { return: { user: $user } }] }
  - { path: "/e/{id}", method: GET, response_model: "[Out]", pipeline: [${GET}, { return: [$user, { id: $user.id, email: x }] }] }
  - { path: "/f/{id}", method: GET, pipeline: [${GET}, { return: { email: $user.email, id: $user.id } }] }
`,
    [],
    undefined,
    HANDLERS,
  );
});
