/** Snapshots come back as they were, and damage is found. */

import assert from "node:assert/strict";
import type { Schema } from "../ir/schema.ts";
import { schemaOf } from "../passes/lower/schema.ts";
import { api } from "../../tests/support/expect.ts";
import { diff } from "./compare.ts";
import { parseSnapshot, printSnapshot } from "./snapshot.ts";

const SCHEMA: Schema = schemaOf(api(`
database: { type: sqlite }
models:
  Shelf:
    fields: { id: { type: int, auto: true }, place: { type: str, unique: true } }
  Book:
    fields:
      id: uuid
      a: { type: str, max_length: 9 }
      b: { type: enum, values: [x, "y'"] }
      c: { type: enum, values: [1, 9007199254740993] }
      d: { type: list, items: int, optional: true }
      shelf: { type: ref, model: Shelf, relation: true, on_delete: cascade }
    indexes: [[a, b]]
routes:
  - { path: /books, method: GET, action: db.list, model: Book, pagination: true }
  - { path: /shelves, method: GET, action: db.list, model: Shelf, pagination: true }
`));

const TEXT = printSnapshot({ dialect: "sqlite", revision: "0001_x", schema: SCHEMA });

Deno.test("a snapshot comes back as it was", () => {
  const found = parseSnapshot(TEXT);
  assert.ok("schema" in found);
  assert.deepEqual([found.dialect, found.revision], ["sqlite", "0001_x"]);
  assert.deepEqual(diff(SCHEMA, found.schema), []);
  assert.deepEqual(diff(found.schema, SCHEMA), []);
  assert.equal(printSnapshot(found), TEXT);
  const reversed = { tables: SCHEMA.tables.toReversed() };
  assert.equal(printSnapshot({ dialect: "sqlite", revision: "0001_x", schema: reversed }), TEXT);
});

Deno.test("what restgen did not write is damaged, and what a newer one wrote is newer", () => {
  assert.deepEqual(parseSnapshot(TEXT.replace('"version": 1', '"version": 2')), { fault: "newer" });
  const damaged = { fault: "damaged" };
  for (const text of ["", "[]", "null", "<<<<<<<\n", TEXT.slice(0, -9), '{"version": 1}']) {
    assert.deepEqual(parseSnapshot(text), damaged, text);
  }
  for (
    const [from, to] of [
      ['"uuid"', '"guid"'],
      ['"sqlite"', '"mysql"'],
      ['"nullable": false', '"nullable": 0'],
      ['"cascade"', '"burn"'],
      ['"length": 9', '"length": -1'],
      ['"revision": "0001_x"', '"revision": ""'],
      ['"9007199254740993"', '"many"'],
    ] as const
  ) {
    assert.ok(TEXT.includes(from), from);
    assert.deepEqual(parseSnapshot(TEXT.replace(from, to)), damaged, from);
  }
});
