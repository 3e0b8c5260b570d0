/** Which of the user's own modules an import loads, and whether it finds what it names. */

import { suggest } from "../diagnostics/suggest.ts";
import { STDLIB_MODULES } from "../python/reserved.ts";
import { packageAt, startOf } from "./follow.ts";
import type { PythonImport } from "./module.ts";
import {
  moduleIn,
  type ModulePlace,
  namesIn,
  namespacePortions,
  type Places,
  type Portion,
  portionsOf,
} from "./places.ts";

/** What an import leads to. */
export interface ImportedModules {
  /** The user's modules that it loads, packages around them too. */
  readonly modules: readonly ModulePlace[];
  readonly problem: ImportProblem | undefined;
}

/** An import that fails. */
export interface ImportProblem {
  readonly module: string;
  /** The name behind `import`, where the module is there. */
  readonly name: string | undefined;
  readonly suggestion: string | undefined;
}

const NOTHING: ImportedModules = { modules: [], problem: undefined };

/** The module of an import as it is written. */
export function writtenModule({ level, module }: PythonImport): string {
  return ".".repeat(level) + module;
}

/** Looks an import of a module up; those of other people's packages lead to nothing, and that is fine. */
export function importedModules(found: PythonImport, place: ModulePlace, places: Places): ImportedModules {
  const parts = found.module === "" ? [] : found.module.split(".");
  // Modules of the standard library are found before those of the user.
  if (found.level === 0 && STDLIB_MODULES.has(parts[0] ?? "")) return NOTHING;
  const module = writtenModule(found);
  const start = startOf(found, place, places);
  if (start === undefined) return { modules: [], problem: { module, name: undefined, suggestion: undefined } };
  const [base] = start;
  const own = found.level > 0 && base !== undefined ? packageAt(base, places) : undefined;
  const modules: ModulePlace[] = own === undefined ? [] : [own];
  let portions: readonly Portion[] = start;
  let last = parts.length === 0 ? own : undefined;
  for (const [index, part] of parts.entries()) {
    const next = moduleIn(portions, part, places);
    if (next === undefined && !isFolder(portions, part, places)) {
      if (index === 0 && found.level === 0) return NOTHING;
      const near = suggest(part, namesOf(portions, places));
      const suggestion = near === undefined ? undefined : ".".repeat(found.level) + parts.with(index, near).join(".");
      return { modules, problem: { module, name: undefined, suggestion } };
    }
    if (next !== undefined) modules.push(next);
    last = next;
    portions = next === undefined ? namespacePortions(portions, part) : portionsOf(next);
  }
  const named = found.imported === undefined || found.name === "*"
    ? NOTHING
    : importedName(found.imported, module, last, portions, places);
  return { modules: [...modules, ...named.modules], problem: named.problem };
}

/** `name` of `from module import name`: something that the module binds, or a module below it. */
function importedName(
  name: string,
  module: string,
  place: ModulePlace | undefined,
  portions: readonly Portion[],
  places: Places,
): ImportedModules {
  const content = place?.content;
  // What is wrong in a file is said of the file.
  if (content !== undefined && "syntaxError" in content) return NOTHING;
  if (content !== undefined) {
    const hides = content.imports.some((one) => one.name === "*") || content.bound.has("__getattr__");
    if (content.bound.has(name) || hides) return NOTHING;
  }
  const below = moduleIn(portions, name, places);
  if (below !== undefined) return { modules: [below], problem: undefined };
  if (isFolder(portions, name, places)) return NOTHING;
  const candidates = [...content?.members.keys() ?? [], ...namesOf(portions, places)];
  return { modules: [], problem: { module, name, suggestion: suggest(name, candidates) } };
}

function namesOf(portions: readonly Portion[], places: Places): readonly string[] {
  return portions.flatMap((portion) => namesIn(portion, places));
}

/** A folder without `__init__.py` is a package too. */
function isFolder(portions: readonly Portion[], name: string, places: Places): boolean {
  return namesOf(portions, places).includes(name);
}
