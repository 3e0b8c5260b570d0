/** `restgen handlers`: the functions that a config names, and stubs for those that are missing. */

import { buildCommand, type Command } from "@stricli/core";
import { unifiedDiff } from "../output/diff.ts";
import { below, type Disk, Refusal } from "../output/disk.ts";
import { checkOutFolder } from "../output/out_folder.ts";
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
  shellWord,
} from "./command.ts";
import type { Compilation, HookRow, StubFile, StubPlan } from "./compiler.ts";
import { printDiagnostics, printDiagnosticsAsJson } from "./diagnostics_output.ts";
import { openSource } from "./source_host.ts";
import type { System } from "./system.ts";

interface Flags {
  readonly out: string;
  readonly write?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly diff?: boolean | undefined;
  readonly format: Format;
}

/** The command. */
export const handlersCommand: Command<Context> = buildCommand<Flags, [string], Context>({
  func(flags, config) {
    return perform(this, flags.format, () => handlers(this.system, flags, config));
  },
  parameters: {
    flags: {
      out: {
        kind: "parsed",
        parse: String,
        default: "generated/",
        placeholder: "FOLDER",
        brief: "The folder that you compile to: stubs import models from it",
      },
      write: { kind: "boolean", optional: true, brief: "Add stubs for missing functions to your files" },
      dryRun: { kind: "boolean", optional: true, brief: "List the files that --write would change; write nothing" },
      diff: { kind: "boolean", optional: true, brief: "Show what --write would add; write nothing" },
      format: FORMAT_FLAG,
    },
    aliases: { o: "out" },
    positional: CONFIG_POSITIONAL,
  },
  docs: {
    brief: "List the functions of yours that a config names, and write stubs",
    fullDescription: [
      "List every place of a config that names a function of yours, with the signature that",
      "it expects and whether there is such a function. Exit code 1 says that one is missing.",
      "",
      "--write adds typed stubs that raise NotImplementedError. It changes nothing that is",
      "there, and writes only below the folder of the config.",
      "",
      "Examples:",
      "  restgen handlers api.yaml",
      "  restgen handlers api.yaml --diff",
      "  restgen handlers api.yaml --write",
      "",
      EXIT_HELP,
    ].join("\n"),
  },
});

/** What one look at the config and the user's files shows. */
interface Look {
  readonly compilation: Compilation;
  readonly plan: StubPlan;
  readonly texts: ReadonlyMap<string, Uint8Array>;
}

async function handlers(system: System, flags: Flags, config: string): Promise<Exit> {
  const source = openSource(system, config);
  const { packageName } = checkOutFolder(system.disk, flags.out, {
    currentFolder: system.currentFolder(),
    homeFolder: system.variable("HOME") ?? system.variable("USERPROFILE")?.replaceAll("\\", "/"),
    configFolder: source.folder,
    realpath: system.realpath,
  });
  const folder = fromHere(source.folder, system.currentFolder());
  const compiler = await system.loadCompiler();
  const look = async (): Promise<Look> => {
    const compilation = await compiler.compile(config, source.host, { packageName, checkOnly: true });
    const texts = new Map<string, Uint8Array>();
    const plan = await compiler.planStubs(compilation.hooks, packageName, (path) => {
      if (refusalOf(system.disk, folder, path) !== undefined) return undefined;
      const bytes = system.disk.read(below(folder, path));
      if (bytes === undefined) return undefined;
      texts.set(path, bytes);
      return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    });
    return { compilation, plan, texts };
  };
  const first = await look();
  const files = writable(system.disk, folder, first);
  const writes = flags.write === true && flags.dryRun !== true && flags.diff !== true;
  if (writes) writeUserFiles(system.disk, folder, files);
  const { compilation, plan } = writes && files.length > 0 ? await look() : first;
  const report: Report = { system, flags, config, folder, compilation, plan, first, files, writes };
  if (flags.format === "json") await printAsJson(report);
  else await printAsText(report);
  const { diagnostics } = compilation;
  return diagnostics.some(({ severity }) => severity === "error") || plan.rows.some(isMissing)
    ? EXIT.config
    : EXIT.fine;
}

