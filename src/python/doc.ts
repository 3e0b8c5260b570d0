/**
 * A document: text with the places where it may break. The kinds and their meaning follow what `ruff format` does, so
 * that `layout.ts` can choose the same breaks.
 */

/** A text, a possible line break, a sequence, or something with a rule of its own. */
export type Doc =
  | string
  | Line
  | readonly Doc[]
  | Group
  | ConditionalGroup
  | Conditional
  | Indent
  | FitsExpanded
  | BestFitting
  | BestFitParenthesize
  | Lazy;

/** Nothing when flat; a line break when its group is broken. */
export const SOFT = 0;
/** A space when flat; a line break when its group is broken. */
export const SPACE = 1;
/** Always a line break. */
export const HARD = 2;
/** Breaks the groups around it. */
export const EXPAND = 3;
/** A possible line break. */
export type Line = typeof SOFT | typeof SPACE | typeof HARD | typeof EXPAND;

/** What other docs ask a group about: whether it was printed broken. */
export interface Switch {
  broken: boolean;
}

/** Flat if everything up to the next line break fits, else broken as a whole. */
export interface Group extends Switch {
  readonly kind: "group";
  readonly body: Doc;
  /** Broken whether it fits or not. */
  expand: boolean;
  /** Number of the comma-separated list whose items stand in the group. */
  readonly list: number | undefined;
}

/** A group that counts only when the switch is broken. */
export interface ConditionalGroup {
  readonly kind: "conditional-group";
  readonly body: Doc;
  readonly on: Switch;
  expand: boolean;
}

/** Printed only when the switch, or without one the enclosing group, is broken or flat as asked. */
export interface Conditional {
  readonly kind: "conditional";
  readonly body: Doc;
  readonly broken: boolean;
  readonly on: Switch | undefined;
}

/** One level deeper; with a switch only when that is broken. */
export interface Indent {
  readonly kind: "indent";
  readonly body: Doc;
  readonly on: Switch | undefined;
}

/**
 * Counts as fitting when what stands before and after it fits, as long as the switch is flat. With brackets, the body is
 * a group between them.
 */
export interface FitsExpanded {
  readonly kind: "fits-expanded";
  readonly body: Doc;
  readonly on: Switch | undefined;
  readonly brackets: boolean;
  expand: boolean;
}

/** The first variant whose first line fits, else the last one. */
export interface BestFitting {
  readonly kind: "best-fitting";
  readonly variants: readonly Doc[];
}

/** Flat if it fits, else in parentheses if that makes it fit, else flat. */
export interface BestFitParenthesize extends Switch {
  readonly kind: "best-fit-parenthesize";
  readonly body: Doc;
}

/** A text that is built as a document only where it does not fit. */
export interface Lazy {
  readonly kind: "lazy";
  readonly flat: string;
  readonly build: () => Doc;
  built: Doc | undefined;
}

/** Makes a group. */
export function group(body: Doc, options: { readonly expand?: boolean; readonly list?: number } = {}): Group {
  return { kind: "group", body, expand: options.expand ?? false, list: options.list, broken: false };
}

/** A group whose body refers to the group itself. */
export function selfGroup(body: (self: Switch) => Doc): Group {
  const self: { -readonly [K in keyof Group]: Group[K] } = group("");
  self.body = body(self);
  return self;
}

/** `best-fit-parenthesize` whose body refers to itself. */
export function bestFitParenthesize(body: (self: Switch) => Doc): BestFitParenthesize {
  const self: { -readonly [K in keyof BestFitParenthesize]: BestFitParenthesize[K] } = {
    kind: "best-fit-parenthesize",
    body: "",
    broken: false,
  };
  self.body = body(self);
  return self;
}

/** Makes an indented doc. */
export const indent = (body: Doc, on?: Switch): Indent => ({ kind: "indent", body, on });

/** Printed when the enclosing group, or the given one, is broken. */
export const ifBroken = (body: Doc, on?: Switch): Conditional => ({ kind: "conditional", body, broken: true, on });

/** Printed when the given group is flat. */
export const ifFlat = (body: Doc, on?: Switch): Conditional => ({ kind: "conditional", body, broken: false, on });

/** Makes a group that counts only when the switch is broken. */
export const conditionalGroup = (body: Doc, on: Switch): ConditionalGroup => ({
  kind: "conditional-group",
  body,
  on,
  expand: false,
});

/** Makes a doc that is measured by what surrounds it. */
export const fitsExpanded = (body: Doc, on?: Switch): FitsExpanded => ({
  kind: "fits-expanded",
  body,
  on,
  brackets: on !== undefined,
  expand: false,
});

/** Makes a doc that is built when its flat text does not fit. */
export const lazy = (flat: string, build: () => Doc): Lazy => ({ kind: "lazy", flat, build, built: undefined });

/** Makes a choice between variants, the flattest first. */
export const bestFitting = (...variants: readonly Doc[]): BestFitting => ({ kind: "best-fitting", variants });

/** Whether a doc holds something that always breaks, not counting inside choices and `fits-expanded`. */
export function willBreak(doc: Doc): boolean {
  if (typeof doc === "string") return false;
  if (typeof doc === "number") return doc === HARD || doc === EXPAND;
  if (isSequence(doc)) return doc.some(willBreak);
  switch (doc.kind) {
    case "best-fitting":
    case "fits-expanded":
    case "lazy":
      return false;
    case "group":
    case "conditional-group":
      return doc.expand || willBreak(doc.body);
    default:
      return willBreak(doc.body);
  }
}

/** Breaks every group around something that always breaks; choices keep it to themselves. */
export function propagateBreaks(doc: Doc): boolean {
  if (typeof doc === "string") return false;
  if (typeof doc === "number") return doc === HARD || doc === EXPAND;
  if (isSequence(doc)) {
    let breaks = false;
    for (const part of doc) breaks = propagateBreaks(part) || breaks;
    return breaks;
  }
  switch (doc.kind) {
    case "lazy":
      return false;
    case "best-fitting":
      for (const variant of doc.variants) propagateBreaks(variant);
      return false;
    case "best-fit-parenthesize":
      propagateBreaks(doc.body);
      return false;
    case "group":
    case "conditional-group":
      doc.expand = propagateBreaks(doc.body) || doc.expand;
      return doc.expand;
    case "fits-expanded":
      doc.expand = propagateBreaks(doc.body) || doc.expand;
      return false;
    default:
      return propagateBreaks(doc.body);
  }
}

/** Narrows a doc to a sequence. */
export function isSequence(doc: Doc): doc is readonly Doc[] {
  return Array.isArray(doc);
}
