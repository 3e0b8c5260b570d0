/** Follows names from a module through its classes, assignments and imports. */

import { suggest } from "../diagnostics/suggest.ts";
import type { Found, FoundHere, HandlerProblem } from "./find.ts";
import type { PythonAssignment, PythonClass, PythonFunction, PythonImport, PythonModule } from "./module.ts";
import {
  existsAtTop,
  joinPath,
  locate,
  moduleIn,
  type ModulePlace,
  type Places,
  type Portion,
  portionsOf,
  topPortions,
} from "./places.ts";

type Result = Found | HandlerProblem;

/** A walk from one reference. */
interface Walk {
  readonly places: Places;
  /** The module and the name that the reference is about. */
  readonly module: ModulePlace;
  readonly qualifiedName: string;
  /** What has been looked up already: imports may go round in a circle. */
  readonly visited: Set<string>;
}

/** What the names mean below a module. */
export function followNames(module: ModulePlace, names: readonly string[], places: Places): Result {
  return inModule(module, names, { places, module, qualifiedName: names.join("."), visited: new Set() });
}

function inModule(place: ModulePlace, names: readonly string[], walk: Walk): Result {
  const { content } = place;
  if ("syntaxError" in content) return { kind: "syntax-error", path: place.path, error: content.syntaxError };
  const [name, ...rest] = names;
  if (name === undefined) return { kind: "function-missing", ...missing(place, place.name, []), is: "module" };
  const key = `${place.path} ${names.join(".")}`;
  if (walk.visited.has(key)) return notFound(place, content, name);
  walk.visited.add(key);
  const member = content.members.get(name);
  switch (member?.kind) {
    case "function":
      return rest.length === 0 ? foundFunction(member, place, walk) : notFound(place, content, names.join("."));
    case "class":
      return inClass(member, place, rest, walk);
    case "assignment":
      return inAssignment(member, place, rest, walk);
    case "import":
      if (member.name !== "*") return throughImport(member, place, rest, walk);
  }
  return otherwise(place, content, names, walk);
}

/** Names that no statement of the module binds: submodules, star imports, and what `__getattr__` makes. */
function otherwise(place: ModulePlace, content: PythonModule, names: readonly string[], walk: Walk): Result {
  const [name = "", ...rest] = names;
  const submodule = moduleIn(portionsOf(place), name, walk.places);
  if (submodule !== undefined) return inModule(submodule, rest, walk);
  let external: Result | undefined;
  for (const star of content.imports) {
    if (star.name !== "*" || star.isInFunction || name.startsWith("_")) continue;
    const found = throughStar(star, place, names, walk);
    if (found.kind === "external") external ??= found;
    else if (found.kind !== "function-missing") return found;
  }
  if (content.members.has("__getattr__")) {
    external ??= { kind: "external", name: place.name, suggestion: undefined, span: undefined };
  }
  return external ?? notFound(place, content, name);
}

function here({ module, qualifiedName }: Walk, definedIn: ModulePlace): FoundHere {
  return { module, definedIn, qualifiedName };
}

function foundFunction(found: PythonFunction, place: ModulePlace, walk: Walk): Result {
  return { kind: "function", function: found, ...here(walk, place) };
}

function missing(place: ModulePlace, name: string, candidates: Iterable<string>) {
  return { path: place.path, name, suggestion: suggest(name, [...candidates]) };
}

function notFound(place: ModulePlace, content: PythonModule, name: string): HandlerProblem {
  const callables = [...content.members].filter(([, { kind }]) => kind !== "import").map(([found]) => found);
  const near = missing(place, name, callables);
  const suggestion = near.suggestion ?? suggest(name, [...content.members.keys()]);
  return { kind: "function-missing", ...near, suggestion, is: undefined };
}

function inClass(owner: PythonClass, place: ModulePlace, names: readonly string[], walk: Walk): Result {
  const [name, ...rest] = names;
  if (name === undefined) return { kind: "class", class: owner, ...here(walk, place) };
  const member = owner.members.get(name);
  if (member?.kind === "function" && rest.length === 0) return foundFunction(member, place, walk);
  if (member?.kind === "class") return inClass(member, place, rest, walk);
  if (member?.kind === "assignment" && rest.length === 0) {
    return { kind: "assignment", assignment: member, ...here(walk, place) };
  }
  let external: Result | undefined;
  for (const base of owner.bases) {
    const found = inBase(base, place, names, walk);
    if (found?.kind === "external") external ??= found;
    else if (found !== undefined && found.kind !== "function-missing") return found;
  }
  const near = missing(place, `${owner.name}.${name}`, [...owner.members.keys()].map((key) => `${owner.name}.${key}`));
  return external ?? { kind: "function-missing", ...near, is: undefined };
}

/** Bases from the standard library that add nothing that a handler could be. */
const PLAIN_BASES: ReadonlySet<string> = new Set(
  ["object", "ABC", "abc.ABC", "Generic", "typing.Generic", "Protocol", "typing.Protocol"],
);

/** A member of a base class, or undefined for a base that adds none. */
function inBase(
  base: string | undefined,
  place: ModulePlace,
  names: readonly string[],
  walk: Walk,
): Result | undefined {
  if (base !== undefined && PLAIN_BASES.has(base)) return undefined;
  const unknown: Result = { kind: "external", name: base ?? place.name, suggestion: undefined, span: undefined };
  if (base === undefined) return unknown;
  const found = inModule(place, [...base.split("."), ...names], walk);
  // A base that is bound in a way that cannot be followed may have any member.
  return found.kind === "function-missing" && found.name === base.split(".", 1)[0] ? unknown : found;
}

