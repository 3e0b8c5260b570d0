/** The fixture that keeps functions that are not restgen's out of all tests. */

import { type Api, isAction } from "../../../../ir/api.ts";
import type { Expr, FunctionDef, Stmt } from "../../../../python/ast.ts";
import {
  assign,
  attr,
  bool,
  call,
  dict,
  expr,
  from,
  list,
  module,
  name,
  NONE,
  parameter,
  returns,
  str,
} from "../../../../python/build.ts";
import { typedValue } from "../../values.ts";
import { computedSample } from "./answers.ts";
import { callsOf, isReplaceable } from "./inside.ts";

/** Whether an API has functions that are not restgen's. */
export function usesFunctions(api: Api): boolean {
  return api.routers.some((router) => router.dependencies.length > 0) ||
    [...api.models.values()].some((model) => model.computed.length > 0) ||
    api.routes.some((route) => !isAction(route) || route.dependencies.length > 0 || callsOf(route).length > 0);
}

/** `recorder`, for `conftest.py`: tests that need other results give their own. */
export function recorderFixture(api: Api): readonly FunctionDef[] {
  if (!usesFunctions(api)) return [];
  const recorder = name("recorder");
  const actions = api.routes.filter(isAction);
  const transforms = unique(
    actions.flatMap(({ transform }) => transform === undefined ? [] : [transform.handler.reference]),
  );
  const silent = unique(
    api.routes.flatMap((route) =>
      callsOf(route).filter(({ handler }) => isReplaceable(handler)).map(({ handler }) => handler.reference)
    ),
  ).filter((reference) => !transforms.includes(reference));
  const dependencies = unique(
    [...api.routers, ...api.routes].flatMap((one) => one.dependencies.map(({ handler }) => handler.reference)),
  );
  const computed = new Map(
    [...api.models.values()].flatMap((model) =>
      model.computed.map((field) =>
        [field.call.handler.reference, typedValue(computedSample(field, api), field.type)] as const
      )
    ),
  );
  const told = (method: string, results: Iterable<readonly [string, Expr]>): readonly Stmt[] => {
    const entries = [...results].map(([reference, result]): [Expr, Expr] => [str(reference), result]);
    return entries.length === 0 ? [] : [expr(call(attr(recorder, method), [dict(entries)]))];
  };
  const named = (method: string, references: readonly string[]): readonly Stmt[] =>
    references.length === 0 ? [] : [expr(call(attr(recorder, method), [list(references.map(str))]))];
  const nothing = (references: readonly string[]) => references.map((reference) => [reference, NONE] as const);
  return [{
    kind: "function",
    name: "recorder",
    decorators: [call(attr(module("pytest"), "fixture"), [], { autouse: bool(true) })],
    parameters: [
      parameter("app", from("fastapi", "FastAPI")),
      parameter("monkeypatch", attr(module("pytest"), "MonkeyPatch")),
    ],
    returns: from(".tests.recorders", "Recorder"),
    docstring: "Keep functions that restgen did not make out of the tests.",
    body: [
      assign("recorder", call(from(".tests.recorders", "Recorder"), [name("app"), name("monkeypatch")])),
      ...told("compute", computed),
      ...told("provide", nothing(dependencies)),
      ...named("silence", silent),
      ...named("pass_on", transforms),
      returns(recorder),
    ],
  }];
}

function unique(references: readonly string[]): readonly string[] {
  return [...new Set(references)];
}
