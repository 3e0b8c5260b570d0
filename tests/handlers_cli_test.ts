/** `restgen handlers` as its users meet it: what it lists, and the stubs that it writes. */

import assert from "node:assert/strict";
import { programTest, restgen, tree } from "./program.ts";

const CONFIG = `restgen: 1
name: Shop
models:
  User:
    fields:
      id: { type: uuid, primary: true, auto: true }
      name: { type: str }
      level: { type: enum, values: [low, high] }
      born: { type: date, optional: true }
routes:
  - { path: "/users", method: POST, action: db.create, model: User }
  - { path: "/users/{id}", method: GET, action: db.get, model: User }
  - { path: "/users/{id}/stop", method: POST, handler: handlers.users.stop, response_model: User }
  - { path: "/users/import", method: POST, handler: handlers.users.take, request_model: User }
  - path: "/users/{id}/check"
    method: POST
    pipeline:
      - { action: db.get, model: User, args: { id: $path.id }, as: user }
      - { action: validate, handler: checks.can_stop, args: { user: $user, level: $user.level, born: $user.born } }
      - { action: side_effect, handler: events.Mail.stopped, args: { user: $user } }
`;

async function tool(cwd: string, program: string, ...args: readonly string[]): Promise<void> {
  const folder = Deno.env.get("RESTGEN_TEST_PYTHON_BIN");
  assert.ok(folder, "Set RESTGEN_TEST_PYTHON_BIN to the bin folder of a venv with the generated requirements");
  const { code, stdout, stderr } = await new Deno.Command(`${folder}/${program}`, { args: [...args], cwd }).output();
  const output = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assert.equal(code, 0, `${program} ${args.join(" ")}:\n${output}`);
}

programTest("it lists each function with its place, its signature and its state", async (cwd) => {
  Deno.writeTextFileSync(`${cwd}/api.yaml`, CONFIG);
  Deno.writeTextFileSync(`${cwd}/checks.py`, "def can_stop(user, level, born):\n    return True\n");
  const listed = await restgen(["handlers", "api.yaml"], { cwd });
  assert.equal(listed.code, 1, listed.stderr);
  assert.match(
    listed.stdout,
    /^no file +handlers\.users\.stop\n +api\.yaml:13:56: .+\n +async def stop\(id: UUID, repo: Repository\) -> Any, in handlers\/users\.py$/m,
  );
  assert.match(listed.stdout, /^ +async def take\(body: User, repo: Repository\) -> Any, in /m);
  assert.match(listed.stdout, /^found +checks\.can_stop\n/m);
  assert.match(listed.stderr, /api\.yaml names functions in 4 places: 1 found, 3 not/);
  assert.match(listed.stderr, /restgen handlers api\.yaml --write/);
  const json = await restgen(["handlers", "api.yaml", "--format", "json"], { cwd });
  assert.equal(json.code, 1);
  const { handlers } = JSON.parse(json.stdout);
  const check = handlers.find(({ reference }: { reference: string }) => reference === "checks.can_stop");
  assert.deepEqual([check.config, check.line, check.state, check.file], ["api.yaml", 19, "found", "checks.py"]);
  assert.equal(
    check.signature,
    'async def can_stop(user: User, level: Literal["low", "high"], born: date | None) -> Any',
  );
  assert.deepEqual([...tree(cwd).keys()], ["api.yaml", "checks.py"]);
});

