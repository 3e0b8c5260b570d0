/** What the package has for each database: the repository, the tables, the packages, and files for people. */

import assert from "node:assert/strict";
import { compileYaml, python } from "../../../tests/support/expect.ts";

const MODELS = `
name: Book Shop
models:
  Book:
    table_name: volumes
    fields:
      id: { type: int, auto: true }
      title: { type: str, unique: true, max_length: 20 }
      metadata: { type: enum, values: [1, 2] }
routes:
  - { path: /books, method: GET, action: db.list, model: Book, pagination: true, filters: [title] }
`;

const config = (database: string) => `database: ${database}\n${MODELS}`;

const paths = (yaml: string) => [...compileYaml(yaml).files?.keys() ?? []];

/** The files that only some databases have. */
function special(type: string): readonly string[] {
  const common = /^(tables\.py|compose\.yaml|settings\.py|runtime\/adapters\/\w+\.py|tests\/(store|address)\.py)$/;
  return paths(config(`{ type: ${type} }`)).filter((path) => common.test(path) && !path.endsWith("__init__.py")).sort();
}

Deno.test("each database has its own files, and none of the others'", () => {
  assert.deepEqual(special("memory"), [
    "runtime/adapters/copies.py",
    "runtime/adapters/instances.py",
    "runtime/adapters/matching.py",
    "runtime/adapters/memory.py",
    "runtime/adapters/referring.py",
  ]);
  for (const type of ["sqlite", "postgres", "mongo", "redis"]) {
    const found = special(type);
    const others = ["memory", "sqlite", "postgres", "mongo", "redis"].filter((one) => one !== type);
    assert.ok(found.includes(`runtime/adapters/${type}.py`), type);
    for (const other of others) assert.ok(!found.some((path) => path.includes(other)), `${type}: ${found.join(" ")}`);
    assert.equal(found.includes("tables.py"), type === "sqlite" || type === "postgres");
    assert.equal(found.includes("compose.yaml"), type !== "sqlite");
    assert.equal(found.includes("tests/address.py"), type !== "sqlite");
    assert.ok(found.includes("tests/store.py") && found.includes("settings.py"));
  }
});

Deno.test("every module that a package imports is in it", () => {
  for (const type of ["memory", "sqlite", "postgres", "mongo", "redis"]) {
    const files = compileYaml(config(`{ type: ${type} }`)).files ?? new Map<string, string>();
    for (const [path, text] of files) {
      if (!path.endsWith(".py")) continue;
      for (const [, dots = "", name = ""] of text.matchAll(/^from (\.+)(\w[\w.]*) import/gm)) {
        const folder = path.split("/").slice(0, -dots.length);
        const target = [...folder, ...name.split(".")].join("/");
        const isThere = files.has(`${target}.py`) || files.has(`${target}/__init__.py`);
        assert.ok(isThere, `${type}: ${path} imports ${target}`);
      }
    }
  }
});

Deno.test("the same tests are made for every database", () => {
  const tests = (type: string) =>
    [...compileYaml(config(`{ type: ${type} }`)).files ?? []].filter(([path]) =>
      /^tests\/test_(?!settings|api)/.test(path)
    );
  const memory = tests("memory");
  assert.ok(memory.length > 1);
  for (const type of ["sqlite", "postgres", "mongo", "redis"]) assert.deepEqual(tests(type), memory, type);
});

Deno.test("the repository is made from the setting, the tables and the options", () => {
  const text = python(
    config("{ type: postgres, url: '${SHOP:-postgres://h/d}', options: { pool_size: 3, pool_timeout: 0.5 } }"),
    "dependencies.py",
  );
  assert.match(text, /def database_url\(\) -> str:\n.*\n {4}settings = get_settings\(\)\n {4}return settings.shop\n/);
  assert.match(text, /\{Book: BookRow\},\n {8}setting="SHOP",\n {8}pool_size=3,\n {8}pool_timeout=0.5,\n/);
  const mongo = python(config("{ type: mongo, options: { database: shop } }"), "dependencies.py");
  assert.match(mongo, /names=\{"Book": "volumes"\},\n {8}database="shop",\n/);
  const redis = python(config("{ type: redis, options: { prefix: shop } }"), "dependencies.py");
  assert.match(redis, /\nKEY_PREFIX = "shop"\n[^]* {8}prefix=KEY_PREFIX,\n/);
  assert.match(python(config("{ type: sqlite }"), "dependencies.py"), /\{Book: BookRow\},\n {8}create_all=True,\n/);
  assert.match(python(MODELS, "dependencies.py"), /"""Create a repository without records."""\n {4}return Memory/);
});

