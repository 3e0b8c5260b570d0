/** Whether a config names functions of the user's: only then is this folder's reader of Python loaded. */

import type { Document, Node } from "../ir/document.ts";

/** The keys whose values name functions, or hold mappings that do. */
const KEYS: ReadonlySet<string> = new Set([
  "handler",
  "when_handler",
  "depends",
  "dependencies",
  "transform",
  "background_tasks",
  "verify_handler",
  "key_func",
  "custom_checks",
  "class_path",
  "mounts",
]);

/** Whether any key of a document names a function. */
export function namesHandlers({ root }: Document): boolean {
  const nodes: Node[] = [root];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (node.kind === "sequence") { for (const item of node.items) nodes.push(item); }
    if (node.kind !== "mapping") continue;
    for (const { key, value } of node.entries) {
      if (KEYS.has(key)) return true;
      nodes.push(value);
    }
  }
  return false;
}
