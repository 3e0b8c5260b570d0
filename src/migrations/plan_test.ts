/** The next revision: its Python, what it would lose, and what cannot be. */

import assert from "node:assert/strict";
import { api } from "../../tests/support/expect.ts";
import type { MigrationPlan } from "../ir/migration.ts";
import { type MigrationInput, planMigration } from "./plan.ts";

const INPUT: Omit<MigrationInput, "api" | "snapshot" | "revisions"> = {
  message: undefined,
  renames: [],
  allowDataLoss: false,
  packageName: "generated",
  packageParent: "",
};

function apiOf(models: string, type = "postgres"): MigrationInput["api"] {
  const names = [...models.matchAll(/^ {2}(\w+):/gm)].map(([, name = ""]) => name);
  const routes = names.map((name) =>
    `  - { path: /${name.toLowerCase()}, method: GET, action: db.list, model: ${name}, pagination: true }\n`
  );
  return api(`database: { type: ${type} }\nmodels:\n${models}routes:\n${routes.join("")}`);
}

const book = (fields: string) => `  Book:\n    fields: { id: uuid, ${fields} }\n`;

interface Options extends Partial<MigrationInput> {
  readonly type?: string;
}

function textOf({ files }: MigrationPlan, part: string): string {
  const file = files.find(({ path }) => path.includes(part));
  assert.ok(file, part);
  return file.text;
}

/** The second revision: from one config to another. */
function next(before: string, after: string, { type, ...more }: Options = {}): MigrationPlan {
  const first = planMigration({ ...INPUT, api: apiOf(before, type), snapshot: undefined, revisions: [] });
  return planMigration({
    ...INPUT,
    api: apiOf(after, type),
    snapshot: textOf(first, "schema.json"),
    revisions: [{ name: "0001_create_tables.py", text: textOf(first, "versions/") }],
    ...more,
  });
}

/** The bodies of `upgrade` and `downgrade`, without docstrings and indentation. */
function bodies(plan: MigrationPlan): readonly [string, string] {
  assert.deepEqual(plan.diagnostics.map((one) => one.message), []);
  const [, up = "", down = ""] = textOf(plan, "versions/").split(/^def .*\n {4}""".*"""\n/m);
  const plain = (text: string) =>
    text.replace(/\s+/g, " ").replace(/ \./g, ".").replace(/([([{]) /g, "$1").replace(/,? ([)\]}])/g, "$1").trim();
  return [plain(up), plain(down)];
}

function faults(plan: MigrationPlan): readonly string[] {
  return plan.diagnostics.map(({ code, message }) => `${code} ${message}`);
}

Deno.test("the first revision creates all, and comes with what Alembic needs", () => {
  const plan = planMigration({ ...INPUT, api: apiOf(book("a: int")), snapshot: undefined, revisions: [] });
  assert.deepEqual(plan.files.map(({ path, kept }) => [path, kept]), [
    ["alembic.ini", true],
    ["migrations/env.py", true],
    ["migrations/script.py.mako", true],
    ["migrations/versions/0001_create_tables.py", false],
    ["migrations/schema.json", false],
  ]);
  assert.equal(plan.revision, "0001_create_tables");
  const [up, down] = bodies(plan);
  assert.equal(
    up,
    'op.create_table("books", Column("id", Uuid(), nullable=False), Column("a", BigInteger(), nullable=False), ' +
      'PrimaryKeyConstraint("id", name=op.f("pk_books")))',
  );
  assert.equal(down, 'op.drop_table("books")');
  assert.match(textOf(plan, "versions/"), /^revision: str = "0001_create_tables"\ndown_revision = None$/m);
  assert.match(textOf(plan, "env.py"), /from generated\.dependencies import database_url/);
  assert.match(textOf(plan, "alembic.ini"), /^prepend_sys_path = %\(here\)s$/m);
});

Deno.test("nothing changed: nothing is written", () => {
  const plan = next(book("a: int"), book("a: int"));
  assert.deepEqual([plan.files, plan.changes, plan.revision], [[], [], undefined]);
});

Deno.test("revisions follow each other, and say what they are about", () => {
  const plan = next(book("a: int"), book("a: int, b: { type: int, optional: true }"));
  assert.equal(plan.revision, "0002_add_books_b");
  const text = textOf(plan, "versions/");
  assert.match(text, /^"""Add books\.b\."""\n/);
  assert.match(text, /^revision: str = "0002_add_books_b"\ndown_revision: str = "0001_create_tables"$/m);
  const hostile = next(book("a: int"), book("b: { type: int, optional: true }, a: int"), {
    message: 'x"""\nimport os\n',
  });
  assert.doesNotMatch(textOf(hostile, "versions/"), /^import os/m);
});

