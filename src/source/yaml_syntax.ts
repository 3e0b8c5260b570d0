/** What is wrong where the YAML parser gives up, in plain words, and what to write instead. */

import type { Diagnostic, Fix } from "../diagnostics/define.ts";
import { quoted } from "../diagnostics/text.ts";
import { type Fault, TOO_DEEP, unreadableFile, yamlFeature } from "./faults.ts";
import type { Source } from "./source.ts";
import { openAt } from "./yaml_open.ts";
import { lineEnd, lineStart } from "./yaml_text.ts";

/** An explanation: the range that it marks, the words, and an edit where one is certain. */
interface Finding extends Fault {
  readonly start: number;
  readonly end: number;
  readonly fix?: { readonly start: number; readonly end: number; readonly text: string } | undefined;
}

/** The text around the place at which the parser stopped. */
interface Place {
  readonly text: string;
  readonly at: number;
  readonly character: string;
  readonly lineStart: number;
  /** Where the first word of the line starts. */
  readonly first: number;
  readonly lineEnd: number;
}

/** Explains the parser's one error. */
export function explainSyntax(source: Source, reason: string, offset: number): Diagnostic {
  const place = placeAt(source.text, offset);
  const feature = explainFeature(place, reason);
  const { start, end, problem, help, fix } = feature ?? explainTab(place, reason) ?? explainOpen(place, reason) ??
    explainScalar(place, reason) ?? explainFlow(place, reason) ?? explainStructure(place, reason);
  const fixes: Fix[] = fix === undefined ? [] : [{ span: { source, start: fix.start, end: fix.end }, text: fix.text }];
  const { length } = source.text;
  const span = { source, start: Math.min(start, length), end: Math.min(end, length) };
  return (feature === undefined ? unreadableFile : yamlFeature).at(span, { problem, help }, { fixes });
}

/** Explains why the parser ran out of stack: it checks a tag with a pattern whose cost grows with the tag. */
export function explainLongTag(source: Source): Diagnostic {
  const start = Math.max(0, source.text.search(/![^\s]{10000}/));
  const fault = {
    problem: "A tag is longer than the reader can handle",
    help: "Remove it, or put the value in quotes",
  };
  return yamlFeature.at({ source, start, end: Math.min(start + 1, source.text.length) }, fault);
}

function placeAt(text: string, offset: number): Place {
  const at = Math.min(offset, text.length);
  const start = lineStart(text, at);
  let first = start;
  while (text[first] === " " || text[first] === "\t") first++;
  return { text, at, character: text[at] ?? "", lineStart: start, first, lineEnd: lineEnd(text, at) };
}

/** A finding about one character. */
function mark(at: number, problem: string, help: string): Finding {
  return { start: at, end: at + 1, problem, help };
}

/** The last word that starts with one of the characters, up to the place. */
function wordBefore(place: Place, starts: string): { readonly start: number; readonly end: number } {
  let start = place.at;
  while (start > 0 && !(starts.includes(place.text[start] ?? " ") && /[\s[{,]/.test(place.text[start - 1] ?? " "))) {
    if (start <= place.lineStart) break;
    start--;
  }
  let end = Math.max(place.at, start);
  while (end < place.lineEnd && !/[\s,\]}]/.test(place.text[end] ?? " ")) end++;
  return { start, end };
}

function explainFeature(place: Place, reason: string): Finding | undefined {
  if (reason.startsWith("nesting exceeded")) return { ...TOO_DEEP, start: place.at, end: place.at + 1 };
  const verbatim = reason.includes("verbatim tag") ? place.text.lastIndexOf("!<", place.at) : -1;
  if (verbatim >= 0) return mark(verbatim, 'Tag "!<" is never closed', "Remove the tag, or put the value in quotes");
  if (reason.includes("tag handle") || reason.startsWith("tag ")) {
    const { start, end } = wordBefore(place, "!");
    const problem = `Tag ${quoted(place.text.slice(start, end))} is not known`;
    return { start, end, problem, help: "Remove the tag, or put the value in quotes if it is text" };
  }
  return explainDirective(place, reason);
}

