import assert from "node:assert/strict";
import type { Diagnostic } from "../diagnostics/define.ts";
import { DiskError } from "../output/disk.ts";
import type { Compiler } from "./compiler.ts";
import { memoryProcess, type Setting } from "./memory_system.ts";

/** Each line `path: text` of a config becomes a file; `wrong` is a mistake, `warn` a warning. */
const compiler: Compiler = {
  VERSION: "1.2.3",
  // Asynchronous, so that what it throws is thrown when it is awaited.
  compile: async (entry, host, { format, dump, packageName }) => {
    await Promise.resolve();
    const text = new TextDecoder().decode(host.read(entry));
    if (text.includes("crash")) throw new RangeError("too deep\nsecond line");
    if (text.includes("full")) throw new DiskError("imported.yaml", "permission denied");
    const source = { name: entry, text };
    const find = (word: string, code: Diagnostic["code"], severity: Diagnostic["severity"]): readonly Diagnostic[] => {
      const start = text.indexOf(word);
      if (start < 0) return [];
      const span = { source, start, end: start + word.length };
      return [{
        code,
        name: word,
        severity,
        message: `this is ${word}`,
        help: "Mend it.",
        span,
        related: [],
        fixes: [],
      }];
    };
    const diagnostics = [...find("wrong", "E001", "error"), ...find("warn", "W001", "warning")];
    const files = new Map<string, string>();
    for (const line of text.split("\n")) {
      const [path, content] = line.split(": ");
      if (path && content) files.set(path, `${packageName} ${format} ${content}\n`);
    }
    return {
      files: text.includes("wrong") ? undefined : files,
      diagnostics,
      timings: [{ pass: "load", milliseconds: 1.25 }],
      notes: ["Model Old is left out: nothing uses it"],
      dump: dump === undefined ? undefined : `{"stage":"${dump}"}`,
      hooks: [],
      planMigration: undefined,
    };
  },
  planStubs: () => Promise.resolve({ rows: [], files: [], refusals: [] }),
  explain: (code) => Promise.resolve(code.toUpperCase() === "E001" ? "# E001 wrong" : undefined),
  suggestCode: (code) => Promise.resolve(code === "E0O1" ? "E001" : undefined),
  schema: () => ({ type: "object" }),
  starter: () => "app.py: start\n",
  templates: () =>
    Promise.resolve([
      { name: "shop", summary: "A shop", files: new Map([["api.yaml", "app.py: shop"], ["lib/mail.py", "pass\n"]]) },
      { name: "chat", summary: "Rooms", files: new Map([["api.yaml", "app.py: chat"]]) },
    ]),
};

const process = (setting: Setting = {}) => memoryProcess(compiler, setting);
const API = { "api.yaml": "app.py: one\nrequirements.txt: fastapi" };

Deno.test("compile writes the package and says what comes next", async () => {
  const { disk, run } = process({ files: API });
  const { exitCode, stdout, stderr } = await run("compile", "api.yaml");
  assert.equal(exitCode, 0);
  assert.equal(stdout, "");
  assert.equal(
    stderr,
    "Compiled api.yaml to generated/: 2 created\n\nNext:\n  python3 -m venv .venv\n" +
      "  .venv/bin/pip install -r generated/requirements.txt\n  .venv/bin/uvicorn generated.app:app\n",
  );
  assert.equal(new TextDecoder().decode(disk.read("generated/app.py")), "generated true one\n");
  assert.match((await run("compile", "api.yaml")).stderr, /^Compiled api.yaml to generated\/: 2 unchanged\n/);
});

Deno.test("-v shows passes and files, on stderr", async () => {
  const { run } = process({ files: API });
  const { stdout, stderr } = await run("compile", "api.yaml", "-v", "--out=shop", "--no-format");
  assert.equal(stdout, "");
  assert.match(
    stderr,
    /^load +1\.3 ms\nnote: Model Old is left out: nothing uses it\ncreated +shop\/app\.py\ncreated +shop\/requirements\.txt\ncreated +shop\/\.restgen/,
  );
});

Deno.test("--no-format reaches the compiler", async () => {
  const { disk, run } = process({ files: API });
  await run("compile", "api.yaml", "--no-format");
  assert.equal(new TextDecoder().decode(disk.read("generated/app.py")), "generated false one\n");
});

