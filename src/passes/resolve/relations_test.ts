/** Relations and versions: what becomes of fields, and what is said of those that are wrong. */

import assert from "node:assert/strict";
import { api as apiOf, compileFiles, compileYaml, modelOf } from "../../../tests/support/expect.ts";
import { type Api, isAction } from "../../ir/api.ts";

const PROFILE = "  Profile: { fields: { id: { type: uuid, auto: true }, bio: str } }\n";
const CREATED = "  - { path: /profiles, method: POST, action: db.create, model: Profile }\n" +
  "  - { path: /users, method: POST, action: db.create, model: User }\n";

/** A config with a model of these fields. */
const config = (fields: string, more = "", top = "") =>
  `${top}models:\n${PROFILE}  User:\n    fields:\n      id: { type: uuid, auto: true }\n` +
  fields.split("\n").map((line) => `      ${line}\n`).join("") + more + `routes:\n${CREATED}`;

function resolved(text: string): Api {
  assert.deepEqual(codes(text), []);
  return apiOf(text);
}

const codes = (text: string): readonly string[] => compileYaml(text).diagnostics.map(({ code }) => code);

const model = (api: Api, name: string) => modelOf(api, name);

Deno.test("a relation is a field that holds a key", () => {
  const api = resolved(
    config("profile: { type: ref, model: Profile, relation: true, optional: true, on_delete: set_null }"),
  );
  const user = model(api, "User");
  const field = user.fields.find(({ name }) => name === "profile_id") ?? assert.fail("no profile_id");
  assert.deepEqual([field.attribute, field.wire, field.type.kind, field.nullable], [
    "profile_id",
    "profile_id",
    "uuid",
    true,
  ]);
  assert.deepEqual(field.reference, { model: "Profile", onDelete: "set_null", expanded: "profile" });
  assert.deepEqual(user.storage?.references, [{ attribute: "profile_id", model: "Profile", onDelete: "set_null" }]);
  assert.ok(!user.fields.some(({ name }) => name === "profile"));
  assert.deepEqual(model(api, "UserCreate").fields.map(({ name }) => name), ["profile_id"]);
});

Deno.test("names follow the naming, an alias and a name that ends in _id", () => {
  const fields = "profile: { type: ref, model: Profile, relation: true }\n" +
    "second: { type: Profile, relation: true, alias: other }\n" +
    "third_id: { type: ref, model: Profile, relation: true }";
  const user = model(resolved(config(fields, "", "naming: camel\n")), "User");
  assert.deepEqual(user.fields.slice(1).map(({ name, wire, reference }) => [name, wire, reference?.expanded]), [
    ["profile_id", "profileId", "profile"],
    ["second_id", "other", "second"],
    ["third_id", "thirdId", "third"],
  ]);
});

Deno.test("a foreign key keeps its name, and is expanded without its end", () => {
  const user = model(
    resolved(
      config("owner_id: { type: uuid, foreign_key: Profile.id }\nother: { type: uuid, foreign_key: Profile.id }"),
    ),
    "User",
  );
  assert.deepEqual(
    user.fields.slice(1).map(({ name, reference }) => [name, reference?.expanded, reference?.onDelete]),
    [
      ["owner_id", "owner", "restrict"],
      ["other", undefined, "restrict"],
    ],
  );
});

Deno.test("keys that are relations have the type of what they refer to in the end", () => {
  const more = "  Badge: { fields: { user: { type: ref, model: User, relation: true, primary: true } } }\n" +
    "  Note: { fields: { id: int, badge: { type: ref, model: Badge, relation: true } } }\n";
  const text = `${config("name: str", more)}  - { path: /badges, method: POST, action: db.create, model: Badge }\n` +
    "  - { path: /notes, method: POST, action: db.create, model: Note }\n";
  const api = resolved(text);
  assert.equal(model(api, "Badge").storage?.key, "user_id");
  assert.equal(model(api, "Note").fields.find(({ name }) => name === "badge_id")?.type.kind, "uuid");
});

Deno.test("derivation names the relation, and groups take both names", () => {
  const more = "    unique: [[profile, name]]\n    indexes: [[profile_id]]\n" +
    "  Short: { base: User, include: [id, profile] }\n" +
    "  Plain: { base: User, exclude: [profile] }\n" +
    "  Loose: { base: User, overrides: { profile: { optional: true } } }\n";
  const api = resolved(config("name: str\nprofile: { type: ref, model: Profile, relation: true }", more));
  const names = (id: string) => model(api, id).fields.map(({ name }) => name);
  assert.deepEqual(names("Short"), ["id", "profile_id"]);
  assert.deepEqual(names("Plain"), ["id", "name"]);
  assert.equal(model(api, "Loose").fields.find(({ name }) => name === "profile_id")?.nullable, true);
  assert.deepEqual(model(api, "User").storage?.unique, [["profile_id", "name"]]);
  assert.deepEqual(model(api, "User").storage?.indexes, [["profile_id"]]);
});

