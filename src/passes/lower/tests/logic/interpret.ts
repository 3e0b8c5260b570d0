/** Runs the steps of a route on the values of a scenario: what the generated endpoint has to do. */

import type { Api, Json, Model, ModelId } from "../../../../ir/api.ts";
import type {
  CallStep,
  Condition,
  CreateStep,
  DeleteStep,
  GetStep,
  HandlerCall,
  ListStep,
  Step,
  Typed,
  UpdateStep,
  Value,
  Variable,
} from "../../../../ir/logic.ts";
import { from, name } from "../../../../python/build.ts";
import { asksForStore, withInner } from "./inside.ts";
import { compareValues } from "../records.ts";
import { decide, force, forceNull, type Reader } from "./decide.ts";
import {
  absent,
  type Cell,
  fixedCell,
  fromJson,
  type Hole,
  type Known,
  modelOf,
  recordFrom,
  type RecordValue,
  settled,
  Unprovable,
} from "./known.ts";
import {
  addBefore,
  attempt,
  entryOf,
  fill,
  find,
  keyOf,
  push,
  recordsOf,
  replaceRecord,
  setCell,
  several,
  type State,
  type Write,
} from "./state.ts";
import { sample, samplePayload } from "../../../../synthesis/mod.ts";
import { words } from "./words.ts";
import { conform, conformed, defaultsOf } from "./conform.ts";

/** How a request ends. */
export type Outcome =
  | { readonly kind: "answered"; readonly status: number; readonly value: Known | undefined }
  | { readonly kind: "missing"; readonly model: Model }
  | { readonly kind: "refused" }
  | { readonly kind: "failed" }
  | { readonly kind: "raised" };

/** Ends the run: the endpoint goes no further. */
class Ended {
  constructor(readonly outcome: Outcome, readonly undoes: boolean | undefined) {}
}

/** What a run came to. */
export interface Run {
  readonly state: State;
  readonly outcome: Outcome;
  /** Records that are there afterwards; undefined where that is left open. */
  readonly after: ReadonlyMap<ModelId, readonly RecordValue[]> | undefined;
}

interface Frame {
  readonly state: State;
  readonly env: Map<string, Known>;
  readonly deferred: (() => void)[];
  /** Whether a failure now undoes what was written; undefined where that is left open. */
  undoes: boolean | undefined;
}

/** Works a scenario out. */
export function interpret(state: State): Run {
  const { route } = state;
  const frame: Frame = { state, env: new Map(), deferred: [], undoes: undefined };
  for (const { variable, handler } of route.dependencies) {
    const value = returned(handler.returns, variable.name, state.api);
    frame.env.set(variable.name, value);
    state.provided.set(handler.reference, value);
  }
  try {
    const outcome = runRoute(frame);
    return { state, outcome, after: state.now };
  } catch (thrown) {
    if (!(thrown instanceof Ended)) throw thrown;
    const after = state.written.size === 0
      ? state.before
      : thrown.undoes === undefined
      ? undefined
      : thrown.undoes
      ? state.before
      : state.now;
    return { state, outcome: thrown.outcome, after };
  }
}

/** What a function returns, by its annotation. */
function returned({ type, nullable }: Typed, id: string, api: Api): Known {
  if (type.kind === "model") return instanceOf(modelOf(api, type.model), id, api);
  if (type.kind === "any") return { kind: "hole", name: id, made: undefined };
  const value = sample(type, api.models, VARIANT, id);
  if (value === undefined) throw new Unprovable(`no valid value for ${id} could be made`);
  return fromJson(value, type, nullable, id, api);
}

/** Values that functions return differ from those of records. */
const VARIANT = 5;

function runRoute(frame: Frame): Outcome {
  const { state } = frame;
  const { route } = state;
  const { steps, transaction, result } = route.body;
  const isWrite = (step: Step) =>
    withInner(step).some((one) => ["create", "update", "delete"].includes(one.kind) || asksForStore(one));
  const isInside = (step: Step) =>
    withInner(step).some((one) =>
      (one.kind === "call" && one.purpose === "deferred") ||
      (transaction && ("model" in one || asksForStore(one)))
    );
  const lastWrite = steps.findLastIndex(isWrite);
  const lastInside = steps.findLastIndex(isInside);
  for (const [index, step] of steps.entries()) {
    frame.undoes = transaction ? (index <= lastWrite ? true : undefined) : false;
    const ended = runStep(step, frame);
    if (ended !== undefined) return ended;
    if (index === lastInside) flush(frame);
  }
  flush(frame);
  return finish(frame, result && read(result, frame), route.status);
}

