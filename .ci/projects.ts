/** The configs whose generated projects are put through every gate. */

import { restgen } from "../tests/program.ts";

/** A config and the project that it compiled to. */
export interface Project {
  /** The name of the generated package. */
  readonly name: string;
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
    if (isDirectory && isFile(ROOT + config)) found.push([name, config]);
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

/** Compiles every config into a package of its own below a folder. */
export async function compileAll(folder: string): Promise<readonly Project[]> {
  const projects: Project[] = [];
  for (const [stem, config] of configs()) {
    const name = `${stem.replaceAll(/[^a-z0-9]/g, "_")}_api`;
    const { code, stderr } = await restgen(["compile", config, "--out", `${folder}/${name}`], { cwd: ROOT });
    const requirements = code !== 0
      ? []
      : ["requirements.txt", "requirements-dev.txt"].map((file) => Deno.readTextFileSync(`${folder}/${name}/${file}`));
    projects.push({ name, config, complaint: code === 0 ? "" : stderr, requirements });
  }
  return projects;
}
