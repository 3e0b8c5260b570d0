/** The files around revisions: `env.py`, `script.py.mako` and `alembic.ini`. They are the user's from the first day. */

import type { Expr, FunctionDef, Module, Stmt } from "../python/ast.ts";
import {
  assign,
  attr,
  awaited,
  binary,
  bool,
  call,
  comment,
  declare,
  expr,
  from,
  int,
  type Keywords,
  module,
  name,
  NONE,
  parameter,
  raise,
  returns,
  str,
  when,
} from "../python/build.ts";
import ini from "../../templates/migrations/alembic.ini" with { type: "text" };
import script from "../../templates/migrations/script.py.mako" with { type: "text" };
import type { Dialect } from "./values.ts";

/** `script.py.mako`: what `alembic revision` starts from, for revisions that people write. */
export const SCRIPT: string = script;

/**
 * `alembic.ini`.
 *
 * @param packageParent the way from its folder to the one that holds the generated package
 */
export function alembicIni(packageParent: string): string {
  const folder = packageParent === "" ? "%(here)s" : `%(here)s/${packageParent.replaceAll("%", "%%")}`;
  return ini.replace("{{package_parent}}", () => folder);
}

const CONTEXT = from("alembic", "context");
const CONNECTION = from("sqlalchemy", "Connection");

/** `env.py`: runs revisions on the database of the application. */
export function environmentModule(packageName: string, dialect: Dialect): Module {
  const ours = (path: string, id: string) => from(`${packageName}.${path}`, id);
  const metadata = attr(ours("tables", "Base"), "metadata");
  const configFile = attr(CONTEXT, "config", "config_file_name");
  const isOffline = call(attr(CONTEXT, "is_offline_mode"));
  return {
    path: "migrations/env.py",
    docstring: "Runs the revisions on the database of the application.",
    body: [
      when(binary(configFile, "is not", NONE), [
        expr(call(from("logging.config", "fileConfig"), [configFile], { disable_existing_loggers: bool(false) })),
      ]),
      inTransaction(metadata, dialect),
      ...(dialect === "sqlite" ? sqliteFunctions(ours) : postgresFunctions(ours)),
      when(isOffline, [
        configure({
          dialect_name: str(dialect === "sqlite" ? "sqlite" : "postgresql"),
          literal_binds: bool(true),
          target_metadata: metadata,
        }),
        run(),
      ], [
        dialect === "sqlite"
          ? expr(call(name("migrate")))
          : expr(call(attr(module("asyncio"), "run"), [call(name("migrate"))])),
      ]),
    ],
  };
}

const configure = (keywords: Keywords): Stmt => expr(call(attr(CONTEXT, "configure"), [], keywords));

function run(after: readonly Stmt[] = []): Stmt {
  return {
    kind: "with",
    items: [{ context: call(attr(CONTEXT, "begin_transaction")) }],
    body: [expr(call(attr(CONTEXT, "run_migrations"))), ...after],
  };
}

function inTransaction(metadata: Expr, dialect: Dialect): FunctionDef {
  const orphans = name("orphans");
  const pragma = call(attr(name("connection"), "exec_driver_sql"), [str("PRAGMA foreign_key_check")]);
  const check: readonly Stmt[] = [
    assign("orphans", call(attr(pragma, "all"))),
    when(orphans, [
      assign("message", { kind: "formatted", parts: ["These rows refer to nothing: ", orphans] }),
      raise(call(name("RuntimeError"), [name("message")])),
    ]),
  ];
  return {
    kind: "function",
    name: "run_revisions",
    decorators: [],
    parameters: [parameter("connection", CONNECTION)],
    returns: NONE,
    docstring: "Run what Alembic was asked for: all of it, or nothing.",
    body: [
      configure({
        connection: name("connection"),
        target_metadata: metadata,
        transactional_ddl: dialect === "sqlite" ? bool(true) : undefined,
      }),
      run(dialect === "sqlite" ? check : []),
    ],
  };
}

