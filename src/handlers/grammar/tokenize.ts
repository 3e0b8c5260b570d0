/** Python source to tokens, with the indentation rules of CPython. */

import { KEYWORDS } from "../../python/reserved.ts";
import { SyntaxFault } from "./fault.ts";
import { scanString, stringStart } from "./strings.ts";
import { CLOSING, type Scan, type Token, type TokenKind } from "./tokens.ts";

/** Deepest nesting of brackets and of blocks; both are CPython's own. */
const MAX_BRACKETS = 200;
const MAX_INDENTS = 100;

const TAB = 9;
const LINE_FEED = 10;
const FORM_FEED = 12;
const RETURN = 13;
const SPACE = 32;
const HASH = 35;
const BACKSLASH = 92;
const DOT = 46;
const EQUALS = 61;
const UNDERSCORE = 95;

interface OpenBracket {
  readonly text: string;
  readonly token: Token;
}

const NAME = /[_\p{XID_Start}][\p{XID_Continue}]*/uy;
const NUMBER =
  /0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:[0-9](?:_?[0-9])*\.?(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][-+]?[0-9](?:_?[0-9])*)?[jJ]?/y;
const LEADING_ZERO = /^0[0_]*[1-9][0-9_]*$/;
/** Keywords that may follow a number without a space. */
const AFTER_NUMBER = /and|else|for|if|in|is|or|not/y;
const OPERATOR =
  /\*\*=|\/\/=|>>=|<<=|\.\.\.|\*\*|\/\/|>>|<<|<=|>=|==|!=|->|[-+*\/%&|^@:]=|[-+*\/%@&|^~<>()[\]{},:.;=]/y;

/** The tokens of a text, ending with an `end`. */
export interface Tokens {
  readonly tokens: readonly Token[];
  /** What ended the reading, and how many tokens stand before it. */
  readonly stop?: { readonly fault: SyntaxFault; readonly count: number };
}

/** Reads the tokens of a file as far as they are right, and ends them as if the file ended there. */
export function tokenize(text: string, start: number): Tokens {
  const scan: Scan = { text, at: start, nesting: 0 };
  const tokens: Token[] = [];
  const indents: Indent[] = [{ column: 0, alternative: 0 }];
  try {
    readLines(scan, tokens, indents);
    close(tokens, indents, text.length);
    return { tokens };
  } catch (fault) {
    if (!(fault instanceof SyntaxFault)) throw fault;
    const count = tokens.length;
    close(tokens, indents, fault.start);
    return { tokens, stop: { fault, count } };
  }
}

function readLines(scan: Scan, tokens: Token[], indents: Indent[]): void {
  const { text } = scan;
  const brackets: OpenBracket[] = [];
  let isLineStart = true;
  while (true) {
    if (isLineStart) {
      isLineStart = false;
      readIndentation(scan, indents, tokens);
    }
    skipBlanks(scan);
    if (scan.at >= text.length) break;
    const code = text.charCodeAt(scan.at);
    if (code === LINE_FEED || code === RETURN) {
      const from = scan.at;
      skipLineEnd(scan);
      if (brackets.length > 0) continue;
      if (isInLine(tokens)) tokens.push({ kind: "newline", start: from, end: scan.at, text: "" });
      isLineStart = true;
      continue;
    }
    readToken(scan, tokens, brackets);
  }
  const open = brackets.at(-1);
  if (open !== undefined) throw new SyntaxFault(`"${open.text}" was never closed`, open.token.start, open.token.end);
}

/** Whether the last line has tokens and no end yet. */
function isInLine(tokens: readonly Token[]): boolean {
  const kind = tokens.at(-1)?.kind ?? "newline";
  return kind !== "newline" && kind !== "dedent" && kind !== "indent";
}

function close(tokens: Token[], indents: readonly Indent[], end: number): void {
  if (isInLine(tokens)) tokens.push({ kind: "newline", start: end, end, text: "" });
  for (let count = indents.length; count > 1; count--) tokens.push({ kind: "dedent", start: end, end, text: "" });
  tokens.push({ kind: "end", start: end, end, text: "" });
}

interface Indent {
  readonly column: number;
  /** The column if a tab were as wide as a space: both must agree, as in CPython. */
  readonly alternative: number;
}