const CHANGES: readonly (readonly [what: string, before: string, after: string, up: string, down: string])[] = [
  [
    "an optional column",
    "a: int",
    "a: int, b: { type: str, max_length: 9, optional: true }",
    'op.add_column("books", Column("b", String(9, collation="C"), nullable=True))',
    'op.drop_column("books", "b")',
  ],
  [
    "a column with a default",
    "a: int",
    "a: int, b: { type: bool, default: true }",
    'op.add_column("books", Column("b", Boolean(), nullable=True)) ' +
    'op.execute(update(table("books", column("b"))).values({"b": literal_column("true")})) ' +
    'op.alter_column("books", "b", existing_type=Boolean(), nullable=False)',
    'op.drop_column("books", "b")',
  ],
  [
    "a longer text",
    "a: { type: str, max_length: 5 }",
    "a: { type: str, max_length: 9 }",
    'op.alter_column("books", "a", existing_type=String(5, collation="C"), type_=String(9, collation="C"), ' +
    "existing_nullable=False)",
    'op.execute(update(table("books", column("a"))).where(func.length(column("a")) > 5)' +
    '.values({"a": func.substr(column("a"), 1, 5)})) ' +
    'op.alter_column("books", "a", existing_type=String(9, collation="C"), type_=String(5, collation="C"), ' +
    "existing_nullable=False)",
  ],
  [
    "a type that the database converts",
    "a: int",
    "a: decimal",
    'op.alter_column("books", "a", existing_type=BigInteger(), type_=Numeric(), existing_nullable=False, ' +
    "postgresql_using='\"a\"::numeric')",
    // There is no way back for digits behind the point.
    'op.drop_column("books", "a") op.add_column("books", Column("a", BigInteger(), nullable=True)) ' +
    'op.execute(update(table("books", column("a"))).values({"a": literal_column("0")})) ' +
    'op.alter_column("books", "a", existing_type=BigInteger(), nullable=False)',
  ],
  [
    "an optional field",
    "a: int",
    "a: { type: int, optional: true }",
    'op.alter_column("books", "a", existing_type=BigInteger(), nullable=True)',
    'op.execute(update(table("books", column("a"))).where(column("a").is_(None)).values({"a": literal_column("0")})) ' +
    'op.alter_column("books", "a", existing_type=BigInteger(), nullable=False)',
  ],
  [
    "another value of an enum",
    "a: { type: enum, values: [x] }",
    "a: { type: enum, values: [x, yy] }",
    'op.drop_constraint(op.f("ck_books_a"), "books", type_="check") ' +
    'op.alter_column("books", "a", existing_type=String(1), type_=String(2), existing_nullable=False) ' +
    'op.create_check_constraint(op.f("ck_books_a"), "books", column("a").in_(["x", "yy"]))',
    'op.drop_constraint(op.f("ck_books_a"), "books", type_="check") ' +
    'op.execute(update(table("books", column("a"))).where(column("a").not_in(["x"])).values({"a": literal_column("\'x\'")})) ' +
    'op.alter_column("books", "a", existing_type=String(2), type_=String(1), existing_nullable=False) ' +
    'op.create_check_constraint(op.f("ck_books_a"), "books", column("a").in_(["x"]))',
  ],
  [
    "a unique constraint that goes",
    "a: { type: int, unique: true }",
    "a: int",
    'op.drop_constraint(op.f("uq_books_a"), "books", type_="unique")',
    'op.create_unique_constraint(op.f("uq_books_a"), "books", ["a"])',
  ],
];

for (const [what, before, after, up, down] of CHANGES) {
  Deno.test(`${what}: there and back`, () => {
    assert.deepEqual(bodies(next(book(before), book(after))), [up, down]);
  });
}

Deno.test("SQLite makes a table anew, from the whole of the old one", () => {
  const [up] = bodies(
    next(book("a: int, p: decimal"), book("a: { type: int, optional: true }, p: decimal"), { type: "sqlite" }),
  );
  assert.equal(
    up,
    'current = Table("books", MetaData(), Column("id", Uuid(), nullable=False), Column("a", Integer(), nullable=False), ' +
      'Column("p", Text(collation="RTRIM"), nullable=False), PrimaryKeyConstraint("id", name="pk_books")) ' +
      'with op.batch_alter_table("books", copy_from=current) as batch: ' +
      'batch.alter_column("a", existing_type=Integer(), nullable=True)',
  );
  const [added] = bodies(next(book("a: int"), book("a: int, b: { type: int, optional: true }"), { type: "sqlite" }));
  assert.equal(added, 'op.add_column("books", Column("b", Integer(), nullable=True))');
});

