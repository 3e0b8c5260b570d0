/** Typed clients in TypeScript and Python, generated from the OpenAPI of each example without a warning, in use. */

import assert from "node:assert/strict";
import { exampleNames } from "../../.ci/examples.ts";
import { run } from "../../.ci/process.ts";
import config from "../../deno.json" with { type: "json" };
import { started } from "./server.ts";

const CLIENTS = new URL("clients/", import.meta.url).pathname;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;
const SECRET = "what-the-client-of-the-tests-knows";

/** The secret of an example that its client has to know, and where its document is. */
interface Particulars {
  readonly secret?: string;
  readonly document?: string;
}

const PARTICULARS: Readonly<Record<string, Particulars>> = {
  file_storage: { secret: "STORAGE_TOKEN" },
  full_featured: { document: "/schema.json" },
  rate_limiter: { secret: "ADMIN_KEY" },
  shop: { secret: "CLERK_KEY" },
};

/** Those that speak JSON only. */
const JSON_ONLY: readonly string[] = ["quickstart", "rate_limiter", "shop", "url_shortener"];

/** Runs a command to its end, which has to be a good one; gives what it printed. */
async function succeed(command: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<string> {
  const { code, output } = await run(command, { cwd, env: { NO_COLOR: "1", ...env }, limit: 120_000 });
  assert.equal(code, 0, `${command.join(" ")}\n${output}`);
  return output;
}

/** Starts an example, and gives its document and what its clients are called with to some work. */
async function served(
  name: string,
  work: (folder: string, words: readonly string[]) => Promise<void>,
): Promise<void> {
  const { secret, document = "/openapi.json" } = PARTICULARS[name] ?? {};
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "restgen_client_" }));
  const environment = {
    DATA_DIR: `${folder}/data`,
    ...(secret === undefined ? {} : { [secret]: SECRET }),
  };
  const { origin, stop } = await started(name, { workers: 1, environment });
  try {
    Deno.writeTextFileSync(`${folder}/openapi.json`, await (await fetch(origin + document)).text());
    await work(folder, [origin, SECRET]);
  } finally {
    await stop();
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("there is a client for each example, in Python for those that speak JSON only", () => {
  const stems = (ending: string) =>
    [...Deno.readDirSync(CLIENTS)].filter(({ name }) => name.endsWith(ending)).map(({ name }) =>
      name.slice(0, -ending.length)
    ).sort();
  assert.deepEqual(stems(".mts"), exampleNames());
  assert.deepEqual(stems(".py"), JSON_ONLY);
});

for (const name of exampleNames()) {
  Deno.test(`${name}: a typed client in TypeScript makes a round trip`, () =>
    served(name, async (folder, words) => {
      const deno = (...args: readonly string[]) => [Deno.execPath(), "run", "--allow-all", "--config", CONFIG, ...args];
      const generator = config.imports["openapi-typescript"];
      const said = await succeed(deno("--quiet", generator, "openapi.json", "--output", "api.ts"), folder);
      assert.doesNotMatch(said, /warn|error|⚠|✘/i);
      assert.match(said, /openapi\.json → api\.ts/);
      Deno.copyFileSync(`${CLIENTS}${name}.mts`, `${folder}/client.mts`);
      await succeed(deno("--quiet", "--check", "client.mts", ...words), folder);
    }));
}

for (const name of JSON_ONLY) {
  Deno.test(`${name}: a client in Python makes a round trip`, () =>
    served(name, async (folder, words) => {
      const bin = Deno.env.get("RESTGEN_TEST_TOOLS_BIN");
      assert.ok(bin, "Set RESTGEN_TEST_TOOLS_BIN to the bin folder of a venv with tests/support/requirements.txt");
      const options = ["--path", "openapi.json", "--meta", "none", "--output-path", "api_client", "--fail-on-warning"];
      // It calls ruff by its name.
      const env = { PATH: `${bin}:${Deno.env.get("PATH")}`, PYTHONDONTWRITEBYTECODE: "1" };
      const said = await succeed([`${bin}/openapi-python-client`, "generate", ...options], folder, env);
      assert.equal(said.trim(), "Generating api_client");
      Deno.copyFileSync(`${CLIENTS}${name}.py`, `${folder}/client.py`);
      await succeed([`${bin}/python`, "-W", "error", "client.py", ...words], folder, env);
    }));
}
