/**
 * The words in which the config language is defined. A shape says what a value looks like (data, for the JSON Schema,
 * the reference and completion) and how it is decoded (a function, typed by what it yields).
 */

import type { Report } from "../diagnostics/define.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { quoted } from "../diagnostics/text.ts";
import type { Entry, Mapping, Node } from "../ir/document.ts";
import type { Span, Spanned } from "../source/source.ts";
import { advice, found, spaceAdvice, type Wanted } from "./advice.ts";
import { MISSING_KEY, NUMBER_RANGE, UNKNOWN_KEY, UNKNOWN_VALUE, WRONG_TYPE } from "./diagnostics.ts";
import type { Description, Infer, Key, Refers, Shape } from "./description.ts";
import { synonym, type Synonyms } from "./synonyms.ts";

export type { Description, Infer, Key, Refers, Shape } from "./description.ts";

function mismatch(node: Node, expected: string, wanted: Wanted, report: Report, help?: string): undefined {
  report(WRONG_TYPE.at(node.span, { expected, found: found(node), help: help ?? advice(wanted, node) }));
  return undefined;
}

const isScalar = (node: Node) => node.kind === "scalar" && node.value !== null;

/** A text; numbers and flags keep their spelling. A name of something says of what. */
export function text(expected = "a text", refers?: Refers): Shape<Spanned<string>> {
  return {
    description: { kind: "text", what: expected, ...(refers === undefined ? {} : { refers }) },
    matches: isScalar,
    decode: (node, report) => {
      if (node.kind !== "scalar" || node.value === null) return mismatch(node, expected, "text", report);
      if (node.fault === undefined) return { value: node.text, span: node.span };
      report(node.fault);
      return undefined;
    },
  };
}

/** true or false. */
export function flag(): Shape<Spanned<boolean>> {
  return {
    description: { kind: "flag" },
    matches: (node) => node.kind === "scalar" && typeof node.value === "boolean",
    decode: (node, report) =>
      node.kind === "scalar" && typeof node.value === "boolean"
        ? { value: node.value, span: node.span }
        : mismatch(node, "true or false", "flag", report),
  };
}

/** A whole number in a range. */
export function integer(minimum = -Infinity, maximum = Infinity): Shape<Spanned<number>> {
  return {
    description: {
      kind: "integer",
      ...(Number.isFinite(minimum) ? { minimum } : {}),
      ...(Number.isFinite(maximum) ? { maximum } : {}),
    },
    matches: (node) => node.kind === "scalar" && typeof node.value === "number",
    decode: (node, report) => {
      const value = node.kind === "scalar" ? node.value : null;
      if (typeof value !== "bigint" && !(typeof value === "number" && Number.isInteger(value))) {
        return mismatch(node, "a whole number", "number", report);
      }
      if (value >= minimum && value <= maximum) return { value: Number(value), span: node.span };
      report(NUMBER_RANGE.at(node.span, { value: String(value), minimum, maximum }));
      return undefined;
    },
  };
}

/** A finite number; whole ones of any size keep their digits. */
export function number(): Shape<Spanned<number | bigint>> {
  return {
    description: { kind: "number" },
    matches: (node) => node.kind === "scalar" && (typeof node.value === "number" || typeof node.value === "bigint"),
    decode: (node, report) => {
      const value = node.kind === "scalar" ? node.value : null;
      if (typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value))) {
        return { value, span: node.span };
      }
      return mismatch(node, "a finite number", "number", report);
    },
  };
}

/** One of a few words, in any case; aliases stand for the word that they name. */
export function choice<const V extends string>(
  values: readonly V[],
  what: string,
  aliases: Readonly<Record<string, V>> = {},
): Shape<Spanned<V>> {
  const known = new Map<string, V>([...values.map((value) => [value.toLowerCase(), value] as const)]);
  for (const [alias, value] of Object.entries(aliases)) known.set(alias.toLowerCase(), value);
  return {
    description: { kind: "choice", values },
    matches: (node) => isScalar(node) && node.kind === "scalar" && known.has(node.text.toLowerCase()),
    decode: (node, report) => {
      if (node.kind !== "scalar" || node.value === null) {
        return mismatch(node, what, "text", report, `Use one of ${values.map(quoted).join(", ")}`);
      }
      const value = known.get(node.text.toLowerCase());
      if (value !== undefined) return { value, span: node.span };
      report(UNKNOWN_VALUE.at(node.span, { value: node.text, what, known: values }));
      return undefined;
    },
  };
}

/** Any value, kept as it was written. */
export function anything(): Shape<Node> {
  return { description: { kind: "anything" }, matches: () => true, decode: (node) => node };
}

/** `null`. */
export function nothing(): Shape<null> {
  return {
    description: { kind: "nothing" },
    matches: (node) => node.kind === "scalar" && node.value === null,
    decode: (node, report) =>
      node.kind === "scalar" && node.value === null ? null : mismatch(node, "nothing", "nothing", report) ?? undefined,
  };
}

