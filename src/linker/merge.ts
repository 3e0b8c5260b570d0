/** Makes one document of the files of a program. */

import type { Report } from "../diagnostics/define.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { quoted } from "../diagnostics/text.ts";
import type { Document, Entry, Mapping } from "../ir/document.ts";
import { UNKNOWN_KEY } from "../language/diagnostics.ts";
import type { Key, Shape } from "../language/shape.ts";
import { type Declaration, type Space, SPACE_NAMES, valueOf } from "./declarations.ts";
import { ROOT_ONLY_KEY } from "./diagnostics.ts";
import type { ConfigFile } from "./files.ts";
import type { Graph } from "./graph.ts";
import { IMPORT_KEY } from "./imports.ts";
import { IMPORTABLE } from "./recognize.ts";
import type { Rewrite } from "./rewrite.ts";
import { linkRouters } from "./routers.ts";
import type { Scopes } from "./scopes.ts";
import { linkWebSockets, WEBSOCKETS_KEY } from "./websockets.ts";

/** What the language says about the keys of the top level. */
export type TopLevel = Readonly<Record<string, Key<unknown>>>;

/** What a document is made from. */
export interface MergeParts {
  readonly graph: Graph;
  readonly scopes: Scopes;
  readonly names: ReadonlyMap<Declaration, string>;
  readonly rewrite: Rewrite;
  readonly language: TopLevel;
  readonly report: Report;
}

/** The document of the whole program: the root's keys, with what imported files add to them. */
export function merge(parts: MergeParts): Document {
  const { graph: { root }, rewrite, language, report } = parts;
  const merged = new Map<string, Entry>();
  for (const space of SPACE_NAMES) {
    const entry = mergeSpace(space, parts);
    if (entry !== undefined) merged.set(space, entry);
  }
  const routers = linkRouters({
    graph: parts.graph,
    scopes: parts.scopes,
    rewrite,
    shape: shapeOf(language, "router"),
    report,
  });
  if (routers !== undefined) merged.set("routers", routers);
  const websockets = linkWebSockets(parts.graph, rewrite, shapeOf(language, WEBSOCKETS_KEY));
  if (websockets !== undefined) merged.set(WEBSOCKETS_KEY, websockets);
  const entries: Entry[] = [];
  for (const entry of root.document.root.entries) {
    const { key, value } = entry;
    const made = merged.get(key);
    if (made !== undefined) entries.push(made);
    else if (key !== IMPORT_KEY && key !== "router") {
      entries.push({ ...entry, value: rewrite(value, shapeOf(language, key), root, key) });
    }
    merged.delete(key);
  }
  for (const entry of merged.values()) entries.push(entry);
  return { source: root.document.source, root: { ...root.document.root, entries } };
}

/** Reports keys of imported files that only the root config takes, or that nobody does. */
export function checkImportedKeys({ root, files }: Graph, language: TopLevel, report: Report): void {
  for (const file of files) {
    if (file === root) continue;
    for (const { key, keySpan } of file.document.root.entries) {
      if (IMPORTABLE.includes(key) || key.startsWith("x-")) continue;
      if (Object.hasOwn(language, key)) {
        report(ROOT_ONLY_KEY.at(keySpan, { key, help: rootKeyHelp(key, root) }));
      } else {
        const near = suggest(key, IMPORTABLE);
        report(UNKNOWN_KEY.at(keySpan, { key, place: "an imported file", known: IMPORTABLE, near, help: undefined }));
      }
    }
  }
}

function rootKeyHelp(key: string, root: ConfigFile): string {
  if (key === "routes") {
    return `Put them under "router:", and list the alias of this file in "routers" of the root config`;
  }
  if (key === "routers") return `Keep one of them, under "router:"`;
  return `Move it to the root config ${quoted(root.document.source.name)}`;
}

function shapeOf(language: TopLevel, key: string): Shape<unknown> | undefined {
  return Object.hasOwn(language, key) ? language[key]?.shape : undefined;
}

/** One key of declarations: those of every file, under their names in the program. */
function mergeSpace(space: Space, parts: MergeParts): Entry | undefined {
  const { graph, scopes, names, rewrite, language, report } = parts;
  const shape = shapeOf(language, space);
  const values = shape?.description.kind === "map" ? shape.description.values : undefined;
  const written = graph.files.flatMap((file) => {
    const value = valueOf(file, space);
    return value === undefined ? [] : [{ file, value }];
  });
  const own = written.flatMap(({ file, value }) => {
    if (value.kind === "mapping") return [{ file, value }];
    shape?.decode(value, report);
    return [];
  });
  const first = own[0];
  if (first === undefined) return undefined;
  const kept = new Set(scopes.declarations(space));
  const entries = own.flatMap(({ file, value }) => {
    const declarations = scopes.own(file, space);
    return value.entries.flatMap((entry): Entry[] => {
      const declaration = declarations.get(entry.key);
      if (declaration === undefined || !kept.has(declaration)) return [];
      const key = names.get(declaration) ?? entry.key;
      return [{ key, keySpan: entry.keySpan, value: rewrite(entry.value, values, file, key) }];
    });
  });
  const value: Mapping = { ...first.value, entries };
  return { key: space, keySpan: keySpanOf(first.file, space), value };
}

function keySpanOf(file: ConfigFile, key: string): Entry["keySpan"] {
  return file.document.root.entries.find((entry) => entry.key === key)?.keySpan ?? file.document.root.span;
}
