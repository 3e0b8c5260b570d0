/** `restgen compile`: a config becomes a package on disk. */

import { buildCommand, type Command } from "@stricli/core";
import { type Stage, STAGES } from "../dump.ts";
import { checkOutFolder } from "../output/out_folder.ts";
import { unifiedDiff } from "../output/diff.ts";
import { below } from "../output/disk.ts";
import { type Outcome, preview, update } from "../output/update.ts";
import {
  CONFIG_POSITIONAL,
  type Context,
  EXIT,
  type Exit,
  EXIT_HELP,
  type Format,
  FORMAT_FLAG,
  perform,
  printError,
  printNote,
  shellWord,
} from "./command.ts";
import type { Compilation } from "./compiler.ts";
import { printDiagnostics, printDiagnosticsAsJson } from "./diagnostics_output.ts";
import { nextSteps } from "./next_steps.ts";
import { conflictHelp, listing, outcomeAsJson, printConflicts, printKept, summary } from "./outcome_output.ts";
import { openSource } from "./source_host.ts";
import type { System } from "./system.ts";

interface Flags {
  readonly out: string;
  readonly verbose?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly check?: boolean | undefined;
  readonly force?: boolean | undefined;
  readonly noFormat?: boolean | undefined;
  readonly bundle?: boolean | undefined;
  readonly dump?: Stage | undefined;
  readonly format: Format;
}

/** The output folder and what belongs there. */
interface Target {
  readonly system: System;
  readonly flags: Flags;
  readonly config: string;
  readonly shownConfig: string;
  readonly out: string;
  readonly packageName: string;
  readonly compilation: Compilation;
  readonly files: ReadonlyMap<string, string>;
}

/** The command. */
export const compileCommand: Command<Context> = buildCommand<Flags, [string], Context>({
  func(flags, config) {
    return perform(this, flags.format, () => compile(this.system, flags, config));
  },
  parameters: {
    flags: {
      out: {
        kind: "parsed",
        parse: String,
        default: "generated/",
        placeholder: "FOLDER",
        brief: "Folder to write to; its name is the name of the Python package",
      },
      verbose: { kind: "boolean", optional: true, brief: "Show each pass with its time, and each file" },
      dryRun: { kind: "boolean", optional: true, brief: "List what would happen to each file; write nothing" },
      check: { kind: "boolean", optional: true, brief: "Exit with 1 if the folder is not what the config makes" },
      force: { kind: "boolean", optional: true, brief: "Overwrite files that were edited or are not restgen's" },
      noFormat: { kind: "boolean", optional: true, brief: "Do not break lines at 88 columns" },
      bundle: { kind: "boolean", optional: true, brief: "Copy handlers and what they import into the folder" },
      dump: {
        kind: "enum",
        values: STAGES,
        optional: true,
        brief: "Print what a stage of the compiler made, as JSON; write nothing",
      },
      format: FORMAT_FLAG,
    },
    aliases: { v: "verbose", o: "out" },
    positional: CONFIG_POSITIONAL,
  },
  docs: {
    brief: "Compile a config to a FastAPI application",
    fullDescription: [
      "Compile a config to a FastAPI application.",
      "",
      "Files that you edited are never overwritten without --force: restgen shows a diff and writes nothing.",
      "",
      "Examples:",
      "  restgen compile api.yaml",
      "  restgen compile api.yaml --out build/shop --verbose",
      "  restgen compile api.yaml --check        (in continuous integration)",
      "  restgen compile api.yaml --bundle       (generated/ with all that it needs, to deploy it)",
      "  restgen compile api.yaml --dump config",
      "",
      EXIT_HELP,
    ].join("\n"),
  },
});

async function compile(system: System, flags: Flags, config: string): Promise<Exit> {
  const source = openSource(system, config);
  const { path: out, packageName, configFolder } = checkOutFolder(system.disk, flags.out, {
    currentFolder: system.currentFolder(),
    homeFolder: system.variable("HOME") ?? system.variable("USERPROFILE")?.replaceAll("\\", "/"),
    configFolder: source.folder,
    realpath: system.realpath,
  });
  const compiler = await system.loadCompiler();
  const compilation = await compiler.compile(config, source.host, {
    format: !flags.noFormat,
    packageName,
    configFolder,
    bundle: flags.bundle === true,
    ...(flags.dump === undefined ? {} : { dump: flags.dump }),
  });
  const { files, diagnostics } = compilation;
  if (flags.format === "text" || flags.dump !== undefined) printDiagnostics(system, diagnostics);
  if (flags.dump !== undefined) {
    if (compilation.dump !== undefined) system.stdout.write(`${compilation.dump.replace(/\n$/, "")}\n`);
    return files === undefined ? EXIT.config : EXIT.fine;
  }
  if (files === undefined) {
    if (flags.format === "json") printDiagnosticsAsJson(system, diagnostics);
    else if (flags.verbose) printTimings(system, compilation);
    return EXIT.config;
  }
  const target = { system, flags, config, shownConfig: source.shownName, out, packageName, compilation, files };
  const { disk } = system;
  // Blocked counts as a difference: what is there is not what the config makes.
  if (flags.check) return await reportCheck(target, preview(disk, out, files, false));
  if (flags.dryRun) return await reportUpdate(target, preview(disk, out, files, flags.force === true));
  return await reportUpdate(target, update(disk, out, files, flags.force === true));
}

