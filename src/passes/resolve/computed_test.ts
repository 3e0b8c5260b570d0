/** Computed fields: where they come from, what is wrong with them, and what they become. */

import assert from "node:assert/strict";
import { apiOf, compileFiles, type Files, foundIn, modelOf } from "../../../tests/support/expect.ts";

const UTILS = `
  def shown(user):
      return user.name

  def typed(user) -> str | None:
      return user.name

  def counted(user) -> int:
      return 1

  async def late(user):
      return user.name
`;

const USER = `
  models:
    User:
      fields: { id: { type: uuid, auto: true }, name: str, secret: { type: str, write_only: true, default: x } }
      computed:
        display_name: { type: str, handler: utils.shown }`;

const ROUTE = `
  routes:
    - { path: "/users/{id}", method: GET, action: db.get, model: User }`;

const files = (config: string, utils = UTILS): Files => ({ "api.yaml": config, "utils.py": utils });

/** What is found in a config whose user has these lines more, as "E158 4:9: message". */
function found(lines: string, routes = ROUTE): readonly string[] {
  return foundIn(files(`${USER}\n${lines}${routes}`));
}

const computedOf = (config: string, model: string) =>
  modelOf(apiOf(files(config)), model).computed.map((field) => field.name);

Deno.test("a computed field has a type, a name in JSON and a call", () => {
  const api = apiOf(files(`
    naming: camel
    models:
      User:
        fields: { id: uuid, name: str }
        computed:
          display_name: { type: str, optional: true, handler: utils.typed, description: How it is shown. }
          json: { type: list, items: str, handler: utils.shown }${ROUTE.replaceAll("\n  ", "\n    ")}`));
  const [first, second] = modelOf(api, "User").computed;
  assert.ok(first && second);
  assert.equal(first.attribute, "display_name");
  assert.equal(first.wire, "displayName");
  assert.equal(first.nullable, true);
  assert.equal(first.description, "How it is shown.");
  assert.equal(first.call.handler.reference, "utils.typed");
  assert.deepEqual(first.call.arguments.map(({ name }) => name), [undefined]);
  assert.notEqual(second.attribute, "json");
  assert.equal(second.type.kind === "list" && second.type.items.kind, "str");
});

Deno.test("computed fields are inherited as fields are, through bases and mixins", () => {
  const config = `${USER}
        shout: { type: str, handler: utils.shown }
    Whole: { base: User }
    Less: { base: User, exclude: [shout] }
    Chosen: { base: User, include: [name, shout] }
    Plain: { base: User, include: [name] }
    Mixed: { mixins: [User], fields: { own: str } }
    Own: { base: Whole, computed: { extra: { type: str, handler: utils.shown } } }${ROUTE}`;
  const expected = {
    Whole: ["display_name", "shout"],
    Less: ["display_name"],
    Chosen: ["shout"],
    Plain: [],
    Mixed: ["display_name", "shout"],
    Own: ["display_name", "shout", "extra"],
  };
  for (const [model, names] of Object.entries(expected)) assert.deepEqual(computedOf(config, model), names, model);
});

Deno.test("a function is asked for once, however many models inherit its field", () => {
  const { hooks } = compileFiles(files(`${USER}\n    Other: { base: User }\n    Third: { base: Other }${ROUTE}`));
  assert.deepEqual(hooks.map((hook) => [hook.reference, hook.state, [...hook.offers.keys()]]), [
    ["utils.shown", "found", ["user"]],
  ]);
});

Deno.test("request models compute nothing, answers compute with what they do not show", () => {
  const api = apiOf(files(`${USER}${ROUTE}
    - { path: /users, method: POST, action: db.create, model: User }`));
  assert.deepEqual(modelOf(api, "UserCreate").computed, []);
  const answer = modelOf(api, "UserResponse");
  assert.deepEqual(answer.computed.map((field) => field.name), ["display_name"]);
  assert.deepEqual(answer.fields.map((field) => field.name), ["id", "name"]);
  assert.deepEqual(answer.hidden.map((field) => field.name), ["secret"]);
});

Deno.test("a name that a field has", () => {
  assert.deepEqual(found("        name: { type: str, handler: utils.shown }"), [
    'E158 6:7: "name" of model "User" is a field and a computed field',
  ]);
  assert.deepEqual(
    found(`
    Other:
      base: User
      fields: { alias: { type: str, alias: spoken }, display_name: str }
      computed: { spoken: { type: str, handler: utils.shown } }`),
    [
      'E158 9:52: "display_name" of model "Other" is a field and a computed field',
      'E158 10:17: The computed field "spoken" of model "Other" has the JSON name of the field "alias"',
    ],
  );
});

