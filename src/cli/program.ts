/**
 * Where the stand-alone program starts: `deno task build` puts the whole command line beside this as one script, and
 * V8's code caches of it, so that a start neither parses nor compiles what earlier ones did.
 *
 * V8 takes a cache only for this very text and from its own version; else it compiles the script as always.
 */

import { Script } from "node:vm";

/** What the script leaves to its caller. */
interface Exports {
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** The code caches: loading one takes the longer the more functions it holds. */
export const CACHES = ["texts", "small", "large"] as const;

/** One of the code caches. */
export type Cache = typeof CACHES[number];

/** Commands that compile. */
const COMPILING: readonly string[] = ["compile", "handlers", "migrate", "validate"];
/** Bytes of a config that uses more of the language than a first one does. */
const LARGE = 4096;

/** The cache that suits a command line; any will do. */
function cacheFor(args: readonly string[]): Cache {
  if (!COMPILING.includes(args[0] ?? "")) return "texts";
  return args.some((path) => sizeOf(path) >= LARGE) ? "large" : "small";
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    // It is for the command to say what is wrong with a path.
    return 0;
  }
}

/** Makes the script of its text; the cache is one that V8 made of it. */
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
  const cache = cacheFor(Deno.args);
  const script = scriptOf(Deno.readTextFileSync(beside("restgen.js.txt")), Deno.readFileSync(beside(`${cache}.cache`)));
  // `deno task build` looks whether this is said.
  if (script.cachedDataRejected && Deno.env.get("RESTGEN_DEBUG")) {
    Deno.stderr.writeSync(new TextEncoder().encode(`V8 rejects the code cache "${cache}"\n`));
  }
  Deno.exit(await commandLineOf(script)(Deno.args));
}

if (import.meta.main) await start();
