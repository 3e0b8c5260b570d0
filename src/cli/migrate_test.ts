/** `restgen migrate` on a disk in memory: what is written, what is not, and what the exit code says. */

import assert from "node:assert/strict";
import * as compiler from "../../mod.ts";
import { memoryProcess } from "./memory_system.ts";

const config = (fields: string, database = "{ type: sqlite }") =>
  `database: ${database}
models:
  Book:
    fields: { id: uuid, ${fields} }
routes:
  - { path: /books, method: GET, action: db.list, model: Book, pagination: true }
`;

const FIRST = config("title: str");
const SECOND = config("title: str, pages: { type: int, default: 1 }");

function started(text: string) {
  const { disk, run } = memoryProcess(compiler, { files: { "api.yaml": text } });
  const write = (path: string, content: string) => disk.files.set(path, new TextEncoder().encode(content));
  const read = (path: string) => new TextDecoder().decode(disk.files.get(path));
  const names = () => [...disk.files.keys()].sort();
  return { disk, run, write, read, names };
}

const AFTER_FIRST = [
  "alembic.ini",
  "api.yaml",
  "migrations/env.py",
  "migrations/schema.json",
  "migrations/script.py.mako",
  "migrations/versions/0001_create_tables.py",
];

Deno.test("the first run writes everything, the second nothing, the third the next revision", async () => {
  const { run, write, read, names } = started(FIRST);
  const first = await run("migrate", "api.yaml");
  assert.equal(first.exitCode, 0, first.stderr);
  assert.deepEqual(names(), AFTER_FIRST);
  assert.match(first.stderr, /add table books/);
  assert.match(first.stderr, /Next:\n {2}restgen compile api\.yaml\n {2}alembic upgrade head\n/);
  assert.match(first.stderr, /create_all: false/);
  const second = await run("migrate", "api.yaml");
  assert.deepEqual([second.exitCode, second.stderr], [0, "migrations is up to date with api.yaml\n"]);
  for (const path of ["alembic.ini", "migrations/env.py", AFTER_FIRST.at(-1) ?? ""]) {
    write(path, `${read(path)}# mine\n`);
  }
  const before = AFTER_FIRST.filter((path) => path !== "api.yaml" && !path.endsWith(".json")).map(read);
  write("api.yaml", SECOND);
  const third = await run("migrate", "api.yaml", "-m", "Count pages");
  assert.equal(third.exitCode, 0, third.stderr);
  assert.deepEqual(names(), [...AFTER_FIRST, "migrations/versions/0002_count_pages.py"].sort());
  assert.match(read("migrations/versions/0002_count_pages.py"), /^"""Count pages\."""/);
  assert.match(read("migrations/schema.json"), /"revision": "0002_count_pages"/);
  assert.deepEqual(AFTER_FIRST.filter((path) => path !== "api.yaml" && !path.endsWith(".json")).map(read), before);
});

