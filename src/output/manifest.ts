/** The record of what restgen wrote into an output folder. It is committed with the code, so its content is untrusted. */

import { below, type Disk, Refusal } from "./disk.ts";
import { isInnerPath, RECORDS } from "./path_guard.ts";

/** What restgen knows of an output folder. */
export interface Manifest {
  /** Digests that a file of restgen's may have; more than one only while a compile is under way, the newest last. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Files that are the user's, with the digest of what restgen would last have written; `null` if it never would. */
  readonly ejected: ReadonlyMap<string, string | null>;
}

/** Where the manifest lies in an output folder. */
export const MANIFEST_PATH: string = `${RECORDS}/manifest.json`;

/** The manifest of a folder that restgen never wrote to. */
export const EMPTY_MANIFEST: Manifest = { files: new Map(), ejected: new Map() };

const VERSION = 1;
const LARGEST = 32 * 1024 * 1024;
const DIGEST = /^[0-9a-f]{64}$/;

const CURE = "Take it back from version control. Or delete it: restgen then keeps every file whose content it would " +
  "write anyway, and shows a diff for each of the others.";

/** The manifest as text: sorted, without dates or absolute paths, the same for the same content. */
export function printManifest(manifest: Manifest): string {
  const sorted = <T>(entries: ReadonlyMap<string, T>) =>
    // A property of its own even when a path is called "__proto__".
    Object.fromEntries([...entries].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)));
  const content = { version: VERSION, files: sorted(manifest.files), ejected: sorted(manifest.ejected) };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** The manifest that a text holds; throws {@linkcode Refusal} on anything that restgen would not have written. */
export function parseManifest(text: string, shownPath: string): Manifest {
  const refuse = (what: string) => new Refusal(`${shownPath} ${what}`, CURE);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw refuse("is not JSON");
  }
  if (!isRecord(content)) throw refuse("is not a manifest of restgen");
  const { version, files, ejected } = content;
  if (typeof version === "number" && version > VERSION) {
    throw new Refusal(`${shownPath} was written by a newer restgen`, "Use that version, or a later one.");
  }
  if (version !== VERSION || !isRecord(files) || !isRecord(ejected)) throw refuse("is not a manifest of restgen");
  const checked = <T>(record: Record<string, unknown>, isValue: (value: unknown) => value is T) => {
    const result = new Map<string, T>();
    for (const [path, value] of Object.entries(record)) {
      if (!isInnerPath(path)) {
        throw refuse(`lists a path that restgen never writes: ${JSON.stringify(path.slice(0, 200))}`);
      }
      if (!isValue(value)) throw refuse(`has no digest for ${JSON.stringify(path)}`);
      result.set(path, value);
    }
    return result;
  };
  const manifest = { files: checked(files, isDigests), ejected: checked(ejected, isDigestOrNull) };
  for (const path of manifest.ejected.keys()) {
    if (manifest.files.has(path)) throw refuse(`lists ${JSON.stringify(path)} both as restgen's and as yours`);
  }
  return manifest;
}

/** The text of the manifest of an output folder, or `undefined` when it has none. */
export function readManifestText(disk: Disk, out: string): string | undefined {
  const path = below(out, MANIFEST_PATH);
  const kind = disk.kind(path);
  if (kind === undefined) return undefined;
  if (kind !== "file") throw new Refusal(`${path} is not a regular file`, CURE);
  const bytes = disk.read(path);
  if (bytes === undefined) return undefined;
  if (bytes.length > LARGEST) throw new Refusal(`${path} is larger than any manifest`, CURE);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refusal(`${path} is not UTF-8`, CURE);
  }
}

/** The manifest of an output folder, empty when it has none. */
export function readManifest(disk: Disk, out: string): Manifest {
  const text = readManifestText(disk, out);
  return text === undefined ? EMPTY_MANIFEST : parseManifest(text, below(out, MANIFEST_PATH));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isDigest(value: unknown): value is string {
  return typeof value === "string" && DIGEST.test(value);
}

function isDigests(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length >= 1 && value.length <= 8 && value.every(isDigest);
}

function isDigestOrNull(value: unknown): value is string | null {
  return value === null || isDigest(value);
}
