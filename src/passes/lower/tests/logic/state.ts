/** What a scenario has decided so far, with a way back. */

import type { Api, ErrorResponse, LogicRoute, Model, ModelId } from "../../../../ir/api.ts";
import type { HandlerCall } from "../../../../ir/logic.ts";
import { sampleRecords } from "../records.ts";
import {
  type Cell,
  fromJson,
  type Hole,
  type Known,
  type ListValue,
  type RecordValue,
  sampled,
  settled,
  Unprovable,
} from "./known.ts";

/** A method of the repository that writes. */
export type Write = "create" | "update" | "delete";

/** What goes wrong in a scenario. */
export type Fault =
  /** The record of the nth look-up is not there. */
  | { readonly kind: "missing"; readonly lookup: number }
  /** The nth call refuses, fails, or writes and fails. */
  | { readonly kind: "refusal" | "failure" | "write"; readonly call: number }
  /** The store refuses the nth write. */
  | { readonly kind: "store"; readonly write: number }
  /** It raises an error that the API declares. */
  | { readonly kind: "mapped"; readonly call: number; readonly error: ErrorResponse };

/** A call of a function of the user's. */
export interface NotedCall {
  readonly call: HandlerCall;
  readonly purpose: string;
  readonly given: readonly (readonly [name: string, value: Known])[];
  readonly result: Known | undefined;
  /** Whether writes before it are undone when it fails; undefined where that is left open. */
  readonly undoes: boolean | undefined;
  /** Whether something was written before it. */
  readonly wrote: boolean;
}

/** A decision of a route. */
export interface Decision {
  readonly id: object;
  readonly words: string;
  readonly outcome: boolean;
}

/** A scenario in the making. */
export interface State {
  readonly api: Api;
  readonly route: LogicRoute;
  readonly plan: readonly boolean[];
  readonly fault: Fault | undefined;
  readonly path: ReadonlyMap<string, Cell>;
  readonly parameters: ReadonlyMap<string, Known>;
  /** Whether the client leaves out what it may. */
  readonly usesDefaults: boolean;
  readonly body: RecordValue | undefined;
  /** Records that are there before the request. */
  readonly before: Map<ModelId, RecordValue[]>;
  /** Records that are there now. */
  readonly now: Map<ModelId, RecordValue[]>;
  /** Models whose records were listed: no record may appear from then on. */
  readonly listed: Set<ModelId>;
  readonly calls: NotedCall[];
  readonly decisions: Decision[];
  /** The models of the look-ups that could have failed. */
  readonly lookups: { readonly id: object; readonly model: Model; readonly name: string }[];
  /** What dependencies give, by their references. */
  readonly provided: Map<string, Known>;
  readonly written: Set<ModelId>;
  /** Writes in order. */
  readonly writes: Write[];
  readonly trail: (() => void)[];
}

/** Does something, or nothing at all where that cannot be. */
export function attempt(state: State, act: () => void): boolean {
  const start = state.trail.length;
  try {
    act();
    return true;
  } catch (error) {
    if (!(error instanceof Unprovable)) throw error;
    while (state.trail.length > start) state.trail.pop()?.();
    return false;
  }
}

/** Changes what can be changed back. */
function change<Owner, Key extends keyof Owner>(state: State, owner: Owner, key: Key, value: Owner[Key]): void {
  const old = owner[key];
  owner[key] = value;
  state.trail.push(() => owner[key] = old);
}

/** Gives a cell another value. */
export function setCell(state: State, cell: Cell, value: Cell["value"]): void {
  if (!cell.checks.every((check) => check(value))) throw new Unprovable("the value is decided already");
  change(state, cell, "value", value);
}

/** Keeps the value of a cell. */
export function fix(state: State, cell: Cell): void {
  change(state, cell, "fixed", true);
}

/** Keeps a value to what a decision asks of it. */
export function keepTo(state: State, cell: Cell, check: (value: Cell["value"]) => boolean): void {
  push(state, cell.checks, check);
}

/** Lets a value be any but null. */
export function keepPresent(state: State, cell: Cell): void {
  change(state, cell, "nullable", false);
}

/** Decides what a function returns. */
export function fill(state: State, hole: Hole, made: Known): Known {
  change(state, hole, "made", made);
  return made;
}

/** Adds to a list. */
export function push<Item>(state: State, items: Item[], item: Item): void {
  items.push(item);
  state.trail.push(() => items.pop());
}

