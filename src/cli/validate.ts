/** `restgen validate`: checks a config and writes nothing. */

import { buildCommand, type Command } from "@stricli/core";
import {
  CONFIG_POSITIONAL,
  type Context,
  EXIT,
  type Exit,
  EXIT_HELP,
  type Format,
  FORMAT_FLAG,
  perform,
} from "./command.ts";
import { printDiagnostics, printDiagnosticsAsJson } from "./diagnostics_output.ts";
import { openSource } from "./source_host.ts";
import type { System } from "./system.ts";

interface Flags {
  readonly format: Format;
}

/** The command. */
export const validateCommand: Command<Context> = buildCommand<Flags, [string], Context>({
  func(flags, config) {
    return perform(this, flags.format, () => validate(this.system, flags, config));
  },
  parameters: {
    flags: { format: FORMAT_FLAG },
    positional: CONFIG_POSITIONAL,
  },
  docs: {
    brief: "Check a config and write nothing",
    fullDescription: [
      "Check a config and write nothing.",
      "",
      "Examples:",
      "  restgen validate api.yaml",
      "  restgen validate - --format json < api.yaml",
      "",
      EXIT_HELP,
    ].join("\n"),
  },
});

async function validate(system: System, flags: Flags, config: string): Promise<Exit> {
  const { host, shownName } = openSource(system, config);
  const compiler = await system.loadCompiler();
  const { diagnostics } = await compiler.compile(config, host, { packageName: "generated", checkOnly: true });
  if (flags.format === "json") {
    printDiagnosticsAsJson(system, diagnostics);
  } else {
    printDiagnostics(system, diagnostics);
    if (diagnostics.length === 0) system.stderr.write(`${shownName} has no mistakes\n`);
  }
  return diagnostics.some(({ severity }) => severity === "error") ? EXIT.config : EXIT.fine;
}
