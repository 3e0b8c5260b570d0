/** What clients receive, from the value that a route sends. */

import type {
  Api,
  ComputedField,
  ErrorResponse,
  Field,
  FieldType,
  Json,
  LogicRoute,
  Model,
} from "../../../../ir/api.ts";
import { sample, sampleField } from "../../../../synthesis/mod.ts";
import { declaredBody } from "../error_bodies.ts";
import { type Expected, type ExpectedJson, UNKNOWN } from "../shapes.ts";
import { absent, type DictValue, fromJson, type Known, modelOf, settled, toWire, Unprovable } from "./known.ts";
import { fill, type State } from "./state.ts";

/** Values that functions of the user's make for answers differ from those of records. */
const VARIANT = 5;

/** The JSON of an answer, computed fields included. */
export function answerOf(value: Known, { response }: LogicRoute, state: State): ExpectedJson {
  if (response.kind !== "model") {
    const type: FieldType = response.kind === "value" ? response.typed.type : { kind: "any" };
    return shown(value, type, "answer", state);
  }
  const model = modelOf(state.api, response.model);
  return shown(value, response.many ? listOf(model) : { kind: "model", model: model.id }, "answer", state);
}

const listOf = (model: Model): FieldType => ({
  kind: "list",
  items: { kind: "model", model: model.id },
  minLength: undefined,
  maxLength: undefined,
});

function shown(value: Known, type: FieldType, name: string, state: State): ExpectedJson {
  const known = settled(value);
  if (type.kind === "model") return shownModel(known, modelOf(state.api, type.model), state);
  if (type.kind === "list") {
    const list = known.kind === "hole"
      ? fill(state, known, { kind: "list", items: holes(name), grows: undefined })
      : known;
    if (list.kind === "list") return list.items.map((item) => shown(item, type.items, name, state));
    throw new Unprovable("the answer is no list");
  }
  if (type.kind === "dict" && known.kind === "dict") {
    return new Map([...known.entries].map(([key, item]) => [key, shown(item, type.values, key, state)]));
  }
  if (type.kind === "any") return shownAny(known, state);
  if (known.kind === "hole") {
    const field = sampleOf(type, name, state);
    return toWire(fill(state, known, field));
  }
  return toWire(known);
}

const holes = (name: string): Known[] =>
  ["first", "second"].map((which) => ({ kind: "hole", name: `${which}_${name}`, made: undefined }));

function sampleOf(type: FieldType, name: string, { api }: State): Known {
  const value = sample(type, api.models, VARIANT, name);
  if (value === undefined) throw new Unprovable(`no valid value for ${name} could be made`);
  return fromJson(value, type, false, name, api);
}

/** Instances of models inside of what has no type are sent whole. */
function shownAny(known: Known, state: State): ExpectedJson {
  switch (known.kind) {
    case "record":
      return shownModel(known, known.model, state);
    case "list":
      return known.items.map((item) => shownAny(settled(item), state));
    case "dict":
      return new Map([...known.entries].map(([key, item]) => [key, shownAny(settled(item), state)]));
    default:
      return toWire(known);
  }
}

function shownModel(known: Known, model: Model, state: State): Expected {
  if (known.kind === "hole") {
    const entries = new Map<string, Known>();
    fill(state, known, { kind: "dict", entries, values: undefined });
    return shownDict({ kind: "dict", entries, values: undefined }, model, state);
  }
  if (known.kind === "dict") return shownDict(known, model, state);
  if (known.kind !== "record") throw new Unprovable(`the answer is no ${model.name}`);
  const fields = model.fields.flatMap((field): [string, ExpectedJson][] => {
    const value = known.fields.get(field.attribute) ?? (known.model === model ? absent(field, state.api) : undefined);
    if (value !== undefined) {
      return [[field.wire, field.type.kind === "any" ? shownAny(settled(value), state) : orNull(value, field, state)]];
    }
    return absentField(field, state);
  });
  return new Map([...fields, ...computedOf(model, state.api)]);
}

function orNull(value: Known, field: Field, state: State): ExpectedJson {
  const known = settled(value);
  if (known.kind === "cell" && known.value === null) return null;
  return known.kind === "unknown" ? UNKNOWN : shown(known, field.type, field.name, state);
}

function absentField(field: Field, { api }: State): [string, ExpectedJson][] {
  const value = absent(field, api);
  if (value !== undefined) return [[field.wire, value.kind === "unknown" ? UNKNOWN : toWire(value)]];
  if (field.presence.kind === "omittable") return [];
  throw new Unprovable(`the answer lacks ${field.name}`);
}

/** What a function returned as a mapping: it has all that the model asks for. */
function shownDict(dict: DictValue, model: Model, state: State): Expected {
  const fields = model.fields.flatMap((field): [string, ExpectedJson][] => {
    const known = dict.entries.get(field.wire) ?? dict.entries.get(field.attribute);
    if (known !== undefined) return [[field.wire, orNull(known, field, state)]];
    const made = sampleField(field, state.api.models, VARIANT);
    if (made === undefined && field.presence.kind !== "required") return absentField(field, state);
    if (made === undefined && !field.nullable) {
      throw new Unprovable(`no valid value for ${model.name}.${field.name} could be made`);
    }
    const value = fromJson(made ?? null, field.type, field.nullable, field.name, state.api);
    dict.entries.set(field.wire, value);
    return [[field.wire, orNull(value, field, state)]];
  });
  return new Map([...fields, ...computedOf(model, state.api)]);
}

function computedOf(model: Model, api: Api): readonly (readonly [string, ExpectedJson])[] {
  return model.computed.map((field) => [field.wire, computedSample(field, api)]);
}

/** What the function of a computed field returns in tests. */
export function computedSample(field: ComputedField, api: Api): Json {
  const made = sample(field.type, api.models, VARIANT, field.name) ?? (field.nullable ? null : undefined);
  if (made === undefined) throw new Unprovable(`no valid value for ${field.name} could be made`);
  return made;
}

/** The answer of a declared error. */
export function errorBody(error: ErrorResponse, api: Api): Expected {
  return declaredBody(api, error);
}