function flush({ deferred }: Frame): void {
  for (const call of deferred.splice(0)) call();
}

/** The transform, the answer, and the tasks behind it. */
function finish(frame: Frame, value: Known | undefined, status: number): Outcome {
  const { state: { route } } = frame;
  const result = value;
  const scope: Frame = { ...frame, env: new Map(frame.env) };
  if (route.result !== undefined && result !== undefined) scope.env.set(route.result.name, result);
  const tasks = route.tasks.map((task) => given(task.call, scope));
  const isEmpty = route.response.kind === "empty" || status === 204 || status === 205;
  const sent = route.transform === undefined || isEmpty ? result : makeCall(route.transform, "transform", scope);
  flush(frame);
  for (const [index, task] of route.tasks.entries()) {
    push(scope.state, scope.state.calls, {
      call: task.call,
      purpose: "task",
      given: tasks[index] ?? [],
      result: undefined,
      undoes: undefined,
      wrote: false,
    });
  }
  return { kind: "answered", status, value: isEmpty ? undefined : sent ?? fixedCell(null, { kind: "any" }) };
}

function runSteps(steps: readonly Step[], frame: Frame): Outcome | undefined {
  for (const step of steps) {
    const ended = runStep(step, frame);
    if (ended !== undefined) return ended;
  }
  return undefined;
}

function runStep(step: Step, frame: Frame): Outcome | undefined {
  const { state, env } = frame;
  switch (step.kind) {
    case "get": {
      const record = lookUp(step, frame);
      env.set(step.variable.name, record ?? fixedCell(null, { kind: "any" }));
      return undefined;
    }
    case "list":
      env.set(step.variable.name, { kind: "list", items: [...list(step, frame)], grows: undefined });
      return undefined;
    case "create":
      env.set(step.variable.name, create(step, frame));
      return undefined;
    case "update":
      env.set(step.variable.name, update(step, frame) ?? fixedCell(null, { kind: "any" }));
      return undefined;
    case "delete": {
      const record = lookUp(step, frame);
      if (record === undefined) return undefined;
      noteWrite("delete", frame);
      replaceRecord(state, record, undefined);
      return undefined;
    }
    case "call":
      return runCall(step, frame);
    case "if": {
      const outcome = choose(step, step.condition, frame, true);
      const ended = runSteps(outcome ? step.then : step.otherwise, frame);
      if (ended !== undefined) return ended;
      for (const { variable, then, otherwise } of step.assigned) {
        env.set(variable.name, read(outcome ? then : otherwise, frame));
      }
      return undefined;
    }
    case "for-each":
      return runLoop(step, frame);
    case "return": {
      if (step.when !== undefined && !choose(step, step.when, frame, false)) return undefined;
      return finish(frame, step.value && read(step.value, frame), step.status ?? state.route.status);
    }
  }
}

function runCall({ purpose, call, variable }: CallStep, frame: Frame): undefined {
  if (purpose === "deferred") {
    const bound = given(call, frame);
    frame.deferred.push(() => note(call, purpose, bound, undefined, { ...frame, undoes: false }));
    return undefined;
  }
  const scope = purpose === "after" ? { ...frame, undoes: false } : frame;
  const result = makeCall(call, purpose, scope, variable);
  if (variable !== undefined) frame.env.set(variable.name, result);
  return undefined;
}

function runLoop(step: Extract<Step, { kind: "for-each" }>, frame: Frame): Outcome | undefined {
  const items = itemsOf(read(step.items, frame), step.item.name, frame);
  const collected: Known[] = [];
  for (const item of items) {
    frame.env.set(step.item.name, item);
    const ended = runSteps(step.body, frame);
    if (ended !== undefined) return ended;
    if (step.collect !== undefined) collected.push(read(step.collect.value, frame));
  }
  if (step.collect !== undefined) {
    frame.env.set(step.collect.variable.name, { kind: "list", items: collected, grows: undefined });
  }
  return undefined;
}

function itemsOf(value: Known, name: string, { state }: Frame): readonly Known[] {
  const known = settled(value);
  if (known.kind === "list") return several(state, known, name);
  if (known.kind === "cell" && known.value === null) return [];
  if (known.kind !== "hole") throw new Unprovable("nothing is known of the list of a loop");
  const holes = ["first", "second"].map((which): Hole => ({ kind: "hole", name: `${which}_${name}`, made: undefined }));
  fill(state, known, { kind: "list", items: [...holes], grows: undefined });
  return holes;
}

