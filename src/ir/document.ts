/** What `load` makes: YAML or JSON as values with places; nothing here knows the language. */

import type { Diagnostic } from "../diagnostics/define.ts";
import type { Source, Span } from "../source/source.ts";

/** A value as it was written. */
export type Node = Scalar | Sequence | Mapping;

/** A value without parts. Integers beyond 2^53 are `bigint`, so that every digit is kept. */
export interface Scalar {
  readonly kind: "scalar";
  readonly value: string | number | bigint | boolean | null;
  /** The spelling, unquoted: where text is meant, `1.0` stays "1.0". */
  readonly text: string;
  readonly quoted: boolean;
  readonly span: Span;
  /** A name that the linker could not find: reported in place of the value when the value is read. */
  readonly fault?: Diagnostic;
}

/** A list. */
export interface Sequence {
  readonly kind: "sequence";
  readonly items: readonly Node[];
  readonly span: Span;
}

/** A mapping; keys are unique texts, in the order of the file. */
export interface Mapping {
  readonly kind: "mapping";
  readonly entries: readonly Entry[];
  readonly span: Span;
}

/** One key with its value. */
export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Node;
}

/** A file that was read. */
export interface Document {
  readonly source: Source;
  readonly root: Mapping;
}