Deno.test("a config with errors: 1, diagnostics on stderr or as JSON on stdout, nothing written", async () => {
  const { disk, run } = process({ files: { "api.yaml": "app.py: one\n  wrong" } });
  for (const command of ["compile", "validate"]) {
    const text = await run(command, "api.yaml");
    assert.equal(text.exitCode, 1);
    assert.equal(text.stdout, "");
    assert.match(text.stderr, /E001/);
    assert.match(text.stderr, /api\.yaml:2:3/);
    const json = await run(command, "api.yaml", "--format", "json");
    assert.equal(json.exitCode, 1);
    assert.equal(json.stderr, "");
    const [diagnostic] = JSON.parse(json.stdout).diagnostics;
    assert.equal(diagnostic.code, "E001");
    assert.equal(diagnostic.file, "api.yaml");
    assert.deepEqual(diagnostic.range, { start: { line: 2, column: 3 }, end: { line: 2, column: 8 } });
    assert.equal(diagnostic.help, "Mend it.");
  }
  assert.equal(disk.kind("generated"), undefined);
});

Deno.test("a warning is shown and stops nothing", async () => {
  const { run } = process({ files: { "api.yaml": "app.py: warn" } });
  const compiled = await run("compile", "api.yaml");
  assert.equal(compiled.exitCode, 0);
  assert.match(compiled.stderr, /W001/);
  const validated = await run("validate", "api.yaml");
  assert.equal(validated.exitCode, 0);
  assert.match(validated.stderr, /W001/);
});

Deno.test("--dry-run lists and writes nothing", async () => {
  const { disk, run } = process({ files: API });
  const { exitCode, stdout } = await run("compile", "api.yaml", "--dry-run");
  assert.equal(exitCode, 0);
  assert.match(stdout, /^created +generated\/app\.py\n/);
  assert.equal(disk.kind("generated"), undefined);
});

Deno.test("--check: 1 with a list and diffs when the folder differs, and never writes", async () => {
  const { disk, run } = process({ files: API });
  await run("compile", "api.yaml");
  assert.equal((await run("compile", "api.yaml", "--check")).exitCode, 0);
  disk.files.set("api.yaml", new TextEncoder().encode("app.py: two\nnew.py: x"));
  const before = new Map(disk.files);
  const { exitCode, stdout, stderr } = await run("compile", "api.yaml", "--check");
  assert.equal(exitCode, 1);
  assert.equal(
    stdout,
    "updated    generated/app.py\ncreated    generated/new.py\nremoved    generated/requirements.txt\n" +
      "updated    generated/.restgen/manifest.json\n" +
      "--- generated/app.py (on disk)\n+++ generated/app.py (restgen)\n@@ -1,1 +1,1 @@\n" +
      "-generated true one\n+generated true two\n",
  );
  assert.match(
    stderr,
    /generated\/ is not what api\.yaml makes\n {2}= help: `restgen compile api\.yaml` brings it up to date/,
  );
  const json = JSON.parse((await run("compile", "api.yaml", "--check", "--format=json")).stdout);
  assert.deepEqual(json.files.map(({ status }: { status: string }) => status), ["updated", "created", "removed"]);
  assert.match(json.files[0].diff, /\+generated true two/);
  assert.deepEqual(disk.files, before);
});

Deno.test("an edited file: 2, a diff, nothing written; --force overwrites; eject keeps", async () => {
  const { disk, run } = process({ files: API });
  await run("compile", "api.yaml");
  disk.files.set("generated/app.py", new TextEncoder().encode("mine\n"));
  disk.files.set("api.yaml", new TextEncoder().encode("app.py: two\nnew.py: x"));
  const before = new Map(disk.files);
  const { exitCode, stdout, stderr } = await run("compile", "api.yaml");
  assert.equal(exitCode, 2);
  assert.equal(stdout, "");
  assert.match(stderr, /generated\/app\.py was edited since restgen wrote it\n--- [^]*-mine\n\+generated true two\n/);
  assert.match(stderr, /nothing was written to generated\/\n {2}= help: `restgen eject generated\/app\.py`.*--force/);
  const json = await run("compile", "api.yaml", "--format", "json");
  assert.equal(json.exitCode, 2);
  assert.equal(JSON.parse(json.stdout).error.message, "nothing was written to generated/");
  assert.equal(JSON.parse(json.stdout).files[0].reason, "edited");
  assert.equal((await run("compile", "api.yaml", "--check")).exitCode, 1);
  assert.deepEqual(disk.files, before);
  assert.equal((await run("eject", "generated/app.py")).exitCode, 0);
  const kept = await run("compile", "api.yaml", "--force");
  assert.equal(kept.exitCode, 0);
  assert.match(kept.stderr, /note: generated\/app\.py is yours, and what restgen would write there has changed/);
  assert.equal(new TextDecoder().decode(disk.read("generated/app.py")), "mine\n");
});

