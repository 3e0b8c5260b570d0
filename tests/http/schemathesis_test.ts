/** Every project on a real server, asked by Schemathesis with all its checks: nothing fails. */

import assert from "node:assert/strict";
import { print } from "../../.ci/output.ts";
import { ENVIRONMENT, type ProjectFiles, projectFiles, withSurroundings } from "../support/project_files.ts";
import { configFile, type Server, start } from "./server.ts";
import { token } from "./tokens.ts";

/** What each project is asked for; in CI few seconds have to do. */
const SECONDS = Number(Deno.env.get("RESTGEN_SCHEMATHESIS_SECONDS") ?? "6");
const HOOKS = new URL("../support/schemathesis_hooks.py", import.meta.url).pathname;
/** Has to be reached in each project, if there is anything for it to do. */
const PHASES = ["coverage", "fuzzing", "stateful"];

/** Configs of other tests that the document of an API tells enough about. */
const OTHERS = ["bodies", "lists", "orders"];

/** What Schemathesis has to know of a project. */
interface Knowledge {
  /** Where the document is. */
  readonly document?: string;
  /** Makes what credentials refer to, and tells them by scheme, as `bearer = "…"`. */
  readonly credentials?: (server: Server) => Promise<Readonly<Record<string, string>>>;
  /** Operations that refuse whoever comes with these credentials, with the reason. */
  readonly closed?: Readonly<Record<string, string>>;
}

const claims = (audience: string) => ({
  sub: "ada",
  iss: "https://issuer.example.com",
  aud: audience,
  exp: Math.floor(Date.now() / 1000) + 3600,
  scopes: ["admin"],
});
const notesToken = () => token(claims("notes"), ENVIRONMENT.JWT_SECRET);
const libraryToken = () =>
  token({ ...claims("library"), scopes: ["books:write", "loans:write"] }, ENVIRONMENT.JWT_SECRET, "HS512");
const bearer = (text: string) => `bearer = "${text}"`;
const key = (text: string) => `api_key = "${text}"`;
const password = `username = "ada"\npassword = "lovelace"`;

/** Sends JSON to a path that answers with what it made. */
async function made(server: Server, path: string, json: unknown, headers: Readonly<Record<string, string>> = {}) {
  const answer = await server.send("POST", path, { json, headers });
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
}

const NO_ADMIN = "only an administrator makes administrators, and the first one is made in the database";
const ONCE = "each refresh token is good for one use";

const KNOWN: Readonly<Record<string, Knowledge>> = {
  application: { document: "/api/schema.json" },
  security: {
    credentials: async (server) => {
      const jwt = await notesToken();
      await made(server, "/members", { name: "Ada", session: "session" }, { Authorization: `Bearer ${jwt}` });
      return {
        jwt: bearer(jwt),
        api_key: key("ada-key"),
        query_key: key("ada-key"),
        session: key("session"),
        basic: password,
        opaque: bearer("ada-key"),
        robot: bearer("robot"),
      };
    },
  },
  example_full_featured: {
    document: "/schema.json",
    credentials: async () => ({
      staff: bearer(await libraryToken()),
      machines: bearer(await libraryToken()),
      robot: bearer("robot"),
      key: key("ada-key"),
      link: key("ada-key"),
      session: key("ada-key"),
      desk: password,
      terminal: password,
      jwt: bearer(await libraryToken()),
    }),
    closed: { "POST /api/v1/token": "it makes up no name with its password" },
  },
  example_auth_service: {
    credentials: async (server) => {
      const account = { email: "ada@example.com", password: "the analytical engine" };
      await made(server, "/auth/register", account);
      const body = new URLSearchParams({ username: account.email, password: account.password });
      const { status, text, json } = await server.send("POST", "/auth/token", { body });
      assert.equal(status, 200, text);
      return { jwt: bearer(json.access_token) };
    },
    closed: {
      "DELETE /admin/users/{id}/sessions": NO_ADMIN,
      "GET /admin/users": NO_ADMIN,
      "POST /auth/logout": ONCE,
      "POST /auth/refresh": ONCE,
      "POST /auth/token": "it makes up no account with its password",
      "PUT /admin/users/{id}/role": NO_ADMIN,
    },
  },
  example_file_storage: { credentials: () => Promise.resolve({ token: bearer(ENVIRONMENT.STORAGE_TOKEN) }) },
  example_rate_limiter: {
    credentials: async (server) => {
      const client = await made(server, "/keys", undefined);
      const headers = { "X-Admin-Key": ENVIRONMENT.ADMIN_KEY };
      const answer = await server.send("PUT", `/keys/${client.key}/tier`, { json: { tier: "pro" }, headers });
      assert.equal(answer.status, 200, answer.text);
      return { api_key: key(client.key), admin: key(ENVIRONMENT.ADMIN_KEY) };
    },
  },
  example_realtime_chat: {
    credentials: async (server) => ({ member: key((await made(server, "/members", { name: "Ada" })).token) }),
  },
  example_shop: { credentials: () => Promise.resolve({ clerk: key(ENVIRONMENT.CLERK_KEY) }) },
  example_url_shortener: {
    closed: { "DELETE /links/{id}": "only who made a link knows the key that removes it" },
  },
};