function explainDirective(place: Place, reason: string): Finding | undefined {
  if (!/directive|YAML version|TAG/.test(reason)) return undefined;
  const line = place.text[place.first] === "%" ? lineOf(place) : lineAbove(place.text, place.lineStart);
  const spelled = line === undefined ? "" : place.text.slice(line.start, line.end).trim();
  if (line === undefined || !/^%(?:YAML|TAG)\b/.test(spelled)) return undefined;
  const problem = `Directive ${quoted(spelled)} is not supported`;
  return { ...line, problem, help: "Remove the line: the file is read as YAML 1.2" };
}

function explainTab(place: Place, reason: string): Finding | undefined {
  const lead = /^(?: |[-?:][ \t])*\t/.exec(
    place.text.slice(place.lineStart, Math.min(place.lineEnd, place.lineStart + 999)),
  );
  const start = reason.startsWith("tab characters") && place.character === "\t"
    ? place.at
    : lead === null
    ? undefined
    : place.lineStart + lead[0].length - 1;
  if (start === undefined || /quoted|deficient|flow/.test(reason)) return undefined;
  let end = start;
  while (place.text[end] === "\t") end++;
  return { start, end, problem: "Line is indented with a tab", help: "Indent with spaces" };
}

const CLOSING: ReadonlyMap<string, string> = new Map([["[", "]"], ["{", "}"]]);

function explainOpen(place: Place, reason: string): Finding | undefined {
  if (!reason.startsWith("deficient") && !reason.startsWith("unexpected end")) return undefined;
  const { quote, brackets } = openAt(place.text, place.at);
  if (quote !== undefined) {
    const sign = place.text[quote] ?? "";
    const name = sign === '"' ? "Double quote" : "Single quote";
    const help = `Write ${sign} at the end of the text; indent its further lines if it has some`;
    return { ...mark(quote, `${name} is never closed`, help), end: lineEnd(place.text, quote) };
  }
  const bracket = brackets.at(-1);
  if (bracket === undefined) {
    return {
      ...lineOf(place),
      problem: "Line is not indented enough",
      help: "Indent it more than the line it belongs to",
    };
  }
  const sign = place.text[bracket] ?? "";
  const help = `Write "${CLOSING.get(sign)}" after the last entry; indent the lines between`;
  return mark(bracket, `Bracket "${sign}" is never closed`, help);
}

function explainScalar(place: Place, reason: string): Finding | undefined {
  const { text, at, character } = place;
  if (reason.startsWith("unknown escape") || reason.startsWith("expected hexadecimal")) {
    const start = text.lastIndexOf("\\", at);
    const end = Math.min(at + 1, place.lineEnd);
    const problem = reason.startsWith("unknown")
      ? `Escape ${text.slice(start, end)} is not known in double quotes`
      : `Escape ${text.slice(start, end)} lacks hexadecimal digits`;
    return { start, end, problem, help: 'Write "\\\\" for a backslash, or use single quotes' };
  }
  if (/line break is expected|repeat of a|bad explicit indentation/.test(reason)) {
    const problem = 'Text stands on the same line as "|" or ">"';
    return { start: at, end: place.lineEnd, problem, help: "Start the text on the next line, or put it in quotes" };
  }
  if (reason.startsWith("name of an")) {
    const sign = reason.includes("alias") ? "*" : "&";
    const start = text.lastIndexOf(sign, at);
    const purpose = sign === "*" ? "refers to an anchor" : "makes an anchor";
    const fix = /[\s,\]}]/.test(text[start + 1] ?? " ") && /^[\s,\]}]*$/.test(text.slice(start + 1, place.lineEnd))
      ? { start, end: start + 1, text: `"${sign}"` }
      : undefined;
    return { ...mark(start, `Sign "${sign}" ${purpose}, but no name follows`, "Put the value in quotes"), fix };
  }
  if (character !== "" && "@`%".includes(character) && isValueStart(place)) {
    return {
      ...mark(at, `Value starts with "${character}", which YAML keeps for itself`, "Put the value in quotes"),
      fix: quoteFix(text, at, place.lineEnd),
    };
  }
  if (reason.startsWith("alias node should") || reason.startsWith("duplication of")) {
    const isAlias = reason.startsWith("alias");
    const problem = isAlias ? "Alias has a tag or an anchor of its own" : "Value has two tags or two anchors";
    const { start, end } = wordBefore({ ...place, at: Math.min(at + 1, place.lineEnd) }, "*&!");
    return { start, end, problem, help: "Remove one of them" };
  }
  if (reason.startsWith("a whitespace character is expected")) {
    return mark(at - 1, 'No space follows ":"', 'Write a space after ":"');
  }
  return undefined;
}

