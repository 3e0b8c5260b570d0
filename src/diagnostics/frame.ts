/** Draws source lines with marks under them; knows nothing about colours. */

import { lineStarts, lineText, positionOf, type Source, type Span } from "../source/source.ts";
import { type Cell, cellOf } from "./text.ts";

/** A range to mark, with the words that stand beside the mark. */
export interface Label {
  readonly span: Span;
  readonly message: string;
  readonly isPrimary: boolean;
}

/** One row of a frame: source text, a mark, or a gap between lines. */
export type Row =
  | { readonly kind: "source"; readonly line: number; readonly text: string }
  | { readonly kind: "mark"; readonly indent: number; readonly width: number; readonly label: Label }
  | { readonly kind: "gap" };

/** How many columns of a source line are shown. */
const LINE_WIDTH = 160;

/** How many columns of the line are shown before a mark, where the line is cut. */
const LEAD = 40;

/** A label reduced to the one line that is drawn. */
interface Placed {
  readonly label: Label;
  readonly line: number;
  /** Offsets of the mark in its line, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** The rows for the labels of one source, in the order of its lines. */
export function frameRows(source: Source, labels: readonly Label[]): readonly Row[] {
  const placed = labels.map((label) => place(source, label));
  placed.sort((left, right) => left.line - right.line || left.start - right.start);
  const rows: Row[] = [];
  let previous: number | undefined;
  for (const current of placed) {
    const text = lineText(source, current.line);
    const cells = cut(text, current);
    const isWhole = cells.from === 0 && cells.to === text.length;
    if (previous !== undefined && current.line > previous + 1) rows.push({ kind: "gap" });
    // A second mark shares the line above, unless each shows another part of it.
    if (previous !== current.line || !isWhole) {
      rows.push({ kind: "source", line: current.line, text: cells.text });
    }
    rows.push({ kind: "mark", indent: cells.indent, width: cells.width, label: current.label });
    previous = current.line;
  }
  return rows;
}

/** Ranges over several lines are marked on their first line only. */
function place(source: Source, label: Label): Placed {
  const { line } = positionOf(source, label.span.start);
  const text = lineText(source, line);
  const start = Math.min(text.length, label.span.start - (lineStarts(source)[line - 1] ?? 0));
  const length = Math.max(0, label.span.end - label.span.start);
  return { label, line, start, end: Math.min(start + length, text.length) };
}

interface Cut {
  readonly text: string;
  /** Columns before the mark, and under it. */
  readonly indent: number;
  readonly width: number;
  /** Which part of the line is shown. */
  readonly from: number;
  readonly to: number;
}

/** The part of a line that is shown for a mark, with an ellipsis where something is left out. */
function cut(text: string, { start, end }: Placed): Cut {
  let from = 0;
  // No character is wider than its escape, so a short line is shown whole without being measured.
  if (start > LEAD && widthOf(text.slice(0, LINE_WIDTH + 1)) + Math.max(0, text.length - LINE_WIDTH - 1) > LINE_WIDTH) {
    from = start - LEAD;
    if ((text.charCodeAt(from) & 0xfc00) === 0xdc00) from--;
  }
  let shown = from > 0 ? "…" : "";
  let column = shown.length;
  let indent: number | undefined;
  let markEnd: number | undefined;
  let to = from;
  while (to < text.length) {
    const character = String.fromCodePoint(text.codePointAt(to) ?? 0);
    const cell: Cell = cellOf(character);
    if (column + cell.width > LINE_WIDTH) break;
    if (to >= start) indent ??= column;
    if (to >= end) markEnd ??= column;
    shown += cell.text;
    column += cell.width;
    to += character.length;
  }
  indent ??= column;
  const width = Math.max(1, (markEnd ?? column) - indent);
  return { text: to < text.length ? `${shown}…` : shown, indent, width, from, to };
}

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += cellOf(character).width;
  return width;
}
