/** What several features and passes report, so that each feature can go without taking the words of another along. */

import { define } from "../diagnostics/define.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { listed, quoted } from "../diagnostics/text.ts";
import { OPERATOR_SYNONYMS, synonym } from "../language/synonyms.ts";
import { OPERATORS } from "./operators.ts";

/** `name desc`, as SQL orders, in the spelling of the language. */
function directed(text: string): string | undefined {
  const [, field, direction] = /^(\w+)[ :]+(asc|desc)$/i.exec(text) ?? [];
  return direction === undefined ? undefined : `Write "${direction.toLowerCase() === "desc" ? "-" : ""}${field}"`;
}

/** A relation by the name of its key, or the other way round. */
function related(field: string, fields: readonly string[]): string | undefined {
  const other = [`${field}_id`, field.replace(/_id$/, "")].find((name) => name !== field && fields.includes(name));
  return other === undefined ? undefined : `Did you mean ${quoted(other)}?`;
}

/** A field that the model does not have. */
export const UNKNOWN_FIELD = define<{ field: string; fields: readonly string[]; place: string }>(
  "E119",
  "unknown-field",
  {
    message: ({ field, place }) => `${place} has no field ${quoted(field)}`,
    help: ({ field, fields }) =>
      directed(field) ?? related(field, fields) ?? didYouMean(field, fields) ??
        (fields.length === 0 ? undefined : `Use ${listed(fields, "or")}`),
  },
);

/** An operator that the language does not have, or that the type of the field does not know. */
export const FILTER_OPERATOR = define<
  { operator: string; field: string; type: string; known: readonly string[]; unknown: boolean }
>("E120", "filter-operator", {
  message: ({ operator, field, type, unknown }) =>
    unknown
      ? `Unknown filter operator ${quoted(operator)}`
      : `Operator ${quoted(operator)} does not fit ${quoted(field)}, which is of type ${quoted(type)}`,
  help: ({ operator, known, unknown }) => {
    const meant = unknown ? synonym(operator, OPERATOR_SYNONYMS) : undefined;
    if (meant !== undefined) return OPERATORS.has(meant) ? `Did you mean ${quoted(meant)}?` : meant;
    return (unknown ? didYouMean(operator, known) : undefined) ?? `Use ${known.join(", ")}`;
  },
});

/** A look at what clients must not see. */
export const HIDDEN_FIELD = define<{ key: string; field: string }>("E121", "hidden-field", {
  message: ({ key, field }) => `${quoted(key)} would reveal the write-only field ${quoted(field)}`,
  help: ({ key }) =>
    key === "return"
      ? `Answer with a "response_model", or list the fields that clients may see`
      : "Remove the field from the list",
});

/** A feature of lists on a route that answers with one record. */
export const NOT_A_LIST = define<{ key: string; action: string }>("E117", "list-only", {
  message: ({ key, action }) => `"${key}" needs a list, but the action is "db.${action}"`,
  help: ({ key }) => `Remove "${key}", or use "action: db.list"`,
});

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [UNKNOWN_FIELD, FILTER_OPERATOR, HIDDEN_FIELD, NOT_A_LIST] as const;