/** A list; items that cannot be decoded are left out. */
export function list<T>(items: Shape<T>, expected = "a list"): Shape<readonly T[]> {
  return {
    description: { kind: "list", items },
    matches: (node) => node.kind === "sequence",
    decode: (node, report) => {
      if (node.kind !== "sequence") return mismatch(node, expected, "list", report);
      return node.items.map((item) => items.decode(item, report)).filter((item) => item !== undefined);
    },
  };
}

/** One entry of a map; the value is undefined where it could not be decoded, so that its name is still known. */
export interface Item<T> {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: T | undefined;
}

/** A mapping whose keys are names of the user's. */
export function map<T>(
  values: Shape<T>,
  expected = "a mapping",
  notes: RecordNotes = {},
): Shape<readonly Item<T>[]> {
  return {
    description: { kind: "map", values },
    matches: (node) => node.kind === "mapping",
    decode: (node, report) => {
      if (node.kind !== "mapping") return mismatch(node, expected, "map", report, mappingAdvice(node, notes));
      return node.entries
        .filter((entry) => notes.isOpen === true || !entry.key.startsWith("x-"))
        .map((entry) => ({ key: entry.key, keySpan: entry.keySpan, value: values.decode(entry.value, report) }));
    },
  };
}

/** What every record knows beside its keys: where it stands, and where each of its keys does. */
export interface Place {
  readonly span: Span;
  readonly keySpans: ReadonlyMap<string, Span>;
  /** A key was unknown: it may be one that seems to be absent. */
  readonly misspelled?: true;
  /** Something inside was reported: what seems to be absent may have been left out. */
  readonly faulty?: true;
}

type Keys = Readonly<Record<string, Key<unknown>>>;

/** What a record of these keys decodes to. */
export type RecordOf<K> =
  & Place
  & {
    readonly [N in keyof K]: K[N] extends RequiredKey<infer T> ? T : K[N] extends Key<infer T> ? T | undefined : never;
  };

/** A key that must be there. */
export interface RequiredKey<T> extends Key<T> {
  readonly required: true;
}

/** More about a key, for the reference. */
export interface KeyNotes {
  readonly default?: string;
  readonly example?: string;
}

/** A key that may be left out. */
export function optional<T>(shape: Shape<T>, doc: string, notes: KeyNotes = {}): Key<T> & { readonly required: false } {
  return { shape, doc, required: false, ...notes };
}

/** A key that must be there. */
export function required<T>(shape: Shape<T>, doc: string, notes: KeyNotes = {}): RequiredKey<T> {
  return { shape, doc, required: true, ...notes };
}

/** The place of a key, or of the whole record where the key is absent. */
export function keySpan(record: Place, key: string): Span {
  return record.keySpans.get(key) ?? record.span;
}

/** What helps with unknown keys of a record. */
export interface RecordNotes {
  readonly synonyms?: Synonyms;
  /** What several unknown keys mean together where a key is absent; they are reported as one. */
  readonly strangers?: { readonly without: string; readonly help: string };
  /** The key that is meant by a value that stands where the mapping should. */
  readonly main?: string;
  /** Whether keys that start with `x-` are names like others, as those of headers are. */
  readonly isOpen?: true;
}

/** A mapping with known keys. A key that is null counts as absent, unless its shape takes null. */
export function record<K extends Keys>(name: string, keys: K, notes: RecordNotes = {}): Shape<RecordOf<K>> {
  const known = new Map(Object.entries<Key<unknown>>(keys));
  const needed = [...known].flatMap(([key, { required }]) => required ? [key] : []);
  const isUnknown = ({ key }: Entry) => !known.has(key) && !key.startsWith("x-");
  const expected = `a mapping that describes ${name}`;
  const decode = (node: Mapping, outer: Report): RecordOf<K> | undefined => {
    const values: Record<string, unknown> = {};
    const keySpans = new Map<string, Span>();
    let complete = true;
    let faulty = false;
    const report: Report = (diagnostic) => {
      faulty = true;
      outer(diagnostic);
    };
    const unknown = node.entries.filter(isUnknown);
    const meant = reportUnknownKeys(unknown, node, name, known, notes, report);
    for (const entry of node.entries) {
      const key = known.get(entry.key);
      if (key === undefined) continue;
      keySpans.set(entry.key, entry.keySpan);
      const absent = entry.value.kind === "scalar" && entry.value.value === null && !key.shape.matches(entry.value);
      if (absent && !key.required) continue;
      const value = key.shape.decode(entry.value, report);
      if (value === undefined && key.required) complete = false;
      // A known key: never one that objects have by themselves.
      values[entry.key] = value;
    }
    for (const key of needed) {
      if (keySpans.has(key)) continue;
      complete = false;
      if (meant.has(key) || (unknown.length > 0 && keySpans.size === 0)) continue;
      report(MISSING_KEY.at(startOf(node), { key, place: name }));
    }
    const flags = { ...(unknown.length > 0 ? { misspelled: true } : {}), ...(faulty ? { faulty: true } : {}) };
    // The keys are those of K, each decoded by its own shape.
    return complete ? { span: node.span, keySpans, ...flags, ...values } as RecordOf<K> : undefined;
  };
  return {
    description: { kind: "record", name, keys },
    matches: (node) => node.kind === "mapping",
    decode: (node, report) =>
      node.kind === "mapping"
        ? decode(node, report)
        : mismatch(node, expected, "map", report, mappingAdvice(node, notes)),
  };
}

