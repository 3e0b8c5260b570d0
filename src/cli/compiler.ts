/** What the command line needs from the compiler, which is loaded only when a command uses it. */

import type { Compilation, CompileOptions } from "../compile.ts";
import type { Host } from "../linker/mod.ts";

export type { Compilation, CompileOptions } from "../compile.ts";
export type { Host } from "../linker/mod.ts";

/** The compiler. */
export interface Compiler {
  readonly VERSION: string;
  readonly compile: (entry: string, host: Host, options: CompileOptions) => Compilation;
  readonly explain: (word: string) => Promise<string | undefined>;
  readonly suggestCode: (word: string) => Promise<string | undefined>;
  readonly schema: () => unknown;
  readonly starter: () => string;
}
