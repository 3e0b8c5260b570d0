/** Understands patterns as Pydantic's engines do. */

import { fitsRust } from "./cost.ts";
import { parsePython } from "./parse_python.ts";
import { parseRust } from "./parse_rust.ts";
import { type ParsedPattern, PatternError } from "./tree.ts";

/** Why no engine takes a pattern, and the UTF-16 offset of the trouble in it. */
export interface PatternProblem {
  readonly error: string;
  readonly offset: number;
}

const parsed = new Map<string, ParsedPattern | PatternProblem>();

/** The tree of a pattern, or why Pydantic would refuse it; each source is read once. */
export function parsePattern(source: string): ParsedPattern | PatternProblem {
  const known = parsed.get(source);
  if (known !== undefined) return known;
  const found = understand(source);
  parsed.set(source, found);
  return found;
}

function understand(source: string): ParsedPattern | PatternProblem {
  const lone = source.search(/\p{Surrogate}/u);
  if (lone >= 0) return { error: "half of a surrogate pair", offset: lone };
  try {
    const root = parseRust(source);
    if (fitsRust(root)) return { root, python: false };
    return {
      error: "it becomes too large for Rust's engine; use smaller counts, or `[A-Za-z0-9_]` for `\\w`",
      offset: 0,
    };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return understandPython(source, error);
  }
}

/** Python's engine is used for what only it can do; other mistakes are reported as Rust sees them. */
function understandPython(source: string, refusal: PatternError): ParsedPattern | PatternProblem {
  try {
    const { root, special } = parsePython(source);
    return special ? { root, python: true } : problem(refusal);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return problem(refusal.wantsPython ? error : refusal);
  }
}

function problem(error: PatternError): PatternProblem {
  return { error: error.reason, offset: error.offset };
}
