/** What the command line needs from the compiler, which is loaded only when a command uses it. */

import type { Compilation, CompileOptions } from "../compile.ts";
import type { StubPlan } from "../handlers/stub_files.ts";
import type { Host } from "../linker/mod.ts";
import type { Template } from "../starter.ts";

export type { MigrationFile, MigrationPlan, RevisionFile } from "../ir/migration.ts";
export type { Compilation, CompileOptions } from "../compile.ts";
export type { HookRow, StubFile, StubPlan } from "../handlers/stub_files.ts";
export type { Host } from "../linker/mod.ts";

/** The compiler. */
export interface Compiler {
  readonly VERSION: string;
  readonly compile: (entry: string, host: Host, options: CompileOptions) => Promise<Compilation>;
  readonly planStubs: (
    hooks: Compilation["hooks"],
    packageName: string,
    read: (path: string) => string | undefined,
  ) => Promise<StubPlan>;
  readonly explain: (word: string) => Promise<string | undefined>;
  readonly suggestCode: (word: string) => Promise<string | undefined>;
  readonly schema: () => unknown;
  readonly starter: () => string;
  readonly templates: () => Promise<readonly Template[]>;
}
