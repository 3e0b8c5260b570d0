/** Loads the files of a program: the root, and everything that it imports. */

import type { Diagnostic, Report } from "../diagnostics/define.ts";
import { quoted } from "../diagnostics/text.ts";
import type { Document } from "../ir/document.ts";
import { decodeUtf8 } from "../source/decode.ts";
import { unreadableFile } from "../source/faults.ts";
import { loadDocument } from "../source/load.ts";
import { positionOf, type Span, type Spanned } from "../source/source.ts";
import { isConfig, looksLikeConfig } from "./recognize.ts";
import { IMPORT_PATH, MISSING_IMPORT } from "./diagnostics.ts";
import { readImports } from "./imports.ts";
import { folderOf, join, leadsOut, pathProblem, relativePath } from "./paths.ts";

/** Where files are read from; paths have `/` between their parts. */
export interface Host {
  /** The bytes of a regular file; undefined where there is none that can be read. */
  read(path: string): Uint8Array | undefined;
  /** The absolute path without links; undefined where there is nothing. */
  realpath(path: string): string | undefined;
  /** The names in a folder, for suggestions; empty where there is none that can be read. */
  list?(folder: string): readonly string[];
}

/** An import that was looked up. */
export interface Import {
  readonly alias: string | undefined;
  /** The id of the file; undefined where there is a fault in its place. */
  readonly target: string | undefined;
  readonly fault: Diagnostic | undefined;
  readonly span: Span | undefined;
}

/** One file of the program. */
export interface ConfigFile {
  /** The path without links: a file that is reached twice is one file. */
  readonly id: string;
  /** Folder relative to that of the root config; empty for that one. */
  readonly folder: string;
  readonly document: Document;
  readonly imports: readonly Import[];
}

/** Everything that was read. */
export interface LoadedFiles {
  /** Folder of the root config without links, with the slash at its end. */
  readonly base: string;
  /** By their ids, the root first, then in the order in which imports name them. */
  readonly files: ReadonlyMap<string, ConfigFile>;
  /** All files that were read, those that cannot be understood too, as messages call them. */
  readonly names: readonly string[];
}

const MEBIBYTE = 1024 * 1024;
const LARGEST_FILE = 8 * MEBIBYTE;
const LARGEST_PROGRAM = 32 * MEBIBYTE;
const MOST_FILES = 1000;

/** Loads a root config's imports; each fault is reported where the import stands. */
export function loadFiles(root: Document, host: Host, report: Report): LoadedFiles {
  const rootId = host.realpath(root.source.name) ?? root.source.name;
  const base = folderOf(rootId);
  const files = new Map<string, ConfigFile>();
  const found = new Map<string, Diagnostic | "file">([[rootId, "file"]]);
  const queue: { readonly id: string; readonly document: Document }[] = [{ id: rootId, document: root }];
  const names = [root.source.name];
  let bytesRead = 0;

  const load = (id: string, path: Spanned<string>): Diagnostic | "file" => {
    const refuse = (problem: string, help: string): Diagnostic => {
      const fault = unreadableFile.at(path.span, { problem, help });
      report(fault);
      return fault;
    };
    if (queue.length >= MOST_FILES) return refuse(`More than ${MOST_FILES} files are imported`, "Merge some of them");
    const bytes = host.read(id);
    if (bytes === undefined) {
      return refuse(`${quoted(path.value)} is not a file that can be read`, "Name a regular file that you may read");
    }
    if (bytes.length > LARGEST_FILE) return refuse(`File ${quoted(path.value)} is larger than 8 MiB`, "Split it");
    bytesRead += bytes.length;
    if (bytesRead > LARGEST_PROGRAM) {
      return refuse("Imported files are larger than 32 MiB together", "Import less");
    }
    const name = shownName(id, base, root.source.name, host);
    const { document, diagnostics, isForeign } = loadQuietly(bytes, name);
    names.push(name);
    if (isForeign) return refuse(foreignProblem(path.value, diagnostics), CONFIG_HELP);
    diagnostics.forEach(report);
    if (document !== undefined) {
      queue.push({ id, document });
      return "file";
    }
    return diagnostics[0] ?? refuse(`File ${quoted(path.value)} cannot be read`, CONFIG_HELP);
  };

  for (let next = 0; next < queue.length; next++) {
    const { id, document } = queue[next] ?? { id: rootId, document: root };
    const folder = relativePath(base, folderOf(id)).replace(/\/$/, "");
    const imports = readImports(document, report).map(({ alias, path, fault }): Import => {
      if (path === undefined) return { alias, target: undefined, fault, span: fault?.span };
      const target = locate(path, { folder, base, host, report });
      if (typeof target !== "string") return { alias, target: undefined, fault: target, span: path.span };
      const state = found.get(target) ?? load(target, path);
      found.set(target, state);
      if (state === "file") return { alias, target, fault: undefined, span: path.span };
      return { alias, target: undefined, fault: state, span: path.span };
    });
    files.set(id, { id, folder, document, imports });
  }
  return { base, files, names };
}

