/** What `restgen validate` says about configs as people and programs get them wrong. */

import assert from "node:assert/strict";
import { diagnose } from "../.ci/error_pages.ts";
import { positionOf } from "../src/source/source.ts";
import { programTest, restgen } from "./program.ts";

/** Ten different mistakes, one in each line that ends in a number. */
const TEN = `name: Shop
databse: { type: memory } # 1
models:
  Product:
    fields:
      id: { type: uuid, auto: true }
      title: { type: string, max_length: 50 } # 2
      price: { type: decimal, minimum: 0 } # 3
      stock: { type: int, default: "none" } # 4
      kind: { type: enum } # 5
  ProductPublic:
    base: Product
    exclude: [stok] # 6
errors:
  SoldOut: { status: 200 } # 7
routes:
  - { path: /products, method: GET, action: db.list, model: Product, filters: [title, nope] } # 8
  - { path: products, method: POST, action: db.create, model: Product } # 9
  - { path: "/products/{id}", method: GET, action: find, model: Product, errors: { not_found: SoldOut } } # 10
`;

const EXPECTED = [
  "2:1 E107",
  "7:22 E006",
  "8:31 E107",
  "9:36 E128",
  "10:21 E114",
  "13:15 E119",
  "15:22 E111",
  "17:87 E119",
  "18:13 E115",
  "19:52 E004",
];

/** Places and codes, in the order in which they are reported. */
function found(text: string): readonly string[] {
  return diagnose(text).map(({ code, span }) => {
    if (span === undefined) return code;
    const { line, column } = positionOf(span.source, span.start);
    return `${line}:${column} ${code}`;
  });
}

Deno.test("ten mistakes are ten diagnostics, each at its place, in the order of the file", () => {
  assert.deepEqual(found(TEN), EXPECTED);
});

programTest("the program prints the ten as text and as JSON, and ends with 1", async (cwd) => {
  Deno.writeTextFileSync(`${cwd}/api.yaml`, TEN);
  const text = await restgen(["validate", "api.yaml"], { cwd });
  assert.deepEqual([text.code, text.stdout], [1, ""]);
  const places = [...text.stderr.matchAll(/error\[(E\d+)\].*\n +--> api\.yaml:(\d+:\d+)\n/g)];
  assert.deepEqual(places.map(([, code, place]) => `${place} ${code}`), EXPECTED);
  assert.match(text.stderr, /\n10 errors\n$/);

  const json = await restgen(["validate", "api.yaml", "--format", "json"], { cwd });
  assert.deepEqual([json.code, json.stderr], [1, ""]);
  const { diagnostics } = JSON.parse(json.stdout);
  const start = (one: { range: { start: { line: number; column: number } } }) =>
    `${one.range.start.line}:${one.range.start.column}`;
  assert.deepEqual(
    diagnostics.map((one: { code: string; range: never }) => `${start(one)} ${one.code}`),
    EXPECTED,
  );
  for (const one of diagnostics) {
    assert.equal(one.severity, "error");
    assert.equal(one.file, "api.yaml");
    assert.ok(one.message !== "" && one.help !== "");
  }
});

/** A field of a stored model. */
const field = (text: string) =>
  `models:
  User:
    fields:
      id: uuid
      ${text}
routes:
  - { path: /users, method: GET, action: db.list, model: User }
`;

/** A route on a stored model. */
const route = (text: string) =>
  `models:
  User: { fields: { id: uuid, name: str, age: int } }
routes:
  - { ${text} }
`;

const list = (more: string) => route(`path: /users, method: GET, action: db.list, model: User, ${more}`);

