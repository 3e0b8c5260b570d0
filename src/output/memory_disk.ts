/** A file system in memory, for tests and for hosts that have no other. */

import { type Disk, DiskError, type EntryKind, foldersOf } from "./disk.ts";

/** A file system in memory, and what is on it. */
export interface MemoryDisk extends Disk {
  /** Contents by path. */
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
  readonly folders: Set<string>;
  /** Paths that are links. */
  readonly links: Set<string>;
}

/**
 * Makes a file system in memory.
 *
 * @param texts the files that it starts with
 * @param beforeChange is called before each change; what it throws comes out of the method that was called
 */
export function memoryDisk(
  texts: Readonly<Record<string, string>> = {},
  beforeChange: (what: string, path: string) => void = () => {},
): MemoryDisk {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const folders = new Set<string>(["."]);
  const links = new Set<string>();
  const locks = new Set<string>();
  const encoder = new TextEncoder();
  const addFolders = (path: string) => foldersOf(path).forEach((folder) => folders.add(folder));
  for (const [path, text] of Object.entries(texts)) {
    addFolders(path);
    files.set(path, encoder.encode(text));
  }
  const kind = (path: string): EntryKind | undefined => {
    if (links.has(path)) return "link";
    if (files.has(path)) return "file";
    return folders.has(path) ? "folder" : undefined;
  };
  const mustHold = (path: string) => {
    const folder = foldersOf(path).at(-1) ?? ".";
    if (kind(folder) !== "folder") throw new DiskError(path, "its folder does not exist");
  };
  const inside = (path: string, names: Iterable<string>) =>
    [...names].filter((name) => (foldersOf(name).at(-1) ?? ".") === path && name !== ".");
  return {
    files,
    folders,
    links,
    kind,
    read: (path) => files.get(path),
    list: (path) =>
      new Map(
        inside(path, [...files.keys(), ...folders, ...links]).map((full) => [
          full.split("/").at(-1) ?? full,
          kind(full) ?? "other",
        ]),
      ),
    makeFolder: (path) => {
      if (kind(path) === "folder") return;
      beforeChange("makeFolder", path);
      addFolders(`${path}/`);
    },
    create: (path, bytes) => {
      beforeChange("create", path);
      mustHold(path);
      if (kind(path) !== undefined) throw new DiskError(path, "exists already");
      files.set(path, new Uint8Array(bytes));
    },
    rename: (from, to) => {
      beforeChange("rename", to);
      mustHold(to);
      const bytes = files.get(from);
      if (bytes === undefined) throw new DiskError(from, "does not exist");
      if (kind(to) === "folder") throw new DiskError(to, "is a folder");
      files.delete(from);
      links.delete(to);
      files.set(to, bytes);
    },
    removeFile: (path) => {
      beforeChange("removeFile", path);
      if (!files.delete(path) && !links.delete(path)) throw new DiskError(path, "does not exist");
    },
    removeEmptyFolder: (path) => {
      if (!folders.has(path) || inside(path, [...files.keys(), ...folders, ...links]).length > 0) return false;
      beforeChange("removeEmptyFolder", path);
      return folders.delete(path);
    },
    lock: (path) => {
      beforeChange("lock", path);
      if (locks.has(path)) throw new DiskError(path, "is locked");
      addFolders(path);
      locks.add(path);
      files.set(path, new Uint8Array());
      return () => {
        locks.delete(path);
        files.delete(path);
      };
    },
  };
}
