/** `where` and `set` of routes: fields with literal values, or values of the request. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import { UNKNOWN_FIELD } from "../../features/diagnostics.ts";
import { fittingOperator } from "../../features/scope.ts";
import type { Assignment, Field, FieldType, Model, Operand, Operator, Restriction } from "../../ir/api.ts";
import type { Node } from "../../ir/document.ts";
import { advice, found } from "../../language/advice.ts";
import type { RouteConfig } from "../../language/route.ts";
import { parseText } from "../../language/references.ts";
import type { Span, Spanned } from "../../source/source.ts";
import { reportComputed } from "./computed.ts";
import { lacks } from "./models.ts";
import type { Purpose } from "./fitting.ts";
import { canonical, meant, misfit } from "./json.ts";
import { type Expected, resolveValue, type ValueScope } from "./values.ts";

/** A value that the field could never have. */
export const OPERAND_VALUE = define<{ field: string; expected: string; found: string; help: string | undefined }>(
  "E136",
  "operand-value",
  {
    message: ({ field, expected, found }) => `The value for ${quoted(field)} is ${found}, expected ${expected}`,
    help: ({ help }) => help ?? "Write a value that the field could have",
  },
);

/** A route that writes its own key, or a field of something that it does not write. */
export const SET_NOT_POSSIBLE = define<{ reason: string }>("E137", "set-not-possible", {
  message: ({ reason }) => `"set" cannot be used here: ${reason}`,
  help: () => `Remove "set"`,
});

/** Reports a name that is no field of a model. */
export function unknownField(named: Spanned<string>, model: Model, report: Report): void {
  if (!lacks(model, named.value) || reportComputed(model, named, report)) return;
  const fields = model.fields.map((one) => one.name);
  report(UNKNOWN_FIELD.at(named.span, { field: named.value, fields, place: `Model ${quoted(model.name)}` }));
}

function fieldNamed(name: string, span: Span, model: Model, report: Report): Field | undefined {
  const field = model.fields.find((one) => one.name === name);
  if (field === undefined) unknownField({ value: name, span }, model, report);
  return field;
}

function operand(
  node: Node,
  type: FieldType,
  field: Field,
  purpose: Purpose,
  scope: ValueScope,
): Operand | undefined {
  const { report } = scope;
  const nullable = purpose === "stored" && field.nullable;
  if (hasReference(node)) {
    const mismatch: Expected["mismatch"] = (span, expected, found, help) =>
      report(OPERAND_VALUE.at(span, { field: field.name, expected, found, help }));
    const value = resolveValue(node, scope, { typed: { type, nullable }, purpose, mismatch });
    if (value === undefined) return undefined;
    return value.kind === "path" ? { kind: "path", parameter: value.parameter } : { kind: "value", value };
  }
  const items = type.kind === "list" && node.kind === "sequence"
    ? node.items.map((item) => operand(item, type.items, field, "looked for", scope))
    : undefined;
  const values = items?.flatMap((item) => item?.kind === "literal" ? [item.value] : []);
  // What is wrong with an item was reported at the item.
  if (values !== undefined && values.length !== items?.length) return undefined;
  const written = values ?? meant(node, type);
  const text = type.kind === "str" && node.kind === "scalar" && written !== null ? dollars(node.text) : written;
  if (text === null && nullable) return { kind: "literal", value: null, type };
  const expected = text === null ? "a value" : misfit(text, type);
  if (expected === undefined) return { kind: "literal", value: canonical(text, type), type };
  const help = type.kind === "bool" ? advice("flag", node) : type.kind === "list" ? advice("list", node) : undefined;
  report(OPERAND_VALUE.at(node.span, { field: field.name, expected, found: found(node), help }));
  return undefined;
}

function hasReference(node: Node): boolean {
  if (node.kind === "sequence") return node.items.some(hasReference);
  if (node.kind === "mapping") return node.entries.some(({ value }) => hasReference(value));
  return typeof node.value === "string" && parseText(node.value).kind !== "literal";
}

/** `$$` is a literal dollar. */
function dollars(text: string): string {
  return text.replaceAll("$$", "$");
}

const BOOL: FieldType = { kind: "bool" };

function restriction(
  field: Field,
  word: string,
  node: Node,
  span: Span,
  scope: ValueScope,
): readonly Restriction[] {
  const operator = fittingOperator(word, field, span, scope.report);
  if (operator === undefined) return [];
  const value = operand(node, operandType(operator, field.type), field, "looked for", scope);
  return value === undefined ? [] : [{ attribute: field.attribute, operator, value }];
}

/** What an operator compares a field with. */
export function operandType(operator: Operator, type: FieldType): FieldType {
  if (operator === "is_null") return BOOL;
  if (operator === "in" || operator === "not_in") {
    return { kind: "list", items: type, minLength: undefined, maxLength: undefined };
  }
  return type.kind === "str"
    ? { ...type, format: undefined, pattern: undefined, minLength: undefined, maxLength: undefined }
    : type;
}

/** `where`: `{field: value}` or `{field: {op: value}}`. */
export function resolveRestrictions(config: RouteConfig, model: Model, scope: ValueScope): readonly Restriction[] {
  return (config.where ?? []).flatMap(({ key, keySpan, value }): readonly Restriction[] => {
    const field = fieldNamed(key, keySpan, model, scope.report);
    if (field === undefined || value === undefined) return [];
    if (value.kind === "mapping") {
      return value.entries.flatMap((entry) => restriction(field, entry.key, entry.value, entry.keySpan, scope));
    }
    if (value.kind === "scalar" && value.value === null) {
      return [{ attribute: field.attribute, operator: "is_null", value: { kind: "literal", value: true, type: BOOL } }];
    }
    return restriction(field, value.kind === "sequence" ? "in" : "eq", value, keySpan, scope);
  });
}

/** `set`: `{field: value}`. */
export function resolveAssignments(config: RouteConfig, model: Model, scope: ValueScope): readonly Assignment[] {
  const span = config.keySpans.get("set");
  if (span !== undefined && config.action?.value !== "db.create" && config.action?.value !== "db.update") {
    scope.report(
      SET_NOT_POSSIBLE.at(span, {
        reason: `the route does not write, its action is ${quoted(config.action?.value ?? "")}`,
      }),
    );
    return [];
  }
  return (config.set ?? []).flatMap(({ key, keySpan, value }): readonly Assignment[] => {
    const field = fieldNamed(key, keySpan, model, scope.report);
    if (field === undefined || value === undefined) return [];
    const written = operand(value, field.type, field, "stored", scope);
    return written === undefined ? [] : [{ attribute: field.attribute, value: written }];
  });
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [OPERAND_VALUE, SET_NOT_POSSIBLE] as const;
