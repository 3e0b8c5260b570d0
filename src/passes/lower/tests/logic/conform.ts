/** What is written: values as the fields of a stored model take them. */

import type { Api, Field, FieldType, Json, Model } from "../../../../ir/api.ts";
import { same, sampleField, wireText } from "../../../../synthesis/mod.ts";
import { fits } from "./decide.ts";
import { absent, fixedCell, fromJson, type Known, modelOf, type RecordValue, settled, Unprovable } from "./known.ts";
import { fill, fix, keyOf, setCell, type State } from "./state.ts";

/** Values that are made for writes differ from those of the records that are there already. */
const VARIANT = 4;

/** What a step writes, by attribute. */
export function conformed(
  value: Known,
  model: Model,
  purpose: "create" | "update",
  state: State,
): ReadonlyMap<string, Known> {
  const known = settled(value);
  if (known.kind === "record") {
    if (purpose === "update") return known.fields;
    const fields = known.model.fields.flatMap((field): [string, Known][] => {
      const given = known.fields.get(field.attribute);
      const isOmitted = given === undefined && field.presence.kind === "omittable";
      const made = given ?? (isOmitted ? undefined : defaultsOf(known, field, state.api));
      return made === undefined ? [] : [[field.attribute, made]];
    });
    return new Map(fields);
  }
  if (known.kind === "hole") {
    const entries = payload(model, purpose, state);
    fill(state, known, { kind: "dict", entries, values: undefined });
    return entries;
  }
  if (known.kind !== "dict") throw new Unprovable(`nothing is known of what is written as ${model.name}`);
  return known.entries;
}

/** What a function of the user's may want to write. */
function payload(model: Model, purpose: "create" | "update", { api, writes }: State): Map<string, Known> {
  const storage = model.storage;
  const isPlain = (field: Field) => field.attribute !== keyOf(model) && !storage?.touched.includes(field.attribute);
  const wanted = purpose === "update"
    ? model.fields.filter((field) => isPlain(field) && !field.unique && !field.auto)
    : model.fields.filter((field) => field.presence.kind === "required" || (isPlain(field) && !field.auto));
  return new Map(wanted.flatMap((field): [string, Known][] => {
    const value = sampleField(field, api.models, VARIANT + 1 + writes.length) ?? (field.nullable ? null : undefined);
    if (value === undefined) throw new Unprovable(`no valid value for ${model.name}.${field.name} could be made`);
    return [[field.attribute, fromJson(value, field.type, field.nullable, field.name, api)]];
  }));
}

/** What an attribute that was not given has; undefined where that is more than a test can say. */
export function defaultsOf({ model }: RecordValue, field: Field, api: Api): Known | undefined {
  if (field.presence.kind === "omittable") {
    return model.input && !model.output && model.storage === undefined ? fixedCell(null, field.type) : undefined;
  }
  return absent(field, api) ?? (field.nullable ? fixedCell(null, field.type) : undefined);
}

/** A value as a field takes it. */
export function conform(value: Known, field: Field, state: State): Known {
  const known = settled(value);
  if (known.kind === "hole") {
    const made = sampleField(field, state.api.models, VARIANT);
    if (made === undefined) throw new Unprovable(`no valid value for ${field.name} could be made`);
    return fill(state, known, fromJson(made, field.type, field.nullable, field.name, state.api));
  }
  if (known.kind === "cell" && known.value === null) {
    if (field.nullable) return known;
    throw new Unprovable(`${field.name} is never null`);
  }
  return conformTo(known, field.type, field, state);
}

function conformTo(value: Known, type: FieldType, field: Field, state: State): Known {
  const known = settled(value);
  if (type.kind === "any" || known.kind === "unknown") return known;
  switch (known.kind) {
    case "record":
      if (type.kind === "model") return recordAs(known, modelOf(state.api, type.model), state);
      break;
    case "list":
      if (type.kind === "list") {
        return { ...known, items: known.items.map((item) => conformTo(item, type.items, field, state)) };
      }
      break;
    case "dict":
      if (type.kind === "dict") {
        const entries = [...known.entries].map(([key, item]) =>
          [key, conformTo(item, type.values, field, state)] as const
        );
        return { ...known, entries: new Map(entries) };
      }
      break;
    case "cell": {
      if (sameText(known.type, type)) return known;
      if (known.value !== null && isOf(known.value, type)) {
        fix(state, known);
        return known.type.kind === type.kind ? known : fixedCell(known.value, type);
      }
      const made = known.fixed ? undefined : sampleField(field, state.api.models, VARIANT);
      if (made === undefined || made === null) break;
      const spelled: Json = known.type.kind === "str" ? wireText(made, type) : made;
      if (!isOf(spelled, known.type)) break;
      setCell(state, known, spelled);
      fix(state, known);
      return fixedCell(made, type);
    }
  }
  throw new Unprovable(`nothing that ${field.name} takes could be made`);
}

const isOf = (value: Json, type: FieldType) =>
  fits(value, type) && !(type.kind === "uuid" && !UUID.test(String(value)));

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;

function sameText(left: FieldType, right: FieldType): boolean {
  return left === right || (left.kind === right.kind && same(plain(left), plain(right)));
}

const plain = (type: FieldType): Json =>
  JSON.stringify(type, (_key, item: unknown) => typeof item === "bigint" ? `${item}n` : item);

/** An instance as one of another model, which takes what it knows. */
function recordAs(record: RecordValue, model: Model, state: State): RecordValue {
  if (record.model === model) return record;
  const fields = model.fields.flatMap((field): [string, Known][] => {
    const given = record.fields.get(field.attribute);
    const made = given === undefined
      ? defaultsOf({ ...record, model }, field, state.api)
      : conform(given, field, state);
    return made === undefined ? [] : [[field.attribute, made]];
  });
  return { kind: "record", model, fields: new Map(fields) };
}
