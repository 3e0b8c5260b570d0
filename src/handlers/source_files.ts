/** The user's Python files, each read once; nothing outside the root config's folder is. */

import type { Diagnostic } from "../diagnostics/define.ts";
import type { Host } from "../linker/files.ts";
import { decodeUtf8 } from "../source/decode.ts";
import type { Source } from "../source/source.ts";
import type { Places } from "./places.ts";
import { refusePython } from "./read.ts";

/** Where the files are. */
export interface FilesSetting {
  readonly host: Host;
  /** Folder of the root config without links, with a slash at its end. */
  readonly base: string;
  /** The root config as messages call it: files are named from where its name starts. */
  readonly rootName: string;
}

/** Files below a folder, by paths relative to it. */
export interface SourceFiles extends Places {
  /** Whether something of this path leads out of the folder. */
  leadsOut(path: string): boolean;
}

/** Opens the folder of the root config; it is the only one on Python's path. */
export function sourceFiles({ host, base, rootName }: FilesSetting): SourceFiles {
  const sources = new Map<string, Source | undefined>();
  const lists = new Map<string, readonly string[]>();
  const shownFolder = rootName.slice(0, rootName.lastIndexOf("/") + 1);

  const realIn = (path: string): string | undefined => {
    const real = host.realpath(base + path);
    return real !== undefined && isBelow(real, base) ? real : undefined;
  };
  const list = host.list === undefined ? undefined : (folder: string): readonly string[] => {
    const known = lists.get(folder);
    if (known !== undefined) return known;
    const real = folder === "" ? base : realIn(folder);
    const names = real === undefined ? [] : host.list?.(real) ?? [];
    lists.set(folder, names);
    return names;
  };
  const readAnew = (path: string): Source | undefined => {
    const cut = path.lastIndexOf("/");
    // Python tells capitals from small letters, on every file system.
    if (list !== undefined && !list(path.slice(0, Math.max(cut, 0))).includes(path.slice(cut + 1))) return undefined;
    const real = realIn(path);
    const bytes = real === undefined ? undefined : host.read(real);
    if (real === undefined || bytes === undefined) return undefined;
    const shown = shownFolder + path;
    return decoded(bytes, host.realpath(shown) === real ? shown : real);
  };
  return {
    folders: [""],
    ...(list === undefined ? {} : { list }),
    read: (path) => {
      if (!sources.has(path)) sources.set(path, readAnew(path));
      return sources.get(path);
    },
    leadsOut: (path) => {
      const real = host.realpath(base + path);
      return real !== undefined && !isBelow(real, base);
    },
  };
}

/** Whether a path without links lies below a folder, which is empty for the current one. */
function isBelow(path: string, base: string): boolean {
  return base === "" ? !path.startsWith("/") && !path.startsWith("../") : path.startsWith(base);
}

function decoded(bytes: Uint8Array, name: string): Source {
  let fault: Diagnostic | undefined;
  const source = decodeUtf8(bytes, name, (diagnostic) => fault = diagnostic);
  if (source !== undefined) return source;
  const span = fault?.span ?? { source: { name, text: "" }, start: 0, end: 0 };
  refusePython(span.source, { kind: "encoding", message: fault?.message ?? "File is not UTF-8", span });
  return span.source;
}
