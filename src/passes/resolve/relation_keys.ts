/** The keys of fields that make relations, and where they have no meaning. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { FieldConfig, TypeConfig, TypeWords } from "../../language/model.ts";

/** A key about relations where there is none. */
export const MISPLACED_RELATION = define<{ key: string; reason: string; help: string }>(
  "E255",
  "misplaced-relation",
  {
    message: ({ key, reason }) => `${quoted(key)} has no meaning here: ${reason}`,
    help: ({ help }) => help,
  },
);

/** Whether more is written of a field than its type. */
export function isMapping(config: TypeConfig): config is FieldConfig {
  return !("value" in config);
}

/** Whether the words of a field make it a relation. */
export function isRelation(config: TypeConfig): boolean {
  return isMapping(config) && (config.relation?.value === true || config.foreign_key !== undefined);
}

/** Reports keys about relations that have no meaning where they stand. */
export function checkRelationKeys(config: FieldConfig, report: Report): void {
  const span = config.keySpans.get("on_delete");
  if (span === undefined || isRelation(config)) return;
  report(MISPLACED_RELATION.at(span, {
    key: "on_delete",
    reason: "the field is no relation",
    help: config.type.value.toLowerCase() === "ref" ? `Add "relation: true"` : `Add "foreign_key: Model.field"`,
  }));
}

/** Reports keys of fields in a type inside of another one. */
export function checkInnerType(config: TypeConfig | TypeWords, report: Report): void {
  if ("value" in config) return;
  for (const key of ["relation", "foreign_key", "on_delete", "version"]) {
    const span = config.keySpans.get(key);
    if (span === undefined) continue;
    report(MISPLACED_RELATION.at(span, {
      key,
      reason: "it is for a field, not for the values inside of one",
      help: key === "version" ? "Make it a field of its own" : "Declare a model that stands between both",
    }));
    return;
  }
}