const CONFIG_HELP = `Import a config file, with keys such as "models" or "errors"`;

interface Surroundings {
  readonly folder: string;
  readonly base: string;
  readonly host: Host;
  readonly report: Report;
}

/** The path without links that an import means; what was reported where it means none. */
function locate(path: Spanned<string>, { folder, base, host, report }: Surroundings): string | Diagnostic {
  const refused = (diagnostic: Diagnostic): Diagnostic => {
    report(diagnostic);
    return diagnostic;
  };
  const problem = pathProblem(path.value);
  if (problem !== undefined) return refused(IMPORT_PATH.at(path.span, { path: path.value, ...problem }));
  const outside = (reason: string) =>
    refused(IMPORT_PATH.at(path.span, { path: path.value, reason, help: "Move the file below the root config" }));
  const inner = join(folder, path.value);
  if (leadsOut(inner)) return outside("leaves the folder of the root config");
  const real = host.realpath(base + inner);
  if (real === undefined) {
    return refused(MISSING_IMPORT.at(path.span, { path: path.value, help: nearby(path.value, folder, base, host) }));
  }
  if (leadsOut(relativePath(base, real))) {
    return outside("is a link out of the folder of the root config");
  }
  return real;
}

/** A file that may be meant by the path of one that does not exist. */
function nearby(path: string, folder: string, base: string, host: Host): string {
  const plain = "Paths are relative to the file that imports";
  const exists = (inner: string): boolean => {
    const real = leadsOut(inner) ? undefined : host.realpath(base + inner);
    return real !== undefined && !leadsOut(relativePath(base, real));
  };
  for (const extension of [".yaml", ".yml", ".json"]) {
    const other = path.replace(/\.[^.]*$/, extension);
    if (other !== path && exists(join(folder, other))) return `Did you mean ${quoted(other)}?`;
  }
  const fromRoot = join("", path);
  if (folder === "" || !exists(fromRoot)) return plain;
  return `${plain}: write ${quoted(relativePath(`${folder}/`, fromRoot))}`;
}

/** How messages call a file: from where the root's name starts, unless a link stands in between. */
function shownName(id: string, base: string, rootName: string, host: Host): string {
  const shown = folderOf(rootName) + relativePath(base, id);
  return host.realpath(shown) === id ? shown : id;
}

interface QuietlyLoaded {
  readonly document: Document | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** It is no config at all: nothing of its content may be shown. */
  readonly isForeign: boolean;
}

function loadQuietly(bytes: Uint8Array, name: string): QuietlyLoaded {
  const diagnostics: Diagnostic[] = [];
  const keep: Report = (diagnostic) => diagnostics.push(diagnostic);
  const source = decodeUtf8(bytes, name, keep);
  const document = source && loadDocument(source, keep);
  const isForeign = document === undefined ? !looksLikeConfig(source?.text ?? "") : !isConfig(document);
  return { document, diagnostics: isForeign && document !== undefined ? [] : diagnostics, isForeign };
}

/** Says where a foreign file stops being a config, without its words. */
function foreignProblem(path: string, diagnostics: readonly Diagnostic[]): string {
  const span = diagnostics[0]?.span;
  if (span === undefined) return `File ${quoted(path)} is not a config`;
  if (span.source.text.trim() === "") return `File ${quoted(path)} is empty`;
  const { line, column } = positionOf(span.source, span.start);
  return `File ${quoted(path)} is not a config: it cannot be read at line ${line}, column ${column}`;
}