programTest("stubs are shown, written once, accepted, and clean under the tools", async (cwd) => {
  Deno.writeTextFileSync(`${cwd}/api.yaml`, CONFIG);
  const existing = '"""Checks."""\n\nimport os\n\nHOME = os.sep\n';
  Deno.writeTextFileSync(`${cwd}/checks.py`, existing);
  const diff = await restgen(["handlers", "api.yaml", "--diff"], { cwd });
  assert.equal(diff.code, 1);
  assert.match(diff.stdout, /^\+async def can_stop\(/m);
  assert.doesNotMatch(diff.stdout, /^-(?!--)/m);
  const dry = await restgen(["handlers", "api.yaml", "--write", "--dry-run"], { cwd });
  assert.match(dry.stdout, /^updated +checks\.py$/m);
  assert.match(dry.stdout, /^created +handlers\/users\.py$/m);
  assert.deepEqual([...tree(cwd).keys()], ["api.yaml", "checks.py"]);

  const written = await restgen(["handlers", "api.yaml", "--write"], { cwd });
  assert.equal(written.code, 0, written.stdout + written.stderr);
  assert.match(written.stderr, /Added to checks\.py\n/);
  assert.doesNotMatch(written.stdout, /^no /m);
  const files = tree(cwd);
  const stubs = ["checks.py", "events.py", "handlers/__init__.py", "handlers/users.py"];
  assert.deepEqual([...files.keys()], ["api.yaml", ...stubs]);
  const lines = (files.get("checks.py") ?? "").split("\n");
  assert.deepEqual(existing.split("\n").filter((line) => !lines.includes(line)), []);

  const again = await restgen(["handlers", "api.yaml", "--write"], { cwd });
  assert.equal(again.code, 0);
  assert.deepEqual(tree(cwd), files);

  const compiled = await restgen(["compile", "api.yaml"], { cwd });
  assert.equal(compiled.code, 0, compiled.stderr);
  assert.doesNotMatch(compiled.stderr, /warning|error/);
  await tool(cwd, "ruff", "check", "--no-cache", "--isolated", ...stubs);
  await tool(cwd, "ruff", "format", "--no-cache", "--isolated", "--check", ...stubs);
  await tool(cwd, "mypy", "--strict", "--cache-dir", `${cwd}/.mypy`, "generated", ...stubs);
});

programTest("stubs import from the package that --out names", async (cwd) => {
  Deno.writeTextFileSync(`${cwd}/api.yaml`, CONFIG);
  const { code } = await restgen(["handlers", "api.yaml", "--write", "--out", "deep/shop"], { cwd });
  assert.equal(code, 0);
  assert.match(Deno.readTextFileSync(`${cwd}/handlers/users.py`), /^from shop\.models import User$/m);
});

programTest("nothing is written through links, or into files that do not parse", async (cwd) => {
  Deno.writeTextFileSync(`${cwd}/api.yaml`, CONFIG);
  Deno.mkdirSync(`${cwd}/elsewhere`);
  Deno.symlinkSync("elsewhere", `${cwd}/handlers`);
  const linked = await restgen(["handlers", "api.yaml", "--write"], { cwd });
  assert.equal(linked.code, 2, linked.stderr);
  assert.match(linked.stderr, /handlers is a link, and restgen never writes through links/);
  assert.deepEqual([...Deno.readDirSync(`${cwd}/elsewhere`)], []);
  Deno.removeSync(`${cwd}/handlers`);

  Deno.writeTextFileSync(`${cwd}/checks.py`, "def broken(:\n");
  const broken = await restgen(["handlers", "api.yaml", "--write"], { cwd });
  assert.equal(broken.code, 1);
  assert.match(broken.stdout, /^does not parse +checks\.can_stop$/m);
  assert.equal(Deno.readTextFileSync(`${cwd}/checks.py`), "def broken(:\n");
});

programTest("a config without functions, and one with mistakes", async (cwd) => {
  Deno.writeTextFileSync(`${cwd}/api.yaml`, CONFIG.replace(/ {2}- \{ path: "\/users\/\{id\}\/stop[^]*/, ""));
  const none = await restgen(["handlers", "api.yaml"], { cwd });
  assert.deepEqual([none.code, none.stdout, none.stderr], [0, "", "api.yaml names no functions\n"]);
  Deno.writeTextFileSync(`${cwd}/api.yaml`, CONFIG.replace("type: uuid", "tpye: uuid"));
  const wrong = await restgen(["handlers", "api.yaml"], { cwd });
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /E\d\d\d[^]*tpye/);
  assert.equal((await restgen(["handlers", "missing.yaml"], { cwd })).code, 2);
});
