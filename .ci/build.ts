/**
 * Builds the stand-alone program: `deno task build`.
 *
 * `DENO` names another Deno for the last step, and `DENORT_BIN` the runtime that it puts into the program; together
 * they build on a machine that cannot reach Deno's download site.
 */

import { VARIABLES } from "../src/cli/system.ts";

const ROOT = new URL("../", import.meta.url);
/** The entry module and the chunks that it loads when a command needs them: `--help` reads 130 KB, not 770. */
const BUNDLE = "dist/bundle";
const PROGRAM = Deno.build.os === "windows" ? "dist/restgen.exe" : "dist/restgen";

/** Everything that the program may do; it asks for nothing while it runs. */
const PERMISSIONS = ["--allow-read", "--allow-write", `--allow-env=${VARIABLES.join(",")}`, "--no-prompt"];

async function run(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args: [...args], cwd: ROOT, env }).output();
  const decoder = new TextDecoder();
  if (!success) {
    throw new Error(`${program} ${args[0]} failed:\n${decoder.decode(stdout)}${decoder.decode(stderr)}`);
  }
  return decoder.decode(stdout);
}

/** What the bundler writes for the sake of modules that ask whether there is a `require`; none calls it. */
const REQUIRE = /^import \{ createRequire as (\w+) \} from "node:module";\nvar __require = \1\(import\.meta\.url\);$/m;

/** Takes Node's module system out of the bundle: loading it costs every run several milliseconds. */
function dropNode(): void {
  for (const { name } of Deno.readDirSync(new URL(BUNDLE, ROOT))) {
    const path = new URL(`${BUNDLE}/${name}`, ROOT);
    const text = Deno.readTextFileSync(path).replace(REQUIRE, "var __require = () => {};");
    if (/ from "node:/.test(text)) throw new Error(`${name} imports a module of Node`);
    Deno.writeTextFileSync(path, text);
  }
}

/** Bundles the command line and makes a program of it; gives the program's path. */
export async function build(): Promise<string> {
  // Names of chunks change with their content, so that old ones would pile up.
  await Deno.remove(new URL(BUNDLE, ROOT), { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  const splitting = ["--platform", "deno", "--code-splitting", "--outdir", BUNDLE];
  await run(Deno.execPath(), ["bundle", "--quiet", ...splitting, "cli.ts"]);
  dropNode();
  const compiler = Deno.env.get("DENO") ?? Deno.execPath();
  // Without a code cache: it would be a predictable file in the shared folder for temporary files.
  const choices = ["--quiet", "--no-check", "--no-config", "--no-lock", "--no-code-cache"];
  await run(compiler, ["compile", ...choices, ...PERMISSIONS, "--output", PROGRAM, `${BUNDLE}/cli.js`]);
  const { version } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT)));
  const said = (await run(new URL(PROGRAM, ROOT).pathname, ["--version"])).trim();
  if (said !== version) throw new Error(`the program says it is ${said}, and deno.json says ${version}`);
  return PROGRAM;
}

if (import.meta.main) {
  const program = await build();
  const size = (Deno.statSync(new URL(program, ROOT)).size / 1024 / 1024).toFixed(0);
  await Deno.stdout.write(new TextEncoder().encode(`${program} (${size} MB)\n`));
}
