/** Which revision the next one follows, and what it is called. */

import assert from "node:assert/strict";
import type { RevisionFile } from "../ir/migration.ts";
import { headOf, nextId } from "./history.ts";

const file = (id: string, before: string): RevisionFile => ({
  name: `${id}.py`,
  text: `"""Text with revision = "no"."""\n\nrevision: str = "${id}"\ndown_revision: str | None = ${before}\n`,
});
const FIRST = file("0001_create_tables", "None");

function fault(files: readonly RevisionFile[], last: string | undefined): string {
  const found = headOf(files, last);
  assert.ok("message" in found, JSON.stringify(found));
  return `${found.message}\n${found.help}`;
}

Deno.test("the next revision follows the last one, or what people wrote behind it", () => {
  assert.deepEqual(headOf([], undefined), { head: undefined });
  assert.deepEqual(headOf([FIRST], "0001_create_tables"), { head: "0001_create_tables" });
  const own = { name: "fill.py", text: "revision = 'a1b2'\ndown_revision = '0001_create_tables'\n" };
  assert.deepEqual(headOf([FIRST, own], "0001_create_tables"), { head: "a1b2" });
  const merged = { name: "m.py", text: 'revision = "m1"\ndown_revision = ("a1b2", "0002_b")\n' };
  assert.deepEqual(headOf([FIRST, own, file("0002_b", '"0001_create_tables"'), merged], "0002_b"), { head: "m1" });
  assert.deepEqual(headOf([FIRST, { name: "__init__.py", text: "" }], "0001_create_tables"), {
    head: "0001_create_tables",
  });
});

Deno.test("revisions that were written side by side, or that the snapshot does not know, are named", () => {
  const [a, b] = [file("0002_a", '"0001_create_tables"'), file("0002_b", '"0001_create_tables"')];
  assert.match(fault([FIRST, a, b], "0002_a"), /0002_a and 0002_b are both .*\nKeep 0002_a, .* file of 0002_b/);
  assert.match(fault([FIRST, a], "0001_create_tables"), /0002_a\.py is newer than .*schema\.json/);
  assert.match(fault([FIRST], "0002_a"), /no file in migrations\/versions/);
  assert.match(fault([FIRST], undefined), /no migrations\/schema\.json/);
  const ring = [file("0001_x", '"0002_y"'), file("0002_y", '"0001_x"')];
  assert.match(fault(ring, "0002_y"), /ring/);
});

Deno.test("names of revisions are numbers and words, in the 32 characters that Alembic keeps", () => {
  assert.equal(nextId(undefined, "create tables"), "0001_create_tables");
  assert.equal(nextId("0009_x", "Größe: ../../add  'pages'!"), "0010_gro_e_add_pages");
  assert.equal(nextId("0009_x", "???"), "0010_change");
  const long = nextId("0001_x", "a very long message that says too much about it");
  assert.ok(long.length <= 32 && /^0002_a_very_long.*[a-z]$/.test(long), long);
});
