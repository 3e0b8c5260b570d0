/** Servers of databases: how each is found, started and ended. */

import { freePort } from "./processes.ts";

/** A server that runs, or what stands in for one. */
export interface Store {
  /** Its address; empty where the application needs none. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Why there is none. */
export interface NoStore {
  readonly reason: string;
}

/** How a server is started whose data lies in a folder. */
export interface Recipe {
  readonly command: readonly string[];
  /** What runs the command as another user. */
  readonly user?: readonly string[];
  /** What asks it to end, whoever is connected. */
  readonly ending: "INT" | "TERM";
  readonly url: string;
  isUp(): boolean | Promise<boolean>;
}

/** Makes the recipe of a server, or tells why there is none. */
export type Cook = (folder: string, port: number) => Promise<Recipe | NoStore>;

/** A process of a server; a shell waits for it, and stops it when its own input ends. */
export interface Process {
  readonly pid: number;
  end(): Promise<void>;
}

/** Makes a recipe in a folder of its own, and works with it there; without a server, `CI` makes that a failure. */
export async function withRecipe<Result>(
  name: string,
  cook: Cook,
  work: (recipe: Recipe, folder: string) => Promise<Result>,
): Promise<Result | NoStore> {
  const folder = Deno.makeTempDirSync({ prefix: `restgen_${name}_` });
  try {
    const recipe = await cook(folder, freePort());
    if (!("reason" in recipe)) return await work(recipe, folder);
    if (Deno.env.get("CI") === "true") throw new Error(recipe.reason);
    Deno.removeSync(folder, { recursive: true });
    return recipe;
  } catch (error) {
    Deno.removeSync(folder, { recursive: true });
    throw error;
  }
}

/** The server that a variable names, or one that is started for the tests. */
export async function startServer(
  name: string,
  variable: string,
  within: number,
  cook: Cook,
): Promise<Store | NoStore> {
  const url = Deno.env.get(variable);
  if (url !== undefined && url !== "") return { url, stop: () => Promise.resolve() };
  return await withRecipe(name, cook, async (recipe, folder) => {
    const { end } = await startProcess(recipe);
    await untilUp(recipe, within, end);
    return {
      url: recipe.url,
      stop: async () => {
        await end();
        Deno.removeSync(folder, { recursive: true });
      },
    };
  });
}

/** Starts the process of a server. */
export async function startProcess({ command, user = [], ending }: Recipe): Promise<Process> {
  const script = `"$@" >/dev/null 2>&1 & echo $!; read -r _; kill -${ending} $! 2>/dev/null; wait $!`;
  const [program = "", ...args] = [...user, "sh", "-c", script, "sh", ...command];
  // Programs complain about a folder that they may not enter.
  const child = new Deno.Command(program, { args, cwd: "/", stdin: "piped", stdout: "piped", stderr: "null" }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return {
    pid: Number(new TextDecoder().decode(value)),
    end: once(async () => {
      await child.stdin.close();
      await child.status;
    }),
  };
}

/** Waits until a server answers, and ends it where it does not within so many milliseconds. */
export async function untilUp({ command, isUp }: Recipe, within: number, end: () => Promise<void>): Promise<void> {
  const late = performance.now() + within;
  while (!await isUp()) {
    if (performance.now() > late) {
      await end();
      throw new Error(`${command[0]} did not listen within ${within} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Does it the first time that it is asked to. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => done ??= work();
}