/** One mistake each: its code, and words of the help that cures it. */
const MISTAKES: readonly (readonly [name: string, config: string, code: string, help: string])[] = [
  ["type: string", field("a: { type: string }"), "E006", '"str"'],
  ["type: integer", field("a: { type: integer }"), "E006", '"int"'],
  ["type: number", field("a: number"), "E006", '"float"'],
  ["type: boolean", field("a: boolean"), "E006", '"bool"'],
  ["type: timestamp", field("a: timestamp"), "E006", '"datetime"'],
  ["type: array", field("a: { type: array, items: str }"), "E006", '"list"'],
  ["type: object", field("a: object"), "E006", '"dict"'],
  ["type: email", field("a: email"), "E006", "{ type: str, format: email }"],
  ["an optional type", field("a: str?"), "E006", "{ type: str, optional: true }"],
  ["a type of Python", field('a: "list[string]"'), "E006", "{ type: list, items: str }"],
  ["a type of SQL", field("a: varchar(50)"), "E006", "{ type: str, max_length: 50 }"],
  ["a model in other case", field("a: { type: list, items: user }"), "E006", '"User"'],
  ["required", field("a: { type: str, required: true }"), "E107", "fields are required"],
  ["nullable", field("a: { type: str, nullable: true }"), "E107", '"optional"'],
  ["pattern", field("a: { type: str, pattern: x }"), "E107", '"regex"'],
  ["minimum", field("a: { type: int, minimum: 1 }"), "E107", '"ge"'],
  ["max", field("a: { type: int, max: 1 }"), "E107", '"le"'],
  ["minLength", field("a: { type: str, minLength: 1 }"), "E107", '"min_length"'],
  ["primary_key", field("a: { type: str, primary_key: true }"), "E107", '"primary"'],
  ["enum: [...]", field("a: { type: enum, enum: [x, y] }"), "E107", '"values"'],
  ["$ref", field("a: { type: ref, $ref: User }"), "E107", '"model"'],
  ["no space after a colon", field("a: {type:str}"), "E107", 'space after ":"'],
  ["type misspelled", field("a: { tpye: str }"), "E107", '"type"'],
  ["a list of types", field("a: [str]"), "E108", "{ type: list, items: str }"],
  ["an enum alone", field("a: enum"), "E114", "values: […, …]"],
  ["an enum without values", field("a: { type: enum }"), "E114", "values: […, …]"],
  ["values as text", field("a: { type: enum, values: admin }"), "E108", "values: [admin, …]"],
  ["a ref alone", field("a: ref"), "E114", "model: …"],
  ["a dict with a list of types", field("a: { type: dict, values: [str] }"), "E108", "values: str"],
  ["le on a str", field("a: { type: str, le: 5 }"), "E123", '"max_length"'],
  ["items on an enum", field("a: { type: enum, values: [x], items: str }"), "E123", '"values"'],
  ["a flag in words", field("a: { type: str, optional: yes }"), "E108", "Write true"],
  ["a flag in quotes", field('a: { type: str, optional: "true" }'), "E108", "Write true, without quotes"],
  ["a number in quotes", field('a: { type: str, max_length: "5" }'), "E108", "Write 5, without quotes"],
  ["a default of another type", field('a: { type: int, default: "5" }'), "E128", "Write 5, without quotes"],
  ["a default time", field("a: { type: datetime, default: now }"), "E128", "auto_now: true"],
  ["a default UUID", field("a: { type: uuid, default: uuid4 }"), "E128", "auto: true"],
  ["format: date-time", field("a: { type: str, format: date-time }"), "E126", "type: datetime"],
  ["a regex without quotes", field("a: { type: str, regex: [a-z]+ }"), "E026", "quotes"],
  ["a regex in double quotes", field('a: { type: str, regex: "\\d+" }'), "E026", "single quotes"],
  ["a tab", field("a: str").replace("      id", "\tid"), "E026", "spaces"],
  ["fields one level too high", "models:\n  User:\n    id: uuid\n    name: str\n", "E107", '"fields:"'],
  ["models as a list", "models:\n  - name: User\n", "E108", 'without "- "'],
  ["fields as a list", "models:\n  User:\n    fields:\n      - id: uuid\n", "E108", 'without "- "'],
  ["routes as a mapping", "routes:\n  /users:\n    method: GET\n", "E108", '"- "'],
  ["top level as a list", "- name: x\n", "E026", "keys"],
  ["title without a space", "name:Shop\nversion: 1\n", "E026", 'space after ":"'],
  ["paths", "paths: {}\n", "E107", '"routes"'],
  ["database by its name", "database: memory\n", "E108", "{ type: memory }"],
  ["path without a slash", list("").replace("/users", "users"), "E115", '"/users"'],
  ["a colon", route('path: "/users/:id", method: GET, action: db.get, model: User'), "E115", '"/users/{id}"'],
  ["angle brackets", route("path: /users/<int:id>, method: GET, action: db.get, model: User"), "E115", "/users/{id}"],
  ["a converter", route('path: "/users/{id:int}", method: GET, action: db.get, model: User'), "E115", "/users/{id}"],
  ["no parameter", route("path: /users, method: GET, action: db.get, model: User"), "E140", "/users/{id}"],
  ["action: list", list("").replace("db.list", "list"), "E004", '"db.list"'],
  ["action: db.find", list("").replace("db.list", "db.find"), "E004", '"db.list"'],
  ["action: db.getAll", list("").replace("db.list", "db.getAll"), "E004", '"db.list"'],
  ["action misspelled", list("").replace("action", "acton"), "E107", '"action"'],
  ["url", list("").replace("path", "url"), "E107", '"path"'],
  ["two methods", list("").replace("GET", "[GET, POST]"), "E108", "one of"],
  ["response", list("response: User"), "E107", '"response_model"'],
  ["request_body", list("request_body: User"), "E107", '"request_model"'],
  ["tags as a text", list("tags: users"), "E108", "[users]"],
  ["sort as a text", list("sort: name"), "E108", "[name]"],
  ["filters as a mapping", list("filters: { name: eq }"), "E108", "brackets"],
  ["contains", list("filters: [{ field: name, op: contains }]"), "E120", '"like"'],
  ["between", list("filters: [{ field: age, op: between }]"), "E120", "op: ge"],
  ["page_size", list("pagination: { page_size: 5 }"), "E107", '"default_limit"'],
  ["status_code", list("status_code: 200"), "E107", '"status"'],
  ["where with words", list("where: { age: { gt: young } }"), "E136", "value"],
  ["a misspelled reference in where", list("where: { name: $qery.q }"), "E010", "query"],
  ["an order of SQL", list("sort: { allow: [name], default: name desc }"), "E119", '"-name"'],
  ["sort by fields", list("sort: { fields: [name] }"), "E107", '"allow"'],
  ["a model in place", field("a: { street: str, city: str }"), "E107", "Declare a model"],
  ["an enum in place", field("a: [admin, user]"), "E108", "{ type: enum, values: [a, b] }"],
  ["a model that is missing", list("response_model: UserOut"), "E012", 'remove "response_model"'],
  [
    "an override by its type",
    "models: { A: { fields: { id: uuid } }, B: { base: A, overrides: { id: int } } }\n",
    "E108",
    "{ type: int }",
  ],
  [
    "an error body as a text",
    "errors: { NotFound: { status: 404, body: Not found } }\n",
    "E108",
    "{ message: Not found }",
  ],
  ["an error by its status", "errors: { NotFound: 404 }\n", "E108", "{ status: 404 }"],
  [
    "a message beside the status",
    "errors: { NotFound: { status: 404, message: x } }\n",
    "E107",
    "body: { message: … }",
  ],
  ["a condition by its status", list('errors: { "404": { status: 404 } }'), "E112", '"not_found"'],
  ["a condition as a number", list("errors: { 404: { status: 404 } }"), "E106", "quotes"],
];