async function reportUpdate(target: Target, outcome: Outcome): Promise<Exit> {
  const { system, flags, out, files, compilation, shownConfig } = target;
  const { changes, blocked } = outcome;
  const message = blocked ? `nothing was written to ${folderName(out)}` : undefined;
  const help = blocked ? conflictHelp(out, changes) : undefined;
  if (flags.format === "json") {
    printDiagnosticsAsJson(system, compilation.diagnostics, {
      files: await outcomeAsJson(out, outcome, files, false),
      ...(message === undefined ? {} : { error: { message, help: help ?? null } }),
    });
  }
  if (flags.format === "text" && flags.verbose) {
    printTimings(system, compilation);
    for (const note of compilation.notes) printNote(system, note);
  }
  if (flags.format === "text" && flags.dryRun) system.stdout.write(listing(out, outcome));
  if (message !== undefined) {
    if (flags.format === "text") await printConflicts(system, out, changes, files);
    printError(system, message, help);
    return EXIT.usage;
  }
  if (flags.format === "json") return EXIT.fine;
  if (flags.verbose && !flags.dryRun) system.stderr.write(listing(out, outcome));
  printKept(system, out, changes);
  if (flags.bundle && ![...files.keys()].some((path) => path.startsWith("_handlers/"))) {
    printNote(system, `${shownConfig} names no function in files of yours, so there is nothing to bundle`);
  }
  const verb = flags.dryRun ? "Would compile" : "Compiled";
  system.stderr.write(`${verb} ${shownConfig} to ${folderName(out)}: ${summary(outcome)}\n`);
  if (!flags.dryRun) printNextSteps(target);
  return EXIT.fine;
}

async function reportCheck(target: Target, outcome: Outcome): Promise<Exit> {
  const { system, flags, config, out, files, compilation, shownConfig } = target;
  const drifted = outcome.changes.filter(({ status }) => status !== "unchanged" && status !== "kept");
  const hasDrift = drifted.length > 0 || outcome.manifest !== "unchanged";
  if (flags.format === "json") {
    printDiagnosticsAsJson(system, compilation.diagnostics, {
      files: await outcomeAsJson(out, outcome, files, true),
    });
    return hasDrift ? EXIT.config : EXIT.fine;
  }
  if (!hasDrift) {
    system.stderr.write(`${folderName(out)} is what ${shownConfig} makes\n`);
    return EXIT.fine;
  }
  system.stdout.write(listing(out, outcome).split("\n").filter((line) => !/^(unchanged|kept) /.test(line)).join("\n"));
  for (const change of drifted) {
    if (!("found" in change)) continue;
    system.stdout.write(await unifiedDiff(below(out, change.path), change.found, files.get(change.path) ?? ""));
  }
  const options = `${out === "generated" ? "" : ` --out ${shellWord(out)}`}${flags.bundle ? " --bundle" : ""}`;
  const command = `restgen compile ${shellWord(config)}${options}`;
  const help = outcome.blocked
    ? `\`${command} --force\` overwrites what was edited; \`restgen eject\` keeps it for good.`
    : `\`${command}\` brings it up to date.`;
  printError(system, `${folderName(out)} is not what ${shownConfig} makes`, help);
  return EXIT.config;
}

function folderName(out: string): string {
  return below(out, "");
}

function printTimings(system: System, { timings }: Compilation): void {
  for (const { pass, milliseconds } of timings) {
    system.stderr.write(`${pass.padEnd(10)} ${milliseconds.toFixed(1).padStart(7)} ms\n`);
  }
}

function printNextSteps({ system, out, packageName, files }: Target): void {
  const steps = nextSteps(out, packageName, new Set(files.keys()), system.isWindows);
  system.stderr.write(`\nNext:\n${steps.map((step) => `  ${step}\n`).join("")}`);
}
