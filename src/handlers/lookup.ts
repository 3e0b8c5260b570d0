/** From a reference in a config file to what it names, or to what is wrong with it. */

import type { Diagnostic } from "../diagnostics/define.ts";
import type { Hook } from "../passes/resolve/handler_resolver.ts";
import { isDottedReference, isIdentifier } from "../python/names.ts";
import { STDLIB_MODULES } from "../python/reserved.ts";
import type { Span } from "../source/source.ts";
import {
  FUNCTION_MISSING,
  MODULE_MISSING,
  NEEDS_INSTANCE,
  NOT_DOTTED,
  NOT_IMPORTABLE,
  PYTHON_SYNTAX,
} from "./diagnostics.ts";
import { findHandler, type Found, type HandlerProblem } from "./find.ts";
import { locate, moduleIn, type ModulePlace, namesIn, topPortions } from "./places.ts";
import { readPython } from "./read.ts";
import { splitReference } from "./signature.ts";
import type { SourceFiles } from "./source_files.ts";

/** What a reference leads to. */
export type Lookup = Named | Misnamed;

/** A reference that names something. */
export interface Named {
  readonly found: Found;
  /** From the root config's folder. */
  readonly reference: string;
  /** The user's module that generated code imports; undefined for other people's packages. */
  readonly place: ModulePlace | undefined;
}

/** A reference that names nothing. */
export interface Misnamed {
  readonly state: Hook["state"];
  /** Where it lies or belongs. */
  readonly file: string | undefined;
  diagnose(span: Span): Diagnostic;
}

/** Packages that generated code imports: a module of such a name in front of them breaks it. */
const DEPENDENCIES: ReadonlySet<string> = new Set([
  "aiosqlite",
  "alembic",
  "anyio",
  "asyncpg",
  "fastapi",
  "httpx",
  "jwt",
  "limits",
  "pwdlib",
  "pydantic",
  "pydantic_core",
  "pydantic_settings",
  "pymongo",
  "pytest",
  "redis",
  "sqlalchemy",
  "starlette",
  "uvicorn",
]);

/** Looks a reference up: beside the config file that names it, then beside the root config. */
export function lookUp(reference: string, folder: string, packageName: string, files: SourceFiles): Lookup {
  if (!isDottedReference(reference)) {
    return { state: "no file", file: undefined, diagnose: (span) => NOT_DOTTED.at(span, { reference }) };
  }
  const near = folder === "" ? undefined : lookUpIn(folder, reference, packageName, files);
  return near ?? lookUpFromRoot(reference, packageName, files);
}

/** A lookup in the folder of an imported file; undefined where the folder has nothing of that name. */
function lookUpIn(
  folder: string,
  reference: string,
  packageName: string,
  files: SourceFiles,
): Lookup | undefined {
  const [first = ""] = reference.split(".");
  if (!exists(folder, first, files)) return undefined;
  const wrong = folder.split("/").find((part) => !isIdentifier(part));
  const inner = `${folder.replaceAll("/", ".")}.${reference}`;
  if (wrong === undefined) return lookUpFromRoot(inner, packageName, files);
  return {
    state: "no file",
    file: `${folder}/${splitReference(reference)[0].replaceAll(".", "/")}.py`,
    diagnose: (span) =>
      NOT_IMPORTABLE.at(span, {
        module: `${folder}/${first}`,
        reason: `"${wrong}" is no name of Python's`,
        help: `Rename the folder: letters, digits and "_" make a package, as in "${wrong.replace(/\W+/g, "_")}"`,
      }),
  };
}

function exists(folder: string, name: string, files: SourceFiles): boolean {
  const portion = { folder: "", path: folder };
  return moduleIn([portion], name, files) !== undefined || namesIn(portion, files).includes(name);
}