Deno.test("--force overwrites an edited file", async () => {
  const { disk, run } = process({ files: API });
  await run("compile", "api.yaml");
  disk.files.set("generated/app.py", new TextEncoder().encode("mine\n"));
  assert.equal((await run("compile", "api.yaml", "--force")).exitCode, 0);
  assert.equal(new TextDecoder().decode(disk.read("generated/app.py")), "generated true one\n");
});

Deno.test("eject takes names from inside the folder, several at once, and no others", async () => {
  const { run } = process({ files: API });
  assert.match((await run("eject", "app.py")).stderr, /error: generated does not exist/);
  await run("compile", "api.yaml");
  const { exitCode, stderr } = await run("eject", "app.py", "generated/requirements.txt");
  assert.equal(exitCode, 0);
  assert.equal(stderr, "generated/app.py is yours now\ngenerated/requirements.txt is yours now\n");
  assert.match((await run("eject", "app.py", "generated/app.py")).stderr, /error: app\.py is not in generated/);
  assert.match((await run("eject", "generated/app.py")).stderr, /was yours already/);
  assert.equal((await run("eject", "generated/none.py")).exitCode, 2);
  assert.equal((await run("eject", "api.yaml")).exitCode, 2);
  assert.equal((await run("eject")).exitCode, 2);
});

Deno.test("--dump prints a stage on stdout and writes nothing", async () => {
  const { disk, run } = process({ files: API });
  assert.deepEqual(await run("compile", "api.yaml", "--dump", "api"), {
    exitCode: 0,
    stdout: '{"stage":"api"}\n',
    stderr: "",
  });
  assert.equal(disk.kind("generated"), undefined);
  const wrong = await run("compile", "api.yaml", "--dump", "apy");
  assert.equal(wrong.exitCode, 2);
  assert.match(wrong.stderr, /did you mean "api"/);
});

