/** A Redis for tests: the one that the environment names, or one that is started for them. */

/** A server that runs. */
export interface Redis {
  readonly url: string;
  stop(): Promise<void>;
}

/** Why there is none. */
export interface NoRedis {
  readonly reason: string;
}

const READY_WITHIN = 10_000;

/** Starts a server, or finds the one of `RESTGEN_TEST_REDIS_URL`; without any, `CI` makes that a failure. */
export async function startRedis(): Promise<Redis | NoRedis> {
  const url = Deno.env.get("RESTGEN_TEST_REDIS_URL");
  if (url !== undefined && url !== "") return { url, stop: () => Promise.resolve() };
  const folder = Deno.makeTempDirSync({ prefix: "restgen_redis_" });
  try {
    return await startIn(folder);
  } catch (error) {
    Deno.removeSync(folder, { recursive: true });
    const reason = "there is no redis-server. On Debian or Ubuntu: apt-get install -y redis-server";
    if (error instanceof Deno.errors.NotFound && Deno.env.get("CI") !== "true") return { reason };
    throw error instanceof Deno.errors.NotFound ? new Error(reason) : error;
  }
}

async function startIn(folder: string): Promise<Redis> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  // Found before the shell is started: its own error would name no file.
  await new Deno.Command("redis-server", { args: ["--version"], stdout: "null", stderr: "null" }).output();
  const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
  // The shell stops the server when its input ends, so that no server outlives a killed test run.
  const child = new Deno.Command("sh", {
    args: ["-c", '"$@" & server=$!; read -r _; kill "$server"; wait "$server"', "sh", "redis-server", ...options],
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const stop = async () => {
    await child.stdin.close();
    await child.status;
    Deno.removeSync(folder, { recursive: true });
  };
  const end = performance.now() + READY_WITHIN;
  while (!await listens(port)) {
    if (performance.now() > end) {
      await stop();
      throw new Error(`redis-server did not listen on port ${port} within ${READY_WITHIN} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { url: `redis://127.0.0.1:${port}/0`, stop };
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
