/** Objects that are written as what they differ in from others. */

import type { Expr } from "../../../python/ast.ts";
import { binary, call, str } from "../../../python/build.ts";
import { support } from "./build.ts";
import { type Expected, type ExpectedJson, expectedValue, sameContent } from "./shapes.ts";

/** An object with the expression that gives it. */
export interface Known {
  readonly value: Expr;
  readonly content: Expected;
}

/** `base | {…}`; undefined where that says no less than the whole. */
export function extended({ value, content: base }: Known, content: Expected): Expr | undefined {
  for (const key of base.keys()) if (!content.has(key)) return undefined;
  const changes = new Map<string, ExpectedJson>();
  for (const [key, item] of content) if (!sameContent(item, base.get(key))) changes.set(key, item);
  if (changes.size === 0) return value;
  return changes.size + 1 >= content.size ? undefined : binary(value, "|", expectedValue(changes));
}

/** `without(base, "name", …)`; undefined where that says no less than the whole. */
export function reduced({ value, content: base }: Known, content: Expected): Expr | undefined {
  for (const [key, item] of content) if (!sameContent(item, base.get(key))) return undefined;
  const removed = [...base.keys()].filter((key) => !content.has(key));
  if (removed.length === 0) return value;
  return removed.length >= content.size ? undefined : call(support("without"), [value, ...removed.map(str)]);
}

/** One object with all of another. */
export function joined(base: Known, changes: Known): Known {
  return {
    value: binary(base.value, "|", changes.value),
    content: new Map([...base.content, ...changes.content]),
  };
}
