/** Where handlers live: each way of starting an application finds them, and they find its models. */

import assert from "node:assert/strict";
import { programTest, restgen } from "./program.ts";
import { freePort, startLogged } from "./support/processes.ts";

const READY_WITHIN = 60_000;
const ENVIRONMENT = { PYTHONWARNINGS: "error", PYTHONDONTWRITEBYTECODE: "1" };

const CONFIG = `restgen: 1
name: Shop
models:
  User:
    fields:
      id: { type: uuid, primary: true, auto: true }
      name: { type: str }
  UserWithDisplay:
    base: User
    computed:
      display_name: { type: str, handler: utils.format_display_name }
routes:
  - { path: /users, method: POST, action: db.create, model: User }
  - { path: "/users/{id}", method: GET, action: db.get, model: User, response_model: UserWithDisplay }
  - { path: "/users/{id}/greet", method: POST, handler: handlers.users.greet }
`;

/** Files of a user's that are called like generated ones, in a file and in packages with and without `__init__.py`. */
const filesFor = (name: string): Readonly<Record<string, string>> => ({
  "handlers/users.py": `from routes import polite
from runtime.extra import twice
from security import shout

from ${name}.models import User


async def greet(id, repo):
    user = await repo.get(User, id)
    return {"same": isinstance(user, User), "module": User.__module__, "text": polite(twice(shout(user.name)))}
`,
  // It imports the module that imports it.
  "utils.py": `from ${name}.models import User


def format_display_name(user) -> str:
    return f"{user.name} ({User.__name__})"
`,
  "security.py": "from tests import mark\n\n\ndef shout(text):\n    return mark.loud(text)\n",
  "tests/mark.py": "def loud(text):\n    return text.upper()\n",
  "routes.py": "def polite(text):\n    return text + ', please'\n",
  "runtime/__init__.py": "",
  "runtime/extra.py": "def twice(text):\n    return text * 2\n",
});

function bin(program: string): string {
  const folder = Deno.env.get("RESTGEN_TEST_PYTHON_BIN");
  assert.ok(folder, "Set RESTGEN_TEST_PYTHON_BIN to the bin folder of a venv with the generated requirements");
  return `${folder}/${program}`;
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    Deno.mkdirSync(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    Deno.writeTextFileSync(`${folder}/${path}`, text);
  }
}

/** A folder with a config, handlers, and what was compiled to the folder of the given path. */
async function compiled(folder: string, out: string, ...options: readonly string[]): Promise<void> {
  write(folder, { "api.yaml": CONFIG, ...filesFor(out.split("/").at(-1) ?? "") });
  const { code, stderr } = await restgen(["compile", "api.yaml", "--out", out, ...options], { cwd: folder });
  assert.equal(code, 0, stderr);
}