Deno.test("names: a rename keeps what the column holds", () => {
  const [before, after] = [book("title: str"), book("name: str")];
  const lost = next(before, after);
  assert.deepEqual(faults(lost), [
    'E251 Rows that exist would have no value for "books.name"',
    'E252 What "books.title" holds would be gone',
  ]);
  assert.match(lost.diagnostics[1]?.help ?? "", /--rename books\.title=name/);
  const [up, down] = bodies(next(before, after, { renames: ["books.title=name"] }));
  assert.equal(up, 'op.alter_column("books", "title", new_column_name="name")');
  assert.equal(down, 'op.alter_column("books", "name", new_column_name="title")');
  for (
    const [rename, message] of [
      ["title", /names no rename/],
      ["books.nothing=name", /last revision has no such column/],
      ["books.title=nothing", /config has no such column/],
      ["shelves=books", /last revision has no such table/],
      ["books.id=name", /still has the old column/],
    ] as const
  ) {
    const plan = next(before, after, { renames: [rename] });
    assert.match(plan.refusal?.message ?? "", message);
    assert.deepEqual(plan.files, []);
  }
});

const LOSSES: readonly (readonly [before: string, after: string, ...found: readonly string[]])[] = [
  ["a: int, b: int", "a: int", 'E252 What "books.b" holds would be gone'],
  ["a: str", "a: { type: str, max_length: 9 }", 'E252 Texts of "books.a" would be cut off behind 9 characters'],
  ["a: float", "a: int", 'E252 Of "books.a", what stands behind the decimal point goes'],
  [
    "a: { type: enum, values: [x, y] }",
    "a: { type: enum, values: [x] }",
    'E252 Rows with "y" in "books.a" would keep the upgrade from running',
  ],
  [
    "a: { type: enum, values: [x, y] }",
    "a: { type: enum, values: [x], default: x }",
    'E252 Rows with "y" in "books.a" would get the default',
  ],
  [
    "a: { type: int, optional: true }",
    "a: int",
    'E252 Rows with null in "books.a" would keep the upgrade from running',
  ],
  [
    "a: int",
    "a: { type: int, unique: true }",
    'E252 Rows with the same "a" in "books" would keep the upgrade from running',
  ],
  [
    "a: bool",
    "a: { type: date, default: 2026-01-31 }",
    'E252 What "books.a" holds would be gone: no database makes date of bool',
  ],
];

Deno.test("what would be lost is listed, and written only when it may be", () => {
  for (const [before, after, ...found] of LOSSES) {
    const plan = next(book(before), book(after));
    assert.deepEqual(faults(plan), found);
    assert.deepEqual(plan.files, []);
    assert.ok(plan.diagnostics.every(({ span }) => span !== undefined));
    const allowed = next(book(before), book(after), { allowDataLoss: true });
    assert.deepEqual(allowed.losses, found.map((text) => text.slice(5)));
    assert.equal(allowed.files.length, 5);
  }
  const dropped = next(`${book("a: int")}  Shelf:\n    fields: { id: uuid }\n`, book("a: int"));
  assert.deepEqual(faults(dropped), ['E252 Every row of "shelves" would be gone']);
});

Deno.test("columns without a value, other keys and other databases are refused whatever is allowed", () => {
  const allowDataLoss = true;
  const missing = next(book("a: int"), book("a: int, b: int"), { allowDataLoss });
  assert.deepEqual(faults(missing), ['E251 Rows that exist would have no value for "books.b"']);
  const key = next("  Book:\n    fields: { id: uuid }\n", "  Book:\n    fields: { id: { type: int, auto: true } }\n", {
    allowDataLoss,
  });
  assert.deepEqual(faults(key), ['E253 The primary key of "books" was id (uuid), and is id (numbered int) now']);
  const shorter = next(
    "  Book:\n    fields: { id: { type: str, max_length: 9, primary: true } }\n",
    "  Book:\n    fields: { id: { type: str, max_length: 5, primary: true } }\n",
    { allowDataLoss },
  );
  assert.deepEqual(faults(shorter), ['E253 The primary key of "books" was id (text of 9), and is id (text of 5) now']);
  const other = next(book("a: int"), book("a: int"), { api: apiOf(book("a: int"), "sqlite"), allowDataLoss });
  assert.deepEqual(faults(other), ["E254 The revisions so far are for postgres, and the database is sqlite now"]);
  for (const type of ["memory", "mongo", "redis"]) {
    const plan = planMigration({ ...INPUT, api: apiOf(book("a: int"), type), snapshot: undefined, revisions: [] });
    assert.deepEqual(faults(plan), [
      `E250 Migrations are for sqlite and postgres, and the records of this API live in ${type}`,
    ]);
  }
});

Deno.test("files that do not fit each other are refused", () => {
  const change = book("a: int, b: { type: int, optional: true }");
  assert.match(next(book("a: int"), change, { snapshot: "{" }).refusal?.message ?? "", /schema\.json is damaged/);
  const newer = next(book("a: int"), change, { snapshot: '{"version": 99}' }).refusal;
  assert.match(newer?.message ?? "", /newer restgen/);
  assert.match(
    next(book("a: int"), change, { revisions: [] }).refusal?.message ?? "",
    /no file in migrations\/versions/,
  );
});
