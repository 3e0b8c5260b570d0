/** Health checks: addresses, functions, and the module that serves them. */

import assert from "node:assert/strict";
import { compileFiles, expectErrors, foundIn, python } from "../../../tests/support/expect.ts";

const MODELS = "models: { A: { fields: { id: int, name: str } } }";
const STORED = `${MODELS}\nroutes: [{ path: /a, method: GET, action: db.list, model: A }]`;

function health(yaml: string, files: Readonly<Record<string, string>> = {}): string {
  const text = compileFiles({ "api.yaml": yaml, ...files }).files?.get("health.py");
  assert.ok(text !== undefined, foundIn({ "api.yaml": yaml, ...files }).join("\n"));
  return text;
}

Deno.test("liveness and readiness are at their usual addresses, the database is a check", () => {
  const text = health(`base_path: /api\nhealth_check: true\n${STORED}`);
  assert.match(text, /@router.get\("\/health"\)\nasync def check_liveness\(\) -> Liveness:/);
  assert.match(text, /@router.get\("\/ready", responses=NOT_READY\)/);
  assert.match(text, /run_checks\(\{"database": repo.health\}, response\)/);
});

Deno.test("without a store and without functions nothing can fail", () => {
  const text = health("health_check: true");
  assert.match(text, /@router.get\("\/ready"\)/);
  assert.match(text, /run_checks\(\{\}, response\)/);
  assert.doesNotMatch(health(`health_check: { include_db: false }\n${STORED}`), /database/);
});

for (const text of ["", "health_check: false", "health_check: { enabled: false, path: /h }"]) {
  Deno.test(`there is no health check with "${text}"`, () => {
    const { files } = compileFiles({ "api.yaml": `name: A\n${text}` });
    assert.ok(files);
    assert.deepEqual([...files.keys()].filter((path) => path.includes("health")), []);
  });
}

Deno.test("functions are checks, each once, called when they are asked for", () => {
  const text = health("health_check: { custom_checks: [checks.queue, checks.Disk.full, checks.queue] }", {
    "checks.py": "async def queue(): ...\n\nclass Disk:\n    @staticmethod\n    def full(): ...\n",
  });
  assert.match(text, /"checks.queue": queue, "checks.Disk.full": Disk.full/);
  assert.equal(text.match(/"checks.queue"/g)?.length, 1);
});

Deno.test("functions get no arguments", () => {
  const yaml = "health_check: { custom_checks: [checks.queue] }";
  assert.deepEqual(foundIn({ "api.yaml": yaml, "checks.py": "def queue(repo): ..." }), [
    'E104 1:33: "checks.queue" requires "repo", which it does not get here',
  ]);
});

Deno.test("a check names a module and a function", () => {
  expectErrors("health_check: { custom_checks: [check] }", [
    'E074 1:33: The check "check" names no module and function',
  ]);
});

Deno.test("addresses are paths of their own", () => {
  const at = (path: string, ready = "/ready") => `health_check: { path: ${path}, ready_path: ${ready} }`;
  for (const path of ["health", '"/{id}"', "/a//b"]) expectErrors(at(path), ["E073 1:23"]);
  expectErrors(at("/same", "/same"), [
    'E073 1:42: The health check cannot be at "/same": it is the address of the liveness check',
  ]);
  expectErrors(at("/docs"), ["E073 1:23"]);
  expectErrors(`${at("/a")}\n${STORED}`, [
    'E073 1:23: The health check cannot be at "/a": it meets the route "GET /a"',
  ]);
  expectErrors(`base_path: /v1\n${at("/a")}\n${STORED}`, []);
});

Deno.test("routes keep their names", () => {
  const yaml = `health_check: true\n${MODELS}\n` +
    "routes: [{ path: /a, method: GET, action: db.list, model: A, name: check_readiness }]";
  assert.match(python(yaml, "health.py"), /async def check_readiness_2\(/);
});
