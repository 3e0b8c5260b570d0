/** Files of the package that depend on where its records live. */

import type { Api } from "../../ir/api.ts";
import type { TextFile } from "../../ir/project.ts";
import { isSql } from "../resolve/database.ts";
import adapters from "../../../templates/runtime/adapters/__init__.py" with { type: "text" };
import columns from "../../../templates/runtime/adapters/columns.py" with { type: "text" };
import documents from "../../../templates/runtime/adapters/documents.py" with { type: "text" };
import instances from "../../../templates/runtime/adapters/instances.py" with { type: "text" };
import jsonCodec from "../../../templates/runtime/adapters/json_codec.py" with { type: "text" };
import copies from "../../../templates/runtime/adapters/copies.py" with { type: "text" };
import matching from "../../../templates/runtime/adapters/matching.py" with { type: "text" };
import memory from "../../../templates/runtime/adapters/memory.py" with { type: "text" };
import mongo from "../../../templates/runtime/adapters/mongo.py" with { type: "text" };
import mongoConnection from "../../../templates/runtime/adapters/mongo_connection.py" with { type: "text" };
import mongoNumbers from "../../../templates/runtime/adapters/mongo_numbers.py" with { type: "text" };
import mongoQueries from "../../../templates/runtime/adapters/mongo_queries.py" with { type: "text" };
import mongoReferences from "../../../templates/runtime/adapters/mongo_references.py" with { type: "text" };
import mongoShapes from "../../../templates/runtime/adapters/mongo_shapes.py" with { type: "text" };
import mongoWrites from "../../../templates/runtime/adapters/mongo_writes.py" with { type: "text" };
import postgres from "../../../templates/runtime/adapters/postgres.py" with { type: "text" };
import redis from "../../../templates/runtime/adapters/redis.py" with { type: "text" };
import redisChanges from "../../../templates/runtime/adapters/redis_changes.py" with { type: "text" };
import redisIndexes from "../../../templates/runtime/adapters/redis_indexes.py" with { type: "text" };
import redisReferences from "../../../templates/runtime/adapters/redis_references.py" with { type: "text" };
import redisScripts from "../../../templates/runtime/adapters/redis_scripts.py" with { type: "text" };
import redisServer from "../../../templates/runtime/adapters/redis_server.py" with { type: "text" };
import redisTables from "../../../templates/runtime/adapters/redis_tables.py" with { type: "text" };
import referring from "../../../templates/runtime/adapters/referring.py" with { type: "text" };
import sortable from "../../../templates/runtime/adapters/sortable.py" with { type: "text" };
import sql from "../../../templates/runtime/adapters/sql.py" with { type: "text" };
import sqlConnections from "../../../templates/runtime/adapters/sql_connections.py" with { type: "text" };
import sqlPredicates from "../../../templates/runtime/adapters/sql_predicates.py" with { type: "text" };
import sqlReferences from "../../../templates/runtime/adapters/sql_references.py" with { type: "text" };
import sqlTables from "../../../templates/runtime/adapters/sql_tables.py" with { type: "text" };
import sqlite from "../../../templates/runtime/adapters/sqlite.py" with { type: "text" };
import stored from "../../../templates/runtime/adapters/stored.py" with { type: "text" };
import locations from "../../../templates/runtime/locations.py" with { type: "text" };
import predicates from "../../../templates/runtime/predicates.py" with { type: "text" };
import records from "../../../templates/runtime/records.py" with { type: "text" };
import repository from "../../../templates/runtime/repository.py" with { type: "text" };
import address from "../../../templates/package/tests/stores/address.py" with { type: "text" };
import mongoStore from "../../../templates/package/tests/stores/mongo.py" with { type: "text" };
import postgresStore from "../../../templates/package/tests/stores/postgres.py" with { type: "text" };
import redisStore from "../../../templates/package/tests/stores/redis.py" with { type: "text" };
import sqliteStore from "../../../templates/package/tests/stores/sqlite.py" with { type: "text" };
import support from "../../../templates/package/tests/support.py" with { type: "text" };

type DatabaseType = Api["database"]["type"];

/** Packages that store records. */
const ALWAYS: readonly TextFile[] = [
  { path: "runtime/adapters/__init__.py", text: adapters },
  { path: "runtime/locations.py", text: locations },
  { path: "runtime/predicates.py", text: predicates },
  { path: "runtime/records.py", text: records },
  { path: "runtime/repository.py", text: repository },
];

/** The files of all adapters, by module. */
const MODULES: Readonly<Record<string, string>> = {
  columns,
  documents,
  instances,
  json_codec: jsonCodec,
  matching,
  memory,
  mongo,
  mongo_connection: mongoConnection,
  mongo_numbers: mongoNumbers,
  mongo_queries: mongoQueries,
  mongo_references: mongoReferences,
  mongo_shapes: mongoShapes,
  mongo_writes: mongoWrites,
  postgres,
  redis,
  redis_changes: redisChanges,
  redis_indexes: redisIndexes,
  redis_references: redisReferences,
  redis_scripts: redisScripts,
  redis_server: redisServer,
  redis_tables: redisTables,
  copies,
  referring,
  sortable,
  sql,
  sql_connections: sqlConnections,
  sql_predicates: sqlPredicates,
  sql_references: sqlReferences,
  sql_tables: sqlTables,
  sqlite,
  stored,
};

/** The files that an adapter is made of: its own, and what they import beside them. */
function adapterFiles(type: DatabaseType): readonly TextFile[] {
  const modules = new Set<string>([type]);
  for (const module of modules) {
    for (const [, imported = ""] of (MODULES[module] ?? "").matchAll(/^from \.([a-z_]+) import/gm)) {
      modules.add(imported);
    }
  }
  // What tables are declared with.
  if (isSql(type)) modules.add("columns");
  return [...modules].sort().flatMap((module) => {
    const text = MODULES[module];
    return text === undefined ? [] : [{ path: `runtime/adapters/${module}.py`, text }];
  });
}

const storeFile = (text: string): TextFile => ({ path: "tests/store.py", text });
const ADDRESS: TextFile = { path: "tests/address.py", text: address };

const STORES: Readonly<Record<DatabaseType, readonly TextFile[]>> = {
  memory: [],
  sqlite: [storeFile(sqliteStore)],
  postgres: [storeFile(postgresStore), ADDRESS],
  mongo: [storeFile(mongoStore), ADDRESS],
  redis: [storeFile(redisStore), ADDRESS],
};

/** The library behind the repository, and what tests use it with. */
export function storeFiles({ database, models, testing }: Api): readonly TextFile[] {
  if (![...models.values()].some((model) => model.storage !== undefined)) return [];
  const tests = [{ path: "tests/support.py", text: support }, ...STORES[database.type]];
  return [...ALWAYS, ...adapterFiles(database.type), ...(testing ? tests : [])];
}
