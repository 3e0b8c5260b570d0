/** `restgen explain`: the page of a diagnostic. */

import { buildCommand, type Command } from "@stricli/core";
import { Refusal } from "../output/disk.ts";
import { type Context, EXIT, EXIT_HELP, perform } from "./command.ts";

/** The command. */
export const explainCommand: Command<Context> = buildCommand<Record<never, never>, [string], Context>({
  func(_flags, code) {
    return perform(this, "text", async () => {
      const { explain, suggestCode } = await this.system.loadCompiler();
      const page = await explain(code);
      if (page === undefined) {
        const near = await suggestCode(code);
        const help = near === undefined ? "Codes look like E107 or W104" : `Did you mean ${JSON.stringify(near)}?`;
        throw new Refusal(`there is no diagnostic ${JSON.stringify(code)}`, help);
      }
      this.system.stdout.write(page.endsWith("\n") ? page : `${page}\n`);
      return EXIT.fine;
    });
  },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        parse: String,
        placeholder: "CODE",
        brief: "The code of a diagnostic, such as E107, or its name",
      }],
    },
  },
  docs: {
    brief: "Explain a diagnostic, with an example and its fix",
    fullDescription: [
      "Explain a diagnostic, with an example and its fix.",
      "",
      "Example:",
      "  restgen explain E107",
      "",
      EXIT_HELP,
    ].join("\n"),
  },
});
