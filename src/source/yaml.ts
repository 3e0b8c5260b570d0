/** Reads YAML 1.2 into nodes that know their places: the parser's events, composed by the rules of the core schema. */

import {
  type AliasEvent,
  COLLECTION_STYLE,
  type DocumentEvent,
  type Event,
  EVENT_ID,
  getScalarValue,
  type MappingEvent,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from "js-yaml";
import type { Related, Report } from "../diagnostics/define.ts";
import { quoted } from "../diagnostics/text.ts";
import type { Entry, Mapping, Node, Scalar, Sequence } from "../ir/document.ts";
import {
  duplicateKey,
  type Fault,
  MAX_DEPTH,
  MAX_DIGITS,
  Stop,
  TOO_DEEP,
  tooManyDigits,
  unreadableFile,
  yamlFeature,
} from "./faults.ts";
import { isInteger, plainValue, taggedValue } from "./scalars.ts";
import type { Source, Span } from "./source.ts";
import { readEvents } from "./yaml_events.ts";
import { type KeyedEntry, type MergeKey, withMerged } from "./yaml_merge.ts";
import { indicatorBefore, lineEnd, skipTrivia, wrongEscape } from "./yaml_text.ts";

/** How many values aliases may stand for in all: enough for any config, too few to exhaust memory. */
const ALIAS_BUDGET = 250_000;

/** An anchored node; without a node while it is being read, so that an alias inside it is seen to be recursive. */
interface Anchor {
  readonly span: Span;
  readonly node: Node | undefined;
  /** How many values it holds, aliases counted in full. */
  readonly size: number;
  /** How many levels it has. */
  readonly height: number;
}

/** What composing changes as it goes. */
interface Composer {
  readonly source: Source;
  readonly text: string;
  readonly events: readonly Event[];
  readonly report: Report;
  readonly anchors: Map<string, Anchor>;
  /** Index of the event to read next. */
  next: number;
  /** Where the text that was read ends; for block scalars with the empty lines after them. */
  cursor: number;
  /** Where the last node ends. */
  end: number;
  /** Values so far, aliases counted in full. */
  size: number;
  /** Values that aliases stand for so far. */
  aliased: number;
  /** The deepest level since it was last set back. */
  deepest: number;
}

/** The root node of the only document, or undefined after a report. Faults that hide nothing do not end the reading. */
export function readYaml(source: Source, report: Report): Node | undefined {
  const events = readEvents(source, report);
  if (events === undefined) return undefined;
  const composer: Composer = {
    source,
    text: source.text,
    events,
    report,
    anchors: new Map(),
    next: 0,
    cursor: 0,
    end: 0,
    size: 0,
    aliased: 0,
    deepest: 0,
  };
  try {
    return composeDocument(composer);
  } catch (error) {
    if (error instanceof Stop) return undefined;
    throw error;
  }
}

function composeDocument(state: Composer): Node {
  const [first] = state.events;
  if (first?.type !== EVENT_ID.DOCUMENT) {
    return { kind: "scalar", value: null, text: "", quoted: false, span: spanOf(state, 0, 0) };
  }
  checkDirectives(state, first);
  state.next = 1;
  const root = compose(state, 0);
  state.next++;
  if (state.next < state.events.length) reportSecondDocument(state);
  return root;
}

function checkDirectives(state: Composer, document: DocumentEvent): void {
  for (const directive of document.directives) {
    if (directive.kind === "yaml" && directive.version === "1.2") continue;
    const match = directive.kind === "yaml" ? /(?:^|[\r\n])%YAML[^\r\n]*/ : /(?:^|[\r\n])%TAG[^\r\n]*/;
    const found = match.exec(state.text);
    const line = found?.[0].trim() ?? "";
    const start = found === null ? 0 : found.index + found[0].indexOf("%");
    const problem = `Directive ${quoted(line)} is not supported`;
    const help = "Remove the line: the file is read as YAML 1.2";
    state.report(yamlFeature.at(spanOf(state, start, start + line.length), { problem, help }));
    // What the declared tags mean is unknown from here on.
    if (directive.kind === "tag") throw new Stop();
  }
}

function reportSecondDocument(state: Composer): void {
  let start = skipTrivia(state.text, state.cursor);
  if (state.text.startsWith("...", start)) start = skipTrivia(state.text, start + 3);
  const end = state.text.startsWith("---", start) ? start + 3 : lineEnd(state.text, start);
  const problem = "A second document starts here, only one is read";
  state.report(yamlFeature.at(spanOf(state, start, end), { problem, help: "Move it to a file of its own" }));
}

function spanOf(state: Composer, start: number, end: number): Span {
  return { source: state.source, start, end };
}

/** Reports what makes the rest meaningless. */
function stop(state: Composer, start: number, end: number, fault: Fault, related: readonly Related[] = []): never {
  state.report(yamlFeature.at(spanOf(state, start, end), fault, { related }));
  throw new Stop();
}

function compose(state: Composer, depth: number): Node {
  const event = state.events[state.next++];
  if (event === undefined || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) {
    throw new TypeError("The YAML parser left out a value");
  }
  if (event.type === EVENT_ID.ALIAS) return composeAlias(state, event, depth);
  state.size++;
  if (event.anchorStart < 0) return composeContent(state, event, depth);

  const name = state.text.slice(event.anchorStart, event.anchorEnd);
  const span = spanOf(state, event.anchorStart - 1, event.anchorEnd);
  const open: Anchor = { span, node: undefined, size: 0, height: 0 };
  const { size, deepest } = state;
  state.anchors.set(name, open);
  state.deepest = depth;
  const node = composeContent(state, event, depth);
  // An anchor of the same name inside this one was written later, so it stays.
  if (state.anchors.get(name) === open) {
    state.anchors.set(name, { span, node, size: state.size - size + 1, height: state.deepest - depth });
  }
  state.deepest = Math.max(deepest, state.deepest);
  return node;
}

function composeContent(state: Composer, event: ScalarEvent | SequenceEvent | MappingEvent, depth: number): Node {
  if (event.type === EVENT_ID.SCALAR) return composeScalar(state, event);
  if (depth >= MAX_DEPTH) stop(state, event.start, event.start + 1, TOO_DEEP);
  state.deepest = Math.max(state.deepest, depth + 1);
  return event.type === EVENT_ID.SEQUENCE
    ? composeSequence(state, event, depth + 1)
    : composeMapping(state, event, depth + 1);
}

function composeAlias(state: Composer, event: AliasEvent, depth: number): Node {
  const start = event.anchorStart - 1;
  const end = event.anchorEnd;
  const name = state.text.slice(event.anchorStart, end);
  const anchor = state.anchors.get(name);
  if (anchor === undefined) {
    const problem = `Alias ${quoted(`*${name}`)} refers to no anchor above it`;
    stop(state, start, end, {
      problem,
      help: `Write ${quoted(`&${name}`)} before the value that is meant, or put the text in quotes`,
    });
  }
  if (anchor.node === undefined) {
    const problem = `Alias ${quoted(`*${name}`)} stands inside the value that it refers to`;
    const help = "Remove the alias: a config cannot contain itself";
    stop(state, start, end, { problem, help }, [{ span: anchor.span, message: "the value starts here" }]);
  }
  state.aliased += anchor.size;
  state.size += anchor.size;
  if (state.aliased > ALIAS_BUDGET) {
    const problem = `Aliases stand for more than ${ALIAS_BUDGET} values`;
    stop(state, start, end, { problem, help: "Use fewer aliases, or write the values out" });
  }
  if (depth + anchor.height > MAX_DEPTH) stop(state, start, end, TOO_DEEP);
  state.deepest = Math.max(state.deepest, depth + anchor.height);
  state.cursor = state.end = end;
  return anchor.node;
}

function composeSequence(state: Composer, event: SequenceEvent, depth: number): Sequence {
  checkTag(state, event, "seq");
  const isFlow = event.style === COLLECTION_STYLE.FLOW;
  state.cursor = isFlow ? event.start + 1 : event.start;
  const items: Node[] = [];
  while (state.events[state.next]?.type !== EVENT_ID.POP) items.push(compose(state, depth));
  state.next++;
  return { kind: "sequence", items, span: closeCollection(state, event.start, isFlow) };
}

function composeMapping(state: Composer, event: MappingEvent, depth: number): Mapping {
  checkTag(state, event, "map");
  // A pair in a list, as in [a: b], has the flow style but no brackets.
  const isFlow = event.style === COLLECTION_STYLE.FLOW && state.text[event.start] === "{";
  state.cursor = isFlow ? event.start + 1 : event.start;
  const entries: Entry[] = [];
  const seen = new Map<string, Span>();
  const merges: MergeKey[] = [];
  while (state.events[state.next]?.type !== EVENT_ID.POP) {
    const { key, keySpan, isMerge } = composeKey(state, depth);
    const value = compose(state, isMerge ? mergeDepth(state, depth) : depth);
    const first = seen.get(key);
    if (first !== undefined) {
      state.report(
        duplicateKey.at(keySpan, { key }, { related: [{ span: first, message: "first written here" }] }),
      );
      continue;
    }
    seen.set(key, keySpan);
    if (isMerge) merges.push({ span: keySpan, value, before: entries.length });
    else entries.push({ key, keySpan, value });
  }
  state.next++;
  const span = closeCollection(state, event.start, isFlow);
  return {
    kind: "mapping",
    entries: merges.length === 0 ? entries : withMerged(entries, merges, seen, state.report),
    span,
  };
}

/** What is merged stands on the level of the mapping, also where it is listed: it nests no deeper. */
function mergeDepth(state: Composer, depth: number): number {
  return state.events[state.next]?.type === EVENT_ID.SEQUENCE ? depth - 2 : depth - 1;
}

/** Finds the closing bracket, which the parser does not tell. */
function closeCollection(state: Composer, start: number, isFlow: boolean): Span {
  if (isFlow) {
    let index = skipTrivia(state.text, state.cursor);
    while (",?:".includes(state.text[index] ?? "]")) index = skipTrivia(state.text, index + 1);
    state.cursor = state.end = index + 1;
  } else if (state.end < start) {
    state.end = state.cursor;
  }
  return spanOf(state, start, state.end);
}

function composeKey(state: Composer, depth: number): KeyedEntry {
  const event = state.events[state.next];
  if (event?.type === EVENT_ID.SEQUENCE || event?.type === EVENT_ID.MAPPING) {
    stop(state, event.start, event.start + 1, complexKey(event.type === EVENT_ID.SEQUENCE));
  }
  const node = compose(state, depth);
  const isAlias = event?.type === EVENT_ID.ALIAS;
  const keySpan = isAlias ? spanOf(state, event.anchorStart - 1, event.anchorEnd) : node.span;
  if (node.kind !== "scalar") stop(state, keySpan.start, keySpan.end, complexKey(node.kind === "sequence"));
  if (typeof node.value !== "string") reportKey(state, node, keySpan);
  const isMerge = node.text === "<<" && !node.quoted && !isAlias;
  return { key: node.text, keySpan, isMerge };
}

function complexKey(isList: boolean): Fault {
  const problem = `Key is a ${isList ? "list" : "mapping"}, only text can be a key`;
  return { problem, help: "Write a text as the key, or put it in quotes" };
}

function reportKey(state: Composer, node: Scalar, span: Span): void {
  const isNothing = node.text === "" && !node.quoted;
  const kind = node.value === null ? "null" : typeof node.value === "boolean" ? "a boolean" : "a number";
  const problem = isNothing
    ? 'Key is missing before ":"'
    : `Key ${quoted(node.text)} is ${kind}, only text can be a key`;
  const help = isNothing ? "Write a key, or put the text in quotes" : `Put it in quotes: ${quoted(node.text)}`;
  const fixes = isNothing ? [] : [{ span, text: `"${node.text}"` }];
  // A missing key has no place of its own: the mark goes to the colon before which it is missing.
  const isColon = isNothing && state.text[span.start - 1] === ":";
  const marked = isColon ? spanOf(state, span.start - 1, span.start) : span;
  state.report(yamlFeature.at(marked, { problem, help }, { fixes }));
}

function composeScalar(state: Composer, event: ScalarEvent): Scalar {
  const span = placeOfScalar(state, event);
  const text = getScalarValue(state.text, event);
  const isPlain = event.style === SCALAR_STYLE.PLAIN;
  if (event.style === SCALAR_STYLE.DOUBLE_QUOTED && !event.fast) checkEscapes(state, event);
  if (event.tagStart >= 0) return taggedScalar(state, event, text, span);
  return { kind: "scalar", value: isPlain ? resolvePlain(state, text, span) : text, text, quoted: !isPlain, span };
}

function resolvePlain(state: Composer, text: string, span: Span): Scalar["value"] {
  if (text.length <= MAX_DIGITS || !isInteger(text)) return plainValue(text);
  state.report(unreadableFile.at(span, tooManyDigits(text.length)));
  return text;
}

/** The place of a scalar with its quotes or its block indicator; an empty one stands after what led to it. */
function placeOfScalar(state: Composer, event: ScalarEvent): Span {
  const { text } = state;
  const properties = Math.max(event.tagEnd, event.anchorEnd);
  let start = event.valueStart;
  let end = event.valueEnd;
  if (start < 0) {
    const next = properties < 0 ? skipTrivia(text, state.cursor) : properties;
    const isLeader = properties < 0 && (text[next] === ":" || text[next] === "-");
    start = end = isLeader ? next + 1 : properties < 0 ? state.cursor : properties;
    state.cursor = end;
  } else if (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED) {
    start--;
    end++;
    state.cursor = end;
  } else if (event.style === SCALAR_STYLE.PLAIN) {
    state.cursor = end;
  } else {
    const indicator = indicatorBefore(text, start, Math.max(state.cursor, properties));
    state.cursor = end;
    while (end > start && " \t\r\n".includes(text[end - 1] ?? "")) end--;
    end = Math.max(end, indicator + 1);
    start = indicator;
  }
  state.end = end;
  return spanOf(state, start, end);
}

function checkEscapes(state: Composer, event: ScalarEvent): void {
  const wrong = wrongEscape(state.text, event.valueStart, event.valueEnd);
  if (wrong === undefined) return;
  const problem = `Escape ${state.text.slice(wrong.start, wrong.end)} is not a character`;
  const help = "Write the character itself, or the escape of a whole character";
  state.report(unreadableFile.at(spanOf(state, wrong.start, wrong.end), { problem, help }));
  throw new Stop();
}

const TAG_PREFIX = "tag:yaml.org,2002:";
const KNOWN_TAGS: ReadonlySet<string> = new Set(["str", "int", "float", "bool", "null", "map", "seq"]);

/** The name of a core tag; another tag is reported and ignored. `!` alone says: no guessing, by its kind. */
function tagOf(state: Composer, event: ScalarEvent | SequenceEvent | MappingEvent): string | undefined {
  const spelled = state.text.slice(event.tagStart, event.tagEnd);
  if (spelled === "!") return event.type === EVENT_ID.SCALAR ? "str" : undefined;
  const name = spelled.startsWith(`!<${TAG_PREFIX}`) ? spelled.slice(TAG_PREFIX.length + 2, -1) : spelled.slice(2);
  if ((spelled.startsWith("!!") || spelled.startsWith(`!<${TAG_PREFIX}`)) && KNOWN_TAGS.has(name)) return name;
  const problem = `Tag ${quoted(spelled)} is not known`;
  const help = "Remove the tag; known are !!str, !!int, !!float, !!bool, !!null, !!map and !!seq";
  const fixes = [{ span: spanOf(state, event.tagStart, event.tagEnd), text: "" }];
  state.report(yamlFeature.at(spanOf(state, event.tagStart, event.tagEnd), { problem, help }, { fixes }));
  return undefined;
}

function checkTag(state: Composer, event: SequenceEvent | MappingEvent, expected: "seq" | "map"): void {
  const tag = event.tagStart < 0 ? undefined : tagOf(state, event);
  if (tag === undefined || tag === expected) return;
  const problem = `Tag "!!${tag}" does not fit a ${expected === "seq" ? "list" : "mapping"}`;
  stop(state, event.tagStart, event.tagEnd, { problem, help: "Remove the tag" });
}

function taggedScalar(state: Composer, event: ScalarEvent, text: string, span: Span): Scalar {
  const tag = tagOf(state, event);
  const isPlain = event.style === SCALAR_STYLE.PLAIN;
  if (tag === undefined) {
    return { kind: "scalar", value: isPlain ? resolvePlain(state, text, span) : text, text, quoted: !isPlain, span };
  }
  const value = taggedValue(tag, text);
  if (value === undefined) {
    const problem = `Tag "!!${tag}" does not fit ${quoted(text)}`;
    stop(state, event.tagStart, event.tagEnd, { problem, help: "Remove the tag, or write a value of its type" });
  }
  return { kind: "scalar", value, text, quoted: !isPlain || tag === "str", span };
}
