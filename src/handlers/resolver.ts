/** Answers resolve: which functions a config names, how they are called, and what is wrong with them. */

import type { Report } from "../diagnostics/define.ts";
import type { ModelId } from "../ir/api.ts";
import type { Handler, HandlerCall, Value } from "../ir/logic.ts";
import type { HandlerPlace, HandlerResolver, Hook, KnownNames } from "../passes/resolve/handler_resolver.ts";
import { toSnakeCase } from "../python/names.ts";
import type { Span, Spanned } from "../source/source.ts";
import type { ModelNamed } from "./annotation.ts";
import { callOf } from "./call.ts";
import { CANNOT_CHECK, UNDEFINED_NAME } from "./diagnostics.ts";
import type { Found } from "./find.ts";
import { type Lookup, lookUp, type Named } from "./lookup.ts";
import type { UndefinedName } from "./module.ts";
import { moduleIn, topPortions } from "./places.ts";
import { classSignature, functionSignature, type Signature, splitReference, unreadSignature } from "./signature.ts";
import { type FilesSetting, sourceFiles } from "./source_files.ts";
import { suggestImport } from "./suggest_import.ts";
import { userModules } from "./user_modules.ts";

/** Where functions are looked for. */
export interface ResolverSetting extends FilesSetting {
  /** Folder of the file that a span points into, relative to the folder of the root config. */
  folderOf(span: Span): string;
  /** Name of the generated package. */
  readonly packageName: string;
}

/** Finds the functions that a config names, without running anything. */
export function handlerResolver(setting: ResolverSetting): HandlerResolver {
  const { packageName } = setting;
  const files = sourceFiles(setting);
  const modules = userModules(files, packageName);
  const lookups = new Map<string, Lookup>();
  const signatures = new WeakMap<Named, { readonly known: KnownNames; readonly signature: Signature }>();
  const warned = new Set<string>();
  const hooks = new Map<string, Hook>();

  const lookup = ({ value, span }: Spanned<string>): Lookup => {
    const folder = setting.folderOf(span);
    const key = `${folder}\n${value}`;
    const existing = lookups.get(key);
    if (existing !== undefined) return existing;
    const result = lookUp(value, folder, packageName, files);
    lookups.set(key, result);
    return result;
  };

  const modelNamed = ({ models }: KnownNames): ModelNamed => (module, name) => {
    // The package may have another name in handlers than in this compilation; a module of the user's is none of it.
    const isGenerated = module === `${packageName}.models` ||
      (module.endsWith(".models") && moduleOf(module) === undefined);
    const id = name as ModelId;
    return isGenerated && models.has(id) ? id : undefined;
  };

  const moduleOf = (name: string) => {
    const cut = name.lastIndexOf(".");
    const path = name.slice(0, Math.max(cut, 0)).replaceAll(".", "/");
    return moduleIn(topPortions(files).map((portion) => ({ ...portion, path })), name.slice(cut + 1), files);
  };

  const signatureOf = (named: Named, known: KnownNames): Signature => {
    const existing = signatures.get(named);
    if (existing?.known === known) return existing.signature;
    const signature = signatureFor(named, modelNamed(known));
    signatures.set(named, { known, signature });
    return signature;
  };

  const warn = (reference: Spanned<string>, named: Named, known: KnownNames, report: Report): void => {
    const { found } = named;
    if (found.kind === "function" || found.kind === "class") {
      const definition = found.kind === "function" ? found.function : found.class;
      const { source, start } = definition.span;
      if (warned.has(`${source.name}:${start}`)) return;
      warned.add(`${source.name}:${start}`);
      undefinedNames(found.qualifiedName, definition.undefinedNames, known, report);
      return;
    }
    if (warned.has(named.reference)) return;
    warned.add(named.reference);
    report(CANNOT_CHECK.at(reference.span, { reference: reference.value, ...whyUnchecked(named.reference, found) }));
  };

  const undefinedNames = (
    where: string,
    uses: readonly UndefinedName[],
    known: KnownNames,
    report: Report,
  ): void => {
    const first = new Map<string, UndefinedName>();
    for (const use of uses) if (!first.has(use.name)) first.set(use.name, use);
    for (const { name, span } of first.values()) {
      const importLine = suggestImport(name, packageName, known);
      report(UNDEFINED_NAME.at(span, { function: where, name, importLine }));
    }
  };

  const record = (reference: Spanned<string>, hook: Pick<Hook, "what" | "file" | "state">, place?: HandlerPlace) => {
    const { value, span } = reference;
    const key = `${span.source.name}:${span.start}`;
    // What a call says of a place is more than what a search said before.
    if (place === undefined && hooks.has(key)) return;
    const offers = new Map([...place?.offers ?? [], ...place?.given ?? []].map(([name, { typed }]) => [name, typed]));
    const given = [...place?.given?.keys() ?? []];
    hooks.set(key, { reference: value, span, offers, given, mustBeSync: place?.mustBeSync ?? false, ...hook });
  };

  /** The signature behind a reference, and where the reference leads; what is wrong is reported. */
  const search = (reference: Spanned<string>, known: KnownNames, report: Report) => {
    const result = lookup(reference);
    if (!("found" in result)) {
      report(result.diagnose(reference.span));
      return { signature: undefined, file: result.file, state: result.state } as const;
    }
    warn(reference, result, known, report);
    if (result.place !== undefined) modules.visit(result.place, known, report);
    const { kind } = result.found;
    const file = kind === "external" && result.place === undefined ? guessedFile(result) : result.place?.path;
    const state = kind === "external" || kind === "assignment" ? "cannot check" : "found";
    const signature = signatureOf(result, known);
    return { signature, file: signature.handler.file ?? file, state } as const;
  };

  return {
    find: (reference, what, known, report): Handler | undefined => {
      const { signature, file, state } = search(reference, known, report);
      record(reference, { what, file, state });
      return signature?.handler;
    },
    call: (reference, place, known, report): HandlerCall | undefined => {
      const { signature, file, state } = search(reference, known, report);
      const call = signature && callOf(signature, reference, place, report);
      const hasState = signature === undefined || call !== undefined;
      record(reference, { what: place.what, file, state: hasState ? state : "does not fit" }, withPositional(place));
      return call;
    },
    files: () => modules.texts(),
    hooks: () => [...hooks.values()],
  };
}

