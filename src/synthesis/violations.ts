/** Values that break exactly one constraint of a field, and where Pydantic reports it. */

import type { Field, FieldType, Json, Lengths, Model } from "../ir/api.ts";
import { base64 } from "./bytes.ts";
import { numberViolations } from "./number.ts";
import { hasLength, sampleMismatching } from "./regex/generate.ts";
import { type Models, sample, samplePayload } from "./sample.ts";
import { sampleText, type TextType } from "./text.ts";
import { wireText } from "./wire.ts";

/** A value that is refused. */
export interface Violation {
  /** What is wrong with it, in snake_case; unique among the violations of a field. */
  readonly what: string;
  readonly value: Json;
  /** Where the error is, below the field's wire name. */
  readonly loc: readonly (string | number)[];
}

/** Longer texts and lists are not made. */
const LONGEST = 10_000;
/** How deep violations inside of lists, mappings and models go. */
const DEEPEST = 3;

/** Every constraint of a field broken once. */
export function violations(field: Pick<Field, "type" | "name" | "nullable">, models: Models): readonly Violation[] {
  const result = ofType(field.type, models, field.name, 0);
  if (!field.nullable && field.type.kind !== "any") result.push({ what: "null", value: null, loc: [] });
  return distinctLabels(result);
}

function distinctLabels(all: readonly Violation[]): readonly Violation[] {
  const seen = new Set<string>();
  return all.map((violation) => {
    let what = violation.what;
    for (let number = 2; seen.has(what); number++) what = `${violation.what}_${number}`;
    seen.add(what);
    return { ...violation, what };
  });
}

function ofType(type: FieldType, models: Models, hint: string, depth: number): Violation[] {
  const here = (what: string, value: Json | undefined): Violation[] =>
    value === undefined ? [] : [{ what, value, loc: [] }];
  switch (type.kind) {
    case "str":
      return ofText(type, hint).flatMap(({ what, value }) => here(what, value));
    case "int":
      return [...here("wrong_type", "1"), ...numberViolations(type).flatMap(({ what, value }) => here(what, value))];
    case "float":
      return [...here("wrong_type", "1.5"), ...numberViolations(type).flatMap(({ what, value }) => here(what, value))];
    case "decimal":
      return [
        ...here("wrong_type", "not-a-decimal"),
        ...numberViolations(type).flatMap(({ what, value }) => here(what, value)),
      ];
    case "bool":
      return here("wrong_type", "true");
    case "datetime":
    case "date":
    case "time":
    case "uuid":
      return here("wrong_type", `not-a-${type.kind}`);
    case "any":
      return [];
    case "bytes":
      return [...here("not_base64", "a"), ...ofBytes(type, hint)];
    case "enum":
      return here("not_in_enum", unknownValue(type.values));
    case "list":
      return [...here("wrong_type", "not-a-list"), ...ofList(type, models, hint, depth)];
    case "dict":
      return [...here("wrong_type", "not-a-dict"), ...ofDict(type, models, depth)];
    case "model":
      return [...here("wrong_type", "not-an-object"), ...ofModel(models.get(type.model), models, depth)];
  }
}

function ofText(type: TextType, hint: string): readonly { readonly what: string; readonly value: Json | undefined }[] {
  const format = type.format === "password" ? undefined : type.format;
  const result: { what: string; value: Json | undefined }[] = [{
    what: "wrong_type",
    value: format === undefined ? 1 : [],
  }];
  const { tooShort, tooLong } = beyond(type);
  // A text of the wrong length is otherwise right, so only the length can be at fault.
  const otherwise = (lengths: Lengths) => sampleText({ ...type, ...lengths }, 0, hint);
  if (tooShort !== undefined) result.push({ what: "too_short", value: otherwise(tooShort) });
  if (tooLong !== undefined) result.push({ what: "too_long", value: otherwise(tooLong) });
  if (format !== undefined) {
    const article = "aeiou".includes(format.charAt(0)) && format !== "uuid" && !format.startsWith("ur") ? "an" : "a";
    // Blanks are no part of any format.
    const junk = `not ${article} ${format}`;
    result.push({ what: `not_${article}_${format}`, value: junk });
  } else if (type.pattern !== undefined) {
    result.push({ what: "pattern", value: sampleMismatching(type.pattern, type) });
  } else {
    const value = "\0".padEnd(Math.max(1, type.minLength ?? 0), "x");
    result.push({
      what: "nul_character",
      value: hasLength(value, type) && value.length <= LONGEST ? value : undefined,
    });
  }
  return result;
}

/** Lengths just outside of the limits; undefined for those that are no limits or too far away. */
function beyond(lengths: Lengths): { readonly tooShort: Lengths | undefined; readonly tooLong: Lengths | undefined } {
  const exactly = (length: number): Lengths => ({ minLength: length, maxLength: length });
  const { minLength, maxLength } = lengths;
  return {
    tooShort: minLength === undefined || minLength < 1 || minLength > LONGEST ? undefined : exactly(minLength - 1),
    tooLong: maxLength === undefined || maxLength >= LONGEST ? undefined : exactly(maxLength + 1),
  };
}

