/** Migrations on real databases: what revisions lead to is what the application would create, and rows stay. */

import assert from "node:assert/strict";
import { denoSystem } from "../src/cli/deno_system.ts";
import { main } from "../src/cli/main.ts";
import { config, HARD, HARD_ROWS, rowsOf, STAGES } from "./migrations/stages.ts";
import { startPostgres } from "./support/postgres.ts";

const BIN = Deno.env.get("RESTGEN_TEST_PYTHON_BIN");
const TOOLS = new URL("migrations/", import.meta.url).pathname;

interface Look {
  readonly tables: unknown;
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
}

/** A project in a folder, and the databases that it may use. */
interface Project {
  readonly type: string;
  readonly folder: string;
  write(models: string): Promise<void>;
  restgen(...args: readonly string[]): Promise<string>;
  python(url: string, ...args: readonly string[]): Promise<string>;
  /** An address of an empty database. */
  empty(name: string): Promise<string>;
}

async function project(type: string, server: string, work: (project: Project) => Promise<void>): Promise<void> {
  assert.ok(BIN, "Set RESTGEN_TEST_PYTHON_BIN to the bin folder of a venv with all that generated projects need");
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "restgen_migrations_" }));
  const python = async (url: string, ...args: readonly string[]) => {
    const [tool = "", ...rest] = args;
    const command = new Deno.Command(`${BIN}/${tool}`, {
      args: rest,
      cwd: folder,
      clearEnv: true,
      env: {
        PATH: Deno.env.get("PATH") ?? "",
        PYTHONDONTWRITEBYTECODE: "1",
        PYTHONPATH: folder,
        // Alembic asks for an order of the tables, and there is none where they refer to each other.
        PYTHONWARNINGS: "error,ignore:Cannot correctly sort tables",
        DATABASE_URL: url,
      },
      stdout: "piped",
      stderr: "piped",
    });
    const { code, stdout, stderr } = await command.output();
    const [out, problem] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assert.equal(code, 0, `${args.join(" ")}\n${out}${problem}`);
    return out ?? "";
  };
  const restgen = async (...args: readonly string[]) => {
    const printed: string[] = [];
    const stream = { isTerminal: () => false, write: (text: string) => void printed.push(text) };
    const system = { ...denoSystem(() => import("../mod.ts")), stdout: stream, stderr: stream };
    const [command = "", ...rest] = args;
    const out = ["--out", `${folder}/generated`];
    const code = await main([command, `${folder}/api.yaml`, ...out, ...rest], system);
    assert.equal(code, 0, `${args.join(" ")}\n${printed.join("")}`);
    return printed.join("");
  };
  const made: string[] = [];
  const onServer = async (statement: string) => {
    const script =
      "import asyncio, asyncpg, sys\n\nasync def main():\n    connection = await asyncpg.connect(sys.argv[1])\n" +
      "    await connection.execute(sys.argv[2])\n    await connection.close()\n\nasyncio.run(main())";
    await python(server, "python", "-c", script, server, statement);
  };
  const empty = async (name: string) => {
    if (type === "sqlite") return `sqlite:///${folder}/${name}.db`;
    const database = `restgen_${name}_${crypto.randomUUID().slice(0, 8)}`;
    await onServer(`CREATE DATABASE "${database}"`);
    made.push(database);
    return `${server.replace(/\/[^/]*$/, "")}/${database}`;
  };
  try {
    await work({
      type,
      folder,
      restgen,
      python,
      empty,
      write: async (models) => {
        Deno.writeTextFileSync(`${folder}/api.yaml`, config(type, models));
        await restgen("compile");
      },
    });
  } finally {
    for (const database of made) await onServer(`DROP DATABASE "${database}"`);
    Deno.removeSync(folder, { recursive: true });
  }
}

async function look({ python }: Project, url: string, ...statements: readonly string[]): Promise<Look> {
  const printed = await python(url, "python", `${TOOLS}reflect.py`, ...statements);
  return JSON.parse(printed.trimEnd().split("\n").at(-1) ?? "");
}

/** The database of one application that never heard of migrations. */
async function fresh(one: Project, name: string): Promise<Look> {
  return await look(one, await one.empty(name), "create_all");
}

async function gates({ python, folder }: Project): Promise<void> {
  const versions = [...Deno.readDirSync(`${folder}/migrations/versions`)].filter(({ isFile }) => isFile)
    .map(({ name }) => `migrations/versions/${name}`);
  const config = "generated/pyproject.toml";
  await python("", "ruff", "check", "--no-cache", "--config", config, "migrations");
  await python("", "ruff", "format", "--no-cache", "--config", config, "--check", "migrations");
  const mypy = ["mypy", "--strict", "--config-file", config, "--cache-dir", `${folder}/.mypy`];
  await python("", ...mypy, "migrations/env.py", ...versions);
}