Deno.test("tables are typed declarations, with names that no attribute of SQLAlchemy's hides", () => {
  const text = python(config("{ type: sqlite }"), "tables.py");
  assert.match(text, /class BookRow\(Base\):\n {4}"""Stored books."""\n\n {4}__tablename__ = "volumes"\n/);
  assert.match(text, /__table_args__ = \(\{"sqlite_autoincrement": True\},\)/);
  assert.match(text, /id: Mapped\[int\] = mapped_column\(BigInt, primary_key=True\)/);
  assert.match(text, /title: Mapped\[str\] = mapped_column\(Characters\(20\), unique=True\)/);
  assert.match(text, /metadata_: Mapped\[int\] = mapped_column\(\n {8}"metadata",\n {8}BigInt,\n/);
  assert.match(text, /CheckConstraint\('"metadata" IN \(1, 2\)', name="metadata"\)/);
  assert.doesNotMatch(python(config("{ type: postgres }"), "tables.py"), /sqlite/);
});

Deno.test("packages are those of the database, each once", () => {
  const packages = (yaml: string) =>
    python(yaml, "requirements.txt").split("\n").map((line) => line.split("==")[0] ?? "")
      .filter((name) => /sqlalchemy|asyncpg|aiosqlite|pymongo|redis|settings/.test(name));
  assert.deepEqual(packages(config("{ type: memory }")), []);
  assert.deepEqual(packages(config("{ type: sqlite }")), ["aiosqlite", "pydantic-settings", "sqlalchemy[asyncio]"]);
  assert.deepEqual(packages(config("{ type: postgres }")), ["asyncpg", "pydantic-settings", "sqlalchemy[asyncio]"]);
  assert.deepEqual(packages(config("{ type: mongo }")), ["pydantic-settings", "pymongo"]);
  const limited = "middleware:\n  - { kind: rate_limit, config: { rate: 1/minute, storage_uri: 'redis://h' } }\n";
  assert.deepEqual(packages(config("{ type: redis }") + limited), ["pydantic-settings", "redis"]);
});

Deno.test("only routes that ask a database can be unavailable", () => {
  assert.match(python(config("{ type: redis }"), "routes.py"), /UNAVAILABLE/);
  assert.doesNotMatch(python(config("{ type: memory }"), "routes.py"), /UNAVAILABLE/);
  const more = `${config("{ type: redis }")}  - { path: /now, method: GET, pipeline: [{ return: { a: 1 } }] }\n`;
  const [, now = ""] = python(more, "routes.py").split('"/now"');
  assert.match(now, /def get_now/);
  assert.doesNotMatch(now, /UNAVAILABLE/);
});

Deno.test("servers for development listen here only and have no password of ours", () => {
  for (const type of ["postgres", "mongo", "redis"]) {
    const text = python(config(`{ type: ${type} }`), "compose.yaml");
    assert.match(text, /^name: book-shop$/m);
    assert.match(text, /- "127\.0\.0\.1:(\d+):\1"/);
    assert.match(text, /\$\{DATABASE_PASSWORD:\?Set it in \.env\}/);
    assert.match(text, /healthcheck:\n {6}test: \[/);
    const example = python(config(`{ type: ${type} }`), ".env.example");
    assert.match(
      example,
      /\n# For "database.url"\nDATABASE_URL=\n\n# For "compose.yaml"; then DATABASE_URL is \w+:\/\/.*\nDATABASE_PASSWORD=\n$/,
    );
    assert.match(python(config(`{ type: ${type} }`), "README.md"), /docker compose -f generated\/compose.yaml/);
  }
  assert.match(
    python(config("{ type: sqlite }"), ".env.example"),
    /has a default\nDATABASE_URL=sqlite:\/\/\/.\/app.db\n$/,
  );
});
