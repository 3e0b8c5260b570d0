/** Reads a config file into values with places; by its name as JSON, else as YAML, which covers JSON. */

import type { Report } from "../diagnostics/define.ts";
import type { Document, Node } from "../ir/document.ts";
import { checkCharacters } from "./decode.ts";
import { unreadableFile } from "./faults.ts";
import { readJson } from "./json.ts";
import type { Source } from "./source.ts";
import { readYaml } from "./yaml.ts";

export { decodeUtf8 } from "./decode.ts";

/**
 * The document of a source, or undefined after a report.
 *
 * Faults that hide nothing, such as a duplicate key, are reported and the rest is read, so that a document can come
 * with errors.
 */
export function loadDocument(source: Source, report: Report): Document | undefined {
  if (!checkCharacters(source, report)) return undefined;
  const root = /\.json$/i.test(source.name) ? readJson(source, report) : readYaml(source, report);
  if (root === undefined) return undefined;
  if (root.kind === "mapping") return { source, root };
  const isEmpty = root.kind === "scalar" && root.text === "" && !root.quoted;
  const problem = isEmpty ? "File is empty" : `Top level is ${nameOf(root)}, a mapping of keys to values is expected`;
  const help = root.kind === "scalar" && /^[\w$-]+:\S/.test(root.text) ? 'Write a space after ":"' : EXPECTED;
  report(unreadableFile.at(isEmpty ? { source, start: 0, end: 0 } : root.span, { problem, help }));
  return undefined;
}

const EXPECTED = 'Start with keys, such as "name", "models" and "routes"';

function nameOf(node: Node): string {
  if (node.kind === "sequence") return "a list";
  if (node.kind === "mapping") return "a mapping";
  if (node.value === null) return "null";
  return typeof node.value === "string" ? "text" : typeof node.value === "boolean" ? "a boolean" : "a number";
}
