/** Whether Rust's engine would refuse a pattern for its size: it allows 10 MiB of states. */

import type { RegexNode } from "./tree.ts";

/** Rust's limit, less what the estimate may lack. */
const LIMIT = 10_485_760 * 0.99;

/** Whether a pattern surely stays below the limit. */
export function fitsRust(root: RegexNode): boolean {
  return estimate(root) <= LIMIT;
}

function estimate(node: RegexNode): number {
  switch (node.kind) {
    case "empty":
      return 0;
    case "set":
      return node.set.cost;
    case "sequence":
      return node.parts.reduce((sum, part) => sum + estimate(part), 0);
    case "choice":
      return node.options.reduce((sum, option) => sum + 40 + estimate(option), 60);
    case "group":
      return estimate(node.part) + 64;
    case "repeat": {
      const part = estimate(node.part);
      if (part === 0 || node.maximum === 0) return 0;
      if (node.maximum === Infinity) return Math.max(1, node.minimum) * part + 72;
      return node.maximum * part + (node.maximum - node.minimum) * 40 + 72;
    }
    default:
      return 32;
  }
}
