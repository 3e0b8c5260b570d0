/** What a feature of routes is: one file that knows everything about one key. */

import type { Definition, Report } from "../diagnostics/define.ts";
import type { Contribution } from "../ir/project.ts";
import type { Action, Api, ErrorResponse, Field, FieldType, Json, Method, Reference, Route } from "../ir/api.ts";
import type { Node } from "../ir/document.ts";
import type { HandlerCall, Injected, Value } from "../ir/logic.ts";
import type { ResponseType } from "../language/response.ts";
import type { Key } from "../language/shape.ts";
import type { Expr, FunctionDef, Stmt } from "../python/ast.ts";
import type { RouteCase } from "../passes/lower/tests/resource.ts";
import type { Span, Spanned } from "../source/source.ts";
import type { TypeWriter } from "../passes/lower/types.ts";

/** What a feature may know of its route while it is resolved. */
export interface RouteScope {
  /** What the route does with records; undefined where it has steps or a function of the user's instead. */
  readonly action: Action["kind"] | undefined;
  readonly method: Method;
  /** What is sent. */
  readonly responseType: ResponseType;
  /** The keys that the route has, and those of its router, with their places. */
  readonly keys: ReadonlyMap<string, Span>;
  readonly routerKeys: ReadonlyMap<string, Span>;
  /** The key as the router or the whole API gives it, where the route has one of its own. */
  readonly inherited: unknown;
  /** The call of a function of the user's that may ask for what is injected by these names. */
  call(reference: Spanned<string>, what: string, offers: readonly Injected[]): HandlerCall | undefined;
  /** A value that is there when the answer is ready: undefined where it is wrong, which was reported. */
  valueOf(node: Node): Value | undefined;
  /** The fields of the model that an action works on, by their names in the config. */
  readonly fields: ReadonlyMap<string, Field>;
  /** Whether the model surely has no field of this name: none was left out because of an error. */
  lacks(name: string): boolean;
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
  readonly api: Api;
  readonly route: Route;
  /** The error of the API's own that the route answers with in place of a built-in one. */
  error(cause: string): ErrorResponse | undefined;
}

/** What a feature of lists may know beside. */
export interface ListScope extends EndpointScope {
  /** The records that the route answers with. */
  readonly records: Expr;
  /** What is sent of them. */
  readonly items: Expr;
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

/** What the generated tests of a feature that any route can have are made from. */
export interface AnswerTests {
  readonly route: Route;
  /** What a value is in the test; undefined where the test does not know it. */
  known(value: Value): { readonly value: Json; readonly type: FieldType } | undefined;
}

/** A key of routes with everything that restgen does about it. */
export type RouteFeature<Name extends string, Config, Resolved> =
  | ListFeature<Name, Config, Resolved>
  | AnyRouteFeature<Name, Config, Resolved>;

/** A key that only actions have. */
export interface ListFeature<Name extends string, Config, Resolved> extends FeatureOf<Name, Config, Resolved> {
  readonly place: "action";
  lower(resolved: Resolved, endpoint: ListScope): readonly Contribution[];
  /** Query parameters that the feature adds, by their names on the wire, each with the place that asked for it. */
  queryNames(resolved: Resolved): readonly { readonly name: string; readonly span: Span }[];
  /** How the answer differs from a plain list. */
  answerForm(resolved: Resolved): AnswerForm;
  /** Generated tests of the feature. */
  tests(resolved: Resolved, list: ListTests): readonly FunctionDef[];
  /** Attributes that records are looked up by because of it. */
  readonly lookups?: (resolved: Resolved) => readonly string[];
  /** Whether it keeps the answer small, however many records there are. */
  readonly isLimit?: boolean;
}

/** A key that every route can have. */
export interface AnyRouteFeature<Name extends string, Config, Resolved> extends FeatureOf<Name, Config, Resolved> {
  readonly place: "route";
  lower(resolved: Resolved, endpoint: EndpointScope): readonly Contribution[];
  /** Failures that the route meets because of it. */
  readonly causes?: (resolved: Resolved) => readonly string[];
  /** Values that the endpoint reads because of it. */
  readonly values?: (resolved: Resolved) => readonly Value[];
  /** What the generated tests assert of every successful answer, its name being `response`. */
  readonly assertions?: (resolved: Resolved, tests: AnswerTests) => readonly Stmt[];
  /** Whether answers have entity tags because of it. */
  readonly tags?: (resolved: Resolved) => boolean;
  /** Whether OpenAPI does not list the operation because of it. */
  readonly hides?: (resolved: Resolved) => boolean;
  /** Looks at all routes that have it, with the keys of all features that each has. */
  readonly check?: (
    present: readonly { readonly route: Route; readonly resolved: Resolved; readonly keys: ReadonlySet<string> }[],
    api: Api,
    report: Report,
  ) => void;
}

/** A relation whose record is sent beside its key. */
export interface Expansion {
  /** The field that holds the key. */
  readonly field: Field;
  readonly reference: Reference;
  /** The name of the record in the config. */
  readonly name: string;
  readonly span: Span;
}

/** What features of both kinds have. */
interface FeatureOf<Name extends string, Config, Resolved> {
  /** Relations whose records are sent because of it. */
  readonly expansions?: (resolved: Resolved) => readonly Expansion[];
  /** The same without an entity tag of its own, where the record has one. */
  readonly withoutTag?: (resolved: Resolved) => Resolved;
  readonly key: Name;
  readonly language: Key<Config> & { readonly required: false };
  /** The finished form; undefined when the key is absent and has no default, or when it is wrong. */
  resolve(config: Config | undefined, scope: RouteScope): Resolved | undefined;
  /** Response headers that it sets. */
  readonly headers?: (resolved: Resolved) => readonly string[];
  readonly diagnostics: readonly Definition<never>[];
}

/** Gives a feature of actions its types. */
export function feature<Name extends string, Config, Resolved>(
  definition: Omit<ListFeature<Name, Config, Resolved>, "place">,
): ListFeature<Name, Config, Resolved> {
  return { ...definition, place: "action" };
}

/** Gives a feature of every route its types. */
export function routeFeature<Name extends string, Config, Resolved>(
  definition: Omit<AnyRouteFeature<Name, Config, Resolved>, "place">,
): AnyRouteFeature<Name, Config, Resolved> {
  return { ...definition, place: "route" };
}
