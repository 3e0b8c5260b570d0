/** Prints what a compile does to the files of the output folder. */

import { below } from "../output/disk.ts";
import { unifiedDiff } from "../output/diff.ts";
import { MANIFEST_PATH } from "../output/manifest.ts";
import type { Change } from "../output/plan.ts";
import type { Outcome } from "../output/update.ts";
import { printError, printNote } from "./command.ts";
import type { System } from "./system.ts";

/** One line for each file, the manifest included. */
export function listing(out: string, { changes, manifest }: Outcome): string {
  const rows = changes.map(({ status, path }) => ({ status: status === "blocked" ? "conflict" : status, path }));
  rows.push({ status: manifest, path: MANIFEST_PATH });
  return rows.map(({ status, path }) => `${status.padEnd(10)} ${below(out, path)}\n`).join("");
}

/** How many files were created, updated and so on, in words; `would` for what was not done. */
export function summary({ changes }: Outcome): string {
  const counts = new Map<string, number>();
  for (const { status } of changes) counts.set(status, (counts.get(status) ?? 0) + 1);
  const parts = ["created", "updated", "unchanged", "removed", "kept"]
    .map((status) => ({ status, count: counts.get(status) ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${status}`);
  return parts.length === 0 ? "no files" : parts.join(", ");
}

/** Says which files restgen left alone, where that needs attention. */
export function printKept(system: System, out: string, changes: readonly Change[]): void {
  for (const change of changes) {
    if (change.status !== "kept") continue;
    const path = below(out, change.path);
    if (change.reason === "ejected-and-outdated") {
      printNote(system, `${path} is yours, and what restgen would write there has changed`);
    } else if (change.reason === "edited-orphan") {
      printNote(system, `${path} is no longer generated, but was edited and so stays; delete it or eject it`);
    }
  }
}

/** Says why nothing was written, with a diff for each file that would lose something. */
export async function printConflicts(
  system: System,
  out: string,
  changes: readonly Change[],
  files: ReadonlyMap<string, string>,
): Promise<void> {
  for (const change of changes) {
    if (change.status === "blocked") printError(system, change.by, "Remove it, or choose another --out.");
    if (change.status !== "conflict") continue;
    const path = below(out, change.path);
    const why = change.reason === "edited" ? "was edited since restgen wrote it" : "was not written by restgen";
    printError(system, `${path} ${why}`, undefined);
    system.stderr.write(await unifiedDiff(path, change.found, files.get(change.path) ?? ""));
  }
}

/** What to do about conflicts. */
export function conflictHelp(out: string, changes: readonly Change[]): string | undefined {
  const first = changes.find(({ status }) => status === "conflict");
  if (first === undefined) return undefined;
  const folder = out === "generated" ? "" : ` --out ${out}`;
  return `\`restgen eject ${below(out, first.path)}${folder}\` makes such a file yours for good; --force overwrites.`;
}

/** The files of an outcome for programs, with a diff where one is known. */
export async function outcomeAsJson(
  out: string,
  { changes }: Outcome,
  files: ReadonlyMap<string, string>,
  withDiffs: boolean,
): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  for (const change of changes) {
    const path = below(out, change.path);
    const found = "found" in change && (withDiffs || change.status === "conflict") ? change.found : undefined;
    rows.push({
      path,
      status: change.status === "blocked" ? "conflict" : change.status,
      ...("reason" in change ? { reason: change.reason } : {}),
      ...("by" in change ? { reason: change.by } : {}),
      ...(found === undefined ? {} : { diff: await unifiedDiff(path, found, files.get(change.path) ?? "") }),
    });
  }
  return rows;
}
