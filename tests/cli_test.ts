/** The command line as its users meet it: a process, its exit code, its streams, and the files that it leaves. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { command, config, programTest, restgen, tree } from "./program.ts";

const MANIFEST = "generated/.restgen/manifest.json";

programTest("from nothing: init, validate, compile, compile again", async (cwd) => {
  const initialised = await restgen(["init"], { cwd });
  assert.deepEqual([initialised.code, initialised.stdout], [0, ""]);
  const starter = Deno.readTextFileSync(`${cwd}/api.yaml`);
  const again = await restgen(["init"], { cwd });
  assert.equal(again.code, 2);
  assert.match(again.stderr, /api\.yaml exists already/);
  assert.equal(Deno.readTextFileSync(`${cwd}/api.yaml`), starter);

  assert.equal((await restgen(["validate", "api.yaml"], { cwd })).code, 0);
  const compiled = await restgen(["compile", "api.yaml"], { cwd });
  assert.deepEqual([compiled.code, compiled.stdout], [0, ""], compiled.stderr);
  assert.match(compiled.stderr, /Compiled api\.yaml to generated\/: \d+ created\n/);
  assert.match(compiled.stderr, /\n {2}\.venv\/bin\/pip install -r generated\/requirements\.txt\n/);
  assert.match(compiled.stderr, /\n {2}\.venv\/bin\/uvicorn generated\.app:app\n$/);
  const before = tree(cwd);
  const unchanged = await restgen(["compile", "api.yaml"], { cwd });
  assert.match(unchanged.stderr, /generated\/: \d+ unchanged\n/);
  assert.deepEqual(tree(cwd), before);
  assert.equal((await restgen(["compile", "api.yaml", "--check"], { cwd })).code, 0);
});

programTest("-v names each pass and each file; --dry-run writes nothing", async (cwd) => {
  Deno.writeTextFileSync(`${cwd}/api.yaml`, config("Product"));
  const dry = await restgen(["compile", "api.yaml", "--dry-run"], { cwd });
  assert.equal(dry.code, 0, dry.stderr);
  assert.match(dry.stdout, /^created +generated\/app\.py$/m);
  assert.deepEqual([...tree(cwd).keys()], ["api.yaml"]);
  const verbose = await restgen(["compile", "api.yaml", "-v"], { cwd });
  assert.equal(verbose.stdout, "");
  assert.match(verbose.stderr, /^\w+ +\d+\.\d ms$/m);
  assert.match(verbose.stderr, /^created +generated\/app\.py$/m);
  Deno.writeTextFileSync(`${cwd}/api.yaml`, config("Product", "Order"));
  const updated = await restgen(["compile", "api.yaml", "--verbose"], { cwd });
  assert.match(updated.stderr, /^(updated|created) +generated\/\w+/m);
  assert.match(updated.stderr, /^unchanged +generated\/requirements\.txt$/m);
});

programTest("a config with errors is 1: text on stderr, JSON on stdout, nothing written", async (cwd) => {
  Deno.writeTextFileSync(`${cwd}/api.yaml`, config("Product").replace("type: uuid", "tpye: uuid"));
  for (const name of ["compile", "validate"]) {
    const text = await restgen([name, "api.yaml"], { cwd });
    assert.deepEqual([text.code, text.stdout], [1, ""]);
    assert.match(text.stderr, /E\d\d\d[^]*api\.yaml:5:/);
    const json = await restgen([name, "api.yaml", "--format", "json"], { cwd });
    assert.deepEqual([json.code, json.stderr], [1, ""]);
    const { diagnostics } = JSON.parse(json.stdout);
    const found = diagnostics.find(({ message }: { message: string }) => message.includes("tpye"));
    assert.match(found.code, /^E\d\d\d$/);
    assert.equal(found.severity, "error");
    assert.equal(found.file, "api.yaml");
    assert.deepEqual(found.range.start, { line: 5, column: 21 });
  }
  assert.deepEqual([...tree(cwd).keys()], ["api.yaml"]);
});

programTest("a config on standard input", async (cwd) => {
  const valid = await restgen(["validate", "-"], { cwd, input: config("Product") });
  assert.equal(valid.code, 0, valid.stderr);
  const wrong = await restgen(["validate", "-", "--format=json"], { cwd, input: "models: [" });
  assert.equal(wrong.code, 1);
  assert.ok(JSON.parse(wrong.stdout).diagnostics.length > 0);
  assert.equal((await restgen(["compile", "-", "--out", "shop"], { cwd, input: config("Product") })).code, 0);
  assert.ok(tree(cwd).has("shop/app.py"));
});

programTest("wrong use and missing files are 2", async (cwd) => {
  Deno.writeTextFileSync(`${cwd}/api.yaml`, config("Product"));
  Deno.mkdirSync(`${cwd}/folder`);
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [["compile", "api.yaml", "--vrebose"], /did you mean --verbose/],
    [["complie", "api.yaml"], /did you mean `compile`/],
    [["compile", "none.yaml"], /^error: none\.yaml does not exist\n/],
    [["compile", "folder"], /^error: folder is not a regular file\n/],
    [["compile", "/dev/zero"], /^error: \/dev\/zero is not a regular file\n/],
    [["compile", "api.yaml/x"], /^error: api\.yaml\/x does not exist\n/],
    [["compile", "api.yaml", "--out", "api.yaml"], /^error: --out api\.yaml is not a folder\n/],
    [["compile", "api.yaml", "--out", "api.yaml/generated"], /^error: --out .* which is not a folder\n/],
    [["compile", "api.yaml", "--out", "/proc/none/generated"], /^error: \/proc[^\n]*\n$/],
    [["compile", "api.yaml", "--out", "my-gen"], /Try --out my_gen\n$/],
    [["compile", "api.yaml", "--out", "."], /holds the config/],
    [["explain", "E999"], /there is no diagnostic "E999"/],
  ];
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await restgen(args, { cwd });
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n {4}at /);
  }
  assert.deepEqual([...tree(cwd).keys()], ["api.yaml"]);
});

programTest("help, version, schema and explain are data on stdout", async (cwd) => {
  const { version } = JSON.parse(Deno.readTextFileSync(new URL("../deno.json", import.meta.url)));
  const said = await restgen(["--version"], { cwd });
  assert.deepEqual(said, { code: 0, stdout: `${version}\n`, stderr: "" });
  const help = await restgen(["compile", "--help"], { cwd });
  assert.match(help.stdout, /--dry-run[^]*Exit codes|Exit codes[^]*--dry-run/);
  const schema = await restgen(["schema"], { cwd });
  assert.equal(typeof JSON.parse(schema.stdout).$schema, "string");
  const wrong = await restgen(["validate", "-", "--format", "json"], { cwd, input: "modles: {}\n" });
  const [{ code }] = JSON.parse(wrong.stdout).diagnostics;
  const page = await restgen(["explain", code.toLowerCase()], { cwd });
  assert.ok(page.stdout.startsWith(`# ${code} `), page.stderr);
  assert.deepEqual([...tree(cwd).keys()], []);
});

programTest("--dump prints JSON and writes nothing", async (cwd) => {
  Deno.writeTextFileSync(`${cwd}/api.yaml`, config("Product"));
  for (const stage of ["document", "config", "resolved", "api", "project"]) {
    const { code, stdout, stderr } = await restgen(["compile", "api.yaml", "--dump", stage], { cwd });
    assert.equal(code, 0, stderr);
    assert.equal(typeof JSON.parse(stdout), "object");
  }
  assert.deepEqual([...tree(cwd).keys()], ["api.yaml"]);
});

programTest("an edited file: a diff, 2, nothing written; then --force", async (cwd) => {
  Deno.writeTextFileSync(`${cwd}/api.yaml`, config("Product"));
  await restgen(["compile", "api.yaml"], { cwd });
  const made = tree(cwd);
  Deno.writeTextFileSync(`${cwd}/generated/app.py`, "# my own line\n", { append: true });
  Deno.writeTextFileSync(`${cwd}/api.yaml`, config("Product", "Order"));
  const edited = tree(cwd);
  const refused = await restgen(["compile", "api.yaml"], { cwd });
  assert.deepEqual([refused.code, refused.stdout], [2, ""]);
  assert.match(refused.stderr, /generated\/app\.py was edited[^]*^-# my own line$/m);
  assert.match(refused.stderr, /restgen eject generated\/app\.py/);
  assert.deepEqual(tree(cwd), edited);
  const checked = await restgen(["compile", "api.yaml", "--check"], { cwd });
  assert.equal(checked.code, 1);
  assert.match(checked.stdout, /^conflict +generated\/app\.py$/m);
  assert.deepEqual(tree(cwd), edited);
  Deno.writeTextFileSync(`${cwd}/api.yaml`, config("Product"));
  assert.equal((await restgen(["compile", "api.yaml", "--force"], { cwd })).code, 0);
  assert.deepEqual(tree(cwd), made);
});

programTest("a file that restgen did not write is not overwritten", async (cwd) => {
  Deno.writeTextFileSync(`${cwd}/api.yaml`, config("Product"));
  Deno.mkdirSync(`${cwd}/generated`);
  Deno.writeTextFileSync(`${cwd}/generated/app.py`, "print('mine')\n");
  const refused = await restgen(["compile", "api.yaml"], { cwd });
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /generated\/app\.py was not written by restgen/);
  assert.deepEqual([...tree(cwd).keys()], ["api.yaml", "generated/app.py"]);
});

programTest("an ejected file is the user's for good", async (cwd) => {
  Deno.writeTextFileSync(`${cwd}/api.yaml`, config("Product"));
  await restgen(["compile", "api.yaml"], { cwd });
  const ejected = await restgen(["eject", "generated/models.py"], { cwd });
  assert.deepEqual(ejected, { code: 0, stdout: "", stderr: "generated/models.py is yours now\n" });
  Deno.writeTextFileSync(`${cwd}/generated/models.py`, "# mine\n");
  Deno.writeTextFileSync(`${cwd}/api.yaml`, config("Product", "Order"));
  const noted = await restgen(["compile", "api.yaml", "--force"], { cwd });
  assert.equal(noted.code, 0, noted.stderr);
  assert.match(noted.stderr, /note: generated\/models\.py is yours, and what restgen would write there has changed/);
  assert.doesNotMatch((await restgen(["compile", "api.yaml"], { cwd })).stderr, /note:/);
  assert.equal(Deno.readTextFileSync(`${cwd}/generated/models.py`), "# mine\n");
  assert.equal((await restgen(["eject", "../other.py"], { cwd })).code, 2);
});

programTest("only own orphans that nobody edited are removed", async (cwd) => {
  Deno.writeTextFileSync(`${cwd}/api.yaml`, config("Product"));
  await restgen(["compile", "api.yaml"], { cwd });
  const expected = tree(cwd);
  const manifest = JSON.parse(Deno.readTextFileSync(`${cwd}/${MANIFEST}`));
  const digest = createHash("sha256").update("old\n").digest("hex");
  manifest.files["gone/old.py"] = manifest.files["gone/edited.py"] = manifest.files["lone/old.py"] = [digest];
  Deno.writeTextFileSync(`${cwd}/${MANIFEST}`, JSON.stringify(manifest));
  for (const folder of ["gone", "lone"]) {
    Deno.mkdirSync(`${cwd}/generated/${folder}`);
    Deno.writeTextFileSync(`${cwd}/generated/${folder}/old.py`, "old\n");
  }
  Deno.writeTextFileSync(`${cwd}/generated/gone/edited.py`, "edited\n");
  Deno.writeTextFileSync(`${cwd}/generated/gone/foreign.py`, "old\n");
  const { code, stderr } = await restgen(["compile", "api.yaml", "-v"], { cwd });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^removed +generated\/gone\/old\.py$/m);
  assert.match(stderr, /generated\/gone\/edited\.py is no longer generated, but was edited/);
  const left = [...tree(cwd).keys()].filter((path) => !expected.has(path));
  assert.deepEqual(left, ["generated/gone/edited.py", "generated/gone/foreign.py"]);
  assert.throws(() => Deno.statSync(`${cwd}/generated/lone`), Deno.errors.NotFound);
});

programTest("nothing is written through a link", async (cwd) => {
  Deno.writeTextFileSync(`${cwd}/api.yaml`, config("Product"));
  Deno.mkdirSync(`${cwd}/elsewhere`);
  Deno.writeTextFileSync(`${cwd}/victim`, "precious\n");
  Deno.symlinkSync(`${cwd}/elsewhere`, `${cwd}/linked`);
  const folder = await restgen(["compile", "api.yaml", "--out", "linked", "--force"], { cwd });
  assert.deepEqual([folder.code, folder.stdout], [2, ""]);
  assert.match(folder.stderr, /linked is a link, and restgen never writes through links/);
  assert.deepEqual([...Deno.readDirSync(`${cwd}/elsewhere`)], []);
  Deno.mkdirSync(`${cwd}/generated`);
  Deno.symlinkSync(`${cwd}/victim`, `${cwd}/generated/app.py`);
  const file = await restgen(["compile", "api.yaml", "--force"], { cwd });
  assert.equal(file.code, 2);
  assert.equal(Deno.readTextFileSync(`${cwd}/victim`), "precious\n");
  Deno.removeSync(`${cwd}/generated/app.py`);
  Deno.symlinkSync(`${cwd}/elsewhere`, `${cwd}/generated/.restgen`);
  assert.equal((await restgen(["compile", "api.yaml", "--force"], { cwd })).code, 2);
  assert.deepEqual([...Deno.readDirSync(`${cwd}/elsewhere`)], []);
});

programTest("a hostile manifest harms nothing", async (cwd) => {
  Deno.writeTextFileSync(`${cwd}/api.yaml`, config("Product"));
  await restgen(["compile", "api.yaml"], { cwd });
  Deno.writeTextFileSync(`${cwd}/victim.py`, "old\n");
  const digest = createHash("sha256").update("old\n").digest("hex");
  const texts = [
    `{"version":1,"files":{"../victim.py":["${digest}"]},"ejected":{}}`,
    `{"version":1,"files":{"${cwd}/victim.py":["${digest}"]},"ejected":{}}`,
    `{"version":1,"files":{"a/../../victim.py":["${digest}"]},"ejected":{}}`,
    `{"version":1,"files":{"__proto__":"x"},"ejected":{}}`,
    `{"version":1,"files":${"[".repeat(100_000)}`,
    "<<<<<<< ours\n",
    "",
  ];
  for (const text of texts) {
    Deno.writeTextFileSync(`${cwd}/${MANIFEST}`, text);
    const before = tree(cwd);
    for (const args of [["compile", "api.yaml", "--force"], ["eject", "generated/app.py"]]) {
      const { code, stderr } = await restgen(args, { cwd });
      assert.equal(code, 2);
      assert.match(stderr, /^error: generated\/\.restgen\/manifest\.json [^\n]+\n {2}= help: [^\n]+\n$/);
    }
    assert.deepEqual(tree(cwd), before);
  }
  Deno.removeSync(`${cwd}/${MANIFEST}`);
  const adopted = await restgen(["compile", "api.yaml"], { cwd });
  assert.equal(adopted.code, 0, adopted.stderr);
  assert.match(adopted.stderr, /: \d+ unchanged\n/);
});

programTest("the same bytes from every folder", async (cwd) => {
  Deno.mkdirSync(`${cwd}/project/deep`, { recursive: true });
  const file = `${cwd}/project/api.yaml`;
  Deno.writeTextFileSync(file, config("Product", "Order"));
  const runs: readonly (readonly [string, string, string])[] = [
    [`${cwd}/project`, "api.yaml", "one/generated"],
    [`${cwd}/project/deep`, "../api.yaml", "../two/generated/"],
    ["/", file, `${cwd}/project/three/generated`],
  ];
  const trees: ReadonlyMap<string, string>[] = [];
  for (const [folder, entry, out] of runs) {
    const { code, stderr } = await restgen(["compile", entry, "--out", out], { cwd: folder });
    assert.equal(code, 0, stderr);
    trees.push(tree(out.startsWith("/") ? out : `${folder}/${out}`));
  }
  assert.ok((trees[0]?.size ?? 0) > 3);
  assert.deepEqual(trees[1], trees[0]);
  assert.deepEqual(trees[2], trees[0]);
});

programTest("a reader that leaves is no crash", async (cwd) => {
  const child = command(["schema"], { cwd }).spawn();
  await child.stdout.cancel();
  const stderr = await new Response(child.stderr).text();
  const { code } = await child.status;
  assert.deepEqual([code, stderr], [0, ""]);
});

programTest("a disk that is full leaves the old tree", async (cwd) => {
  const small = `${cwd}/small`;
  Deno.mkdirSync(small);
  await new Deno.Command("mount", { args: ["-t", "tmpfs", "-o", "size=400k", "tmpfs", small] }).output();
  try {
    Deno.writeTextFileSync(`${cwd}/api.yaml`, config("Product"));
    const first = await restgen(["compile", "api.yaml", "--out", "small/generated"], { cwd });
    assert.equal(first.code, 0, first.stderr);
    const before = tree(`${small}/generated`);
    const filler = Deno.openSync(`${small}/filler`, { create: true, write: true });
    const fill = () => {
      while (true) filler.writeSync(new Uint8Array(4096));
    };
    assert.throws(fill, /No space left/);
    filler.close();
    Deno.writeTextFileSync(`${cwd}/api.yaml`, config("Product", "Order"));
    const full = await restgen(["compile", "api.yaml", "--out", "small/generated"], { cwd });
    assert.deepEqual([full.code, full.stdout], [2, ""]);
    assert.match(full.stderr, /^error: small\/generated\/[^\n]*: no space left on the disk\n$/);
    assert.deepEqual(tree(`${small}/generated`), before);
    Deno.removeSync(`${small}/filler`);
    assert.equal((await restgen(["compile", "api.yaml", "--out", "small/generated"], { cwd })).code, 0);
  } finally {
    await new Deno.Command("umount", { args: [small] }).output();
  }
}, !await canMount());

programTest("a file system that is read-only is a line, and reading from it works", async (cwd) => {
  const fixed = `${cwd}/fixed`;
  Deno.mkdirSync(fixed);
  await new Deno.Command("mount", { args: ["-t", "tmpfs", "tmpfs", fixed] }).output();
  try {
    Deno.writeTextFileSync(`${fixed}/api.yaml`, config("Product"));
    await restgen(["compile", "fixed/api.yaml", "--out", "fixed/generated"], { cwd });
    await new Deno.Command("mount", { args: ["-o", "remount,ro", fixed] }).output();
    const same = await restgen(["compile", "fixed/api.yaml", "--out", "fixed/generated"], { cwd });
    assert.equal(same.code, 0, same.stderr);
    Deno.writeTextFileSync(`${cwd}/api.yaml`, config("Order"));
    for (const out of ["fixed/generated", "fixed/other"]) {
      const { code, stderr } = await restgen(["compile", "api.yaml", "--out", out], { cwd });
      assert.equal(code, 2);
      assert.match(stderr, /^error: fixed\/[^\n]*: the file system is read-only\n$/);
    }
    assert.match(
      (await restgen(["init", "--out", "fixed/new.yaml"], { cwd })).stderr,
      /new\.yaml: the file system is read/,
    );
  } finally {
    await new Deno.Command("umount", { args: [fixed] }).output();
  }
}, !await canMount());

/** Only some machines let a test mount a file system. */
async function canMount(): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  const folder = Deno.makeTempDirSync({ prefix: "restgen_mount_" });
  try {
    const { success } = await new Deno.Command("mount", { args: ["-t", "tmpfs", "tmpfs", folder] }).output();
    if (success) await new Deno.Command("umount", { args: [folder] }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  } finally {
    Deno.removeSync(folder);
  }
}
