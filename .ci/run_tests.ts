/**
 * Sets up what the tests need and runs all of them: `deno task test`.
 *
 * Words after it choose suites by their names, as in `deno task test templates`.
 */

import { build } from "./build.ts";
import { environment, requirementsOf } from "./environment.ts";
import { exampleJobs } from "./example_suites.ts";
import { type Environment, generatedJobs } from "./generated_suites.ts";
import { check, doJobs, type Job } from "./jobs.ts";
import { CACHE, withLock } from "./lock.ts";
import { Explained, print, runTask, seconds, step } from "./output.ts";
import { endWithSignals, run, withTempFolder } from "./process.ts";
import { DRIVERS } from "../src/passes/lower/drivers.ts";
import { compileAll, type Project } from "./projects.ts";
import { absent, findPythons, PROMISED, type Python } from "./pythons.ts";
import { denoResult, finishedTests } from "./reports.ts";
import { conclude, failure, type Ledger, PASSED, record, type Result } from "./results.ts";
import { templateJobs } from "./template_suites.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const IS_CI = Deno.env.get("CI") === "true";
const TESTS_LIMIT = 2_400_000;
const DENO_SUITE = "deno test";

const deno = (...args: readonly string[]) => [Deno.execPath(), ...args];

/** What no user of the package needs; the examples are what `init` writes. */
const PRIVATE =
  /^(src|mod|cli).*_test(_tools)?\.ts$|\/testing(\/|\.ts$)|^(tests|templates\/tests|bench|examples\/\w+\/(expected|generated)|\.ci|dist)\//;
const NEEDED = ["mod.ts", "examples/quickstart/api.yaml", "src/examples.ts"];

