/** Texts that match a pattern, and texts that do not. */

import type { Lengths, Pattern } from "../../ir/api.ts";
import { looksLike } from "../readable.ts";
import { parsePattern } from "./parse.ts";
import { compileProgram, type Program, search } from "./program.ts";
import { capacity, fill, fillMixed, skeleton, type Slot } from "./skeleton.ts";
import { type ParsedPattern, type RegexNode, widths } from "./tree.ts";

/** No more different texts than this are made for one pattern. */
export const MAXIMUM_VARIANTS = 1000;
const MAXIMUM_SHAPES = 64;
const MAXIMUM_CANDIDATES = 4000;
/** Candidates before the first text that fits; a pattern that fits none of them is given up. */
const MAXIMUM_MISSES = 400;
const LONGEST = 10_000;

const programs = new WeakMap<ParsedPattern, Program | null>();

/** Whether the pattern is found in the text; undefined if that cannot be told. */
export function matches(pattern: Pattern, text: string): boolean | undefined {
  const parsed = parsePattern(pattern.source);
  if ("error" in parsed) return undefined;
  let program = programs.get(parsed);
  if (program === undefined) {
    program = compileProgram(parsed.root) ?? null;
    programs.set(parsed, program);
  }
  return program === null ? undefined : search(program, text);
}

/** Whether a text has an allowed length, in code points as Python counts. */
export function hasLength(text: string, lengths: Lengths): boolean {
  const least = lengths.minLength ?? 0;
  const most = lengths.maxLength ?? Infinity;
  // A text has at most as many code points as UTF-16 units, and at least half as many.
  if (text.length < least || text.length > 2 * most) return false;
  if (text.length >= 2 * least && text.length <= most) return true;
  const length = /[\ud800-\udbff]/.test(text) ? [...text].length : text.length;
  return length >= least && length <= most;
}

interface Variants {
  readonly found: string[];
  readonly source: Iterator<string>;
}

const variantsOf = new Map<string, Variants>();

/** A text that matches and has an allowed length; greater variants are other texts, as long as there are some. */
export function sampleMatching(pattern: Pattern, lengths: Lengths, variant: number, hint = ""): string | undefined {
  const variants = variantsFor(pattern, lengths, hint);
  extend(variants, variant + 1);
  return variants.found[variants.found.length === 0 ? 0 : variant % variants.found.length];
}

/** How many different texts `sampleMatching` makes, up to `MAXIMUM_VARIANTS`. */
export function countMatching(pattern: Pattern, lengths: Lengths, hint = ""): number {
  const variants = variantsFor(pattern, lengths, hint);
  extend(variants, MAXIMUM_VARIANTS);
  return variants.found.length;
}

function extend(variants: Variants, count: number): void {
  while (variants.found.length < Math.min(count, MAXIMUM_VARIANTS)) {
    const next = variants.source.next();
    if (next.done === true) return;
    variants.found.push(next.value);
  }
}

function variantsFor(pattern: Pattern, lengths: Lengths, hint: string): Variants {
  const key = JSON.stringify([pattern.source, lengths.minLength ?? null, lengths.maxLength ?? null, hint]);
  let variants = variantsOf.get(key);
  if (variants === undefined) {
    variants = { found: [], source: fitting(pattern, lengths, hint) };
    variantsOf.set(key, variants);
  }
  return variants;
}

function* fitting(pattern: Pattern, lengths: Lengths, hint: string): Generator<string, void> {
  if ((lengths.minLength ?? 0) > LONGEST) return;
  const seen = new Set<string>();
  let candidates = 0;
  for (const text of proposals(pattern, lengths, hint)) {
    if (++candidates > (seen.size === 0 ? MAXIMUM_MISSES : MAXIMUM_CANDIDATES)) return;
    if (seen.has(text) || !hasLength(text, lengths) || matches(pattern, text) !== true) continue;
    seen.add(text);
    yield text;
  }
}

function* proposals(pattern: Pattern, lengths: Lengths, hint: string): Generator<string, void> {
  const fits = (text: string) => hasLength(text, lengths) && matches(pattern, text) === true;
  const template = looksLike(hint).find((make) => fits(make(0)) && fits(make(1)));
  for (let variant = 0; template !== undefined; variant++) {
    const text = template(variant);
    if (variant >= MAXIMUM_VARIANTS || !fits(text)) break;
    yield text;
  }
  const parsed = parsePattern(pattern.source);
  if ("error" in parsed) return;
  const shapes = shapesOf(parsed.root, lengths);
  for (const slots of shapes) {
    const count = Math.min(capacity(slots), MAXIMUM_VARIANTS, parsed.python ? 50 : MAXIMUM_VARIANTS);
    for (let number = 0; number < count; number++) yield* padded(fill(slots, number), lengths);
    if (!parsed.python) continue;
    for (let number = 0; number < count; number++) yield* padded(fillMixed(slots, number), lengths);
  }
}

/** The text itself, or if it is too short, with something after, before or around it. */
function* padded(text: string, lengths: Lengths): Generator<string, void> {
  const missing = (lengths.minLength ?? 0) - [...text].length;
  if (missing <= 0) {
    yield text;
    return;
  }
  for (const filler of ["a", "1", "-", " "]) {
    yield text + filler.repeat(missing);
    yield filler.repeat(missing) + text;
  }
}

/** Shapes of texts; one with enough texts comes first, so that the texts of greater variants sort after. */
function* shapesOf(root: RegexNode, lengths: Lengths): Generator<readonly Slot[], void> {
  const narrow: (readonly Slot[])[] = [];
  let isAmple = false;
  for (const slots of allShapes(root, lengths)) {
    if (isAmple) yield slots;
    else if (capacity(slots) < MAXIMUM_VARIANTS) narrow.push(slots);
    else {
      isAmple = true;
      yield slots;
      yield* narrow;
    }
  }
  if (!isAmple) yield* narrow;
}

function* allShapes(root: RegexNode, lengths: Lengths): Generator<readonly Slot[], void> {
  const least = widths(root).minimum;
  const wanted = Math.max(0, (lengths.minLength ?? 0) - least);
  const longest = Math.min(lengths.maxLength ?? Infinity, LONGEST);
  for (const more of [0, 1, 2, 3, 7, 11]) {
    for (let choices = 0; choices < MAXIMUM_SHAPES; choices++) {
      const slots = skeleton(root, choices, wanted + more);
      if (slots !== undefined && slots.length <= longest) yield slots;
    }
  }
}

const STRANGE = ["!", "?", "#", " ", "-", "a", "A", "1", "é", "\n", "\0"];

/** A text of an allowed length that does not match; undefined if none is found. */
export function sampleMismatching(pattern: Pattern, lengths: Lengths): string | undefined {
  const shortest = lengths.minLength ?? 0;
  const longest = lengths.maxLength ?? Infinity;
  if (shortest > LONGEST) return undefined;
  const length = Math.min(Math.max(shortest, 3), longest);
  const good = sampleMatching(pattern, lengths, 0) ?? "";
  const changed = ["!", " ", "\n"].flatMap((text) => [text + good, good + text, text + [...good].slice(1).join("")]);
  const candidates = [
    ...STRANGE.map((text) => text.repeat(length)),
    ...changed,
    ...[...good].map((_, index) => [...good].filter((_, other) => other !== index).join("")),
    ...STRANGE.map((text) => text.repeat(shortest)),
  ];
  return candidates.find((text) => hasLength(text, lengths) && matches(pattern, text) === false);
}
