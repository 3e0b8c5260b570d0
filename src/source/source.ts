/** Texts, and the places in them that diagnostics point at. */

/** A text that was read from somewhere; `name` is what people see in front of a position. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** A half-open range of UTF-16 offsets in a source. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** A value that remembers where it was written. */
export interface Spanned<T> {
  readonly value: T;
  readonly span: Span;
}

/** A place as people count it: both numbers start at 1, columns are code points. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const lineStartsOf = new WeakMap<Source, readonly number[]>();

/** Offsets at which the lines of a source start; CR, LF and CRLF each end one line. */
export function lineStarts(source: Source): readonly number[] {
  const known = lineStartsOf.get(source);
  if (known !== undefined) return known;
  const starts = [0];
  for (const match of source.text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  lineStartsOf.set(source, starts);
  return starts;
}

/** Text is summed up in blocks of this many UTF-16 units, so that a place in a line of megabytes is found at once. */
const BLOCK = 4096;

const pairsOf = new WeakMap<Source, readonly number[] | "none">();

/** How many surrogate pairs end before each block of the text starts. */
function pairsByBlock(source: Source): readonly number[] | "none" {
  const known = pairsOf.get(source);
  if (known !== undefined) return known;
  let table: number[] | "none" = "none";
  if (/[\ud800-\udfff]/.test(source.text)) {
    table = [0];
    let count = 0;
    for (let start = 0; start < source.text.length; start += BLOCK) {
      count += pairsBetween(source.text, start, Math.min(start + BLOCK, source.text.length));
      table.push(count);
    }
  }
  pairsOf.set(source, table);
  return table;
}

function pairsBetween(text: string, start: number, end: number): number {
  let count = 0;
  for (let index = Math.max(start, 1); index < end; index++) {
    const isSecondHalf = (text.charCodeAt(index) & 0xfc00) === 0xdc00;
    if (isSecondHalf && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800) count++;
  }
  return count;
}

/** The line and column of an offset. */
export function positionOf(source: Source, offset: number): Position {
  const starts = lineStarts(source);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const start = starts[low] ?? 0;
  const end = Math.max(start, Math.min(offset, source.text.length));
  const pairs = pairsByBlock(source);
  if (pairs === "none") return { line: low + 1, column: end - start + 1 };
  const before = (at: number): number => {
    const block = Math.floor(at / BLOCK);
    return (pairs[block] ?? 0) + pairsBetween(source.text, block * BLOCK, at);
  };
  return { line: low + 1, column: end - start - (before(end) - before(start)) + 1 };
}

/** The text of a line, counted from 1, without its line ending. */
export function lineText(source: Source, line: number): string {
  const { text } = source;
  const starts = lineStarts(source);
  const start = starts[line - 1] ?? text.length;
  let end = starts[line] ?? text.length;
  // Only the last line has no ending of its own.
  if (line < starts.length) end -= text.startsWith("\r\n", end - 2) ? 2 : 1;
  return text.slice(start, end);
}
