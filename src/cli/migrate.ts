/** `restgen migrate`: the next revision of the database, beside the config. */

import { buildCommand, type Command } from "@stricli/core";
import { below, Refusal } from "../output/disk.ts";
import { checkOutFolder, resolvePath } from "../output/out_folder.ts";
import { refusalOf, type UserFile, writeUserFiles } from "../output/user_files.ts";
import {
  CONFIG_POSITIONAL,
  type Context,
  EXIT,
  type Exit,
  EXIT_HELP,
  type Format,
  FORMAT_FLAG,
  fromHere,
  perform,
  printError,
  printNote,
  shellWord,
} from "./command.ts";
import type { Compilation, MigrationPlan, RevisionFile } from "./compiler.ts";
import { printDiagnostics, printDiagnosticsAsJson } from "./diagnostics_output.ts";
import { openSource } from "./source_host.ts";
import type { System } from "./system.ts";

interface Flags {
  readonly message?: string | undefined;
  readonly out: string;
  readonly rename?: readonly string[] | undefined;
  readonly allowDataLoss?: boolean | undefined;
  readonly check?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly format: Format;
}

const VERSIONS = "migrations/versions";
const SNAPSHOT = "migrations/schema.json";

/** The command. */
export const migrateCommand: Command<Context> = buildCommand<Flags, [string], Context>({
  func(flags, config) {
    return perform(this, flags.format, () => migrate(this.system, flags, config));
  },
  parameters: {
    flags: {
      message: {
        kind: "parsed",
        parse: String,
        optional: true,
        placeholder: "TEXT",
        brief: "What the revision is about; its file is named after it",
      },
      out: {
        kind: "parsed",
        parse: String,
        default: "generated/",
        placeholder: "FOLDER",
        brief: "The folder that you compile to: Alembic takes the tables from it",
      },
      rename: {
        kind: "parsed",
        parse: String,
        optional: true,
        variadic: true,
        placeholder: "OLD=NEW",
        brief: "A column or table that has another name now: books.title=name, books=volumes",
      },
      allowDataLoss: { kind: "boolean", optional: true, brief: "Write the revision even when rows lose something" },
      check: { kind: "boolean", optional: true, brief: "Exit with 1 if a revision is missing; write nothing" },
      dryRun: { kind: "boolean", optional: true, brief: "Print the revision; write nothing" },
      format: FORMAT_FLAG,
    },
    aliases: { m: "message", o: "out" },
    positional: CONFIG_POSITIONAL,
  },
  docs: {
    brief: "Write the next migration of the database",
    fullDescription: [
      "Compare the tables of a config with migrations/schema.json, and write the revision for",
      "Alembic that leads from one to the other. It needs no database and no Python.",
      "",
      "Everything in migrations/ is yours: no file of an earlier revision is changed. What rows",
      "would lose is listed, and written only with --allow-data-loss.",
      "",
      "Examples:",
      "  restgen migrate api.yaml",
      '  restgen migrate api.yaml -m "add the number of pages"',
      "  restgen migrate api.yaml --rename books.title=name",
      "  restgen migrate api.yaml --check        (in continuous integration)",
      "",
      EXIT_HELP,
    ].join("\n"),
  },
});

/** The plan, and what of it is written. */
interface Result {
  readonly system: System;
  readonly flags: Flags;
  readonly config: string;
  readonly folder: string;
  readonly compilation: Compilation;
  readonly plan: MigrationPlan;
  readonly files: readonly UserFile[];
}

async function migrate(system: System, flags: Flags, config: string): Promise<Exit> {
  const source = openSource(system, config);
  const { path: out, packageName, configFolder } = checkOutFolder(system.disk, flags.out, {
    currentFolder: system.currentFolder(),
    homeFolder: system.variable("HOME") ?? system.variable("USERPROFILE")?.replaceAll("\\", "/"),
    configFolder: source.folder,
    realpath: system.realpath,
  });
  const compiler = await system.loadCompiler();
  const compilation = await compiler.compile(config, source.host, { packageName, configFolder });
  if (compilation.planMigration === undefined) {
    if (flags.format === "json") printDiagnosticsAsJson(system, compilation.diagnostics);
    else printDiagnostics(system, compilation.diagnostics);
    return EXIT.config;
  }
  const folder = fromHere(source.folder, system.currentFolder());
  const plan = await compilation.planMigration({
    snapshot: textOf(system, folder, SNAPSHOT),
    revisions: revisionsIn(system, folder),
    message: flags.message,
    renames: flags.rename ?? [],
    allowDataLoss: flags.allowDataLoss === true,
    packageName,
    packageParent: wayDown(source.folder, parentOf(system, out)),
  });
  if (plan.refusal !== undefined) throw new Refusal(plan.refusal.message, plan.refusal.help);
  const files = newFiles(system, folder, plan);
  const writes = flags.check !== true && flags.dryRun !== true;
  if (writes) writeUserFiles(system.disk, folder, files);
  const result: Result = { system, flags, config, folder, compilation, plan, files };
  if (flags.format === "json") printAsJson(result, writes);
  else printAsText(result);
  return isRefused(plan) || (flags.check === true && plan.changes.length > 0) ? EXIT.config : EXIT.fine;
}

