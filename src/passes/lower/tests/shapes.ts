/** Records as clients see them, and as Python literals. */

import type { Api, Field, FieldType, Json, Model } from "../../../ir/api.ts";
import type { Expr } from "../../../python/ast.ts";
import { dict, from, list, str } from "../../../python/build.ts";
import { jsonValue } from "../values.ts";
import { fieldOf, type Sample } from "./records.ts";

/** A JSON value with holes for what only the server knows. */
export type ExpectedJson = Json | typeof UNKNOWN | readonly ExpectedJson[] | ReadonlyMap<string, ExpectedJson>;

/** A JSON object with such holes. */
export type Expected = ReadonlyMap<string, ExpectedJson>;

/** A value that a test cannot know in advance. */
export const UNKNOWN: unique symbol = Symbol("unknown");

const ANY: Expr = from("unittest.mock", "ANY");

/** A Python literal; unknown values equal anything. */
export function expectedValue(value: ExpectedJson): Expr {
  if (value === UNKNOWN) return ANY;
  if (value instanceof Map) {
    return dict([...value].map(([key, item]: [string, ExpectedJson]) => [str(key), expectedValue(item)]));
  }
  // What is neither a hole nor a mapping nor a list has no holes in it.
  return Array.isArray(value) ? list(value.map(expectedValue)) : jsonValue(value as Json);
}

/** Whether two values are the same, holes included. */
export function sameContent(value: ExpectedJson, original: ExpectedJson | undefined): boolean {
  if (value instanceof Map && original instanceof Map) {
    return value.size === original.size &&
      [...value].every(([key, item]: [string, ExpectedJson]) => sameContent(item, original.get(key)));
  }
  if (Array.isArray(value) && Array.isArray(original)) {
    return value.length === original.length && value.every((item, index) => sameContent(item, original[index]));
  }
  return value === original;
}

/** A record by wire names, for the class of the stored model to read. */
export function stored(record: Sample, model: Model): ReadonlyMap<string, Json> {
  return new Map(model.fields.flatMap((field) => {
    const value = record.get(field.attribute);
    return value === undefined ? [] : [[field.wire, value]];
  }));
}

/** What a model shows of a record; what the record does not have comes from defaults, or is unknown. */
export function shown(api: Api, record: Sample, source: Model, response: Model): Expected {
  const expected = response.fields.map((field): [string, ExpectedJson] => {
    const from = fieldOf(source, field.attribute);
    const value = from === undefined ? undefined : record.get(field.attribute);
    if (value !== undefined) {
      return [field.wire, from === undefined ? value : through(api, value, from.type, field.type)];
    }
    return [field.wire, absent(from ?? field)];
  });
  return new Map([...expected, ...computedOf(response)]);
}

/** What functions of the user's make of a record is theirs to test. */
function computedOf({ computed }: Model): readonly [string, ExpectedJson][] {
  return computed.map(({ wire }) => [wire, UNKNOWN]);
}

function absent(field: Field): ExpectedJson {
  switch (field.presence.kind) {
    case "default":
      return field.presence.value;
    case "factory":
      return field.presence.factory === "list" ? [] : field.presence.factory === "dict" ? new Map() : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

/** Models inside of others lose what the answer's version of them lacks. */
function through(api: Api, value: Json, from: FieldType, to: FieldType): ExpectedJson {
  if (from.kind === "list" && to.kind === "list" && Array.isArray(value)) {
    return value.map((item: Json) => through(api, item, from.items, to.items));
  }
  if (from.kind === "dict" && to.kind === "dict" && value instanceof Map) {
    return new Map([...value].map(([key, item]) => [key, through(api, item, from.values, to.values)]));
  }
  if (from.kind !== "model" || to.kind !== "model" || !(value instanceof Map)) return value;
  const [source, response] = [api.models.get(from.model), api.models.get(to.model)];
  if (source === undefined || response === undefined) return value;
  const expected = response.fields.map((field): [string, ExpectedJson] => {
    const original = fieldOf(source, field.attribute);
    const item: Json | undefined = original === undefined ? undefined : value.get(original.wire);
    const given = original !== undefined && item !== undefined;
    return [field.wire, given ? through(api, item, original.type, field.type) : absent(original ?? field)];
  });
  return new Map([...expected, ...computedOf(response)]);
}
