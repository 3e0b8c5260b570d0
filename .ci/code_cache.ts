/**
 * Makes a code cache of the command line: `deno task build` compiles this to a program with the runtime that the
 * stand-alone program gets, for V8 takes a cache only from its own version.
 *
 * Arguments: the script, the file to write the cache to, and command lines, each as JSON. The cache holds the functions
 * that they used.
 */

import { commandLineOf, scriptOf } from "../src/cli/program.ts";

const [source = "", target = "", ...commands] = Deno.args;
const text = Deno.readTextFileSync(source);
const script = scriptOf(text);
const run = commandLineOf(script);
for (const command of commands) {
  const exitCode = await run(JSON.parse(command));
  if (exitCode !== 0) throw new Error(`${command} ends with ${exitCode}`);
}
const cache = script.createCachedData();
if (scriptOf(text, cache).cachedDataRejected) throw new Error("V8 rejects its own code cache");
Deno.writeFileSync(target, cache);
