/** What `lower` makes: Python modules as trees, and files that are taken as they are. Emit prints them and decides nothing. */

import type { Expr, Module, Parameter, Stmt } from "../python/ast.ts";

/** A generated package. */
export interface Project {
  readonly modules: readonly Module[];
  /** Files that are no trees: runtime files byte for byte, TOML, requirements, Markdown. */
  readonly files: readonly TextFile[];
  /** Top-level names of the user's modules. */
  readonly userModules: readonly string[];
}

/** A file with its text; `path` is relative to the package, with slashes. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
  /** Whether it is the user's, and gets no header. */
  readonly isCopy?: boolean;
}

/**
 * Everything that a feature can add to an endpoint. `lower` composes these in the order that `passes/lower/order.ts`
 * fixes; there is no other way in.
 */
export type Contribution =
  | { readonly kind: "parameter"; readonly parameter: Parameter }
  /** A comparison that is left out when its value is None. */
  | { readonly kind: "condition"; readonly condition: Expr }
  /** An argument of the repository's `list`. */
  | { readonly kind: "list-argument"; readonly name: string; readonly value: Expr }
  /** Statements between the repository and the answer. */
  | { readonly kind: "response-step"; readonly statements: readonly Stmt[] }
  /** The answer holds the records in something larger. */
  | { readonly kind: "envelope"; readonly annotation: (item: Expr) => Expr; readonly value: (item: Expr) => Expr }
  /** The endpoint needs the injected `request` or `response`. */
  | { readonly kind: "needs"; readonly what: "request" | "response" }
  | { readonly kind: "runtime"; readonly file: string; readonly text: string };
