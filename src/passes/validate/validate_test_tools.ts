/** Lets tests of this pass read "config in, diagnostics out", without what later passes say. */

import type { Diagnostic } from "../../diagnostics/define.ts";
import { sortDiagnostics } from "../../diagnostics/sort.ts";
import { CONFIG } from "../../language/config.ts";
import { loadDocument } from "../../source/load.ts";
import { positionOf } from "../../source/source.ts";
import { validate } from "../validate.ts";

/** What validate says about a config, in the order of the file. */
export function diagnosed(text: string): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic);
  const document = loadDocument({ name: "api.yaml", text }, report);
  const config = document && CONFIG.decode(document.root, report);
  if (config !== undefined) validate(config, report);
  return sortDiagnostics(diagnostics);
}

/** The same as "E004 3:5 `db.find` Unknown action …". */
export function found(text: string): readonly string[] {
  return diagnosed(text).map(({ code, span, message }) => {
    if (span === undefined) return `${code} ${message}`;
    const { line, column } = positionOf(span.source, span.start);
    return `${code} ${line}:${column} \`${span.source.text.slice(span.start, span.end)}\` ${message}`;
  });
}

/** What is advised. */
export function helps(text: string): readonly (string | undefined)[] {
  return diagnosed(text).map(({ help }) => help);
}
