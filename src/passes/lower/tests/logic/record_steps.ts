/** Steps that read and write records, on the records of a scenario. */

import type { CreateStep, DeleteStep, GetStep, ListStep, UpdateStep } from "../../../../ir/logic.ts";
import { compareValues } from "../records.ts";
import { conform, conformed } from "./conform.ts";
import { differ, force, forceNull } from "./decide.ts";
import { Ended, type Frame, read } from "./frame.ts";
import { absent, fixedCell, type Known, modelOf, type RecordValue, settled, Unprovable } from "./known.ts";
import {
  addBefore,
  attempt,
  fill,
  find,
  fix,
  keyOf,
  push,
  recordsOf,
  replaceRecord,
  setCell,
  type State,
  type Write,
} from "./state.ts";

/** The record of a step; one that need not be there may be missing. */
export function lookUp(step: GetStep | UpdateStep | DeleteStep, frame: Frame): RecordValue | undefined {
  const { state } = frame;
  const model = modelOf(state.api, step.model);
  const key = read(step.key, frame);
  const known = find(state, model, key);
  if (known !== undefined) return known;
  const single = settled(key);
  if (single.kind === "unknown" || single.kind === "given") throw new Unprovable("the key is unknown");
  const label = step.kind === "delete" ? "" : step.variable.name;
  if (step.optional) {
    const wanted = state.plan[state.decisions.length] ?? true;
    push(state, state.decisions, { id: step, words: `there_is_${label || "one"}`, outcome: wanted });
    if (!wanted) return undefined;
    return addBefore(state, model, key);
  }
  const number = state.lookups.length;
  push(state, state.lookups, { id: step, model, name: label });
  if (state.fault?.kind === "missing" && state.fault.lookup === number) {
    throw new Ended({ kind: "missing", model }, frame.undoes);
  }
  return addBefore(state, model, key);
}

/** What the records of a list are; one that it leaves out shows that it does. */
export function listRecords(step: ListStep, frame: Frame): readonly RecordValue[] {
  const { state } = frame;
  const model = modelOf(state.api, step.model);
  const filters = step.filters.map((filter) => ({ ...filter, operand: read(filter.value, frame) }));
  const listed: RecordValue[] = [];
  const shape = (record: RecordValue, failing?: number) => {
    for (const [index, { attribute, operator, operand }] of filters.entries()) {
      const value = record.fields.get(attribute);
      if (value === undefined) throw new Unprovable(`nothing is known of ${attribute}`);
      const holds = index !== failing;
      if (operator === "is_null") {
        const asked = settled(operand);
        forceNull(value, (asked.kind === "cell" && asked.value === true) === holds, state);
      } else force(value, operator, operand, holds, state);
    }
  };
  const isFresh = recordsOf(state.now, model).length === 0 && !state.listed.has(model.id);
  if (isFresh) {
    const add = (failing?: number) => () => {
      const record = addBefore(state, model, undefined);
      shape(record, failing);
      if (failing === undefined) listed.push(record);
    };
    add()();
    attempt(state, add());
    for (const index of filters.keys()) attempt(state, add(index));
  } else {
    for (const record of recordsOf(state.now, model)) {
      if (attempt(state, () => shape(record))) listed.push(record);
      else if (![...filters.keys()].some((index) => attempt(state, () => shape(record, index)))) {
        throw new Unprovable("what is listed is unknown");
      }
    }
  }
  state.listed.add(model.id);
  const skip = step.skip === undefined ? 0 : windowOf(read(step.skip, frame), state) ?? 0;
  const limit = step.limit === undefined ? undefined : windowOf(read(step.limit, frame), state);
  const order = step.sort === undefined ? "" : sortOf(read(step.sort, frame), state);
  const inOrder = listed.toSorted((left, right) => compareRecords(left, right, order, state));
  return inOrder.slice(skip, limit === undefined ? undefined : skip + limit);
}

/** `skip` or `limit`; what no number is asked for, is left out of the request. */
function windowOf(value: Known, state: State): number | undefined {
  const known = settled(value);
  if (known.kind === "hole") {
    fill(state, known, fixedCell(null, { kind: "any" }));
    return undefined;
  }
  if (known.kind !== "cell") throw new Unprovable("the number of records is unknown");
  if (typeof known.value === "number") {
    fix(state, known);
    return known.value;
  }
  if (known.value !== null && (known.fixed || !known.nullable)) {
    throw new Unprovable("the number of records is unknown");
  }
  setCell(state, known, null);
  return undefined;
}

