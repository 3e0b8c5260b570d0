/** The command line program. */

import { denoSystem } from "./src/cli/deno_system.ts";
import { main } from "./src/cli/main.ts";

/** Runs the command line with the arguments of the process, and sets its exit code. */
export async function run(): Promise<void> {
  Deno.exitCode = await main(Deno.args, denoSystem(() => import("./mod.ts")));
}

if (import.meta.main) await run();
