/** Walks values together with the language, and turns the names that a file sees into names of the program. */

import type { Diagnostic } from "../diagnostics/define.ts";
import type { Entry, Node, Scalar } from "../ir/document.ts";
import type { Refers, Shape } from "../language/shape.ts";
import type { Declaration } from "./declarations.ts";
import type { ConfigFile } from "./files.ts";
import { REFERENCE_KINDS } from "./references.ts";
import type { Scopes } from "./scopes.ts";
import { explainUnknown, type Suggestions } from "./unknown.ts";

/** Rewrites the names in a value of a file; a value without names that change stays the same object. */
export type Rewrite = (node: Node, shape: Shape<unknown> | undefined, file: ConfigFile, key: string) => Node;

/** Makes the walk for one program. */
export function rewriter(
  scopes: Scopes,
  names: ReadonlyMap<Declaration, string>,
  suggestions: Suggestions,
): Rewrite {
  const rename = (node: Scalar, refers: Refers, file: ConfigFile, key: string): Node => {
    const kind = REFERENCE_KINDS[refers];
    const name = kind.nameIn?.(node.text) ?? node.text;
    if (kind.isWord?.(name) === true) return node;
    const found = scopes.find(file, kind.space, name);
    if (found === undefined) {
      if (kind.isReady?.(name) === true) return node;
      return withFault(node, explainUnknown(kind, name, { file, key, span: node.span }, suggestions));
    }
    if ("fault" in found) return withFault(node, found.fault);
    const global = names.get(found) ?? found.name;
    if (global === name) return node;
    const text = node.text.replace(name, () => global);
    return { ...node, value: text, text };
  };
  const walk: Rewrite = (node, shape, file, key) => {
    if (shape === undefined) return node;
    const { description } = shape;
    switch (description.kind) {
      case "text":
        return description.refers === undefined || node.kind !== "scalar" || node.value === null
          ? node
          : rename(node, description.refers, file, key);
      case "list":
        return node.kind === "sequence" ? withItems(node, (item) => walk(item, description.items, file, key)) : node;
      case "map":
        return node.kind === "mapping"
          ? withValues(
            node,
            (entry) => entry.key.startsWith("x-") ? entry.value : walk(entry.value, description.values, file, key),
          )
          : node;
      case "record":
        return node.kind === "mapping"
          ? withValues(
            node,
            (entry) =>
              Object.hasOwn(description.keys, entry.key)
                ? walk(entry.value, description.keys[entry.key]?.shape, file, entry.key)
                : entry.value,
          )
          : node;
      case "union":
        return walk(node, meant(node, description.shapes), file, key);
      case "reference":
        return walk(node, description.target(), file, key);
      default:
        return node;
    }
  };
  return walk;
}

/** The member of a union that a node is meant as; of several mappings the one that knows most of its keys. */
function meant(node: Node, shapes: readonly Shape<unknown>[]): Shape<unknown> | undefined {
  const matching = shapes.filter((member) => member.matches(node));
  if (node.kind !== "mapping" || matching.length < 2) return matching[0];
  const known = ({ description }: Shape<unknown>): number =>
    description.kind === "record" ? node.entries.filter(({ key }) => Object.hasOwn(description.keys, key)).length : 0;
  return matching.reduce((best, member) => known(member) > known(best) ? member : best);
}

function withFault(node: Scalar, fault: Diagnostic): Node {
  return { ...node, fault };
}

function withItems<N extends Extract<Node, { kind: "sequence" }>>(node: N, change: (item: Node) => Node): Node {
  const items = node.items.map(change);
  return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
}

function withValues<N extends Extract<Node, { kind: "mapping" }>>(node: N, change: (entry: Entry) => Node): Node {
  let changed = false;
  const entries = node.entries.map((entry) => {
    const value = change(entry);
    if (value === entry.value) return entry;
    changed = true;
    return { ...entry, value };
  });
  return changed ? { ...node, entries } : node;
}
