/** What stands in for functions that are not restgen's, and what they do in a scenario. */

import type { Model } from "../../../../ir/api.ts";
import type { Expr, FunctionDef, Stmt } from "../../../../python/ast.ts";
import {
  attr,
  awaited,
  call,
  dict,
  expr,
  from,
  int,
  name,
  NONE,
  parameter,
  raise,
  str,
} from "../../../../python/build.ts";
import { assertEqual } from "../build.ts";
import { allCallsOf } from "./inside.ts";
import type { Run } from "./interpret.ts";
import { asGiven, type Known, recordWire, settled, Unprovable } from "./known.ts";
import { newRecord, type State } from "./state.ts";
import { withoutUnknown } from "./stored.ts";
import { objectWriter, type Suite } from "./suite.ts";

/** `recorder.provide(…)` and `recorder.replace(…)`. */
export function replaceStatements(run: Run, write: ReturnType<typeof objectWriter>, suite: Suite): readonly Stmt[] {
  const { state } = run;
  const recorder = name("recorder");
  const provided = providedOf(state).filter(([, value]) => isUsed(value, run)).map((
    [reference, value],
  ): [Expr, Expr] => [str(reference), asGiven(value, write)]);
  const references = [...new Set(allCallsOf(state.route).map(({ handler }) => handler.reference))];
  const results = references.flatMap((reference): [Expr, Expr][] => {
    const result = resultOf(reference, run, write);
    return result === NONE ? [] : [[str(reference), result]];
  });
  const { fault } = state;
  const failing = fault?.kind === "write" ? [writeAndFail(state, suite)] : [];
  const refused = fault?.kind === "store" ? [failStatement(state, fault.write)] : [];
  return [
    ...refused,
    ...failing,
    ...(provided.length === 0 ? [] : [expr(call(attr(recorder, "provide"), [dict(provided)]))]),
    ...(results.length === 0 ? [] : [expr(call(attr(recorder, "replace"), [dict(results)]))]),
  ];
}

/** `recorder.fail(repository, "update", after=1)`. */
function failStatement({ writes }: State, number: number): Stmt {
  const method = writes[number] ?? "create";
  const after = writes.slice(0, number).filter((write) => write === method).length;
  return expr(call(attr(name("recorder"), "fail"), [name("repository"), str(method)], { after: int(after) }));
}

function resultOf(reference: string, run: Run, write: ReturnType<typeof objectWriter>): Expr {
  const { calls, fault } = run.state;
  const results = calls.flatMap((noted, number): Expr[] => {
    if (noted.call.handler.reference !== reference) return [];
    if (fault !== undefined && "call" in fault && fault.call === number) return [fails(fault)];
    const { result } = noted;
    return [result === undefined || !isUsed(result, run) ? NONE : asGiven(result, write)];
  });
  const texts = results.map((result) =>
    JSON.stringify(result, (_key, item: unknown) => typeof item === "bigint" ? `${item}n` : item)
  );
  const [first = NONE] = results;
  return new Set(texts).size <= 1 ? first : call(from(".tests.recorders", "InTurn"), results);
}

/** What nothing asks for may as well be None. */
function isUsed(result: Known, { state: { calls } }: Run): boolean {
  const value = settled(result);
  return value.kind !== "hole" || calls.some(({ given }) => given.some(([, argument]) => holds(argument, value)));
}

function holds(value: Known, part: Known): boolean {
  const known = settled(value);
  if (known === part) return true;
  if (known.kind === "list") return known.items.some((item) => holds(item, part));
  return known.kind === "dict" && [...known.entries.values()].some((item) => holds(item, part));
}

function fails(fault: Extract<NonNullable<State["fault"]>, { readonly call: number }>): Expr {
  switch (fault.kind) {
    case "refusal":
      return name("refusal");
    case "failure":
      return call(name("RuntimeError"), [str("failed")]);
    case "mapped":
      return call(from(".errors", fault.error.className));
    case "write":
      return name("write_and_fail");
  }
}

/** Nothing is left of what was written before the failure. */
export function unwritten(state: State): readonly Stmt[] {
  const { model, count } = failingWrite(state);
  return [assertEqual(awaited(call(attr(name("repository"), "count"), [from(".models", model.name)])), int(count))];
}

/** Dependencies of the route and of its router, with what they give. */
export function providedOf({ api, route, provided }: State): readonly (readonly [string, Known])[] {
  const router = api.routers.find((one) => one.name === route.router);
  const all = new Map<string, Known>(
    (router?.dependencies ?? []).map(({ handler, variable }) =>
      [handler.reference, { kind: "hole", name: variable.name, made: undefined }] as const
    ),
  );
  for (const [reference, value] of provided) all.set(reference, value);
  return [...all];
}

/** A function that writes a record, and then fails. */
function writeAndFail(state: State, suite: Suite): FunctionDef {
  const { model, count } = failingWrite(state);
  const record = newRecord(state, model, count);
  const content = objectWriter(suite)(model, withoutUnknown(recordWire(record)));
  const made = call(attr(from(".models", model.name), "model_validate"), [content]);
  return {
    kind: "function",
    name: "write_and_fail",
    async: true,
    decorators: [],
    parameters: [
      parameter("repo", from(".runtime.repository", "Repository")),
      { name: "_", form: "double-star", annotation: from("typing", "Any") },
    ],
    returns: NONE,
    body: [
      expr(awaited(call(attr(name("repo"), "create"), [from(".models", model.name), made]))),
      raise(call(name("RuntimeError"), [str("failed")])),
    ],
  };
}

/** The model whose records are written by a function that fails then, and how many there are. */
function failingWrite({ api, before }: State): { readonly model: Model; readonly count: number } {
  const counted = [...api.models.values()].filter((model) => model.storage !== undefined).map((model) => ({
    model,
    count: (before.get(model.id) ?? []).length,
  }));
  const [fewest] = counted.toSorted((left, right) => left.count - right.count);
  if (fewest === undefined) throw new Unprovable("nothing is stored");
  return fewest;
}