function isValueStart(place: Place): boolean {
  let index = place.at - 1;
  while (index >= place.lineStart && (place.text[index] === " " || place.text[index] === "\t")) index--;
  return index < place.lineStart || "-?:,[{".includes(place.text[index] ?? "");
}

function explainFlow(place: Place, reason: string): Finding | undefined {
  const { at, character } = place;
  if (reason.startsWith("missed comma")) {
    const problem = character === ":" ? 'Entry has a second ":"' : "Comma is missing between two entries";
    const help = character === ":"
      ? 'Write "," before the next key, or put the value in quotes'
      : 'Write "," here, or put the whole value in quotes';
    return mark(at, problem, help);
  }
  if (reason.startsWith("expected the node content")) return mark(at, "Comma has no entry before it", "Remove it");
  if ((character === "]" || character === "}") && !reason.startsWith("deficient")) {
    return mark(at, `Bracket "${character}" closes nothing`, "Remove it, or put the value in quotes");
  }
  return undefined;
}

/** The first line that is neither blank nor a comment above an offset, as a range without its indentation. */
function lineAbove(text: string, offset: number): { readonly start: number; readonly end: number } | undefined {
  let end = offset;
  while (end > 0) {
    end--;
    if (text[end] === "\n" && text[end - 1] === "\r") end--;
    const from = lineStart(text, end);
    const line = text.slice(from, end);
    const content = line.trim();
    if (content !== "" && !content.startsWith("#")) {
      const start = from + line.indexOf(content);
      return { start, end: start + content.length };
    }
    end = from;
  }
  return undefined;
}

function lineOf(place: Place): { readonly start: number; readonly end: number } {
  return { start: place.first, end: Math.max(place.first + 1, place.lineEnd) };
}

const HAS_KEY = /:(?:[ \t]|$)/;

function explainStructure(place: Place, reason: string): Finding {
  const { text, at, character } = place;
  const before = text.slice(place.first, at);
  if (character === ":" && HAS_KEY.test(before)) return secondColon(place);
  if (reason.startsWith("directives end")) {
    const line = lineAbove(text, at) ?? lineOf(place);
    const isDirective = text[line.start] === "%";
    const problem = isDirective ? 'Line starts with "%", which makes a directive' : "Directive is not ended";
    return { ...line, problem, help: "Remove the line, or put the value in quotes" };
  }
  const last = before.trimEnd().at(-1) ?? "";
  if (before.trim() !== "" && (last === '"' || last === "'")) {
    const help = last === "'"
      ? "Write '' for a quote inside single quotes"
      : 'Write \\" for a quote inside double quotes';
    return { start: at, end: place.lineEnd, problem: "Text follows the closing quote", help };
  }
  if (before.trim() !== "" && (last === "]" || last === "}")) {
    const help = "Remove it, or put the whole value in quotes";
    return { start: at, end: place.lineEnd, problem: `Text follows the closing "${last}"`, help };
  }
  if (character === "-" && HAS_KEY.test(before)) {
    return mark(at, "List starts on the line of its key", "Start the list on the next line, indented");
  }
  const lonely = lonelyLine(place, reason);
  if (lonely !== undefined) {
    const problem = 'Line is neither "key: value" nor a list item';
    return {
      ...lonely,
      problem,
      help: GLUED_KEY.test(text.slice(lonely.start, lonely.end))
        ? 'Write a space after ":"'
        : 'Write ":" after the key, "- " before an item, or indent text to continue a value',
    };
  }
  return explainIndent(place, reason);
}

