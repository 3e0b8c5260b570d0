/** What each file sees: its own names, those of merged imports, and those of aliased imports behind the alias. */

import type { Diagnostic, Report } from "../diagnostics/define.ts";
import { type Declaration, declarationsOf, type Space, SPACE_NAMES, SPACES } from "./declarations.ts";
import type { ConfigFile } from "./files.ts";
import { type Graph, isFile } from "./graph.ts";

/** What a name of a file means; a fault where the import that may bring it has one. */
export type Found = Declaration | { readonly fault: Diagnostic } | undefined;

/** Looks names up. */
export interface Scopes {
  /** Declarations that count, those of the root first; of two that clash the second one is left out. */
  declarations(space: Space): readonly Declaration[];
  /** Everything that one file declares in a space, by name. */
  own(file: ConfigFile, space: Space): Declarations;
  /** The files whose names are merged into a file's, itself first. */
  namespace(file: ConfigFile): ReadonlySet<ConfigFile>;
  /** The imports of a file that have an alias. */
  aliases(file: ConfigFile): ReadonlyMap<string, ConfigFile | Diagnostic>;
  /** The file that aliases lead to, from left to right. */
  reach(file: ConfigFile, aliases: readonly string[]): ConfigFile | Diagnostic | undefined;
  /** The declaration that a name of a file means. */
  find(file: ConfigFile, space: Space, name: string): Found;
}

type Declarations = ReadonlyMap<string, Declaration>;

const NONE: Declarations = new Map();
const NO_ALIASES: ReadonlyMap<string, ConfigFile | Diagnostic> = new Map();

/** Sorts out which file sees what; names that clash in a file's namespace are reported. */
export function buildScopes(graph: Graph, report: Report): Scopes {
  const namespaces = mergedFiles(graph);
  const owners = containersOf(graph, namespaces);
  const own = new Map(
    SPACE_NAMES.map((space) =>
      [space, new Map(graph.files.map((file) => [file, declarationsOf(file, space)]))] as const
    ),
  );
  const ownOf = (file: ConfigFile, space: Space): Declarations => own.get(space)?.get(file) ?? NONE;
  const spaces = new Map(SPACE_NAMES.map((space) => {
    const all = graph.files.flatMap((file) => [...ownOf(file, space).values()]);
    return [space, withoutClashes(space, all, owners, report)] as const;
  }));
  const aliases = new Map(graph.files.map((file) => [file, aliasesOf(file, graph)]));
  const faults = faultsOf(graph);

  const scopes: Scopes = {
    declarations: (space) => spaces.get(space)?.kept ?? [],
    own: ownOf,
    namespace: (file) => namespaces.get(file) ?? new Set([file]),
    aliases: (file) => aliases.get(file) ?? NO_ALIASES,
    reach: (file, path) => {
      let current = file;
      for (const alias of path) {
        const target = scopes.aliases(current).get(alias) ?? faults.get(current);
        if (target === undefined || !isFile(target)) return target;
        current = target;
      }
      return current;
    },
    find: (file, space, name) => {
      const parts = name.split(".");
      const last = parts.pop() ?? "";
      const target = scopes.reach(file, parts);
      if (target === undefined) return undefined;
      if (!isFile(target)) return { fault: target };
      const direct = ownOf(target, space).get(last);
      const sorted = spaces.get(space);
      if (direct !== undefined) return sorted?.twins.get(direct) ?? direct;
      const visible = scopes.namespace(target);
      const merged = visible.size === 1 ? undefined : sorted?.byName.get(last)?.find((one) => visible.has(one.file));
      if (merged !== undefined) return merged;
      const fault = faults.get(target);
      return fault === undefined ? undefined : { fault };
    },
  };
  return scopes;
}

/** For each file the files whose names are also its own: merges of merges count. */
function mergedFiles(graph: Graph): ReadonlyMap<ConfigFile, ReadonlySet<ConfigFile>> {
  const found = new Map<ConfigFile, ReadonlySet<ConfigFile>>();
  for (const file of graph.leavesFirst) {
    const files = new Set([file]);
    for (const { alias, target } of graph.edges(file)) {
      if (alias !== undefined || !isFile(target)) continue;
      for (const merged of found.get(target) ?? []) files.add(merged);
    }
    found.set(file, files);
  }
  return found;
}

/** For each file the files whose namespaces it is part of. */
function containersOf(
  graph: Graph,
  namespaces: ReadonlyMap<ConfigFile, ReadonlySet<ConfigFile>>,
): ReadonlyMap<ConfigFile, readonly ConfigFile[]> {
  const found = new Map<ConfigFile, ConfigFile[]>(graph.files.map((file) => [file, []]));
  for (const [container, files] of namespaces) for (const file of files) found.get(file)?.push(container);
  return found;
}

function aliasesOf(file: ConfigFile, graph: Graph): ReadonlyMap<string, ConfigFile | Diagnostic> {
  const found = new Map<string, ConfigFile | Diagnostic>();
  for (const { alias, target } of graph.edges(file)) if (alias !== undefined) found.set(alias, target);
  return found;
}

/** For each file the fault of a merged import, which may have brought any name. */
function faultsOf(graph: Graph): ReadonlyMap<ConfigFile, Diagnostic> {
  const found = new Map<ConfigFile, Diagnostic>();
  for (const file of graph.leavesFirst) {
    for (const { alias, target } of graph.edges(file)) {
      if (alias !== undefined || found.has(file)) continue;
      const fault = isFile(target) ? found.get(target) : target;
      if (fault !== undefined) found.set(file, fault);
    }
  }
  return found;
}

interface Sorted {
  readonly kept: readonly Declaration[];
  readonly byName: ReadonlyMap<string, readonly Declaration[]>;
  /** What stands for a declaration that was left out. */
  readonly twins: ReadonlyMap<Declaration, Declaration>;
}

/** Leaves out, with a report, what clashes with an earlier declaration in one namespace. */
function withoutClashes(
  space: Space,
  all: readonly Declaration[],
  containers: ReadonlyMap<ConfigFile, readonly ConfigFile[]>,
  report: Report,
): Sorted {
  const rules = SPACES[space];
  const groups = Map.groupBy(all, (declaration) => rules.fold(declaration.name));
  const twins = new Map<Declaration, Declaration>();
  for (const group of groups.values()) {
    if (group.length === 1) continue;
    const firstIn = new Map<ConfigFile, Declaration>();
    for (const declaration of group) {
      // Two of one file are for those who look at the whole program.
      const clash = (containers.get(declaration.file) ?? []).map((file) => firstIn.get(file))
        .find((earlier) => earlier !== undefined && earlier.file !== declaration.file);
      if (clash === undefined) {
        for (const file of containers.get(declaration.file) ?? []) {
          if (!firstIn.has(file)) firstIn.set(file, declaration);
        }
        continue;
      }
      twins.set(declaration, clash);
      report(rules.duplicate(declaration.name, clash.name, declaration.keySpan, clash.keySpan));
    }
  }
  const kept = all.filter((declaration) => !twins.has(declaration));
  return { kept, byName: Map.groupBy(kept, (declaration) => declaration.name), twins };
}
