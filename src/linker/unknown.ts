/** Says of a name that a file does not see what was probably meant. */

import type { Diagnostic, Related } from "../diagnostics/define.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { quoted } from "../diagnostics/text.ts";
import type { Span } from "../source/source.ts";
import type { Declaration, Space } from "./declarations.ts";
import type { ConfigFile } from "./files.ts";
import { type Graph, isFile } from "./graph.ts";
import type { ReferenceKind } from "./references.ts";
import type { Scopes } from "./scopes.ts";

/** What suggestions are made from. */
export interface Suggestions {
  /** Names that a file could write in place of one, the same list each time. */
  candidates(file: ConfigFile, kind: ReferenceKind, name: string): readonly string[];
  /** A declaration of that name that the file does not see like this. */
  elsewhere(file: ConfigFile, space: Space, name: string): Elsewhere | undefined;
}

/** A declaration that is out of sight. */
export interface Elsewhere {
  readonly declaration: Declaration;
  /** How the file can write it, with the aliases that it has. */
  readonly qualified: string | undefined;
  /** Whether the file can import it without a circle. */
  readonly isImportable: boolean;
}

/** More candidates would cost more than they help. */
const MOST_CANDIDATES = 5000;

/** How many names a message may list. */
const MOST_LISTED = 9;

/** Prepares suggestions; nothing is collected before the first unknown name. */
export function suggestionsFor(graph: Graph, scopes: Scopes): Suggestions {
  const lists = new Map<string, readonly string[]>();
  const namesIn = (file: ConfigFile, space: Space, prefix: string, into: string[]): void => {
    for (const part of scopes.namespace(file)) {
      for (const name of scopes.own(part, space).keys()) {
        if (into.length >= MOST_CANDIDATES) return;
        into.push(prefix + name);
      }
    }
  };
  const positions = new Map<ConfigFile, number>();
  /** Positions in the order in which every file comes after its imports. */
  const positionOf = (file: ConfigFile): number => {
    if (positions.size === 0) graph.leavesFirst.forEach((one, index) => positions.set(one, index));
    return positions.get(file) ?? 0;
  };
  const byName = new Map<Space, ReadonlyMap<string, readonly Declaration[]>>();
  return {
    candidates: (file, { space, words = [] }, name) => {
      const aliases = name.split(".").slice(0, -1);
      const target = aliases.length === 0 ? undefined : scopes.reach(file, aliases);
      const prefix = target !== undefined && isFile(target) ? `${aliases.join(".")}.` : "";
      const id = `${positionOf(file)} ${space} ${words.length} ${prefix}`;
      const known = lists.get(id);
      if (known !== undefined) return known;
      const list: string[] = prefix === "" ? [...words] : [];
      if (prefix !== "" && target !== undefined && isFile(target)) namesIn(target, space, prefix, list);
      else {
        namesIn(file, space, "", list);
        for (const [alias, imported] of scopes.aliases(file)) {
          if (isFile(imported)) namesIn(imported, space, `${alias}.`, list);
        }
      }
      lists.set(id, list);
      return list;
    },
    elsewhere: (file, space, name) => {
      const known = byName.get(space) ?? Map.groupBy(scopes.declarations(space), (declaration) => declaration.name);
      byName.set(space, known);
      const declaration = known.get(name)?.[0];
      if (declaration === undefined) return undefined;
      // What comes before a file in this order does not import it.
      const isImportable = positionOf(declaration.file) < positionOf(file);
      return { declaration, qualified: qualify(file, space, name, scopes), isImportable };
    },
  };
}

/** A name as the file has to write it: without an alias, behind one or behind two. */
function qualify(file: ConfigFile, space: Space, name: string, scopes: Scopes): string | undefined {
  const isSeen = (from: ConfigFile): boolean => {
    const found = scopes.find(from, space, name);
    return found !== undefined && !("fault" in found);
  };
  if (isSeen(file)) return name;
  const aliases = [...scopes.aliases(file)].flatMap(([alias, target]) => isFile(target) ? [{ alias, target }] : []);
  const nested = aliases.flatMap(({ alias, target }) =>
    [...scopes.aliases(target)].flatMap(([inner, end]) =>
      isFile(end) ? [{ alias: `${alias}.${inner}`, target: end }] : []
    )
  );
  const way = [...aliases, ...nested].find(({ target }) => isSeen(target));
  return way === undefined ? undefined : `${way.alias}.${name}`;
}

/** Where a name stands. */
export interface NamePlace {
  readonly file: ConfigFile;
  readonly key: string;
  readonly span: Span;
}

/** The diagnostic of an unknown name, with the best advice that its file allows. */
export function explainUnknown(
  kind: ReferenceKind,
  name: string,
  { file, key, span }: NamePlace,
  suggestions: Suggestions,
): Diagnostic {
  const withHelp = (help: string, related: readonly Related[] = []): Diagnostic => ({
    ...kind.unknown(name, [], key, span),
    help,
    related,
  });
  const bare = name.slice(name.lastIndexOf(".") + 1);
  const elsewhere = suggestions.elsewhere(file, kind.space, bare);
  if (elsewhere?.qualified !== undefined) return withHelp(`Did you mean ${quoted(elsewhere.qualified)}?`);
  const candidates = suggestions.candidates(file, kind, name);
  if (kind.advice?.(name) === undefined) {
    if (elsewhere !== undefined && bare === name) {
      const owner = quoted(elsewhere.declaration.file.document.source.name);
      return withHelp(
        elsewhere.isImportable ? `Import ${owner} in this file` : "Move it to a file that both import",
        [{ span: elsewhere.declaration.keySpan, message: "declared here, where this file does not see it" }],
      );
    }
    const near = didYouMean(name, candidates);
    if (near !== undefined) return withHelp(near);
  }
  const words = new Set(kind.words ?? []);
  const known = candidates.slice(0, words.size + MOST_LISTED).filter((candidate) => !words.has(candidate));
  return kind.unknown(name, known, key, span);
}
