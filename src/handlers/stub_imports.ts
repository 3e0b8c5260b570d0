/** Adds imports to a file of the user's: whole lines, where isort would have them. */

import { STDLIB_MODULES } from "../python/names.ts";
import { compareNames } from "../python/sorting.ts";

/** Whether a top-level module is one of the project's. */
export type IsOwn = (top: string) => boolean;

/** One import statement. */
interface Statement {
  readonly module: string;
  readonly isFrom: boolean;
  readonly section: number;
  readonly start: number;
  readonly end: number;
}

const STATEMENT =
  /^(?:from[ \t]+(\.*[\w.]*)[ \t]+import\b[ \t]*(?:\([^)]*\)|[^\r\n(]*)|import[ \t]+([\w.]+))[^\r\n]*(?:\r\n|\r|\n|$)/;
const BLANK = /^(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))+/;

/** A text with import lines in it; `imports` are printed ones, which end in a line break. */
export function withImports(text: string, imports: string, isOwn: IsOwn): string {
  if (imports === "") return text;
  const place = importPlace(text);
  if (statementsFrom(text, place, isOwn).length > 0) {
    return statementsFrom(imports, 0, isOwn).reduce(
      (extended, { start, end }) => insert(extended, imports.slice(start, end), isOwn),
      text,
    );
  }
  const follows = text.slice(place);
  const blank = follows.trim() === "" ? "" : /^(?:async def|def|class|@|#)/.test(follows) ? "\n\n" : "\n";
  return text.slice(0, place) + imports + blank + follows;
}

function insert(text: string, line: string, isOwn: IsOwn): string {
  const existing = statementsFrom(text, importPlace(text), isOwn);
  const [added] = statementsFrom(line, 0, isOwn);
  if (added === undefined) throw new Error(`no import: ${line}`);
  const before = existing.findLast((one) => compare(one, added) <= 0);
  const after = existing.find((one) => compare(one, added) > 0);
  const put = (at: number, what: string) => text.slice(0, at) + what + text.slice(at);
  if (before !== undefined && (before.section === added.section || after?.section !== added.section)) {
    const ended = /[\r\n]$/.test(text.slice(0, before.end)) ? "" : "\n";
    return put(before.end, `${ended}${before.section === added.section ? "" : "\n"}${line}`);
  }
  return put(after?.start ?? text.length, after?.section === added.section ? line : `${line}\n`);
}

function compare(left: Statement, right: Statement): number {
  return left.section - right.section || Number(left.isFrom) - Number(right.isFrom) ||
    compareNames(left.module, right.module);
}

/** The import statements that follow each other from a place on. */
function statementsFrom(text: string, place: number, isOwn: IsOwn): readonly Statement[] {
  const statements: Statement[] = [];
  for (let start = place; start < text.length;) {
    const rest = text.slice(start);
    const skipped = BLANK.exec(rest)?.[0].length ?? 0;
    const match = STATEMENT.exec(rest.slice(skipped));
    if (match === null) break;
    const end = start + skipped + match[0].length;
    const module = match[1] ?? match[2] ?? "";
    const isFrom = match[1] !== undefined;
    statements.push({ module, isFrom, section: sectionOf(module, isOwn), start: start + skipped, end });
    start = end;
  }
  return statements;
}

function sectionOf(module: string, isOwn: IsOwn): number {
  const [top = ""] = module.split(".");
  if (module.startsWith(".")) return 3;
  if (isOwn(top)) return 2;
  return STDLIB_MODULES.has(top) ? 0 : 1;
}

/** Where imports start: behind the docstring and what has to stand first, in front of the comment of other code. */
function importPlace(text: string): number {
  let place = text.startsWith("\ufeff") ? 1 : 0;
  const skip = (pattern: RegExp): boolean => {
    const match = pattern.exec(text.slice(place));
    place += match?.[0].length ?? 0;
    return match !== null;
  };
  skip(BLANK);
  skip(/^[rRuU]?(?:"""[^]*?(?<!\\)"""|'''[^]*?(?<!\\)'''|"[^\r\n]*|'[^\r\n]*)[^\r\n]*(?:\r\n|\r|\n|$)/);
  skip(BLANK);
  while (skip(/^from __future__ import (?:\([^)]*\)|[^(\r\n]*)[^\r\n]*(?:\r\n|\r|\n|$)/)) skip(BLANK);
  if (/^(?:import|from)\b/.test(text.slice(place))) return place;
  return /(?<=\n[ \t]*\r?\n)(?:#[^\r\n]*\r?\n)+$/.exec(text.slice(0, place))?.index ?? place;
}
