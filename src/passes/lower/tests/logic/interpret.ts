/** Runs the steps of a route on the values of a scenario: what the generated endpoint has to do. */

import type { ModelId } from "../../../../ir/api.ts";
import type { CallStep, Condition, Step } from "../../../../ir/logic.ts";
import { decide, type Reader } from "./decide.ts";
import { Ended, type Frame, given, makeCall, note, type Outcome, read, returned } from "./frame.ts";
import { withInner } from "../../../uses.ts";
import { asksForStore } from "./inside.ts";
import { fixedCell, type Hole, type Known, type RecordValue, settled, Unprovable } from "./known.ts";
import { createRecord, listRecords, lookUp, noteWrite, updateRecord } from "./record_steps.ts";
import { attempt, fill, push, replaceRecord, several, type State } from "./state.ts";
import { words } from "./words.ts";
import { hasTransactions } from "../../../transactions.ts";

/** What a run came to. */
export interface Run {
  readonly state: State;
  readonly outcome: Outcome;
  /** Records that are there afterwards; undefined where that is left open. */
  readonly after: ReadonlyMap<ModelId, readonly RecordValue[]> | undefined;
  /** Whether the function behind the answer makes a response itself. */
  readonly makesResponse?: true;
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

function runRoute(frame: Frame): Outcome {
  const { state } = frame;
  const { route } = state;
  const { steps, transaction, result } = route.body;
  const groups = hasTransactions(state.api.database);
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
    frame.undoes = transaction ? (groups && index <= lastWrite ? true : undefined) : false;
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
  if (route.result !== undefined) scope.env.set(route.result.name, result ?? fixedCell(null, { kind: "any" }));
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
  return {
    kind: "answered",
    status,
    value: isEmpty ? undefined : sent ?? fixedCell(null, { kind: "any" }),
    read: (value) => read(value, scope),
  };
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
      env.set(step.variable.name, { kind: "list", items: [...listRecords(step, frame)], grows: undefined });
      return undefined;
    case "create":
      env.set(step.variable.name, createRecord(step, frame));
      return undefined;
    case "update":
      env.set(step.variable.name, updateRecord(step, frame) ?? fixedCell(null, { kind: "any" }));
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
