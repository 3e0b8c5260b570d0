/**
 * The linker: the files of a program become one document with names that mean the same everywhere, in which every place
 * still points into the file where it was written. No later pass knows of imports.
 */

import type { Report } from "../diagnostics/define.ts";
import type { Document } from "../ir/document.ts";
import type { Shape } from "../language/shape.ts";
import type { Source, Span } from "../source/source.ts";
import { type ConfigFile, type Host, loadFiles } from "./files.ts";
import { globalNames } from "./global_names.ts";
import { buildGraph } from "./graph.ts";
import { IMPORT_KEY } from "./imports.ts";
import { checkImportedKeys, merge, type TopLevel } from "./merge.ts";
import { type Rewrite, rewriter } from "./rewrite.ts";
import { buildScopes } from "./scopes.ts";
import { suggestionsFor } from "./unknown.ts";

export { DIAGNOSTICS } from "./diagnostics.ts";
export type { Host } from "./files.ts";

/** A config with all that it imports. */
export interface Program {
  /** One document that holds everything. */
  readonly document: Document;
  /** The files that were read, as messages call them; the root first. */
  readonly files: readonly string[];
  /** Folder of the root config without links, with a slash at its end: in front of a relative path it is a host's path. */
  readonly base: string;
  /** Folder of the file that a span points into, relative to the folder of the root config; empty for that one. */
  folderOf(span: Span): string;
}

/**
 * Links a root config with its imports. What is wrong with them is reported; what is left is linked all the same, so
 * that later passes find the rest.
 *
 * @param root the document of the root config; the name of its source is its path for the host
 * @param language the shape of a whole config
 */
export function link(root: Document, host: Host, language: Shape<unknown>, report: Report): Program {
  const loaded = loadFiles(root, host, report);
  const files = [...loaded.files.values()];
  const folders = new Map<Source, string>(files.map((file) => [file.document.source, file.folder]));
  return {
    document: needsLinking(root) ? linkFiles(files, loaded.files, language, report) : root,
    files: loaded.names,
    base: loaded.base,
    folderOf: (span) => folders.get(span.source) ?? "",
  };
}

/** Whether a config has anything that later passes do not know. */
function needsLinking({ root }: Document): boolean {
  return root.entries.some(({ key, value }) =>
    key === IMPORT_KEY || key === "router" ||
    (key === "routers" && value.kind === "sequence" && value.items.some((item) => item.kind === "scalar"))
  );
}

function linkFiles(
  files: readonly ConfigFile[],
  byId: ReadonlyMap<string, ConfigFile>,
  language: Shape<unknown>,
  report: Report,
): Document {
  const [root] = files;
  if (root === undefined) throw new Error("a program has a root");
  const graph = buildGraph(root, byId, report);
  const topLevel: TopLevel = language.description.kind === "record" ? language.description.keys : {};
  checkImportedKeys(graph, topLevel, report);
  const scopes = buildScopes(graph, report);
  const names = globalNames(graph, scopes);
  // Without imports every name is the root's own, and later passes say which are unknown.
  const rewrite: Rewrite = root.imports.length === 0
    ? (node) => node
    : rewriter(scopes, names, suggestionsFor(graph, scopes));
  return merge({ graph, scopes, names, rewrite, language: topLevel, report });
}