async function scenario(one: Project): Promise<void> {
  const main = await one.empty("main");
  const known: Look[] = [];
  const prices = one.type === "sqlite" ? ["a1.5 ", "b20."] as const : ["1.50", "20"] as const;
  for (const [index, { models, options }] of STAGES.entries()) {
    await one.write(models);
    await one.restgen("migrate", "-m", `stage ${index}`, ...options);
    const found = await look(
      one,
      main,
      "alembic upgrade head",
      "alembic check",
      ...(index === 0 ? rowsOf(prices) : []),
    );
    const wanted = await fresh(one, `fresh_${index}`);
    assert.deepEqual(found.tables, wanted.tables, `stage ${index}`);
    await one.restgen("migrate", "--check");
    known.push(found);
  }
  await gates(one);
  checkRows(one.type, prices, known.map(({ rows }) => rows));
  // All revisions on an empty database, with and without stops.
  const other = await one.empty("other");
  assert.deepEqual((await look(one, other, "alembic upgrade head")).tables, known.at(-1)?.tables);
  assert.match(await one.python(other, "alembic", "upgrade", "0001_stage_0:head", "--sql"), /ALTER TABLE|CREATE TABLE/);
  // And back: the schema as it was, and no row less.
  for (const index of [2, 1, 0]) {
    const found = await look(one, main, "alembic downgrade -1");
    assert.deepEqual(found.tables, known[index]?.tables, `back to stage ${index}`);
    const again = one.type === "sqlite" ? ["a1.5", "b20. "] : ["1.5", "20"];
    assert.deepEqual(found.rows["books"]?.map((book) => book["price"]), again);
    assert.equal(found.rows["books"]?.length, 2);
    assert.equal(found.rows["authors"]?.length, 2);
  }
  const [first] = (await look(one, main)).rows["books"] ?? [];
  assert.deepEqual([first?.["title"], first?.["author_id"]], ["First", "1"]);
  assert.deepEqual((await look(one, main, "alembic upgrade head")).tables, known.at(-1)?.tables);
  assert.deepEqual((await look(one, main, "alembic downgrade base")).tables, {});
}

