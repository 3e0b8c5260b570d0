/** Reads JSON (RFC 8259) into nodes that know their places. */

import type { Report } from "../diagnostics/define.ts";
import { escapeControls, quoted } from "../diagnostics/text.ts";
import type { Entry, Mapping, Node, Scalar, Sequence } from "../ir/document.ts";
import { duplicateKey, type Fault, MAX_DEPTH, Stop, TOO_DEEP, unreadableFile, yamlFeature } from "./faults.ts";
import { type Mistake, readString, readWord, wordEnd } from "./json_text.ts";
import type { Source, Span } from "./source.ts";

/** What reading changes as it goes. */
interface Reader {
  readonly source: Source;
  readonly text: string;
  readonly report: Report;
  /** Offset of what is read next. */
  at: number;
}

/** The value of the text, or undefined after a report. Duplicate keys are reported and the rest is read. */
export function readJson(source: Source, report: Report): Node | undefined {
  const reader: Reader = { source, text: source.text, report, at: source.text.startsWith("\ufeff") ? 1 : 0 };
  try {
    skipSpace(reader);
    if (reader.at >= reader.text.length) return scalar(reader, 0, null, false, "");
    const root = readValue(reader, 0);
    skipSpace(reader);
    if (reader.at < reader.text.length) {
      fail(reader, reader.at, reader.at + 1, {
        problem: `Text follows the closing of the ${root.kind === "scalar" ? "value" : "top level"}`,
        help: "Remove it, or the bracket that closes too early",
      });
    }
    return root;
  } catch (error) {
    if (error instanceof Stop) return undefined;
    throw error;
  }
}

function spanOf(reader: Reader, start: number, end: number): Span {
  return { source: reader.source, start, end };
}

/** Reports what makes the rest unreadable. */
function fail(reader: Reader, start: number, end: number, fault: Fault, fix?: string): never {
  const last = Math.min(end, reader.text.length);
  const fixes = fix === undefined ? [] : [{ span: spanOf(reader, start, last), text: fix }];
  reader.report(unreadableFile.at(spanOf(reader, Math.min(start, last), last), fault, { fixes }));
  throw new Stop();
}

function failAt(reader: Reader, { start, end, problem, help, fix }: Mistake): never {
  fail(reader, start, end, { problem, help }, fix);
}

/** Skips white space; a comment is a fault of its own, as people expect it to work. */
function skipSpace(reader: Reader): void {
  const { text } = reader;
  for (; reader.at < text.length; reader.at++) {
    const code = text.charCodeAt(reader.at);
    if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) continue;
    const next = text[reader.at + 1];
    if (code === 0x23 || (code === 0x2f && (next === "/" || next === "*"))) {
      const end = code === 0x23 ? reader.at + 1 : reader.at + 2;
      fail(reader, reader.at, end, { problem: "JSON has no comments", help: "Remove the comment, or use YAML" });
    }
    return;
  }
}

function scalar(reader: Reader, start: number, value: Scalar["value"], isQuoted: boolean, text: string): Scalar {
  return { kind: "scalar", value, text, quoted: isQuoted, span: spanOf(reader, start, reader.at) };
}

function readValue(reader: Reader, depth: number): Node {
  const start = reader.at;
  const character = reader.text[start];
  if (character === "{" || character === "[") {
    if (depth >= MAX_DEPTH) {
      reader.report(yamlFeature.at(spanOf(reader, start, start + 1), TOO_DEEP));
      throw new Stop();
    }
    return character === "{" ? readObject(reader, depth + 1) : readArray(reader, depth + 1);
  }
  if (character === '"') {
    const text = readQuoted(reader);
    return scalar(reader, start, text, true, text);
  }
  const end = wordEnd(reader.text, start);
  if (end === start) failOnSign(reader);
  if (character === "'") failOnSingleQuote(reader);
  const word = reader.text.slice(start, end);
  const read = readWord(word, start);
  if ("problem" in read) failAt(reader, read);
  reader.at = end;
  return scalar(reader, start, read.value, false, word);
}

function readQuoted(reader: Reader): string {
  const read = readString(reader.text, reader.at);
  if ("problem" in read) failAt(reader, read);
  reader.at = read.end;
  return read.value;
}

function failOnSign(reader: Reader): never {
  const character = String.fromCodePoint(reader.text.codePointAt(reader.at) ?? 0);
  const help = "Write a value, or remove what stands before it";
  fail(reader, reader.at, reader.at + 1, {
    problem: `A value is expected, not ${quoted(escapeControls(character))}`,
    help,
  });
}