function isRefused({ diagnostics }: MigrationPlan): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

/** The folder that holds the package, absolute and without links. */
function parentOf(system: System, out: string): string {
  const parent = resolvePath(system.currentFolder(), out).replace(/\/[^/]*$/, "");
  return system.realpath(parent) ?? parent;
}

/** The way from one folder to another; empty for the folder itself. */
function wayDown(from: string, to: string): string {
  const [start, end] = [from, to].map((path) => path.split("/").filter((part) => part !== ""));
  if (start === undefined || end === undefined) return "";
  const shared = start.findIndex((part, index) => part !== end[index]);
  const common = shared < 0 ? start.length : shared;
  return [...start.slice(common).map(() => ".."), ...end.slice(common)].join("/");
}

function textOf({ disk }: System, folder: string, path: string): string | undefined {
  const refusal = refusalOf(disk, folder, path);
  if (refusal !== undefined) throw new Refusal(refusal, "Nothing was written.");
  const bytes = disk.read(below(folder, path));
  return bytes && new TextDecoder().decode(bytes);
}

function revisionsIn(system: System, folder: string): readonly RevisionFile[] {
  const names = system.listFolder(below(folder, VERSIONS)).filter((name) => name.endsWith(".py")).sort();
  return names.flatMap((name) => {
    const text = textOf(system, folder, `${VERSIONS}/${name}`);
    return text === undefined ? [] : [{ name, text }];
  });
}

/** What is to be written: the files that are there already and stay are left out. */
function newFiles({ disk }: System, folder: string, plan: MigrationPlan): readonly UserFile[] {
  return plan.files.flatMap(({ path, text, kept }): UserFile[] => {
    const full = below(folder, path);
    if (kept && disk.kind(full) !== undefined) return [];
    const refusal = refusalOf(disk, folder, path);
    if (refusal !== undefined) throw new Refusal(refusal, "Nothing was written.");
    return [{ path, before: disk.read(full), after: new TextEncoder().encode(text) }];
  });
}

function printAsText(result: Result): void {
  const { system, flags, config, folder, compilation, plan, files } = result;
  const { stderr, stdout } = system;
  const shown = config === "-" ? "standard input" : config;
  printDiagnostics(system, [...compilation.diagnostics, ...plan.diagnostics]);
  const command = `restgen migrate ${shellWord(config)}${
    flags.out === "generated/" ? "" : ` --out ${shellWord(flags.out)}`
  }`;
  if (isRefused(plan)) {
    printError(system, "no revision was written", helpOf(plan, command));
    return;
  }
  if (plan.changes.length === 0 && plan.revision === undefined) {
    stderr.write(`${below(folder, "migrations")} is up to date with ${shown}\n`);
    return;
  }
  if (flags.check) {
    stdout.write(plan.changes.map((change) => `${change}\n`).join(""));
    printError(system, "a revision is missing", `\`${command}\` writes it.`);
    return;
  }
  for (const loss of plan.losses) printNote(system, loss);
  if (flags.dryRun) {
    stdout.write(plan.files.find(({ path }) => path.startsWith(VERSIONS))?.text ?? "");
    return;
  }
  for (const change of plan.changes) stderr.write(`  ${change}\n`);
  for (const { path, before } of files) {
    stderr.write(`${before === undefined ? "Wrote" : "Updated"} ${below(folder, path)}\n`);
  }
  if (plan.createsTables) {
    printNote(
      system,
      "the application creates missing tables when it starts, which revisions then find there; " +
        'write "options: { create_all: false }" below "database:"',
    );
  }
  const where = folder === "." ? "" : ` -c ${shellWord(below(folder, "alembic.ini"))}`;
  const compile = command.replace("restgen migrate", "restgen compile");
  stderr.write(`\nNext:\n  ${compile}\n  alembic${where} upgrade head\n`);
}

function helpOf({ diagnostics }: MigrationPlan, command: string): string | undefined {
  const others = diagnostics.filter(({ code }) => code !== "E252");
  return others.length > 0 ? undefined : `\`${command} --allow-data-loss\` writes it all the same.`;
}

function printAsJson({ system, flags, folder, compilation, plan, files }: Result, writes: boolean): void {
  const isWritten = (path: string) => files.some((file) => file.path === path);
  printDiagnosticsAsJson(system, [...compilation.diagnostics, ...plan.diagnostics], {
    migration: {
      revision: plan.revision ?? null,
      changes: plan.changes,
      losses: plan.losses,
      files: plan.files.filter(({ path }) => isWritten(path)).map(({ path, text }) => ({
        path: below(folder, path),
        written: writes,
        ...(flags.dryRun ? { text } : {}),
      })),
    },
  });
}
