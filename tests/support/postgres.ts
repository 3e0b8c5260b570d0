/** A PostgreSQL for tests: the one that the environment names, or one that is started for them. */

import { type NoStore, type Recipe, startServer, type Store } from "./database_servers.ts";

const PACKAGES = "/usr/lib/postgresql";
const MISSING = "there is no PostgreSQL. On Debian or Ubuntu: apt-get install -y postgresql";
/** What no test of ours looks at. */
const FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"];

/** Starts a server, or finds the one of `RESTGEN_TEST_POSTGRES_URL`; without any, `CI` makes that a failure. */
export function startPostgres(): Promise<Store | NoStore> {
  return startServer("postgres", "RESTGEN_TEST_POSTGRES_URL", 30_000, (folder, port) => postgres(folder, port, FAST));
}

/** How a PostgreSQL is started, in a cluster that is made for it. */
export async function postgres(folder: string, port: number, more: readonly string[]): Promise<Recipe | NoStore> {
  const bin = programs();
  if (bin === undefined) return { reason: MISSING };
  if (AS_USER.length > 0) await done(["chown", "postgres", folder]);
  const data = `${folder}/data`;
  await done([...AS_USER, `${bin}/initdb`, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]);
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", ...more].flatMap((one) => ["-c", one]);
  return {
    command: [`${bin}/postgres`, "-D", data, "-p", String(port), ...settings],
    user: AS_USER,
    ending: "INT",
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    isUp: () => isReady(data),
  };
}

/** The folder of `initdb` and `postgres`: one of the path, or the newest that Debian's packages installed. */
function programs(): string | undefined {
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
const AS_USER = Deno.uid() === 0 ? ["runuser", "-u", "postgres", "--"] : [];

/** Runs a command that has to succeed. */
async function done(command: readonly string[]): Promise<void> {
  const [program = "", ...args] = command;
  const { success, stderr } = await new Deno.Command(program, { args, cwd: "/", stdout: "null" }).output();
  if (!success) throw new Error(`${command.join(" ")}\n${new TextDecoder().decode(stderr)}`);
}

/** Whether the server takes connections, as it notes beside its data. */
function isReady(data: string): boolean {
  try {
    return /^ready\b/m.test(Deno.readTextFileSync(`${data}/postmaster.pid`));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
