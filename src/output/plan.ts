/** Decides, without touching anything, what a compile does to each file of an output folder. */

import type { Manifest } from "./manifest.ts";

/** A file that the compiler made. */
export interface Wanted {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly digest: string;
}

/** What is on disk at a path: a file, or what stands in the way of one. */
export type Found =
  | { readonly kind: "file"; readonly bytes: Uint8Array<ArrayBuffer>; readonly digest: string }
  | { readonly kind: "blocked"; readonly by: string };

/** What happens to one file. */
export type Change =
  | { readonly path: string; readonly status: "created" | "unchanged" | "removed" }
  | { readonly path: string; readonly status: "updated"; readonly found: Uint8Array<ArrayBuffer> }
  /** `reason` says why restgen leaves the file alone. */
  | {
    readonly path: string;
    readonly status: "kept";
    readonly reason: "ejected" | "ejected-and-outdated" | "edited-orphan";
  }
  | {
    readonly path: string;
    readonly status: "conflict";
    readonly reason: "foreign" | "edited";
    readonly found: Uint8Array<ArrayBuffer>;
  }
  /** No `--force` helps: a link, or a folder where a file belongs. */
  | { readonly path: string; readonly status: "blocked"; readonly by: string };

/** All of a compile's effects on an output folder. */
export interface Plan {
  /** Sorted by path. */
  readonly changes: readonly Change[];
  /** What the manifest must say while files change: every content that a file may have at any moment. */
  readonly during: Manifest;
  /** What the manifest says when all is done. */
  readonly after: Manifest;
}

/**
 * Plans a compile.
 *
 * @param wanted what the compiler made, by path
 * @param manifest what restgen wrote before
 * @param found what is on disk at the paths of both
 * @param force whether files that restgen does not own, or that were edited, are overwritten
 */
export function plan(
  wanted: ReadonlyMap<string, Wanted>,
  manifest: Manifest,
  found: ReadonlyMap<string, Found>,
  force: boolean,
): Plan {
  const changes: Change[] = [];
  const during = new Map<string, readonly string[]>();
  const after = new Map<string, readonly string[]>();
  const ejected = new Map(manifest.ejected);

  for (const [path, { digest }] of wanted) {
    const last = manifest.ejected.get(path);
    if (last !== undefined) {
      const outdated = last !== null && last !== digest;
      changes.push({ path, status: "kept", reason: outdated ? "ejected-and-outdated" : "ejected" });
      ejected.set(path, digest);
      continue;
    }
    const here = found.get(path);
    if (here?.kind === "blocked") {
      changes.push({ path, status: "blocked", by: here.by });
      continue;
    }
    after.set(path, [digest]);
    const known = manifest.files.get(path);
    if (here === undefined) {
      changes.push({ path, status: "created" });
      during.set(path, [digest]);
    } else if (here.digest === digest) {
      changes.push({ path, status: "unchanged" });
      during.set(path, [digest]);
    } else if (known?.includes(here.digest)) {
      changes.push({ path, status: "updated", found: here.bytes });
      during.set(path, [here.digest, digest]);
    } else if (force) {
      changes.push({ path, status: "updated", found: here.bytes });
      // Not the digest of what is there: killed now, the file must still count as the user's.
      during.set(path, [digest]);
    } else {
      changes.push({ path, status: "conflict", reason: known ? "edited" : "foreign", found: here.bytes });
    }
  }

  for (const [path, known] of manifest.files) {
    if (wanted.has(path)) continue;
    const here = found.get(path);
    if (here === undefined) continue;
    during.set(path, known);
    if (here.kind === "file" && known.includes(here.digest)) {
      changes.push({ path, status: "removed" });
    } else {
      changes.push({ path, status: "kept", reason: "edited-orphan" });
      after.set(path, known);
    }
  }

  changes.sort((left, right) => (left.path < right.path ? -1 : left.path > right.path ? 1 : 0));
  return { changes, during: { files: during, ejected }, after: { files: after, ejected } };
}

/** Whether changes write or remove a file. */
export function touchesFiles(changes: readonly Change[]): boolean {
  return changes.some(({ status }) => status === "created" || status === "updated" || status === "removed");
}

/** Whether changes cannot be carried out. */
export function isBlocked(changes: readonly Change[]): boolean {
  return changes.some(({ status }) => status === "conflict" || status === "blocked");
}
