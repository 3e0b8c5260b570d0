/** The user's modules that the functions of a config need: those that they live in, and what these import. */

import type { Report } from "../diagnostics/define.ts";
import { suggest } from "../diagnostics/suggest.ts";
import type { KnownNames } from "../passes/resolve/handler_resolver.ts";
import { IMPORT_MISSING, PYTHON_SYNTAX } from "./diagnostics.ts";
import { importedModules, type ImportProblem } from "./local_imports.ts";
import type { PythonImport } from "./module.ts";
import { moduleIn, type ModulePlace, type Places } from "./places.ts";

/** The package where nobody chose another. */
const DEFAULT_PACKAGE = "generated";

/** Modules that were visited, with all that they import. */
export interface UserModules {
  /** Follows the imports of a module; those that lead nowhere are reported, once. */
  visit(place: ModulePlace, known: KnownNames, report: Report): void;
  /** Texts by path. */
  texts(): ReadonlyMap<string, string>;
}

/** Collects modules. */
export function userModules(places: Places, packageName: string): UserModules {
  const visited = new Map<string, ModulePlace>();

  const follow = (one: PythonImport, place: ModulePlace, known: KnownNames, report: Report): readonly ModulePlace[] => {
    const [top, below] = one.module.split(".");
    const isGenerated = one.level === 0 && top === packageName;
    const { modules, problem } = isGenerated
      ? { modules: [], problem: generatedProblem(one, below, known) }
      : importedModules(one, place, places);
    if (problem !== undefined) report(IMPORT_MISSING.at(one.span, problem));
    const isOther = one.level === 0 && top === DEFAULT_PACKAGE && !isGenerated && problem === undefined;
    if (isOther && modules.length === 0) {
      const suggestion = [packageName, ...one.module.split(".").slice(1)].join(".");
      report(IMPORT_MISSING.at(one.span, { module: one.module, name: undefined, suggestion }));
    }
    return modules;
  };

  return {
    visit: (start, known, report) => {
      if (visited.has(start.path)) return;
      const queue: ModulePlace[] = [...packagesOf(start, places), start];
      for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
        if (visited.has(place.path)) continue;
        visited.set(place.path, place);
        const { content } = place;
        if ("syntaxError" in content) {
          report(PYTHON_SYNTAX.at(content.syntaxError.span, { problem: content.syntaxError.message }));
          continue;
        }
        for (const one of content.imports) {
          for (const next of follow(one, place, known, report)) if (!visited.has(next.path)) queue.push(next);
        }
      }
    },
    texts: () =>
      new Map(
        [...visited.values()].map((place) => [place.path, textOf(place)] as const)
          .sort(([left], [right]) => left < right ? -1 : 1),
      ),
  };
}

function textOf({ content }: ModulePlace): string {
  return "syntaxError" in content ? content.syntaxError.span.source.text : content.source.text;
}

/** The packages around a module: importing it runs them first. */
function packagesOf({ name }: ModulePlace, places: Places): readonly ModulePlace[] {
  const parts = name.split(".").slice(0, -1);
  return parts.flatMap((part, index) => {
    const path = parts.slice(0, index).join("/");
    return moduleIn([{ folder: "", path }], part, places) ?? [];
  });
}

/** A model or error that the config does not have; other names of these modules may be shared types. */
function generatedProblem(
  { imported, module }: PythonImport,
  below: string | undefined,
  { models, errors }: KnownNames,
): ImportProblem | undefined {
  const known: ReadonlySet<string> | undefined = below === "models" ? models : below === "errors" ? errors : undefined;
  if (known === undefined || imported === undefined || imported === "*" || known.has(imported)) return undefined;
  const suggestion = suggest(imported, known);
  if (below === "models" && suggestion === undefined) return undefined;
  return { module, name: imported, suggestion };
}
