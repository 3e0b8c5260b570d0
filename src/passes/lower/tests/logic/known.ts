/** Values of a scenario: what flows through a route in a test, as far as it is decided. */

import type { Api, Field, FieldType, Json, Model, ModelId } from "../../../../ir/api.ts";
import { sample } from "../../../../synthesis/mod.ts";
import type { Expr } from "../../../../python/ast.ts";
import { attr, call, dict, from, list, NONE, str } from "../../../../python/build.ts";
import { typedValue } from "../../values.ts";
import { type Expected, type ExpectedJson, expectedValue, UNKNOWN } from "../shapes.ts";

/** A value; cells and holes may still change until the test is written. */
export type Known = Cell | Hole | RecordValue | DictValue | ListValue | Given | Unknown;

/** A single value of a type. */
export interface Cell {
  readonly kind: "cell";
  value: Json;
  readonly type: FieldType;
  nullable: boolean;
  /** Something depends on this very value. */
  fixed: boolean;
  /** What decisions ask of the value. */
  readonly checks: ((value: Json) => boolean)[];
}

/** What a function of the user's returns, of which nothing is known until something asks for it. */
export interface Hole {
  readonly kind: "hole";
  readonly name: string;
  made: Known | undefined;
}

/** An instance of a model, by attribute; what was left out is absent. */
export interface RecordValue {
  readonly kind: "record";
  readonly model: Model;
  readonly fields: ReadonlyMap<string, Known>;
}

/** A mapping. */
export interface DictValue {
  readonly kind: "dict";
  readonly entries: Map<string, Known>;
  /** The type of its values, if it has one. */
  readonly values: FieldType | undefined;
}

/** A list. */
export interface ListValue {
  readonly kind: "list";
  readonly items: Known[];
  /** Its type, as long as it may grow. */
  readonly grows: Extract<FieldType, { kind: "list" }> | undefined;
}

/** What only the application has: the repository, the request. */
export interface Given {
  readonly kind: "given";
  readonly expression: Expr;
}

/** What only the server knows. */
export interface Unknown {
  readonly kind: "unknown";
}

/** Why a scenario cannot be worked out. */
export class Unprovable extends Error {}

/** Why nothing like that can ever happen, so that there is nothing to test. */
export class Impossible extends Unprovable {}

/** A value that is decided. */
export function fixedCell(value: Json, type: FieldType): Cell {
  return { kind: "cell", value, type, nullable: value === null, fixed: true, checks: [] };
}

/** A value that a decision may change. */
export function freeCell(value: Json, type: FieldType, nullable: boolean): Cell {
  return { kind: "cell", value, type, nullable, fixed: false, checks: [] };
}

/** Follows holes to what they became. */
export function settled(value: Known): Known {
  return value.kind === "hole" && value.made !== undefined ? settled(value.made) : value;
}

/** The model of a type. */
export function modelOf(api: Api, id: ModelId): Model {
  const model = api.models.get(id);
  if (model === undefined) throw new RangeError(`The API has no model ${id}`);
  return model;
}

/** JSON of a type as a value. */
export function fromJson(value: Json, type: FieldType, nullable: boolean, name: string, api: Api): Known {
  if (value === null) return freeCell(null, type, nullable);
  switch (type.kind) {
    case "any":
      return { kind: "hole", name, made: undefined };
    case "model":
      return value instanceof Map ? recordFrom(value, modelOf(api, type.model), api) : fixedCell(value, type);
    case "list": {
      if (!Array.isArray(value)) return fixedCell(value, type);
      const items = value.map((item: Json) => fromJson(item, type.items, false, name, api));
      return { kind: "list", items, grows: type };
    }
    case "dict": {
      if (!(value instanceof Map)) return fixedCell(value, type);
      const entries = [...value].map(([key, item]: [string, Json]) =>
        [key, fromJson(item, type.values, false, key, api)] as const
      );
      return { kind: "dict", entries: new Map(entries), values: type.values };
    }
    default:
      return freeCell(value, type, nullable);
  }
}

/** An instance of a model from JSON by wire names. */
export function recordFrom(value: ReadonlyMap<string, Json>, model: Model, api: Api): RecordValue {
  const fields = model.fields.flatMap((field): [string, Known][] => {
    const given = value.get(field.wire);
    return given === undefined ? [] : [[field.attribute, fromJson(given, field.type, field.nullable, field.name, api)]];
  });
  return { kind: "record", model, fields: new Map(fields) };
}

/** A valid value of a type. */
export function sampled(type: FieldType, variant: number, name: string, api: Api): Known {
  if (type.kind === "any") return { kind: "hole", name, made: undefined };
  const value = sample(type, api.models, variant, name);
  if (value === undefined) throw new Unprovable(`no valid value for ${name} could be made`);
  return fromJson(value, type, false, name, api);
}

