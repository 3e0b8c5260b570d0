/**
 * Where the stand-alone program starts: `deno task build` puts the whole command line beside this as one script, and
 * V8's code cache of it, so that a start neither parses nor compiles what earlier ones did.
 *
 * V8 takes the cache only for this very text and from its own version; else it compiles the script as always.
 */

import * as crypto from "node:crypto";
import { Script } from "node:vm";

/** What the script gives its caller. */
interface Exports {
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Modules of Node that the script may ask for: others would cost every start milliseconds. */
export const MODULES: ReadonlyMap<string, unknown> = new Map([["node:crypto", crypto]]);

/** The script beside the program; Deno would take other names for those of modules. */
export const SCRIPT = "restgen.js.txt";
/** The code cache beside the program. */
export const CACHE = "restgen.cache";

/** The files that modules import as texts, one after the other: neither script nor cache need to hold what is copied. */
export const textsFile = (folder: string): string => `restgen.${folder}`;

/** What the text at a path is called, whichever module imports it: `templates/package/app.py`. */
export const textName = (path: string): string => path.replace(/^(\.\.?\/)+/, "");

/** The folder that a text belongs to. */
export const folderOf = (name: string): string => name.slice(0, name.indexOf("/"));

/** One text of them all, after a line of JSON that says where each begins and ends. */
export function packTexts(texts: ReadonlyMap<string, string>): string {
  let end = 0;
  const places = [...texts].map(([name, { length }]) => [name, [end, end += length]]);
  return `${JSON.stringify(Object.fromEntries(places))}\n${[...texts.values()].join("")}`;
}

function unpackTexts(packed: string): (name: string) => string {
  const start = packed.indexOf("\n") + 1;
  const places: Readonly<Record<string, readonly [begin: number, end: number]>> = JSON.parse(packed.slice(0, start));
  return (name) => {
    const place = places[name];
    if (place === undefined) throw new Error(`the program has no ${name}`);
    // No copy: V8 keeps where it is.
    return packed.slice(start + place[0], start + place[1]);
  };
}

/** Makes the script of its text; the cache is what V8 made of it. */
export function scriptOf(text: string, cachedData?: Uint8Array): Script {
  return new Script(text, { filename: "restgen.js", ...(cachedData === undefined ? {} : { cachedData }) });
}

/** Runs the script and gives the command line that it holds; `read` gives the files beside it. */
export function commandLineOf(script: Script, read: (file: string) => string): Exports["run"] {
  const module: { exports?: Exports } = {};
  const folders = new Map<string, (name: string) => string>();
  const textOf = (path: string) => {
    const name = textName(path);
    const folder = folderOf(name);
    const texts = folders.get(folder) ?? unpackTexts(read(textsFile(folder)));
    folders.set(folder, texts);
    return texts(name);
  };
  const require = (path: string) =>
    MODULES.get(path) ?? {
      __esModule: true,
      // Not before it is used: nobody compiles an example.
      get default() {
        return textOf(path);
      },
    };
  script.runInThisContext()(module, require);
  if (module.exports === undefined) throw new Error("the script exports nothing");
  return module.exports.run;
}

async function start(): Promise<never> {
  const beside = (name: string) => new URL(name, import.meta.url);
  const read = (name: string) => Deno.readTextFileSync(beside(name));
  const script = scriptOf(read(SCRIPT), Deno.readFileSync(beside(CACHE)));
  // `deno task build` looks whether this is said.
  if (script.cachedDataRejected && Deno.env.get("RESTGEN_DEBUG")) {
    Deno.stderr.writeSync(new TextEncoder().encode("V8 rejects the code cache\n"));
  }
  Deno.exit(await commandLineOf(script, read)(Deno.args));
}

if (import.meta.main) await start();
