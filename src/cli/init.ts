/** `restgen init`: writes a config to start from. */

import { buildCommand, type Command } from "@stricli/core";
import { Refusal } from "../output/disk.ts";
import { type Context, EXIT, type Exit, EXIT_HELP, perform, shellWord } from "./command.ts";
import type { System } from "./system.ts";

interface Flags {
  readonly out: string;
}

/** The command. */
export const initCommand: Command<Context> = buildCommand<Flags, [], Context>({
  func(flags) {
    return perform(this, "text", () => init(this.system, flags));
  },
  parameters: {
    flags: {
      out: { kind: "parsed", parse: String, default: "api.yaml", placeholder: "FILE", brief: "File to write" },
    },
    aliases: { o: "out" },
  },
  docs: {
    brief: "Write a commented config to start from",
    fullDescription: [
      "Write a commented config to start from. A file that exists is never overwritten.",
      "",
      "Examples:",
      "  restgen init",
      "  restgen init --out shop.yaml",
      "",
      EXIT_HELP,
    ].join("\n"),
  },
});

async function init({ disk, stderr, loadCompiler }: System, { out }: Flags): Promise<Exit> {
  if (out.trim() === "" || out.endsWith("/")) throw new Refusal("--out needs the name of a file", undefined);
  if (disk.kind(out) !== undefined) {
    throw new Refusal(`${out} exists already and stays as it is`, "Give another name with --out.");
  }
  const compiler = await loadCompiler();
  disk.create(out, new TextEncoder().encode(compiler.starter()));
  stderr.write(`Wrote ${out}\n\nNext:\n  restgen compile ${shellWord(out)}\n`);
  return EXIT.fine;
}
