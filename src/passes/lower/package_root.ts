/** `__init__.py`: where Python finds the user's modules, whichever way the package is started. */

import type { Api } from "../../ir/api.ts";
import type { TextFile } from "../../ir/project.ts";
import type { Expr, Module, Stmt } from "../../python/ast.ts";
import {
  assign,
  attr,
  binary,
  call,
  comment,
  expr,
  from,
  int,
  module,
  name,
  str,
  subscript,
} from "../../python/build.ts";

/** Where a package will stand. */
export interface PackagePlace {
  /** The name of its folder. */
  readonly packageName: string;
  /** The way from its folder to that of the root config: `..`, `../..`, `../../config`. */
  readonly configFolder: string;
  /** Whether it takes the user's modules along. */
  readonly bundle: boolean;
}

/** The folder with the copies of the user's modules. */
export const BUNDLED = "_handlers";

/** Files that handlers live in or import: all but those of the generated package itself. */
function userFiles(api: Api, { packageName }: PackagePlace): readonly (readonly [path: string, text: string])[] {
  return [...api.userFiles].filter(([path]) => topOf(path) !== packageName);
}

/** The name by which Python finds a file: `handlers/users.py` is in `handlers`. */
function topOf(path: string): string {
  return (path.split("/", 1)[0] ?? path).replace(/\.py$/, "");
}

/** The names of the user's modules and packages, sorted. */
export function userModules(api: Api, place: PackagePlace): readonly string[] {
  return [...new Set(userFiles(api, place).map(([path]) => topOf(path)))].sort();
}

/** The folder of the user's modules, from that of the package. */
export function modulesFolder({ bundle, configFolder }: PackagePlace): string {
  return bundle ? BUNDLED : configFolder;
}

/** Copies of the user's modules, where the package takes them along. */
export function bundledFiles(api: Api, place: PackagePlace): readonly TextFile[] {
  if (!place.bundle) return [];
  return userFiles(api, place).map(([path, text]) => ({ path: `${BUNDLED}/${path}`, text, isCopy: true }));
}

/** `__init__.py`. */
export function lowerPackageRoot(api: Api, place: PackagePlace): Module {
  const docstring = "An API that restgen generated.";
  const body = userModules(api, place).length === 0 ? [] : searchPath(modulesFolder(place));
  return { path: "__init__.py", docstring, body };
}

/** The user's modules go first; the modules of the package have no names without it, so that they hide none. */
function searchPath(folder: string): readonly Stmt[] {
  const path = from("pathlib", "Path");
  const searched = attr(module("sys"), "path");
  const resolved = (value: Expr) => call(attr(call(path, [value]), "resolve"));
  return [
    assign("_package", attr(resolved(name("__file__")), "parent")),
    assign("_handlers", walk(name("_package"), folder.split("/"))),
    comment("Handlers have the names that they have in their folder, and no module here hides one."),
    assign(searched, {
      kind: "comprehension",
      of: "list",
      element: name("path"),
      target: name("path"),
      iterable: searched,
      condition: binary(resolved(name("path")), "!=", name("_package")),
    }),
    expr(call(attr(searched, "insert"), [int(0), call(name("str"), [name("_handlers")])])),
  ];
}

/** A path that leads up first, and then down. */
function walk(start: Expr, parts: readonly string[]): Expr {
  const ups = parts.filter((part) => part === "..").length;
  const down = parts.slice(ups);
  const above = ups === 0 ? start : ups === 1 ? attr(start, "parent") : subscript(attr(start, "parents"), int(ups - 1));
  return down.length === 0 ? above : call(attr(above, "joinpath"), down.map(str));
}
