/** `$import` as it is written: which paths a file asks for, and under which aliases. */

import type { Diagnostic, Report } from "../diagnostics/define.ts";
import type { Document, Entry, Node } from "../ir/document.ts";
import { found } from "../language/advice.ts";
import { checkName } from "../passes/validate/names.ts";
import type { Span, Spanned } from "../source/source.ts";
import { IMPORT_SHAPE } from "./diagnostics.ts";

/** The key that imports stand under. */
export const IMPORT_KEY = "$import";

/** One import: a path, or what was reported in its place. Without an alias its names are merged into the file's. */
export interface WrittenImport {
  readonly alias: string | undefined;
  readonly path: Spanned<string> | undefined;
  readonly fault: Diagnostic | undefined;
}

const FORMS = "a mapping from aliases to paths or a list of paths";

/** The imports of a file. */
export function readImports(document: Document, report: Report): readonly WrittenImport[] {
  const node = document.root.entries.find((entry) => entry.key === IMPORT_KEY)?.value;
  if (node === undefined || isNull(node)) return [];
  const refuse = (alias: string | undefined, at: Node, expected: string, help: string): WrittenImport => {
    const fault = IMPORT_SHAPE.at(at.span, { expected, found: found(at), help });
    report(fault);
    return { alias, path: undefined, fault };
  };
  const read = (alias: string | undefined, value: Node): WrittenImport =>
    value.kind === "scalar" && value.value !== null
      ? { alias, path: { value: value.text, span: value.span }, fault: undefined }
      : refuse(alias, value, "the path of a file", `Write a path such as "models.yaml"`);
  const aliased = (entries: readonly Entry[]): readonly WrittenImport[] =>
    entries.filter(({ key }) => !key.startsWith("x-")).map(({ key, keySpan, value }) => {
      const { alias, fault } = checkedAlias(key, keySpan, report);
      return fault === undefined ? read(alias, value) : { alias, path: undefined, fault };
    });
  if (node.kind === "mapping") return aliased(node.entries);
  if (node.kind === "sequence") {
    return node.items.flatMap((item) => item.kind === "mapping" ? aliased(item.entries) : [read(undefined, item)]);
  }
  return [refuse(undefined, node, FORMS, `Write [${node.text}], or { alias: ${node.text} }`)];
}

/** An alias becomes part of Python names. */
function checkedAlias(alias: string, span: Span, report: Report): { alias: string; fault: Diagnostic | undefined } {
  let fault: Diagnostic | undefined;
  checkName("Alias", alias, span, (diagnostic) => {
    fault = diagnostic;
    report(diagnostic);
  });
  return { alias, fault };
}

/** Whether a value is written as null, or not at all. */
export function isNull(node: Node): boolean {
  return node.kind === "scalar" && node.value === null;
}