Deno.test("--check and --dry-run write nothing", async () => {
  const { run, write, names } = started(FIRST);
  const missing = await run("migrate", "api.yaml", "--check");
  assert.deepEqual([missing.exitCode, missing.stdout], [1, "add table books\n"]);
  assert.match(missing.stderr, /a revision is missing\n {2}= help: `restgen migrate api\.yaml` writes it\./);
  const shown = await run("migrate", "api.yaml", "--dry-run");
  assert.equal(shown.exitCode, 0);
  assert.match(shown.stdout, /^"""Create tables\."""\n[^]*op\.create_table\(/);
  assert.deepEqual(names(), ["api.yaml"]);
  await run("migrate", "api.yaml");
  assert.equal((await run("migrate", "api.yaml", "--check")).exitCode, 0);
  write("api.yaml", SECOND);
  assert.equal((await run("migrate", "api.yaml", "--check")).exitCode, 1);
  assert.deepEqual(names(), AFTER_FIRST);
});

Deno.test("what loses data is refused without the flag, and named with it", async () => {
  const { run, write, names } = started(SECOND);
  await run("migrate", "api.yaml");
  write("api.yaml", FIRST);
  const refused = await run("migrate", "api.yaml");
  assert.equal(refused.exitCode, 1);
  assert.match(refused.stderr, /error\[E252\]: What "books\.pages" holds would be gone/);
  assert.match(refused.stderr, /no revision was written\n {2}= help: `restgen migrate api\.yaml --allow-data-loss`/);
  assert.deepEqual(names(), AFTER_FIRST);
  const allowed = await run("migrate", "api.yaml", "--allow-data-loss", "-m", "no pages");
  assert.equal(allowed.exitCode, 0, allowed.stderr);
  assert.match(allowed.stderr, /note: What "books\.pages" holds would be gone/);
  assert.ok(names().includes("migrations/versions/0002_no_pages.py"));
});

Deno.test("names that were changed are taken from --rename, several times too", async () => {
  const { run, write, read } = started(config("title: str, pages: int"));
  await run("migrate", "api.yaml");
  write("api.yaml", config("name: str, length: int"));
  const renames = ["--rename", "books.title=name", "--rename=books.pages=length"];
  const done = await run("migrate", "api.yaml", "-m", "names", ...renames);
  assert.equal(done.exitCode, 0, done.stderr);
  assert.equal(read("migrations/versions/0002_names.py").match(/new_column_name=/g)?.length, 4);
  const wrong = await run("migrate", "api.yaml", "--rename", "x");
  assert.deepEqual([wrong.exitCode, /--rename x names no rename/.test(wrong.stderr)], [2, true]);
});

Deno.test("json says what was found, and what was written", async () => {
  const { run, write } = started(SECOND);
  const first = JSON.parse((await run("migrate", "api.yaml", "--format", "json")).stdout);
  assert.deepEqual(first.diagnostics, []);
  assert.deepEqual([first.migration.revision, first.migration.changes], ["0001_create_tables", ["add table books"]]);
  assert.equal(first.migration.files.length, 5);
  assert.ok(first.migration.files.every((file: { readonly written: boolean }) => file.written));
  write("api.yaml", FIRST);
  const refused = await run("migrate", "api.yaml", "--format", "json");
  assert.equal(refused.exitCode, 1);
  const { diagnostics, migration } = JSON.parse(refused.stdout);
  assert.deepEqual(diagnostics.map(({ code }: { readonly code: string }) => code), ["E252"]);
  assert.deepEqual([migration.revision, migration.files], [null, []]);
});

Deno.test("configs without tables, and files that do not fit, are refused", async () => {
  const memory = started(config("title: str", "{ type: memory }"));
  const none = await memory.run("migrate", "api.yaml");
  assert.deepEqual([none.exitCode, /error\[E250\]/.test(none.stderr)], [1, true]);
  const { run, write, disk, names } = started(FIRST);
  await run("migrate", "api.yaml");
  write("api.yaml", SECOND);
  write("migrations/versions/0002_theirs.py", 'revision = "0002_theirs"\ndown_revision = "0001_create_tables"\n');
  const sideways = await run("migrate", "api.yaml");
  assert.deepEqual([sideways.exitCode, /is newer than migrations\/schema\.json/.test(sideways.stderr)], [2, true]);
  disk.files.delete("migrations/versions/0002_theirs.py");
  write("migrations/schema.json", "<<<<<<< HEAD\n");
  const damaged = await run("migrate", "api.yaml");
  assert.deepEqual([damaged.exitCode, /schema\.json is damaged/.test(damaged.stderr)], [2, true]);
  assert.deepEqual(names(), AFTER_FIRST);
});

Deno.test("a disk that refuses leaves no half of a migration", async () => {
  const { disk, run, names } = started(FIRST);
  disk.folders.add("migrations");
  disk.links.add("migrations/schema.json");
  const { exitCode, stderr } = await run("migrate", "api.yaml");
  assert.deepEqual([exitCode, /is a link/.test(stderr)], [2, true]);
  assert.deepEqual(names(), ["api.yaml"]);
});

Deno.test("the package may lie elsewhere, and so may the config", async () => {
  const { disk, run } = memoryProcess(compiler, { files: { "shop/api.yaml": FIRST } });
  const { exitCode, stderr } = await run("migrate", "shop/api.yaml", "--out", "build/shop_api");
  assert.equal(exitCode, 0, stderr);
  const read = (path: string) => new TextDecoder().decode(disk.files.get(path));
  assert.match(read("shop/alembic.ini"), /^prepend_sys_path = %\(here\)s\/\.\.\/build$/m);
  assert.match(read("shop/migrations/env.py"), /^from shop_api\.tables import Base$/m);
  assert.match(
    stderr,
    /restgen compile shop\/api\.yaml --out build\/shop_api\n {2}alembic -c shop\/alembic\.ini upgrade head\n/,
  );
});
