/** What can be wrong with functions that a config names. */

import { define } from "../diagnostics/define.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { listed, quoted } from "../diagnostics/text.ts";

/** A reference that is not a module and a function. */
export const NOT_DOTTED = define<{ reference: string }>("E100", "handler-not-dotted", {
  message: ({ reference }) => `${quoted(reference)} is not the dotted name of a function`,
  help: ({ reference }) => {
    const path = /^(?:\.\/)?(\w+(?:[./]\w+)*?)(?:\.py)?[:.](\w+)(?:\(\))?$/.exec(reference);
    if (path !== null) return `Write ${quoted(`${path[1]?.replace(/\//g, ".")}.${path[2]}`)}`;
    const name = /^\w+$/.test(reference) ? reference : "function";
    return `Write the module in front of the function: ${quoted(`handlers.${name}`)} is ${quoted(name)} in handlers.py`;
  },
});

/** A module that has no file. */
export const MODULE_MISSING = define<
  { module: string; tried: readonly string[]; suggestion: string | undefined }
>("E101", "handler-module-missing", {
  message: ({ module }) => `There is no module ${quoted(module)}`,
  help: ({ tried, suggestion }) =>
    suggestion === undefined ? `Create ${tried.join(" or ")}` : `Did you mean ${quoted(suggestion)}?`,
});

/** A Python file that Python would refuse. */
export const PYTHON_SYNTAX = define<{ problem: string }>("E102", "handler-file-unreadable", {
  message: ({ problem }) => `Python does not read this file: ${problem.slice(0, 1).toLowerCase()}${problem.slice(1)}`,
  help: () => "Correct the file; nothing in it can be used before",
});

/** A function that its module does not have. */
export const FUNCTION_MISSING = define<
  { name: string; path: string; suggestion: string | undefined; isModule: boolean; functions: readonly string[] }
>("E103", "handler-function-missing", {
  message: ({ name, path, isModule }) =>
    isModule ? `${quoted(name)} is a module, not a function` : `There is no ${quoted(name)} in ${path}`,
  help: ({ name, path, suggestion, isModule, functions }) => {
    if (suggestion !== undefined) return `Did you mean ${quoted(suggestion)}?`;
    if (!isModule && functions.length > 0) return `Define it in ${path}, or name ${listed(functions, "or")}`;
    return isModule ? `Write ${quoted(`${name}.`)} and a function of it` : `Define it in ${path}`;
  },
});

/** A required argument that the place does not have. */
export const NOT_OFFERED = define<{ problem: string; help: string }>("E104", "handler-argument-not-offered", {
  message: ({ problem }) => problem,
  help: ({ help }) => help,
});

/** A value of another type than the parameter has. */
export const ARGUMENT_TYPE = define<
  { function: string; parameter: string; wanted: string; given: string; isNullable: boolean }
>("E153", "handler-argument-type", {
  message: ({ function: name, parameter, wanted, given }) =>
    `${quoted(name)} takes ${wanted} as ${quoted(parameter)}, and gets ${given} here`,
  help: ({ parameter, wanted, given, isNullable }) =>
    isNullable
      ? `Let ${quoted(parameter)} be None: ${wanted} | None`
      : `Annotate ${quoted(parameter)} with ${given}, or leave the annotation out`,
});

/** A value that the config passes and that the function does not take. */
export const NOT_TAKEN = define<{ function: string; argument: string; parameters: readonly string[] }>(
  "E154",
  "handler-argument-not-taken",
  {
    message: ({ function: name, argument }) => `${quoted(name)} takes no argument ${quoted(argument)}`,
    help: ({ argument, parameters }) => {
      const takes = parameters.length === 0 ? "It takes none" : `It takes ${listed(parameters, "and")}`;
      const near = didYouMean(argument, parameters);
      return near === undefined ? takes : `${near} ${takes}`;
    },
  },
);

/** A function that has to be awaited where nothing can wait. */
export const ASYNC_HANDLER = define<{ function: string; what: string }>("E155", "handler-async", {
  message: ({ function: name }) => `${quoted(name)} is asynchronous, and nothing can wait for it here`,
  help: ({ what }) => `${what} is called without await: write "def" in place of "async def"`,
});

/** A file that Python never reaches under its name. */
export const NOT_IMPORTABLE = define<{ module: string; reason: string; help: string }>(
  "E156",
  "handler-module-hidden",
  {
    message: ({ module, reason }) => `Python cannot import ${quoted(module)} from here: ${reason}`,
    help: ({ help }) => help,
  },
);

/** A method that is called without an instance. */
export const NEEDS_INSTANCE = define<{ method: string }>("E157", "handler-without-instance", {
  message: ({ method }) => `${quoted(method)} is a method of instances, and there is no instance`,
  help: ({ method }) => {
    const [owner = "", name = ""] = method.split(".").slice(-2);
    return `Make it a @staticmethod or @classmethod, or write "service = ${owner}()" in its module and name ${
      quoted(`service.${name}`)
    }`;
  },
});

/** A function whose source is not beside the config. */
export const CANNOT_CHECK = define<{ reference: string; reason: string; help: string }>("W100", "handler-unchecked", {
  message: ({ reference, reason }) => `${quoted(reference)} cannot be checked: ${reason}`,
  help: ({ help }) => help,
});

/** A name that a function uses and nothing defines. */
export const UNDEFINED_NAME = define<{ function: string; name: string; importLine: string | undefined }>(
  "W101",
  "handler-undefined-name",
  {
    message: ({ function: where, name }) => `${quoted(where)} uses ${quoted(name)}, which is nowhere defined`,
    help: ({ name, importLine }) =>
      importLine === undefined ? `Define ${quoted(name)}, or import it` : `Add this line to the file: ${importLine}`,
  },
);

/** An import that finds nothing. */
export const IMPORT_MISSING = define<{ module: string; name: string | undefined; suggestion: string | undefined }>(
  "W102",
  "handler-import-missing",
  {
    message: ({ module, name }) =>
      name === undefined ? `There is no module ${quoted(module)}` : `There is no ${quoted(name)} in ${quoted(module)}`,
    help: ({ suggestion }) =>
      suggestion === undefined
        ? "Correct the import: importing this file fails"
        : `Did you mean ${quoted(suggestion)}?`,
  },
);

/** A required argument that only a decorator can supply. */
export const LEFT_TO_DECORATOR = define<{ function: string; parameter: string; decorator: string }>(
  "W103",
  "handler-argument-from-decorator",
  {
    message: ({ function: name, parameter, decorator }) =>
      `${quoted(name)} requires ${quoted(parameter)}, which only its decorator ${quoted(decorator)} can supply`,
    help: ({ parameter }) => `Give ${quoted(parameter)} a default if the decorator does not`,
  },
);

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [
  NOT_DOTTED,
  MODULE_MISSING,
  PYTHON_SYNTAX,
  FUNCTION_MISSING,
  NOT_OFFERED,
  ARGUMENT_TYPE,
  NOT_TAKEN,
  ASYNC_HANDLER,
  NOT_IMPORTABLE,
  NEEDS_INSTANCE,
  CANNOT_CHECK,
  UNDEFINED_NAME,
  IMPORT_MISSING,
  LEFT_TO_DECORATOR,
] as const;
