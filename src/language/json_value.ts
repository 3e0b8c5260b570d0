/** Values that travel as JSON. */

import type { Node } from "../ir/document.ts";
import { found } from "./advice.ts";
import { WRONG_TYPE } from "./diagnostics.ts";
import { anything, type Shape } from "./shape.ts";

/** Any value that JSON can carry: no infinite numbers. */
export function json(): Shape<Node> {
  return {
    ...anything(),
    decode: (node, report) => {
      const nodes: Node[] = [node];
      for (let next = nodes.pop(); next !== undefined; next = nodes.pop()) {
        if (next.kind === "sequence") { for (const item of next.items) nodes.push(item); }
        else if (next.kind === "mapping") { for (const entry of next.entries) nodes.push(entry.value); }
        else if (typeof next.value === "number" && !Number.isFinite(next.value)) {
          report(WRONG_TYPE.at(next.span, { expected: "a value that JSON can carry", found: found(next) }));
          return undefined;
        }
      }
      return node;
    },
  };
}
