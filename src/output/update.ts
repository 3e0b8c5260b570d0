/** Brings an output folder to what a compile made, so that a kill at any moment heals with the next compile. */

import { below, type Disk, foldersOf } from "./disk.ts";
import {
  EMPTY_MANIFEST,
  type Manifest,
  MANIFEST_PATH,
  parseManifest,
  printManifest,
  readManifestText,
} from "./manifest.ts";
import { RECORDS } from "./path_guard.ts";
import { type Change, isBlocked, type Plan, plan, touchesFiles, type Wanted } from "./plan.ts";
import { checkFolders, survey, wantedFiles } from "./survey.ts";

/** What a compile does, did or would do to an output folder. */
export interface Outcome {
  /** One for each file, sorted by path. */
  readonly changes: readonly Change[];
  /** What happens to the manifest itself. */
  readonly manifest: "created" | "updated" | "unchanged";
  /** Whether conflicts keep everything from being written. */
  readonly blocked: boolean;
}

interface Look {
  readonly outcome: Outcome;
  readonly plan: Plan;
  readonly manifestText: string | undefined;
}

/** What {@linkcode update} would do; reads only. */
export function preview(
  disk: Disk,
  out: string,
  files: ReadonlyMap<string, string>,
  force: boolean,
): Outcome {
  return look(disk, out, wantedFiles(files), force).outcome;
}

/** Writes what changed and removes what is gone; does nothing at all when one file conflicts. */
export function update(
  disk: Disk,
  out: string,
  files: ReadonlyMap<string, string>,
  force: boolean,
): Outcome {
  const wanted = wantedFiles(files);
  // Without the lock first: a folder that is up to date, or in conflict, is not touched at all.
  const { outcome } = look(disk, out, wanted, force);
  const hasLeftovers = !outcome.blocked && disk.kind(below(out, TEMPORARY)) !== undefined;
  if (!hasWork(outcome) && !hasLeftovers) return outcome;
  return locked(disk, out, () => {
    const current = look(disk, out, wanted, force);
    if (hasWork(current.outcome)) carryOut(disk, out, wanted, current);
    return current.outcome;
  });
}

/** Changes the manifest alone. */
export function updateManifest(
  disk: Disk,
  out: string,
  change: (manifest: Manifest) => Manifest,
): void {
  locked(disk, out, () => {
    const text = readManifestText(disk, out);
    const changed = printManifest(change(manifestOf(text, out)));
    if (changed !== text) disk.rename(stage(disk, out, "manifest", changed), below(out, MANIFEST_PATH));
  });
}

/** Plans against a manifest that stays the same meanwhile: another compile changes it before any file. */
function look(disk: Disk, out: string, wanted: ReadonlyMap<string, Wanted>, force: boolean): Look {
  checkFolders(disk, out);
  let manifestText = readManifestText(disk, out);
  while (true) {
    const manifest = manifestOf(manifestText, out);
    const made = plan(wanted, manifest, survey(disk, out, wanted, manifest), force);
    const textNow = readManifestText(disk, out);
    if (textNow === manifestText) {
      const isSame = manifestText === printManifest(made.after);
      const outcome: Outcome = {
        changes: made.changes,
        manifest: manifestText === undefined ? "created" : isSame ? "unchanged" : "updated",
        blocked: isBlocked(made.changes),
      };
      return { outcome, plan: made, manifestText };
    }
    manifestText = textNow;
  }
}

/** Everything is staged before anything changes, so that a full disk leaves the old tree; what follows are renames. */
function carryOut(disk: Disk, out: string, wanted: ReadonlyMap<string, Wanted>, { plan, manifestText }: Look): void {
  const staged: { readonly from: string; readonly path: string }[] = [];
  for (const { path, status } of plan.changes) {
    if (status !== "created" && status !== "updated") continue;
    const bytes = wanted.get(path)?.bytes;
    if (bytes === undefined) throw new Error(`planned to write a file that nobody made: ${path}`);
    staged.push({ from: stage(disk, out, String(staged.length), bytes), path });
  }
  const duringText = printManifest(plan.during);
  const during = stage(disk, out, "during", duringText);
  const after = stage(disk, out, "after", printManifest(plan.after));
  const manifest = below(out, MANIFEST_PATH);

  if (touchesFiles(plan.changes) && duringText !== manifestText) disk.rename(during, manifest);
  else disk.removeFile(during);
  const folders = new Set<string>();
  for (const { from, path } of staged) {
    const folder = foldersOf(path).at(-1);
    if (folder !== undefined && !folders.has(folder)) disk.makeFolder(below(out, folder));
    if (folder !== undefined) folders.add(folder);
    disk.rename(from, below(out, path));
  }
  for (const { path, status } of plan.changes) {
    if (status === "removed") removeWithFolders(disk, out, path);
  }
  disk.rename(after, manifest);
}

function removeWithFolders(disk: Disk, out: string, path: string): void {
  disk.removeFile(below(out, path));
  for (const folder of [...foldersOf(path)].reverse()) {
    if (!disk.removeEmptyFolder(below(out, folder))) return;
  }
}

function locked<T>(disk: Disk, out: string, work: () => T): T {
  checkFolders(disk, out);
  const release = disk.lock(temporary(out, LOCK));
  try {
    removeLeftovers(disk, out);
    return work();
  } finally {
    try {
      removeLeftovers(disk, out);
    } finally {
      release();
      disk.removeEmptyFolder(below(out, TEMPORARY));
      disk.removeEmptyFolder(below(out, RECORDS));
    }
  }
}

const TEMPORARY = `${RECORDS}/tmp`;
const LOCK = "lock";

function temporary(out: string, name: string): string {
  return below(out, `${TEMPORARY}/${name}`);
}

function stage(disk: Disk, out: string, name: string, content: string | Uint8Array): string {
  const path = temporary(out, name);
  disk.create(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
  return path;
}

/** A run that was killed leaves its temporary files; whoever holds the lock may remove them. */
function removeLeftovers(disk: Disk, out: string): void {
  for (const [name, kind] of disk.list(below(out, TEMPORARY))) {
    if (name !== LOCK && kind !== "folder") disk.removeFile(temporary(out, name));
  }
}

function manifestOf(text: string | undefined, out: string): Manifest {
  return text === undefined ? EMPTY_MANIFEST : parseManifest(text, below(out, MANIFEST_PATH));
}

function hasWork({ changes, manifest, blocked }: Outcome): boolean {
  return !blocked && (touchesFiles(changes) || manifest !== "unchanged");
}
