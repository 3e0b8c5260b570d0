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
export const CACHES = ["small", "large"] as const;

/** One of the code caches. */
export type Cache = typeof CACHES[number];

/** The script beside the program; Deno would take other names for those of modules. */
export const SCRIPT = "restgen.js.txt";

/** The file of a code cache beside the program: Deno reads all of them at every start, so what can wait is small. */
export const fileOf = (cache: Cache): string => cache === "small" ? "small.cache" : `${cache}.cache.gz`;

/** Bytes of a config that uses more of the language than a first one does. */
const LARGE = 4096;

/** The cache that suits a command line; any will do. */
function cacheFor(args: readonly string[]): Cache {
  return args.some((path) => sizeOf(path) >= LARGE) ? "large" : "small";
}

function sizeOf(path: string): number {
  try {
    const { isFile, size } = Deno.statSync(path);
    return isFile ? size : 0;
  } catch {
    // It is for the command to say what is wrong with a path.
    return 0;
  }
}

const beside = (name: string) => new URL(name, import.meta.url);

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

/** The content of a cache: small configs do not wait for the large one, which is compressed. */
async function contentOf(cache: Cache): Promise<Uint8Array> {
  const content = Deno.readFileSync(beside(fileOf(cache)));
  if (cache === "small") return content;
  const inflated = new Blob([content]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(inflated).arrayBuffer());
}

async function start(): Promise<never> {
  const cache = cacheFor(Deno.args);
  const script = scriptOf(Deno.readTextFileSync(beside(SCRIPT)), await contentOf(cache));
  // `deno task build` looks whether this is said.
  if (script.cachedDataRejected && Deno.env.get("RESTGEN_DEBUG")) {
    Deno.stderr.writeSync(new TextEncoder().encode(`V8 rejects the code cache "${cache}"\n`));
  }
  Deno.exit(await commandLineOf(script)(Deno.args));
}

if (import.meta.main) await start();
