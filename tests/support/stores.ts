/** Every type of database, and the server that tests of it need. */

import type { NoStore, Store } from "./database_servers.ts";
import { startFerretdb } from "./ferretdb.ts";
import { startPostgres } from "./postgres.ts";
import { startRedis } from "./redis.ts";

const NOTHING: Store = { url: "", stop: () => Promise.resolve() };

/** How each type of database is started. */
export const STORES: Readonly<Record<string, () => Promise<Store | NoStore>>> = {
  memory: () => Promise.resolve(NOTHING),
  sqlite: () => Promise.resolve(NOTHING),
  postgres: startPostgres,
  mongo: startFerretdb,
  redis: startRedis,
};

/** Makes FerretDB answer as MongoDB does, where the environment names no MongoDB. */
export function mongoEnvironment(type: string): Readonly<Record<string, string>> {
  const isMongoDb = (Deno.env.get("RESTGEN_TEST_MONGO_URL") ?? "") !== "";
  if (type !== "mongo" || isMongoDb) return {};
  return { PYTHONPATH: new URL("as_mongodb", import.meta.url).pathname };
}