/** What would be written; a file that may not be is an error of the environment. */
function writable(disk: Disk, folder: string, { plan, texts }: Look): readonly UserFile[] {
  const encoder = new TextEncoder();
  return plan.files.map(({ path, before, after }) => {
    const refusal = refusalOf(disk, folder, path);
    if (refusal !== undefined) throw new Refusal(refusal, "Nothing was written.");
    return { path, before: before === undefined ? undefined : texts.get(path), after: encoder.encode(after) };
  });
}

function isMissing({ state }: HookRow): boolean {
  return state !== "found" && state !== "cannot check";
}

interface Report {
  readonly system: System;
  readonly flags: Flags;
  readonly config: string;
  readonly folder: string;
  /** What there is now: after stubs were written, if they were. */
  readonly compilation: Compilation;
  readonly plan: StubPlan;
  readonly first: Look;
  readonly files: readonly UserFile[];
  readonly writes: boolean;
}

/** Mistakes that the list does not show already. */
function otherDiagnostics({ compilation, plan }: Report): Compilation["diagnostics"] {
  const listed = new Set(plan.rows.map(({ state }, index) => {
    const span = compilation.hooks[index]?.span;
    return state === "no file" || state === "no function" ? `${span?.source.name}:${span?.start}` : undefined;
  }));
  return compilation.diagnostics.filter(({ code, span }) =>
    !["E101", "E103", "W100"].includes(code) || !listed.has(`${span?.source.name}:${span?.start}`)
  );
}

const status = ({ before }: Pick<StubFile, "before"> | UserFile) => before === undefined ? "created" : "updated";

async function diffOf({ folder }: Report, { path, before, after }: UserFile): Promise<string> {
  const found = before === undefined ? new Uint8Array() : before;
  return await unifiedDiff(below(folder, path), found, new TextDecoder("utf-8", { ignoreBOM: true }).decode(after));
}

async function printAsText(report: Report): Promise<void> {
  const { system, flags, config, folder, plan, first, files, writes } = report;
  printDiagnostics(system, otherDiagnostics(report));
  if (flags.diff) {
    for (const file of files) system.stdout.write(await diffOf(report, file));
  } else if (flags.dryRun) {
    for (const file of files) system.stdout.write(`${status(file).padEnd(10)} ${below(folder, file.path)}\n`);
  } else {
    system.stdout.write(plan.rows.map(rowText).join(""));
  }
  for (const { reason, help } of flags.write || flags.diff ? first.plan.refusals : []) printError(system, reason, help);
  if (writes) {
    for (const file of files) {
      system.stderr.write(`${status(file) === "created" ? "Wrote" : "Added to"} ${below(folder, file.path)}\n`);
    }
  }
  const missing = plan.rows.filter(isMissing).length;
  const others = plan.rows.length - missing;
  const shown = config === "-" ? "standard input" : config;
  if (plan.rows.length === 0) {
    if (!report.compilation.diagnostics.some(({ severity }) => severity === "error")) {
      system.stderr.write(`${shown} names no functions\n`);
    }
    return;
  }
  system.stderr.write(
    `${shown} names functions in ${count(plan.rows.length, "place")}: ${others} found, ${missing} not\n`,
  );
  if (plan.files.length === 0 || flags.dryRun || flags.diff) return;
  const out = flags.out === "generated/" ? "" : ` --out ${shellWord(flags.out)}`;
  system.stderr.write(
    `  = help: \`restgen handlers ${shellWord(config)}${out} --write\` adds stubs for what is missing\n`,
  );
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

function rowText({ reference, state, what, signature, config, line, column, file }: HookRow): string {
  const where = state === "no file" || state === "no function" ? `, in ${file}` : "";
  return [
    `${state.padEnd(14)} ${reference}`,
    `${config}:${line}:${column}: ${what}`,
    `${signature}${where}`,
  ].join(`\n${" ".repeat(15)}`) + "\n";
}

async function printAsJson(report: Report): Promise<void> {
  const { system, flags, compilation, plan, first, folder, files, writes } = report;
  const stubs: unknown[] = [];
  for (const file of files) {
    stubs.push({
      path: below(folder, file.path),
      status: status(file),
      written: writes,
      ...(flags.diff ? { diff: await diffOf(report, file) } : {}),
    });
  }
  printDiagnosticsAsJson(system, compilation.diagnostics, {
    handlers: plan.rows.map(({ file, ...row }) => ({ ...row, file: file ?? null })),
    stubs,
    refused: first.plan.refusals,
  });
}
