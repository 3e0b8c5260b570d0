/** The command line program. */

import { denoSystem } from "./src/cli/deno_system.ts";
import { main } from "./src/cli/main.ts";

if (import.meta.main) {
  Deno.exitCode = await main(Deno.args, denoSystem(() => import("./mod.ts")));
}
