/** Does the jobs of all suites, as many at once as there are processors, and tells what each found. */

import { patiently, print, seconds, step } from "./output.ts";
import { type Ended, run, type Start } from "./process.ts";
import { pytestResult } from "./reports.ts";
import { failure, type Ledger, NOTHING, PASSED, record, type Result } from "./results.ts";

/** A part of a suite. */
export interface Job {
  readonly suite: string;
  /** What this part of the suite is, as in "mypy". */
  readonly part: string;
  /** Jobs with the same word here are done one after the other. */
  readonly alone?: string;
  readonly work: (progress: (text: string) => void) => Promise<Result>;
}

/** Two, so that a small machine is used and a large one not flooded. */
const LANES = 2;

async function doJob({ suite, part, work }: Job, ledger: Ledger): Promise<void> {
  const name = part === "" ? suite : `${suite}: ${part}`;
  const began = performance.now();
  let progress = "";
  const result = await patiently(() => `${name}${progress}`, () => work((text) => progress = `, ${text}`));
  const time = performance.now() - began;
  record(ledger, suite, result, time);
  const { passed, failed, skips, output } = result;
  const skipped = skips.length > 0 ? `, ${skips.length} skipped` : "";
  step(`${name}: ${passed} passed${failed > 0 ? `, ${failed} FAILED` : ""}${skipped} (${seconds(time)})`);
  for (const skip of skips) print(`         skipped ${skip.name}: ${skip.reason}\n`);
  if (failed > 0) print(`--- ${name}\n${output}\n---\n`);
}

/** Does jobs in their order, but for those that have to wait for another. */
export async function doJobs(jobs: readonly Job[], ledger: Ledger): Promise<void> {
  // Rows appear in the order of the jobs, whichever ends first.
  for (const { suite } of jobs) record(ledger, suite, NOTHING, 0);
  const waiting = [...jobs];
  const busy = new Set<string>();
  const lane = async () => {
    for (;;) {
      const next = waiting.findIndex(({ alone }) => alone === undefined || !busy.has(alone));
      // What is left has to wait for a job of another lane, which will do it.
      const [job] = next < 0 ? [] : waiting.splice(next, 1);
      if (job === undefined) return;
      if (job.alone !== undefined) busy.add(job.alone);
      await doJob(job, ledger);
      if (job.alone !== undefined) busy.delete(job.alone);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** A command that passes or fails as a whole. */
export async function check(command: readonly string[], start: Start = {}): Promise<Result> {
  const { code, output }: Ended = await run(command, start);
  return code === 0 ? PASSED : failure(`$ ${command.join(" ")}\n${output.trim()}`);
}

/** Runs pytest in a folder. */
export async function pytest(
  bin: string,
  cwd: string,
  report: string,
  env: Readonly<Record<string, string>> = {},
  paths: readonly string[] = [],
): Promise<Result> {
  const options = ["-q", "--tb=short", "-p", "no:cacheprovider", `--junit-xml=${report}`];
  const command = [`${bin}/python`, "-W", "error", "-m", "pytest", ...options, ...paths];
  const { code, output } = await run(command, { cwd, env });
  return pytestResult(code, output, await readIfThere(report));
}

/** The text of a file, if there is one. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
