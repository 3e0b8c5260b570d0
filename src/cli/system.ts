/** All that the command line touches outside itself, so that tests can stand in for it. */

import type { Disk } from "../output/disk.ts";
import type { Compiler } from "./compiler.ts";

/** Environment variables that are read; a program with few permissions asks for exactly these. */
export const VARIABLES = ["FORCE_COLOR", "HOME", "NO_COLOR", "RESTGEN_DEBUG", "TERM", "USERPROFILE"] as const;

/** An environment variable that is read. */
export type Variable = typeof VARIABLES[number];

/** Where text is written to. */
export interface Stream {
  readonly isTerminal: () => boolean;
  readonly write: (text: string) => void;
}

/** All that the command line touches outside itself. */
export interface System {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly disk: Disk;
  readonly isWindows: boolean;
  readonly variable: (name: Variable) => string | undefined;
  /** Absolute, with `/` between its parts. */
  readonly currentFolder: () => string;
  readonly readStandardInput: () => Uint8Array;
  /** The bytes of a regular file, links followed; `undefined` when there is none. */
  readonly readSource: (path: string) => Uint8Array | undefined;
  /** The names in a folder; empty where there is none. */
  readonly listFolder: (path: string) => readonly string[];
  /** A path without links, or `undefined` when there is nothing. */
  readonly realpath: (path: string) => string | undefined;
  readonly loadCompiler: () => Promise<Compiler>;
}

/** Whether a stream gets colours. */
export function usesColour(system: System, stream: Stream): boolean {
  const forced = system.variable("FORCE_COLOR");
  if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
  if ((system.variable("NO_COLOR") ?? "") !== "") return false;
  return stream.isTerminal() && system.variable("TERM") !== "dumb";
}