for (const [name, config, code, help] of MISTAKES) {
  Deno.test(`a typical mistake is one diagnostic with its cure: ${name}`, () => {
    const errors = diagnose(config).filter((diagnostic) => diagnostic.severity === "error");
    assert.deepEqual(errors.map((diagnostic) => diagnostic.code), [code], errors.map((one) => one.message).join("; "));
    assert.ok(errors[0]?.help?.includes(help), errors[0]?.help);
  });
}

Deno.test("what is right in other languages and here is accepted", () => {
  const configs = [
    list("").replace("GET", "get"),
    list("response_model: [User]"),
    field("a: Str"),
    field("a: DATETIME"),
    list("filters: [{ field: age, op: gte }]"),
  ];
  for (const config of configs) assert.deepEqual(diagnose(config).map((one) => one.message), [], config);
});

Deno.test("one mistake in a model is not repeated by what uses the model", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    // The only key has a misspelled type: nobody says that there is no key.
    ["models:\n  User:\n    fields:\n      id: { tpye: uuid, primary: true }\n", ["4:13 E107"]],
    ["models:\n  User:\n    fields:\n      id: { type: string }\n", ["4:19 E006"]],
    ["models:\n  User:\n    fields:\n      - id\n", ["4:7 E108"]],
    ["models:\n  User:\n    base: Usr\n  Usre: { fields: { id: uuid } }\n", ["3:11 E007"]],
    ["models:\n  User:\n    id: uuid\n    name: str\n", ["3:5 E107"]],
    ["models:\n  User:\n", ["2:8 E108"]],
  ];
  const uses = `routes:
  - { path: "/users/{id}", method: GET, action: db.get, model: User, where: { id: 5 } }
  - { path: /users, method: GET, action: db.list, model: User, filters: [id], sort: [id] }
`;
  for (const [models, expected] of cases) assert.deepEqual(found(models + uses), expected, models);
});
