/** The order in which diagnostics are shown. */

import type { Diagnostic } from "./define.ts";

/**
 * Sorts by file, position and code, and leaves out repetitions. Those without a place come first; files follow in the
 * order given, then in the order in which the diagnostics name them.
 *
 * @param files names of files that come first, such as the root config
 */
export function sortDiagnostics(
  diagnostics: readonly Diagnostic[],
  files: readonly string[] = [],
): readonly Diagnostic[] {
  const ranks = new Map<string | undefined, number>([[undefined, -1]]);
  for (const name of files) if (!ranks.has(name)) ranks.set(name, ranks.size);
  const unique = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { code, message, span } = diagnostic;
    const name = span?.source.name;
    if (!ranks.has(name)) ranks.set(name, ranks.size);
    const identity = JSON.stringify([code, name, span?.start, span?.end, message]);
    if (!unique.has(identity)) unique.set(identity, diagnostic);
  }
  const rank = ({ span }: Diagnostic): number => ranks.get(span?.source.name) ?? 0;
  return [...unique.values()].sort((left, right) =>
    rank(left) - rank(right) ||
    (left.span?.start ?? 0) - (right.span?.start ?? 0) ||
    (left.span?.end ?? 0) - (right.span?.end ?? 0) ||
    (left.code < right.code ? -1 : left.code > right.code ? 1 : 0)
  );
}
