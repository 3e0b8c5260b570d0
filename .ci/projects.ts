/** The configs whose generated projects are put through every gate. */

import { restgen } from "../tests/program.ts";

/** A config and the project that it compiled to. */
export interface Project {
  readonly name: string;
  /** The folder of the generated package, below the one of all projects. */
  readonly path: string;
  readonly config: string;
  /** What the compiler complained of; empty where it did not. */
  readonly complaint: string;
  /** The contents of its requirement files. */
  readonly requirements: readonly string[];
}

const ROOT = new URL("../", import.meta.url).pathname;

/** The names and paths of all configs: those of the examples, and those that the tests add. */
export function configs(): readonly (readonly [string, string])[] {
  const found: [string, string][] = [];
  for (const { name, isDirectory } of Deno.readDirSync(`${ROOT}examples`)) {
    const config = `examples/${name}/api.yaml`;
    if (isDirectory && isFile(ROOT + config)) found.push([`example_${name}`, config]);
  }
  for (const { name, isDirectory } of Deno.readDirSync(`${ROOT}tests/projects`)) {
    const config = `tests/projects/${name}${isDirectory ? "/api.yaml" : ""}`;
    if (config.endsWith(".yaml") && isFile(ROOT + config)) found.push([name.replace(/\.yaml$/, ""), config]);
  }
  return found.sort(([left], [right]) => left < right ? -1 : 1);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Whether there are Python files beside a config that has a folder of its own. */
function hasPython(config: string): boolean {
  const holds = (folder: string): boolean =>
    [...Deno.readDirSync(folder)].some(({ name, isDirectory }) =>
      isDirectory ? holds(`${folder}/${name}`) : name.endsWith(".py")
    );
  return config.endsWith("/api.yaml") && holds(`${ROOT}${config.slice(0, config.lastIndexOf("/"))}`);
}

/** Compiles every config into a package of its own below a folder. */
export async function compileAll(folder: string): Promise<readonly Project[]> {
  const projects: Project[] = [];
  for (const [stem, config] of configs()) {
    const name = `${stem.replaceAll(/[^a-z0-9]/g, "_")}_api`;
    // Handlers import from the package by its name; elsewhere one name each lets all of them share mypy's cache.
    const path = hasPython(config) ? `${name}/generated` : name;
    const { code, stderr } = await restgen(["compile", config, "--out", `${folder}/${path}`], { cwd: ROOT });
    const requirements = code !== 0
      ? []
      : ["requirements.txt", "requirements-dev.txt"].map((file) => Deno.readTextFileSync(`${folder}/${path}/${file}`));
    projects.push({ name, path, config, complaint: code === 0 ? "" : stderr, requirements });
  }
  return projects;
}
