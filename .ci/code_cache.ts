/**
 * Makes a code cache of the command line: `deno task build` compiles this to a program with the runtime that the
 * stand-alone program gets, for V8 takes a cache only from its own version.
 *
 * Arguments: the folder of the script and its texts, where the cache goes too, and command lines, each as JSON. The
 * cache holds the functions that they used.
 */

import { CACHE, commandLineOf, SCRIPT, scriptOf } from "../src/cli/program.ts";

const [folder = "", ...commands] = Deno.args;
const read = (file: string) => Deno.readTextFileSync(`${folder}/${file}`);
const text = read(SCRIPT);
const script = scriptOf(text);
const run = commandLineOf(script, read);
for (const command of commands) {
  const exitCode = await run(JSON.parse(command));
  if (exitCode !== 0) throw new Error(`${command} ends with ${exitCode}`);
}
const cache = script.createCachedData();
if (scriptOf(text, cache).cachedDataRejected) throw new Error("V8 rejects its own code cache");
Deno.writeFileSync(`${folder}/${CACHE}`, cache);
