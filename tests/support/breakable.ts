/** Servers of databases that tests break: killed, started again with the same data, or frozen. */

import { type Cook, type NoStore, type Recipe, startProcess, untilUp, withRecipe } from "./database_servers.ts";
import { ferretdb } from "./ferretdb.ts";
import { postgres } from "./postgres.ts";
import { redis } from "./redis.ts";

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

const READY_WITHIN = 30_000;

/** Servers that keep what they have acknowledged. */
const DURABLE: Readonly<Record<"postgres" | "redis" | "mongo", Cook>> = {
  postgres: (folder, port) => postgres(folder, port, []),
  redis: (folder, port) => redis(folder, port, ["--appendonly", "yes", "--appendfsync", "always"]),
  // Without the option, up to 20 seconds pass until a server that hangs is given up.
  mongo: (folder, port) => ferretdb(folder, port, "shop?socketTimeoutMS=3000"),
};

/** Starts a server of a type of database, one that keeps what it has acknowledged. */
export async function startBreakable(type: keyof typeof DURABLE): Promise<Breakable | NoStore> {
  return await withRecipe(`breakable_${type}`, DURABLE[type], serverOf);
}

async function serverOf(recipe: Recipe, folder: string): Promise<Breakable> {
  let current = await startProcess(recipe);
  await untilUp(recipe, READY_WITHIN, current.end);
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