/** A part of a mapping, which has it from now on. */
export function entryOf(state: State, value: Known, name: string): Known {
  const known = settled(value);
  if (known.kind === "hole") {
    const entries = new Map<string, Known>();
    fill(state, known, { kind: "dict", entries, values: undefined });
    return entryOf(state, known, name);
  }
  if (known.kind === "cell" && known.value === null) return known;
  if (known.kind === "record") {
    const field = known.fields.get(name);
    if (field === undefined) throw new Unprovable(`nothing is known of ${name}`);
    return field;
  }
  if (known.kind !== "dict") throw new Unprovable(`nothing is known of ${name}`);
  const entry = known.entries.get(name);
  if (entry !== undefined) return entry;
  const made: Known = known.values === undefined
    ? { kind: "hole", name, made: undefined }
    : sampled(known.values, 0, name, state.api);
  known.entries.set(name, made);
  state.trail.push(() => known.entries.delete(name));
  return made;
}

/** Several items, where the list may have so many. */
export function several(state: State, list: ListValue, name: string): readonly Known[] {
  const { grows, items } = list;
  if (items.length === 1 && grows !== undefined && (grows.maxLength ?? 2) >= 2) {
    push(state, items, sampled(grows.items, 1, name, state.api));
  }
  return items;
}

/** Records of one model. */
export function recordsOf(records: Map<ModelId, RecordValue[]>, model: Model): RecordValue[] {
  const known = records.get(model.id) ?? [];
  records.set(model.id, known);
  return known;
}

/** No scenario has more records of one model. */
const MOST_RECORDS = 6;

/** A record of a model that no other test value is like; of stored ones, what the server touches is unknown. */
export function newRecord(state: State, model: Model, number: number): RecordValue {
  const made = sampleRecords(state.api, model, new Map(), MOST_RECORDS);
  if ("missing" in made) {
    throw new Unprovable(`no valid value for ${model.name}.${made.missing} could be made: give it an example`);
  }
  const sample = made[number];
  if (sample === undefined) throw new Unprovable(`no ${number + 1} different records of ${model.name} can be made`);
  const fields = model.fields.map((field): [string, Known] => {
    const value = sample.get(field.attribute);
    return [
      field.attribute,
      value === undefined ? { kind: "unknown" } : fromJson(value, field.type, field.nullable, field.name, state.api),
    ];
  });
  return { kind: "record", model, fields: new Map(fields) };
}

/** Puts a record into the store before the request. */
export function addBefore(state: State, model: Model, key: Known | undefined): RecordValue {
  const records = recordsOf(state.before, model);
  if (state.listed.has(model.id)) throw new Unprovable(`records of ${model.name} were listed before`);
  const plain = newRecord(state, model, records.length);
  const attribute = keyOf(model);
  const own = plain.fields.get(attribute);
  const record = key === undefined || own === undefined
    ? plain
    : { ...plain, fields: new Map([...plain.fields, [attribute, sameKey(state, key, own)]]) };
  push(state, records, record);
  push(state, recordsOf(state.now, model), record);
  return record;
}

/** The attribute of the key. */
export function keyOf(model: Model): string {
  return model.storage?.key ?? "id";
}

/** What a record is found by, as its key. */
function sameKey(state: State, key: Known, own: Known): Known {
  const known = settled(key);
  if (own.kind !== "cell") throw new Unprovable("the key is unknown");
  if (known.kind === "hole") return fill(state, known, own);
  if (known.kind !== "cell") throw new Unprovable("the key is no single value");
  if (known.value !== null && known.type.kind === own.type.kind) return known;
  if (known.fixed) throw new Unprovable("the key has a value of its own");
  setCell(state, known, own.value);
  fix(state, known);
  return { ...own, fixed: true, checks: [] };
}

/** The record with a key. */
export function find(state: State, model: Model, key: Known): RecordValue | undefined {
  const wanted = settled(key);
  return recordsOf(state.now, model).find((record) => {
    const own = record.fields.get(keyOf(model));
    if (own === undefined) return false;
    const known = settled(own);
    return known === wanted ||
      (known.kind === "cell" && wanted.kind === "cell" && wanted.value !== null && known.value === wanted.value);
  });
}

/** Replaces a record, or removes it. */
export function replaceRecord(state: State, record: RecordValue, by: RecordValue | undefined): void {
  const old = recordsOf(state.now, record.model);
  const next = old.flatMap((one) => one === record ? by === undefined ? [] : [by] : [one]);
  state.now.set(record.model.id, next);
  state.trail.push(() => state.now.set(record.model.id, old));
  state.written.add(record.model.id);
}
