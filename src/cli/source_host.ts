/** The compiler's view of the file system. */

import { Refusal } from "../output/disk.ts";
import { resolvePath } from "../output/out_folder.ts";
import type { Host } from "./compiler.ts";
import type { System } from "./system.ts";

/** A config that can be read, and where it lies. */
export interface Source {
  readonly host: Host;
  /** Absolute. */
  readonly folder: string;
  /** How messages call the config. */
  readonly shownName: string;
}

/** Opens a config; `-` is standard input. Throws {@linkcode Refusal} when there is none. */
export function openSource(system: System, entry: string): Source {
  const { realpath } = system;
  if (entry === "-") {
    const bytes = system.readStandardInput();
    const folder = system.currentFolder();
    return {
      host: {
        read: (path) => path === "-" ? bytes : system.readSource(path),
        realpath: (path) => path === "-" ? resolvePath(folder, "-") : realpath(path),
      },
      folder,
      shownName: "standard input",
    };
  }
  const real = entry === "" ? undefined : realpath(entry);
  if (real === undefined) {
    throw new Refusal(`${entry === "" ? '""' : entry} does not exist`, "`restgen init` writes a config to start from.");
  }
  const bytes = system.readSource(entry);
  if (bytes === undefined) throw new Refusal(`${entry} is not a regular file`, "Name the YAML file itself.");
  return {
    host: { read: (path) => path === entry ? bytes : system.readSource(path), realpath },
    folder: real.slice(0, Math.max(real.lastIndexOf("/"), 1)),
    shownName: entry,
  };
}