function inAssignment(member: PythonAssignment, place: ModulePlace, rest: readonly string[], walk: Walk): Result {
  const { value } = member;
  const asItIs: Result = { kind: "assignment", assignment: member, ...here(walk, place) };
  if (value.kind === "lambda" && rest.length === 0) return foundFunction(value.function, place, walk);
  if (value.kind === "reference") {
    const found = inModule(place, [...value.name.split("."), ...rest], walk);
    return found.kind === "function" || found.kind === "class" || found.kind === "external" ? found : asItIs;
  }
  if (value.kind === "call") {
    const called = inModule(place, value.of.split("."), walk);
    if (called.kind !== "class") return asItIs;
    const method = inModule(place, [...value.of.split("."), ...(rest.length === 0 ? ["__call__"] : rest)], walk);
    if (method.kind !== "function") return rest.length === 0 ? asItIs : method;
    // The instance is there: no receiver is missing any more.
    return { ...method, function: { ...method.function, binding: "none" } };
  }
  if (value.kind !== "partial" || rest.length > 0) return asItIs;
  const found = inModule(place, value.of.split("."), walk);
  if (found.kind !== "function") return asItIs;
  const parameters = afterPartial(found.function, value.positional, value.keywords);
  return { ...found, function: { ...found.function, name: member.name, parameters } };
}

/** The parameters that `functools.partial` leaves. */
function afterPartial({ parameters }: PythonFunction, positional: number, keywords: readonly string[]) {
  let open = positional;
  let isKeywordOnly = false;
  return parameters.flatMap((parameter) => {
    const isPositional = parameter.kind === "positional-only" || parameter.kind === "positional-or-keyword";
    if (isPositional && open-- > 0) return [];
    const isGiven = keywords.includes(parameter.name);
    // Behind a parameter that is given by name, none can be given by place any more.
    if (isGiven && isPositional) isKeywordOnly = true;
    const kind = isKeywordOnly && parameter.kind === "positional-or-keyword" ? "keyword-only" : parameter.kind;
    return [{ ...parameter, kind, hasDefault: parameter.hasDefault || isGiven }];
  });
}

/** Where an import looks for its module: in the folders of the path, or in a package for one with dots. */
export function startOf(found: PythonImport, place: ModulePlace, places: Places): readonly Portion[] | undefined {
  if (found.level === 0) return topPortions(places);
  const parts = place.name.split(".");
  const steps = place.isPackage ? found.level - 1 : found.level;
  // A module that lies in no package has nothing that dots could mean.
  if (steps >= parts.length) return undefined;
  return [{ folder: place.folder, path: parts.slice(0, parts.length - steps).join("/") }];
}

function throughImport(found: PythonImport, place: ModulePlace, rest: readonly string[], walk: Walk): Result {
  const parts = found.module === "" ? [] : found.module.split(".");
  // `import a.b` binds `a`, from where the reference itself goes on.
  const isPlain = found.imported === undefined && !found.isRenamed;
  const names = found.imported === undefined ? rest : [found.imported, ...rest];
  return resolve(found, place, isPlain ? [found.name] : parts, names, walk);
}

function throughStar(star: PythonImport, place: ModulePlace, names: readonly string[], walk: Walk): Result {
  return resolve(star, place, star.module === "" ? [] : star.module.split("."), names, walk);
}

/** The names below the module of an import. */
function resolve(
  found: PythonImport,
  place: ModulePlace,
  parts: readonly string[],
  names: readonly string[],
  walk: Walk,
): Result {
  const { places } = walk;
  const dotted = ".".repeat(found.level) + found.module;
  const broken: Result = { kind: "import-missing", name: dotted, span: found.span };
  const start = startOf(found, place, places);
  if (start === undefined) return broken;
  const [package_] = start;
  if (parts.length === 0 && package_ !== undefined) {
    const own = packageAt(package_, places);
    if (own !== undefined) return inModule(own, names, walk);
  }
  // A folder without `__init__.py` holds modules only, so that the next name is one of them.
  const located = locate([...parts, ...names], start, places);
  if (located === undefined || located.length < parts.length) {
    const [first = ""] = parts;
    const isLocal = found.level > 0 || located !== undefined || existsAtTop(first, places);
    return isLocal ? broken : { kind: "external", name: dotted, suggestion: undefined, span: found.span };
  }
  if (located.length === parts.length) return inModule(located.place, names, walk);
  const exact = locate(parts, start, places);
  // What a package itself binds goes before its submodule of the same name.
  if (exact !== undefined && exact.length === parts.length) return inModule(exact.place, names, walk);
  return inModule(located.place, names.slice(located.length - parts.length), walk);
}

/** The `__init__.py` of a package. */
export function packageAt({ folder, path }: Portion, places: Places): ModulePlace | undefined {
  const cut = path.lastIndexOf("/");
  const place = moduleIn([{ folder, path: cut < 0 ? "" : path.slice(0, cut) }], path.slice(cut + 1), places);
  return place?.path === joinPath(folder, `${path}/__init__.py`) ? place : undefined;
}
