/** `restgen init`: writes a config, or an example, to start from. */

import { buildCommand, type Command } from "@stricli/core";
import { suggest } from "../diagnostics/suggest.ts";
import { below, Refusal } from "../output/disk.ts";
import { writeUserFiles } from "../output/user_files.ts";
import { type Context, EXIT, type Exit, EXIT_HELP, perform, shellWord } from "./command.ts";
import type { System } from "./system.ts";

interface Flags {
  readonly out: string | undefined;
  readonly template: string | undefined;
}

/** The word that lists the templates. */
const LIST = "list";

/** The command. */
export const initCommand: Command<Context> = buildCommand<Flags, [], Context>({
  func(flags) {
    return perform(this, "text", () => init(this.system, flags));
  },
  parameters: {
    flags: {
      template: {
        kind: "parsed",
        parse: String,
        optional: true,
        placeholder: "NAME",
        brief: `Example to start from; ${LIST} shows all of them`,
      },
      out: {
        kind: "parsed",
        parse: String,
        optional: true,
        placeholder: "PATH",
        brief: "File to write (api.yaml), or the folder of a template (its name)",
      },
    },
    aliases: { o: "out", t: "template" },
  },
  docs: {
    brief: "Write a commented config to start from, or a whole example",
    fullDescription: [
      "Write a commented config to start from, or a whole example. A file that exists is never overwritten.",
      "",
      "Examples:",
      "  restgen init",
      "  restgen init --out shop.yaml",
      "  restgen init --template list",
      "  restgen init --template shop --out my_shop",
      "",
      EXIT_HELP,
    ].join("\n"),
  },
});

async function init(system: System, { out, template }: Flags): Promise<Exit> {
  const { starter, templates } = await system.loadCompiler();
  if (template === undefined) return initFile(system, out ?? "api.yaml", starter());
  const all = await templates();
  if (template === LIST) {
    const width = Math.max(...all.map(({ name }) => name.length));
    for (const { name, summary } of all) system.stdout.write(`${name.padEnd(width)}  ${summary}\n`);
    return EXIT.fine;
  }
  const chosen = all.find(({ name }) => name === template);
  if (chosen === undefined) {
    const names = all.map(({ name }) => name);
    const meant = suggest(template, names);
    throw new Refusal(
      `There is no template ${JSON.stringify(template)}`,
      meant === undefined ? `Choose one of ${names.join(", ")}.` : `Did you mean ${JSON.stringify(meant)}?`,
    );
  }
  return initFolder(system, out ?? chosen.name, chosen.files);
}

function initFile({ disk, stderr }: System, out: string, text: string): Exit {
  if (out.trim() === "" || out.endsWith("/")) throw new Refusal("--out needs the name of a file", undefined);
  if (disk.kind(out) !== undefined) {
    throw new Refusal(`${out} exists already and stays as it is`, "Give another name with --out.");
  }
  disk.create(out, new TextEncoder().encode(text));
  stderr.write(`Wrote ${out}\n\nNext:\n  restgen compile ${shellWord(out)}\n`);
  return EXIT.fine;
}

function initFolder({ disk, stderr }: System, out: string, files: ReadonlyMap<string, string>): Exit {
  const folder = out.replace(/\/+$/, "");
  if (folder.trim() === "") throw new Refusal("--out needs the name of a folder", undefined);
  const taken = [...files.keys()].map((path) => below(folder, path)).find((path) => disk.kind(path) !== undefined);
  if (taken !== undefined) {
    throw new Refusal(`${taken} exists already and stays as it is`, "Give another folder with --out.");
  }
  const encoder = new TextEncoder();
  const added = [...files].map(([path, text]) => ({ path, before: undefined, after: encoder.encode(text) }));
  writeUserFiles(disk, folder, added);
  const enter = folder === "." ? "" : `  cd ${shellWord(folder)}\n`;
  stderr.write(`Wrote ${files.size} files to ${folder}/\n\nNext:\n${enter}  restgen compile api.yaml\n`);
  return EXIT.fine;
}
