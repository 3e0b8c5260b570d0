import assert from "node:assert/strict";

import { callContract } from "./contract.ts";
import { readPython } from "./read.ts";

function contract(parameters: string) {
  const module = readPython({ name: "m.py", text: `def f(${parameters}): ...` });
  const found = "members" in module ? module.members.get("f") : undefined;
  assert.ok(found?.kind === "function");
  const { passed, problems } = callContract(found, new Map([["id", 1], ["repo", 2], ["request", 0]]));
  return {
    passed: passed.map(({ parameter, value }) => `${parameter.name}=${value}`).join(" "),
    problems: problems.map(({ kind, parameter, suggestion }) => `${kind} ${parameter.name} ${suggestion}`),
  };
}

Deno.test("passes what the signature asks for, in its order", () => {
  assert.deepEqual(contract("repo, *, id, other=1"), { passed: "repo=2 id=1", problems: [] });
  assert.deepEqual(contract("request=None"), { passed: "request=0", problems: [] });
  assert.deepEqual(contract("*args, **kwargs"), { passed: "", problems: [] });
  assert.deepEqual(contract("id=1, /"), { passed: "", problems: [] });
});

Deno.test("reports what cannot be passed", () => {
  assert.deepEqual(contract("id, /, repos").problems, ["positional-only id undefined", "not-offered repos repo"]);
});