function mappingAdvice(node: Node, { main, strangers }: RecordNotes): string | undefined {
  if (node.kind !== "scalar") return undefined;
  const first = main ?? strangers?.without;
  if (node.value === null) return first === undefined ? undefined : `Write "${first}: …" below it`;
  return main === undefined || spaceAdvice(node.text) !== undefined ? undefined : `Write "{ ${main}: ${node.text} }"`;
}

function startOf(node: Mapping): Span {
  return node.entries[0]?.keySpan ?? node.span;
}

/** `{ values: a, b }`: the comma ended the value, so that the next item became a key without one. */
function listAdvice({ key, value }: Entry, node: Mapping): string | undefined {
  const before = node.entries[node.entries.findIndex((entry) => entry.key === key) - 1];
  if (value.kind !== "scalar" || value.value !== null || value.text !== "" || before?.value.kind !== "scalar") {
    return undefined;
  }
  return `Write "${before.key}: [${before.value.text}, ${key}]" if both belong to one list`;
}

/** Reports keys that a record does not have; gives the known keys that they were probably meant to be. */
function reportUnknownKeys(
  unknown: readonly Entry[],
  node: Mapping,
  place: string,
  keys: ReadonlyMap<string, Key<unknown>>,
  { synonyms = {}, strangers: together }: RecordNotes,
  report: Report,
): ReadonlySet<string> {
  const meant = new Set<string>();
  if (unknown.length === 0) return meant;
  const known = [...keys.keys()];
  const reports = unknown.map((entry) => {
    const { key, keySpan: span } = entry;
    const [, before] = /^([^:]+):\S/.exec(key) ?? [];
    const glued = before !== undefined && keys.has(before) ? before : undefined;
    const word = synonym(key, synonyms);
    const near = glued ?? (word === undefined ? suggest(key, known) : keys.has(word) ? word : undefined);
    if (near !== undefined) meant.add(near);
    const help = glued !== undefined
      ? spaceAdvice(key)
      : near === undefined
      ? word ?? listAdvice(entry, node)
      : undefined;
    return { span, params: { key, place, known, near, help } };
  });
  const areOne = together !== undefined && !meant.has(together.without) &&
    !node.entries.some((entry) => entry.key === together.without);
  const strangers = reports.filter(({ params: { near, help } }) => near === undefined && help === undefined);
  for (const one of reports) {
    if (!areOne || !strangers.includes(one)) report(UNKNOWN_KEY.at(one.span, one.params));
    else if (one === strangers[0]) {
      report(UNKNOWN_KEY.at(one.span, { ...one.params, help: together.help }));
    }
  }
  return meant;
}

/** The first shape that a node is meant as; where none is, what was expected. */
export function union<S extends readonly Shape<unknown>[]>(
  expected: string | { readonly expected: string; readonly help: string },
  ...shapes: S
): Shape<Infer<S[number]>> {
  const texts = typeof expected === "string" ? { expected, help: undefined } : expected;
  const has = (kind: Description["kind"]) => shapes.some((shape) => shape.description.kind === kind);
  const wanted = has("flag") ? "flag" : has("list") ? "list" : "nothing";
  return {
    description: { kind: "union", shapes },
    matches: (node) => shapes.some((shape) => shape.matches(node)),
    decode: (node, report) => {
      const shape = shapes.find((candidate) => candidate.matches(node));
      // The member that matched decodes to a member of the union.
      return shape === undefined
        ? mismatch(node, texts.expected, wanted, report, texts.help)
        : shape.decode(node, report) as Infer<S[number]> | undefined;
    },
  };
}

/** A shape that is defined elsewhere, for those that contain themselves. */
export function reference<T>(name: string, target: () => Shape<T>): Shape<T> {
  return {
    description: { kind: "reference", name, target },
    matches: (node) => target().matches(node),
    decode: (node, report) => target().decode(node, report),
  };
}

/** Adds a check to a shape: what it reports depends on the decoded value alone. */
export function checked<T>(shape: Shape<T>, check: (value: T, report: Report) => boolean): Shape<T> {
  return {
    ...shape,
    decode: (node, report) => {
      const value = shape.decode(node, report);
      return value === undefined || !check(value, report) ? undefined : value;
    },
  };
}
