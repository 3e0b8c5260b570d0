/** The command line: arguments in, exit code out. */

import {
  type Application,
  type ApplicationText,
  buildApplication,
  buildRouteMap,
  type Command,
  run,
  text_en,
} from "@stricli/core";
import { type Context, EXIT, EXIT_HELP, reportFailure } from "./command.ts";
import { Refusal } from "../output/disk.ts";
import { compileCommand } from "./compile.ts";
import { printDiagnosticsAsJson } from "./diagnostics_output.ts";
import { ejectCommand } from "./eject.ts";
import { explainCommand } from "./explain.ts";
import { handlersCommand } from "./handlers.ts";
import { initCommand } from "./init.ts";
import { migrateCommand } from "./migrate.ts";
import { schemaCommand } from "./schema.ts";
import { type Stream, type System, usesColour } from "./system.ts";
import { validateCommand } from "./validate.ts";

const COMMANDS: Readonly<Record<string, Command<Context>>> = {
  compile: compileCommand,
  validate: validateCommand,
  handlers: handlersCommand,
  migrate: migrateCommand,
  init: initCommand,
  eject: ejectCommand,
  explain: explainCommand,
  schema: schemaCommand,
};

const TEXT: ApplicationText = {
  ...text_en,
  exceptionWhileParsingArguments(error, color) {
    return `error: ${
      text_en.exceptionWhileParsingArguments.call(this, error, color)
    }\n  = help: --help shows what there is`;
  },
  noCommandRegisteredForInput(input) {
    return `error: ${text_en.noCommandRegisteredForInput(input)}\n  = help: --help shows what there is`;
  },
};

/** Runs one command line and gives the exit code. */
export async function main(argv: readonly string[], system: System): Promise<number> {
  try {
    refuseInheritedFlags(argv);
    const complaints: string[] = [];
    const process: Context["process"] = {
      stdout: parserStream(system, system.stdout, () => {}),
      stderr: parserStream(system, system.stderr, (text) => complaints.push(text)),
      exitCode: null,
    };
    await run(application(system), splitValues(argv), { process, system });
    const exitCode = process.exitCode ?? EXIT.usage;
    if (exitCode >= 0) return exitCode;
    // The parser's own codes are negative: it did not get as far as a command.
    if (asksForJson(argv)) {
      const [message = "", help] = complaints.join("").trimEnd().replace(/^error: /, "").split("\n  = help: ");
      printDiagnosticsAsJson(system, [], { error: { message, help: help ?? null } });
    }
    return EXIT.usage;
  } catch (error) {
    reportFailure(system, asksForJson(argv) ? "json" : "text", error);
    return EXIT.usage;
  }
}

function application(system: System): Application<Context> {
  const root = buildRouteMap<string, Context>({
    routes: COMMANDS,
    docs: {
      brief: "Compile one YAML file to a FastAPI application",
      fullDescription: [
        "Compile one YAML file to a FastAPI application.",
        "",
        "Examples:",
        "  restgen init",
        "  restgen compile api.yaml",
        "  restgen compile --help",
        "",
        EXIT_HELP,
      ].join("\n"),
    },
  });
  return buildApplication<Context>(root, {
    name: "restgen",
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
    documentation: { onlyRequiredInUsageLine: true },
    localization: { text: TEXT },
    versionInfo: { getCurrentVersion: async () => (await system.loadCompiler()).VERSION },
  });
}

function parserStream(system: System, stream: Stream, hear: (text: string) => void) {
  return {
    write: (text: string) => {
      hear(text);
      stream.write(text);
    },
    getColorDepth: () => usesColour(system, stream) ? 8 : 1,
  };
}

/** `--name=value` as two arguments, up to `--`. */
function splitValues(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  return argv.flatMap((argument, index) => {
    const match = end >= 0 && index >= end ? undefined : /^(--[a-zA-Z-]+)=(.*)$/s.exec(argument);
    return match ? [match[1] ?? "", match[2] ?? ""] : [argument];
  });
}

/** The parser looks flags up in a plain object, where `--constructor` and its like would be found. */
function refuseInheritedFlags(argv: readonly string[]): void {
  const end = argv.indexOf("--");
  for (const argument of end < 0 ? argv : argv.slice(0, end)) {
    const name = /^--(?:no-)?([\w-]+)/.exec(argument)?.[1]?.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
    if (name !== undefined && name in Object.prototype) {
      throw new Refusal(`No flag registered for ${argument}`, "--help shows what there is");
    }
  }
}

function asksForJson(argv: readonly string[]): boolean {
  return argv.some((argument, index) =>
    argument === "--format=json" || (argument === "--format" && argv[index + 1] === "json")
  );
}
