/** `where` and `set`: literals and operators. */

import assert from "node:assert/strict";
import { api, expectErrors, expectValid, onlyRoute, shown } from "../../../tests/support/expect.ts";

const MODELS =
  `models: { M: { fields: { id: { type: uuid, auto: true }, name: { type: str, max_length: 5 }, age: { type: int, ge: 0, default: 0 }, role: { type: enum, values: [a, b, 1], default: a }, at: { type: datetime, optional: true }, tags: { type: list, items: str, default: [] }, price: { type: decimal, default: 1 } } } }`;

function config(route: string): string {
  return `${MODELS}\nroutes: [{ path: "/m/{id}", ${route}, model: M }]`;
}

/** Each restriction as "attribute operator value". */
function where(text: string): readonly string[] {
  return onlyRoute(api(config(`method: GET, action: db.get, where: ${text}`))).body.where.map((one) =>
    `${one.attribute} ${one.operator} ${one.value.kind === "literal" ? shown(one.value.value) : one.value.kind}`
  );
}

const WHERE: readonly (readonly [string, readonly string[]])[] = [
  ["{ name: x }", ['name eq "x"']],
  ["{ name: 1.0 }", ['name eq "1.0"']],
  ["{ age: 3 }", ["age eq 3"]],
  ["{ role: b }", ['role eq "b"']],
  ["{ role: 1 }", ["role eq 1"]],
  ["{ at: null }", ["at is_null true"]],
  ["{ at: { is_null: false } }", ["at is_null false"]],
  ["{ tags: { is_null: false } }", ["tags is_null false"]],
  ["{ role: [a, b] }", ['role in ["a","b"]']],
  ["{ role: { in: [a, b] } }", ['role in ["a","b"]']],
  ["{ role: { not_in: [a] } }", ['role not_in ["a"]']],
  ["{ age: { ge: 1, lt: 5 } }", ["age ge 1", "age lt 5"]],
  ["{ age: { gte: 1, lte: 5 } }", ["age ge 1", "age le 5"]],
  ["{ age: { ne: 1 }, name: x }", ["age ne 1", 'name eq "x"']],
  ["{ name: { like: longer than five } }", ['name like "longer than five"']],
  ["{ name: { starts_with: a } }", ['name starts_with "a"']],
  ["{ at: { gt: '2024-01-01T00:00:00+01:00' } }", ['at gt "2023-12-31T23:00:00Z"']],
  ["{ price: 2.50 }", ['price eq "2.50"']],
  ["{ name: $$a }", ['name eq "$a"']],
  ["{}", []],
];

for (const [text, expected] of WHERE) {
  Deno.test(`where: ${text}`, () => assert.deepEqual(where(text), expected));
}

/** Code and the text that it is at. */
const FAULTS: readonly (readonly [string, string, string])[] = [
  ["method: GET, action: db.get, where: { nam: x }", "E119", "nam:"],
  ["method: GET, action: db.get, where: { age: young }", "E136", "young"],
  ["method: GET, action: db.get, where: { role: c }", "E136", "c }"],
  ["method: GET, action: db.get, where: { role: [a, c] }", "E136", "c]"],
  ["method: GET, action: db.get, where: { age: { like: 1 } }", "E120", "like"],
  ["method: GET, action: db.get, where: { age: { above: 1 } }", "E120", "above"],
  ["method: GET, action: db.get, where: { tags: x }", "E120", "tags: x"],
  ["method: GET, action: db.get, where: { age: { in: 1 } }", "E136", "1 }"],
  ["method: GET, action: db.get, where: { age: { eq: null } }", "E136", "null"],
  ["method: GET, action: db.get, set: { name: x }", "E137", "set:"],
  ["method: DELETE, action: db.delete, set: { name: x }", "E137", "set:"],
  ["method: PATCH, action: db.update, set: { nam: x }", "E119", "nam:"],
  ["method: PATCH, action: db.update, set: { name: too long }", "E136", "too long"],
  ["method: PATCH, action: db.update, set: { name: null }", "E136", "null"],
];

for (const [route, code, mark] of FAULTS) {
  Deno.test(`${route} is ${code}`, () => {
    const text = config(route);
    const line = text.split("\n")[1] ?? "";
    expectErrors(text, [`${code} 2:${line.indexOf(mark) + 1}`]);
  });
}

function set(text: string): readonly string[] {
  return onlyRoute(api(config(`method: PATCH, action: db.update, set: ${text}`))).body.set.map((one) =>
    `${one.attribute} ${one.value.kind === "literal" ? shown(one.value.value) : one.value.kind}`
  );
}

const SET: readonly (readonly [string, readonly string[]])[] = [
  ["{ name: x, age: 3 }", ['name "x"', "age 3"]],
  ["{ at: null }", ["at null"]],
  ["{ tags: [a, b] }", ['tags ["a","b"]']],
  ["{ name: 007 }", ['name "007"']],
  ["{ name: $$5 }", ['name "$5"']],
];

for (const [text, expected] of SET) {
  Deno.test(`set: ${text}`, () => assert.deepEqual(set(text), expected));
}

Deno.test("where and set without mistakes are valid", () => {
  expectValid(config("method: PATCH, action: db.update, where: { role: [a, b], age: { gt: 1 } }, set: { name: x }"));
});

Deno.test("the order of where is that of the file, behind what the path narrows", () => {
  const { body } = onlyRoute(api(`${MODELS}
routes: [{ path: "/{role}/m/{id}", method: GET, action: db.get, model: M, where: { name: x, age: 1 } }]`));
  assert.deepEqual(body.where.map((one) => one.attribute), ["role", "name", "age"]);
});