/** A value that no decision may change. */
function decided(value: Known): Known {
  switch (value.kind) {
    case "cell":
      return { ...value, fixed: true };
    case "list":
      return { ...value, items: value.items.map(decided), grows: undefined };
    case "dict":
      return { ...value, entries: new Map([...value.entries].map(([key, item]) => [key, decided(item)])) };
    case "record":
      return { ...value, fields: new Map([...value.fields].map(([key, item]) => [key, decided(item)])) };
    default:
      return value;
  }
}

/** What stands for no value given: a default, or what the server makes. */
export function absent(field: Field, api: Api): Known | undefined {
  const { presence } = field;
  switch (presence.kind) {
    case "default":
      return decided(fromJson(presence.value, field.type, field.nullable, field.name, api));
    case "factory":
      return presence.factory === "list"
        ? { kind: "list", items: [], grows: undefined }
        : presence.factory === "dict"
        ? { kind: "dict", entries: new Map(), values: undefined }
        : { kind: "unknown" };
    case "required":
    case "omittable":
      return undefined;
  }
}

/** A value as JSON has it, with holes where only the server knows. */
export function toWire(value: Known): ExpectedJson {
  const known = settled(value);
  switch (known.kind) {
    case "cell":
      return known.value;
    case "unknown":
      return UNKNOWN;
    case "list":
      return known.items.map(toWire);
    case "dict":
      return new Map([...known.entries].map(([key, item]) => [key, toWire(item)]));
    case "record":
      return recordWire(known);
    case "hole": {
      known.made = anything();
      return toWire(known.made);
    }
    case "given":
      throw new Unprovable("what FastAPI injects has no JSON");
  }
}

/** Some JSON. */
function anything(): Known {
  const text: FieldType = {
    kind: "str",
    format: undefined,
    pattern: undefined,
    minLength: undefined,
    maxLength: undefined,
  };
  return { kind: "dict", entries: new Map([["key", fixedCell("value", text)]]), values: undefined };
}

/** An instance by wire names. */
export function recordWire({ model, fields }: RecordValue): Expected {
  return new Map(model.fields.flatMap((field): [string, ExpectedJson][] => {
    const value = fields.get(field.attribute);
    return value === undefined ? [] : [[field.wire, toWire(value)]];
  }));
}

/** Writes JSON objects, shared ones as constants. */
export type ObjectWriter = (model: Model, content: Expected) => Expr;

/** A value as an argument is compared with it. */
export function asExpected(value: Known, write: ObjectWriter): Expr {
  const known = settled(value);
  switch (known.kind) {
    case "record":
      return call(from(".tests.recorders", "Instance"), [
        from(".models", known.model.name),
        write(known.model, instanceWire(known)),
      ]);
    case "unknown":
      return expectedValue(UNKNOWN);
    default:
      return compound(known, (item) => asExpected(item, write));
  }
}

/** A value as a recorder returns it. */
export function asGiven(value: Known, write: ObjectWriter): Expr {
  const known = settled(value);
  switch (known.kind) {
    case "record": {
      const content = new Map([...recordWire(known)].filter(([, item]) => item !== UNKNOWN));
      return call(attr(from(".models", known.model.name), "model_validate"), [write(known.model, content)]);
    }
    case "unknown":
      return NONE;
    default:
      return compound(known, (item) => asGiven(item, write));
  }
}

function compound(known: Exclude<Known, RecordValue | Unknown>, inner: (value: Known) => Expr): Expr {
  switch (known.kind) {
    case "cell":
      return typedValue(known.value, known.type);
    case "list":
      return list(known.items.map(inner));
    case "dict":
      return dict([...known.entries].map(([key, item]) => [str(key), inner(item)]));
    case "given":
      return known.expression;
    case "hole":
      return attr(from("unittest.mock", "sentinel"), known.name.replace(/\W/g, "_"));
  }
}

/** All attributes of an instance: those that were not given have their defaults. */
function instanceWire({ model, fields }: RecordValue): Expected {
  return new Map(model.fields.flatMap((field): [string, ExpectedJson][] => {
    const value = fields.get(field.attribute);
    if (value !== undefined) return [[field.wire, toWire(value)]];
    const { presence } = field;
    if (presence.kind === "default") return [[field.wire, presence.value]];
    if (presence.kind === "omittable") {
      return model.input && !model.output && !model.storage ? [[field.wire, null]] : [];
    }
    if (presence.kind !== "factory") return [];
    return [[field.wire, presence.factory === "list" ? [] : presence.factory === "dict" ? new Map() : UNKNOWN]];
  }));
}
