/** What a kind of middleware is: one file that knows everything about one word under `kind`. */

import type { Definition } from "../../../diagnostics/define.ts";
import type { AppContribution } from "../../../ir/project.ts";
import type { Key } from "../../../language/shape.ts";
import type { Expr, FunctionDef } from "../../../python/ast.ts";
import type { Span } from "../../../source/source.ts";
import type { AppLowering, AppScope } from "../feature.ts";

/** Where a layer is configured. */
export interface LayerScope extends AppScope {
  /** Where the item of the list stands. */
  readonly itemSpan: Span;
}

/** A layer around the application. */
export interface Layer {
  readonly factory: Expr;
  readonly arguments: readonly (readonly [name: string, value: Expr])[];
  /** What it needs beside itself. */
  readonly more?: readonly AppContribution[];
  /** Generated tests of what it does around the application. */
  readonly tests?: readonly FunctionDef[];
  /** What tests of routers can tell it by. */
  readonly seen?: { readonly compressesFrom?: number; readonly trusts?: readonly string[] };
}

/** A router, and the layers around its routes. */
export interface LayeredRoutes {
  readonly router: string;
  readonly layers: readonly Layer[];
}

/** A kind of middleware with everything that restgen does about it. */
export interface MiddlewareKind<Name extends string, Config, Resolved> {
  readonly word: Name;
  readonly aliases?: readonly string[];
  /** What its mapping is called: "the CORS middleware". */
  readonly name: string;
  readonly config: Key<Config>;
  /** Why it cannot stand in a router, and what to write instead. */
  readonly notInRouters?: { readonly reason: string; readonly help: string };
  /** Whether a list can have several. */
  readonly isRepeatable?: boolean;
  resolve(config: Config | undefined, scope: LayerScope): Resolved | undefined;
  lower(resolved: Resolved, app: AppLowering): Layer;
  readonly diagnostics: readonly Definition<never>[];
}

/** Gives a kind its types. */
export function middlewareKind<Name extends string, Config, Resolved>(
  definition: MiddlewareKind<Name, Config, Resolved>,
): MiddlewareKind<Name, Config, Resolved> {
  return definition;
}
