/** Serves a generated project with uvicorn. */

import { Explained } from "./output.ts";
import { signal, spawn } from "./process.ts";

/** A server that answers. */
export interface Server {
  readonly port: number;
  readonly status: Promise<Deno.CommandStatus>;
  stop(): Promise<void>;
}

const READY_WITHIN = 60_000;
/** Starts uvicorn's own command line; the end of the standard input ends the server, so that it outlives nobody. */
const UVICORN = `
import os, signal, sys, threading, uvicorn
def watch():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGINT)
threading.Thread(target=watch, daemon=True).start()
uvicorn.main()`;

/** The port, if it is free; else one that is. */
export function choosePort(wanted: number): number {
  for (const port of [wanted, 0]) {
    try {
      using listener = Deno.listen({ hostname: "127.0.0.1", port });
      return listener.addr.port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse) || port === 0) throw error;
    }
  }
  return wanted;
}

/** More of how a server is started. */
export interface ServeOptions {
  /** Variables of its environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** More options of uvicorn. */
  readonly options?: readonly string[];
}

/** Starts a server, and waits until it answers. */
export async function serve(
  python: string,
  cwd: string,
  target: string,
  port: number,
  { environment = {}, options: more = [] }: ServeOptions = {},
): Promise<Server> {
  const options = ["--host", "127.0.0.1", "--port", String(port), "--log-level", "warning", ...more];
  const child = spawn([python, "-c", UVICORN, target, ...options], {
    cwd,
    env: { PYTHONDONTWRITEBYTECODE: "1", ...environment },
    stdin: "piped",
    stdout: "inherit",
    stderr: "inherit",
  });
  const server: Server = {
    port,
    status: child.status,
    stop: async () => {
      await child.stdin.close().catch(() => signal(child, "SIGTERM"));
      await child.status;
    },
  };
  try {
    await untilReady(server);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

async function untilReady({ port, status }: Server): Promise<void> {
  let hasEnded = false;
  status.then(() => hasEnded = true);
  const end = performance.now() + READY_WITHIN;
  while (performance.now() < end) {
    if (hasEnded) throw new Explained("the server ended before it answered; it says why above");
    if (await answers(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Explained(`the server did not answer within ${READY_WITHIN / 1000} seconds`);
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/openapi.json`);
    await response.body?.cancel();
    // The documentation may be elsewhere, but whoever says so answers.
    return response.status < 500;
  } catch (error) {
    // Nobody listens yet.
    if (error instanceof TypeError) return false;
    throw error;
  }
}