type Ours = (path: string, id: string) => Expr;

const url = (ours: Ours): Expr => call(from("sqlalchemy", "make_url"), [call(ours("dependencies", "database_url"))]);
const NO_POOL = from("sqlalchemy", "NullPool");

function sqliteFunctions(ours: Ours): readonly Stmt[] {
  const sqlite3 = module("sqlite3");
  const connection = name("connection");
  const database = name("database");
  const execute = (text: string) => expr(call(attr(connection, "execute"), [str(text)]));
  return [
    {
      kind: "function",
      name: "connect",
      decorators: [],
      parameters: [],
      returns: attr(sqlite3, "Connection"),
      docstring: "Open the file as the application does.",
      body: [
        assign("database", binary(attr(url(ours), "database"), "or", str(":memory:"))),
        assign(
          "connection",
          call(attr(sqlite3, "connect"), [database], {
            isolation_level: NONE,
            uri: call(attr(database, "startswith"), [str("file:")]),
          }),
        ),
        expr(call(ours("runtime.adapters.sqlite", "prepare"), [connection, int(TIMEOUT)])),
        execute("PRAGMA journal_mode = WAL"),
        comment("A table that is made anew must not take the rows along that refer to it."),
        execute("PRAGMA foreign_keys = OFF"),
        returns(connection),
      ],
    },
    {
      kind: "function",
      name: "begin",
      decorators: [],
      parameters: [parameter("connection", CONNECTION)],
      returns: NONE,
      docstring: "Begin a transaction that changes of tables belong to.",
      body: [expr(call(attr(connection, "exec_driver_sql"), [str("BEGIN IMMEDIATE")]))],
    },
    {
      kind: "function",
      name: "migrate",
      decorators: [],
      parameters: [],
      returns: NONE,
      docstring: "Run the revisions on the file.",
      body: [
        assign(
          "engine",
          call(from("sqlalchemy", "create_engine"), [str("sqlite://")], {
            creator: name("connect"),
            poolclass: NO_POOL,
          }),
        ),
        expr(call(attr(from("sqlalchemy", "event"), "listen"), [name("engine"), str("begin"), name("begin")])),
        {
          kind: "with",
          items: [{ context: call(attr(name("engine"), "connect")), target: connection }],
          body: [expr(call(name("run_revisions"), [connection]))],
        },
      ],
    },
  ];
}

/** Seconds that a migration waits for the writers before it. */
const TIMEOUT = 30;

function postgresFunctions(ours: Ours): readonly Stmt[] {
  const anything = from("typing", "Any");
  const asyncpg = module("asyncpg");
  const address = call(
    attr(call(attr(url(ours), "set"), [], { drivername: str("postgresql") }), "render_as_string"),
    [],
    {
      hide_password: bool(false),
    },
  );
  const connection = name("connection");
  return [
    {
      kind: "function",
      name: "connect",
      async: true,
      decorators: [],
      parameters: [
        { name: "_args", annotation: anything, form: "star" },
        { name: "_kwargs", annotation: anything, form: "double-star" },
      ],
      returns: anything,
      docstring: "Connect as the application does.",
      body: [
        declare("address", name("str"), address),
        returns(awaited(call(attr(asyncpg, "connect"), [name("address")]))),
      ],
    },
    {
      kind: "function",
      name: "migrate",
      async: true,
      decorators: [],
      parameters: [],
      returns: NONE,
      docstring: "Run the revisions on the server.",
      body: [
        assign(
          "engine",
          call(from("sqlalchemy.ext.asyncio", "create_async_engine"), [str("postgresql+asyncpg://")], {
            async_creator: name("connect"),
            poolclass: NO_POOL,
          }),
        ),
        {
          kind: "with",
          async: true,
          items: [{ context: call(attr(name("engine"), "connect")), target: connection }],
          body: [expr(awaited(call(attr(connection, "run_sync"), [name("run_revisions")])))],
        },
      ],
    },
  ];
}
