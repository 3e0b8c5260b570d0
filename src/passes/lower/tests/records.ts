/** The records that generated tests work with: valid, different from each other, and in their default order. */

import type { ActionRoute, Api, Field, FieldType, Json, Model, Restriction } from "../../../ir/api.ts";
import { distinct, same, sample, sampleField } from "../../../synthesis/mod.ts";
import { userValue } from "./users.ts";

/** A record as the store keeps it, by attribute. */
export type Sample = ReadonlyMap<string, Json>;

const fieldsOf = new WeakMap<Model, ReadonlyMap<string, Field>>();

/** The field of a model with that attribute. */
export function fieldOf(model: Model, attribute: string): Field | undefined {
  const fields = fieldsOf.get(model) ?? new Map(model.fields.map((field) => [field.attribute, field]));
  fieldsOf.set(model, fields);
  return fields.get(attribute);
}

/** How many records a test works with, where the constraints allow so many. */
const WANTED = 3;

/**
 * Records of a model, or the attribute for which no value could be made. Fields that the server would fill in have
 * values too, so that the answers are known in advance.
 */
export function sampleRecords(
  api: Api,
  model: Model,
  fixed: ReadonlyMap<string, Json>,
  wanted = WANTED,
): readonly Sample[] | { readonly missing: string } {
  const records: Sample[] = [];
  const touched = model.storage?.touched ?? [];
  for (let variant = 0; variant < wanted; variant++) {
    const record = new Map<string, Json>();
    for (const field of model.fields) {
      if (touched.includes(field.attribute)) continue;
      const value = fixed.get(field.attribute) ?? ownValue(field, model, api, variant);
      if (value === undefined && !field.nullable) return { missing: field.name };
      record.set(field.attribute, completed(value ?? null, field.type, api, variant));
    }
    if (collides(record, records, model)) break;
    records.push(record);
  }
  return records;
}

/** The value of a field: the first version of a record, its own key where it has to name one of its kind. */
function ownValue(field: Field, model: Model, api: Api, variant: number): Json | undefined {
  const { storage } = model;
  if (storage?.version === field.attribute) return 1;
  const isOwn = field.reference?.model === model.id && !field.nullable;
  const key = isOwn ? model.fields.find((one) => one.attribute === storage?.key) : undefined;
  return sampleField(key ?? field, api.models, variant);
}

/** Models inside of a record with all their fields, so that what comes back is what went in. */
function completed(value: Json, type: FieldType, api: Api, variant: number): Json {
  if (type.kind === "list" && Array.isArray(value)) {
    return value.map((item: Json) => completed(item, type.items, api, variant));
  }
  if (type.kind === "dict" && value instanceof Map) {
    return new Map([...value].map(([key, item]) => [key, completed(item, type.values, api, variant)]));
  }
  if (type.kind !== "model" || !(value instanceof Map)) return value;
  return new Map(
    (api.models.get(type.model)?.fields ?? []).flatMap((field): readonly [string, Json][] => {
      const given: Json | undefined = value.get(field.wire);
      // What may be left out and was, stays out.
      if (given === undefined && field.presence.kind === "omittable") return [];
      const item = given === undefined ? unsent(field, api, variant) : given;
      return [[field.wire, completed(item, field.type, api, variant)]];
    }),
  );
}

/** What a field holds that no client sends. */
function unsent(field: Field, api: Api, variant: number): Json {
  const { presence } = field;
  if (presence.kind === "default") return presence.value;
  if (presence.kind === "factory" && presence.factory === "list") return [];
  if (presence.kind === "factory" && presence.factory === "dict") return new Map();
  return sampleField(field, api.models, variant) ?? null;
}

/** Whether a record would break a uniqueness rule. */
function collides(record: Sample, others: readonly Sample[], model: Model): boolean {
  const { storage } = model;
  if (storage === undefined) return false;
  return [[storage.key], ...storage.unique].some((group) =>
    others.some((other) =>
      group.every((attribute) => {
        const left = record.get(attribute);
        const right = other.get(attribute);
        return left !== undefined && right !== undefined && left !== null && same(left, right);
      })
    )
  );
}

/** A value of a type that none of the records has; undefined where there is no other. */
export function anotherValue(type: FieldType, api: Api, taken: readonly Json[], hint: string): Json | undefined {
  for (let variant = 0; variant < Math.min(distinct(type, api.models, hint), 50); variant++) {
    const value = sample(type, api.models, variant, hint);
    if (value !== undefined && !taken.some((other) => same(other, value))) return value;
  }
  return undefined;
}

/** Values that every visible record of a route has: those that its path and its `where` name. */
export function fixedValues(api: Api, model: Model, routes: readonly ActionRoute[]): ReadonlyMap<string, Json> {
  const fixed = new Map<string, Json>();
  for (const route of routes) {
    for (const restriction of route.body.where) {
      if (fixed.has(restriction.attribute) || restriction.operator !== "eq") continue;
      const field = fieldOf(model, restriction.attribute);
      if (field === undefined || isUnique(model, field)) continue;
      const value = restriction.value.kind === "literal"
        ? restriction.value.value
        : userValue(restriction.value, route, api) ?? sampleField(field, api.models, 0);
      if (value !== undefined) fixed.set(field.attribute, value);
    }
  }
  return fixed;
}

function isUnique(model: Model, field: Field): boolean {
  return field.primary || field.unique || model.storage?.key === field.attribute;
}

/** Numbers of every spelling as numbers, so that decimals compare by value. */
function comparableValue(value: Json, type: FieldType): string | number | bigint | boolean | null {
  if (value === null || typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") {
    return value;
  }
  if (typeof value !== "string") return null;
  return type.kind === "decimal" ? Number(value) : value;
}

/** Orders two values as the stores do: null last, texts by code point. */
export function compareValues(left: Json, right: Json, type: FieldType): number {
  const [first, second] = [comparableValue(left, type), comparableValue(right, type)];
  if (first === null || second === null) return Number(first === null) - Number(second === null);
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Whether a record meets a comparison, by the rules of the stores. */
export function meets(record: Sample, attribute: string, operator: string, operand: Json, type: FieldType): boolean {
  const value = record.get(attribute) ?? null;
  if (operator === "is_null") return (value === null) === operand;
  if (value === null || operand === null) return false;
  const order = compareValues(value, Array.isArray(operand) ? value : operand, type);
  const text = typeof value === "string" ? value : "";
  const part = typeof operand === "string" ? operand : "";
  switch (operator) {
    case "eq":
      return order === 0;
    case "ne":
      return order !== 0;
    case "gt":
      return order > 0;
    case "ge":
      return order >= 0;
    case "lt":
      return order < 0;
    case "le":
      return order <= 0;
    case "like":
      return text.toLowerCase().includes(part.toLowerCase());
    case "starts_with":
      return text.startsWith(part);
    case "ends_with":
      return text.endsWith(part);
    case "in":
      return Array.isArray(operand) && operand.some((one: Json) => compareValues(value, one, type) === 0);
    case "not_in":
      return Array.isArray(operand) && !operand.some((one: Json) => compareValues(value, one, type) === 0);
    default:
      return false;
  }
}

/** Whether a route sees a record: path parameters have the values of the records by construction. */
export function visible(record: Sample, where: readonly Restriction[], model: Model, path: Sample): boolean {
  return where.every(({ attribute, operator, value }) => {
    const field = fieldOf(model, attribute);
    const operand = value.kind === "literal" ? value.value : path.get(attribute) ?? null;
    return field !== undefined && meets(record, attribute, operator, operand, field.type);
  });
}
