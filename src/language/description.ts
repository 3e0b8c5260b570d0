/** What a shape of the config language is: data about what it accepts, and a function that decodes it. */

import type { Report } from "../diagnostics/define.ts";
import type { Node } from "../ir/document.ts";

/**
 * What a text names, where it is a name. The linker turns such names, which mean what the file with the text sees, into
 * names of the whole program.
 */
export type Refers =
  /** A type of the language, or a model. */
  | "type"
  /** A model inside another one. */
  | "embedded"
  /** A model with its key, as `Model.field`. */
  | "key"
  | "base"
  | "mixin"
  /** A model of a route. */
  | "model"
  /** The same, also as `[X]`. */
  | "response"
  | "error"
  | "pipeline"
  /** A security scheme, or `none`. */
  | "scheme";

/** What a shape accepts, as data. */
export type Description =
  /** `what` names the text with an article, as in "a field name". */
  | { readonly kind: "text"; readonly what: string; readonly refers?: Refers }
  | { readonly kind: "flag" }
  | { readonly kind: "integer"; readonly minimum?: number; readonly maximum?: number }
  | { readonly kind: "number" }
  | { readonly kind: "choice"; readonly values: readonly string[] }
  | { readonly kind: "anything" }
  | { readonly kind: "nothing" }
  | { readonly kind: "list"; readonly items: Shape<unknown> }
  | { readonly kind: "map"; readonly values: Shape<unknown> }
  | { readonly kind: "record"; readonly name: string; readonly keys: Readonly<Record<string, Key<unknown>>> }
  | { readonly kind: "union"; readonly shapes: readonly Shape<unknown>[] }
  | { readonly kind: "reference"; readonly name: string; readonly target: () => Shape<unknown> };

/** A kind of value. `decode` reports what is wrong and then yields undefined; its caller stays silent. */
export interface Shape<T> {
  readonly description: Description;
  /** Whether a node is meant as this shape; decides between the members of a union. */
  readonly matches: (node: Node) => boolean;
  readonly decode: (node: Node, report: Report) => T | undefined;
}

/** What a shape yields. */
export type Infer<S> = S extends Shape<infer T> ? T : never;

/** A key of a record. */
export interface Key<T> {
  readonly shape: Shape<T>;
  readonly doc: string;
  readonly required: boolean;
  /** The value that stands in when the key is absent, as the reference shows it. */
  readonly default?: string;
  readonly example?: string;
}
