/** `expand`: records that others refer to, sent beside their keys. */

import { define } from "../diagnostics/define.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { listed, quoted } from "../diagnostics/text.ts";
import type { Contribution } from "../ir/project.ts";
import { list, optional, text } from "../language/shape.ts";
import { type Expansion, routeFeature } from "./feature.ts";
import runtime from "../../templates/runtime/expansion.py" with { type: "text" };

/** A name that is no relation. */
export const UNKNOWN_RELATION = define<{ name: string; relations: readonly string[] }>("E263", "unknown-relation", {
  message: ({ name }) => `The model has no relation ${quoted(name)}`,
  help: ({ name, relations }) => {
    const plain = name.replace(/_?id$/i, "");
    if (relations.includes(plain)) return `Did you mean ${quoted(plain)}?`;
    return didYouMean(name, relations) ??
      (relations.length === 0
        ? `Give a field of the model "type: ref" and "relation: true"`
        : `Use ${listed(relations, "or")}`);
  },
});

/** A relation of a relation. */
export const NESTED_EXPANSION = define<{ name: string }>("E264", "nested-expansion", {
  message: ({ name }) => `${quoted(name)} leads through more than one relation`,
  help: ({ name }) => `Write ${quoted(name.split(".")[0] ?? name)}, and read the rest with a request of its own`,
});

/** A route that sends no records as they are stored. */
export const NOTHING_TO_EXPAND = define<{ reason: string }>("E265", "nothing-to-expand", {
  message: ({ reason }) => `"expand" needs a route that answers with records: ${reason}`,
  help: () => `Remove "expand"`,
});

/** `expand`. */
export const expand = routeFeature({
  key: "expand",
  language: optional(
    list(text("the name of a relation"), "a list of relations"),
    "Relations whose records are sent beside their keys, each read in one further query.",
    { example: "[profile]" },
  ),
  resolve(config, scope): readonly Expansion[] | undefined {
    if (config === undefined) return undefined;
    const reason = scope.action === undefined
      ? "this one has no action"
      : scope.action === "delete"
      ? "this one deletes"
      : scope.keys.has("transform")
      ? `"transform" makes something else of them`
      : undefined;
    if (reason !== undefined) {
      scope.report(NOTHING_TO_EXPAND.at(scope.span, { reason }));
      return undefined;
    }
    const relations = [...scope.fields.values()].flatMap((field) => {
      const { reference } = field;
      return reference?.expanded === undefined ? [] : [{ field, reference, name: reference.expanded }];
    });
    const found = new Map<string, Expansion>();
    for (const { value: name, span } of config) {
      const relation = relations.find((one) => one.name === name);
      if (relation !== undefined) found.set(name, { ...relation, span });
      else if (name.includes(".")) scope.report(NESTED_EXPANSION.at(span, { name }));
      else if (scope.lacks(name) || scope.fields.has(name)) {
        scope.report(UNKNOWN_RELATION.at(span, { name, relations: relations.map((one) => one.name) }));
      }
    }
    return found.size === 0 ? undefined : [...found.values()];
  },
  expansions: (resolved) => resolved,
  lower: (): readonly Contribution[] => [{ kind: "runtime", file: "expansion.py", text: runtime }],
  diagnostics: [UNKNOWN_RELATION, NESTED_EXPANSION, NOTHING_TO_EXPAND],
});
