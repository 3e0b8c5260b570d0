/** The language of databases: where records live, and how the application talks to it. */

import { define } from "../diagnostics/define.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { listed, quoted } from "../diagnostics/text.ts";
import { NUMBER_RANGE } from "./diagnostics.ts";
import { settingText } from "./settings.ts";
import { checked, choice, flag, type Infer, integer, number, optional, record, type Shape, text } from "./shape.ts";
import { synonym, type Synonyms } from "./synonyms.ts";

/** Every database that generated applications speak to. */
export const DATABASE_TYPES = ["memory", "sqlite", "postgres", "mongo", "redis"] as const;

/** The name of a database in configs. */
export type DatabaseType = typeof DATABASE_TYPES[number];

/** A database that nothing here speaks to, or that has another name here. */
export const UNKNOWN_DATABASE = define<{ word: string; known: readonly string[]; near: string | undefined }>(
  "E240",
  "unknown-database",
  {
    message: ({ word }) => `${quoted(word)} is not a type of databases`,
    help: ({ known, near }) =>
      near === undefined ? `Use ${listed(known, "or")}` : known.includes(near) ? `Did you mean ${quoted(near)}?` : near,
  },
);

const TYPE_SYNONYMS: Synonyms = {
  ram: "memory",
  inmemory: "memory",
  mem: "memory",
  none: "memory",
  sqlite3: "sqlite",
  aiosqlite: "sqlite",
  file: "sqlite",
  postgresql: "postgres",
  pg: "postgres",
  psql: "postgres",
  pgsql: "postgres",
  asyncpg: "postgres",
  cockroachdb: 'Nothing here was tested with it; "postgres" speaks its protocol',
  sql: 'Use "sqlite" for a file, or "postgres" for a server',
  mysql: 'Use "postgres", or "sqlite" for a file',
  mariadb: 'Use "postgres", or "sqlite" for a file',
  mssql: 'Use "postgres", or "sqlite" for a file',
  oracle: 'Use "postgres", or "sqlite" for a file',
  mongodb: "mongo",
  motor: "mongo",
  pymongo: "mongo",
  ferretdb: "mongo",
  valkey: "redis",
  keydb: "redis",
  aioredis: "redis",
};

const WORD = text("a type of databases");
const KNOWN_TYPE = choice(DATABASE_TYPES, "a type of databases");

const TYPE: typeof KNOWN_TYPE = {
  ...KNOWN_TYPE,
  decode: (node, report) => {
    if (KNOWN_TYPE.matches(node)) return KNOWN_TYPE.decode(node, report);
    const word = WORD.decode(node, report);
    if (word === undefined) return undefined;
    const near = synonym(word.value, TYPE_SYNONYMS) ?? suggest(word.value, DATABASE_TYPES);
    report(UNKNOWN_DATABASE.at(word.span, { word: word.value, known: DATABASE_TYPES, near }));
    return undefined;
  },
};

const LONGEST = 3600;

/** Seconds, with fractions. */
function seconds(): ReturnType<typeof number> {
  return checked(number(), ({ value, span }, report) => {
    if (value > 0 && value <= LONGEST) return true;
    report(NUMBER_RANGE.at(span, { value: String(value), minimum: 1, maximum: LONGEST }));
    return false;
  });
}

/** A text that is not empty. */
function word(expected: string, form: RegExp): Shape<Infer<typeof WORD>> {
  const plain = text(expected);
  return checked(plain, ({ value, span }, report) => {
    if (form.test(value)) return true;
    report(BAD_NAME.at(span, { name: value, what: expected }));
    return false;
  });
}

/** A name that a store does not take. */
export const BAD_NAME = define<{ name: string; what: string }>("E241", "database-name", {
  message: ({ name, what }) => `${quoted(name)} is not ${what}`,
  help: () => "Use letters, digits, underscores and hyphens",
});

const OPTIONS_SYNONYMS: Synonyms = {
  pool: "pool_size",
  maxpoolsize: "pool_size",
  minsize: "pool_size",
  maxsize: "pool_size",
  connections: "pool_size",
  maxconnections: "pool_size",
  overflow: "max_overflow",
  timeout: "connect_timeout",
  connecttimeoutms: 'Write "connect_timeout: …", in seconds',
  connectiontimeout: "connect_timeout",
  debug: "echo",
  log: "echo",
  logging: "echo",
  createtables: "create_all",
  create: "create_all",
  autocreate: "create_all",
  synchronize: "create_all",
  db: "database",
  dbname: "database",
  databasename: "database",
  keyprefix: "prefix",
  namespace: "prefix",
};

const OPTIONS = record("the options of the database", {
  pool_size: optional(integer(1, 10_000), "Connections that are kept: sqlite, postgres, mongo, redis."),
  max_overflow: optional(integer(0, 10_000), "Connections beyond them, for a while: sqlite, postgres."),
  pool_timeout: optional(seconds(), "Seconds that a request waits for a connection: sqlite, postgres, mongo, redis."),
  connect_timeout: optional(
    seconds(),
    "Seconds that opening a connection may take; for sqlite, that a write waits for others.",
  ),
  echo: optional(flag(), "Whether statements are logged: sqlite, postgres.", { default: "false" }),
  create_all: optional(
    flag(),
    "Whether missing tables are created when the application starts: sqlite (by default), postgres.",
  ),
  database: optional(
    word("a name of a database", /^[A-Za-z0-9_-]{1,63}$/),
    "The database, where the URL names none: mongo.",
    {
      example: "shop",
    },
  ),
  prefix: optional(word("a prefix of keys", /^[A-Za-z0-9_.:-]{1,64}$/), "What every key starts with: redis.", {
    default: "restgen",
  }),
}, { synonyms: OPTIONS_SYNONYMS });

const DATABASE_SYNONYMS: Synonyms = {
  kind: "type",
  engine: "type",
  driver: "type",
  provider: "type",
  adapter: "type",
  dialect: "type",
  uri: "url",
  dsn: "url",
  connection: "url",
  connectionstring: "url",
  address: "url",
  path: "url",
  host: 'Write the whole address: "url: ${DATABASE_URL}"',
  port: 'Write the whole address: "url: ${DATABASE_URL}"',
  user: 'Write the whole address: "url: ${DATABASE_URL}"',
  username: 'Write the whole address: "url: ${DATABASE_URL}"',
  password: 'Write the whole address: "url: ${DATABASE_URL}"',
  settings: "options",
  config: "options",
  ...Object.fromEntries(
    ["pool_size", "max_overflow", "pool_timeout", "connect_timeout", "echo", "create_all", "prefix"]
      .map((key) => [key.replaceAll("_", ""), `Write it below "options:"`]),
  ),
};

/** `database`. */
export const DATABASE = record("the database", {
  type: optional(TYPE, "Where records live.", { default: "memory" }),
  url: optional(
    settingText("a URL"),
    "Where the database is. Without it, the setting `DATABASE_URL` says so; for sqlite that is `sqlite:///./app.db` by default.",
    { example: "${DATABASE_URL}" },
  ),
  options: optional(OPTIONS, "How the application talks to it."),
}, { synonyms: DATABASE_SYNONYMS, main: "type" });

/** A database as it was written. */
export type DatabaseConfig = Infer<typeof DATABASE>;

/** The options as they were written. */
export type OptionsConfig = Infer<typeof OPTIONS>;

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [UNKNOWN_DATABASE, BAD_NAME] as const;