/** Starts uvicorn, has the work done when it answers, stops it, and gives its log. */
async function serve(cwd: string, args: readonly string[], work?: (url: string) => Promise<void>): Promise<string> {
  const port = freePort();
  const { log, stop } = startLogged([bin("uvicorn"), ...args, "--port", `${port}`], { cwd, env: ENVIRONMENT });
  const end = performance.now() + READY_WITHIN;
  const ends = work === undefined ? /^\w*Error: .*\n/m : /Uvicorn running on/;
  try {
    while (!ends.test(log.text)) {
      assert.ok(
        performance.now() < end && (work === undefined || !/Error/.test(log.text)),
        `uvicorn ${args.join(" ")}:\n${log.text}`,
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await work?.(`http://127.0.0.1:${port}`);
  } finally {
    await stop();
  }
  return log.text;
}

/** What the handler answers. */
async function greeting(url: string): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  const created = await fetch(`${url}/users`, { method: "POST", headers, body: '{"name": "ann"}' });
  const { id } = await created.json();
  const response = await fetch(`${url}/users/${id}/greet`, { method: "POST" });
  const shown = await (await fetch(`${url}/users/${id}`)).json();
  assert.equal(shown.display_name, "ann (User)");
  return [response.status, await response.json()];
}

/** Starts an application, and asks for what only working imports can answer. */
async function greets(cwd: string, packageName: string, ...args: readonly string[]): Promise<void> {
  const log = await serve(cwd, args, async (url) => {
    const body = { same: true, module: `${packageName}.models`, text: "ANNANN, please" };
    assert.deepEqual(await greeting(url), [200, body]);
  });
  assert.doesNotMatch(log, /warning/i);
}

/** Runs a tool, which has to succeed. */
async function passes(cwd: string, program: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(bin(program), { args: [...args], cwd, env: ENVIRONMENT })
    .output();
  const output = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assert.equal(code, 0, `${program} ${args.join(" ")} in ${cwd}:\n${output}`);
  return output;
}

/** Runs every gate above the package and inside of it. */
async function passesGates(folder: string, packageName: string): Promise<void> {
  const inner = `${folder}/${packageName}`;
  const cache = Deno.makeTempDirSync({ prefix: "restgen_mypy_" });
  try {
    for (const [cwd, path, config] of [[folder, packageName, `${packageName}/`], [inner, ".", ""]] as const) {
      await passes(cwd, "ruff", "check", "--no-cache", path);
      await passes(cwd, "ruff", "format", "--no-cache", "--check", path);
      await passes(cwd, "mypy", "--strict", "--cache-dir", cache, "--config-file", `${config}pyproject.toml`, path);
      assert.match(await passes(cwd, "pytest", "-q", "-p", "no:cacheprovider", path), /^\d+ passed/m);
    }
  } finally {
    Deno.removeSync(cache, { recursive: true });
  }
}

programTest("handlers beside the config: from its folder, and from inside of the package", async (folder) => {
  await compiled(folder, "generated");
  await greets(folder, "generated", "generated.app:app");
  await greets(`${folder}/generated`, "generated", "app:app");
  await passesGates(folder, "generated");
});

programTest("an output folder elsewhere: with --app-dir, and from inside of it", async (folder) => {
  await compiled(folder, "deep/x/gen");
  await greets(folder, "gen", "--app-dir", "deep/x", "gen.app:app");
  await greets(`${folder}/deep/x/gen`, "gen", "app:app");
  await passesGates(`${folder}/deep/x`, "gen");
});

programTest("a bundle serves where nothing else is", async (folder) => {
  await compiled(`${folder}`, "generated", "--bundle");
  const elsewhere = `${folder}/elsewhere`;
  Deno.mkdirSync(elsewhere);
  Deno.renameSync(`${folder}/generated`, `${elsewhere}/generated`);
  for (const path of ["handlers", "runtime", "tests", "security.py", "routes.py", "utils.py"]) {
    Deno.removeSync(`${folder}/${path}`, { recursive: true });
  }
  await greets(elsewhere, "generated", "generated.app:app");
  await greets(`${elsewhere}/generated`, "generated", "app:app");
  await passesGates(elsewhere, "generated");
});

programTest("copies follow their originals, and go when nothing asks for them", async (folder) => {
  await compiled(folder, "generated", "--bundle");
  const copy = `${folder}/generated/_handlers/routes.py`;
  const changed = "def polite(text):\n    return text\n";
  assert.equal(Deno.readTextFileSync(copy), filesFor("generated")["routes.py"]);
  Deno.writeTextFileSync(`${folder}/routes.py`, changed);
  const check = await restgen(["compile", "api.yaml", "--bundle", "--check"], { cwd: folder });
  assert.equal(check.code, 1);
  assert.match(check.stderr, /restgen compile api\.yaml --bundle` brings it up to date/);
  assert.equal((await restgen(["compile", "api.yaml", "--bundle"], { cwd: folder })).code, 0);
  assert.equal(Deno.readTextFileSync(copy), changed);
  Deno.writeTextFileSync(copy, "edited\n");
  const edited = await restgen(["compile", "api.yaml", "--bundle"], { cwd: folder });
  assert.equal(edited.code, 2);
  assert.match(edited.stderr, /generated\/_handlers\/routes\.py was edited/);
  Deno.writeTextFileSync(copy, changed);
  assert.equal((await restgen(["compile", "api.yaml"], { cwd: folder })).code, 0);
  assert.throws(() => Deno.statSync(`${folder}/generated/_handlers`), Deno.errors.NotFound);
});

programTest("an import that fails in a handler shows its own cause", async (folder) => {
  await compiled(folder, "generated");
  for (
    const [line, cause] of [
      ["import not_installed", /^ModuleNotFoundError: No module named 'not_installed'$/m],
      ["from generated.models import Usre", /^ImportError: cannot import name 'Usre' from 'generated\.models'/m],
      ["raise ValueError('no key')", /^ValueError: no key$/m],
    ] as const
  ) {
    Deno.writeTextFileSync(`${folder}/routes.py`, `${line}\n\n\ndef polite(text):\n    return text\n`);
    for (const [cwd, app] of [[folder, "generated.app:app"], [`${folder}/generated`, "app:app"]] as const) {
      const log = await serve(cwd, [app]);
      assert.match(log, cause);
      assert.match(log, /routes\.py", line 1, in <module>/);
    }
  }
});
