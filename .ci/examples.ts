/** Starts an example as its README tells: compiled, in an environment of its own, served by uvicorn. */

import { restgen, tree } from "../tests/program.ts";
import { startRedis } from "../tests/support/redis.ts";
import { Explained } from "./output.ts";
import { serve, type Server } from "./server.ts";

const ROOT = new URL("../", import.meta.url).pathname;

/** What belongs to an example but is no part of its source. */
const NOT_SOURCE = /(^|\/)(generated|expected|__pycache__|\.venv|\..*_cache)(\/|$)|\.db(-\w+)?$|^data\//;

/** How an example is started. */
export interface ExampleOptions {
  /** The `bin` folder of a virtual environment with what it needs; called when the example was compiled. */
  readonly bin: (requirements: string) => Promise<string>;
  readonly port: number;
  readonly workers: number;
  /** Values of its variables, in place of those that are found for them. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** An example that answers. */
export interface RunningExample {
  readonly server: Server;
  readonly origin: string;
  /** What its variables were set to. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** The names of all examples. */
export function exampleNames(): readonly string[] {
  return [...Deno.readDirSync(`${ROOT}examples`)].filter(({ isDirectory }) => isDirectory).map(({ name }) => name)
    .sort();
}

/** What the suite of an example is called, with the number of routes and WebSockets that it compiles to. */
export function exampleSuite(name: string): string {
  const folder = `${ROOT}examples/${name}/expected`;
  const modules = [...Deno.readDirSync(folder)].map((entry) => entry.name);
  const routers = modules.includes("routers") ? [...Deno.readDirSync(`${folder}/routers`)] : [];
  const files = [
    ...["routes.py", "sockets.py"].filter((file) => modules.includes(file)),
    ...routers.map((entry) => `routers/${entry.name}`),
  ];
  const routes = files.flatMap((file) => Deno.readTextFileSync(`${folder}/${file}`).match(/^@router\./gm) ?? []);
  return `example ${name} (${routes.length} routes)`;
}

/** The files of an example that a user starts from, by path. */
export function sourcesOf(name: string): ReadonlyMap<string, string> {
  return tree(`${ROOT}examples/${name}`, NOT_SOURCE);
}

/** Compiles an example in a folder that holds its files, and serves it from there. */
export async function startExample(folder: string, options: ExampleOptions): Promise<RunningExample> {
  const { code, stderr } = await restgen(["compile", "api.yaml"], { cwd: folder });
  if (code !== 0) throw new Explained(`the example did not compile:\n${stderr.trim()}`);
  const bin = await options.bin(Deno.readTextFileSync(`${folder}/generated/requirements.txt`));
  const around = await surroundings(folder, options.environment);
  const { environment } = around;
  try {
    const server = await serve(`${bin}/python`, folder, "generated.app:app", options.port, {
      environment,
      options: ["--workers", String(options.workers)],
    });
    const stop = async () => {
      await server.stop();
      await around.stop();
    };
    return { server, origin: `http://127.0.0.1:${options.port}`, environment, stop };
  } catch (error) {
    await around.stop();
    throw error;
  }
}

/** What a compiled example needs around it: its variables, and the servers that they name. */
export async function surroundings(
  folder: string,
  given: Readonly<Record<string, string>> = {},
): Promise<{ readonly environment: Readonly<Record<string, string>>; stop(): Promise<void> }> {
  const environment: Record<string, string> = { ...given };
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const one of stops.reverse()) await one();
  };
  try {
    for (const name of variables(folder)) {
      if (environment[name] !== undefined) continue;
      const found = await valueOf(name);
      environment[name] = found.value;
      if (found.stop !== undefined) stops.push(found.stop);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { environment, stop };
}

/** The variables that an example cannot start without. */
function variables(folder: string): readonly string[] {
  try {
    const lines = Deno.readTextFileSync(`${folder}/generated/.env.example`).matchAll(/^([A-Z][A-Z0-9_]*)=$/gm);
    return [...lines].map(([, name = ""]) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Secrets are made up, servers are started. */
async function valueOf(name: string): Promise<{ readonly value: string; readonly stop?: () => Promise<void> }> {
  if (/SECRET|PASSWORD|KEY/.test(name)) {
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    return { value: [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("") };
  }
  if (name.includes("REDIS")) {
    const redis = await startRedis();
    if ("reason" in redis) throw new Explained(`${name} is not set, and ${redis.reason}`);
    return { value: redis.url, stop: redis.stop };
  }
  throw new Explained(`the example needs a value for the environment variable ${name}`);
}