function ofBytes(type: Lengths, hint: string): readonly Violation[] {
  const { tooShort, tooLong } = beyond(type);
  return [["too_short", tooShort] as const, ["too_long", tooLong] as const].flatMap(([what, lengths]) => {
    if (lengths === undefined) return [];
    const text = sampleText({ kind: "str", format: undefined, pattern: undefined, ...lengths }, 0, hint);
    return text === undefined ? [] : [{ what, value: base64(text), loc: [] }];
  });
}

function unknownValue(values: readonly (string | number | bigint)[]): Json {
  const texts = values.filter((value) => typeof value === "string");
  if (texts.length > 0) {
    let text = "unknown value";
    while (texts.includes(text)) text += "!";
    return text;
  }
  const largest = values.reduce<number | bigint>(
    (most, value) => typeof value !== "string" && value > most ? value : most,
    0,
  );
  const next = BigInt(largest) + 1n;
  return next <= Number.MAX_SAFE_INTEGER ? Number(next) : next;
}

/** Wrong counts, and one wrong item first. */
function ofList(type: Extract<FieldType, { kind: "list" }>, models: Models, hint: string, depth: number): Violation[] {
  const result: Violation[] = [];
  const { tooShort, tooLong } = beyond(type);
  for (const [what, lengths] of [["too_short", tooShort] as const, ["too_long", tooLong] as const]) {
    if (lengths === undefined) continue;
    const value = sample({ ...type, ...lengths }, models, 0, hint);
    if (value !== undefined) result.push({ what, value, loc: [] });
  }
  const good = sample(type, models, 0, hint);
  if (depth >= DEEPEST || !Array.isArray(good) || type.maxLength === 0) return result;
  const others = good.slice(1);
  for (const inner of withNull(type.items, models, hint, depth)) {
    result.push({ what: `item_${inner.what}`, value: [inner.value, ...others], loc: [0, ...inner.loc] });
  }
  return result;
}

function withNull(type: FieldType, models: Models, hint: string, depth: number): readonly Violation[] {
  const inner = ofType(type, models, hint, depth + 1);
  return type.kind === "any" ? inner : [...inner, { what: "null", value: null, loc: [] }];
}

/** Wrong counts, a wrong value under the first key, and a wrong key. */
function ofDict(type: Extract<FieldType, { kind: "dict" }>, models: Models, depth: number): Violation[] {
  const result: Violation[] = [];
  const { tooShort, tooLong } = beyond(type);
  for (const [what, lengths] of [["too_short", tooShort] as const, ["too_long", tooLong] as const]) {
    if (lengths === undefined) continue;
    const value = sample({ ...type, ...lengths }, models, 0);
    if (value instanceof Map && value.size === lengths.minLength) result.push({ what, value, loc: [] });
  }
  if (depth >= DEEPEST || type.maxLength === 0) return result;
  const good = sample({ ...type, minLength: Math.max(1, type.minLength ?? 0) }, models, 0);
  if (!(good instanceof Map)) return result;
  const entries: readonly (readonly [string, Json])[] = [...good];
  const [first, ...others] = entries;
  if (first === undefined) return result;
  for (const inner of withNull(type.values, models, "value", depth)) {
    const value = new Map([[first[0], inner.value], ...others]);
    result.push({ what: `value_${inner.what}`, value, loc: [first[0], ...inner.loc] });
  }
  for (const { what, key } of wrongKeys(type.keys, models)) {
    result.push({ what: `key_${what}`, value: new Map([[key, first[1]], ...others]), loc: [key, "[key]"] });
  }
  return result;
}

/** Keys are always texts, so no type of JSON is wrong for them. */
function wrongKeys(type: FieldType, models: Models): readonly { readonly what: string; readonly key: string }[] {
  if (type.kind === "bool") return [{ what: "wrong_type", key: "not-a-bool" }];
  return ofType(type, models, "key", DEEPEST).flatMap(({ what, value }) => {
    if (type.kind === "int" || type.kind === "float") {
      return [{ what, key: what === "wrong_type" ? `not-a-${type.kind}` : wireText(value, type) }];
    }
    if (type.kind === "str" && what === "wrong_type") return [];
    return typeof value === "string" ? [{ what, key: value }] : [];
  });
}

/** Each required field left out, and each field broken in one way. */
function ofModel(model: Model | undefined, models: Models, depth: number): Violation[] {
  const result: Violation[] = [];
  if (model === undefined || depth >= DEEPEST) return result;
  const payload = samplePayload(model, models, { variant: 0 });
  if ("missing" in payload) return result;
  for (const field of model.fields) {
    if (field.readOnly) continue;
    if (field.presence.kind === "required") {
      const without = new Map(payload);
      without.delete(field.wire);
      result.push({ what: `${field.attribute}_missing`, value: without, loc: [field.wire] });
    }
    if (field.auto && field.presence.kind !== "required") continue;
    const [first] = ofType(field.type, models, field.name, DEEPEST);
    if (first === undefined) continue;
    const broken = new Map(payload).set(field.wire, first.value);
    result.push({ what: `${field.attribute}_${first.what}`, value: broken, loc: [field.wire, ...first.loc] });
  }
  return result;
}
