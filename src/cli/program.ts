/**
 * Where the stand-alone program starts: `deno task build` puts the whole command line beside this as one script, and
 * V8's code cache of it, so that a start neither parses nor compiles what earlier ones did.
 *
 * V8 takes the cache only for this very text and from its own version; else it compiles the script as always.
 */

import { Script } from "node:vm";

/** What the script leaves to its caller. */
interface Exports {
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** The script beside the program; Deno would take other names for those of modules. */
export const SCRIPT = "restgen.js.txt";
/** The code cache beside the program. */
export const CACHE = "restgen.cache";

/** Makes the script of its text; the cache is what V8 made of it. */
export function scriptOf(text: string, cachedData?: Uint8Array): Script {
  return new Script(text, { filename: "restgen.js", ...(cachedData === undefined ? {} : { cachedData }) });
}

/** Runs the script and gives the command line that it holds. */
export function commandLineOf(script: Script): Exports["run"] {
  const module: { exports?: Exports } = {};
  // Packages ask whether there is a `require`; none calls it.
  script.runInThisContext()(module, () => {});
  if (module.exports === undefined) throw new Error("the script exports nothing");
  return module.exports.run;
}

async function start(): Promise<never> {
  const beside = (name: string) => new URL(name, import.meta.url);
  const script = scriptOf(Deno.readTextFileSync(beside(SCRIPT)), Deno.readFileSync(beside(CACHE)));
  // `deno task build` looks whether this is said.
  if (script.cachedDataRejected && Deno.env.get("RESTGEN_DEBUG")) {
    Deno.stderr.writeSync(new TextEncoder().encode("V8 rejects the code cache\n"));
  }
  Deno.exit(await commandLineOf(script)(Deno.args));
}

if (import.meta.main) await start();
