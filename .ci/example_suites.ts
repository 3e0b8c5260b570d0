/** The gates of what is written by hand in the examples: their functions, and the tests that are their own. */

import { restgen, writeTree } from "../tests/program.ts";
import { exampleNames, exampleSuite, sourcesOf, surroundings } from "./examples.ts";
import type { Environment } from "./generated_suites.ts";
import { check, type Job, pytest } from "./jobs.ts";
import { failure, type Result, together } from "./results.ts";

/** All jobs for the examples, which are copied into a folder. */
export function exampleJobs(
  folder: string,
  [{ bin }]: readonly [Environment, ...Environment[]],
  mypyCache: string,
): readonly Job[] {
  return exampleNames().filter((name) => [...sourcesOf(name).keys()].some((path) => path.endsWith(".py"))).map((
    name,
  ): Job => ({
    suite: exampleSuite(name),
    part: "own code: ruff, mypy, pytest",
    alone: "mypy of examples",
    work: () => ownCode(name, `${folder}/examples/${name}`, bin, mypyCache),
  }));
}

async function ownCode(
  name: string,
  cwd: string,
  bin: string,
  mypyCache: string,
): Promise<Result> {
  const sources = sourcesOf(name);
  writeTree(cwd, sources);
  const { code, stderr } = await restgen(["compile", "api.yaml"], { cwd });
  if (code !== 0) return failure(stderr);
  const python = [...sources.keys()].filter((path) => path.endsWith(".py"));
  const settings = ["--config", "generated/pyproject.toml"];
  const tests = async () => {
    const around = await surroundings(cwd);
    try {
      return [await pytest(bin, cwd, `${cwd}.xml`, around.environment, ["tests"])];
    } finally {
      await around.stop();
    }
  };
  return together([
    await check([`${bin}/ruff`, "check", "--no-cache", ...settings, "--exclude", "generated", "."], { cwd }),
    await check([`${bin}/ruff`, "format", "--no-cache", "--diff", ...settings, "--exclude", "generated", "."], { cwd }),
    await check([`${bin}/mypy`, "--strict", "--explicit-package-bases", "--cache-dir", mypyCache, ...python], { cwd }),
    ...(python.some((path) => path.startsWith("tests/test_")) ? await tests() : []),
  ]);
}
