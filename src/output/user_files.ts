/** Writes files of the user's that restgen was asked to add to: below one folder, through no link, and only as planned. */

import { below, type Disk, foldersOf, Refusal } from "./disk.ts";
import { sameBytes } from "./hash.ts";
import { isInnerPath } from "./path_guard.ts";

/** A file, and what is to be in it. */
export interface UserFile {
  /** Relative to the folder. */
  readonly path: string;
  /** What is there; undefined for a new file. */
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array;
}

/** Why a path is not written to, if it is not. */
export function refusalOf(disk: Disk, folder: string, path: string): string | undefined {
  const full = below(folder, path);
  if (!isInnerPath(path)) return `${full} is no path that restgen would write to`;
  for (const inner of foldersOf(path)) {
    const kind = disk.kind(below(folder, inner));
    if (kind === undefined) return undefined;
    if (kind === "link") return `${below(folder, inner)} is a link, and restgen never writes through links`;
    if (kind !== "folder") return `${below(folder, inner)} is no folder`;
  }
  const kind = disk.kind(full);
  if (kind === undefined || kind === "file") return undefined;
  return kind === "link" ? `${full} is a link, and restgen never writes through links` : `${full} is no regular file`;
}

/**
 * Writes all files or, where one may not be written, none; throws {@linkcode Refusal} then. What is new goes away again
 * where the disk refuses a later one.
 */
export function writeUserFiles(disk: Disk, folder: string, files: readonly UserFile[]): void {
  for (const { path, before } of files) {
    const refusal = refusalOf(disk, folder, path);
    if (refusal !== undefined) throw new Refusal(refusal, "Nothing was written.");
    const found = disk.read(below(folder, path));
    const isSame = found === undefined || before === undefined ? found === before : sameBytes(found, before);
    if (!isSame) throw new Refusal(`${below(folder, path)} was changed meanwhile`, "Nothing was written; try again.");
  }
  const made: string[] = [];
  try {
    for (const file of files) write(disk, folder, file, made);
  } catch (error) {
    for (const path of made) disk.removeFile(path);
    throw error;
  }
}

/** Writes a file; what is new is noted in `made`. */
function write(disk: Disk, folder: string, { path, before, after }: UserFile, made: string[]): void {
  const full = below(folder, path);
  for (const above of foldersOf(full)) if (above !== "") disk.makeFolder(above);
  if (before === undefined) {
    disk.create(full, after);
    made.push(full);
    return;
  }
  // The new text takes the old one's place in one step.
  const staged = `${full}.restgen`;
  if (disk.kind(staged) === "file") disk.removeFile(staged);
  disk.create(staged, after);
  disk.rename(staged, full);
}
