/** Servers of databases that tests break: killed, started again with the same data, or frozen. */

import { ferretdbProgram } from "./ferretdb.ts";
import { AS_USER, done, isReady, MISSING, programs } from "./postgres.ts";
import type { NoStore } from "./stores.ts";

/** A server that tests may break. */
export interface Breakable {
  readonly url: string;
  /** Ends the server and its processes at once, with `SIGKILL`. */
  kill(): Promise<void>;
  /** Starts the server again, on the same port and with the same data, without waiting until it listens. */
  restart(): Promise<void>;
  /** Lets the server do nothing, with connections open. */
  freeze(): Promise<void>;
  /** Lets a frozen server go on. */
  thaw(): Promise<void>;
  stop(): Promise<void>;
}

/** How a server is started whose data lies in a folder. */
interface Recipe {
  readonly command: readonly string[];
  /** What asks it to end, whoever is connected. */
  readonly ending: "INT" | "TERM";
  readonly url: string;
  isUp(): Promise<boolean>;
}

/** A process of the server; a shell waits for it, and stops it when its own input ends. */
interface Process {
  readonly pid: number;
  end(): Promise<void>;
}

const READY_WITHIN = 30_000;

/** Starts a server of a type of database, one that keeps what it has acknowledged. */
export async function startBreakable(type: "postgres" | "redis" | "mongo"): Promise<Breakable | NoStore> {
  const folder = Deno.makeTempDirSync({ prefix: "restgen_breakable_" });
  try {
    const recipe = await RECIPES[type](folder, freePort());
    if (!("reason" in recipe)) return await serverOf(recipe, folder);
    Deno.removeSync(folder, { recursive: true });
    if (Deno.env.get("CI") === "true") throw new Error(recipe.reason);
    return recipe;
  } catch (error) {
    Deno.removeSync(folder, { recursive: true });
    throw error;
  }
}

const RECIPES = { postgres, redis, mongo };

async function postgres(folder: string, port: number): Promise<Recipe | NoStore> {
  const bin = programs();
  if (bin === undefined) return { reason: MISSING };
  const data = `${folder}/data`;
  if (AS_USER.length > 0) await done(["chown", "postgres", folder]);
  await done([...AS_USER, `${bin}/initdb`, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]);
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories="].flatMap((one) => ["-c", one]);
  return {
    command: [`${bin}/postgres`, "-D", data, "-p", String(port), ...settings],
    ending: "INT",
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    isUp: () => Promise.resolve(isReady(data)),
  };
}

async function redis(folder: string, port: number): Promise<Recipe | NoStore> {
  if (!await exists("redis-server")) return { reason: "there is no redis-server" };
  const keeping = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""];
  return {
    command: ["redis-server", "--port", String(port), "--bind", "127.0.0.1", "--dir", folder, ...keeping],
    ending: "TERM",
    url: `redis://127.0.0.1:${port}/0`,
    isUp: () => listens(port),
  };
}

async function mongo(folder: string, port: number): Promise<Recipe | NoStore> {
  const program = ferretdbProgram();
  if (!await exists(program)) return { reason: "there is no FerretDB, which RESTGEN_TEST_FERRETDB names" };
  const places = [`--sqlite-url=file:${folder}/`, `--state-dir=${folder}`, `--listen-addr=127.0.0.1:${port}`];
  return {
    command: [program, "--handler=sqlite", ...places, "--telemetry=disable", "--debug-addr=-"],
    ending: "TERM",
    // Without the option, up to 20 seconds pass until a server that hangs is given up.
    url: `mongodb://127.0.0.1:${port}/shop?socketTimeoutMS=3000`,
    isUp: () => listens(port),
  };
}

async function serverOf(recipe: Recipe, folder: string): Promise<Breakable> {
  let current = await startProcess(recipe);
  const end = performance.now() + READY_WITHIN;
  while (!await recipe.isUp()) {
    if (performance.now() > end) {
      await current.end();
      throw new Error(`${recipe.command[0]} did not listen within ${READY_WITHIN} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const freeze = async () => {
    // It cannot start others after that.
    send(current.pid, "SIGSTOP");
    const pids = [current.pid, ...await childrenOf(current.pid)];
    for (const pid of pids) send(pid, "SIGSTOP");
    return pids;
  };
  const thaw = async () => {
    for (const pid of [...await childrenOf(current.pid), current.pid]) send(pid, "SIGCONT");
  };
  return {
    url: recipe.url,
    kill: async () => {
      for (const pid of await freeze()) send(pid, "SIGKILL");
      await current.end();
    },
    restart: async () => {
      current = await startProcess(recipe);
    },
    freeze: async () => {
      await freeze();
    },
    thaw,
    stop: async () => {
      await thaw();
      await current.end();
      Deno.removeSync(folder, { recursive: true });
    },
  };
}

async function startProcess({ command, ending }: Recipe): Promise<Process> {
  // The shell stops the server when its input ends, so that no server outlives a killed test run.
  const script = `"$@" >/dev/null 2>&1 & echo $!; read -r _; kill -${ending} $! 2>/dev/null; wait $!`;
  const user = command[0]?.endsWith("/postgres") ? AS_USER : [];
  const [program = "", ...args] = [...user, "sh", "-c", script, "sh", ...command];
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

/** Does it the first time that it is asked to. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => done ??= work();
}

function send(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const { stdout } = await new Deno.Command("pgrep", { args: ["-P", String(pid)] }).output();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "").map(Number);
}

async function exists(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

async function listens(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return false;
    throw error;
  }
}
