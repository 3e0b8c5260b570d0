/** How resolve asks for functions of the user's. Those who answer are loaded only for configs that name any. */

import type { Handler, HandlerCall, HandlerParameter, Typed, Value } from "../../ir/logic.ts";
import type { ModelId } from "../../ir/api.ts";
import type { Report } from "../../diagnostics/define.ts";
import type { Span, Spanned } from "../../source/source.ts";

/** A place in the config that names a function. */
export interface HandlerPlace {
  /** What the function is for, in messages: "The handler of a route", "A validate step". */
  readonly what: string;
  /** Values that it may ask for, by parameter name. */
  readonly offers: ReadonlyMap<string, Value>;
  /** Values that the config passes in so many words: not to ask for one is a mistake. They go before `offers`. */
  readonly given?: ReadonlyMap<string, Value>;
  /** Where the config writes each of them; the reference's place otherwise. */
  readonly givenSpans?: ReadonlyMap<string, Span>;
  /** The only value, for whatever parameter comes first (computed fields). */
  readonly positional?: Value;
  /** Refused where it would have to be awaited (computed fields). */
  readonly mustBeSync?: boolean;
}

/** What generated code may name, for annotations and for suggested imports. */
export interface KnownNames {
  readonly models: ReadonlySet<ModelId>;
  /** Class names in `errors.py`. */
  readonly errors: ReadonlySet<string>;
}

/** One place that names a function, whether there is such a function or not. */
export interface Hook {
  readonly reference: string;
  readonly span: Span;
  /** What the function is for: "The handler of a route". */
  readonly what: string;
  /** Names that it may ask for, with what is known of each. */
  readonly offers: ReadonlyMap<string, Typed>;
  /** Those that it has to ask for. */
  readonly given: readonly string[];
  /** Refused where it would have to be awaited. */
  readonly mustBeSync?: boolean;
  /** The file that it lies in or belongs into, from the root config's folder; undefined for other people's packages. */
  readonly file: string | undefined;
  readonly state: "found" | "no file" | "no function" | "does not parse" | "does not fit" | "cannot check";
}

/** Finds functions and decides how they are called. */
export interface HandlerResolver {
  /** The function behind a reference; what is wrong with it is reported once. */
  find(reference: Spanned<string>, what: string, known: KnownNames, report: Report): Handler | undefined;
  /** The call of a function from a place; a required argument that the place does not offer is reported. */
  call(reference: Spanned<string>, place: HandlerPlace, known: KnownNames, report: Report): HandlerCall | undefined;
  /** Every file of the user's that the functions found so far live in or import, with its text, by path from the root config's folder. */
  files(): ReadonlyMap<string, string>;
  /** Every place that was asked for, in the order of the config. */
  hooks(): readonly Hook[];
}

/** What a handler names and of which type, for path parameters that nothing else gives a type. */
export function parameterNamed(handler: Handler, name: string): HandlerParameter | undefined {
  return handler.parameters?.find((parameter) => parameter.name === name);
}