interface Phase {
  readonly status: string;
  readonly skip_reason: string | null;
}

/** The part of Schemathesis's report that is looked at. */
interface Report {
  readonly stop_reason: string;
  readonly operations: { readonly total: number; readonly tested: number };
  readonly phases: Readonly<Record<string, Phase>>;
  readonly test_cases: { readonly generated: number };
  readonly failures: readonly unknown[];
  readonly errors: readonly unknown[];
  readonly warnings: { readonly missing_auth: readonly string[] };
}

/** An API that names no links has no states to walk through. */
const isDone = (phase: Phase | undefined) => phase?.status === "success" || phase?.skip_reason === "not_applicable";

/** Runs Schemathesis; where its time was over before its last phase, once more with enough of it. */
async function run(folder: string, address: string, duration = SECONDS): Promise<readonly [Report, string]> {
  const bin = Deno.env.get("RESTGEN_TEST_TOOLS_BIN");
  assert.ok(bin, "Set RESTGEN_TEST_TOOLS_BIN to the bin folder of a venv with tests/support/requirements.txt");
  const child = new Deno.Command(`${bin}/schemathesis`, {
    args: [
      `--config-file=${folder}/schemathesis.toml`,
      "run",
      address,
      "--checks=all",
      "--seed=1",
      "--workers=1",
      "--max-examples=100000",
      `--max-time=${duration}`,
      "--generation-database=none",
      "--no-shrink",
      "--no-color",
      "--report=json",
      `--report-json-path=${folder}/report.json`,
    ],
    cwd: folder,
    env: { SCHEMATHESIS_HOOKS: HOOKS, RESTGEN_EXCUSES: `${folder}/excuses`, RESTGEN_ADMITTED: `${folder}/admitted` },
    stdout: "piped",
    stderr: "piped",
  });
  const { code, stdout, stderr } = await child.output();
  const output = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assert.equal(code, 0, output);
  const report: Report = JSON.parse(Deno.readTextFileSync(`${folder}/report.json`));
  const isLate = report.stop_reason === "max_time" && PHASES.some((phase) => !isDone(report.phases[phase]));
  return isLate && duration === SECONDS ? await run(folder, address, 5 * SECONDS) : [report, output];
}

/** How often each rule of the hooks let something through. */
function excuses(folder: string): string {
  const counts = new Map<string, number>();
  for (const [rule] of Deno.readTextFileSync(`${folder}/excuses`).matchAll(/^\w+/gm)) {
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  return [...counts].map(([rule, count]) => `, ${rule.replaceAll("_", " ")} ${count}`).join("");
}

/** Asks a project, and prints one row. */
async function examine(
  { name, text, modules }: ProjectFiles,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const { document = "/openapi.json", credentials, closed = {} } = KNOWN[name] ?? {};
  const folder = Deno.makeTempDirSync({ prefix: "restgen_schemathesis_" });
  const { server, stop } = await start(text, { modules, environment, options: ["--log-level=info"] });
  try {
    const schemes = Object.entries(await credentials?.(server) ?? {});
    const config = schemes.map(([scheme, lines]) => `[auth.openapi.${scheme}]\n${lines}\n`).join("");
    Deno.writeTextFileSync(`${folder}/schemathesis.toml`, config);
    for (const file of ["excuses", "admitted"]) Deno.writeTextFileSync(`${folder}/${file}`, "");
    const [report, output] = await run(folder, server.origin + document);
    assert.deepEqual([report.failures, report.errors], [[], []], output);
    assert.equal(report.operations.tested, report.operations.total, output);
    assert.deepEqual(PHASES.filter((phase) => !isDone(report.phases[phase])), [], output);
    const admitted = Deno.readTextFileSync(`${folder}/admitted`);
    // Schemathesis warns of an operation already where it let nobody in for a while.
    const isClosed = (operation: string) => !admitted.includes(` ${operation}\n`);
    const refusing = report.warnings.missing_auth.filter((operation) => isClosed(operation) && !(operation in closed));
    assert.deepEqual(refusing, [], "operations that only refused");
    const open = Object.keys(closed).filter((operation) => admitted.includes(`200 ${operation}\n`));
    assert.deepEqual(open, [], "operations that are not closed");
    assert.doesNotMatch(server.log(), /Traceback|Exception in ASGI application/);
    const { operations: { tested }, test_cases: { generated }, failures } = report;
    print(
      `${name}: ${tested} operations, ${generated} cases, ${failures.length} failures${excuses(folder)}\n`,
    );
  } finally {
    await stop();
    Deno.removeSync(folder, { recursive: true });
  }
}

const others = OTHERS.map((name) => ({ name: `http ${name}`, text: configFile(`${name}.yaml`), modules: {} }));
for (const project of [...projectFiles(), ...others]) {
  Deno.test(`Schemathesis finds nothing in ${project.name}`, () =>
    withSurroundings(project, (environment) => examine(project, environment)));
}
