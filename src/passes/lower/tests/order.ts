/** The order in which a store lists the records of a test. */

import type { SortStep } from "../../../features/feature.ts";
import { compareValues, type Sample } from "./records.ts";
import type { RouteCase } from "./resource.ts";

/** Numbers of the records, ordered by the steps and then by the key; nulls are last either way. */
export function orderedNumbers(
  { records, resource: { model } }: RouteCase,
  steps: readonly SortStep[],
): readonly number[] {
  const byName = (attribute: string) => model.fields.find((field) => field.attribute === attribute);
  const own = steps.length > 0 ? [] : (model.storage?.order ?? []).map(byName);
  const key = byName(model.storage?.key ?? "id");
  const all: readonly SortStep[] = [
    ...steps,
    ...[...own, key].filter((field) => field !== undefined).map((field) => ({ field, descending: false })),
  ];
  const compare = (left: Sample, right: Sample) => {
    for (const { field, descending } of all) {
      const [first, second] = [left.get(field.attribute) ?? null, right.get(field.attribute) ?? null];
      const order = compareValues(first, second, field.type);
      if (order !== 0) return descending && first !== null && second !== null ? -order : order;
    }
    return 0;
  };
  return records.map((record, number) => ({ record, number }))
    .sort((left, right) => compare(left.record, right.record))
    .map(({ number }) => number);
}
