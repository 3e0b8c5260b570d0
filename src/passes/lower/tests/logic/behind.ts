/** What is in the store before the request of a scenario: its records, and those that they refer to. */

import type { Json, Model, ModelId } from "../../../../ir/api.ts";
import type { Stmt } from "../../../../python/ast.ts";
import { jsonText } from "../../../../synthesis/mod.ts";
import type { Sample } from "../records.ts";
import { recordsBehind } from "../related.ts";
import { stored } from "../shapes.ts";
import { Impossible, type Known, modelOf, recordFrom, type RecordValue, settled, Unprovable } from "./known.ts";
import { keyOf, type State } from "./state.ts";
import { storeStatement } from "./stored.ts";
import type { objectWriter } from "./suite.ts";

/** Puts everything into the store, each record after those that it names. */
export function storeStatements(state: State, write: ReturnType<typeof objectWriter>): readonly Stmt[] {
  const { api } = state;
  const records = new Map([...state.before].map(([id, own]) => [id, [...own]]));
  for (const [id, samples] of behind(state)) {
    const model = modelOf(api, id);
    if (isAbsent(model, state)) throw new Impossible(`a record refers to the missing ${model.name}`);
    if (state.written.has(id) || state.listed.has(id)) {
      throw new Unprovable(`a record of ${model.name} that others refer to is not the test's own`);
    }
    const made = samples.map((sample) => recordFrom(stored(sample, model), model, api));
    records.set(id, [...records.get(id) ?? [], ...made]);
  }
  return inOrder(records, state).flatMap(([model, own]) => own.length === 0 ? [] : [storeStatement(model, own, write)]);
}

/** Whether the scenario is about a record of the model that is not there. */
function isAbsent({ id }: Model, { fault, lookups, decisions }: State): boolean {
  if (fault?.kind === "missing") return lookups[fault.lookup]?.model.id === id;
  return decisions.some((decision) => !decision.outcome && "model" in decision.id && decision.id.model === id);
}

/** Records that those of the scenario name, and that it does not have. */
function behind(state: State): ReadonlyMap<ModelId, readonly Sample[]> {
  const found = new Map<ModelId, Map<string, Sample>>();
  const owners = new Set([...state.before.keys(), ...state.now.keys()]);
  for (const id of owners) {
    const model = modelOf(state.api, id);
    const own = [...state.before.get(id) ?? [], ...state.now.get(id) ?? []];
    const rows = own.flatMap((record) => rowOf(record, state));
    const offset = (target: ModelId) => state.before.get(target)?.length ?? 0;
    for (const [target, samples] of recordsBehind(state.api, model, rows, offset)) {
      const key = keyOf(modelOf(state.api, target));
      const known = found.get(target) ?? new Map<string, Sample>();
      for (const sample of samples) known.set(jsonText(sample.get(key) ?? null), sample);
      found.delete(target);
      found.set(target, known);
    }
  }
  return new Map([...found].map(([id, samples]) => [id, [...samples.values()]]));
}

/** The keys that a record holds and that none of the scenario's records has. */
function rowOf({ model, fields }: RecordValue, state: State): readonly Sample[] {
  const row = (model.storage?.references ?? []).flatMap(({ attribute, model: target }): [string, Json][] => {
    const value = scalar(fields.get(attribute));
    const key = keyOf(modelOf(state.api, target));
    const own = [...state.before.get(target) ?? [], ...state.now.get(target) ?? []];
    const isThere = own.some((record) => {
      const known = scalar(record.fields.get(key));
      return known !== undefined && known !== null && value !== undefined && jsonText(known) === jsonText(value);
    });
    return value === undefined || value === null || isThere ? [] : [[attribute, value]];
  });
  return row.length === 0 ? [] : [new Map(row)];
}

function scalar(value: Known | undefined): Json | undefined {
  const known = value && settled(value);
  return known?.kind === "cell" ? known.value : undefined;
}

/** Models that others refer to come first. */
function inOrder(
  records: ReadonlyMap<ModelId, readonly RecordValue[]>,
  { api }: State,
): readonly (readonly [Model, readonly RecordValue[]])[] {
  const done = new Set<ModelId>();
  const ordered: (readonly [Model, readonly RecordValue[]])[] = [];
  const visit = (id: ModelId) => {
    if (done.has(id)) return;
    done.add(id);
    const model = modelOf(api, id);
    for (const field of model.fields) {
      if (field.reference !== undefined && !field.nullable) visit(field.reference.model);
    }
    for (const field of model.fields) if (field.reference !== undefined) visit(field.reference.model);
    ordered.push([model, records.get(id) ?? []]);
  };
  for (const id of records.keys()) visit(id);
  return ordered;
}
