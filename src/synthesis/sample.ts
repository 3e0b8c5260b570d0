/** Values that are valid by construction, as JSON carries them; the same input gives the same value everywhere. */

import type { Field, FieldType, Json, Lengths, Model, ModelId } from "../ir/api.ts";
import { base64 } from "./bytes.ts";
import { sampleDate, sampleDatetime, sampleTime } from "./moment.ts";
import { countNumbers, sampleNumber } from "./number.ts";
import { looksLike } from "./readable.ts";
import { countTexts, sampleText, uuid } from "./text.ts";
import { wireText } from "./wire.ts";

/** Models by id. */
export type Models = ReadonlyMap<ModelId, Model>;

/** What `samplePayload` makes: values by wire name, or the attribute for which nothing could be made. */
export type Payload = ReadonlyMap<string, Json> | { readonly missing: string };

/** No type is said to have more different values than this. */
const MAXIMUM_DISTINCT = 1000;
/** Longer lists, mappings and bytes are not made. */
const MAXIMUM_ITEMS = 10_000;
/** Models inside of more than this many models are left out where they may be. */
const MAXIMUM_DEPTH = 3;
/** Deeper values are not made at all: no client sends such. */
const DEEPEST = 50;
/** Values in one payload before it is given up. */
const MAXIMUM_VALUES = 20_000;

interface Scope {
  readonly models: Models;
  /** The models that the value is inside of. */
  readonly inside: readonly ModelId[];
  readonly budget: { values: number };
}

/** The value of a variant; undefined if none can be made. Values of greater variants sort after, as far as possible. */
export function sample(type: FieldType, models: Models, variant: number, hint = "text"): Json | undefined {
  return make(type, { models, inside: [], budget: { values: MAXIMUM_VALUES } }, variant, hint);
}

function make(type: FieldType, scope: Scope, variant: number, hint: string): Json | undefined {
  if (--scope.budget.values < 0) return undefined;
  switch (type.kind) {
    case "str":
      return sampleText(type, variant, hint);
    case "int":
    case "float":
    case "decimal":
      return sampleNumber(type, variant);
    case "bool":
      return variant % 2 === 1;
    case "datetime":
      return sampleDatetime(variant);
    case "date":
      return sampleDate(variant);
    case "time":
      return sampleTime(variant);
    case "uuid":
      return uuid(variant);
    case "any":
      return new Map([["key", looksLike("value")[0]?.(variant) ?? "value"]]);
    case "bytes":
      return makeBytes(type, variant, hint);
    case "enum":
      return type.values[variant % type.values.length];
    case "list":
      return makeList(type, scope, variant, hint);
    case "dict":
      return makeDict(type, scope, variant);
    case "model":
      return makeModel(type.model, scope, variant);
  }
}

function makeBytes(lengths: Lengths, variant: number, hint: string): Json | undefined {
  if ((lengths.minLength ?? 0) > MAXIMUM_ITEMS) return undefined;
  const text = sampleText({ kind: "str", format: undefined, pattern: undefined, ...lengthsOf(lengths) }, variant, hint);
  return text === undefined ? undefined : base64(text);
}

function lengthsOf(type: Lengths): Lengths {
  return { minLength: type.minLength, maxLength: type.maxLength };
}

/** How many items to make: enough, and one where there may be one, so that the content is tested; undefined if none. */
function itemCount(lengths: Lengths): number | undefined {
  const least = lengths.minLength ?? 0;
  const most = lengths.maxLength ?? Infinity;
  return least > most || least > MAXIMUM_ITEMS ? undefined : Math.min(most, Math.max(1, least));
}

function makeList(
  type: Extract<FieldType, { kind: "list" }>,
  scope: Scope,
  variant: number,
  hint: string,
): Json | undefined {
  const count = itemCount(type);
  if (count === undefined) return undefined;
  const items: Json[] = [];
  for (let index = 0; index < count; index++) {
    const item = make(type.items, scope, variant + index, hint);
    if (item === undefined) return (type.minLength ?? 0) === 0 ? [] : undefined;
    items.push(item);
  }
  return items;
}

function makeDict(type: Extract<FieldType, { kind: "dict" }>, scope: Scope, variant: number): Json | undefined {
  const count = itemCount(type);
  if (count === undefined) return undefined;
  const entries = new Map<string, Json>();
  for (let index = 0; index < count; index++) {
    const key = makeKey(type.keys, scope, variant + index);
    const value = make(type.values, scope, variant + index, "value");
    if (key !== undefined && value !== undefined) entries.set(key, value);
  }
  return entries.size === count ? entries : (type.minLength ?? 0) === 0 ? new Map() : undefined;
}

