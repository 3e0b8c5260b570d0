/** What a regular expression says, the same for both engines. */

import type { CharSet } from "./char_set.ts";

/** A place that takes no characters. */
export type Anchor =
  | "text_start"
  | "text_end"
  /** Python's `$`: the end, or before a last newline. */
  | "text_end_or_newline"
  | "line_start"
  | "line_end"
  | "word_boundary"
  | "not_word_boundary"
  | "word_start"
  | "word_end"
  | "word_start_half"
  | "word_end_half";

/** A piece of a regular expression. */
export type RegexNode =
  | { readonly kind: "empty" }
  | { readonly kind: "set"; readonly set: CharSet }
  | { readonly kind: "anchor"; readonly anchor: Anchor; readonly word: CharSet }
  | { readonly kind: "sequence"; readonly parts: readonly RegexNode[] }
  | { readonly kind: "choice"; readonly options: readonly RegexNode[] }
  | {
    readonly kind: "repeat";
    readonly part: RegexNode;
    readonly minimum: number;
    /** Infinity when there is none. */
    readonly maximum: number;
    readonly mode: "greedy" | "lazy" | "possessive";
  }
  | { readonly kind: "group"; readonly index: number; readonly part: RegexNode }
  | { readonly kind: "atomic"; readonly part: RegexNode }
  | { readonly kind: "look"; readonly behind: boolean; readonly negative: boolean; readonly part: RegexNode }
  | { readonly kind: "reference"; readonly index: number; readonly ignoreCase: boolean }
  | { readonly kind: "condition"; readonly index: number; readonly yes: RegexNode; readonly no: RegexNode };

/** A regular expression that was understood. */
export interface ParsedPattern {
  readonly root: RegexNode;
  /** Needs Python's own engine: it looks around or refers back. */
  readonly python: boolean;
}

/** A regular expression that an engine would refuse, thrown inside the parsers only. */
export class PatternError extends Error {
  override readonly name = "PatternError";
  constructor(
    readonly reason: string,
    readonly offset: number,
    /** Python's engine has what is asked for. */
    readonly wantsPython = false,
  ) {
    super(reason);
  }
}

/** How many characters a piece takes at least and at most; what is known to be fixed has both equal. */
export interface Widths {
  readonly minimum: number;
  readonly maximum: number;
}

const widthsOf = new WeakMap<RegexNode, Widths>();

/** The widths of a piece. References count as 0 to any number. */
export function widths(node: RegexNode): Widths {
  const known = widthsOf.get(node);
  if (known !== undefined) return known;
  const found = measure(node);
  widthsOf.set(node, found);
  return found;
}

function measure(node: RegexNode): Widths {
  switch (node.kind) {
    case "empty":
    case "anchor":
    case "look":
      return { minimum: 0, maximum: 0 };
    case "set":
      return { minimum: 1, maximum: 1 };
    case "reference":
      return { minimum: 0, maximum: Infinity };
    case "group":
    case "atomic":
      return widths(node.part);
    case "sequence":
      return node.parts.map(widths).reduce(
        (sum, part) => ({ minimum: sum.minimum + part.minimum, maximum: sum.maximum + part.maximum }),
        { minimum: 0, maximum: 0 },
      );
    case "choice":
      return either(node.options.map(widths));
    case "condition":
      return either([widths(node.yes), widths(node.no)]);
    case "repeat": {
      const part = widths(node.part);
      return { minimum: part.minimum * node.minimum, maximum: part.maximum === 0 ? 0 : part.maximum * node.maximum };
    }
  }
}

function either(options: readonly Widths[]): Widths {
  return options.reduce((all, option) => ({
    minimum: Math.min(all.minimum, option.minimum),
    maximum: Math.max(all.maximum, option.maximum),
  }), { minimum: Infinity, maximum: 0 });
}

/** The parts in a row as one piece. */
export function sequence(parts: readonly RegexNode[]): RegexNode {
  const [only] = parts;
  if (only === undefined) return { kind: "empty" };
  return parts.length === 1 ? only : { kind: "sequence", parts };
}