/** The outcome of a condition that the plan asks for. */
function choose(id: object, condition: Condition, frame: Frame, usual: boolean): boolean {
  const { state } = frame;
  const wanted = state.plan[state.decisions.length] ?? usual;
  const index = state.decisions.length;
  const reader: Reader = {
    value: (value) => read(value, frame),
    call: (call) => makeCall(call, "condition", frame),
  };
  const take = (outcome: boolean) => {
    push(state, state.decisions, { id, words: words(condition), outcome });
    decide(condition, outcome, state, reader);
  };
  // Where nobody asked for an outcome, the other one is as good.
  if (state.plan[index] !== undefined || !attempt(state, () => take(wanted))) {
    take(state.plan[index] ?? !wanted);
    return state.plan[index] ?? !wanted;
  }
  return wanted;
}

/** The value of a reference or a literal. */
function read(value: Value, frame: Frame): Known {
  const { state, env } = frame;
  switch (value.kind) {
    case "literal":
      return literalOf(value.value, value.typed.type, state.api);
    case "path":
      return required(state.path.get(value.parameter.attribute), value.parameter.name);
    case "parameter":
      return required(state.parameters.get(value.parameter.attribute), value.parameter.wire);
    case "body":
      return required(state.body, "the body");
    case "injected":
      return { kind: "given", expression: INJECTED[value.what] };
    case "variable":
      return required(env.get(value.variable.name), value.variable.name);
    case "list":
      return { kind: "list", items: value.items.map((item) => read(item, frame)), grows: undefined };
    case "dict": {
      const entries = value.entries.map(([key, item]) => [key, read(item, frame)] as const);
      return { kind: "dict", entries: new Map(entries), values: undefined };
    }
    case "member":
      return memberOf(read(value.of, frame), value.name, frame);
  }
}

const instance = (module: string, id: string) => ({
  kind: "call" as const,
  func: from(".tests.recorders", "Instance"),
  args: [from(module, id)],
  keywords: [],
});

const INJECTED = {
  repo: name("repository"),
  request: instance("fastapi", "Request"),
  response: instance("fastapi", "Response"),
  background_tasks: instance("fastapi", "BackgroundTasks"),
} as const;

function literalOf(value: Json, type: Cell["type"], api: Api): Known {
  if (value instanceof Map || Array.isArray(value)) return fromJson(value, type, false, "value", api);
  return fixedCell(value, type);
}

function memberOf(value: Known, member: string, { state }: Frame): Known {
  const known = settled(value);
  if (known.kind === "record" && !known.fields.has(member)) {
    const field = known.model.fields.find((one) => one.attribute === member);
    return required(field && defaultsOf(known, field, state.api), member);
  }
  return entryOf(state, known, member);
}

function required(value: Known | undefined, what: string): Known {
  if (value === undefined) throw new Unprovable(`nothing is known of ${what}`);
  return value;
}

/** Arguments by name; those by position have their numbers. */
function given({ arguments: all }: HandlerCall, frame: Frame): readonly (readonly [string, Known])[] {
  return all.map(({ name: id, value }, index) => [id ?? String(index), read(value, frame)] as const);
}

function makeCall(call: HandlerCall, purpose: string, frame: Frame, variable?: Variable): Known {
  const { handler } = call;
  const id = variable?.name ?? handler.qualifiedName.split(".").at(-1) ?? "result";
  const result: Known = handler.returnsNothing === true
    ? fixedCell(null, { kind: "any" })
    : returned(handler.returns, id, frame.state.api);
  note(call, purpose, given(call, frame), result, frame);
  return result;
}

function note(
  call: HandlerCall,
  purpose: string,
  bound: readonly (readonly [string, Known])[],
  result: Known | undefined,
  { state, undoes }: Frame,
): void {
  const number = state.calls.length;
  push(state, state.calls, { call, purpose, given: bound, result, undoes, wrote: state.written.size > 0 });
  const { fault } = state;
  if (fault === undefined || !("call" in fault) || fault.call !== number) return;
  const outcome: Outcome = fault.kind === "mapped"
    ? { kind: "raised" }
    : fault.kind === "failure" || fault.kind === "write"
    ? { kind: "failed" }
    : { kind: "refused" };
  throw new Ended(outcome, undoes);
}

