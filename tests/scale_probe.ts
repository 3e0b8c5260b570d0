/** Compiles the config that its argument names, and says how many files came out and how much memory it took. */

import { compileSource } from "../mod.ts";

const [path = ""] = Deno.args;
const { files } = await compileSource({ name: path, text: Deno.readTextFileSync(path) }, { packageName: "generated" });
const status = Deno.build.os === "linux" ? Deno.readTextFileSync("/proc/self/status") : "";
const kilobytes = /VmHWM:\s*(\d+) kB/.exec(status)?.[1];
const peak = kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify({ files: files?.size ?? 0, peak })));
