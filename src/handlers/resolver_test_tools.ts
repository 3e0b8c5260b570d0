/** Lets tests read "files and references in, calls and diagnostics out". */

import type { Diagnostic } from "../diagnostics/define.ts";
import type { FieldType, Json, ModelId } from "../ir/api.ts";
import type { Handler, HandlerCall, Typed, Value } from "../ir/logic.ts";
import type { Host } from "../linker/files.ts";
import type { HandlerPlace, HandlerResolver, KnownNames } from "../passes/resolve/handler_resolver.ts";
import { recordOf, TEXT, typeOfLiteral, UNKNOWN } from "../passes/resolve/typed.ts";
import { positionOf, type Span, type Spanned } from "../source/source.ts";
import { pythonType } from "./fits.ts";
import { handlerResolver } from "./resolver.ts";

/** Texts by their paths below "/shop", where the root config lies; "->" starts a link to an absolute path. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A host on memory. */
export function hostOf(files: Files, log: string[] = []): Host {
  const absolute = (path: string) => path.startsWith("/") ? path : `/shop/${path}`;
  const byPath = new Map(Object.entries(files).map(([path, content]) => [absolute(path), content]));
  const realpath = (path: string): string | undefined => {
    const full = absolute(path).replace(/\/$/, "");
    const content = byPath.get(full);
    if (typeof content === "string" && content.startsWith("->")) return realpath(content.slice(2));
    const isFolder = [...byPath.keys()].some((other) => other.startsWith(`${full}/`));
    return content !== undefined || isFolder ? full : undefined;
  };
  return {
    realpath,
    read: (path) => {
      log.push(path);
      const content = byPath.get(path);
      return typeof content === "string" ? new TextEncoder().encode(content) : content;
    },
    list: (folder) => {
      const start = folder.endsWith("/") ? folder : `${folder}/`;
      const below = [...byPath.keys()].filter((path) => path.startsWith(start));
      return [...new Set(below.map((path) => path.slice(start.length).split("/", 1)[0] ?? ""))];
    },
  };
}

/** What the tests' configs have. */
export const KNOWN: KnownNames = {
  models: new Set(["User", "Order", "FulfillRequest"] as ModelId[]),
  errors: new Set(["NotFoundError"]),
};

/** A value of a type that some variable has. */
export function valueOf(typed: Typed = UNKNOWN): Value {
  return { kind: "variable", variable: { name: "value", typed }, typed };
}

/** A record. */
export function record(model: string): Value {
  return valueOf(recordOf(model as ModelId));
}

/** A literal of the config. */
export function literalOf(value: Json): Value {
  return { kind: "literal", value, typed: typeOfLiteral(value) };
}

/** A path parameter. */
export function pathOf(name: string, type: FieldType = TEXT): Value {
  const parameter = { name, attribute: name, type, spansSlashes: false };
  return { kind: "path", parameter, typed: { type, nullable: false } };
}

/** A resolver with all that it reports. */
export interface Asked {
  readonly resolver: HandlerResolver;
  /** "code file:line:column `marked text` message" for each. */
  readonly found: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  find(reference: string, folder?: string): Handler | undefined;
  call(reference: string, place?: Partial<HandlerPlace>, folder?: string): HandlerCall | undefined;
  /** What is found from here on. */
  clear(): void;
}

/** Asks about files on memory. */
export function ask(files: Files, options: { readonly host?: Host } = {}): Asked {
  const diagnostics: Diagnostic[] = [];
  const found: string[] = [];
  const report = (diagnostic: Diagnostic) => {
    diagnostics.push(diagnostic);
    found.push(shown(diagnostic));
  };
  const folders = new Map<string, string>();
  const resolver = handlerResolver({
    host: options.host ?? hostOf({ "api.yaml": "", ...files }),
    base: "/shop/",
    rootName: "api.yaml",
    folderOf: ({ source }: Span) => folders.get(source.name) ?? "",
    packageName: "generated",
  });
  let count = 0;
  const written = (reference: string, folder: string): Spanned<string> => {
    const name = folder === "" ? "api.yaml" : `${folder}/api.yaml`;
    folders.set(name, folder);
    // Each on a line of its own, as in one config.
    const text = `${"\n".repeat(count++)}${reference}`;
    return { value: reference, span: { source: { name, text }, start: count - 1, end: text.length } };
  };
  return {
    resolver,
    found,
    diagnostics,
    find: (reference, folder = "") => resolver.find(written(reference, folder), "A handler", KNOWN, report),
    call: (reference, place = {}, folder = "") =>
      resolver.call(
        written(reference, folder),
        { what: "The handler of a route", offers: new Map(), ...place },
        KNOWN,
        report,
      ),
    clear: () => {
      found.length = 0;
      diagnostics.length = 0;
    },
  };
}

function shown({ code, message, span }: Diagnostic): string {
  if (span === undefined) return `${code} ${message}`;
  const { line, column } = positionOf(span.source, span.start);
  return `${code} ${span.source.name}:${line}:${column} \`${span.source.text.slice(span.start, span.end)}\` ${message}`;
}

/** A handler in one line: how it is called, where it comes from, what it takes and gives. */
export function signature(handler: Handler | undefined): string {
  if (handler === undefined) return "nothing";
  const { async: isAsync, module, qualifiedName, parameters, returns, file } = handler;
  const kind = isAsync === undefined ? "maybe async" : isAsync ? "async" : "sync";
  const shownParameters = parameters?.map(({ name, typed, required }) =>
    `${name}${required ? "" : "?"}: ${pythonType(typed)}`
  ).join(", ");
  return `${kind} ${module}:${qualifiedName}(${shownParameters ?? "…"}) -> ${pythonType(returns)} in ${file}`;
}

/** The arguments of a call, in one line. */
export function passed(call: HandlerCall | undefined): string {
  if (call === undefined) return "no call";
  return call.arguments.map(({ name, value }) => `${name ?? "*"}=${valueShown(value)}`).join(", ");
}

function valueShown(value: Value): string {
  switch (value.kind) {
    case "literal":
      return `${JSON.stringify(value.value)}: ${pythonType(value.typed)}`;
    case "path":
      return `$path.${value.parameter.name}`;
    default:
      return pythonType(value.typed);
  }
}
