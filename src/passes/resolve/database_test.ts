/** Where records live: every key of the database, what is decided without them, and what cannot be meant. */

import assert from "node:assert/strict";
import type { Database, ServerDatabase } from "../../ir/api.ts";
import { api, at, compileYaml, expectErrors, expectValid, found } from "../../../tests/support/expect.ts";

const BOOKS = `
models:
  Book:
    fields: { id: uuid, title: str }
routes:
  - { path: /books, method: GET, action: db.list, model: Book, pagination: true }
`;

const config = (database: string) => `database: ${database}\n${BOOKS}`;

function server(database: string): ServerDatabase {
  const resolved: Database = api(config(database)).database;
  assert.ok(resolved.type !== "memory");
  return resolved;
}

/** The variables of the address, with their defaults. */
function variables(database: string): readonly (readonly [string, string | undefined])[] {
  return server(database).url.parts.flatMap((part) =>
    typeof part === "string" ? [] : [[part.name, part.default] as const]
  );
}

const help = (yaml: string) => compileYaml(yaml).diagnostics.map((one) => one.help);

Deno.test("records live in memory unless the config says more", () => {
  assert.deepEqual(api(BOOKS).database, { type: "memory" });
  assert.deepEqual(api(config("{ type: MEMORY }")).database, { type: "memory" });
});

Deno.test("every server has an address that the environment decides", () => {
  for (const type of ["postgres", "mongo", "redis"]) {
    assert.deepEqual(variables(`{ type: ${type} }`), [["DATABASE_URL", undefined]]);
  }
  assert.deepEqual(variables("{ type: sqlite }"), [["DATABASE_URL", "sqlite:///./app.db"]]);
  assert.deepEqual(variables("{ type: postgres, url: 'postgres://localhost/shop' }"), [
    ["DATABASE_URL", "postgres://localhost/shop"],
  ]);
  assert.deepEqual(variables("{ type: postgres, url: '${SHOP_DB:-postgres://localhost/shop}' }"), [
    ["SHOP_DB", "postgres://localhost/shop"],
  ]);
  assert.deepEqual(variables("{ type: redis, url: 'redis://:${PASSWORD}@${HOST:-localhost}/0' }"), [
    ["PASSWORD", undefined],
    ["HOST", "localhost"],
  ]);
});

Deno.test("options keep their values, tables are created for SQLite unless the config says otherwise", () => {
  const options =
    "{ pool_size: 3, max_overflow: 0, pool_timeout: 0.5, connect_timeout: 2, echo: true, create_all: false }";
  const { options: given } = server(`{ type: sqlite, options: ${options} }`);
  assert.deepEqual(given, {
    poolSize: 3,
    maxOverflow: 0,
    poolTimeout: 0.5,
    connectTimeout: 2,
    echo: true,
    createAll: false,
    database: undefined,
    prefix: undefined,
  });
  assert.equal(server("{ type: sqlite }").options.createAll, true);
  assert.equal(server("{ type: postgres }").options.createAll, false);
  assert.equal(server("{ type: postgres, options: { create_all: true } }").options.createAll, true);
  assert.equal(server("{ type: mongo, options: { database: shop } }").options.database, "shop");
  assert.equal(server("{ type: redis, options: { prefix: 'shop:v1' } }").options.prefix, "shop:v1");
});

Deno.test("options of another database have no effect", () => {
  const yaml = config("{ type: redis, options: { echo: true, prefix: a } }");
  expectErrors(yaml, [
    `W105 ${
      at(yaml, "echo")
    }: "echo" has no effect: it is an option of "sqlite" and "postgres", and this database is redis`,
  ]);
  const memory = config("{ options: { prefix: a } }");
  expectErrors(memory, [`W105 ${at(memory, "prefix")}: "prefix" has no effect: the memory database has no options`]);
});

Deno.test("an address beside memory has no effect, and may tell what was meant", () => {
  const yaml = config("{ url: 'postgres://localhost/shop' }");
  expectErrors(yaml, [`W105 ${at(yaml, "'postgres:")}`]);
  assert.deepEqual(help(yaml), ['Remove it, or write "type: postgres"']);
  assert.deepEqual(help(config("{ type: memory, url: '${DATABASE_URL}' }")), ["Remove it"]);
});

Deno.test("a database that keeps nothing has no effect", () => {
  const yaml = "database: { type: postgres }\nroutes:\n  - { path: /now, method: GET, handler: clock.now }\n";
  assert.equal(found(yaml).filter((one) => one.startsWith("W105 1:19")).length, 1);
});

const WORDS: readonly (readonly [string, string])[] = [
  ["postgresql", 'Did you mean "postgres"?'],
  ["PG", 'Did you mean "postgres"?'],
  ["mongodb", 'Did you mean "mongo"?'],
  ["sqlite3", 'Did you mean "sqlite"?'],
  ["in-memory", 'Did you mean "memory"?'],
  ["mysql", 'Use "postgres", or "sqlite" for a file'],
  ["cassandra", 'Use "memory", "sqlite", "postgres", "mongo" or "redis"'],
];

