/** Whether Pydantic compiles a pattern. */

import { parsePattern } from "./parse.ts";

/** The engine that compiles a pattern, or why none does and the UTF-16 offset of the trouble. */
export type PatternCheck =
  | { readonly ok: true; readonly python: boolean }
  | { readonly ok: false; readonly reason: string; readonly offset: number };

/** Whether Pydantic compiles a pattern, and by which engine. In doubt the answer is no. */
export function checkPattern(source: string): PatternCheck {
  const result = parsePattern(source);
  return "error" in result
    ? { ok: false, reason: result.error, offset: result.offset }
    : { ok: true, python: result.python };
}
