/** `restgen eject`: hands generated files over to the user. */

import { buildCommand, type Command } from "@stricli/core";
import { below, Refusal } from "../output/disk.ts";
import { eject } from "../output/eject.ts";
import { readManifest } from "../output/manifest.ts";
import { resolvePath } from "../output/out_folder.ts";
import { isInnerPath } from "../output/path_guard.ts";
import { checkFolders } from "../output/survey.ts";
import { type Context, EXIT, type Exit, EXIT_HELP, perform } from "./command.ts";
import type { System } from "./system.ts";

interface Flags {
  readonly out: string;
}

/** The command. */
export const ejectCommand: Command<Context> = buildCommand<Flags, string[], Context>({
  func(flags, ...files) {
    return perform(this, "text", () => ejectFiles(this.system, flags, files));
  },
  parameters: {
    flags: {
      out: {
        kind: "parsed",
        parse: String,
        default: "generated/",
        placeholder: "FOLDER",
        brief: "The folder that restgen wrote to",
      },
    },
    aliases: { o: "out" },
    positional: {
      kind: "array",
      minimum: 1,
      parameter: { parse: String, placeholder: "FILE", brief: "A generated file that is to be yours" },
    },
  },
  docs: {
    brief: "Make generated files yours: restgen never writes them again",
    fullDescription: [
      "Make generated files yours: restgen never writes or removes them again, and says",
      "so when what it would write there has changed.",
      "",
      "Examples:",
      "  restgen eject generated/routes.py",
      "  restgen eject shop/errors.py shop/middleware.py --out shop",
      "",
      EXIT_HELP,
    ].join("\n"),
  },
});

function ejectFiles(system: System, flags: Flags, files: readonly string[]): Exit {
  const { disk, stderr } = system;
  const out = flags.out.replace(/(.)\/+$/, "$1");
  if (disk.kind(out) === undefined) {
    throw new Refusal(`${out} does not exist`, "Start restgen where you compile, or name the folder with --out.");
  }
  checkFolders(disk, out);
  const paths = files.map((file) => innerPath(system, out, file));
  for (const { path, status } of eject(disk, out, paths)) {
    const shown = below(out, path);
    stderr.write(status === "ejected" ? `${shown} is yours now\n` : `${shown} was yours already\n`);
  }
  return EXIT.fine;
}

/** The file relative to the output folder; people name it from where they are, or from inside the folder. */
function innerPath(system: System, out: string, file: string): string {
  const current = system.currentFolder();
  const folder = resolvePath(current, out);
  const full = resolvePath(current, file);
  if (full.startsWith(`${folder}/`)) return full.slice(folder.length + 1);
  const isKnown = isInnerPath(file) && readManifest(system.disk, out).files.has(file);
  if (isKnown) return file;
  throw new Refusal(`${file} is not in ${out}`, "Name a file inside the output folder; --out names the folder.");
}