Deno.test("- is standard input", async () => {
  const { disk, run } = process({ input: "app.py: piped" });
  const { exitCode, stderr } = await run("compile", "-");
  assert.equal(exitCode, 0);
  assert.match(stderr, /^Compiled standard input to generated\//);
  assert.equal(new TextDecoder().decode(disk.read("generated/app.py")), "generated true piped\n");
});

Deno.test("init writes a starter and never overwrites", async () => {
  const { disk, run } = process();
  assert.match((await run("init")).stderr, /Wrote api\.yaml\n\nNext:\n {2}restgen compile api\.yaml\n/);
  assert.equal((await run("compile", "api.yaml")).exitCode, 0);
  disk.files.set("api.yaml", new TextEncoder().encode("mine"));
  const again = await run("init");
  assert.equal(again.exitCode, 2);
  assert.match(again.stderr, /api\.yaml exists already and stays as it is/);
  assert.equal(new TextDecoder().decode(disk.read("api.yaml")), "mine");
  assert.equal((await run("init", "--out", "none/api.yaml")).exitCode, 2);
  assert.equal((await run("init", "--out", "my shop.yaml")).exitCode, 0);
});

Deno.test("init --template writes an example into a folder of its name", async () => {
  const { disk, run } = process();
  assert.deepEqual(await run("init", "--template", "list"), {
    exitCode: 0,
    stdout: "shop  A shop\nchat  Rooms\n",
    stderr: "",
  });
  const { exitCode, stderr } = await run("init", "--template", "shop");
  assert.deepEqual([exitCode, stderr], [
    0,
    "Wrote 2 files to shop/\n\nNext:\n  cd shop\n  restgen compile api.yaml\n",
  ]);
  assert.equal(new TextDecoder().decode(disk.read("shop/lib/mail.py")), "pass\n");
  const again = await run("init", "--template", "shop");
  assert.equal(again.exitCode, 2);
  assert.match(again.stderr, /shop\/api\.yaml exists already and stays as it is/);
  assert.equal((await run("init", "--template", "shop", "--out", "a/b/")).exitCode, 0);
  assert.equal(new TextDecoder().decode(disk.read("a/b/api.yaml")), "app.py: shop");
  assert.equal((await run("init", "--template", "chat", "--out", ".")).exitCode, 0);
  assert.equal(new TextDecoder().decode(disk.read("api.yaml")), "app.py: chat");
  const wrong = await run("init", "--template", "shpo");
  assert.equal(wrong.exitCode, 2);
  assert.match(wrong.stderr, /no template "shpo"[^]*"shop"/);
});

Deno.test("explain, schema and --version print on stdout", async () => {
  const { run } = process();
  assert.deepEqual(await run("explain", "e001"), { exitCode: 0, stdout: "# E001 wrong\n", stderr: "" });
  assert.equal((await run("explain", "E999")).exitCode, 2);
  assert.deepEqual(JSON.parse((await run("schema")).stdout), { type: "object" });
  assert.deepEqual(await run("--version"), { exitCode: 0, stdout: "1.2.3\n", stderr: "" });
});

Deno.test("--help has examples and exit codes, for every command", async () => {
  const { run } = process();
  for (const command of [[], ["compile"], ["validate"], ["init"], ["eject"], ["explain"], ["schema"]]) {
    const { exitCode, stdout, stderr } = await run(...command, "--help");
    assert.equal(exitCode, 0);
    assert.equal(stderr, "");
    assert.match(stdout, /Examples?:\n {2}restgen /);
    assert.match(stdout, /Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 /);
  }
});

const MISUSE: readonly (readonly [readonly string[], RegExp])[] = [
  [["compile", "api.yaml", "--vebose"], /did you mean --verbose/],
  [["compil", "api.yaml"], /did you mean `compile`/],
  [["compile"], /Expected argument for CONFIG/],
  [["compile", "a", "b"], /Too many arguments/],
  [["compile", "a", "--out"], /Expected input for flag --out/],
  [["compile", "a", "--out", "b", "--out", "c"], /--out/],
  [["constructor"], /No command registered/],
  [["__proto__"], /No command registered/],
  [["compile", "a", "--constructor"], /No flag registered/],
  [["compile", "a", "--has-own-property=x"], /No flag registered/],
  [["compile", "a", "--__proto__"], /No flag registered/],
  [["compile", "none.yaml"], /none\.yaml does not exist/],
  [["compile", ""], /does not exist/],
  [["compile", "api.yaml", "--out", "my-gen"], /Try --out my_gen/],
  [["compile", "api.yaml", "--out", ""], /needs the name of a folder/],
  [["init", "--out", ""], /needs the name of a file/],
];

for (const [argv, message] of MISUSE) {
  Deno.test(`wrong use is 2: ${argv.join(" ")}`, async () => {
    const { exitCode, stdout, stderr } = await process({ files: API }).run(...argv);
    assert.equal(exitCode, 2);
    assert.equal(stdout, "");
    assert.match(stderr, message);
  });
}

Deno.test("with --format json, wrong use and failures are JSON too", async () => {
  const { run } = process({ files: API });
  for (const argv of [["compile"], ["compile", "none.yaml"], ["compile", "api.yaml", "--out", "json"]]) {
    const { exitCode, stdout } = await run(...argv, "--format=json");
    assert.equal(exitCode, 2);
    const { diagnostics, error } = JSON.parse(stdout);
    assert.deepEqual(diagnostics, []);
    assert.ok(error.message.length > 0 && error.help.length > 0);
  }
});

Deno.test("a mistake in restgen asks for a report, without a stack trace", async () => {
  const files = { "api.yaml": "crash" };
  const { exitCode, stdout, stderr } = await process({ files }).run("compile", "api.yaml");
  assert.equal(exitCode, 2);
  assert.equal(stdout, "");
  assert.match(stderr, /^error: internal error: RangeError: too deep\\nsecond line\n {2}= help: .*report/);
  assert.doesNotMatch(stderr, /main_test\.ts/);
  const debugged = await process({ files, variables: { RESTGEN_DEBUG: "1" } }).run("compile", "api.yaml");
  assert.match(debugged.stderr, /main_test\.ts/);
});

Deno.test("a file that cannot be read is one line", async () => {
  const { exitCode, stderr } = await process({ files: { "api.yaml": "full" } }).run("compile", "api.yaml");
  assert.equal(exitCode, 2);
  assert.equal(stderr, "error: imported.yaml: permission denied\n");
});

Deno.test("colour is for terminals; NO_COLOR and FORCE_COLOR decide", async () => {
  const isColored = async (setting: Setting) =>
    // deno-lint-ignore no-control-regex -- colours are control characters
    /\x1b\[/.test((await process(setting).run("compile", "none.yaml")).stderr);
  assert.equal(await isColored({}), false);
  assert.equal(await isColored({ isTerminal: true }), true);
  assert.equal(await isColored({ isTerminal: true, variables: { NO_COLOR: "1" } }), false);
  assert.equal(await isColored({ isTerminal: true, variables: { NO_COLOR: "" } }), true);
  assert.equal(await isColored({ isTerminal: true, variables: { TERM: "dumb" } }), false);
  assert.equal(await isColored({ variables: { FORCE_COLOR: "1" } }), true);
  assert.equal(await isColored({ isTerminal: true, variables: { FORCE_COLOR: "0" } }), false);
});
