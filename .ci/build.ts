/**
 * Builds the stand-alone program: `deno task build`.
 *
 * `DENO` names another Deno for the steps that compile, and `DENORT_BIN` the runtime that it puts into the program;
 * together they build on a machine that cannot reach Deno's download site.
 */

import { CACHE, folderOf, MODULES, packTexts, SCRIPT, textName, textsFile } from "../src/cli/program.ts";
import { VARIABLES } from "../src/cli/system.ts";

const ROOT = new URL("../", import.meta.url);
const PARTS = "dist/parts";
const PROGRAM = Deno.build.os === "windows" ? "dist/restgen.exe" : "dist/restgen";

/** Everything that the program may do; it asks for nothing while it runs. */
const PERMISSIONS = ["--allow-read", "--allow-write", `--allow-env=${VARIABLES.join(",")}`, "--no-prompt"];

/** In MiB: little room for young objects, as each page of new memory costs; much for old ones, as most live on. */
const V8_FLAGS = "--max-semi-space-size=2,--initial-old-space-size=256";

/** Runs a program and gives all that it said. */
async function run(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args: [...args], cwd: ROOT, env }).output();
  const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  if (!success) throw new Error(`${program} ${args[0]} failed:\n${said}`);
  return said;
}

/** Makes one file of a module and all that it imports. */
async function bundle(entry: string, output: string, ...choices: readonly string[]): Promise<void> {
  await run(Deno.execPath(), ["bundle", "--quiet", "--platform", "deno", ...choices, "--output", output, entry]);
}

async function compile(entry: string, output: string, ...choices: readonly string[]): Promise<void> {
  // Deno's own code cache would be a predictable file in the shared folder for temporary files.
  const always = ["--quiet", "--no-check", "--no-config", "--no-lock", "--no-code-cache", `--v8-flags=${V8_FLAGS}`];
  await run(Deno.env.get("DENO") ?? Deno.execPath(), ["compile", ...always, ...choices, "--output", output, entry]);
}

/** What modules import as texts. */
const TEXTS = ["py", "md", "yaml", "ini", "mako", "html", "txt"].map((extension) => `*.${extension}`);

/**
 * Makes one script of the command line, the function of a CommonJS module in ASCII, which V8 reads fastest, and a file
 * for each folder that it imports texts from; gives their names.
 */
async function makeScript(): Promise<readonly string[]> {
  const path = `${PARTS}/${SCRIPT}`;
  // Short: Deno reads all of it at each start, and `deno run` has the names for those who look for a mistake.
  const choices = ["--format", "cjs", "--minify", ...TEXTS.flatMap((pattern) => ["--external", pattern])];
  await bundle("cli.ts", path, ...choices);
  const text = Deno.readTextFileSync(new URL(path, ROOT));
  const ascii = text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  Deno.writeTextFileSync(new URL(path, ROOT), `(function (module, require) {"use strict";\n${ascii}\n})`);
  const folders = new Map<string, Map<string, string>>();
  for (const [, path = ""] of text.matchAll(/\brequire\("([^"]*)"\)/g)) {
    if (MODULES.has(path)) continue;
    if (!path.startsWith(".")) throw new Error(`the command line imports ${path}`);
    const name = textName(path);
    const texts = folders.get(folderOf(name)) ?? new Map<string, string>();
    folders.set(folderOf(name), texts.set(name, Deno.readTextFileSync(new URL(name, ROOT))));
  }
  for (const [folder, texts] of folders) {
    Deno.writeTextFileSync(new URL(`${PARTS}/${textsFile(folder)}`, ROOT), packTexts(texts));
  }
  return [SCRIPT, ...[...folders.keys()].map(textsFile)];
}

/**
 * What is compiled to fill the code cache. Each start loads all of it, so it holds what most configs use: a first one
 * is 3 ms slower for what the second one adds, and others are 10 to 25 ms faster.
 */
const COMPILED = ["quickstart", "shop"];

/** V8's code cache of the script, made by the runtime that the program gets. */
async function makeCache(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "restgen-" });
  try {
    const maker = `${folder}/maker${Deno.build.os === "windows" ? ".exe" : ""}`;
    await bundle(".ci/code_cache.ts", `${PARTS}/code_cache.js`);
    await compile(`${PARTS}/code_cache.js`, maker, "--allow-all");
    const lines = COMPILED.map((name) => ["compile", `examples/${name}/api.yaml`, "--out", `${folder}/${name}`]);
    await run(maker, [PARTS, ...lines.map((line) => JSON.stringify(line))]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Builds the program and gives its path. */
export async function build(): Promise<string> {
  await Deno.mkdir(new URL(PARTS, ROOT), { recursive: true });
  const parts = await makeScript();
  await makeCache();
  await bundle("src/cli/program.ts", `${PARTS}/program.js`);
  const beside = [...parts, CACHE].flatMap((name) => ["--include", `${PARTS}/${name}`]);
  await compile(`${PARTS}/program.js`, PROGRAM, ...PERMISSIONS, ...beside);
  const { version } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT)));
  // It would say, too, that a code cache is of no use.
  const said = (await run(new URL(PROGRAM, ROOT).pathname, ["--version"], { RESTGEN_DEBUG: "1" })).trim();
  if (said !== version) throw new Error(`the program says it is ${said}, and deno.json says ${version}`);
  return PROGRAM;
}

if (import.meta.main) {
  const program = await build();
  const size = (Deno.statSync(new URL(program, ROOT)).size / 1024 / 1024).toFixed(0);
  await Deno.stdout.write(new TextEncoder().encode(`${program} (${size} MB)\n`));
}
