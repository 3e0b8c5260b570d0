/** Checks that several features and passes make of a route. */

import type { Report } from "../diagnostics/define.ts";
import type { Field, Operator } from "../ir/api.ts";
import type { Span, Spanned } from "../source/source.ts";
import { FILTER_OPERATOR, HIDDEN_FIELD, NOT_A_LIST } from "./diagnostics.ts";
import type { RouteScope } from "./feature.ts";
import { OPERATORS, operatorsFor } from "./operators.ts";

/** Whether the route is a list; reports the key where it is not. */
export function isList(key: string, scope: RouteScope): boolean {
  if (scope.action === "list") return true;
  if (scope.action !== undefined) scope.report(NOT_A_LIST.at(scope.span, { key, action: scope.action }));
  return false;
}

/** The operator that a word names, if it fits the field; reports the word where it does not. */
export function fittingOperator(word: string, field: Field, span: Span, report: Report): Operator | undefined {
  const operator = OPERATORS.get(word);
  const known = operatorsFor(field.type);
  if (operator !== undefined && known.includes(operator)) return operator;
  report(FILTER_OPERATOR.at(span, {
    operator: word,
    field: field.name,
    type: field.type.kind,
    known,
    unknown: operator === undefined,
  }));
  return undefined;
}

/** A field that clients may see; an unknown or write-only one is reported. */
export function visibleField(key: string, named: Spanned<string>, scope: RouteScope): Field | undefined {
  const field = scope.fields.get(named.value);
  if (field === undefined) {
    scope.unknownField(named);
    return undefined;
  }
  if (!field.writeOnly) return field;
  scope.report(HIDDEN_FIELD.at(named.span, { key, field: field.name }));
  return undefined;
}
