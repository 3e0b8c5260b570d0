/** Hands generated files over to the user, for good. */

import { below, type Disk, Refusal } from "./disk.ts";
import { readManifest } from "./manifest.ts";
import { isInnerPath } from "./path_guard.ts";
import { updateManifest } from "./update.ts";

/** What became of one file. */
export interface Ejected {
  readonly path: string;
  readonly status: "ejected" | "already-ejected";
}

/**
 * Marks files as the user's: never written, never removed again. All of them, or none.
 *
 * @param paths relative to the output folder; a file that restgen never wrote may be named too, if it exists
 */
export function eject(disk: Disk, out: string, paths: readonly string[]): readonly Ejected[] {
  const manifest = readManifest(disk, out);
  const results = paths.map((path): Ejected => {
    if (manifest.ejected.has(path)) return { path, status: "already-ejected" };
    const full = below(out, path);
    if (!isInnerPath(path)) {
      throw new Refusal(`${full} is not a file that restgen could write`, "Name a file inside the output folder.");
    }
    if (!manifest.files.has(path)) {
      const kind = disk.kind(full);
      if (kind === undefined) {
        throw new Refusal(
          `${full} does not exist`,
          "Name a file inside the output folder; --out names the folder.",
        );
      }
      if (kind !== "file") {
        throw new Refusal(`${full} is not a regular file`, "Name each file that is to be yours.");
      }
    }
    return { path, status: "ejected" };
  });
  if (results.some(({ status }) => status === "ejected")) {
    updateManifest(disk, out, ({ files, ejected }) => {
      const [restgens, users] = [new Map(files), new Map(ejected)];
      for (const { path } of results) {
        if (users.has(path)) continue;
        users.set(path, files.get(path)?.at(-1) ?? null);
        restgens.delete(path);
      }
      return { files: restgens, ejected: users };
    });
  }
  return results;
}
