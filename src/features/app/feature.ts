/** What a feature of the application is: one file that knows everything about one key of the top level. */

import type { Definition, Diagnostic, Extras, Report } from "../../diagnostics/define.ts";
import type { Route } from "../../ir/api.ts";
import type { Handler, HandlerCall } from "../../ir/logic.ts";
import type { AppContribution } from "../../ir/project.ts";
import type { SettingList, SettingText, SettingType, SettingVariable } from "../../ir/setting.ts";
import type { Key } from "../../language/shape.ts";
import type { HandlerPlace } from "../../passes/resolve/handler_resolver.ts";
import type { Expr } from "../../python/ast.ts";
import type { Span, Spanned } from "../../source/source.ts";

/** How a value of the environment is used. */
export interface SettingUse {
  readonly type: SettingType;
  /** A value that the generated tests set, where the variable has no default. */
  readonly sample: string;
}

/** Why a path cannot be served, and which one was meant. */
export interface PathFault {
  readonly reason: string;
  readonly instead?: string | undefined;
}

/** What a feature may know of the application while it is resolved. */
export interface AppScope {
  /** Where the feature's key stands; undefined where it is absent. */
  readonly span: Span | undefined;
  readonly routes: readonly Route[];
  readonly basePath: string;
  /** Whether records are stored. */
  readonly hasStore: boolean;
  /** Response headers that the routes set and that scripts of other origins do not see unasked. */
  readonly sentHeaders: readonly string[];
  /** The function, class or value behind a reference; what is wrong with it is reported. */
  find(reference: Spanned<string>, what: string): Handler | undefined;
  /** The call of a function from a place. */
  call(reference: Spanned<string>, place: HandlerPlace): HandlerCall | undefined;
  /** Says that the environment decides a value; `key` names the key of the config that needs it. */
  setting(variable: SettingVariable, key: string, use: SettingUse): void;
  /** Says what is wrong with a path. */
  pathFault(span: Span | undefined, path: string, problem: PathFault, extras?: Extras): Diagnostic;
  /** Routers in which the key stands, and what it holds there. */
  readonly routers: readonly RouterKey[];
  readonly report: Report;
}

/** A key of the top level that stands in a router. */
export interface RouterKey {
  readonly router: string;
  readonly config: unknown;
}

/** An address that a feature serves beside the routes. */
export interface ServedPath {
  readonly path: string;
  /** Whether everything below it is served too. */
  readonly isTree: boolean;
  /** What is there: "the health check". */
  readonly what: string;
  readonly span: Span | undefined;
  /** Says that the address belongs to something else. */
  clash(reason: string, extras: Extras): Diagnostic;
  /** Says that a route has the address, where that is the mistake of the route. */
  readonly clashingRoute?: (route: Route) => Diagnostic;
}

/** What a feature may know of the application while it is lowered. */
export interface AppLowering {
  readonly routes: readonly Route[];
  readonly basePath: string;
  /** Whether no route answers requests for a path. */
  isFree(path: string): boolean;
  /** Whether generated tests are wanted. */
  readonly testing: boolean;
  /** Something of the user's, by its name. */
  handler(handler: Handler): Expr;
  /** A text, read from the settings where the environment decides. */
  text(text: SettingText): Expr;
  /** A list of texts. */
  list(list: SettingList): Expr;
  /** What the generated tests see in place of a text. */
  sampleText(text: SettingText): string;
  sampleList(list: SettingList): readonly string[];
}

/** A key of the top level with everything that restgen does about it. */
export interface AppFeature<Name extends string, Config, Resolved> {
  readonly key: Name;
  readonly language: Key<Config> & { readonly required: false };
  /** The same key in routers, where it can stand there: it decodes to the same. */
  readonly ofRouters?: Key<Config> & { readonly required: false };
  /** The finished form; undefined when there is nothing to do, or when it is wrong. */
  resolve(config: Config | undefined, scope: AppScope): Resolved | undefined;
  /** Addresses that routes and other features cannot have. */
  readonly serves?: (resolved: Resolved) => readonly ServedPath[];
  lower(resolved: Resolved, app: AppLowering): readonly AppContribution[];
  readonly diagnostics: readonly Definition<never>[];
}

/** Gives a feature its types. */
export function appFeature<Name extends string, Config, Resolved>(
  definition: AppFeature<Name, Config, Resolved>,
): AppFeature<Name, Config, Resolved> {
  return definition;
}
