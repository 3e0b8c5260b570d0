/** The real process: its streams, its environment, its folder. */

import { DiskError } from "../output/disk.ts";
import type { Compiler } from "./compiler.ts";
import { denoDisk, diskError, isAbsent } from "./deno_disk.ts";
import type { Stream, System } from "./system.ts";

/** Larger configs are refused before they fill the memory. */
const LARGEST_SOURCE = 64 * 1024 * 1024;

const withSlashes = (path: string) => Deno.build.os === "windows" ? path.replaceAll("\\", "/") : path;

/** The real process. */
export function denoSystem(loadCompiler: () => Promise<Compiler>): System {
  return {
    stdout: stream(Deno.stdout, "standard output"),
    stderr: stream(Deno.stderr, "standard error"),
    disk: denoDisk,
    isWindows: Deno.build.os === "windows",
    variable: (name) => Deno.env.get(name),
    currentFolder: () => {
      try {
        return withSlashes(Deno.cwd());
      } catch (error) {
        throw diskError(error, "the current folder");
      }
    },
    readStandardInput,
    readSource,
    listFolder: (path) => {
      try {
        return [...Deno.readDirSync(path)].map(({ name }) => name);
      } catch (error) {
        if (isAbsent(error)) return [];
        throw diskError(error, path);
      }
    },
    realpath: (path) => {
      try {
        return withSlashes(Deno.realPathSync(path));
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw diskError(error, path);
      }
    },
    loadCompiler,
  };
}

interface Output {
  writeSync(bytes: Uint8Array): number;
  isTerminal(): boolean;
}

function stream(output: Output, name: string): Stream {
  // Once the reader is gone, as with `| head`, what is left to say is dropped.
  let isOpen = true;
  return {
    isTerminal: () => output.isTerminal(),
    write: (text) => {
      let rest = new TextEncoder().encode(text);
      while (isOpen && rest.length > 0) {
        try {
          rest = rest.subarray(output.writeSync(rest));
        } catch (error) {
          if (error instanceof Deno.errors.WouldBlock) pause();
          else if (error instanceof Deno.errors.BrokenPipe) isOpen = false;
          else {
            isOpen = false;
            throw diskError(error, name);
          }
        }
      }
    },
  };
}

/** A pipe that does not block and is full: the reader needs a moment. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
}

function readStandardInput(): Uint8Array {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const chunk = new Uint8Array(64 * 1024);
  while (true) {
    let count: number | null;
    try {
      count = Deno.stdin.readSync(chunk);
    } catch (error) {
      throw diskError(error, "standard input");
    }
    if (count === null) break;
    chunks.push(chunk.slice(0, count));
    length += count;
    if (length > LARGEST_SOURCE) throw new DiskError("standard input", "is larger than 64 MiB");
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of chunks) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function readSource(path: string): Uint8Array | undefined {
  try {
    const { isFile, size } = Deno.statSync(path);
    if (!isFile) return undefined;
    if (size > LARGEST_SOURCE) throw new DiskError(path, "is larger than 64 MiB");
    return Deno.readFileSync(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw diskError(error, path);
  }
}
