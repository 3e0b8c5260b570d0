/** Where modules lie, by the rules of Python's import system. */

import type { Source } from "../source/source.ts";
import type { PythonModule, PythonRefused } from "./module.ts";
import { readPython } from "./read.ts";

/** The files that can be looked at. All paths use slashes; an empty folder is the one that paths are relative to. */
export interface Places {
  /** The text of a file, the same object for the same path; undefined if there is none. */
  read(path: string): Source | undefined;
  /** The folders on Python's path, nearest first. */
  readonly folders: readonly string[];
  /**
   * The names in a folder, empty if there is none. Without it, nothing can be suggested, and a folder without modules
   * that were asked for cannot be told from a third-party package.
   */
  list?(folder: string): readonly string[];
}

/** A module that was found. */
export interface ModulePlace {
  /** The folder of Python's path that it lies in. */
  readonly folder: string;
  /** The path that it is read by. */
  readonly path: string;
  /** The path below its folder. */
  readonly relativePath: string;
  /** `package.module`. */
  readonly name: string;
  /** Whether it is the `__init__.py` of a package. */
  readonly isPackage: boolean;
  readonly content: PythonModule | PythonRefused;
}

/** A folder of Python's path, and the path of a package below it. */
export interface Portion {
  readonly folder: string;
  readonly path: string;
}

/** Joins two paths, of which either may be empty. */
export function joinPath(left: string, right: string): string {
  if (left === "" || left === ".") return right;
  return right === "" ? left : `${left.replace(/\/$/, "")}/${right}`;
}

/** The top of each folder. */
export function topPortions(places: Places): readonly Portion[] {
  return places.folders.map((folder) => ({ folder, path: "" }));
}

/** The module of one name in a package: a folder with `__init__.py` goes before a file, in each portion. */
export function moduleIn(portions: readonly Portion[], name: string, places: Places): ModulePlace | undefined {
  for (const { folder, path } of portions) {
    const below = joinPath(path, name);
    for (const relativePath of [`${below}/__init__.py`, `${below}.py`]) {
      const full = joinPath(folder, relativePath);
      const source = places.read(full);
      if (source === undefined) continue;
      const isPackage = relativePath.endsWith("/__init__.py");
      const dotted = below.replaceAll("/", ".");
      return { folder, path: full, relativePath, name: dotted, isPackage, content: readPython(source) };
    }
  }
  return undefined;
}

/** Where modules below a module lie: below a package only. */
export function portionsOf(place: ModulePlace): readonly Portion[] {
  return place.isPackage ? [{ folder: place.folder, path: place.name.replaceAll(".", "/") }] : [];
}

/** Where modules below a folder without `__init__.py` lie. */
export function namespacePortions(portions: readonly Portion[], name: string): readonly Portion[] {
  return portions.map(({ folder, path }) => ({ folder, path: joinPath(path, name) }));
}

/** The longest module that a dotted name starts with, and how many of its parts that takes. */
export interface Located {
  readonly place: ModulePlace;
  readonly length: number;
}

/** Finds the module that the parts of a dotted name start with. */
export function locate(parts: readonly string[], portions: readonly Portion[], places: Places): Located | undefined {
  let best: Located | undefined;
  let here = portions;
  for (const [index, part] of parts.entries()) {
    const place = moduleIn(here, part, places);
    if (place === undefined) {
      here = namespacePortions(here, part);
      continue;
    }
    best = { place, length: index + 1 };
    // A package that cannot be read hides everything in it.
    if (!place.isPackage || "syntaxError" in place.content) break;
    here = portionsOf(place);
  }
  return best;
}

/** Whether something of this name lies in a folder of Python's path, as far as can be told. */
export function existsAtTop(name: string, places: Places): boolean {
  return topPortions(places).some(({ folder, path }) => namesIn({ folder, path }, places).includes(name));
}

/** The modules and packages of a portion. */
export function namesIn({ folder, path }: Portion, places: Places): readonly string[] {
  const names = places.list?.(joinPath(folder, path)) ?? [];
  return [...new Set(names.map((name) => name.replace(/\.py$/, "")))].filter((name) => /^[^\W\d]\w*$/u.test(name));
}
