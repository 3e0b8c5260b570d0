/** Differences of schemas, named. */

import assert from "node:assert/strict";
import type { Schema } from "../ir/schema.ts";
import { schemaOf } from "../passes/lower/schema.ts";
import { api } from "../../tests/support/expect.ts";
import { backwards, describeChange, diff, type Rename } from "./compare.ts";

/** A schema of models with these fields, by model. */
function schema(models: Readonly<Record<string, string>>): Schema {
  const parts = Object.entries(models).map(([name, fields]) => `  ${name}:\n    fields: ${fields}\n`);
  const routes = Object.keys(models).map((name) =>
    `  - { path: /${name.toLowerCase()}, method: GET, action: db.list, model: ${name}, pagination: true }\n`
  );
  return schemaOf(api(`database: { type: postgres }\nmodels:\n${parts.join("")}routes:\n${routes.join("")}`));
}

const BOOK = "{ id: uuid, title: { type: str, max_length: 50 } }";

function changes(before: string, after: string, renames: readonly Rename[] = []): readonly string[] {
  return diff(schema({ Book: before }), schema({ Book: after }), renames).map(describeChange);
}

Deno.test("the same schema has no differences, whatever its order is", () => {
  const [left, right] = [schema({ Book: BOOK, Shelf: BOOK }), schema({ Shelf: BOOK, Book: BOOK })];
  assert.deepEqual(diff(left, left), []);
  assert.deepEqual(diff(left, right), []);
  assert.deepEqual(changes("{ id: uuid, a: int, b: int }", "{ id: uuid, b: int, a: int }"), []);
});

Deno.test("tables and columns come and go", () => {
  assert.deepEqual(diff(schema({ Book: BOOK }), schema({ Book: BOOK, Shelf: BOOK })).map(describeChange), [
    "add table shelves",
  ]);
  assert.deepEqual(diff(schema({ Book: BOOK, Shelf: BOOK }), schema({ Book: BOOK })).map(describeChange), [
    "drop table shelves",
  ]);
  assert.deepEqual(changes("{ id: uuid, a: int }", "{ id: uuid, b: int }"), ["add books.b", "drop books.a"]);
});

Deno.test("types, lengths, values and nullability change", () => {
  const fields = (field: string) => `{ id: uuid, a: ${field} }`;
  for (
    const [before, after, change] of [
      ["{ type: str, max_length: 5 }", "{ type: str, max_length: 9 }", "from text of 5 to text of 9"],
      ["{ type: str, max_length: 5 }", "str", "from text of 5 to text"],
      ["int", "{ type: int, optional: true }", "from int to int or null"],
      ["int", "float", "from int to float"],
      ["{ type: enum, values: [x] }", "{ type: enum, values: [x, y] }", 'from one of "x" to one of "x", "y"'],
      ["{ type: enum, values: [1] }", "{ type: enum, values: [1, 2] }", "from one of 1 to one of 1, 2"],
    ] as const
  ) {
    assert.deepEqual(changes(fields(before), fields(after)), [`change books.a ${change}`]);
  }
});

Deno.test("unique constraints, indexes and foreign keys come and go", () => {
  const unique = "{ id: uuid, a: { type: int, unique: true } }";
  assert.deepEqual(changes("{ id: uuid, a: int }", unique), ["add unique of books (a)"]);
  assert.deepEqual(changes(unique, "{ id: uuid, a: int }"), ["drop unique of books (a)"]);
  const linked = (onDelete: string) =>
    schema({
      Shelf: BOOK,
      Book: `{ id: uuid, shelf: { type: ref, model: Shelf, relation: true, on_delete: ${onDelete} } }`,
    });
  const plain = schema({ Shelf: BOOK, Book: "{ id: uuid, shelf_id: uuid }" });
  assert.deepEqual(diff(plain, linked("cascade")).map(describeChange), [
    "add index of books (shelf_id)",
    "add foreign key books.shelf_id to shelves",
  ]);
  assert.deepEqual(diff(linked("cascade"), linked("restrict")).map(describeChange), [
    "drop foreign key books.shelf_id to shelves",
    "add foreign key books.shelf_id to shelves",
  ]);
});

Deno.test("names that were changed are told apart from what came and went, and lead back", () => {
  const column: Rename = { kind: "column", table: "books", from: "title", to: "name" };
  const before = "{ id: uuid, title: { type: int, unique: true } }";
  const after = "{ id: uuid, name: { type: int, unique: true } }";
  const expected = ["rename books.title to name", "drop unique of books (name)", "add unique of books (name)"];
  assert.deepEqual(changes(before, after, [column]), expected);
  const table: Rename = { kind: "table", from: "books", to: "volumes" };
  const moved: Rename = { ...column, table: "volumes" };
  const found = diff(schema({ Book: BOOK }), schema({ Volume: BOOK.replace("title", "name") }), [table, moved]);
  assert.deepEqual(found.map(describeChange), ["rename table books to volumes", "rename volumes.title to name"]);
  assert.deepEqual(backwards([table, moved]), [
    { kind: "table", from: "volumes", to: "books" },
    { kind: "column", table: "books", from: "name", to: "title" },
  ]);
});
