/** What a feature of routes is: one file that knows everything about one key. */

import type { Definition, Report } from "../diagnostics/define.ts";
import type { Contribution } from "../ir/project.ts";
import type { Action, Field } from "../ir/api.ts";
import type { Key } from "../language/shape.ts";
import type { Expr, FunctionDef } from "../python/ast.ts";
import type { RouteCase } from "../passes/lower/tests/resource.ts";
import type { Span, Spanned } from "../source/source.ts";
import type { TypeWriter } from "../passes/lower/types.ts";

/** What a feature may know of its route while it is resolved. */
export interface RouteScope {
  readonly action: Action["kind"];
  /** The fields of the model that the route works on, by their names in the config. */
  readonly fields: ReadonlyMap<string, Field>;
  /** Reports a name that is none of the fields, unless a field of that name was left out because of an error. */
  unknownField(named: Spanned<string>): void;
  readonly naming: "snake" | "camel";
  /** Where the feature's key stands. */
  readonly span: Span;
  readonly report: Report;
}

/** What a feature may know of its route while it is lowered. */
export interface EndpointScope {
  readonly types: TypeWriter;
  /** A parameter name for a wire name that is free in the function. */
  parameterName(wire: string): string;
  /** A local variable name that is free in the function. */
  localName(name: string): string;
  /** The records that the route answers with. */
  readonly records: Expr;
  /** Comparisons that narrow the list, as the argument of the repository. */
  readonly filters: Expr | undefined;
  /** Class of the stored records. */
  readonly model: Expr;
}

/** One step of an order. */
export interface SortStep {
  readonly field: Field;
  readonly descending: boolean;
}

/** What a feature does to the answer of a list, for those who test it. */
export interface AnswerForm {
  /** Key of the records in the answer. */
  readonly itemsKey?: string;
  /** Greatest number of records when the client names none. */
  readonly limit?: number;
  /** Order when the client asks for none. */
  readonly order?: readonly SortStep[];
}

/** What the generated tests of a feature are made from. */
export interface ListTests {
  readonly testCase: RouteCase;
  /** The URL of the list. */
  readonly address: Expr;
  /** The records of `response.json()`. */
  readonly items: Expr;
  /** What the route answers for the records of these numbers, in the default order. */
  readonly answer: (numbers: readonly number[]) => Expr;
  /** Numbers of the records in the default order. */
  readonly order: readonly number[];
  readonly invalidStatus: number;
}

/** A key of routes with everything that restgen does about it. */
export interface RouteFeature<Name extends string, Config, Resolved> {
  readonly key: Name;
  readonly language: Key<Config> & { readonly required: false };
  /** The finished form; undefined when the key is absent and has no default, or when it is wrong. */
  resolve(config: Config | undefined, scope: RouteScope): Resolved | undefined;
  /** Query parameters that the feature adds, by their names on the wire, each with the place that asked for it. */
  queryNames(resolved: Resolved): readonly { readonly name: string; readonly span: Span }[];
  /** Whether clients can make the list shorter with conditions. */
  readonly narrows?: (resolved: Resolved) => boolean;
  lower(resolved: Resolved, endpoint: EndpointScope): readonly Contribution[];
  /** Response headers that it sets. */
  readonly headers?: (resolved: Resolved) => readonly string[];
  /** How the answer differs from a plain list. */
  answerForm(resolved: Resolved): AnswerForm;
  /** Generated tests of the feature. */
  tests(resolved: Resolved, list: ListTests): readonly FunctionDef[];
  readonly diagnostics: readonly Definition<never>[];
}

/** Gives a feature its types. */
export function feature<Name extends string, Config, Resolved>(
  definition: RouteFeature<Name, Config, Resolved>,
): RouteFeature<Name, Config, Resolved> {
  return definition;
}