/** `key:value`, which is one word for YAML. */
const GLUED_KEY = /^[\w$-]+:[^\s/]/;

/** A line without a colon, which the parser took for the start of a key. */
function lonelyLine(place: Place, reason: string): { readonly start: number; readonly end: number } | undefined {
  const isColon = place.character === ":";
  const rest = place.text.slice(place.first, place.lineEnd);
  if (reason.startsWith("expected ':'") && rest.trim() !== "") return lineOf(place);
  if (!reason.startsWith("can not read") && !isColon) return undefined;
  let found: { readonly start: number; readonly end: number } | undefined;
  let above = lineAbove(place.text, place.lineStart);
  while (above !== undefined) {
    const content = place.text.slice(above.start, above.end);
    if (HAS_KEY.test(content) || /^(?:[-?](?:\s|$)|---|%)/.test(content)) break;
    found = above;
    above = lineAbove(place.text, lineStart(place.text, above.start));
  }
  return found;
}

function explainIndent(place: Place, reason: string): Finding {
  const { text, at, character } = place;
  const line = { start: place.first, end: at > place.first && character === ":" ? at : place.lineEnd };
  if (reason.startsWith("end of the stream") && at === place.first) {
    const isItem = character === "-";
    return {
      ...line,
      problem: isItem ? "List item stands where a key is expected" : "Key stands where a list item is expected",
      help: isItem ? "Indent it below the key that it belongs to" : 'Write "- " before it, or indent it',
    };
  }
  if (at > place.first && character !== ":") {
    return {
      start: at,
      end: place.lineEnd,
      problem: "Text follows a finished value",
      help: "Put the whole value in quotes",
    };
  }
  const above = lineAbove(text, place.lineStart);
  const key = above === undefined
    ? null
    : /^(?:- +)*([^\s#'"][^#]*?):[ \t]+\S/.exec(text.slice(above.start, above.end));
  const isDeeper = above !== undefined && place.first - place.lineStart > above.start - lineStart(text, above.start);
  if (isDeeper && key?.[1] !== undefined) {
    const problem = `Line is indented below ${quoted(key[1])}, which has a value already`;
    return { ...line, problem, help: "Indent it like the line above" };
  }
  const help = "Indent the entries of one mapping or list by the same number of spaces";
  return { ...line, problem: "Indentation fits no line above", help };
}

/** A colon inside a value without quotes: `summary: Note: this`. */
function secondColon(place: Place): Finding {
  const line = place.text.slice(place.lineStart, place.lineEnd);
  const key = /^[ \t]*(?:- +)*[^\s#][^#]*?:[ \t]+/.exec(line);
  const start = place.lineStart + (key?.[0].length ?? 0);
  const help = "Put the value in quotes, or start the inner mapping on the next line";
  const fix = key === null ? undefined : quoteFix(place.text, start, place.lineEnd);
  return { ...mark(place.at, 'Value holds ":" with a space after it', help), fix };
}

/** The edit that puts the rest of a line in quotes, where that is safe. */
function quoteFix(text: string, start: number, end: number): Finding["fix"] {
  const value = text.slice(start, end).trimEnd();
  if (/["'\\#[\]{}|>&*!]/.test(value)) return undefined;
  return { start, end: start + value.length, text: `"${value}"` };
}
