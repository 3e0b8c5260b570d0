/** Lets tests read "text in, values or diagnostics out". */

import type { Diagnostic } from "../diagnostics/define.ts";
import type { Node } from "../ir/document.ts";
import { loadDocument } from "./load.ts";
import { positionOf } from "./source.ts";

/** A value without places; mappings are lists of pairs, so that no key is special. */
export type Plain = Plain[] | [string, Plain][] | string | number | bigint | boolean | null;

/** The value of a node. */
export function plain(node: Node): Plain {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "sequence") return node.items.map(plain);
  return node.entries.map(({ key, value }): [string, Plain] => [key, plain(value)]);
}

/** What loading gives. */
export interface Loaded {
  readonly root: Node | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** "code line:column `marked text` message" for each. */
  readonly found: readonly string[];
}

/** Loads a text as a file of that name. */
export function load(text: string, name = "api.yaml"): Loaded {
  const diagnostics: Diagnostic[] = [];
  const root = loadDocument({ name, text }, (diagnostic) => diagnostics.push(diagnostic))?.root;
  const found = diagnostics.map(({ code, message, span }) => {
    if (span === undefined) return `${code} ${message}`;
    const { line, column } = positionOf(span.source, span.start);
    return `${code} ${line}:${column} \`${text.slice(span.start, span.end)}\` ${message}`;
  });
  return { root, diagnostics, found };
}

/** The text with the first edit of each diagnostic made. */
export function fixed(text: string, diagnostics: readonly Diagnostic[]): string {
  const [fix] = diagnostics.flatMap(({ fixes }) => fixes);
  return fix === undefined ? text : text.slice(0, fix.span.start) + fix.text + text.slice(fix.span.end);
}
