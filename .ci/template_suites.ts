/** The gates of the runtime files, which are a Python project of their own. */

import type { Environment } from "./generated_suites.ts";
import { check, type Job, pytest } from "./jobs.ts";
import { together } from "./results.ts";

const FOLDER = new URL("../templates", import.meta.url).pathname;
const SUITE = "templates";

/** All jobs for the runtime files; reports are written into a folder. */
export function templateJobs(
  environments: readonly [Environment, ...Environment[]],
  folder: string,
  mypyCache: string,
): readonly Job[] {
  const [{ bin }] = environments;
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
    ...environments.map(({ bin, version }): Job => ({
      suite: SUITE,
      part: `pytest on ${version}`,
      work: () => pytest(bin, FOLDER, `${folder}/templates-${version}.xml`),
    })),
  ];
}