Deno.test("a version is the server's", () => {
  const api = resolved(config("revision: { type: int, version: true }\nname: str"));
  assert.equal(model(api, "User").storage?.version, "revision");
  assert.deepEqual(model(api, "UserCreate").fields.map(({ name }) => name), ["name"]);
  assert.deepEqual(api.routes.filter(isAction).map(({ body }) => body.version), [undefined, "revision"]);
});

Deno.test("what a relation names is stored, whether or not a route names it", () => {
  const text = config("profile: { type: ref, model: Profile, relation: true }").replace(
    CREATED,
    CREATED.split("\n")[1] ?? "",
  );
  assert.deepEqual(codes(text), ["W147"]);
});

const PAGE = "profile: { type: ref, model: Profile, relation: true }";

for (
  const [what, fields, code] of [
    ["on_delete without a relation", "profile: { type: ref, model: Profile, on_delete: cascade }", "E255"],
    ["a relation in a list", "all: { type: list, items: { type: ref, model: Profile, relation: true } }", "E255"],
    ["two ways to name the model", "p: { type: ref, model: Profile, relation: true, foreign_key: Profile.id }", "E123"],
    ["a relation that is no ref", "p: { type: str, relation: true }", "E123"],
    ["a foreign key that is a list", "p: { type: list, foreign_key: Profile.id }", "E123"],
    ["a model in place of its key", "p: { type: uuid, foreign_key: Profile }", "E256"],
    ["a model that is not declared", "p: { type: uuid, foreign_key: Profil.id }", "E256"],
    ["another field than the key", "p: { type: str, foreign_key: Profile.bio }", "E256"],
    ["another type than the key", "p: { type: int, foreign_key: Profile.id }", "E257"],
    ["set_null of what cannot be null", `${PAGE.slice(0, -2)}, on_delete: set_null }`, "E258"],
    ["two versions", "a: { type: int, version: true }\nb: { type: int, version: true }", "E259"],
    ["a field of the name of the key", `${PAGE}\nprofile_id: uuid`, "E260"],
    ["a record that needs another of its kind", "boss: { type: ref, model: User, relation: true }", "E261"],
    ["a version that is no int", "v: { type: str, version: true }", "E123"],
    ["a version that can be null", "v: { type: int, version: true, optional: true }", "E130"],
    ["a word that is no way to delete", `${PAGE.slice(0, -2)}, on_delete: nothing }`, "E110"],
  ] as const
) {
  Deno.test(`${what} is reported`, () => assert.deepEqual(codes(config(fields)), [code]));
}

Deno.test("a record whose key the client chooses may have to name one of its kind", () => {
  const text = "models:\n  Part: { fields: { id: str, whole: { type: ref, model: Part, relation: true } } }\n" +
    "routes:\n  - { path: /parts, method: POST, action: db.create, model: Part }\n";
  assert.equal(model(resolved(text), "Part").storage?.references[0]?.attribute, "whole_id");
});

Deno.test("a relation by its name is no field of the routes, and says what is", () => {
  const text = config(PAGE) + "  - { path: /users, method: GET, action: db.list, model: User, filters: [profile] }\n";
  const { diagnostics } = compileYaml(text);
  assert.deepEqual(diagnostics.map(({ code, help }) => [code, help]), [["E119", `Did you mean "profile_id"?`]]);
});

Deno.test("a foreign key finds its model through imports, and names one that is missing", () => {
  const shop =
    "$import: { people: people.yaml }\nmodels:\n  Order:\n    fields:\n      id: { type: int, auto: true }\n" +
    "      user_id: { type: uuid, foreign_key: people.User.id }\n" +
    "routes:\n  - { path: /orders, method: POST, action: db.create, model: Order }\n" +
    "  - { path: /users, method: POST, action: db.create, model: people.User }\n";
  const people = "models:\n  User: { fields: { id: { type: uuid, auto: true } } }\n";
  const { files, diagnostics } = compileFiles({ "api.yaml": shop, "people.yaml": people });
  assert.deepEqual(diagnostics.map(({ message }) => message), []);
  assert.match(files?.get("dependencies.py") ?? "", /Reference\("user_id", "User"\)/);
  const wrong = compileFiles({
    "api.yaml": shop.replace("key: people.User.id", "key: people.Usr.id"),
    "people.yaml": people,
  });
  assert.deepEqual(wrong.diagnostics.map(({ code }) => code), ["E006"]);
});
