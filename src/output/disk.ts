/** What the output stage needs from a file system, so that it runs on a real one and in memory alike. */

/** What a path names; links are not followed. */
export type EntryKind = "file" | "folder" | "link" | "other";

/** A file system. Paths use `/`; every method throws {@linkcode DiskError} when the system refuses. */
export interface Disk {
  /** What is at a path, or `undefined` where there is nothing. */
  kind(path: string): EntryKind | undefined;
  /** The bytes of a file, or `undefined` where there is nothing. */
  read(path: string): Uint8Array<ArrayBuffer> | undefined;
  /** What is in a folder, by name, in no particular order; nothing where there is no folder. */
  list(path: string): ReadonlyMap<string, EntryKind>;
  /** Makes a folder and those above it; a folder that exists is fine. */
  makeFolder(path: string): void;
  /** Writes a file that must not exist yet. */
  create(path: string, bytes: Uint8Array): void;
  /** Moves a file, replacing what has the new name in one step. */
  rename(from: string, to: string): void;
  /** Removes a file. */
  removeFile(path: string): void;
  /** Removes a folder; answers `false` when something is in it, or it is not there. */
  removeEmptyFolder(path: string): boolean;
  /** Waits until no other process holds the lock, takes it, and gives what releases it. A dead process holds none. */
  lock(path: string): () => void;
}

/** The file system refused; the message is one line that names the path. */
export class DiskError extends Error {
  override readonly name = "DiskError";

  constructor(
    readonly path: string,
    readonly reason: string,
    /** The name of the error, such as "EACCES", where it is the system's own. */
    readonly code?: string,
  ) {
    super(`${path}: ${reason}`);
  }
}

/** restgen does not go on, and no config is at fault: a folder that it will not write to, or a wrong use. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  constructor(
    message: string,
    readonly help: string | undefined,
  ) {
    super(message);
  }
}

/** Joins a folder and a path below it. */
export function below(folder: string, path: string): string {
  if (folder === "" || folder === ".") return path;
  return folder.endsWith("/") ? `${folder}${path}` : `${folder}/${path}`;
}

/** The folders that hold a path, outermost first: `a/b/c` gives `a` and `a/b`. */
export function foldersOf(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}
