/** The compiler, in one screen: a config in, files and diagnostics out, no effects. */

import type { Diagnostic, Report } from "./diagnostics/define.ts";
import { sortDiagnostics } from "./diagnostics/sort.ts";
import { dump, type Stage } from "./dump.ts";
import { namesHandlers } from "./handlers/named.ts";
import type { handlerResolver } from "./handlers/resolver.ts";
import { CONFIG } from "./language/config.ts";
import { type Host, link } from "./linker/mod.ts";
import { emit } from "./passes/emit.ts";
import { lower } from "./passes/lower.ts";
import { notesOf, optimize } from "./passes/optimize.ts";
import { parse } from "./passes/parse.ts";
import { resolve } from "./passes/resolve.ts";
import type { Hook } from "./passes/resolve/handler_resolver.ts";
import { validate } from "./passes/validate.ts";
import type { Api } from "./ir/api.ts";
import type { MigrationPlan, MigrationRequest } from "./ir/migration.ts";
import { loadDocument } from "./source/load.ts";
import type { Source } from "./source/source.ts";

/** How a config is compiled. */
export interface CompileOptions {
  /** Name of the generated package: that of the folder it will stand in. */
  readonly packageName: string;
  /** The way from that folder to the one of the config, without links: `..` by default. */
  readonly configFolder?: string;
  /** Whether the package takes copies of the user's modules along. */
  readonly bundle?: boolean;
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
  /** Every place that names a function of the user's, in the order of the config. */
  readonly hooks: readonly Hook[];
  /** Plans the next revision of the database that the config describes; undefined where nothing was compiled. */
  readonly planMigration: ((request: MigrationRequest) => Promise<MigrationPlan>) | undefined;
  /** What the compiler decided without being asked, in sentences. */
  readonly notes: readonly string[];
}

/** A source that stands alone. */
const NOTHING_ELSE: Host = { read: () => undefined, realpath: () => undefined };

/** A config that was read, with what it imports; whether its functions have to be looked up decides how it goes on. */
export interface Begun {
  /** Whether anything in it may name a function of the user's. */
  readonly namesHandlers: boolean;
  /** The other passes; without a resolver, functions are not looked up. */
  finish(makeResolver: typeof handlerResolver | undefined): Finished;
}

/** A compilation with what is not for everybody. */
export interface Finished extends Compilation {
  /** The API behind the files; undefined where there are none. */
  readonly api: Api | undefined;
}

/**
 * Compiles one source with what it imports. Errors of all passes up to resolve are reported together.
 *
 * @param host where imported files and handlers are; the name of the source is its path there
 */
export async function compileSource(
  source: Source,
  options: CompileOptions,
  host: Host = NOTHING_ELSE,
): Promise<Compilation> {
  const begun = begin(source, options, host);
  // A third of the compiler reads Python: configs without handlers do not wait for it.
  return begun.finish(begun.namesHandlers ? (await import("./handlers/resolver.ts")).handlerResolver : undefined);
}

/** Reads and links a source. */
export function begin(source: Source, options: CompileOptions, host: Host = NOTHING_ELSE): Begun {
  const diagnostics: Diagnostic[] = [];
  const timings: Timing[] = [];
  let dumped: string | undefined;
  let hooks: readonly Hook[] = [];
  let compiled: Api | undefined;
  let notes: readonly string[] = [];
  const report: Report = (diagnostic) => diagnostics.push(diagnostic);
  const step = <T>(pass: string, stage: Stage | undefined, run: () => T): T => {
    const start = performance.now();
    const value = run();
    timings.push({ pass, milliseconds: performance.now() - start });
    if (stage !== undefined && stage === options.dump) dumped = dump(value);
    return value;
  };
  const root = step("load", undefined, () => loadDocument(source, report));
  const program = root && step("link", "document", () => link(root, host, CONFIG, report));
  const files = (makeResolver: typeof handlerResolver | undefined): ReadonlyMap<string, string> | undefined => {
    if (program === undefined) return undefined;
    const parsed = step("parse", undefined, () => parse(program.document, report));
    if (parsed === undefined) return undefined;
    const config = step("validate", "config", () => validate(parsed, report));
    const handlers = makeResolver?.({ ...program, host, rootName: source.name, packageName: options.packageName });
    const resolved = step("resolve", "resolved", () => resolve(config, report, handlers));
    hooks = handlers?.hooks() ?? [];
    if (diagnostics.some((diagnostic) => diagnostic.severity === "error")) return undefined;
    if (options.checkOnly === true) return undefined;
    const api = step("optimize", "api", () => optimize(resolved));
    notes = notesOf(resolved, api);
    compiled = api;
    const { packageName, configFolder = "..", bundle = false } = options;
    const place = { packageName, configFolder, bundle };
    const project = step("lower", "project", () => lower(api, place));
    return step("emit", undefined, () => emit(project, options.format === false ? Infinity : 88));
  };
  return {
    namesHandlers: program !== undefined && namesHandlers(program.document),
    finish: (makeResolver) => {
      const made = files(makeResolver);
      const api = compiled;
      return {
        files: made,
        diagnostics: sortDiagnostics(diagnostics, program?.files ?? []),
        timings,
        dump: dumped,
        hooks,
        notes,
        api,
        planMigration: api &&
          (async (request) => (await import("./migrations/plan.ts")).planMigration({ ...request, api })),
      };
    },
  };
}
