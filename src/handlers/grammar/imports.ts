/** Import statements. */

import { accept, type Cursor, expect, expectName, fault, isAt, lastEnd, next, peek } from "./cursor.ts";
import type { ImportedName, Statement } from "./tree.ts";

/** `import …` or `from … import …`. */
export function readImport(cursor: Cursor): Statement {
  const word = next(cursor);
  const { start } = word;
  if (word.text === "import") {
    const names: ImportedName[] = [];
    do names.push(withAlias(cursor, dottedName(cursor))); while (accept(cursor, ","));
    return { kind: "import", names, start, end: lastEnd(cursor) };
  }
  let level = 0;
  while (isAt(cursor, ".") || isAt(cursor, "...")) level += next(cursor).text.length;
  const module = level > 0 && isAt(cursor, "import") ? "" : dottedName(cursor).name;
  expect(cursor, "import");
  const from = { level, module };
  const star = peek(cursor);
  if (accept(cursor, "*")) {
    if (cursor.surroundings.kind !== "module") throw fault('"import *" stands outside the top of the module', star);
    return { kind: "import", from, names: [], start, end: lastEnd(cursor) };
  }
  return { kind: "import", from, names: importedNames(cursor), start, end: lastEnd(cursor) };
}

function importedNames(cursor: Cursor): readonly ImportedName[] {
  const hasBrackets = accept(cursor, "(");
  const names: ImportedName[] = [];
  do {
    if (hasBrackets && names.length > 0 && isAt(cursor, ")")) break;
    const name = expectName(cursor);
    names.push(withAlias(cursor, { name: name.id, start: name.start, end: name.end }));
  } while (accept(cursor, ","));
  if (hasBrackets) expect(cursor, ")");
  return names;
}

function dottedName(cursor: Cursor): ImportedName {
  const { id, start } = expectName(cursor);
  let name = id;
  while (accept(cursor, ".")) name += `.${expectName(cursor).id}`;
  return { name, start, end: lastEnd(cursor) };
}

function withAlias(cursor: Cursor, imported: ImportedName): ImportedName {
  if (!accept(cursor, "as")) return imported;
  const alias = expectName(cursor);
  return { ...imported, alias, end: alias.end };
}