function lookUpFromRoot(reference: string, packageName: string, files: SourceFiles): Lookup {
  const parts = reference.split(".");
  const [first = ""] = parts;
  const guess = `${splitReference(reference)[0].replaceAll(".", "/")}.py`;
  const hidden = exists("", first, files) ? whyHidden(first, packageName) : undefined;
  if (hidden !== undefined) {
    return {
      state: "no file",
      file: undefined,
      diagnose: (span) => NOT_IMPORTABLE.at(span, { module: first, ...hidden }),
    };
  }
  const found = findHandler(reference, files);
  const isThere = isFound(found) ? found.kind !== "external" : found.kind !== "module-missing";
  if (!isThere && (files.leadsOut(first) || files.leadsOut(guess))) {
    const reason = "it is a link out of the folder of the root config";
    const help = "Move the file below the root config";
    return {
      state: "no file",
      file: undefined,
      diagnose: (span) => NOT_IMPORTABLE.at(span, { module: parts.slice(0, -1).join("."), reason, help }),
    };
  }
  if (!isFound(found)) return misnamed(reference, guess, found, files);
  const needsInstance = found.kind === "function" && found.function.binding === "instance" &&
    found.function.receiver !== undefined;
  if (needsInstance) {
    return {
      state: "does not fit",
      file: found.definedIn.path,
      diagnose: (span) => NEEDS_INSTANCE.at(span, { method: reference }),
    };
  }
  return { found, reference, place: locate(parts.slice(0, -1), topPortions(files), files)?.place };
}

function isFound(result: Found | HandlerProblem): result is Found {
  return result.kind === "function" || result.kind === "class" || result.kind === "assignment" ||
    result.kind === "external";
}

function whyHidden(name: string, packageName: string): { readonly reason: string; readonly help: string } | undefined {
  const help = `Rename it, or put it into a package: "handlers.${name}" is ${name}.py in a folder "handlers"`;
  if (name === packageName) {
    return { reason: "restgen writes that folder", help: "Move the function to a file beside the config" };
  }
  if (name === "app") {
    return {
      reason: `started in its folder, the generated code has a module of this name, as in "uvicorn app:app"`,
      help,
    };
  }
  if (STDLIB_MODULES.has(name)) return { reason: "its standard library has a module of this name", help };
  return DEPENDENCIES.has(name) ? { reason: "the generated code needs a package of this name", help } : undefined;
}

function misnamed(reference: string, guess: string, problem: HandlerProblem, files: SourceFiles): Misnamed {
  switch (problem.kind) {
    case "no-dot":
      return { state: "no file", file: undefined, diagnose: (span) => NOT_DOTTED.at(span, { reference }) };
    case "module-missing": {
      const { name: module, tried, suggestion } = problem;
      const file = tried.at(-1) ?? guess;
      return { state: "no file", file, diagnose: (span) => MODULE_MISSING.at(span, { module, tried, suggestion }) };
    }
    case "syntax-error":
      return {
        state: "does not parse",
        file: problem.path,
        diagnose: (span) => {
          const related = [{ span, message: "named here" }];
          return PYTHON_SYNTAX.at(problem.error.span, { problem: problem.error.message }, { related });
        },
      };
    case "import-missing":
      return {
        state: "no function",
        file: guess,
        diagnose: (span) => {
          const related = [{ span: problem.span, message: "imported from there" }];
          const tried = ["the module, or correct the import"];
          return MODULE_MISSING.at(span, { module: problem.name, tried, suggestion: undefined }, { related });
        },
      };
    case "function-missing": {
      const { name, path, suggestion, is } = problem;
      const params = { name, path, suggestion, isModule: is === "module", functions: functionsIn(path, files) };
      return { state: "no function", file: path, diagnose: (span) => FUNCTION_MISSING.at(span, params) };
    }
  }
}

/** The functions that a file defines for others. */
function functionsIn(path: string, files: SourceFiles): readonly string[] {
  const source = files.read(path);
  const module = source && readPython(source);
  if (module === undefined || "syntaxError" in module) return [];
  return [...module.members].filter(([name, { kind }]) => kind === "function" && !name.startsWith("_"))
    .map(([name]) => name);
}
