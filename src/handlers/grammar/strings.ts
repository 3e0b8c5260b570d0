/** String literals, formatted ones with the tokens of their fields. */

import { SyntaxFault } from "./fault.ts";
import type { Scan, StringToken, Token } from "./tokens.ts";

/** The start of a literal. */
interface Opening {
  readonly length: number;
  readonly quote: string;
  readonly isRaw: boolean;
  readonly isBytes: boolean;
  readonly isFormatted: boolean;
}

/** CPython allows as many fields in fields; the grammar needs the bound for its own stack. */
const MAX_FIELDS_IN_FIELDS = 100;

const START = /([rR][bBfF]?|[bBfF][rR]?|[uU])?("""|'''|"|')/y;

/** What a literal can start with. */
const FIRST: ReadonlySet<number> = new Set([..."\"'rRbBfFuU"].map((character) => character.charCodeAt(0)));

/** The quotes and letters that start a literal here. */
export function stringStart(scan: Scan): Opening | undefined {
  // Asked at every token: most are ruled out without the pattern.
  if (!FIRST.has(scan.text.charCodeAt(scan.at))) return undefined;
  START.lastIndex = scan.at;
  const found = START.exec(scan.text);
  if (found === null) return undefined;
  const prefix = (found[1] ?? "").toLowerCase();
  return {
    length: found[0].length,
    quote: found[2] ?? "",
    isRaw: prefix.includes("r"),
    isBytes: prefix.includes("b"),
    isFormatted: prefix.includes("f"),
  };
}

/** Reads the tokens of one replacement field. */
type ReadField = (scan: Scan) => readonly Token[];

/** Reads a literal whole. */
export function scanString(scan: Scan, opening: Opening, readField: ReadField): StringToken {
  const start = scan.at;
  scan.at += opening.length;
  const content = scan.at;
  if (opening.isFormatted) {
    const fields: (readonly Token[])[] = [];
    scanFormatted(scan, opening, start, { fields, readField });
    return { isBytes: false, content: undefined, fields };
  }
  for (;;) {
    const character = nextCharacter(scan, opening, start);
    if (character === "end") break;
    if (opening.isBytes && character > "\x7f") {
      throw new SyntaxFault("Bytes hold a character that is not ASCII", scan.at, scan.at + 1);
    }
    if (character === "\\") skipEscape(scan, opening);
    else scan.at++;
  }
  return { isBytes: opening.isBytes, content: scan.text.slice(content, scan.at - opening.quote.length), fields: [] };
}

/** The character here, or `end` behind the closing quotes. */
function nextCharacter(scan: Scan, opening: Opening, start: number): string {
  const { text } = scan;
  const character = text.charAt(scan.at);
  const isOneLine = opening.quote.length === 1;
  if (character === "" || (isOneLine && (character === "\n" || character === "\r"))) {
    throw new SyntaxFault("String was never closed", start, start + opening.length);
  }
  if (character === "\0") throw new SyntaxFault("File holds a NUL character", scan.at, scan.at + 1);
  if (character === opening.quote.charAt(0) && text.startsWith(opening.quote, scan.at)) {
    scan.at += opening.quote.length;
    return "end";
  }
  return character;
}

const ESCAPE_IN_TEXT = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U(?:000[0-9a-fA-F]|0010)[0-9a-fA-F]{4}|N\{[^{}\r\n]+\})/y;
const ESCAPE_IN_BYTES = /\\x[0-9a-fA-F]{2}/y;

function skipEscape(scan: Scan, opening: Opening): void {
  const next = scan.text.charAt(scan.at + 1);
  if (!opening.isRaw && (opening.isBytes ? next === "x" : "xuUN".includes(next) && next !== "")) {
    const pattern = opening.isBytes ? ESCAPE_IN_BYTES : ESCAPE_IN_TEXT;
    pattern.lastIndex = scan.at;
    const found = pattern.exec(scan.text);
    if (found === null) throw new SyntaxFault(`Escape "\\${next}" is not complete`, scan.at, scan.at + 2);
    scan.at += found[0].length;
    return;
  }
  // A backslash keeps the whole of a line end in the string.
  scan.at += next === "\r" && scan.text.charAt(scan.at + 2) === "\n" ? 3 : next === "" ? 1 : 2;
}

interface Fields {
  readonly fields: (readonly Token[])[];
  readonly readField: ReadField;
}

function scanFormatted(scan: Scan, opening: Opening, start: number, into: Fields): void {
  for (;;) {
    const character = nextCharacter(scan, opening, start);
    if (character === "end") return;
    const isDouble = scan.text.charAt(scan.at + 1) === character;
    if (character === "{" && !isDouble) scanField(scan, opening, start, into);
    else if (character === "{") scan.at += 2;
    else if (character === "}") {
      if (!isDouble) throw new SyntaxFault(`"}" stands alone in an f-string`, scan.at, scan.at + 1);
      scan.at += 2;
    } else if (character === "\\") {
      const next = scan.text.charAt(scan.at + 1);
      // The backslash is a character of its own before a field.
      if (next === "{" || next === "}") scan.at++;
      else skipEscape(scan, opening);
    } else scan.at++;
  }
}

const CONVERSION = /!\s*[a-zA-Z_]*/y;

function scanField(scan: Scan, opening: Opening, start: number, into: Fields): void {
  const open = scan.at++;
  if (++scan.nesting > MAX_FIELDS_IN_FIELDS) {
    throw new SyntaxFault("Fields of f-strings are nested too deeply", open, open + 1);
  }
  into.fields.push(into.readField(scan));
  if (scan.text.charAt(scan.at) === "!") {
    CONVERSION.lastIndex = scan.at;
    const conversion = CONVERSION.exec(scan.text)?.[0] ?? "!";
    if (!/^![sra]$/.test(conversion)) {
      throw new SyntaxFault(`Conversion "${conversion}" is not one of !s, !r and !a`, scan.at, scan.at + 1);
    }
    scan.at += conversion.length;
    while (/[ \t\f]/.test(scan.text.charAt(scan.at))) scan.at++;
  }
  if (scan.text.charAt(scan.at) === ":") {
    scan.at++;
    scanSpecification(scan, opening, start, into);
  }
  if (scan.text.charAt(scan.at) !== "}") throw new SyntaxFault(`"}" is expected in the f-string`, scan.at, scan.at + 1);
  scan.at++;
  scan.nesting--;
}

/** The part of a field behind its colon, which may hold fields again. */
function scanSpecification(scan: Scan, opening: Opening, start: number, into: Fields): void {
  for (;;) {
    const at = scan.at;
    const character = nextCharacter(scan, opening, start);
    if (character === "end") throw new SyntaxFault(`"}" is expected in the f-string`, at, at + 1);
    if (character === "}") return;
    if (character === "{") scanField(scan, opening, start, into);
    else if (character === "\\") {
      const next = scan.text.charAt(scan.at + 1);
      if (next === "{" || next === "}") scan.at++;
      else skipEscape(scan, opening);
    } else scan.at++;
  }
}
