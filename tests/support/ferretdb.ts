/** A server with MongoDB's protocol for tests: the one that the environment names, or a FerretDB started for them. */

/** A server that runs. */
export interface Mongo {
  readonly url: string;
  stop(): Promise<void>;
}

/** Why there is none. */
export interface NoMongo {
  readonly reason: string;
}

const READY_WITHIN = 10_000;
const REASON = "there is no FerretDB 1.24: set RESTGEN_TEST_MONGO_URL to the URL of a server, " +
  "or RESTGEN_TEST_FERRETDB to the path of the program";

/** Starts FerretDB, or finds the server of `RESTGEN_TEST_MONGO_URL`; without any, `CI` makes that a failure. */
export async function startFerretdb(): Promise<Mongo | NoMongo> {
  const url = Deno.env.get("RESTGEN_TEST_MONGO_URL");
  if (url !== undefined && url !== "") return { url, stop: () => Promise.resolve() };
  const folder = Deno.makeTempDirSync({ prefix: "restgen_ferretdb_" });
  try {
    return await startIn(folder, ferretdbProgram());
  } catch (error) {
    Deno.removeSync(folder, { recursive: true });
    if (error instanceof Deno.errors.NotFound && Deno.env.get("CI") !== "true") return { reason: REASON };
    throw error instanceof Deno.errors.NotFound ? new Error(REASON) : error;
  }
}

/** The program that `RESTGEN_TEST_FERRETDB` names, or that of the search path. */
export function ferretdbProgram(): string {
  const named = Deno.env.get("RESTGEN_TEST_FERRETDB");
  return named === undefined || named === "" ? "ferretdb" : named;
}

async function startIn(folder: string, program: string): Promise<Mongo> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  // Found before the shell is started: its own error would name no file.
  await new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).output();
  const options = [
    "--handler=sqlite",
    `--sqlite-url=file:${folder}/`,
    `--state-dir=${folder}`,
    `--listen-addr=127.0.0.1:${port}`,
    "--telemetry=disable",
    "--debug-addr=-",
  ];
  // The shell stops the server when its input ends, so that no server outlives a killed test run.
  const child = new Deno.Command("sh", {
    args: ["-c", '"$@" & server=$!; read -r _; kill "$server"; wait "$server"', "sh", program, ...options],
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
      throw new Error(`FerretDB did not listen on port ${port} within ${READY_WITHIN} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { url: `mongodb://127.0.0.1:${port}/`, stop };
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
