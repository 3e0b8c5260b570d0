/** `filters`: names of query parameters, operators, types. */

import assert from "node:assert/strict";
import { api, at, expectErrors, expectValid, onlyRoute, python } from "../../tests/support/expect.ts";

const FIELDS =
  "id: { type: uuid, auto: true }, name: str, first_name: str, age: int, role: { type: enum, values: [a, b] }, at: { type: datetime, optional: true }, tags: { type: list, items: str }, url: { type: str, alias: URL }, secret: { type: str, write_only: true }";

function config(filters: string, naming = "snake", more = ""): string {
  return `naming: ${naming}\nmodels: { M: { fields: { ${FIELDS} } } }\nroutes: [{ path: /m, method: GET, action: db.list, model: M, filters: ${filters}${more} }]\n`;
}

/** Each filter as "query: field operator". */
function table(filters: string, naming?: string): readonly string[] {
  return (onlyRoute(api(config(filters, naming))).features.filters ?? []).map((filter) =>
    `${filter.query}: ${filter.field.name} ${filter.operator}`
  );
}

const NAMES: readonly (readonly [string, readonly string[]])[] = [
  ["[name, role]", ["name: name eq", "role: role eq"]],
  ["[{ field: name }]", ["name: name eq"]],
  ["[{ field: age, op: eq }]", ["age: age eq"]],
  ["[{ field: name, op: like }]", ["name: name like"]],
  ["[{ field: role, op: in }]", ["role: role in"]],
  ["[{ field: name, op: like }, name]", ["name__like: name like", "name: name eq"]],
  ["[{ field: role, op: in }, { field: role, op: ne }]", ["role__in: role in", "role__ne: role ne"]],
  ["[{ field: age, op: gte }]", ["age__gte: age ge"]],
  ["[{ field: age, op: ge }, { field: age, op: lt }]", ["age__ge: age ge", "age__lt: age lt"]],
  ["[{ field: age, op: lte, as: max_age }]", ["max_age: age le"]],
  ["[{ field: name, op: not_in }]", ["name__not_in: name not_in"]],
  ["[{ field: at, op: is_null }]", ["at__is_null: at is_null"]],
  ["[{ field: tags, op: is_null }]", ["tags__is_null: tags is_null"]],
  ["[{ field: name, op: starts_with }]", ["name__starts_with: name starts_with"]],
  ["[{ field: name, op: ends_with }]", ["name__ends_with: name ends_with"]],
  ["[url]", ["URL: url eq"]],
  ["[{ field: url, op: ne }]", ["URL__ne: url ne"]],
  ["[]", []],
];

for (const [filters, expected] of NAMES) {
  Deno.test(`filters: ${filters}`, () => assert.deepEqual(table(filters), expected));
}

Deno.test("camel naming changes the part of the field only", () => {
  assert.deepEqual(
    table("[first_name, { field: first_name, op: not_in }, { field: age, op: ge, as: min_age }, url]", "camel"),
    ["firstName: first_name eq", "firstName__not_in: first_name not_in", "min_age: age ge", "URL: url eq"],
  );
});

/** Filters, code, and the text that the diagnostic is at. */
const FAULTS: readonly (readonly [string, string, string])[] = [
  ["[nam]", "E119", "nam]"],
  ["[{ field: nam, op: like }]", "E119", "nam,"],
  ["[{ field: age, op: like }]", "E120", "like"],
  ["[{ field: age, op: above }]", "E120", "above"],
  ["[{ field: role, op: gt }]", "E120", "gt }"],
  ["[tags]", "E120", "tags]"],
  ["[secret]", "E121", "secret]"],
  ["[name, name]", "E138", "name]"],
  ["[{ field: age, op: ge, as: name }, name]", "E138", "name]"],
  ["[{ field: age, as: 'a b' }]", "E139", "'a b'"],
  ["[{ op: like }]", "E109", "op: like"],
  ["[{ field: name, opp: like }]", "E107", "opp"],
];

for (const [filters, code, mark] of FAULTS) {
  Deno.test(`filters: ${filters} is ${code}`, () => {
    const text = config(filters);
    const line = text.split("\n")[2] ?? "";
    const offset = line.indexOf(mark, line.indexOf("filters:"));
    expectErrors(text, [`${code} 3:${offset + 1}`]);
  });
}

const CLASHES: readonly (readonly [string, string])[] = [
  [config("[{ field: age, as: limit }]", "snake", ", pagination: true"), "limit }"],
  [config("[{ field: age, as: skip }]", "snake", ", pagination: { envelope: true }"), "skip }"],
  [config("[{ field: age, as: sort }]", "snake", ", sort: [name]"), "sort }"],
  [config("[age]").replace("path: /m", 'path: "/m/{age}"'), "age]"],
];

for (const [text, mark] of CLASHES) {
  Deno.test(`a filter may not take the name of another parameter: ${mark.slice(0, -1)}`, () => {
    expectErrors(text, [`E138 ${at(text, mark)}`]);
  });
}

Deno.test("filters are for lists", () => {
  const text = config("[name]").replace("path: /m", 'path: "/m/{id}"').replace("db.list", "db.get");
  const line = text.split("\n")[2] ?? "";
  expectErrors(text, [`E117 3:${line.indexOf("filters") + 1}`]);
});

Deno.test("all operators together are valid", () => {
  expectValid(
    config(
      "[name, { field: age, op: ge }, { field: age, op: lt }, { field: role, op: in }, { field: at, op: is_null }]",
    ),
  );
});

Deno.test("a query parameter whose name Python uses gets another variable and keeps its name", () => {
  const routes = python(config("[{ field: age, as: class }, { field: name, as: repo }]"), "routes.py");
  assert.match(routes, /alias="class"/);
  assert.match(routes, /alias="repo"/);
});
