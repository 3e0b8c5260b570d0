/** The compiler's view of the file system. */

import { DiskError, Refusal } from "../output/disk.ts";
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

/** What of the system is needed to read configs. */
type Reader = Pick<System, "currentFolder" | "readStandardInput" | "readSource" | "listFolder" | "realpath">;

/** Opens a config; `-` is standard input. Throws {@linkcode Refusal} when there is none. */
export function openSource(system: Reader, entry: string): Source {
  const imports: Host = {
    read: (path) => unlessRefused(() => system.readSource(path)),
    realpath: (path) => unlessRefused(() => system.realpath(path)),
    list: (folder) => unlessRefused(() => system.listFolder(folder)) ?? [],
  };
  if (entry === "-") {
    const bytes = system.readStandardInput();
    const folder = system.currentFolder();
    return {
      host: {
        ...imports,
        read: (path) => path === "-" ? bytes : imports.read(path),
        realpath: (path) => path === "-" ? resolvePath(folder, "-") : imports.realpath(path),
      },
      folder,
      shownName: "standard input",
    };
  }
  const real = entry === "" ? undefined : system.realpath(entry);
  if (real === undefined) {
    throw new Refusal(`${entry === "" ? '""' : entry} does not exist`, "`restgen init` writes a config to start from.");
  }
  const bytes = system.readSource(entry);
  if (bytes === undefined) throw new Refusal(`${entry} is not a regular file`, "Name the YAML file itself.");
  return {
    host: { ...imports, read: (path) => path === entry ? bytes : imports.read(path) },
    folder: real.slice(0, Math.max(real.lastIndexOf("/"), 1)),
    shownName: entry,
  };
}

/** What the system refuses, such as a file of somebody else or a link to itself, is a mistake in the import of it. */
function unlessRefused<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof DiskError && error.code !== undefined) return undefined;
    throw error;
  }
}
