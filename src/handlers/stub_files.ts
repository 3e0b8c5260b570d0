/** Puts stubs into the user's files: nothing that is there changes. */

import type { Hook } from "../passes/resolve/handler_resolver.ts";
import type { FunctionDef, Stmt } from "../python/ast.ts";
import { attr, name } from "../python/build.ts";
import { isIdentifier, STDLIB_MODULES } from "../python/names.ts";
import { printModule } from "../python/print.ts";
import { positionOf } from "../source/source.ts";
import type { PythonModule } from "./module.ts";
import { readPython } from "./read.ts";
import { type IsOwn, withImports } from "./stub_imports.ts";
import { signatureOf, type StubContext, stubOf } from "./stubs.ts";

/** A place that names a function, for people. */
export interface HookRow {
  readonly reference: string;
  readonly state: Hook["state"];
  readonly what: string;
  readonly signature: string;
  /** The config that names it, and where. */
  readonly config: string;
  readonly line: number;
  readonly column: number;
  /** The file that the function lies in or belongs into. */
  readonly file: string | undefined;
}

/** A file with stubs. */
export interface StubFile {
  /** From the folder of the root config. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
  readonly references: readonly string[];
}

/** A function that gets no stub. */
export interface StubRefusal {
  readonly reference: string;
  readonly reason: string;
  readonly help: string;
}

/** What is there, and what could be written. */
export interface StubPlan {
  readonly rows: readonly HookRow[];
  readonly files: readonly StubFile[];
  readonly refusals: readonly StubRefusal[];
}

/** Plans stubs for every function that is missing; `read` gives the text of a file of the user's. */
export function planStubs(
  found: readonly Hook[],
  packageName: string,
  read: (path: string) => string | undefined,
): StubPlan {
  const hooks = found.map((hook) => isMissingFile(hook, read) ? { ...hook, state: "no file" as const } : hook);
  const files: StubFile[] = [];
  const refusals: StubRefusal[] = [];
  for (const [path, missing] of missingByFile(hooks)) {
    const planned = planFile(path, missing, packageName, read);
    for (const refusal of planned.refusals) refusals.push(refusal);
    if (planned.file !== undefined) files.push(planned.file);
  }
  for (const path of packagesOf(files, read)) files.push({ path, before: undefined, after: "", references: [] });
  const rows = hooks.map((hook): HookRow => ({
    reference: hook.reference,
    state: hook.state,
    what: hook.what,
    signature: signatureOf(hook, packageName),
    config: hook.span.source.name,
    ...positionOf(hook.span.source, hook.span.start),
    file: hook.file,
  }));
  return { rows, files: files.sort((left, right) => left.path < right.path ? -1 : 1), refusals };
}

/** Nothing of the name lies beside the config: a compilation takes it for an installed package, we for a file to write. */
function isMissingFile({ file, reference, state }: Hook, read: (path: string) => string | undefined): boolean {
  if (state !== "cannot check" || file === undefined || read(file) !== undefined) return false;
  return !STDLIB_MODULES.has(reference.split(".", 1)[0] ?? "");
}

/** Places by the file and the reference that are missing. */
type Missing = ReadonlyMap<string, readonly Hook[]>;

function missingByFile(hooks: readonly Hook[]): ReadonlyMap<string, Missing> {
  const byFile = new Map<string, Map<string, Hook[]>>();
  for (const hook of hooks) {
    const { file, reference, state } = hook;
    if (file === undefined || (state !== "no file" && state !== "no function")) continue;
    const byReference = byFile.get(file) ?? new Map<string, Hook[]>();
    byFile.set(file, byReference);
    byReference.set(reference, [...byReference.get(reference) ?? [], hook]);
  }
  return byFile;
}

/** The `__init__.py` of folders that the first stub makes. */
function packagesOf(files: readonly StubFile[], read: (path: string) => string | undefined): readonly string[] {
  const known = new Set(files.map(({ path }) => path));
  const folders = files.filter(({ before }) => before === undefined).map(({ path }) => path.split("/").slice(0, -1));
  const inits = folders.flatMap((parts) => parts.map((_, end) => `${parts.slice(0, end + 1).join("/")}/__init__.py`));
  return [...new Set(inits)].filter((path) => !known.has(path) && read(path) === undefined);
}

/** What follows the module in a reference: a function, or a class and a method. */
function namesBelow(path: string, reference: string): readonly string[] {
  const module = path.replace(/(\/__init__)?\.py$/, "").split("/");
  const parts = reference.split(".");
  for (let length = parts.length - 1; length > 0; length--) {
    if (parts.slice(0, length).join(".") === module.slice(-length).join(".")) return parts.slice(length);
  }
  return parts.slice(-1);
}

interface PlannedFile {
  readonly file: StubFile | undefined;
  readonly refusals: readonly StubRefusal[];
}

function planFile(
  path: string,
  missing: Missing,
  packageName: string,
  read: (path: string) => string | undefined,
): PlannedFile {
  const before = read(path);
  const isOwn = (top: string) =>
    [packageName, path.split("/", 1)[0]?.replace(/\.py$/, "")].includes(top) ||
    read(`${top}.py`) !== undefined || read(`${top}/__init__.py`) !== undefined;
  const refusals: StubRefusal[] = [];
  const refuse = (reference: string, reason: string, help: string) => refusals.push({ reference, reason, help });
  const content = before === undefined ? undefined : readPython({ name: path, text: before });
  if (content !== undefined && "syntaxError" in content) {
    const { message, span } = content.syntaxError;
    const { line } = positionOf(span.source, span.start);
    for (const reference of missing.keys()) {
      refuse(reference, `${path} does not parse: ${message} in line ${line}`, "Mend the file first.");
    }
    return { file: undefined, refusals };
  }
  const context = { packageName, named: namesIn(content) };
  const functions: FunctionDef[] = [];
  const classes = new Map<string, FunctionDef[]>();
  const references: string[] = [];
  for (const [reference, hooks] of missing) {
    const [first = "", second, ...more] = namesBelow(path, reference);
    const byHand = `Write ${reference} by hand.`;
    if (more.length > 0 || ![first, second ?? first].every(isIdentifier)) {
      refuse(reference, `no stub can be made for ${reference}`, byHand);
      continue;
    }
    if (content?.members.has(first)) {
      refuse(reference, `${path} has ${first} already, and stubs change nothing that is there`, byHand);
      continue;
    }
    references.push(reference);
    if (second === undefined) functions.push(stubOf(first, hooks, context));
    else {
      const method = { ...stubOf(second, hooks, context), decorators: [name("staticmethod")] };
      classes.set(first, [...classes.get(first) ?? [], method]);
    }
  }
  if (references.length === 0) return { file: undefined, refusals };
  const body: readonly Stmt[] = [
    ...functions,
    ...[...classes].map(([id, methods]): Stmt => ({
      kind: "class",
      name: id,
      decorators: [],
      bases: [],
      docstring: "Functions of the API.",
      body: methods,
    })),
  ];
  const printed = print(path, body, packageName);
  const after = before === undefined ? printed : extend(before, printed, isOwn);
  const now = readPython({ name: path, text: after });
  const isWhole = "members" in now && [...content?.members.keys() ?? [], ...functions.map((one) => one.name)]
    .every((id) => now.members.has(id));
  if (isWhole && holdsLines(after, before ?? "")) return { file: { path, before, after, references }, refusals };
  for (const reference of references) {
    refuse(reference, `${path} leaves no place for a stub`, `Write ${reference} by hand.`);
  }
  return { file: undefined, refusals };
}

/** Whether all lines of a text are in another, in their order. */
function holdsLines(text: string, lines: string): boolean {
  const wanted = lines.replace(/^\ufeff|[\r\n]+$/g, "").split("\n");
  let next = 0;
  for (const line of text.replace(/^\ufeff/, "").split("\n")) if (line.trimEnd() === wanted[next]?.trimEnd()) next++;
  return next >= wanted.length;
}

function print(path: string, body: readonly Stmt[], packageName: string): string {
  return printModule({ path, docstring: "", body }, { firstParty: new Set([packageName]) });
}

/** A name that the file has already is used; one that cannot be added by a line of its own is reached by its module. */
function namesIn(module: PythonModule | undefined): StubContext["named"] {
  return (imported) => {
    const { module: from, name: id = "" } = imported;
    const member = module?.members.get(id);
    const isSame = member?.kind === "import" && member.level === 0 && member.module === from && member.imported === id;
    if (isSame) return name(id);
    const isShared = module?.imports.some((one) =>
      one.level === 0 && one.module === from && one.imported !== undefined
    );
    if (member === undefined && isShared !== true) return imported;
    const [top = ""] = from.split(".");
    const bound = module?.members.get(top);
    if (bound === undefined) return attr({ kind: "imported", module: from }, id);
    const isLoaded = module?.imports.some((one) =>
      one.level === 0 && one.module === from && one.imported === undefined && !one.isRenamed && !one.isInFunction
    );
    return isLoaded ? attr(name(top), ...from.split(".").slice(1), id) : name("object");
  };
}

/** A text with stubs behind what is there, and their imports in front. */
function extend(before: string, printed: string, isOwn: IsOwn): string {
  const start = printed.search(/^(?:async def|def|class) /m);
  const imports = start === 0 ? "" : `${printed.slice(0, start).trimEnd()}\n`;
  const hasReturns = before.includes("\r\n") && !/(?<!\r)\n/.test(before);
  const plain = withImports(hasReturns ? before.replaceAll("\r\n", "\n") : before, imports, isOwn);
  const ended = /\n*$/.exec(plain)?.[0].length ?? 0;
  const gap = plain.trim() === "" ? "" : "\n".repeat(Math.max(0, 3 - ended));
  const extended = plain + gap + printed.slice(start);
  return hasReturns ? extended.replaceAll("\n", "\r\n") : extended;
}
