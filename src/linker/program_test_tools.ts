/** Lets tests read "files in, names and diagnostics out". */

import type { Diagnostic } from "../diagnostics/define.ts";
import { sortDiagnostics } from "../diagnostics/sort.ts";
import type { Document, Node } from "../ir/document.ts";
import { CONFIG } from "../language/config.ts";
import { resolve } from "../passes/resolve.ts";
import { validate } from "../passes/validate.ts";
import { loadDocument } from "../source/load.ts";
import { type Plain, plain } from "../source/load_test_tools.ts";
import { positionOf } from "../source/source.ts";
import { type Host, link, type Program } from "./mod.ts";

/** Files by their paths; a path that starts with "->" stands for a link to the path behind it. */
export type Files = Readonly<Record<string, string>>;

/** A host on memory. Paths are relative to "/shop", where the root config lies. */
export function memoryHost(files: Files, log: string[] = []): Host {
  const absolute = (path: string) => path.startsWith("/") ? path : `/shop/${path.replace(/^\.\//, "")}`;
  const byPath = new Map(Object.entries(files).map(([path, content]) => [absolute(path), content]));
  const realpath = (path: string): string | undefined => {
    const content = byPath.get(absolute(path));
    if (content?.startsWith("->")) return realpath(content.slice(2));
    return content === undefined ? undefined : absolute(path);
  };
  return {
    realpath,
    read: (path) => {
      log.push(path);
      const content = byPath.get(path);
      return content === undefined || content === "a folder" ? undefined : new TextEncoder().encode(content);
    },
  };
}

/** What linking gives. */
export interface Linked {
  readonly root: Document;
  readonly program: Program;
  readonly diagnostics: readonly Diagnostic[];
  /** "code file:line:column `marked text` message" for each, those of the passes up to resolve included. */
  readonly found: readonly string[];
  /** Values by top-level keys. */
  readonly value: ReadonlyMap<string, Plain>;
  /** Names in a top-level mapping. */
  names(key: string): readonly string[];
}

/** Links a program whose root is the first file, and takes it through the passes that report. */
export function linkFiles(files: Files, options: { readonly host?: Host } = {}): Linked {
  const [[name, content] = ["api.yaml", ""]] = Object.entries(files);
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic);
  const root = loadDocument({ name, text: content }, report);
  if (root === undefined) throw new Error(`${name} cannot be read`);
  const program = link(root, options.host ?? memoryHost(files), CONFIG, report);
  const config = CONFIG.decode(program.document.root, report);
  if (config !== undefined) resolve(validate(config, report), report);
  const value = new Map(program.document.root.entries.map((entry) => [entry.key, plain(entry.value)]));
  const sorted = sortDiagnostics(diagnostics, program.files);
  return {
    root,
    program,
    diagnostics: sorted,
    found: sorted.map(shown),
    value,
    names: (key) => namesOf(program.document.root.entries.find((entry) => entry.key === key)?.value),
  };
}

function shown({ code, message, span }: Diagnostic): string {
  if (span === undefined) return `${code} ${message}`;
  const { line, column } = positionOf(span.source, span.start);
  return `${code} ${span.source.name}:${line}:${column} \`${span.source.text.slice(span.start, span.end)}\` ${message}`;
}

function namesOf(node: Node | undefined): readonly string[] {
  return node?.kind === "mapping" ? node.entries.map((entry) => entry.key) : [];
}

/** What stands at a path of keys and indexes. */
export function at(value: Plain | undefined, ...path: readonly (string | number)[]): Plain | undefined {
  let current = value;
  for (const step of path) {
    if (!Array.isArray(current)) return undefined;
    const items: readonly (Plain | [string, Plain])[] = current;
    if (typeof step === "number") current = items[step];
    else current = items.flatMap((item) => Array.isArray(item) && item[0] === step ? [item[1]] : [])[0];
  }
  return current;
}
