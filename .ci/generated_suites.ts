/** The gates of generated projects: what the README promises of every one of them, tried with the real tools. */

import { check, type Job, pytest } from "./jobs.ts";
import { exampleSuite } from "./examples.ts";
import type { Project } from "./projects.ts";
import { failure, PASSED, together } from "./results.ts";
import { startRedis } from "../tests/support/redis.ts";

/** A virtual environment and its Python's version, as in "3.11". */
export interface Environment {
  readonly bin: string;
  readonly version: string;
}

/** Byte-compiles and imports the package that its argument names, with every warning an error. */
const IMPORT = `
import compileall, importlib, sys
assert compileall.compile_dir(sys.argv[1], quiet=1), "a file does not compile"
assert importlib.import_module(f"{sys.argv[1]}.app").app.openapi()["paths"], "the app has no paths"`;

/** Examples have a row each, for all that is theirs. */
function suiteOf({ name, config }: Project): string {
  const [, example] = /^examples\/(\w+)\//.exec(config) ?? [];
  return example === undefined ? `generated ${name.replace(/_api$/, "")}` : exampleSuite(example);
}

/** All jobs for projects that lie in a folder; the first environment is the one in which everything runs. */
export function generatedJobs(
  projects: readonly Project[],
  folder: string,
  environments: readonly [Environment, ...Environment[]],
  mypyCache: string,
): readonly Job[] {
  const [main, ...others] = environments;
  const whole = projects.filter(({ complaint }) => complaint === "");
  const compiled = projects.map((project): Job => ({
    suite: suiteOf(project),
    part: "compile",
    work: () => Promise.resolve(project.complaint === "" ? PASSED : failure(project.complaint)),
  }));
  const tools = whole.flatMap((project) => [toolsJob(project, folder, main), pythonJob(project, folder, main)]);
  const newer = others.flatMap((environment) => whole.map((project) => pythonJob(project, folder, environment)));
  const types = environments.flatMap(({ version }) =>
    whole.map((project) => mypyJob(project, folder, main.bin, version, mypyCache))
  );
  return [...compiled, ...types, ...tools, ...newer];
}

function toolsJob(project: Project, folder: string, { bin }: Environment): Job {
  const cwd = `${folder}/${project.path}`;
  return {
    suite: suiteOf(project),
    part: "ruff check, ruff format",
    work: async () =>
      together([
        await check([`${bin}/ruff`, "check", "--no-cache", "."], { cwd }),
        await check([`${bin}/ruff`, "format", "--no-cache", "--diff", "."], { cwd }),
      ]),
  };
}

/** A value for each variable that a project needs to start. */
function environmentOf(folder: string): Record<string, string> {
  try {
    const names = Deno.readTextFileSync(`${folder}/.env.example`).matchAll(/^#? ?([A-Z][A-Z0-9_]*)=$/gm);
    return Object.fromEntries([...names].map(([, name = ""]) => [name, "a-value-of-32-bytes-for-the-tests"]));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}

/** Whether a project keeps its records in Redis: its tests need one then. Other servers have tests of their own. */
function isOnRedis(folder: string): boolean {
  return [...Deno.readDirSync(`${folder}/runtime`)].some(({ name }) => name === "adapters") &&
    [...Deno.readDirSync(`${folder}/runtime/adapters`)].some(({ name }) => name === "redis.py");
}

/** Works with the variables that a project's tests need, and the server that they name. */
async function withServer<Done>(
  folder: string,
  work: (env: Readonly<Record<string, string>>) => Promise<Done>,
): Promise<Done> {
  const redis = isOnRedis(folder) ? await startRedis() : undefined;
  if (redis === undefined || "reason" in redis) return await work({});
  try {
    return await work({ TEST_DATABASE_URL: redis.url });
  } finally {
    await redis.stop();
  }
}

/** Import and pytest, in the form in which a user runs it: inside of the project. */
function pythonJob(project: Project, folder: string, { bin, version }: Environment): Job {
  const { name, path } = project;
  const [, parent = "", packageName = path] = /^(?:(.*)\/)?([^/]+)$/.exec(path) ?? [];
  return {
    suite: suiteOf(project),
    part: `import, pytest on ${version}`,
    work: async () => {
      const imported = await check([`${bin}/python`, "-W", "error", "-c", IMPORT, packageName], {
        cwd: `${folder}/${parent}`,
        env: environmentOf(`${folder}/${path}`),
      });
      const cwd = `${folder}/${path}`;
      const report = `${folder}/${name}-${version}.xml`;
      return together([imported, await withServer(cwd, (env) => pytest(bin, cwd, report, env))]);
    },
  };
}

/** One after the other, since they share a cache; for newer Pythons by option, which needs no second mypy. */
function mypyJob(project: Project, folder: string, bin: string, version: string, cache: string): Job {
  const options = ["--strict", "--python-version", version, "--cache-dir", cache];
  return {
    suite: suiteOf(project),
    part: `mypy --strict for ${version}`,
    alone: "mypy",
    work: () => check([`${bin}/mypy`, ...options, "."], { cwd: `${folder}/${project.path}` }),
  };
}
