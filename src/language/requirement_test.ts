import assert from "node:assert/strict";
import { compileSource } from "../../mod.ts";
import { packageOf } from "./requirement.ts";

const CONFIG = (list: string) => `
dependencies: ${list}
models: { Note: { fields: { id: { type: uuid, auto: true } } } }
routes: [{ path: /notes, method: GET, action: db.list, model: Note }]
`;

async function compiled(list: string) {
  const { files, diagnostics } = await compileSource({ name: "api.yaml", text: CONFIG(list) }, {
    packageName: "generated",
  });
  return { files, codes: diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code) };
}

Deno.test("packages have one spelling", () => {
  assert.equal(packageOf("Argon2_CFFI[dev]>=25"), "argon2-cffi");
  assert.equal(packageOf("redis"), "redis");
});

Deno.test("requirements are installed with the generated ones; those that the package has anyway are not repeated", async () => {
  const { files } = await compiled('[redis, "argon2-cffi>=25,<26", "Uvicorn[standard]>=0.50", FastAPI]');
  assert.equal(
    files?.get("requirements.txt"),
    "argon2-cffi>=25,<26\nemail-validator==2.4.0\nfastapi==0.165.0\npydantic==2.14.3\nredis\nuvicorn==0.54.0\n" +
      "Uvicorn[standard]>=0.50\n",
  );
  const pyproject = files?.get("pyproject.toml") ?? "";
  assert.match(pyproject, /^ {4}"argon2-cffi>=25,<26",$/m);
  assert.match(pyproject, /^ {4}"redis",$/m);
});

Deno.test("what pip would take for something else is refused", async () => {
  for (const text of ["-r secrets.txt", "git+https://x.example/y", "./local", "a b", "redis>", "x; y", "", "a\\nb"]) {
    const { files, codes } = await compiled(`[${JSON.stringify(text).replaceAll("\\\\", "\\")}]`);
    assert.equal(files, undefined, text);
    assert.deepEqual(codes, ["E270"], text);
  }
});
