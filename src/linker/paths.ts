/** The guard of import paths: what they may be before anything is looked up, and where they lead. */

import { quoted } from "../diagnostics/text.ts";

/** Why a text cannot be the path of an import, and what to write instead. */
export interface PathProblem {
  readonly reason: string;
  readonly help: string;
}

const EXAMPLE = `Write a path relative to this file, such as "models/user.yaml"`;

/** No file system takes longer names; asking for one would be an error of the environment. */
const LONGEST_NAME = 255;
const LONGEST_PATH = 1024;

/** Why a text cannot be a path, as far as the text alone can tell. */
export function pathProblem(path: string): PathProblem | undefined {
  if (path.trim() === "") return { reason: "is empty", help: EXAMPLE };
  // Controls, invisible characters and halves of surrogate pairs.
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(path)) {
    return { reason: "contains an invisible character", help: EXAMPLE };
  }
  if (path.startsWith("/")) return { reason: "is an absolute path", help: EXAMPLE };
  if (/^[A-Za-z]:/.test(path)) return { reason: "names a drive", help: EXAMPLE };
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(path)) {
    return { reason: "is a URL", help: "Copy the file next to the config, and write its path" };
  }
  if (path.includes("\\")) {
    return { reason: "contains a backslash", help: `Write ${quoted(path.replaceAll("\\", "/"))}` };
  }
  if (path.length > LONGEST_PATH || path.split("/").some((part) => part.length > LONGEST_NAME)) {
    return { reason: "is too long", help: "Shorten it" };
  }
  if (!/\.(ya?ml|json)$/i.test(path)) {
    return { reason: "does not end in .yaml, .yml or .json", help: "Name a YAML or JSON file" };
  }
  return undefined;
}

/** A path from a folder, without `.` and `..`; those that lead above the start stay in front. */
export function join(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}

/** Whether a path without `.` leads out of the folder that it starts from. */
export function leadsOut(path: string): boolean {
  return path === ".." || path.startsWith("../") || path.startsWith("/") || /^[A-Za-z]:/.test(path);
}

/** The folder of a path, with the slash at its end; empty for the current one. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** A path from a folder that ends in a slash to a file; both have no links. Starts with `..` where it lies outside. */
export function relativePath(base: string, file: string): string {
  if (file.startsWith(base) && (base !== "" || !file.startsWith("/"))) return file.slice(base.length);
  const from = base.split("/").slice(0, -1);
  const to = file.split("/");
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  return [...from.slice(shared).map(() => ".."), ...to.slice(shared)].join("/");
}

/** A file name without folder and extension. */
export function stemOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
}
