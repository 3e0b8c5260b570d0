/** The compiler, in one screen: a config in, files and diagnostics out, no effects. */

import type { Diagnostic, Report } from "./diagnostics/define.ts";
import { sortDiagnostics } from "./diagnostics/sort.ts";
import { dump, type Stage } from "./dump.ts";
import { CONFIG } from "./language/config.ts";
import { type Host, link } from "./linker/mod.ts";
import { emit } from "./passes/emit.ts";
import { lower } from "./passes/lower.ts";
import { optimize } from "./passes/optimize.ts";
import { parse } from "./passes/parse.ts";
import { resolve } from "./passes/resolve.ts";
import { validate } from "./passes/validate.ts";
import { loadDocument } from "./source/load.ts";
import type { Source } from "./source/source.ts";

/** How a config is compiled. */
export interface CompileOptions {
  /** Name of the generated package: that of the folder it will stand in. */
  readonly packageName: string;
  /** False prints without line breaks inside statements. */
  readonly format?: boolean;
  /** Only look for mistakes: `files` is undefined then. */
  readonly checkOnly?: boolean;
  /** Stop after a stage and give its value as JSON. */
  readonly dump?: Stage;
}

/** How long a pass took. */
export interface Timing {
  readonly pass: string;
  readonly milliseconds: number;
}

/** What a compilation yields. */
export interface Compilation {
  /** Texts by path, relative to the package; undefined where the config has errors. */
  readonly files: ReadonlyMap<string, string> | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly timings: readonly Timing[];
  readonly dump: string | undefined;
}

/** A source that stands alone. */
const NOTHING_ELSE: Host = { read: () => undefined, realpath: () => undefined };

/**
 * Compiles one source with what it imports. Errors of all passes up to resolve are reported together.
 *
 * @param host where imported files are; the name of the source is its path there
 */
export function compileSource(source: Source, options: CompileOptions, host: Host = NOTHING_ELSE): Compilation {
  const diagnostics: Diagnostic[] = [];
  const timings: Timing[] = [];
  let dumped: string | undefined;
  let names: readonly string[] = [];
  const report: Report = (diagnostic) => diagnostics.push(diagnostic);
  const step = <T>(pass: string, stage: Stage | undefined, run: () => T): T => {
    const start = performance.now();
    const value = run();
    timings.push({ pass, milliseconds: performance.now() - start });
    if (stage !== undefined && stage === options.dump) dumped = dump(value);
    return value;
  };
  const files = (): ReadonlyMap<string, string> | undefined => {
    const root = step("load", undefined, () => loadDocument(source, report));
    if (root === undefined) return undefined;
    const program = step("link", "document", () => link(root, host, CONFIG, report));
    names = program.files;
    const parsed = step("parse", undefined, () => parse(program.document, report));
    if (parsed === undefined) return undefined;
    const config = step("validate", "config", () => validate(parsed, report));
    const resolved = step("resolve", "resolved", () => resolve(config, report));
    if (diagnostics.some((diagnostic) => diagnostic.severity === "error")) return undefined;
    if (options.checkOnly === true) return undefined;
    const api = step("optimize", "api", () => optimize(resolved));
    const project = step("lower", "project", () => lower(api, options.packageName));
    return step("emit", undefined, () => emit(project, options.format === false ? Infinity : 88));
  };
  return { files: files(), diagnostics: sortDiagnostics(diagnostics, names), timings, dump: dumped };
}
