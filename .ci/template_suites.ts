/** The gates of the runtime files, which are a Python project of their own. */

import type { Store } from "../tests/support/database_servers.ts";
import { mongoEnvironment, STORES } from "../tests/support/stores.ts";
import { compareStores } from "./conformance.ts";
import type { Environment } from "./generated_suites.ts";
import { check, type Job, pytest, readIfThere } from "./jobs.ts";
import { print } from "./output.ts";
import { failure, type Result, together } from "./results.ts";

const FOLDER = new URL("../templates", import.meta.url).pathname;
const SUITE = "templates";

/** All jobs for the runtime files; reports are written into a folder. */
export function templateJobs(
  environments: readonly [Environment, ...Environment[]],
  folder: string,
  mypyCache: string,
): readonly Job[] {
  const [main, ...newer] = environments;
  const { bin } = main;
  const tool = (part: string, command: readonly string[], alone?: string): Job => ({
    suite: SUITE,
    part,
    ...(alone === undefined ? {} : { alone }),
    work: () => check(command, { cwd: FOLDER }),
  });
  return [
    {
      suite: SUITE,
      part: "ruff check, ruff format",
      work: async () =>
        together([
          await check([`${bin}/ruff`, "check", "--no-cache", "."], { cwd: FOLDER }),
          await check([`${bin}/ruff`, "format", "--no-cache", "--diff", "."], { cwd: FOLDER }),
        ]),
    },
    tool("mypy --strict", [`${bin}/mypy`, "--cache-dir", mypyCache], "mypy of templates"),
    {
      suite: SUITE,
      part: `pytest on ${main.version}`,
      work: () => withServers((env) => conformance(bin, `${folder}/templates.xml`, main.version, env)),
    },
    // What servers say does not depend on the Python that asks them.
    ...newer.map(({ bin, version }): Job => ({
      suite: SUITE,
      part: `pytest on ${version}, without servers`,
      work: () =>
        pytest(bin, FOLDER, `${folder}/templates-${version}.xml`, {}, [
          "-k",
          "not (postgres or mongo or redis or sql_faults)",
        ]),
    })),
  ];
}

/** Runs the tests of the runtime files, and compares what passed with one store and with another. */
async function conformance(
  bin: string,
  report: string,
  version: string,
  env: Readonly<Record<string, string>>,
): Promise<Result> {
  const result = await pytest(bin, FOLDER, report, env);
  const { table, complaints } = compareStores(await readIfThere(report) ?? "");
  print(`\nWhat passed on each store, with Python ${version}:\n${table}\n`);
  return complaints.length === 0 ? result : together([result, failure(complaints.join("\n"))]);
}

/** Starts a server of each kind, and stops them whatever happens. */
async function withServers<Done>(work: (env: Readonly<Record<string, string>>) => Promise<Done>): Promise<Done> {
  const running: Store[] = [];
  const env: Record<string, string> = {};
  try {
    for (const [type, start] of Object.entries(STORES)) {
      const store = await start();
      if ("reason" in store) continue;
      running.push(store);
      if (store.url === "") continue;
      env[`RESTGEN_TEST_${type.toUpperCase()}_URL`] = store.url;
      Object.assign(env, mongoEnvironment(type));
    }
    return await work(env);
  } finally {
    for (const store of running) await store.stop();
  }
}
