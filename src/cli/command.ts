/** What all commands share: their context, their exit codes, and how they fail. */

import { DiskError, Refusal } from "../output/disk.ts";
import { escapeControls } from "../diagnostics/text.ts";
import { printDiagnosticsAsJson } from "./diagnostics_output.ts";
import { type System, usesColour } from "./system.ts";

/** What the exit code says. */
export const EXIT = { fine: 0, config: 1, usage: 2 } as const;

/** The exit codes as `--help` shows them. */
export const EXIT_HELP = [
  "Exit codes:",
  "  0  all is fine",
  "  1  the config has errors, or --check found differences",
  "  2  wrong use, or files that cannot be read or written",
].join("\n");

/** An exit code. */
export type Exit = typeof EXIT[keyof typeof EXIT];

/** How results are printed. */
export type Format = "text" | "json";

/** The context that the argument parser hands to each command. */
export interface Context {
  readonly process: {
    readonly stdout: { readonly write: (text: string) => void };
    readonly stderr: { readonly write: (text: string) => void };
    exitCode?: number | null;
  };
  readonly system: System;
}

/** The `--format` flag, the same for all commands that have it. */
export const FORMAT_FLAG = {
  kind: "enum",
  values: ["text", "json"],
  default: "text",
  brief: "How to print results; json goes to stdout",
} as const;

/** The config that a command works on, the same for all commands that have one. */
export const CONFIG_POSITIONAL = {
  kind: "tuple",
  parameters: [{ parse: String, placeholder: "CONFIG", brief: "The YAML or JSON file, or - for standard input" }],
} as const;

/** Runs the work of a command, sets its exit code, and turns whatever is thrown into a message. */
export async function perform(context: Context, format: Format, work: () => Promise<Exit> | Exit): Promise<void> {
  try {
    context.process.exitCode = await work();
  } catch (error) {
    context.process.exitCode = EXIT.usage;
    reportFailure(context.system, format, error);
  }
}

/** Prints why a command could not do its work. */
export function reportFailure(system: System, format: Format, error: unknown): void {
  const { message, help } = describeFailure(error);
  if (format === "json") printDiagnosticsAsJson(system, [], { error: { message, help: help ?? null } });
  printError(system, message, help);
  const stack = error instanceof Error && system.variable("RESTGEN_DEBUG") ? error.stack : undefined;
  if (stack !== undefined) system.stderr.write(`${stack}\n`);
}

function describeFailure(error: unknown): { readonly message: string; readonly help: string | undefined } {
  if (error instanceof Refusal) return { message: error.message, help: error.help };
  if (error instanceof DiskError) return { message: error.message, help: undefined };
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    message: `internal error: ${what.slice(0, 500)}`,
    help:
      "This is a mistake in restgen, not in your config. Please report it together with the config that shows it; " +
      "RESTGEN_DEBUG=1 prints where it happened.",
  };
}

/** Prints a message of one line, and what to do, on stderr. */
export function printError(system: System, message: string, help: string | undefined): void {
  const [red, reset] = usesColour(system, system.stderr) ? ["\x1b[1;31m", "\x1b[0m"] : ["", ""];
  system.stderr.write(`${red}error${reset}: ${escapeControls(message)}\n`);
  if (help !== undefined) system.stderr.write(`  = help: ${escapeControls(help)}\n`);
}

/** Prints a note of one line on stderr. */
export function printNote(system: System, message: string): void {
  const [cyan, reset] = usesColour(system, system.stderr) ? ["\x1b[36m", "\x1b[0m"] : ["", ""];
  system.stderr.write(`${cyan}note${reset}: ${escapeControls(message)}\n`);
}

/** A word as a shell takes it. */
export function shellWord(word: string): string {
  return /^[\w/.:=@%+,~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A folder as people would name it from where they are. */
export function fromHere(folder: string, current: string): string {
  if (folder === current) return ".";
  return folder.startsWith(`${current}/`) ? folder.slice(current.length + 1) : folder;
}
