/** The stand-alone program: no checkout, no Deno, an empty folder, an empty environment. */

import assert from "node:assert/strict";
import { tree } from "./program.ts";

const BINARY = Deno.env.get("RESTGEN_TEST_BINARY");
const decoder = new TextDecoder();

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Program = (...args: readonly string[]) => Promise<Said>;

/** The same, with environment variables. */
type ProgramIn = (variables: Readonly<Record<string, string>>, ...args: readonly string[]) => Promise<Said>;

/** Registers a test that gets the program, moved to where nothing of restgen is near, and its empty current folder. */
function binaryTest(
  name: string,
  work: (program: Program, folder: string, programIn: ProgramIn) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: BINARY === undefined,
    fn: async () => {
      const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "restgen_binary_" }));
      try {
        for (const inner of ["bin", "empty", "temporary"]) Deno.mkdirSync(`${folder}/${inner}`);
        await Deno.copyFile(BINARY ?? "", `${folder}/bin/restgen`);
        const programIn: ProgramIn = async (variables, ...args) => {
          const command = new Deno.Command(`${folder}/bin/restgen`, {
            args: [...args],
            cwd: `${folder}/empty`,
            clearEnv: true,
            // The one variable only tells where to look for files that it should not have left.
            env: { TMPDIR: `${folder}/temporary`, ...variables },
            stdin: "null",
          });
          const { code, stdout, stderr } = await command.output();
          return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
        };
        await work((...args) => programIn({}, ...args), `${folder}/empty`, programIn);
        assert.deepEqual([...Deno.readDirSync(`${folder}/temporary`)], []);
      } finally {
        Deno.removeSync(folder, { recursive: true });
      }
    },
  });
}

binaryTest("the program says what it is and how it is used", async (program, folder) => {
  const { version } = JSON.parse(Deno.readTextFileSync(new URL("../deno.json", import.meta.url)));
  assert.deepEqual(await program("--version"), { code: 0, stdout: `${version}\n`, stderr: "" });
  const help = await program("--help");
  assert.equal(help.code, 0, help.stderr);
  for (const command of ["compile", "validate", "init", "eject", "explain", "schema"]) {
    assert.ok(help.stdout.includes(`restgen ${command}`), `${command} is not in the help`);
  }
  assert.equal(tree(folder).size, 0);
});

binaryTest("the program carries its templates: init and compile need nothing beside it", async (program, folder) => {
  assert.equal((await program("init")).code, 0);
  const compiled = await program("compile", "api.yaml");
  assert.equal(compiled.code, 0, compiled.stderr);
  const files = tree(folder);
  for (const path of ["app.py", "models.py", "routes.py", "runtime/repository.py", "tests/test_api.py"]) {
    assert.ok((files.get(`generated/${path}`) ?? "").length > 0, `${path} is not there`);
  }
  assert.equal((await program("compile", "api.yaml", "--check")).code, 0);
});

binaryTest("the program makes the same bytes as the library", async (program, folder) => {
  const { compileSource } = await import("../mod.ts");
  const text = Deno.readTextFileSync(new URL("../examples/quickstart/api.yaml", import.meta.url));
  Deno.writeTextFileSync(`${folder}/api.yaml`, text);
  assert.equal((await program("compile", "api.yaml")).code, 0);
  const { files } = await compileSource({ name: "api.yaml", text }, { packageName: "generated" });
  const written = [...tree(`${folder}/generated`)].filter(([path]) => !path.startsWith(".restgen/"));
  assert.deepEqual(new Map(written), new Map([...files ?? []].sort()));
});

binaryTest("the program reports errors, and explains them", async (program, folder) => {
  Deno.writeTextFileSync(`${folder}/api.yaml`, "name: Shop\nmodles: {}\n");
  const text = await program("validate", "api.yaml");
  assert.deepEqual([text.code, text.stdout], [1, ""]);
  assert.match(text.stderr, /api\.yaml:2:1/);
  const json = await program("validate", "api.yaml", "--format", "json");
  assert.equal(json.code, 1);
  const { diagnostics: [{ code, range }] } = JSON.parse(json.stdout);
  assert.deepEqual(range.start, { line: 2, column: 1 });
  const page = await program("explain", code);
  assert.equal(page.code, 0, page.stderr);
  assert.match(page.stdout, new RegExp(`^# ${code}`));
});

binaryTest("V8 takes the code cache of the program", async (_program, _folder, programIn) => {
  const { code, stderr } = await programIn({ RESTGEN_DEBUG: "1" }, "--version");
  assert.deepEqual([code, stderr], [0, ""]);
});
