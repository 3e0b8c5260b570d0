/** The real file system. */

import { type Disk, DiskError, type EntryKind } from "../output/disk.ts";

const REASONS: ReadonlyMap<string, string> = new Map([
  ["EACCES", "permission denied"],
  ["EDQUOT", "the disk quota is used up"],
  ["EEXIST", "exists already"],
  ["EFBIG", "the file would be too large"],
  ["EIO", "the disk reported an error"],
  ["EISDIR", "is a folder"],
  ["ELOOP", "too many links"],
  ["EMFILE", "too many open files"],
  ["ENAMETOOLONG", "the name is too long"],
  ["ENOENT", "does not exist"],
  ["ENOSPC", "no space left on the disk"],
  ["ENOTDIR", "a part of the path is not a folder"],
  ["EPERM", "permission denied"],
  ["EROFS", "the file system is read-only"],
  ["EXDEV", "lies on another file system than the folder above it"],
]);

/** An error of the system as one line that names the path. */
export function diskError(error: unknown, path: string): DiskError {
  if (error instanceof DiskError) return error;
  if (error instanceof Deno.errors.NotCapable) {
    return new DiskError(path, "restgen runs without the permission for this");
  }
  const code = codeOf(error);
  const reason = code === undefined ? undefined : REASONS.get(code);
  const message = error instanceof Error ? error.message : String(error);
  return new DiskError(path, reason ?? message.replace(/\s+/g, " "), code);
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof Deno.errors.NotFound) return "ENOENT";
  return error instanceof Deno.errors.PermissionDenied ? "EACCES" : undefined;
}

/** Whether nothing has that path. */
export function isAbsent(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw diskError(error, path);
  }
}

function unlessAbsent<T>(path: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw diskError(error, path);
  }
}

function kindOf({ isSymlink, isDirectory, isFile }: Deno.DirEntry | Deno.FileInfo): EntryKind {
  return isSymlink ? "link" : isDirectory ? "folder" : isFile ? "file" : "other";
}

/** The real file system; paths are relative to the current folder. */
export const denoDisk: Disk = {
  kind: (path) => unlessAbsent(path, () => kindOf(Deno.lstatSync(path))),
  read: (path) => unlessAbsent(path, () => Deno.readFileSync(path)),
  list: (path) => {
    const entries = unlessAbsent(path, () => [...Deno.readDirSync(path)]) ?? [];
    return new Map(entries.map((entry) => [entry.name, kindOf(entry)]));
  },
  makeFolder: (path) => attempt(path, () => Deno.mkdirSync(path, { recursive: true })),
  create: (path, bytes) => {
    try {
      Deno.writeFileSync(path, bytes, { createNew: true });
    } catch (error) {
      // On a full disk the file exists, cut short.
      if (!(error instanceof Deno.errors.AlreadyExists)) unlessAbsent(path, () => Deno.removeSync(path));
      throw diskError(error, path);
    }
  },
  rename: (from, to) => attempt(to, () => Deno.renameSync(from, to)),
  removeFile: (path) => attempt(path, () => Deno.removeSync(path)),
  removeEmptyFolder: (path) => {
    const names = unlessAbsent(path, () => [...Deno.readDirSync(path)]);
    if (names === undefined || names.length > 0) return false;
    try {
      Deno.removeSync(path);
      return true;
    } catch (error) {
      // Somebody was faster: it is gone, or no longer empty.
      if (isAbsent(error) || codeOf(error) === "ENOTEMPTY") return false;
      throw diskError(error, path);
    }
  },
  lock,
};

/** The kernel lets go of a lock when its process dies, so no lock outlives a kill. */
function lock(path: string): () => void {
  const folder = path.slice(0, Math.max(path.lastIndexOf("/"), 0)) || ".";
  while (true) {
    attempt(folder, () => Deno.mkdirSync(folder, { recursive: true }));
    // The folder may vanish between the two calls, when another process is done with it.
    const file = unlessAbsent(path, () => Deno.openSync(path, { create: true, write: true }));
    if (file === undefined) continue;
    try {
      file.lockSync(true);
      // Who held the lock may have removed the file while this process waited for it.
      const named = unlessAbsent(path, () => Deno.lstatSync(path));
      if (named !== undefined && named.ino === file.statSync().ino) return () => release(path, file);
    } catch (error) {
      file.close();
      throw diskError(error, path);
    }
    file.close();
  }
}

function release(path: string, file: Deno.FsFile): void {
  unlessAbsent(path, () => Deno.removeSync(path));
  file.close();
}
