/** What the command line needs from the compiler, which is loaded only when a command uses it. */

import type { Diagnostic } from "../diagnostics/define.ts";
import type { Stage } from "../dump.ts";

/** Where the compiler reads from. */
export interface Host {
  /** The bytes of a file, or `undefined` when there is none. */
  read(path: string): Uint8Array | undefined;
  /** A path without links, or `undefined` when there is nothing. */
  realpath(path: string): string | undefined;
}

/** Choices of one compilation. */
export interface CompileOptions {
  readonly format?: boolean;
  readonly checkOnly?: boolean;
  readonly dump?: Stage;
  readonly packageName: string;
}

/** The result of one compilation. */
export interface Compilation {
  readonly files: ReadonlyMap<string, string> | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly timings: readonly { readonly pass: string; readonly milliseconds: number }[];
  readonly dump?: string | undefined;
}

/** The compiler. */
export interface Compiler {
  readonly VERSION: string;
  readonly compile: (entry: string, host: Host, options: CompileOptions) => Compilation;
  readonly explain: (word: string) => Promise<string | undefined>;
  readonly suggestCode: (word: string) => Promise<string | undefined>;
  readonly schema: () => unknown;
  readonly starter: () => string;
}
