/** Conditions in the words of test names. */

import type { Condition, Value } from "../../../../ir/logic.ts";
import { toSnakeCase } from "../../../../python/names.ts";

/** `order_status_is_open`. */
export function words(condition: Condition): string {
  switch (condition.kind) {
    case "compare":
      return [valueWords(condition.left), OPERATORS[condition.operator], valueWords(condition.right)].join("_");
    case "null":
      return `${valueWords(condition.value)}_is_${condition.negated ? "not_" : ""}null`;
    case "not":
      return `not_${words(condition.child)}`;
    case "and":
    case "or":
      return condition.children.map(words).join(`_${condition.kind}_`);
    case "call":
      return toSnakeCase(condition.call.handler.qualifiedName.replaceAll(".", "_"));
  }
}

const OPERATORS = {
  eq: "is",
  ne: "is_not",
  gt: "is_above",
  ge: "is_at_least",
  lt: "is_below",
  le: "is_at_most",
  in: "is_in",
  not_in: "is_not_in",
} as const;

function valueWords(value: Value): string {
  switch (value.kind) {
    case "literal":
      return typeof value.value === "object" && value.value !== null ? "values" : plain(String(value.value));
    case "path":
    case "parameter":
      return value.parameter.attribute;
    case "file":
      return value.file.attribute;
    case "variable":
      return value.variable.name;
    case "member":
      return `${valueWords(value.of)}_${value.name}`;
    case "injected":
      return value.what;
    case "body":
      return "body";
    case "list":
    case "dict":
      return "values";
  }
}

function plain(text: string): string {
  const made = text.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
  return made === "" ? "empty" : made;
}
