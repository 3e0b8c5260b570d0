/** `restgen schema`: the JSON Schema of the config language, for editors. */

import { buildCommand, type Command } from "@stricli/core";
import { type Context, EXIT, EXIT_HELP, perform } from "./command.ts";

/** The command. */
export const schemaCommand: Command<Context> = buildCommand<Record<never, never>, [], Context>({
  func() {
    return perform(this, "text", async () => {
      const { schema } = await this.system.loadCompiler();
      this.system.stdout.write(`${JSON.stringify(schema(), null, 2)}\n`);
      return EXIT.fine;
    });
  },
  parameters: {},
  docs: {
    brief: "Print the JSON Schema of the config language",
    fullDescription: [
      "Print the JSON Schema of the config language, for editors.",
      "",
      "Example:",
      "  restgen schema > restgen.schema.json",
      "",
      EXIT_HELP,
    ].join("\n"),
  },
});
