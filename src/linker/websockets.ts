/** `websockets`: those of the root config, then those of every file that it imports. */

import type { Entry } from "../ir/document.ts";
import type { Shape } from "../language/shape.ts";
import { valueOf } from "./declarations.ts";
import type { Graph } from "./graph.ts";
import type { Rewrite } from "./rewrite.ts";

/** The key of the top level. */
export const WEBSOCKETS_KEY = "websockets";

/** The entry of the program; undefined where there is none. What is no list stays for the decoder. */
export function linkWebSockets(
  { root, files }: Graph,
  rewrite: Rewrite,
  shape: Shape<unknown> | undefined,
): Entry | undefined {
  const entries = files.flatMap((file) => {
    const value = valueOf(file, WEBSOCKETS_KEY);
    const keySpan = file.document.root.entries.find(({ key }) => key === WEBSOCKETS_KEY)?.keySpan ?? value?.span;
    return value === undefined || keySpan === undefined
      ? []
      : [{ key: WEBSOCKETS_KEY, keySpan, value: rewrite(value, shape, file, WEBSOCKETS_KEY) }];
  });
  const [first, ...others] = entries;
  const wrong = entries.find(({ value }) => value.kind !== "sequence");
  if (first === undefined || others.length === 0 || wrong !== undefined) return wrong ?? first;
  const items = entries.flatMap(({ value }) => value.kind === "sequence" ? value.items : []);
  const span = valueOf(root, WEBSOCKETS_KEY)?.span ?? first.value.span;
  return { ...first, value: { kind: "sequence", items, span } };
}
