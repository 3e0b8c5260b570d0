/**
 * restgen as a library: a declarative config in, a FastAPI project out. Nothing here touches a disk or a terminal.
 *
 * @example
 * ```ts
 * import { compileSource } from "@restgen/cli";
 *
 * const { files, diagnostics } = await compileSource({ name: "api.yaml", text: "name: Bookshop" }, { packageName: "generated" });
 * ```
 *
 * @module
 */

import { type Compilation, type CompileOptions, compileSource } from "./src/compile.ts";
import { decodeUtf8 } from "./src/source/decode.ts";
import { unreadableFile } from "./src/source/faults.ts";
import type { Diagnostic } from "./src/diagnostics/define.ts";
import { sortDiagnostics } from "./src/diagnostics/sort.ts";
import type { StubPlan } from "./src/handlers/stub_files.ts";
import type { Host } from "./src/linker/mod.ts";

export { type Compilation, type CompileOptions, compileSource, type Timing } from "./src/compile.ts";
export type { Code, Definition, Diagnostic, Extras, Fix, Related, Report, Severity } from "./src/diagnostics/define.ts";
export { renderJson, renderText } from "./src/diagnostics/render.ts";
export { type Stage, STAGES } from "./src/dump.ts";
export { explain, suggestCode } from "./src/explain.ts";
export type { HookRow, StubFile, StubPlan, StubRefusal } from "./src/handlers/stub_files.ts";
export type { Host } from "./src/linker/mod.ts";
export type { MigrationFile, MigrationPlan, MigrationRequest, RevisionFile } from "./src/ir/migration.ts";
export { schema } from "./src/language/json_schema.ts";
export type { Source, Span } from "./src/source/source.ts";
export { starter, type Template, templates } from "./src/starter.ts";
export { VERSION } from "./src/version.ts";

/** Compiles the config at a path of the host, with what it imports and the handlers that it names. */
export async function compile(entry: string, host: Host, options: CompileOptions): Promise<Compilation> {
  const diagnostics: Diagnostic[] = [];
  const bytes = host.read(entry);
  if (bytes === undefined) {
    diagnostics.push(unreadableFile.at(undefined, { problem: `There is no file "${entry}"`, help: "Check the path" }));
  }
  const source = bytes && decodeUtf8(bytes, entry, (diagnostic) => diagnostics.push(diagnostic));
  if (source === undefined) {
    return {
      files: undefined,
      diagnostics: sortDiagnostics(diagnostics),
      timings: [],
      dump: undefined,
      hooks: [],
      planMigration: undefined,
      notes: [],
    };
  }
  return await compileSource(source, options, host);
}

/** The functions that a config names, and stubs for those that are missing; `read` gives the user's files. */
export async function planStubs(
  hooks: Compilation["hooks"],
  packageName: string,
  read: (path: string) => string | undefined,
): Promise<StubPlan> {
  return (await import("./src/handlers/stub_files.ts")).planStubs(hooks, packageName, read);
}

// `deno run jsr:@restgen/cli compile …` starts here.
if (import.meta.main) import("./cli.ts").then(({ start }) => start());
