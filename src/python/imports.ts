/** Import lines: collected from the names of a module, sorted as isort does, aliased where names clash. */

import type { Imported, LocalImport, Module, Stmt } from "./ast.ts";
import { assign, list, str } from "./build.ts";
import type { LocalName } from "./flat.ts";
import { isIdentifier, STDLIB_MODULES, toPascalCase, toSnakeCase, uniqueName } from "./names.ts";
import { PrintError } from "./print_error.ts";
import { collectNames, type Names, plainName } from "./scopes.ts";
import { compareMembers, compareNames } from "./sorting.ts";

/** What import lines depend on besides the module. */
export interface ImportOptions {
  /** Top-level modules that belong to the user's project, such as those of handlers. */
  readonly firstParty?: ReadonlySet<string>;
}

/** The imports of a module. */
export interface ResolvedImports {
  /** The import lines, ending in a line break; empty without imports. */
  readonly text: string;
  /** Statements that follow the imports: `__all__`, where the module re-exports. */
  readonly statements: readonly Stmt[];
  /** The name of an imported thing in this module. */
  readonly local: LocalName;
}

/** One thing to import, placed and named. */
interface Entry {
  readonly section: number;
  /** The module as the import line spells it. */
  readonly module: string;
  /** Undefined where the line is `import module`. */
  readonly member: string | undefined;
  readonly alias: string | undefined;
}

const STANDARD = 0;
const THIRD_PARTY = 1;
const FIRST_PARTY = 2;
const RELATIVE = 3;
/** Who keeps its name when two imports clash, best first. */
const PRIORITY: readonly number[] = [STANDARD, THIRD_PARTY, RELATIVE, FIRST_PARTY];

/** Finds the imports of a module and their names. */
export function resolveImports(module: Module, options: ImportOptions & { readonly width: number }): ResolvedImports {
  const names = collectNames(module);
  const reexports = module.reexports ?? [];
  const exported = new Set(reexports.map(exportedName));
  const locals = new Map<string, Map<string, string>>();
  const entries: Entry[] = [];
  const chooser = new NameChooser(names);
  for (const imported of inPriority(names.imported, options)) {
    const alias = chooser.choose(imported, sectionOf(imported.module, options));
    if (alias !== undefined && reexports.some((other) => sameImport(other, imported))) {
      throw new PrintError(`Re-export of ${plainName(imported)} under another name`);
    }
    const byName = locals.get(imported.module) ?? new Map<string, string>();
    locals.set(imported.module, byName.set(imported.name ?? "", alias ?? expressionOf(imported)));
    entries.push(entryOf(imported, alias, module.path, options));
  }
  return {
    text: printEntries(entries, options.width),
    statements: exported.size === 0 ? [] : [assign("__all__", list([...exported].sort(compareMembers).map(str)))],
    local: (imported) => {
      const local = locals.get(imported.module)?.get(imported.name ?? "");
      if (local === undefined) throw new PrintError(`Import of ${imported.module}`);
      return local;
    },
  };
}

/** The imports of a module that are known by their own names, collected while it is printed. */
export class PlainImports {
  readonly #used = new Map<string, Map<string, { readonly imported: Imported; readonly local: string }>>();

  /** How code spells an import. */
  local(imported: Imported): string {
    let members = this.#used.get(imported.module);
    if (members === undefined) this.#used.set(imported.module, members = new Map());
    const known = members.get(imported.name ?? "");
    if (known !== undefined) return known.local;
    const local = expressionOf(imported);
    members.set(imported.name ?? "", { imported, local });
    return local;
  }

  /** Whether two imports have one name, or one has a name that means something else in the module. */
  clashWith(names: ReadonlySet<string>): boolean {
    const taken = new Set<string>();
    for (const imported of this.#all()) {
      const plain = plainName(imported);
      if (taken.has(plain) || names.has(plain)) return true;
      taken.add(plain);
    }
    return false;
  }

  /** The import lines. */
  print(path: string, options: ImportOptions & { readonly width: number }): string {
    return printEntries(this.#all().map((imported) => entryOf(imported, undefined, path, options)), options.width);
  }

  #all(): readonly Imported[] {
    return [...this.#used.values()].flatMap((members) => [...members.values()].map(({ imported }) => imported));
  }
}

function exportedName(imported: Imported): string {
  if (imported.name === undefined) throw new PrintError(`Re-export of the module ${imported.module}`);
  return imported.name;
}

function sameImport(left: Imported, right: Imported): boolean {
  return left.module === right.module && left.name === right.name;
}

/** How code spells an import that has no alias. */
function expressionOf(imported: Imported): string {
  if (imported.name !== undefined || imported.module.startsWith(".")) return plainName(imported);
  return imported.module;
}

function sectionOf(module: string, options: ImportOptions): number {
  if (module.startsWith(".")) return RELATIVE;
  const [top = module] = module.split(".");
  if (options.firstParty?.has(top) === true) return FIRST_PARTY;
  return STDLIB_MODULES.has(top) ? STANDARD : THIRD_PARTY;
}

/** Members before modules, the sections by who keeps its name, then by spelling. */
function inPriority(imported: readonly Imported[], options: ImportOptions): readonly Imported[] {
  const ranked = imported.map((one) => ({
    one,
    rank: (one.name === undefined ? PRIORITY.length : 0) + PRIORITY.indexOf(sectionOf(one.module, options)),
  }));
  ranked.sort((left, right) =>
    left.rank - right.rank || compareNames(left.one.module, right.one.module) ||
    compareNames(left.one.name ?? "", right.one.name ?? "")
  );
  return ranked.map(({ one }) => one);
}

/** Gives every import a name of its own. */
class NameChooser {
  readonly #names: Names;
  readonly #taken: Set<string>;
  /** Names that an alias must not have: the taken ones, and those that mean something elsewhere in the module. */
  readonly #occupied: Set<string>;
  /** Top-level packages bound by `import a.b`, which several such lines share. */
  readonly #packages = new Set<string>();

