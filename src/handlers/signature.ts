/** From what a reference names to what calling it takes and gives. */

import type { Handler, HandlerParameter, Typed } from "../ir/logic.ts";
import { UNKNOWN } from "../passes/resolve/typed.ts";
import { type ModelNamed, readAnnotated } from "./annotation.ts";
import type { FoundClass, FoundFunction } from "./find.ts";
import type { PythonDecorator, PythonFunction, PythonModule, PythonParameter } from "./module.ts";

/** A parameter with its type. */
export interface SignatureParameter {
  readonly source: PythonParameter;
  readonly typed: Typed;
}

/** A function as calls of it need it. */
export interface Signature {
  readonly handler: Handler;
  /** Undefined where they could not be read. */
  readonly parameters: readonly SignatureParameter[] | undefined;
  /** A decorator of which nothing is known: it may supply arguments. */
  readonly decorator: string | undefined;
}

/** Decorators that leave parameters and results as they are, by what their modules call them. */
const TRANSPARENT: ReadonlySet<string> = new Set([
  "staticmethod",
  "classmethod",
  "functools.cache",
  "functools.lru_cache",
  "functools.wraps",
  "typing.final",
  "typing.override",
  "typing.no_type_check",
  "typing_extensions.override",
  "typing_extensions.deprecated",
  "warnings.deprecated",
  "pydantic.validate_call",
  "tenacity.retry",
]);

/** Decorators that make something to enter out of a generator. */
const CONTEXT_MANAGERS: ReadonlySet<string> = new Set(["contextlib.contextmanager", "contextlib.asynccontextmanager"]);

/** What a decorator is called in the module that it comes from. */
function qualified({ name }: PythonDecorator, module: PythonModule): string | undefined {
  if (name === undefined) return undefined;
  const [first = "", ...rest] = name.split(".");
  const origin = module.imports.find((one) => one.name === first);
  if (origin === undefined) return module.bound.has(first) ? undefined : name;
  if (origin.level > 0) return undefined;
  const start = origin.imported === undefined ? origin.module : `${origin.module}.${origin.imported}`;
  return [origin.imported === undefined && !origin.isRenamed ? first : start, ...rest].join(".");
}

/** The signature of a function. */
export function functionSignature(
  { function: found, definedIn, module, qualifiedName }: FoundFunction,
  model: ModelNamed,
): Signature {
  const { content } = definedIn;
  const names = "syntaxError" in content ? [] : found.decorators.map((one) => qualified(one, content));
  const unknown = found.decorators.find((_, index) => !TRANSPARENT.has(names[index] ?? "") && !isManager(names[index]));
  const returns = readAnnotated(found.returns, model);
  const isManaged = names.some(isManager);
  const isKnown = unknown === undefined && !isManaged && !found.generator;
  const typed = found.parameters.map((source) => ({
    source,
    // A decorator may convert what it is given.
    typed: unknown === undefined ? readAnnotated(source.annotation, model).typed : UNKNOWN,
  }));
  const handler: Handler = {
    reference: `${module.name}.${qualifiedName}`,
    module: module.name,
    qualifiedName,
    async: isManaged ? false : unknown === undefined ? isAwaited(found) || returns.isAwaitable : undefined,
    returns: isKnown && !(found.async && returns.isAwaitable) ? returns.typed : UNKNOWN,
    ...(isKnown && returns.isNone ? { returnsNothing: true } : {}),
    parameters: handlerParameters(typed),
    file: definedIn.path,
  };
  return {
    handler,
    parameters: typed,
    decorator: unknown === undefined ? undefined : unknown.name ?? "",
  };
}

function isManager(name: string | undefined): boolean {
  return CONTEXT_MANAGERS.has(name ?? "");
}

/** An asynchronous generator is iterated, not awaited. */
function isAwaited({ async, generator }: PythonFunction): boolean {
  return async && !generator;
}

function handlerParameters(parameters: readonly SignatureParameter[]): readonly HandlerParameter[] {
  return parameters.filter(({ source }) => !source.kind.startsWith("var-")).map(({ source, typed }) => ({
    name: source.name,
    typed,
    required: !source.hasDefault,
  }));
}

/** The signature of a class: calling it makes an instance. */
export function classSignature(found: FoundClass, model: ModelNamed): Signature {
  const { members, decorators, bases } = found.class;
  const member = members.get("__init__");
  const isPlain = member === undefined && decorators.length === 0 && bases.every((base) => base === "object");
  const parameters = member?.kind === "function"
    ? member.parameters.map((source) => ({ source, typed: readAnnotated(source.annotation, model).typed }))
    : isPlain
    ? []
    : undefined;
  const base = unreadSignature(found.module.name, found.qualifiedName, found.definedIn.path);
  const handler = { ...base.handler, async: false, parameters: parameters && handlerParameters(parameters) };
  return { ...base, handler, parameters };
}

/** The signature of something whose source cannot be read. */
export function unreadSignature(module: string, qualifiedName: string, file: string | undefined): Signature {
  const reference = `${module}.${qualifiedName}`;
  return {
    handler: { reference, module, qualifiedName, async: undefined, returns: UNKNOWN, parameters: undefined, file },
    parameters: undefined,
    decorator: undefined,
  };
}

/** The module and the name below it, by the convention that only classes start with a capital. */
export function splitReference(reference: string): readonly [module: string, qualifiedName: string] {
  const parts = reference.split(".");
  const owner = parts.findIndex((part, index) => index > 0 && index < parts.length - 1 && /^[A-Z]/.test(part));
  const length = owner < 0 ? parts.length - 1 : owner;
  return [parts.slice(0, length).join("."), parts.slice(length).join(".")];
}
