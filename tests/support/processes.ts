/** Servers that tests start as processes of their own. */

/** A port that nobody listens on. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Whether somebody listens on a port. */
export async function listens(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return false;
    throw error;
  }
}

/** A process, and what it wrote to its log so far. */
export interface Logged {
  readonly log: { readonly text: string };
  /** Ends it, and waits for the rest of its log. */
  stop(): Promise<void>;
}

/** Starts a command whose shell stops it when its own input ends, so that no server outlives a killed test run. */
export function startLogged(
  command: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Logged {
  const child = new Deno.Command("sh", {
    ...options,
    args: ["-c", '"$@" & server=$!; read -r _; kill "$server"; wait "$server"', "sh", ...command],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const log = { text: "" };
  const read = async (stream: ReadableStream<Uint8Array>) => {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) log.text += part;
  };
  const reading = Promise.all([read(child.stdout), read(child.stderr)]);
  return {
    log,
    stop: async () => {
      await child.stdin.close();
      await child.status;
      await reading;
    },
  };
}

/** Whether there is such a program. */
export async function exists(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