function failOnSingleQuote(reader: Reader): never {
  const close = /'([^'"\\\r\n]{0,200})'/y;
  close.lastIndex = reader.at;
  const match = close.exec(reader.text);
  const end = match === null ? reader.at + 1 : reader.at + match[0].length;
  const fix = match === null ? undefined : `"${match[1]}"`;
  fail(reader, reader.at, end, { problem: "JSON has no single quotes", help: "Use double quotes" }, fix);
}

/** Reads on to the next entry: true at a comma, false at the closing bracket, which is read, too. */
function continues(reader: Reader, open: number, close: "]" | "}"): boolean {
  skipSpace(reader);
  const character = reader.text[reader.at];
  if (character === close) {
    reader.at++;
    return false;
  }
  if (character === ",") {
    const comma = reader.at++;
    skipSpace(reader);
    const next = reader.text[reader.at];
    if (next === close) {
      fail(reader, comma, comma + 1, { problem: "Comma has no entry after it", help: "Remove it" }, "");
    }
    if (next === ",") {
      fail(reader, reader.at, reader.at + 1, { problem: "Comma has no entry before it", help: "Remove it" }, "");
    }
    failAtEnd(reader, open);
    return true;
  }
  failAtEnd(reader, open);
  if (character === "]" || character === "}") {
    const problem = `Bracket "${character}" does not close "${reader.text[open]}"`;
    const help = `Write "${close}" here`;
    const related = [{ span: spanOf(reader, open, open + 1), message: "opened here" }];
    reader.report(unreadableFile.at(spanOf(reader, reader.at, reader.at + 1), { problem, help }, { related }));
    throw new Stop();
  }
  const problem = character === ":" ? 'Entry has a second ":"' : "Comma is missing between two entries";
  fail(reader, reader.at, reader.at + 1, { problem, help: 'Write "," before the next entry' });
}

/** Reports the bracket that the text ends in. */
function failAtEnd(reader: Reader, open: number): void {
  if (reader.at < reader.text.length) return;
  const sign = reader.text[open] ?? "";
  const help = `Write "${sign === "{" ? "}" : "]"}" after the last entry`;
  fail(reader, open, open + 1, { problem: `Bracket "${sign}" is never closed`, help });
}

/** Steps over an opening bracket; false if the closing one follows at once. */
function opens(reader: Reader, open: number, close: "]" | "}"): boolean {
  reader.at++;
  skipSpace(reader);
  failAtEnd(reader, open);
  if (reader.text[reader.at] !== close) return true;
  reader.at++;
  return false;
}

function readArray(reader: Reader, depth: number): Sequence {
  const open = reader.at;
  const items: Node[] = [];
  let hasMore = opens(reader, open, "]");
  while (hasMore) {
    items.push(readValue(reader, depth));
    hasMore = continues(reader, open, "]");
  }
  return { kind: "sequence", items, span: spanOf(reader, open, reader.at) };
}

function readObject(reader: Reader, depth: number): Mapping {
  const open = reader.at;
  const entries: Entry[] = [];
  const seen = new Map<string, Span>();
  let hasMore = opens(reader, open, "}");
  while (hasMore) {
    const start = reader.at;
    if (reader.text[start] !== '"') failOnKey(reader);
    const key = readQuoted(reader);
    const keySpan = spanOf(reader, start, reader.at);
    skipSpace(reader);
    failAtEnd(reader, open);
    if (reader.text[reader.at] !== ":") {
      const problem = `":" is missing after the key ${quoted(key)}`;
      fail(reader, reader.at, reader.at + 1, { problem, help: 'Write ":" and a value after the key' });
    }
    reader.at++;
    skipSpace(reader);
    failAtEnd(reader, open);
    const value = readValue(reader, depth);
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, keySpan);
      entries.push({ key, keySpan, value });
    } else {
      const related = [{ span: first, message: "first written here" }];
      reader.report(duplicateKey.at(keySpan, { key }, { related }));
    }
    hasMore = continues(reader, open, "}");
  }
  return { kind: "mapping", entries, span: spanOf(reader, open, reader.at) };
}

function failOnKey(reader: Reader): never {
  const start = reader.at;
  if (reader.text[start] === "'") failOnSingleQuote(reader);
  const end = wordEnd(reader.text, start);
  const word = reader.text.slice(start, end);
  if (word === "") failOnSign(reader);
  const fix = /^[\w.$-]{1,200}$/.test(word) ? `"${word}"` : undefined;
  fail(reader, start, end, { problem: `Key ${quoted(word)} is not in quotes`, help: "Put it in double quotes" }, fix);
}