/** The package can be published, and holds no tests. */
async function checkPackage(): Promise<Result> {
  const { code, output } = await run(deno("publish", "--dry-run", "--allow-dirty", "--no-check"), { cwd: ROOT });
  if (code !== 0) return failure(output);
  const files = [...output.matchAll(/^ +file:\/\/(\S+) \(/gm)].map(([, path = ""]) => path.slice(ROOT.length));
  const surplus = files.filter((path) => PRIVATE.test(path));
  const lacking = NEEDED.filter((path) => !files.includes(path));
  if (lacking.length > 0) return failure(`"publish" in deno.json leaves out ${lacking.join(", ")}`);
  if (surplus.length === 0) return PASSED;
  return failure(`"publish" in deno.json lets through what no user needs:\n${surplus.join("\n")}`);
}

/** What needs nothing but Deno. */
const SOURCE_JOBS: readonly Job[] = [
  { suite: "format", part: "", work: () => check(deno("fmt", "--check"), { cwd: ROOT }) },
  { suite: "lint", part: "", work: () => check(deno("lint"), { cwd: ROOT }) },
  // By a pattern, since `deno check` alone looks into dist/, too.
  { suite: "types", part: "", work: () => check(deno("check", "--quiet", "**/*.ts"), { cwd: ROOT }) },
  { suite: "package", part: "", work: checkPackage },
];

/** What tests need that no generated project does, in an environment of its own. */
async function toolsOf([python]: readonly [Python, ...Python[]]): Promise<string> {
  return await environment(python, requirementsOf(Deno.readTextFileSync(`${ROOT}tests/support/requirements.txt`)));
}

/** All tests in TypeScript, in two processes; they run without a type check, which is a suite of its own. */
function denoJob(
  environments: readonly [Environment, ...Environment[]],
  tools: string,
  binary: string | undefined,
  why: string,
): Job {
  const [{ bin }, ...others] = environments;
  const env = {
    DENO_JOBS: "2",
    NO_COLOR: "1",
    PYTHONDONTWRITEBYTECODE: "1",
    RESTGEN_TEST_PYTHON_BIN: bin,
    RESTGEN_TEST_PYTHON_BINS: others.map(({ bin }) => bin).join(":"),
    RESTGEN_TEST_TOOLS_BIN: tools,
    ...(binary === undefined ? {} : { RESTGEN_TEST_BINARY: binary }),
  };
  return {
    suite: DENO_SUITE,
    part: "",
    work: async (progress) => {
      let soFar = "";
      const onText = (text: string) => {
        soFar += text;
        progress(`${finishedTests(soFar)} tests`);
      };
      const command = deno("test", "--allow-all", "--no-check", "--parallel");
      const { code, output } = await run(command, { cwd: ROOT, env, limit: TESTS_LIMIT, onText });
      return denoResult(code, output, (file) => file.endsWith("binary_test.ts") ? why : "the test says so");
    },
  };
}

/** The stand-alone program: the one that was built already, or a new one where it can be built; else why it cannot. */
async function program(): Promise<readonly [string | undefined, string]> {
  const given = Deno.env.get("RESTGEN_TEST_BINARY");
  if (given !== undefined && given !== "") return [given, ""];
  const began = performance.now();
  step("builds the stand-alone program …");
  try {
    const path = ROOT + await build();
    step(`built the stand-alone program (${seconds(performance.now() - began)})`);
    return [path, ""];
  } catch (error) {
    // With the runtime at hand nothing but a mistake of ours keeps it from being built.
    if (Deno.env.has("DENORT_BIN") || !(error instanceof Error)) throw error;
    const [reason = "no reason given"] = /^error: .*/m.exec(error.message) ?? [];
    step(`the stand-alone program cannot be built here, so the source is tested in its place: ${reason}`);
    return [undefined, "there is no stand-alone program"];
  }
}

/** One environment for each Python, with all that any generated project asks for, and any database. */
async function environments(
  pythons: readonly [Python, ...Python[]],
  projects: readonly Project[],
): Promise<readonly [Environment, ...Environment[]]> {
  const drivers = Object.values(DRIVERS).flat().map(({ name, tested }) => `${name}==${tested}`);
  const packages = [...projects.flatMap(({ requirements }) => requirements.flatMap(requirementsOf)), ...drivers];
  if (packages.length === drivers.length) throw new Explained(`no config compiles:\n${projects[0]?.complaint}`);
  const make = async (python: Python): Promise<Environment> => ({
    bin: await environment(python, packages),
    version: `3.${python.minor}`,
  });
  const [first, ...rest] = pythons;
  return await Promise.all([make(first), ...rest.map(make)]);
}

function tellPythons(pythons: readonly [Python, ...Python[]]): void {
  const missing = absent(pythons);
  const without = missing.length > 0 ? `; not here: ${missing.join(", ")}` : "";
  step(`Python ${pythons.map(({ version }) => version).join(", ")}${without}`);
  if (IS_CI && pythons[0].minor !== PROMISED) {
    throw new Explained(`Python 3.${PROMISED}, which is promised, has to be among the Pythons of CI`);
  }
}

async function runSuites(ledger: Ledger, folder: string): Promise<void> {
  const isWanted = ({ suite }: Pick<Job, "suite">) =>
    Deno.args.length === 0 || Deno.args.some((word) => suite.includes(word));
  const perform = (jobs: readonly Job[]) => doJobs(jobs.filter(isWanted), ledger);
  const pythons = await findPythons();
  tellPythons(pythons);
  await perform(SOURCE_JOBS);
  // Nothing else is wanted, so there is nothing to set up.
  if (Deno.args.length > 0 && Deno.args.every((word) => SOURCE_JOBS.some(({ suite }) => suite.includes(word)))) return;
  const projects = await compileAll(folder);
  const places = await environments(pythons, projects);
  if (isWanted({ suite: DENO_SUITE })) {
    await perform([denoJob(places, await toolsOf(pythons), ...await program())]);
  }
  const mypyCache = `${CACHE}/mypy-${places[0].bin.split("/").at(-2)}`;
  await perform([
    ...exampleJobs(folder, places, `${mypyCache}-examples`),
    ...generatedJobs(projects, folder, places, `${mypyCache}-generated`),
  ]);
  await perform(templateJobs(places, folder, `${mypyCache}-templates`));
  if (ledger.size === 0) throw new Explained(`no suite has ${Deno.args.join(" or ")} in its name`);
}

async function main(): Promise<number> {
  endWithSignals();
  // Packages that the caller's variables bring along would hide ones that are missing.
  for (const name of ["PYTHONPATH", "PYTHONHOME", "PYTHONWARNINGS"]) Deno.env.delete(name);
  const ledger: Ledger = new Map();
  try {
    await withLock("tests", () => withTempFolder((folder) => runSuites(ledger, folder)));
  } catch (error) {
    // Whatever happens, the last line is the sum.
    if (!(error instanceof Explained)) throw error;
    print(`error: ${error.message}\n`);
    record(ledger, "setup", failure(error.message), 0);
  }
  return conclude(ledger);
}

if (import.meta.main) await runTask(main);