/** JSON keys are texts, whatever Python makes of them. */
function makeKey(type: FieldType, scope: Scope, variant: number): string | undefined {
  if (type.kind === "any") return `key-${variant + 1}`;
  if (type.kind === "list" || type.kind === "dict" || type.kind === "model") return undefined;
  const key = make(type, scope, variant, "key");
  return key === undefined ? undefined : wireText(key, type);
}

function makeModel(id: ModelId, scope: Scope, variant: number): Json | undefined {
  const model = scope.models.get(id);
  if (model === undefined || scope.inside.length > DEEPEST || scope.inside.includes(id)) return undefined;
  const payload = fillModel(model, scope, variant, new Set());
  return "missing" in payload ? undefined : payload;
}

/** What a client sends: every required field, and optional ones too, so that a round trip tests them. */
export function samplePayload(
  model: Model,
  models: Models,
  options: { readonly variant: number; readonly omit?: ReadonlySet<string> },
): Payload {
  const scope: Scope = { models, inside: [], budget: { values: MAXIMUM_VALUES } };
  return fillModel(model, scope, options.variant, options.omit ?? new Set());
}

function fillModel(model: Model, outer: Scope, variant: number, omit: ReadonlySet<string>): Payload {
  const scope: Scope = { ...outer, inside: [...outer.inside, model.id] };
  const payload = new Map<string, Json>();
  for (const field of model.fields) {
    const required = field.presence.kind === "required";
    if (omit.has(field.attribute) || field.readOnly || (field.auto && !required)) continue;
    if (!required && field.type.kind === "model" && scope.inside.length > MAXIMUM_DEPTH) continue;
    const value = makeField(field, scope, variant);
    if (value !== undefined) payload.set(field.wire, value);
    else if (required && !field.nullable) return { missing: field.attribute };
    else if (required) payload.set(field.wire, null);
  }
  return payload;
}

/** The value of a field in the payload of a variant: its example, or a value that differs from its default. */
export function sampleField(field: Field, models: Models, variant: number): Json | undefined {
  return makeField(field, { models, inside: [], budget: { values: MAXIMUM_VALUES } }, variant);
}

function makeField(field: Field, scope: Scope, variant: number): Json | undefined {
  const occursOnce = field.unique || field.primary;
  if (field.example !== undefined && (variant === 0 || !occursOnce)) return field.example;
  const value = (number: number) => make(field.type, scope, number, field.name);
  const taken = field.example ?? (field.presence.kind === "default" ? field.presence.value : undefined);
  if (taken === undefined) return value(variant);
  // From a value that is taken on, each variant has the value of the next one.
  for (let number = 0; number <= Math.min(variant, MAXIMUM_DISTINCT); number++) {
    const made = value(number);
    if (made === undefined) return undefined;
    if (same(made, taken)) return value(variant + 1);
  }
  return value(variant);
}

/** Whether two values are the same JSON. */
export function same(left: Json, right: Json): boolean {
  if (left instanceof Map && right instanceof Map) {
    return left.size === right.size &&
      [...left].every(([key, value]) => {
        const other: Json | undefined = right.get(key);
        return other !== undefined && same(value, other);
      });
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => same(item, right[index]));
  }
  if (typeof left === "bigint" || typeof right === "bigint") {
    return (typeof left === "bigint" || typeof left === "number") &&
      (typeof right === "bigint" || typeof right === "number") && left == right;
  }
  return left === right;
}

/** How many different values `sample` makes of a type, at most 1,000. */
export function distinct(type: FieldType, models: Models, hint = "text"): number {
  switch (type.kind) {
    case "str":
      return countTexts(type, hint);
    case "int":
    case "float":
    case "decimal":
      return countNumbers(type);
    case "bool":
      return 2;
    case "bytes":
      return countTexts({ kind: "str", format: undefined, pattern: undefined, ...lengthsOf(type) }, hint);
    case "enum":
      return Math.min(type.values.length, MAXIMUM_DISTINCT);
    case "datetime":
    case "date":
    case "time":
    case "uuid":
    case "any":
      return MAXIMUM_DISTINCT;
    case "list":
    case "dict":
    case "model":
      return countSamples(type, models, hint);
  }
}

/** Values made of others are counted by making them. */
function countSamples(type: FieldType, models: Models, hint: string): number {
  const seen = new Set<string>();
  // Composite values may be large; a few dozen are as many as any test needs.
  for (let variant = 0; variant < 64; variant++) {
    const value = sample(type, models, variant, hint);
    if (value === undefined) return seen.size;
    const text = wireText(value, type);
    if (seen.has(text)) return seen.size;
    seen.add(text);
  }
  return MAXIMUM_DISTINCT;
}