  constructor(names: Names) {
    this.#names = names;
    this.#taken = new Set([...names.bound, ...names.free]);
    this.#occupied = new Set([...this.#taken, ...names.boundAnywhere, ...names.imported.map(plainName)]);
  }

  /** The alias that an import needs, if any. */
  choose(imported: Imported, section: number): string | undefined {
    const plain = plainName(imported);
    const isPackage = imported.name === undefined && section !== RELATIVE;
    const free = !this.#taken.has(plain) || (isPackage && this.#packages.has(plain));
    if (free && !this.#names.hidden.has(imported)) {
      this.#taken.add(plain);
      if (isPackage) this.#packages.add(plain);
      return undefined;
    }
    const candidates = aliases(imported, section).filter(isIdentifier);
    const alias = candidates.find((candidate) => !this.#occupied.has(candidate)) ??
      uniqueName(candidates.at(-1) ?? "imported", this.#occupied);
    this.#taken.add(alias);
    this.#occupied.add(alias);
    return alias;
  }
}

/** Readable aliases, best first: the package or the module in front of the name, then the whole path. */
function aliases(imported: Imported, section: number): readonly string[] {
  const segments = imported.module.split(".").filter((segment) => segment !== "");
  const { name } = imported;
  if (name === undefined) return [`${segments.at(-1)}_module`, `${segments.join("_")}_module`];
  const prefix = section === STANDARD || section === THIRD_PARTY ? segments[0] : segments.at(-1);
  return [prefix ?? "package", segments.join("_")].map((start) =>
    /^[A-Z]/.test(name) ? toPascalCase(start) + name : `${toSnakeCase(start)}_${name}`
  );
}

/** An import where it stands. */
export function importLine({ module, name }: LocalImport): string {
  checkImport({ kind: "imported", module, name });
  return `from ${module} import ${name}`;
}

function checkImport(imported: Imported): void {
  if (imported.module.split(".").some((segment) => segment !== "" && !isIdentifier(segment))) {
    throw new PrintError(`Module ${JSON.stringify(imported.module)}`);
  }
  if (imported.name !== undefined && !isIdentifier(imported.name)) {
    throw new PrintError(`Name ${JSON.stringify(imported.name)}`);
  }
}

function entryOf(imported: Imported, alias: string | undefined, path: string, options: ImportOptions): Entry {
  const section = sectionOf(imported.module, options);
  checkImport(imported);
  if (section !== RELATIVE) return { section, module: imported.module, member: imported.name, alias };
  if (imported.name !== undefined) {
    return { section, module: relativeModule(imported.module, path), member: imported.name, alias };
  }
  const end = imported.module.lastIndexOf(".");
  const parent = end === 0 ? "." : imported.module.slice(0, end);
  return { section, module: relativeModule(parent, path), member: plainName(imported), alias };
}

/** `.models`, counted from the root of the package, as the module at `path` spells it. */
export function relativeModule(module: string, path: string): string {
  const own = path.split("/").slice(0, -1);
  const target = module.split(".").filter((segment) => segment !== "");
  if (path === `${target.join("/")}.py`) throw new PrintError(`Module ${module} imports itself`);
  let shared = 0;
  while (shared < own.length && own[shared] === target[shared]) shared++;
  return ".".repeat(own.length - shared + 1) + target.slice(shared).join(".");
}

function printEntries(entries: readonly Entry[], width: number): string {
  const sections = [STANDARD, THIRD_PARTY, FIRST_PARTY, RELATIVE].map((section) =>
    printSection(entries.filter((entry) => entry.section === section), width)
  );
  return sections.filter((section) => section !== "").join("\n");
}

function printSection(entries: readonly Entry[], width: number): string {
  const modules = entries
    .filter((entry) => entry.member === undefined)
    .sort((left, right) => compareNames(left.module, right.module));
  const text = modules.map(({ module, alias }) => `import ${module}${alias === undefined ? "" : ` as ${alias}`}\n`);
  return [...new Set(text)].join("") + printMembers(entries.filter((entry) => entry.member !== undefined), width);
}

/** One `from` line. */
interface FromLine {
  readonly module: string;
  readonly members: readonly string[];
  readonly alias: string | undefined;
}

function printMembers(entries: readonly Entry[], width: number): string {
  const plain = new Map<string, string[]>();
  const lines: FromLine[] = [];
  for (const { module, member = "", alias } of entries) {
    if (alias !== undefined) lines.push({ module, members: [member], alias });
    else {
      const members = plain.get(module) ?? [];
      plain.set(module, members);
      members.push(member);
    }
  }
  for (const [module, members] of plain) {
    lines.push({ module, members: members.sort(compareMembers), alias: undefined });
  }
  return lines.sort(compareLines).map((line) => printFrom(line, width)).join("");
}

function dots(module: string): number {
  return module.length - module.replace(/^\.+/, "").length;
}

function compareLines(left: FromLine, right: FromLine): number {
  return dots(right.module) - dots(left.module) || compareNames(left.module, right.module) ||
    compareMembers(left.members[0] ?? "", right.members[0] ?? "") ||
    compareNames(left.alias ?? "", right.alias ?? "");
}

function printFrom({ module, members, alias }: FromLine, width: number): string {
  const names = alias === undefined ? members : members.map((member) => `${member} as ${alias}`);
  const flat = `from ${module} import ${names.join(", ")}`;
  if (flat.length <= width) return `${flat}\n`;
  return `from ${module} import (\n${names.map((text) => `    ${text},\n`).join("")})\n`;
}
