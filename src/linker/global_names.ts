/**
 * Names that mean the same everywhere: what the root declares or merges keeps its name, and so does what only one file
 * declares. Anything else gets the alias in front, so that a file that is not concerned never changes a name.
 */

import { type Declaration, type Space, SPACE_NAMES, type SpaceRules, SPACES } from "./declarations.ts";
import type { ConfigFile } from "./files.ts";
import { type Graph, isFile } from "./graph.ts";
import { stemOf } from "./paths.ts";
import type { Scopes } from "./scopes.ts";

/** The aliases by which the root reaches each file; the shortest way counts, and a merge adds none. */
export function routesOf(graph: Graph): ReadonlyMap<ConfigFile, readonly string[]> {
  const routes = new Map<ConfigFile, readonly string[]>([[graph.root, []]]);
  // A map keeps growing while it is walked: breadth first.
  for (const [file, route] of routes) {
    for (const { alias, target } of graph.edges(file)) {
      if (isFile(target) && !routes.has(target)) {
        routes.set(target, alias === undefined ? route : [...route, alias]);
      }
    }
  }
  return routes;
}

/** Gives every declaration its name in the program. */
export function globalNames(graph: Graph, scopes: Scopes): ReadonlyMap<Declaration, string> {
  const names = new Map<Declaration, string>();
  const routes = routesOf(graph);
  const rootFiles = scopes.namespace(graph.root);
  for (const space of SPACE_NAMES) {
    nameSpace(space, { names, routes, rootFiles, graph, scopes });
  }
  return names;
}

interface Naming {
  readonly names: Map<Declaration, string>;
  readonly routes: ReadonlyMap<ConfigFile, readonly string[]>;
  readonly rootFiles: ReadonlySet<ConfigFile>;
  readonly graph: Graph;
  readonly scopes: Scopes;
}

function nameSpace(space: Space, { names, routes, rootFiles, graph, scopes }: Naming): void {
  const rules = SPACES[space];
  const declarations = scopes.declarations(space);
  const written = new Set(declarations.map(({ name }) => name));
  // No made name may be one that somebody wrote.
  const taken = new Set(declarations.map(({ name }) => rules.fold(name)));
  for (const family of Map.groupBy(declarations, ({ name }) => rules.fold(familyOf(name, space, written))).values()) {
    const files = new Set(family.map(({ file }) => file));
    const isOne = files.size === 1 || isOneNamespace(family, files, rules, scopes);
    const clashing = new Map<ConfigFile, readonly Declaration[]>();
    for (const [file, declarations] of Map.groupBy(family, ({ file }) => file)) {
      const isMerged = rootFiles.has(file);
      const isReserved = declarations.some(({ name }) => rules.isReserved(name));
      if (file === graph.root || (!isReserved && (isOne || isMerged))) {
        for (const declaration of declarations) names.set(declaration, declaration.name);
      } else clashing.set(file, declarations);
    }
    nameClashing(clashing, rules, routes, taken, names);
  }
}

/** `UserCreate` belongs to `User`: it is what clients send to create one, without being named by any route. */
function familyOf(name: string, space: Space, written: ReadonlySet<string>): string {
  const [, owner] = space === "models" ? /^(.+)(?:Create|Update)$/.exec(name) ?? [] : [];
  return owner !== undefined && written.has(owner) ? familyOf(owner, space, written) : name;
}

/** Whether a family is spread over files of which one merges the others. */
function isOneNamespace(
  family: readonly Declaration[],
  files: ReadonlySet<ConfigFile>,
  rules: SpaceRules,
  scopes: Scopes,
): boolean {
  if (new Set(family.map(({ name }) => rules.fold(name))).size < family.length) return false;
  return [...files].some((file) => files.isSubsetOf(scopes.namespace(file)));
}

/** Tries longer and longer prefixes until the files that share names differ, then numbers. */
function nameClashing(
  clashing: ReadonlyMap<ConfigFile, readonly Declaration[]>,
  rules: SpaceRules,
  routes: ReadonlyMap<ConfigFile, readonly string[]>,
  taken: Set<string>,
  names: Map<Declaration, string>,
): void {
  let pending = [...clashing].map(([file, declarations]) => ({ file, declarations, route: routes.get(file) ?? [] }));
  for (let level = 0; pending.length > 0; level++) {
    const tried = pending.map((one) => {
      const prefixes = prefixesOf(one.file, one.route, level);
      const made = one.declarations.map((declaration) => rules.prefixed(prefixes, declaration.name));
      return { ...one, made, folded: new Set(made.map(rules.fold)) };
    });
    const counts = new Map<string, number>();
    for (const { folded } of tried) for (const name of folded) counts.set(name, (counts.get(name) ?? 0) + 1);
    pending = tried.filter(({ declarations, made, folded }) => {
      if ([...folded].some((name) => counts.get(name) !== 1 || taken.has(name))) return true;
      declarations.forEach((declaration, index) => names.set(declaration, made[index] ?? declaration.name));
      for (const name of folded) taken.add(name);
      return false;
    });
    const [first] = pending;
    // Where only numbers are left, one file after the other gets the next free one.
    if (first !== undefined && level > MOST_ALIASES) {
      const others = pending.slice(1);
      nameNumbered(first.declarations, prefixesOf(first.file, first.route, 0), rules, taken, names);
      pending = others;
    }
  }
}

function nameNumbered(
  declarations: readonly Declaration[],
  prefixes: readonly string[],
  rules: SpaceRules,
  taken: Set<string>,
  names: Map<Declaration, string>,
): void {
  for (let number = 2;; number++) {
    const made = declarations.map((declaration) => rules.prefixed([...prefixes, String(number)], declaration.name));
    if (made.some((name) => taken.has(rules.fold(name)))) continue;
    declarations.forEach((declaration, index) => names.set(declaration, made[index] ?? declaration.name));
    for (const name of made) taken.add(rules.fold(name));
    return;
  }
}

/** The last alias, then more of them, then all and the name of the file. */
function prefixesOf(file: ConfigFile, route: readonly string[], level: number): readonly string[] {
  if (level < route.length && level < MOST_ALIASES) return route.slice(route.length - 1 - level);
  const stem = stemOf(file.id).replace(/[^A-Za-z0-9]+/g, "_").replace(/^[_0-9]+|_+$/g, "") || "imported";
  return [...route.slice(-MOST_ALIASES), stem];
}

/** A longer prefix helps nobody. */
const MOST_ALIASES = 5;
