/** The tables of an API: names that never change, indexes for what is asked, an order in which they can be made. */

import assert from "node:assert/strict";
import type { Table } from "../../ir/schema.ts";
import { api } from "../../../tests/support/expect.ts";
import { checkName, schemaOf } from "./schema.ts";

function tables(yaml: string): readonly Table[] {
  return schemaOf(api(`database: { type: postgres }\n${yaml}`)).tables;
}

const model = (name: string, fields: string, more = "") => `  ${name}:\n    ${more}\n    fields: { ${fields} }\n`;

const list = (name: string, more = "") =>
  `  - { path: /${name}, method: GET, action: db.list, model: ${name}, pagination: true${more} }\n`;

function table(fields: string, more = "", route = ""): Table {
  const [only] = tables(`models:\n${model("Book", fields, more)}routes:\n${list("Book", route)}`);
  assert.ok(only);
  return only;
}

Deno.test("every type of field has a type of columns", () => {
  const { columns, name, primaryKey } = table(
    "id: { type: int, auto: true }, a: { type: str, max_length: 9 }, b: str, c: { type: str, max_length: 99999999 }, " +
      "d: { type: enum, values: [x, y] }, e: { type: enum, values: [1, 2] }, f: { type: enum, values: [1, y] }, " +
      "g: float, h: decimal, i: bool, j: datetime, k: date, l: time, m: uuid, n: bytes, o: any, " +
      "p: { type: list, items: int }, q: { type: dict, values: int, optional: true }, r: { type: int, optional: true }",
  );
  assert.deepEqual([name, primaryKey], ["books", "id"]);
  assert.deepEqual(columns.map((one) => [one.name, one.type, one.nullable]), [
    ["id", { kind: "int" }, false],
    ["a", { kind: "text", length: 9 }, false],
    ["b", { kind: "text", length: undefined }, false],
    ["c", { kind: "text", length: undefined }, false],
    ["d", { kind: "enum", values: ["x", "y"] }, false],
    ["e", { kind: "number-enum", values: [1, 2] }, false],
    ["f", { kind: "json" }, false],
    ["g", { kind: "float" }, false],
    ["h", { kind: "decimal" }, false],
    ["i", { kind: "bool" }, false],
    ["j", { kind: "datetime" }, false],
    ["k", { kind: "date" }, false],
    ["l", { kind: "time" }, false],
    ["m", { kind: "uuid" }, false],
    ["n", { kind: "bytes" }, false],
    ["o", { kind: "json" }, true],
    ["p", { kind: "json" }, false],
    ["q", { kind: "json" }, true],
    ["r", { kind: "int" }, true],
  ]);
  assert.deepEqual(columns.filter((one) => one.autoincrement).map((one) => one.name), ["id"]);
});

const SHORT = "{ type: str, max_length: 20 }";

Deno.test("what routes narrow by has an index, unless another one begins with it", () => {
  const { indexes, uniques } = table(
    `id: uuid, a: ${SHORT}, b: ${SHORT}, c: ${SHORT}, d: { type: int, unique: true }, e: int, long: str, ` +
      "tags: { type: list, items: str, optional: true }",
    "unique: [[b, c]]\n    indexes: [[e, a], [e]]",
    ", where: { c: x }, filters: [a, b, d, e, long, { field: a, op: like }, { field: tags, op: is_null }, id]",
  );
  assert.deepEqual(uniques, [
    { name: "uq_books_d", columns: ["d"] },
    { name: "uq_books_b_c", columns: ["b", "c"] },
  ]);
  assert.deepEqual(indexes, [
    { name: "ix_books_e_a", columns: ["e", "a"] },
    { name: "ix_books_c", columns: ["c"] },
    { name: "ix_books_a", columns: ["a"] },
  ]);
});

Deno.test("the default order has an index with the key behind it", () => {
  const { indexes } = table("id: uuid, made: { type: datetime, auto_now: true }", "", ", filters: [made]");
  assert.deepEqual(indexes, [{ name: "ix_books_made_id", columns: ["made", "id"] }]);
});

Deno.test("what steps of pipelines narrow by has an index, too", () => {
  const [book] = tables(`models:
${model("Book", `id: uuid, shelf: ${SHORT}`)}routes:
  - path: /shelves/{shelf}
    method: GET
    pipeline:
      - { action: db.list, model: Book, args: { filters: { shelf: $path.shelf } }, as: books }
`);
  assert.deepEqual(book?.indexes, [{ name: "ix_books_shelf", columns: ["shelf"] }]);
});

Deno.test("names are unique in the database and short enough for it", () => {
  const long = "a".repeat(50);
  const found = tables(`models:
${model("Book", `id: uuid, ${long}: { type: int, unique: true }, ${long}b: int`, `table_name: ${"t".repeat(60)}`)}
${model("A_b", "id: uuid, c: { type: int, unique: true }", "table_name: a_b")}
${model("A", "id: uuid, b_c: { type: int, unique: true }", "table_name: a")}
routes:
${list("Book", `, filters: [${long}b]`)}${list("A_b")}${list("A")}`);
  const names = found.flatMap((one) => [...one.uniques, ...one.indexes].map(({ name }) => name));
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.every((name) => name.length <= 63), names.join("\n"));
  assert.deepEqual(names.slice(2), ["uq_a_b_c", "uq_a_b_c_2"]);
  assert.match(names[0] ?? "", /^uq_t+_[0-9a-f]{8}$/);
  assert.equal(checkName("books", "genre"), "ck_books_genre");
  assert.ok(checkName("t".repeat(60), long).length <= 63);
});

Deno.test("names stay the same when models change places", () => {
  const models = [model("Book", `id: uuid, a: ${SHORT}`), model("Shelf", `id: uuid, a: ${SHORT}`)];
  const names = (list: readonly string[], routes: string) =>
    tables(`models:\n${list.join("")}routes:\n${routes}`).flatMap((one) => one.indexes.map(({ name }) => name)).sort();
  const routes = [list("Book", ", filters: [a]"), list("Shelf", ", filters: [a]")];
  assert.deepEqual(names(models, routes.join("")), names(models.toReversed(), routes.toReversed().join("")));
});

Deno.test("tables that others refer to come first, and references have indexes", () => {
  const found = tables(`models:
${model("Book", "id: uuid, author: { type: ref, model: Author, relation: true, on_delete: cascade }")}
${model("Author", "id: { type: int, auto: true }, name: str")}
routes:
${list("Book")}${list("Author")}`);
  assert.deepEqual(found.map((one) => one.name), ["authors", "books"]);
  const [, book] = found;
  assert.deepEqual(book?.foreignKeys, [{
    name: "fk_books_author_id_authors",
    column: "author_id",
    table: "authors",
    target: "id",
    onDelete: "cascade",
  }]);
  assert.deepEqual(book.indexes, [{ name: "ix_books_author_id", columns: ["author_id"] }]);
  assert.deepEqual(book.columns.map((one) => one.type.kind), ["uuid", "int"]);
});
