/** Looks at what is on disk where a compile would write or remove. */

import { below, type Disk, type EntryKind, foldersOf, Refusal } from "./disk.ts";
import { sameBytes, sha256, withoutCarriageReturns } from "./hash.ts";
import type { Manifest } from "./manifest.ts";
import { isInnerPath, RECORDS } from "./path_guard.ts";
import type { Found, Wanted } from "./plan.ts";

/** Texts as the bytes and digests that a plan compares. */
export function wantedFiles(files: ReadonlyMap<string, string>): ReadonlyMap<string, Wanted> {
  const encoder = new TextEncoder();
  const wanted = [...files].map(([path, text]): readonly [string, Wanted] => {
    if (!isInnerPath(path)) throw new Error(`the compiler made a file outside its folder: ${JSON.stringify(path)}`);
    const bytes = encoder.encode(text);
    return [path, { bytes, digest: sha256(bytes) }];
  });
  return new Map(wanted);
}

/** What is on disk at each path that is wanted or in the manifest; a path with nothing there is absent. */
export function survey(
  disk: Disk,
  out: string,
  wanted: ReadonlyMap<string, Wanted>,
  manifest: Manifest,
): ReadonlyMap<string, Found> {
  checkFolders(disk, out);
  const found = new Map<string, Found>();
  if (disk.kind(out) === undefined) return found;
  const kindOf = kindsIn(disk, out);
  for (const path of new Set([...wanted.keys(), ...manifest.files.keys()])) {
    if (manifest.ejected.has(path)) continue;
    const here = look(disk, out, path, kindOf, wanted.get(path));
    if (here !== undefined) found.set(path, here);
  }
  return found;
}

/** What is at paths of a folder: to list folders is cheaper than to ask for each file, most of all for absent ones. */
function kindsIn(disk: Disk, out: string): (path: string) => EntryKind | undefined {
  const folders = new Map<string, { readonly kinds: ReadonlyMap<string, EntryKind>; readonly folded: Set<string> }>();
  const listed = (folder: string) => {
    const kinds = disk.list(folder === "" ? out : below(out, folder));
    return { kinds, folded: new Set([...kinds.keys()].map(fold)) };
  };
  return (path) => {
    const folder = foldersOf(path).at(-1) ?? "";
    const known = folders.get(folder) ?? listed(folder);
    folders.set(folder, known);
    const name = path.slice(path.lastIndexOf("/") + 1);
    const kind = known.kinds.get(name);
    // Some file systems take `App.py` for `app.py`, and only they know which names are the same.
    return kind === undefined && known.folded.has(fold(name)) ? disk.kind(below(out, path)) : kind;
  };
}

/** The same for all names that some file system takes for one. */
function fold(name: string): string {
  return name.normalize().toUpperCase().toLowerCase();
}

function look(
  disk: Disk,
  out: string,
  path: string,
  kindOf: (path: string) => EntryKind | undefined,
  wanted: Wanted | undefined,
): Found | undefined {
  for (const folder of foldersOf(path)) {
    const kind = kindOf(folder);
    if (kind === undefined) return undefined;
    if (kind !== "folder") return { kind: "blocked", by: describe(below(out, folder), kind, "a folder") };
  }
  const full = below(out, path);
  const kind = kindOf(path);
  if (kind === undefined) return undefined;
  if (kind !== "file") return { kind: "blocked", by: describe(full, kind, "a file") };
  const bytes = disk.read(full);
  if (bytes === undefined) return undefined;
  const same = wanted !== undefined && sameBytes(bytes, wanted.bytes);
  const digest = same ? wanted.digest : sha256(withoutCarriageReturns(bytes));
  return { kind: "file", bytes, digest };
}

/** Refuses an output folder that is a link or no folder, or whose records are. */
export function checkFolders(disk: Disk, out: string): void {
  for (const path of [out, below(out, RECORDS), below(out, `${RECORDS}/tmp`)]) {
    const kind = disk.kind(path);
    if (kind === undefined) return;
    if (kind !== "folder") throw new Refusal(describe(path, kind, "a folder"), "Nothing was written.");
  }
}

function describe(path: string, kind: EntryKind, expected: string): string {
  if (kind === "link") return `${path} is a link, and restgen never writes through links`;
  return `${path} is ${kind === "other" ? "a special file" : `a ${kind}`} where ${expected} belongs`;
}
