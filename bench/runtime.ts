/**
 * Makes the environment of `runtime.py`, and runs it: CPU per request of generated applications beside others.
 *
 * `deno task bench:runtime [--rounds 21] [--seconds 1]`; needs Linux, wrk and PostgreSQL.
 */

import { environment, requirementsOf } from "../.ci/environment.ts";
import { Explained, runTask } from "../.ci/output.ts";
import { run } from "../.ci/process.ts";
import { findPythons } from "../.ci/pythons.ts";

const ROOT = new URL("../", import.meta.url).pathname;
/** What makes uvicorn fast, so that the applications weigh more. */
const SERVER = ["httptools==0.9.0", "uvloop==0.23.0"];
/** What restgen is compared with, beside what is written by hand. */
const OTHERS = ["fastcrud==0.23.0"];

/** What a generated project with this database asks for. */
async function requirements(database: "sqlite" | "postgres"): Promise<readonly string[]> {
  const folder = Deno.makeTempDirSync();
  try {
    const quickstart = Deno.readTextFileSync(`${ROOT}examples/quickstart/api.yaml`);
    Deno.writeTextFileSync(`${folder}/api.yaml`, `${quickstart}\ndatabase: { type: ${database} }\n`);
    const command = [Deno.execPath(), "run", "--allow-all", `${ROOT}cli.ts`, "compile"];
    const { code, output } = await run([...command, `${folder}/api.yaml`, "--out", `${folder}/shop`]);
    if (code !== 0) throw new Explained(`the quickstart did not compile:\n${output.trim()}`);
    return requirementsOf(Deno.readTextFileSync(`${folder}/shop/requirements.txt`));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

async function main(): Promise<number> {
  const [python] = await findPythons();
  const bin = await environment(python, [
    ...await requirements("sqlite"),
    ...await requirements("postgres"),
    ...SERVER,
    ...OTHERS,
  ]);
  const { code } = await new Deno.Command(`${bin}/python`, { args: [`${ROOT}bench/runtime.py`, ...Deno.args] }).spawn()
    .status;
  return code;
}

if (import.meta.main) await runTask(main);
