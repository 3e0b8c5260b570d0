/** Reads Python files with a grammar of the language; nothing is run. */

import type { Source } from "../source/source.ts";
import { SyntaxFault } from "./grammar/fault.ts";
import { namesOf } from "./grammar/scopes.ts";
import { parseFile } from "./grammar/statements.ts";
import type { Statement } from "./grammar/tree.ts";
import { contextOf, importsOf, membersOf } from "./members.ts";
import type { PythonModule, PythonRefused, PythonSyntaxError } from "./module.ts";

/** Longer files are not read: no person writes them. */
export const MAX_PYTHON_SIZE = 1024 * 1024;

const BYTE_ORDER_MARK = "\ufeff";

const modules = new WeakMap<Source, PythonModule | PythonRefused>();

/** The module of a source, or the first reason why Python would refuse it. A source is read once. */
export function readPython(source: Source): PythonModule | PythonRefused {
  const known = modules.get(source);
  if (known !== undefined) return known;
  const module = readAnew(source);
  modules.set(source, module);
  return module;
}

/** Remembers that a source cannot be read for a reason that its text does not show. */
export function refusePython(source: Source, syntaxError: PythonSyntaxError): void {
  modules.set(source, { syntaxError });
}

function readAnew(source: Source): PythonModule | PythonRefused {
  const { text } = source;
  if (text.length > MAX_PYTHON_SIZE) {
    return refused(source, { kind: "size", message: "File is larger than 1 MB", start: 0, end: 0 });
  }
  const start = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  const cookie = encodingCookie(text, start);
  if (cookie !== undefined) return refused(source, cookie);
  let statements: readonly Statement[];
  try {
    statements = parseFile(text, start);
  } catch (fault) {
    if (!(fault instanceof SyntaxFault)) throw fault;
    return refused(source, { kind: "syntax", message: fault.message, start: fault.start, end: fault.end });
  }
  const names = namesOf(statements);
  const imports = importsOf(statements, source);
  const context = contextOf(source, names, imports);
  return { source, members: membersOf(statements, context), bound: names.bound, imports };
}

interface Refusal {
  readonly kind: PythonSyntaxError["kind"];
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

function refused(source: Source, { kind, message, start, end }: Refusal): PythonRefused {
  return { syntaxError: { kind, message, span: { source, start, end } } };
}

/** A comment in one of the first two lines that names the encoding of the file, in the words of PEP 263. */
const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const BLANK = /^[ \t\f]*(?:#.*)?$/;
const UTF_8 = /^utf[-_]?8(?:[-_](?:sig|unix|dos|mac))?$/i;

function encodingCookie(text: string, start: number): Refusal | undefined {
  const end = text.indexOf("\n", text.indexOf("\n", start) + 1);
  const [first = "", second = ""] = text.slice(start, end < start ? undefined : end).split(/\r\n|\r|\n/, 2);
  const found = COOKIE.exec(first) ?? (BLANK.test(first) ? COOKIE.exec(second) : null);
  const name = found?.[1];
  if (name === undefined || UTF_8.test(name)) return undefined;
  const at = text.indexOf(name, start);
  return {
    kind: "encoding",
    message: `File says that its encoding is "${name}", only UTF-8 is read`,
    start: at,
    end: at + name.length,
  };
}
