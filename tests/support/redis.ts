/** A Redis for tests: the one that the environment names, or one that is started for them. */

import { type NoStore, type Recipe, startServer, type Store } from "./database_servers.ts";
import { exists, listens } from "./processes.ts";

const MISSING = "there is no redis-server. On Debian or Ubuntu: apt-get install -y redis-server";
const FORGETFUL = ["--appendonly", "no"];

/** Starts a server, or finds the one of `RESTGEN_TEST_REDIS_URL`; without any, `CI` makes that a failure. */
export function startRedis(): Promise<Store | NoStore> {
  return startServer("redis", "RESTGEN_TEST_REDIS_URL", 10_000, (folder, port) => redis(folder, port, FORGETFUL));
}

/** How a Redis is started; `keeping` are its options on what is kept. */
export async function redis(folder: string, port: number, keeping: readonly string[]): Promise<Recipe | NoStore> {
  if (!await exists("redis-server")) return { reason: MISSING };
  const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder, ...keeping];
  return {
    command: ["redis-server", ...options],
    ending: "TERM",
    url: `redis://127.0.0.1:${port}/0`,
    isUp: () => listens(port),
  };
}
