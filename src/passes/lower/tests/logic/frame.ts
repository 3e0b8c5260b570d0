/** Where a run stands: the values that have names, the calls that were made. */

import type { Api, Json, Model } from "../../../../ir/api.ts";
import type { HandlerCall, Typed, Value, Variable } from "../../../../ir/logic.ts";
import { from, name } from "../../../../python/build.ts";
import { sample, samplePayload } from "../../../../synthesis/mod.ts";
import { needsSource } from "./bodies.ts";
import { defaultsOf } from "./conform.ts";
import {
  type Cell,
  fixedCell,
  fromJson,
  type Known,
  modelOf,
  recordFrom,
  type RecordValue,
  settled,
  Unprovable,
} from "./known.ts";
import { expectedFiles, partOfFile } from "./sent.ts";
import { entryOf, push, type State } from "./state.ts";

/** How a request ends. */
export type Outcome =
  | {
    readonly kind: "answered";
    readonly status: number;
    readonly value: Known | undefined;
    /** What a value is when the answer is ready. */
    readonly read: (value: Value) => Known;
  }
  | { readonly kind: "missing"; readonly model: Model }
  | { readonly kind: "refused" }
  | { readonly kind: "failed" }
  | { readonly kind: "raised" };

/** Ends the run: the endpoint goes no further. */
export class Ended {
  constructor(readonly outcome: Outcome, readonly undoes: boolean | undefined) {}
}

/** Where a run stands. */
export interface Frame {
  readonly state: State;
  readonly env: Map<string, Known>;
  readonly deferred: (() => void)[];
  /** Whether a failure now undoes what was written; undefined where that is left open. */
  undoes: boolean | undefined;
}

/** Values that functions return differ from those of records. */
export const VARIANT = 5;

/** The value of a reference or a literal. */
export function read(value: Value, frame: Frame): Known {
  const { state, env } = frame;
  switch (value.kind) {
    case "literal":
      return literalOf(value.value, value.typed.type, state.api);
    case "path":
      return required(state.path.get(value.parameter.attribute), value.parameter.name);
    case "parameter":
      return required(state.parameters.get(value.parameter.attribute), value.parameter.wire);
    case "file":
      return expectedFiles(value.file, state.usesDefaults);
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
    case "member": {
      const known = value.of.kind === "file" ? partOfFile(value.of.file, value.name) : undefined;
      if (known !== undefined) return known;
      return memberOf(read(value.of, frame), value.name, frame);
    }
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
export function given({ arguments: all }: HandlerCall, frame: Frame): readonly (readonly [string, Known])[] {
  return all.map(({ name: id, value }, index) => [id ?? String(index), read(value, frame)] as const);
}

/** Calls a function: its result is whatever is asked of it. */
export function makeCall(call: HandlerCall, purpose: string, frame: Frame, variable?: Variable): Known {
  const { handler } = call;
  const id = variable?.name ?? handler.qualifiedName.split(".").at(-1) ?? "result";
  const result: Known = handler.returnsNothing === true
    ? fixedCell(null, { kind: "any" })
    : (purpose === "handler" || purpose === "transform") && needsSource(frame.state.route)
    ? { kind: "hole", name: id, made: undefined }
    : returned(handler.returns, id, frame.state.api);
  note(call, purpose, given(call, frame), result, frame);
  return result;
}

/** Notes a call; the one that the fault is about ends the run. */
export function note(
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

/** What a function returns, by its annotation. */
export function returned({ type, nullable }: Typed, id: string, api: Api): Known {
  if (type.kind === "model") return instanceOf(modelOf(api, type.model), id, api);
  if (type.kind === "any") return { kind: "hole", name: id, made: undefined };
  const value = sample(type, api.models, VARIANT, id);
  if (value === undefined) throw new Unprovable(`no valid value for ${id} could be made`);
  return fromJson(value, type, nullable, id, api);
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