function sortOf(value: Known, state: State): string {
  const known = settled(value);
  if (known.kind === "cell" && typeof known.value === "string" && known.fixed) return known.value;
  if (known.kind === "cell" && known.nullable && !known.fixed) {
    setCell(state, known, null);
    return "";
  }
  throw new Unprovable("the order of records is unknown");
}

function compareRecords(left: RecordValue, right: RecordValue, sort: string, state: State): number {
  const { model } = left;
  const wanted = sort === "" ? model.storage?.order ?? [] : sort.split(",").map((one) => one.trim());
  for (const level of [...wanted, keyOf(model)]) {
    const attribute = level.replace(/^-/, "");
    const [first, second] = [left.fields.get(attribute), right.fields.get(attribute)].map((one) => one && settled(one));
    // What the server sets rises from record to record.
    if (first?.kind !== "cell" || second?.kind !== "cell") return level.startsWith("-") ? 1 : 0;
    fix(state, first);
    fix(state, second);
    const order = compareValues(first.value, second.value, first.type);
    if (order !== 0) return level.startsWith("-") ? -order : order;
  }
  return 0;
}

/** Notes a write; that of the store's fault ends the run. */
export function noteWrite(write: Write, { state, undoes }: Frame): void {
  const number = state.writes.length;
  push(state, state.writes, write);
  if (state.fault?.kind === "store" && state.fault.write === number) throw new Ended({ kind: "failed" }, undoes);
}

/** Stores a record. */
export function createRecord(step: CreateStep, frame: Frame): RecordValue {
  const { state } = frame;
  const model = modelOf(state.api, step.model);
  const data = conformed(read(step.data, frame), model, "create", state);
  const fields = model.fields.flatMap((field): [string, Known][] => {
    if (model.storage?.touched.includes(field.attribute)) return [[field.attribute, { kind: "unknown" }]];
    if (model.storage?.version === field.attribute) return [[field.attribute, fixedCell(1, field.type)]];
    const sent = data.get(field.attribute);
    const made = sent === undefined ? undefined : conform(sent, field, state);
    if (field.attribute === keyOf(model) && made === undefined) return [[field.attribute, { kind: "unknown" }]];
    const value = made ?? absent(field, state.api);
    if (value !== undefined) return [[field.attribute, value]];
    if (field.presence.kind === "omittable") return [];
    if (field.nullable) return [[field.attribute, fixedCell(null, field.type)]];
    throw new Unprovable(`nothing says what ${model.name}.${field.name} is`);
  });
  const record: RecordValue = { kind: "record", model, fields: new Map(fields) };
  noteWrite("create", frame);
  push(state, recordsOf(state.now, model), record);
  state.written.add(model.id);
  return record;
}

/** Changes a record. */
export function updateRecord(step: UpdateStep, frame: Frame): RecordValue | undefined {
  const { state } = frame;
  const model = modelOf(state.api, step.model);
  const record = lookUp(step, frame);
  if (record === undefined) return undefined;
  const data = conformed(read(step.data, frame), model, "update", state);
  const fields = new Map(record.fields);
  for (const field of model.fields) {
    const sent = data.get(field.attribute);
    if (model.storage?.touched.includes(field.attribute)) fields.set(field.attribute, { kind: "unknown" });
    else if (model.storage?.version === field.attribute) fields.set(field.attribute, next(fields.get(field.attribute)));
    else if (sent !== undefined) {
      const value = conform(sent, field, state);
      showChange(fields.get(field.attribute), value, state);
      fields.set(field.attribute, value);
    }
  }
  const changed: RecordValue = { ...record, fields };
  noteWrite("update", frame);
  replaceRecord(state, record, changed);
  return changed;
}

/** The version after one that is known. */
function next(version: Known | undefined): Known {
  const known = version && settled(version);
  return known?.kind === "cell" && typeof known.value === "number"
    ? fixedCell(known.value + 1, known.type)
    : { kind: "unknown" };
}

/** Lets a field have another value before it is written, so that the write shows. */
function showChange(before: Known | undefined, after: Known, state: State): void {
  const [old, written] = [before && settled(before), settled(after)];
  if (old?.kind === "cell" && written.kind === "cell") differ(old, written, state);
}
