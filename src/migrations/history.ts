/** The revisions that exist, as their files tell it. */

import type { RevisionFile } from "../ir/migration.ts";

/** A file below `migrations/versions`. */

/** Why no revision can follow. */
export interface HistoryFault {
  readonly message: string;
  readonly help: string;
}

interface Known {
  readonly file: string;
  readonly id: string;
  readonly before: readonly string[];
}

/** A revision of ours begins with its number. */
const NUMBER = /^(\d{4,})_/;

function numberOf(id: string): number {
  return Number(NUMBER.exec(id)?.[1] ?? 0);
}

const RETRY = "then run restgen migrate again";

/**
 * The revision that the next one follows.
 *
 * @param last the revision that the snapshot belongs to; undefined without a snapshot
 */
export function headOf(
  files: readonly RevisionFile[],
  last: string | undefined,
): { readonly head: string | undefined } | HistoryFault {
  const known = files.flatMap(readRevision);
  if (last === undefined) {
    const [first] = known;
    if (first === undefined) return { head: undefined };
    return {
      message: `There is ${first.file}, and no migrations/schema.json that says what it leads to`,
      help: "Take migrations/schema.json back from version control, or move the revisions away and start anew",
    };
  }
  if (!known.some((one) => one.id === last)) {
    return {
      message: `migrations/schema.json belongs to the revision ${last}, and no file in migrations/versions is that one`,
      help:
        "Take the file back from version control, or the migrations/schema.json that belongs to the newest revision",
    };
  }
  const followed = new Set(known.flatMap((one) => one.before));
  const heads = known.filter((one) => !followed.has(one.id)).map((one) => one.id).sort();
  const [head, other] = heads;
  if (head !== undefined && other !== undefined) {
    const mine = heads.find((id) => id !== last) ?? other;
    return {
      message: `${heads.join(" and ")} are both the newest revision: they were written side by side`,
      help: `Keep ${last}, to which migrations/schema.json belongs, delete the file of ${mine}, ${RETRY}`,
    };
  }
  const newer = known.find((one) => NUMBER.test(one.id) && numberOf(one.id) > numberOf(last));
  if (newer !== undefined) {
    return {
      message: `${newer.file} is newer than migrations/schema.json, which belongs to ${last}`,
      help: `Take the migrations/schema.json of ${newer.id} from version control; or delete the file, ${RETRY}`,
    };
  }
  if (head === undefined) {
    return { message: "The revisions follow each other in a ring", help: "Take them back from version control" };
  }
  return { head };
}

/** The name of the next revision: its number, and what it is about. */
export function nextId(last: string | undefined, message: string): string {
  const number = last === undefined ? 1 : numberOf(last) + 1;
  const plain = message.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
  // Alembic keeps the names of revisions in a column of 32 characters.
  const words = plain.slice(0, 27).replace(/_+$/, "");
  return `${String(number).padStart(4, "0")}_${words === "" ? "change" : words}`;
}

function readRevision({ name, text }: RevisionFile): readonly Known[] {
  const id = /^revision\s*(?::[^=\n]*)?=\s*["']([^"'\n]+)["']/m.exec(text)?.[1];
  if (id === undefined) return [];
  const before = /^down_revision\s*(?::[^=\n]*)?=\s*(\([^)]*\)|\[[^\]]*\]|.*)/m.exec(text)?.[1] ?? "";
  return [{
    file: `migrations/versions/${name}`,
    id,
    before: [...before.matchAll(/["']([^"'\n]+)["']/g)].map(([, one = ""]) => one),
  }];
}
