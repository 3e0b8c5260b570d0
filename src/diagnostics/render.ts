/** Diagnostics as text for people and as JSON for programs. */

import { positionOf, type Source, type Span } from "../source/source.ts";
import type { Diagnostic, Severity } from "./define.ts";
import { frameRows, type Label, type Row } from "./frame.ts";
import { escapeControls } from "./text.ts";

/** How diagnostics are shown as text. */
export interface TextOptions {
  readonly colour: boolean;
  /** How many are shown in full; 100 if absent. */
  readonly limit?: number;
}

const DEFAULT_LIMIT = 100;

type Style = "error" | "warning" | "strong" | "frame";

/** Select Graphic Rendition codes: bold red, bold yellow, bold, bold blue. */
const STYLES: Readonly<Record<Style, string>> = { error: "1;31", warning: "1;33", strong: "1", frame: "1;34" };

type Paint = (style: Style, text: string) => string;

const coloured: Paint = (style, text) => text === "" ? "" : `\x1b[${STYLES[style]}m${text}\x1b[0m`;
const plain: Paint = (_style, text) => text;

/** Each diagnostic as a frame around its place, separated by empty lines; empty if there is none. */
export function renderText(diagnostics: readonly Diagnostic[], options: TextOptions): string {
  const paint = options.colour ? coloured : plain;
  const shown = mostImportant(diagnostics, options.limit ?? DEFAULT_LIMIT);
  const blocks = shown.map((diagnostic) => renderOne(diagnostic, paint));
  const hidden = diagnostics.length - shown.length;
  if (hidden > 0) blocks.push(`and ${hidden} more\n`);
  return blocks.join("\n");
}

/** As many as the limit allows, in their order; warnings give way to errors. */
function mostImportant(diagnostics: readonly Diagnostic[], limit: number): readonly Diagnostic[] {
  if (diagnostics.length <= limit) return diagnostics;
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  let room = { error: Math.min(errors, limit), warning: Math.max(0, limit - errors) };
  return diagnostics.filter(({ severity }) => {
    if (room[severity] === 0) return false;
    room = { ...room, [severity]: room[severity] - 1 };
    return true;
  });
}

function renderOne(diagnostic: Diagnostic, paint: Paint): string {
  const { code, severity, message, help } = diagnostic;
  const lines = [paint(severity, `${severity}[${code}]`) + paint("strong", `: ${escapeControls(message)}`)];
  const groups = groupBySource(diagnostic);
  const gutter = Math.max(1, ...groups.map((group) => gutterOf(group)));
  const margin = " ".repeat(gutter);
  const bar = `${margin} ${paint("frame", "|")}`;
  groups.forEach(({ source, labels, rows }, index) => {
    const [first] = labels;
    const arrow = paint("frame", index === 0 ? "-->" : ":::");
    lines.push(`${margin}${arrow} ${first === undefined ? "" : placeText(first.span)}`);
    if (source.text === "") return;
    lines.push(bar, ...rows.map((row) => renderRow(row, gutter, severity, paint)));
  });
  if (help !== undefined) {
    if (groups.some(({ source }) => source.text !== "")) lines.push(bar);
    const [first = "", ...rest] = help.split("\n").map(escapeControls);
    const indent = " ".repeat(gutter + "= help: ".length + 1);
    lines.push(`${margin} ${paint("frame", "=")} ${paint("strong", "help")}: ${first}`);
    lines.push(...rest.map((line) => indent + line));
  }
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

interface Group {
  readonly source: Source;
  readonly labels: readonly Label[];
  readonly rows: readonly Row[];
}

/** The places of a diagnostic by file; its own file is first. */
function groupBySource({ span, related }: Diagnostic): readonly Group[] {
  const bySource = new Map<Source, Label[]>();
  if (span !== undefined) bySource.set(span.source, [{ span, message: "", isPrimary: true }]);
  for (const { span, message } of related) {
    const labels = bySource.get(span.source) ?? [];
    labels.push({ span, message, isPrimary: false });
    bySource.set(span.source, labels);
  }
  return [...bySource].map(([source, labels]) => ({ source, labels, rows: frameRows(source, labels) }));
}

/** How many digits the line numbers of a group have. */
function gutterOf({ rows }: Group): number {
  return Math.max(...rows.map((row) => row.kind === "source" ? String(row.line).length : 0));
}

function placeText(span: Span): string {
  const { line, column } = positionOf(span.source, span.start);
  return `${escapeControls(span.source.name)}:${line}:${column}`;
}

function renderRow(row: Row, gutter: number, severity: Severity, paint: Paint): string {
  if (row.kind === "gap") return paint("frame", `${" ".repeat(gutter - 1)}…`);
  if (row.kind === "source") {
    return `${paint("frame", `${String(row.line).padStart(gutter)} |`)} ${row.text}`;
  }
  const { isPrimary, message } = row.label;
  const words = message === "" ? "" : ` ${escapeControls(message)}`;
  const mark = paint(isPrimary ? severity : "frame", (isPrimary ? "^" : "-").repeat(row.width) + words);
  return `${" ".repeat(gutter)} ${paint("frame", "|")} ${" ".repeat(row.indent)}${mark}`;
}

/** How many errors and warnings there are, in words: `2 errors, 1 warning`. */
export function summary(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
  if (warnings === 0) return counted(errors, "error");
  return errors === 0 ? counted(warnings, "warning") : `${counted(errors, "error")}, ${counted(warnings, "warning")}`;
}

/** All diagnostics as one JSON object; lines and columns start at 1, ends are exclusive. */
export function renderJson(diagnostics: readonly Diagnostic[]): string {
  const values = diagnostics.map(({ code, severity, message, span, help, related, fixes }) => ({
    code,
    severity,
    message,
    file: span?.source.name ?? null,
    range: span === undefined ? null : rangeOf(span),
    help: help ?? null,
    related: related.map(({ span, message }) => ({ message, file: span.source.name, range: rangeOf(span) })),
    fixes: fixes.map(({ span, text }) => ({ file: span.source.name, range: rangeOf(span), text })),
  }));
  return `${escapeJson(JSON.stringify({ diagnostics: values }, null, 2))}\n`;
}

function rangeOf({ source, start, end }: Span): { readonly start: object; readonly end: object } {
  return { start: positionOf(source, start), end: positionOf(source, end) };
}

/** JSON lets control and Bidi characters stand as they are; terminals obey them. */
export function escapeJson(json: string): string {
  return json.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    let escaped = "";
    for (let index = 0; index < character.length; index++) {
      escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
    }
    return escaped;
  });
}
