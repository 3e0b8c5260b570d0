/** The command line program. */

import { denoSystem } from "./src/cli/deno_system.ts";
import { main } from "./src/cli/main.ts";

/** Runs the command line with these arguments and gives the exit code. */
export function run(args: readonly string[]): Promise<number> {
  return main(args, denoSystem(() => import("./mod.ts")));
}

/** Runs the command line with the arguments of the process, and ends it. */
export async function start(): Promise<never> {
  Deno.exit(await run(Deno.args));
}

// Not awaited: a script, as which the stand-alone program holds this, has no `await` of its own.
if (import.meta.main) start();