/** What a function is called with by position, under the name that a person would give it. */
function withPositional(place: HandlerPlace): HandlerPlace {
  const { positional } = place;
  if (positional === undefined) return place;
  const { type } = positional.typed;
  const name = type.kind === "model" ? toSnakeCase(type.model) : "value";
  const offers: ReadonlyMap<string, Value> = new Map([[name, positional]]);
  return { ...place, offers };
}

function signatureFor({ found, reference, place }: Named, model: ModelNamed): Signature {
  switch (found.kind) {
    case "function":
      return functionSignature(found, model);
    case "class":
      return classSignature(found, model);
    case "assignment":
      return unreadSignature(found.module.name, found.qualifiedName, found.definedIn.path);
    case "external": {
      if (place === undefined) return unreadSignature(...splitReference(reference), undefined);
      return unreadSignature(place.name, reference.slice(place.name.length + 1), place.path);
    }
  }
}

function whyUnchecked(reference: string, found: Exclude<Found, { readonly kind: "function" | "class" }>) {
  if (found.kind === "assignment") {
    return {
      reason: `what "${found.qualifiedName}" stands for is decided when the file runs`,
      help: "Write a function around it to have its arguments checked",
    };
  }
  const file = `${splitReference(reference)[0].replaceAll(".", "/")}.py`;
  if (found.span !== undefined) {
    return {
      reason: `it comes from "${found.name}", which is not beside the config`,
      help: "It is called with what the config passes; write a function around it to have its arguments checked",
    };
  }
  return {
    reason: `"${found.name}" is not beside the config, so that it is taken for an installed package`,
    help: found.suggestion === undefined ? `If it is yours, create ${file}` : `Did you mean "${found.suggestion}"?`,
  };
}

/** Where a function would lie that is not beside the config: it may be missing, or somebody else's. */
function guessedFile({ found, reference }: Named): string | undefined {
  if (found.kind !== "external" || found.span !== undefined) return undefined;
  return `${splitReference(reference)[0].replaceAll(".", "/")}.py`;
}