function readIndentation(scan: Scan, indents: Indent[], tokens: Token[]): void {
  const { text } = scan;
  const lineStart = scan.at;
  let column = 0;
  let alternative = 0;
  let isContinued = false;
  for (;; scan.at++) {
    const code = text.charCodeAt(scan.at);
    if (code === SPACE) {
      if (!isContinued) [column, alternative] = [column + 1, alternative + 1];
    } else if (code === TAB) {
      if (!isContinued) [column, alternative] = [(Math.floor(column / 8) + 1) * 8, alternative + 1];
    } else if (code === FORM_FEED) {
      [column, alternative] = [0, 0];
    } else if (code === BACKSLASH) {
      // The line goes on below, and keeps the indentation that it has here.
      isContinued = column > 0;
      skipContinuation(scan);
      scan.at--;
    } else break;
  }
  const code = text.charCodeAt(scan.at);
  if (scan.at >= text.length || code === HASH || code === LINE_FEED || code === RETURN) return;
  const fault = (message: string) => new SyntaxFault(message, lineStart, Math.max(scan.at, lineStart + 1));
  let top = indents.at(-1);
  if (top === undefined) return;
  if (column > top.column) {
    if (alternative <= top.alternative) throw fault(MIXED);
    if (indents.length >= MAX_INDENTS) throw fault("Too many levels of indentation");
    indents.push({ column, alternative });
    tokens.push({ kind: "indent", start: lineStart, end: scan.at, text: "" });
    return;
  }
  while (top !== undefined && column < top.column) {
    indents.pop();
    tokens.push({ kind: "dedent", start: scan.at, end: scan.at, text: "" });
    top = indents.at(-1);
  }
  if (top?.column !== column) throw fault("Indentation does not match any outer block");
  if (top.alternative !== alternative) throw fault(MIXED);
}

const MIXED = "Tabs and spaces are mixed in the indentation";

function skipLineEnd(scan: Scan): void {
  const isPair = scan.text.charCodeAt(scan.at) === RETURN && scan.text.charCodeAt(scan.at + 1) === LINE_FEED;
  scan.at += isPair ? 2 : 1;
}

function skipContinuation(scan: Scan): void {
  const start = scan.at++;
  const code = scan.text.charCodeAt(scan.at);
  if (code !== LINE_FEED && code !== RETURN) {
    const message = scan.at >= scan.text.length ? "File ends after a backslash" : "Text follows a backslash";
    throw new SyntaxFault(message, start, start + 1);
  }
  skipLineEnd(scan);
  if (scan.at >= scan.text.length) throw new SyntaxFault("File ends after a backslash", start, start + 1);
}

/** Skips spaces, comments and continued line ends. */
function skipBlanks(scan: Scan): void {
  const { text } = scan;
  for (;;) {
    const code = text.charCodeAt(scan.at);
    if (code === SPACE || code === TAB || code === FORM_FEED) scan.at++;
    else if (code === BACKSLASH) skipContinuation(scan);
    else if (code === HASH) {
      while (scan.at < text.length && text.charCodeAt(scan.at) !== LINE_FEED && text.charCodeAt(scan.at) !== RETURN) {
        if (text.charCodeAt(scan.at) === 0) throw nulFault(scan);
        scan.at++;
      }
    } else return;
  }
}

function nulFault(scan: Scan): SyntaxFault {
  return new SyntaxFault("File holds a NUL character", scan.at, scan.at + 1);
}

function match(pattern: RegExp, scan: Scan): string | undefined {
  pattern.lastIndex = scan.at;
  return pattern.exec(scan.text)?.[0];
}

/** Reads a name, keyword, number, string or operator. */
function readToken(scan: Scan, tokens: Token[], brackets: OpenBracket[]): void {
  const start = scan.at;
  const push = (kind: TokenKind, text: string): Token => {
    const token: Token = { kind, start, end: scan.at, text };
    tokens.push(token);
    return token;
  };
  const code = scan.text.charCodeAt(start);
  if (isDigit(code) || (code === DOT && isDigit(scan.text.charCodeAt(start + 1)))) {
    readNumber(scan);
    push("number", "");
    return;
  }
  const opening = stringStart(scan);
  if (opening !== undefined) {
    const string = scanString(scan, opening, readField);
    tokens.push({ kind: "string", start, end: scan.at, text: "", string });
    return;
  }
  const word = readName(scan);
  if (word !== undefined) {
    push(KEYWORDS.has(word) ? "keyword" : "name", word);
    return;
  }
  const operator = simpleOperator(scan) ?? match(OPERATOR, scan);
  if (operator === undefined) {
    if (code === 0) throw nulFault(scan);
    const character = String.fromCodePoint(scan.text.codePointAt(start) ?? 0xfffd);
    const end = start + character.length;
    throw new SyntaxFault(`Character ${JSON.stringify(character)} is not allowed here`, start, end);
  }
  scan.at += operator.length;
  if (operator === ")" || operator === "]" || operator === "}") closeBracket(brackets, operator, start, tokens.length);
  const token = push("operator", operator);
  if (CLOSING.has(operator)) {
    if (brackets.length >= MAX_BRACKETS) throw new SyntaxFault("Brackets are nested too deeply", start, scan.at);
    brackets.push({ text: operator, token });
  }
}

