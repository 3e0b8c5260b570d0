/** What `lower` makes: Python modules as trees, and files that are taken as they are. Emit prints them and decides nothing. */

import type { Expr, Module, Parameter, Stmt } from "../python/ast.ts";
import type { Value } from "./logic.ts";

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
  /** The list comes with its total, which gets this name: the repository's `page` in place of `list`. */
  | { readonly kind: "list-total"; readonly total: Expr }
  /** Statements between the repository and the answer. */
  | { readonly kind: "response-step"; readonly statements: readonly Stmt[] }
  /** The answer holds the records in something larger. */
  | { readonly kind: "envelope"; readonly annotation: (item: Expr) => Expr; readonly value: (item: Expr) => Expr }
  /** Statements in front of the answer, when everything that it takes is known. */
  | { readonly kind: "answer-step"; readonly statements: (answer: AnswerScope) => readonly Stmt[] }
  /** What FastAPI runs before the endpoint, and whose value nobody reads: an item of `dependencies`. */
  | { readonly kind: "dependency"; readonly value: Expr }
  /** An argument of the decorator. */
  | { readonly kind: "decorator-argument"; readonly name: string; readonly value: Expr }
  /** A member of the operation in OpenAPI that FastAPI cannot tell of itself. */
  | { readonly kind: "operation-member"; readonly name: string; readonly value: Expr }
  /** Answers for OpenAPI: a mapping from statuses, as FastAPI's `responses` takes it. */
  | { readonly kind: "documented"; readonly responses: Expr }
  /** Headers of every successful answer, for OpenAPI. */
  | { readonly kind: "success"; readonly headers: readonly string[]; readonly example?: Expr }
  /** The answer has an entity tag, and is not sent to clients that have it. */
  | { readonly kind: "conditional" }
  /** The endpoint needs the injected `request` or `response`. */
  | { readonly kind: "needs"; readonly what: "request" | "response" }
  | { readonly kind: "runtime"; readonly file: string; readonly text: string };

/** What can be written in front of an answer. */
export interface AnswerScope {
  /** The response whose headers the client gets. */
  readonly response: Expr;
  value(value: Value): Expr;
}

/**
 * Everything that a feature of the application can add to the package. `lower` composes these; there is no other way
 * in.
 */
export type AppContribution =
  /** An argument of `FastAPI(…)`. */
  | { readonly kind: "app-argument"; readonly name: string; readonly value: Expr }
  /** A layer around the application, or around the routes of a router; the first one is the outermost. */
  | {
    readonly kind: "middleware";
    readonly router: string | undefined;
    readonly factory: Expr;
    readonly arguments: readonly (readonly [name: string, value: Expr])[];
  }
  /** Endpoints beside the routes: they come first, and `base_path` is not in front of them. */
  | { readonly kind: "router"; readonly router: Expr }
  /** An application below a path, behind everything else. */
  | { readonly kind: "mount"; readonly path: string; readonly app: Expr; readonly name: string | undefined }
  /** Opened in this order when the application starts, and closed the other way round when it ends. */
  | { readonly kind: "lifespan"; readonly context: Expr }
  | { readonly kind: "module"; readonly module: Module }
  | { readonly kind: "runtime"; readonly file: string; readonly text: string }
  | { readonly kind: "requirement"; readonly requirement: Requirement }
  /** An operation that OpenAPI lists beside the routes. */
  | { readonly kind: "operation"; readonly method: string; readonly path: string }
  /** Generated tests: of the file `tests/test_<stem>.py`. */
  | {
    readonly kind: "tests";
    readonly stem: string;
    readonly docstring: string;
    readonly body: readonly Stmt[];
  }
  /** What stands in for something of the user's while the application is tested. */
  | { readonly kind: "test-override"; readonly reference: string; readonly replacement: Expr }
  /** The host that the generated tests call, and those for paths that it is not served for. */
  | { readonly kind: "test-host"; readonly host: string; readonly others: ReadonlyMap<string, string> };

/** A dependency of generated code: the tested version, and below which the next may break it. */
export interface Requirement {
  readonly name: string;
  readonly tested: string;
  readonly floor: string;
  readonly below: string;
}