for (const [word, meant] of WORDS) {
  Deno.test(`"${word}" is no database here`, () => {
    const yaml = config(`{ type: ${word} }`);
    expectErrors(yaml, [`E240 ${at(yaml, word)}`]);
    assert.deepEqual(help(yaml), [meant]);
  });
}

const ADDRESSES: readonly (readonly [type: string, url: string, help: string])[] = [
  ["postgres", "localhost:5432/shop", 'Write "postgres://localhost:5432/shop"'],
  [
    "postgres",
    "mongodb://localhost/shop",
    'Write "type: mongo", or an address such as "postgres://app:password@localhost:5432/app"',
  ],
  ["postgres", "postgresql+psycopg2://localhost/shop", 'Write "postgres://" before the host'],
  [
    "postgres",
    "mysql://localhost/shop",
    'Write an address such as "postgres://app:password@localhost:5432/app", or another "type:"',
  ],
  ["postgres", "${URL:-redis://localhost}", 'Write "type: redis"'],
  ["sqlite", "./shop.db", 'Write "sqlite:///./shop.db"'],
  ["sqlite", ":memory:", 'Write "sqlite://"'],
  ["sqlite", "sqlite://shop.db", 'Write "sqlite:///shop.db"'],
  ["mongo", "mongo://localhost/shop", 'Write "mongodb://" before the host'],
  ["redis", "localhost:6379", 'Write "redis://localhost:6379"'],
];

for (const [type, url, meant] of ADDRESSES) {
  Deno.test(`${url} is no address of ${type}`, () => {
    const yaml = config(`{ type: ${type}, url: '${url}' }`);
    expectErrors(yaml, [`E242 ${at(yaml, `'${url}'`)}`]);
    assert.ok(help(yaml)[0]?.startsWith(meant), help(yaml)[0]);
  });
}

Deno.test("every form of an address that the adapters know is fine", () => {
  const urls: Readonly<Record<string, readonly string[]>> = {
    sqlite: ["sqlite://", "sqlite:///app.db", "sqlite:////srv/app.db", "sqlite+aiosqlite:///app.db", "${DB}/x"],
    postgres: [
      "postgres://h/d",
      "postgresql://h/d?sslmode=require",
      "postgresql+asyncpg://h/d",
      "postgres://${HOST}/d",
    ],
    mongo: ["mongodb://a,b/d?replicaSet=r", "mongodb+srv://h/d"],
    redis: ["redis://h", "rediss://h:6380/1", "unix:///run/redis.sock"],
  };
  for (const [type, list] of Object.entries(urls)) {
    for (const url of list) expectValid(config(`{ type: ${type}, url: '${url}' }`));
  }
});

const PASSWORDS: readonly (readonly [url: string, instead: string | undefined])[] = [
  ["postgres://app:hunter2@db.example.com/shop", "${DATABASE_URL}"],
  ["postgres://app:hunter2@localhost/shop", "${DATABASE_URL}"],
  ["postgres://app:hunter2@${HOST}/shop", "postgres://app:${DATABASE_PASSWORD}@${HOST}/shop"],
  ["${URL:-postgres://app:hunter2@db.example.com/shop}", "${DATABASE_URL}"],
  ["${URL:-postgres://app:app@localhost/shop}", undefined],
  ["postgres://app:${PASSWORD}@db.example.com/shop", undefined],
  ["postgres://app@db.example.com/shop", undefined],
];

for (const [url, instead] of PASSWORDS) {
  Deno.test(`${url} ${instead === undefined ? "holds no secret" : "holds a password"}`, () => {
    const yaml = config(`{ type: postgres, url: '${url}' }`);
    expectErrors(yaml, instead === undefined ? [] : [`W144 ${at(yaml, `'${url}'`)}`]);
    if (instead !== undefined) assert.ok(help(yaml)[0]?.startsWith(`Write "${instead}"`), help(yaml)[0]);
  });
}

Deno.test("numbers and names of options have bounds", () => {
  const wrong: readonly (readonly [string, string, string])[] = [
    ["{ type: postgres, options: { pool_size: 0 } }", "0 }", "E111"],
    ["{ type: postgres, options: { pool_timeout: -1 } }", "-1", "E111"],
    ["{ type: redis, options: { prefix: 'a b' } }", "'a b'", "E241"],
    ["{ type: mongo, options: { database: a.b } }", "a.b", "E241"],
    ["{ type: redis, options: { key_prefix: a } }", "key_prefix", "E107"],
    ["{ type: postgres, uri: 'postgres://h/d' }", "uri", "E107"],
  ];
  for (const [database, mark, code] of wrong) {
    const yaml = config(database);
    expectErrors(yaml, [`${code} ${at(yaml, mark)}`]);
  }
});
