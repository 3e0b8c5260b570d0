/** Runs the whole program: the one that `RESTGEN_TEST_BINARY` names, or the source. */

import { VARIABLES } from "../src/cli/system.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const BINARY = Deno.env.get("RESTGEN_TEST_BINARY");
const decoder = new TextDecoder();

/** What one run printed, and its exit code. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Choices of one run. */
export interface RunOptions {
  readonly cwd: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A command that runs the program in an environment that is empty but for `env`. */
export function command(args: readonly string[], { cwd, env = {} }: RunOptions, stdin: "null" | "piped" = "null") {
  const streams = { cwd, clearEnv: true, stdin, stdout: "piped", stderr: "piped" } as const;
  if (BINARY !== undefined) return new Deno.Command(BINARY, { ...streams, args: [...args], env });
  const permissions = ["--allow-read", "--allow-write", `--allow-env=${VARIABLES.join(",")}`, "--no-prompt"];
  // Deno itself needs its cache; the program sees nothing of it.
  const cache = Deno.env.get("DENO_DIR") ??
    `${Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`}/deno`;
  return new Deno.Command(Deno.execPath(), {
    ...streams,
    args: ["run", "--quiet", "--config", `${ROOT}deno.json`, ...permissions, `${ROOT}cli.ts`, ...args],
    env: { ...env, DENO_DIR: cache, DENO_NO_UPDATE_CHECK: "1" },
  });
}

/** Runs the program to its end. */
export async function restgen(args: readonly string[], options: RunOptions): Promise<Run> {
  const child = command(args, options, options.input === undefined ? "null" : "piped").spawn();
  if (options.input !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(options.input));
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Registers a test that gets an empty folder. */
export function programTest(name: string, work: (folder: string) => Promise<void>, ignore = false): void {
  Deno.test({
    name,
    ignore,
    fn: async () => {
      const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "restgen_cli_" }));
      try {
        await work(folder);
      } finally {
        Deno.removeSync(folder, { recursive: true });
      }
    },
  });
}

/** A config with these models, each with routes. */
export function config(...models: readonly string[]): string {
  const fields = "{ id: { type: uuid, primary: true, auto: true }, name: { type: str, max_length: 50 } }";
  const lines = ["restgen: 1", "name: Shop", "models:"];
  for (const model of models) lines.push(`  ${model}:`, `    fields: ${fields}`);
  lines.push("routes:");
  for (const model of models) {
    const path = `/${model.toLowerCase()}s`;
    lines.push(`  - { path: ${path}, method: GET, action: db.list, model: ${model} }`);
    lines.push(`  - { path: ${path}, method: POST, action: db.create, model: ${model} }`);
    lines.push(`  - { path: "${path}/{id}", method: GET, action: db.get, model: ${model} }`);
  }
  return `${lines.join("\n")}\n`;
}

/** The files below a folder, by path, as text; nothing is looked at whose path matches `skipped`. */
export function tree(folder: string, skipped = /^$/): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const walk = (path: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(`${folder}/${path}`)) {
      const inner = path === "" ? name : `${path}/${name}`;
      if (skipped.test(inner)) continue;
      if (isDirectory) walk(inner);
      else files.set(inner, Deno.readTextFileSync(`${folder}/${inner}`));
    }
  };
  walk("");
  return new Map([...files].sort(([left], [right]) => left < right ? -1 : 1));
}

/** Writes files below a folder, by path. */
export function writeTree(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    const file = `${folder}/${path}`;
    Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(file, text);
  }
}

/** What a look finds; undefined where there is no such file or folder. */
export function orNothing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}