function checkRows(type: string, prices: readonly string[], rows: readonly Look["rows"][]): void {
  const books = rows.map((one) => one["books"] ?? []);
  const values = (index: number, name: string) => books[index]?.map((book) => book[name]);
  const [, added, renamed, lost] = [0, 1, 2, 3];
  assert.deepEqual(values(added ?? 0, "title"), ["First", "Second: a title"]);
  assert.deepEqual(values(1, "stock"), ["3", "3"]);
  assert.deepEqual(values(1, "price"), prices);
  assert.equal(new Set(values(1, "code")).size, 2);
  assert.match(
    values(1, "seen")?.[0] ?? "",
    type === "sqlite" ? /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/ : /^\d{4}-/,
  );
  assert.match(values(1, "tags")?.[0] ?? "", /^\[["']it's new["']\]$/);
  assert.deepEqual(values(renamed ?? 0, "name"), ["First", "Second: a title"]);
  assert.deepEqual(values(2, "kind"), ["novel", "poem"]);
  assert.deepEqual(values(2, "pages"), ["7.0", "1.0"]);
  assert.deepEqual(values(2, "stock"), type === "sqlite" ? ["a3.", "a3."] : ["3", "3"]);
  assert.deepEqual(values(lost ?? 0, "kind"), ["other", "poem"]);
  assert.deepEqual(values(3, "pages"), ["7", "1"]);
  assert.deepEqual(values(3, "price"), ["1.5", "20.0"]);
  assert.deepEqual(values(3, "stock"), ["3", "3"]);
  assert.deepEqual(rows[3]?.["authors"]?.map((author) => author["name"]), ["Mira", "It's"]);
  assert.deepEqual(values(3, "author_id"), ["1", "2"]);
}

async function hardScenario(one: Project): Promise<void> {
  const main = await one.empty("hard");
  const known: Look[] = [];
  for (const [index, { models, options }] of HARD.entries()) {
    await one.write(models);
    await one.restgen("migrate", ...(index === 0 ? [] : ["-m", 'It\'s \\ """hard"""']), ...options);
    const found = await look(one, main, "alembic upgrade head", "alembic check", ...(index === 0 ? HARD_ROWS : []));
    const wanted = await fresh(one, `hard_${index}`);
    assert.deepEqual(found.tables, wanted.tables, `stage ${index}`);
    known.push(found);
  }
  await gates(one);
  const rows = known[1]?.rows["purchase"] ?? [];
  const values = (name: string) => rows.map((row) => row[name]);
  assert.deepEqual(values("where"), ["it's", "50%: x"]);
  assert.deepEqual(values("group"), ["None", "2"]);
  assert.deepEqual([values("number"), values("parent_id"), values("count")], [["1", "2"], ["None", "1"], ["5", "6"]]);
  const half = one.type === "sqlite" ? "a0.5" : "0.5";
  assert.deepEqual([values("text"), values("sum")], [["[]", "[]"], [half, half]]);
  assert.match(values("moment")[0] ?? "", /^2026-01-31[T ]09:30:00/);
  const [customer] = known[1]?.rows["customers"] ?? [];
  assert.deepEqual([customer?.["best_id"], customer?.["a"], customer?.["c2"]], ["2", "1", "2026-01-31"]);
  assert.match(customer?.["e2"] ?? "", /a'b/);
  const back = await look(one, main, "alembic downgrade -1");
  assert.deepEqual(back.tables, known[0]?.tables);
  assert.deepEqual([back.rows["order"]?.length, back.rows["order"]?.[1]?.["parent_id"]], [2, "1"]);
  assert.deepEqual((await look(one, main, "alembic downgrade base")).tables, {});
}

/** The number of a deleted row is never that of another one. */
async function numbers(one: Project): Promise<void> {
  const main = await one.empty("numbers");
  const book = (type: string) => `  Book:\n    fields: { id: { type: int, auto: true }, a: ${type} }\n`;
  await one.write(book("int"));
  await one.restgen("migrate");
  await one.python(main, "alembic", "upgrade", "head");
  await look(one, main, "INSERT INTO books (a) VALUES (1), (2)", "DELETE FROM books WHERE a = 2");
  // A revision that people write stands between two of ours.
  await one.python(main, "alembic", "revision", "-m", "by hand", "--rev-id", "a1b2");
  assert.match(Deno.readTextFileSync(`${one.folder}/migrations/versions/a1b2_by_hand.py`), /= "0001_create_tables"$/m);
  await one.python("", "ruff", "format", "--check", "--no-cache", "migrations");
  await one.write(book("float"));
  await one.restgen("migrate", "-m", "floats", "--allow-data-loss");
  await one.python(main, "alembic", "upgrade", "head");
  assert.match(await one.python(main, "alembic", "history"), /^a1b2 -> 0002_floats/m);
  const { rows } = await look(one, main, "INSERT INTO books (a) VALUES (3)");
  assert.deepEqual(rows["books"], [{ id: "1", a: "1.0" }, { id: "3", a: "3.0" }]);
}

/** What cannot be done is not done by half. */
async function failure(one: Project): Promise<void> {
  const main = await one.empty("failing");
  const book = (fields: string) => `  Book:\n    fields: { id: { type: int, auto: true }, ${fields} }\n`;
  await one.write(book("a: int"));
  await one.restgen("migrate");
  await one.python(main, "alembic", "upgrade", "head");
  const before = await look(one, main, "INSERT INTO books (a) VALUES (1), (1)");
  await one.write(book("a: { type: int, unique: true }, b: { type: int, default: 1 }"));
  await one.restgen("migrate", "-m", "unique", "--allow-data-loss");
  await assert.rejects(() => one.python(main, "alembic", "upgrade", "head"), /unique/i);
  assert.deepEqual(await look(one, main), before);
  assert.match(await one.python(main, "alembic", "current"), /0001_create_tables/);
}

const SCENARIOS: Readonly<Record<string, (project: Project) => Promise<void>>> = {
  "three changes of a database with rows lead to the schema of a fresh one, and back": scenario,
  "odd names, rings of references, renames and every type, there and back": hardScenario,
  "numbers of deleted rows are not given away again": numbers,
  "an upgrade that fails changes nothing": failure,
};

for (const [name, work] of Object.entries(SCENARIOS)) {
  Deno.test(`sqlite: ${name}`, () => project("sqlite", "", work));
}

Deno.test("postgres", async (t) => {
  const server = await startPostgres();
  if ("reason" in server) return await t.step({ name: server.reason, ignore: true, fn: () => {} }).then(() => {});
  try {
    for (const [name, work] of Object.entries(SCENARIOS)) {
      await t.step(name, () => project("postgres", server.url, work));
    }
  } finally {
    await server.stop();
  }
});