Deno.test("places where only stored fields can be", () => {
  const message = '"User.display_name" is computed when it is sent, and not stored';
  const routes = (keys: string) => `
  routes:
    - { path: /users, method: GET, action: db.list, model: User, ${keys} }`;
  for (const keys of ["filters: [display_name]", "sort: [display_name]", "where: { display_name: x }"]) {
    assert.deepEqual(found("", routes(keys)).map((one) => one.replace(/ \d+:\d+/, "")), [`E159: ${message}`], keys);
  }
  assert.deepEqual(found("      unique: [[display_name]]"), [`E159 6:15: ${message}`]);
  assert.deepEqual(found("    Other: { base: User, overrides: { display_name: { optional: true } } }"), [
    'E159 6:37: "User.display_name" is computed: there is nothing to override',
  ]);
});

Deno.test("a function that is annotated with another type", () => {
  assert.deepEqual(found("        a: { type: str, handler: utils.counted }"), [
    'E160 6:32: "utils.counted" returns int, but "a" is str',
  ]);
  assert.deepEqual(found("        a: { type: str, handler: utils.typed }"), [
    'E160 6:32: "utils.typed" returns str or null, but "a" is str',
  ]);
  assert.deepEqual(found("        a: { type: float, handler: utils.counted }"), []);
  assert.deepEqual(found("        a: { type: any, handler: utils.typed }"), []);
});

Deno.test("functions that cannot be called", () => {
  const codes = (line: string) => found(line).map((one) => one.slice(0, 4));
  assert.deepEqual(codes("        a: { type: str, handler: utils.late }"), ["E155"]);
  assert.deepEqual(codes("        a: { type: str, handler: utils.shwon }"), ["E103"]);
  assert.deepEqual(codes("        a: { type: strr, handler: utils.shown }"), ["E006"]);
  assert.deepEqual(codes("        _a: { type: str, handler: utils.shown }"), ["E112"]);
  assert.deepEqual(codes("        a: { type: enum, handler: utils.shown }"), ["E114"]);
  assert.deepEqual(codes("        a: utils.shown"), ["E108"]);
});

Deno.test("a value with write-only fields inside", () => {
  assert.deepEqual(
    found(`    Other:
      fields: { id: uuid }
      computed: { owner: { type: list, items: User, handler: utils.shown } }
    Heir: { base: Other }`),
    ['E161 8:17: "Other.owner" would reveal the write-only fields of "User"'],
  );
});

Deno.test("a computed field of a model that clients only send", () => {
  assert.deepEqual(
    found(
      `    Sent: { base: User, include: [name], computed: { loud: { type: str, handler: utils.shown } } }`,
      `${ROUTE}\n    - { path: /users, method: POST, action: db.create, model: User, request_model: Sent }`,
    ),
    ['W117 6:52: "Sent.loud" is never computed: clients only send "Sent"'],
  );
});

/** The generated models of a config. */
function models(config: string, utils: string): string {
  const { files: generated, diagnostics } = compileFiles(files(config, utils));
  assert.deepEqual(diagnostics.map((one) => one.message), []);
  return generated?.get("models.py") ?? "";
}

Deno.test("functions are imported where they stand if their module may import the models", () => {
  const top = models(`${USER}${ROUTE}`, UTILS);
  assert.match(top, /^from utils import shown$/m);
  const cyclic = models(`${USER}${ROUTE}`, `from generated.models import User\n${UTILS.replaceAll("\n  ", "\n")}`);
  assert.doesNotMatch(cyclic, /^from utils import/m);
  assert.match(cyclic, /^ {8}from utils import shown\n\n {8}value: str = shown\(self\)$/m);
});

Deno.test("the same through another module of the user's", () => {
  const { files: generated } = compileFiles({
    ...files(`${USER}${ROUTE}`, "from texts import upper\n\n\ndef shown(user) -> str:\n    return upper(user.name)\n"),
    "texts.py": "import generated\n\n\ndef upper(text):\n    return text.upper()\n",
  });
  assert.match(generated?.get("models.py") ?? "", /^ {8}from utils import shown\n\n {8}return shown\(self\)$/m);
});

Deno.test("a function that is annotated with a base gets the model as that", () => {
  const utils = `from generated.models import User\n\n\ndef shown(user: User) -> str:\n    return user.name\n`;
  const config = `${USER}
    Public: { base: User, include: [name, display_name] }
  routes:
    - { path: "/users/{id}", method: GET, action: db.get, model: User, response_model: Public }`;
  const text = models(config, utils);
  assert.match(text, /class User\(BaseModel\):[^]*?return shown\(self\)/);
  assert.match(text, /class Public\(BaseModel\):[^]*?return shown\(cast\("User", self\)\)/);
});
