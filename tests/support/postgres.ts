/** A PostgreSQL for tests: the one that the environment names, or one that is started for them. */

/** A server that runs. */
export interface Postgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** Why there is none. */
export interface NoPostgres {
  readonly reason: string;
}

const READY_WITHIN = 30_000;
const PACKAGES = "/usr/lib/postgresql";
/** Why there is none, and how to get one. */
export const MISSING = "there is no PostgreSQL. On Debian or Ubuntu: apt-get install -y postgresql";
/** What no test of ours looks at. */
const FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"];

/**
 * Starts a server, or finds the one of `RESTGEN_TEST_POSTGRES_URL`; without any, `CI` makes that a failure.
 *
 * One that is `durable` keeps what it has acknowledged even when it is killed.
 */
export async function startPostgres(durable = false): Promise<Postgres | NoPostgres> {
  const url = Deno.env.get("RESTGEN_TEST_POSTGRES_URL");
  if (url !== undefined && url !== "") return { url, stop: () => Promise.resolve() };
  const bin = programs();
  if (bin === undefined) {
    if (Deno.env.get("CI") === "true") throw new Error(MISSING);
    return { reason: MISSING };
  }
  const folder = Deno.makeTempDirSync({ prefix: "restgen_postgres_" });
  try {
    return await startIn(folder, bin, durable);
  } catch (error) {
    Deno.removeSync(folder, { recursive: true });
    throw error;
  }
}

/** The folder of `initdb` and `postgres`: one of the path, or the newest that Debian's packages installed. */
export function programs(): string | undefined {
  const onPath = (Deno.env.get("PATH") ?? "").split(":").filter((folder) => folder !== "");
  return [...onPath, ...packaged()].find((folder) => isFile(`${folder}/initdb`) && isFile(`${folder}/postgres`));
}

function packaged(): readonly string[] {
  try {
    const versions = [...Deno.readDirSync(PACKAGES)].map(({ name }) => Number(name));
    return versions.sort((left, right) => right - left).map((version) => `${PACKAGES}/${version}/bin`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

/** What runs a program as another user, where this one is root: PostgreSQL refuses to run as root. */
export const AS_USER = Deno.uid() === 0 ? ["runuser", "-u", "postgres", "--"] : [];

async function startIn(folder: string, bin: string, durable: boolean): Promise<Postgres> {
  if (AS_USER.length > 0) await done(["chown", "postgres", folder]);
  const data = `${folder}/data`;
  await done([...AS_USER, `${bin}/initdb`, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", ...(durable ? [] : FAST)];
  const options = ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])];
  // The shell stops the server when its input ends, so that no server outlives a killed test run.
  const script = '"$@" & server=$!; read -r _; kill -INT "$server"; wait "$server"';
  const [program = "", ...args] = [...AS_USER, "sh", "-c", script, "sh", `${bin}/postgres`, ...options];
  const child = new Deno.Command(program, {
    args,
    // Programs complain about a folder that they may not enter.
    cwd: "/",
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
  while (!isReady(data)) {
    if (performance.now() > end) {
      await stop();
      throw new Error(`postgres did not listen on port ${port} within ${READY_WITHIN} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { url: `postgresql://postgres@127.0.0.1:${port}/postgres`, stop };
}

/** Runs a command that has to succeed. */
export async function done(command: readonly string[]): Promise<void> {
  const [program = "", ...args] = command;
  const { success, stderr } = await new Deno.Command(program, { args, cwd: "/", stdout: "null" }).output();
  if (!success) throw new Error(`${command.join(" ")}\n${new TextDecoder().decode(stderr)}`);
}

/** Whether the server takes connections, as it notes beside its data. */
export function isReady(data: string): boolean {
  try {
    return /^ready\b/m.test(Deno.readTextFileSync(`${data}/postmaster.pid`));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