/** Operators that are never the start of a longer one. */
const ALONE: ReadonlyMap<number, string> = new Map([..."()[]{},;~"].map((sign) => [sign.charCodeAt(0), sign]));

/** Operators that are longer only in front of certain signs, of which `=`, `.` and themselves are all that counts. */
const SHORT: ReadonlyMap<number, string> = new Map([..."=.:"].map((sign) => [sign.charCodeAt(0), sign]));

/** An operator of one sign, which most are; undefined where a pattern has to decide. */
function simpleOperator({ text, at }: Scan): string | undefined {
  const code = text.charCodeAt(at);
  const alone = ALONE.get(code);
  if (alone !== undefined) return alone;
  const next = text.charCodeAt(at + 1);
  return next === EQUALS || next === DOT ? undefined : SHORT.get(code);
}

/** Pairs the bracket with the last open one. */
function closeBracket(brackets: OpenBracket[], operator: string, start: number, index: number): void {
  const open = brackets.pop();
  if (open === undefined) throw new SyntaxFault(`"${operator}" closes nothing`, start, start + 1);
  if (CLOSING.get(open.text) !== operator) {
    throw new SyntaxFault(`"${operator}" does not close "${open.text}"`, start, start + 1);
  }
  open.token.pair = index;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isAsciiLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === UNDERSCORE;
}

function readNumber(scan: Scan): void {
  const start = scan.at;
  const digits = match(NUMBER, scan) ?? "";
  scan.at += digits.length;
  if (LEADING_ZERO.test(digits)) throw new SyntaxFault("Number starts with a zero", start, scan.at);
  NAME.lastIndex = scan.at;
  const hasWordBehind = NAME.test(scan.text) || isDigit(scan.text.charCodeAt(scan.at));
  if (hasWordBehind && match(AFTER_NUMBER, scan) === undefined) {
    throw new SyntaxFault("Number is not valid", start, scan.at + 1);
  }
}

/** A name in the form that Python compares: NFKC. */
function readName(scan: Scan): string | undefined {
  const { text, at: start } = scan;
  let end = start;
  let code = text.charCodeAt(end);
  while (isAsciiLetter(code) || (end > start && isDigit(code))) code = text.charCodeAt(++end);
  if (end > start && !(code >= 128)) {
    scan.at = end;
    return text.slice(start, end);
  }
  const word = match(NAME, scan);
  if (word === undefined) return undefined;
  scan.at += word.length;
  return word.normalize("NFKC");
}

/** Skips everything that says nothing, line ends too. */
function skipLines(scan: Scan): void {
  skipBlanks(scan);
  while (scan.text.charAt(scan.at) === "\n" || scan.text.charAt(scan.at) === "\r") {
    skipLineEnd(scan);
    skipBlanks(scan);
  }
}

/** The tokens of a replacement field; stands behind its `{`, and stops before the `}`, `!` or `:` that ends it. */
function readField(scan: Scan): readonly Token[] {
  const tokens: Token[] = [];
  const brackets: OpenBracket[] = [];
  const open = scan.at - 1;
  for (;;) {
    skipLines(scan);
    const character = scan.text.charAt(scan.at);
    if (character === "") throw new SyntaxFault(`"{" was never closed`, open, open + 1);
    if (brackets.length === 0) {
      const next = scan.text.charAt(scan.at + 1);
      if (character === "}" || character === ":" || (character === "!" && next !== "=")) break;
      if (character === "=" && next !== "=") {
        scan.at++;
        skipLines(scan);
        break;
      }
    }
    readToken(scan, tokens, brackets);
  }
  if (tokens.length === 0) throw new SyntaxFault("Expression is missing in the f-string", open, scan.at + 1);
  tokens.push({ kind: "end", start: scan.at, end: scan.at, text: "" });
  return tokens;
}
