/** A process in memory, for tests. */

import { type MemoryDisk, memoryDisk } from "../output/memory_disk.ts";
import { resolvePath } from "../output/out_folder.ts";
import type { Compiler } from "./compiler.ts";
import { main } from "./main.ts";
import type { System, Variable } from "./system.ts";

/** What a command line printed, and its exit code. */
export interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process in memory. */
export interface MemoryProcess {
  readonly disk: MemoryDisk;
  readonly run: (...argv: string[]) => Promise<Run>;
}

/** What a process in memory starts with. */
export interface Setting {
  readonly files?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Partial<Record<Variable, string>>>;
  readonly input?: string;
  readonly isTerminal?: boolean;
}

/** Makes a process whose current folder is `/work`, whose files are relative to it. */
export function memoryProcess(compiler: Compiler, setting: Setting = {}): MemoryProcess {
  const disk = memoryDisk(setting.files);
  const encoder = new TextEncoder();
  const kind = (path: string) => path === "/work" || path === "/" ? "folder" : disk.kind(relative(path));
  const relative = (path: string) => resolvePath("/work", path).replace(/^\/work\//, "");
  const run = async (...argv: string[]): Promise<Run> => {
    const printed = { stdout: "", stderr: "" };
    const stream = (name: "stdout" | "stderr") => ({
      isTerminal: () => setting.isTerminal ?? false,
      write: (text: string) => {
        printed[name] += text;
      },
    });
    const system: System = {
      stdout: stream("stdout"),
      stderr: stream("stderr"),
      disk: { ...disk, kind },
      isWindows: false,
      variable: (name) => setting.variables?.[name],
      currentFolder: () => "/work",
      readStandardInput: () => encoder.encode(setting.input ?? ""),
      readSource: (path) => disk.read(relative(path)),
      listFolder: (path) => {
        const folder = resolvePath("/work", path);
        if (kind(folder) !== "folder") return [];
        return [...disk.list(folder === "/work" ? "." : relative(folder)).keys()];
      },
      realpath: (path) => kind(path) === undefined ? undefined : resolvePath("/work", path),
      loadCompiler: () => Promise.resolve(compiler),
    };
    return { exitCode: await main(argv, system), ...printed };
  };
  return { disk, run };
}
