/** Finds what a handler reference names, through re-exports, without running anything. */

import { suggest } from "../diagnostics/suggest.ts";
import type { Span } from "../source/source.ts";
import type { PythonAssignment, PythonClass, PythonFunction, PythonSyntaxError } from "./module.ts";
import { followNames } from "./follow.ts";
import {
  existsAtTop,
  locate,
  type ModulePlace,
  namesIn,
  namespacePortions,
  type Places,
  topPortions,
} from "./places.ts";

/** Something that a reference names. */
export type Found = FoundFunction | FoundClass | FoundAssignment | FoundExternal;

/** What is common to everything that lies in a file of the user. */
export interface FoundHere {
  /** The module that the reference itself names: what generated code imports. */
  readonly module: ModulePlace;
  /** The module that holds the definition: another one after a re-export. */
  readonly definedIn: ModulePlace;
  /** The name below the module of the reference: `function` or `Class.method`. */
  readonly qualifiedName: string;
}

/** A function or method. */
export interface FoundFunction extends FoundHere {
  readonly kind: "function";
  readonly function: PythonFunction;
}

/** A class. */
export interface FoundClass extends FoundHere {
  readonly kind: "class";
  readonly class: PythonClass;
}

/** A value whose parameters, if it has any, cannot be read. */
export interface FoundAssignment extends FoundHere {
  readonly kind: "assignment";
  readonly assignment: PythonAssignment;
}

/** Something in a package that lies elsewhere: it cannot be checked. */
export interface FoundExternal {
  readonly kind: "external";
  /** The module that lies elsewhere. */
  readonly name: string;
  /** A module of the user with nearly the same name. */
  readonly suggestion: string | undefined;
  /** The import in a file of the user that leads there, if one does. */
  readonly span: Span | undefined;
}

/** Why a reference names nothing. */
export type HandlerProblem =
  | { readonly kind: "no-dot" }
  | {
    readonly kind: "module-missing";
    /** The first module on the way that does not exist. */
    readonly name: string;
    /** The reference with the nearest module that exists. */
    readonly suggestion: string | undefined;
    /** The files that were looked for, nearest folder first. */
    readonly tried: readonly string[];
  }
  | { readonly kind: "syntax-error"; readonly path: string; readonly error: PythonSyntaxError }
  /** An import in a file of the user that leads to no file. */
  | { readonly kind: "import-missing"; readonly name: string; readonly span: Span }
  | {
    readonly kind: "function-missing";
    readonly path: string;
    /** The name that is missing, below the module. */
    readonly name: string;
    readonly suggestion: string | undefined;
    /** What the name is instead, if it is something. */
    readonly is: "module" | undefined;
  };

/** Finds a reference such as `package.module.function` or `module.Class.method`. */
export function findHandler(reference: string, places: Places): Found | HandlerProblem {
  const parts = reference.split(".");
  const [first = ""] = parts;
  if (parts.length < 2) return { kind: "no-dot" };
  const located = locate(parts.slice(0, -1), topPortions(places), places);
  if (located === undefined) {
    if (existsAtTop(first, places)) return missingModule(parts, 0, places);
    return { kind: "external", name: first, suggestion: nearestAtTop(parts, places), span: undefined };
  }
  const { place, length } = located;
  const names = parts.slice(length);
  const found = followNames(place, names, places);
  // A missing name that cannot be a class is a missing module.
  const isModule = found.kind === "function-missing" && place.isPackage && names.length > 1 &&
    found.path === place.path;
  if (isModule && found.name === names[0]) return missingModule(parts, length, places);
  return found;
}

/** The problem of the first module behind the given number of parts that does not exist. */
function missingModule(parts: readonly string[], known: number, places: Places): HandlerProblem {
  let portions = topPortions(places);
  for (let index = 0; index < parts.length - 1; index++) {
    const part = parts[index] ?? "";
    const names = portions.flatMap((portion) => [...namesIn(portion, places)]);
    if (index >= known && !names.includes(part)) {
      const near = suggest(part, names);
      return {
        kind: "module-missing",
        name: parts.slice(0, index + 1).join("."),
        suggestion: near === undefined ? undefined : parts.with(index, near).join("."),
        tried: filesOf(parts.slice(0, -1), places),
      };
    }
    portions = namespacePortions(portions, part);
  }
  const name = parts.slice(0, -1).join(".");
  return { kind: "module-missing", name, suggestion: undefined, tried: filesOf(parts.slice(0, -1), places) };
}

function filesOf(parts: readonly string[], places: Places): readonly string[] {
  return places.folders.map((folder) => `${folder === "" || folder === "." ? "" : `${folder}/`}${parts.join("/")}.py`);
}

function nearestAtTop(parts: readonly string[], places: Places): string | undefined {
  const names = topPortions(places).flatMap((portion) => [...namesIn(portion, places)]);
  const near = suggest(parts[0] ?? "", names);
  return near === undefined ? undefined : parts.with(0, near).join(".");
}
