/** The merge key of YAML: `<<: *defaults` takes over the entries of other mappings. */

import type { Report } from "../diagnostics/define.ts";
import type { Entry, Mapping, Node } from "../ir/document.ts";
import { yamlFeature } from "./faults.ts";
import type { Span } from "./source.ts";

/** A key that was read; `<<` without quotes merges. */
export interface KeyedEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly isMerge: boolean;
}

/** A merge key, its value, and how many entries stand before it. */
export interface MergeKey {
  readonly span: Span;
  readonly value: Node;
  readonly before: number;
}

/**
 * The entries of a mapping with those that its merge key brings in, at the place of the key.
 * Written keys win over merged ones; of several sources the first wins.
 */
export function withMerged(
  entries: readonly Entry[],
  merges: readonly MergeKey[],
  written: ReadonlyMap<string, Span>,
  report: Report,
): readonly Entry[] {
  const result: Entry[] = [];
  const taken = new Set(written.keys());
  let copied = 0;
  for (const merge of merges) {
    for (; copied < merge.before; copied++) push(result, entries[copied]);
    for (const source of sourcesOf(merge, report)) {
      for (const entry of source.entries) {
        if (taken.has(entry.key)) continue;
        taken.add(entry.key);
        result.push(entry);
      }
    }
  }
  for (; copied < entries.length; copied++) push(result, entries[copied]);
  return result;
}

function push(result: Entry[], entry: Entry | undefined): void {
  if (entry !== undefined) result.push(entry);
}

function sourcesOf(merge: MergeKey, report: Report): readonly Mapping[] {
  const values = merge.value.kind === "sequence" ? merge.value.items : [merge.value];
  const mappings = values.filter((value) => value.kind === "mapping");
  if (mappings.length < values.length) {
    report(yamlFeature.at(merge.span, {
      problem: 'Merge key "<<" takes a mapping or a list of mappings',
      help: 'Write an alias of a mapping, as in "<<: *defaults", or put "<<" in quotes if it is a key',
    }));
  }
  return mappings;
}
