/** `sort`: what clients may sort by, and the order when they ask for none. */

import assert from "node:assert/strict";
import { api, expectErrors, expectValid, onlyRoute, python } from "../../tests/support/expect.ts";

function config(sort: string, naming = "snake"): string {
  return `naming: ${naming}
models: { M: { fields: { id: { type: uuid, auto: true }, name: str, first_name: str, age: int, tags: { type: list, items: str }, data: { type: any, optional: true }, secret: { type: str, write_only: true } } } }
routes: [{ path: /m, method: GET, action: db.list, model: M, sort: ${sort} }]
`;
}

function table(sort: string): string {
  const resolved = onlyRoute(api(config(sort))).features.sort;
  const order = resolved?.default.map(({ field, descending }) => `${descending ? "-" : ""}${field.name}`).join(",");
  return `${resolved?.allowed.map((field) => field.name).join(" ")}; ${order}`;
}

const FORMS: readonly (readonly [string, string])[] = [
  ["[name, age]", "name age; "],
  ["[]", "; "],
  ["{ allow: [name] }", "name; "],
  ["{ allow: [name], default: name }", "name; name"],
  ["{ allow: [name], default: -age }", "name; -age"],
  ['{ allow: [name], default: "-age, name" }', "name; -age,name"],
  ["{ allow: [name], default: [-age, name] }", "name; -age,name"],
  ["{ allow: [], default: name }", "; name"],
];

for (const [sort, expected] of FORMS) {
  Deno.test(`sort: ${sort}`, () => assert.equal(table(sort), expected));
}

const FAULTS: readonly (readonly [string, string, string])[] = [
  ["[nam]", "E119", "nam"],
  ["[name, tags]", "E122", "tags"],
  ["[data]", "E122", "data"],
  ["[secret]", "E121", "secret"],
  ["{ allow: [name], default: -nam }", "E119", "-nam"],
  ["{ allow: [name], default: [name, -tags] }", "E122", "-tags"],
  ["{ default: name }", "E109", "default"],
  ["name", "E108", "name"],
];

for (const [sort, code, mark] of FAULTS) {
  Deno.test(`sort: ${sort} is ${code}`, () => {
    const text = config(sort);
    const line = text.split("\n")[2] ?? "";
    expectErrors(text, [`${code} 3:${line.indexOf(mark, line.indexOf("sort: ") + 6) + 1}`]);
  });
}

Deno.test("sort is for lists", () => {
  const text = config("[name]").replace("path: /m", 'path: "/m/{id}"').replace("db.list", "db.get");
  expectErrors(text, [`E117 3:${(text.split("\n")[2] ?? "").indexOf("sort") + 1}`]);
});

Deno.test("every form without mistakes is valid", () => {
  for (const [sort] of FORMS) expectValid(config(sort));
});

Deno.test("clients sort by the names that they see in JSON", () => {
  const routes = python(config("[first_name, age]", "camel"), "routes.py");
  assert.match(routes, /firstName\|age/);
  assert.match(routes, /\{"firstName": "first_name"\}/);
});

Deno.test("the file that renames is only there when names differ", () => {
  const { files } = { files: python(config("[age]"), "routes.py") };
  assert.doesNotMatch(files, /sorting/);
  assert.match(python(config("[first_name]", "camel"), "runtime/sorting.py"), /def renamed/);
});
