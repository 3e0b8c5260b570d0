/** A server with MongoDB's protocol for tests: the one that the environment names, or a FerretDB started for them. */

import { type NoStore, type Recipe, startServer, type Store } from "./database_servers.ts";
import { exists, listens } from "./processes.ts";

const MISSING = "there is no FerretDB 1.24: set RESTGEN_TEST_MONGO_URL to the URL of a server, " +
  "or RESTGEN_TEST_FERRETDB to the path of the program";

/** Starts FerretDB, or finds the server of `RESTGEN_TEST_MONGO_URL`; without any, `CI` makes that a failure. */
export function startFerretdb(): Promise<Store | NoStore> {
  return startServer("ferretdb", "RESTGEN_TEST_MONGO_URL", 10_000, (folder, port) => ferretdb(folder, port, ""));
}

/** How a FerretDB is started; its address ends in `target`, a database and options. */
export async function ferretdb(folder: string, port: number, target: string): Promise<Recipe | NoStore> {
  const named = Deno.env.get("RESTGEN_TEST_FERRETDB");
  const program = named === undefined || named === "" ? "ferretdb" : named;
  if (!await exists(program)) return { reason: MISSING };
  const places = [`--sqlite-url=file:${folder}/`, `--state-dir=${folder}`, `--listen-addr=127.0.0.1:${port}`];
  return {
    command: [program, "--handler=sqlite", ...places, "--telemetry=disable", "--debug-addr=-"],
    ending: "TERM",
    url: `mongodb://127.0.0.1:${port}/${target}`,
    isUp: () => listens(port),
  };
}