/** The record of a step; one that need not be there may be missing. */
function lookUp(step: GetStep | UpdateStep | DeleteStep, frame: Frame): RecordValue | undefined {
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
function list(step: ListStep, frame: Frame): readonly RecordValue[] {
  const { state } = frame;
  const model = modelOf(state.api, step.model);
  const filters = step.filters.map((filter) => ({ ...filter, operand: read(filter.value, frame) }));
  const listed: RecordValue[] = [];
  const meets = (record: RecordValue, failing?: number) => {
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
      meets(record, failing);
      if (failing === undefined) listed.push(record);
    };
    add()();
    attempt(state, add());
    for (const index of filters.keys()) attempt(state, add(index));
  } else {
    for (const record of recordsOf(state.now, model)) {
      if (attempt(state, () => meets(record))) listed.push(record);
      else if (![...filters.keys()].some((index) => attempt(state, () => meets(record, index)))) {
        throw new Unprovable("what is listed is unknown");
      }
    }
  }
  state.listed.add(model.id);
  const skip = step.skip === undefined ? 0 : windowOf(read(step.skip, frame), state) ?? 0;
  const limit = step.limit === undefined ? undefined : windowOf(read(step.limit, frame), state);
  const order = step.sort === undefined ? "" : sortOf(read(step.sort, frame), state);
  const inOrder = listed.toSorted((left, right) => compareRecords(left, right, order));
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
  if (typeof known.value === "number") return known.value;
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

function compareRecords(left: RecordValue, right: RecordValue, sort: string): number {
  const { model } = left;
  const wanted = sort === "" ? model.storage?.order ?? [] : sort.split(",").map((one) => one.trim());
  for (const level of [...wanted, keyOf(model)]) {
    const attribute = level.replace(/^-/, "");
    const [first, second] = [left.fields.get(attribute), right.fields.get(attribute)].map((one) => one && settled(one));
    // What the server sets rises from record to record.
    if (first?.kind !== "cell" || second?.kind !== "cell") return level.startsWith("-") ? 1 : 0;
    const order = compareValues(first.value, second.value, first.type);
    if (order !== 0) return level.startsWith("-") ? -order : order;
  }
  return 0;
}

/** Notes a write; that of the store's fault ends the run. */
function noteWrite(write: Write, { state, undoes }: Frame): void {
  const number = state.writes.length;
  push(state, state.writes, write);
  if (state.fault?.kind === "store" && state.fault.write === number) throw new Ended({ kind: "failed" }, undoes);
}

function create(step: CreateStep, frame: Frame): RecordValue {
  const { state } = frame;
  const model = modelOf(state.api, step.model);
  const data = conformed(read(step.data, frame), model, "create", state);
  const fields = model.fields.flatMap((field): [string, Known][] => {
    if (model.storage?.touched.includes(field.attribute)) return [[field.attribute, { kind: "unknown" }]];
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

function update(step: UpdateStep, frame: Frame): RecordValue | undefined {
  const { state } = frame;
  const model = modelOf(state.api, step.model);
  const record = lookUp(step, frame);
  if (record === undefined) return undefined;
  const data = conformed(read(step.data, frame), model, "update", state);
  const fields = new Map(record.fields);
  for (const field of model.fields) {
    const sent = data.get(field.attribute);
    if (model.storage?.touched.includes(field.attribute)) fields.set(field.attribute, { kind: "unknown" });
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

/** Lets a field have another value before it is written, so that the write shows. */
function showChange(before: Known | undefined, after: Known, state: State): void {
  const [old, written] = [before && settled(before), settled(after)];
  if (old?.kind !== "cell" || written.kind !== "cell" || old === written || old.fixed) return;
  attempt(state, () => {
    const { fixed } = written;
    force(old, "ne", { ...written, fixed: true }, true, state);
    old.fixed = false;
    written.fixed = fixed;
  });
}

/** An instance of a model that a function returns. */
function instanceOf(model: Model, name: string, api: Api): RecordValue {
  const payload = samplePayload(model, api.models, { variant: VARIANT });
  if ("missing" in payload) throw new Unprovable(`no valid value for ${name} could be made`);
  const sent = recordFrom(payload, model, api);
  const fields = model.fields.flatMap((field): [string, Known][] => {
    const value = sent.fields.get(field.attribute) ?? defaultsOf(sent, field, api);
    return value === undefined ? [] : [[field.attribute, value]];
  });
  return { kind: "record", model, fields: new Map(fields) };
}
