/** The fixture that keeps functions that are not restgen's out of all tests. */

import { type Api, type FieldType, isAction, type Json } from "../../../../ir/api.ts";
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
import { callsOfSocket } from "../../../../ir/websocket.ts";
import { keyFunctions } from "../../../../features/rate_limit.ts";
import { jsonValue, typedValue } from "../../values.ts";
import { userOf } from "../users.ts";
import { computedSample } from "./answers.ts";
import { showsFeatures } from "../features.ts";
import { allCallsOf, isReplaceable } from "./inside.ts";
import { hasParts } from "./sent.ts";

/** Whether an API has functions that are not restgen's. */
export function usesFunctions(api: Api): boolean {
  return api.websockets.length > 0 || keyFunctions(api).size > 0 ||
    api.routers.some((router) => router.dependencies.length > 0) ||
    [...api.models.values()].some((model) => model.computed.length > 0) ||
    api.routes.some((route) =>
      !isAction(route) || hasParts(route) || showsFeatures(route) || route.dependencies.length > 0 ||
      allCallsOf(route).length > 0
    );
}

/** `recorder`, for `conftest.py`: tests that need other results give their own. */
export function recorderFixture(api: Api): readonly FunctionDef[] {
  if (!usesFunctions(api)) return [];
  const recorder = name("recorder");
  const actions = api.routes.filter(isAction);
  const transforms = unique(
    actions.flatMap(({ transform }) => transform === undefined ? [] : [transform.handler.reference]),
  );
  const calls = [
    ...api.routes.flatMap(allCallsOf),
    ...keyFunctions(api).values(),
    ...api.websockets.flatMap(callsOfSocket),
  ];
  const silent = unique(
    calls.filter(({ handler }) => isReplaceable(handler)).map(({ handler }) => handler.reference),
  ).filter((reference) => !transforms.includes(reference));
  const dependencies = unique(
    [...api.routers, ...api.routes, ...api.websockets].flatMap((one) =>
      one.dependencies.map(({ handler }) => handler.reference)
    ),
  );
  const users = new Map<string, Expr>(
    api.security.authentications.map((one) => [`.security.${one.dependency}`, userOf(one, api)] as const),
  );
  const computed = new Map(
    [...api.models.values()].flatMap((model) =>
      model.computed.map((field) =>
        [field.call.handler.reference, computedValue(computedSample(field, api), field.type, api)] as const
      )
    ),
  );
  const told = (method: string, results: Iterable<readonly [string, Expr]>): readonly Stmt[] => {
    const entries = [...results].map(([reference, result]): [Expr, Expr] => [str(reference), result]);
    return entries.length === 0 ? [] : [expr(call(attr(recorder, method), [dict(entries)]))];
  };
  const named = (method: string, references: readonly string[]): readonly Stmt[] =>
    references.length === 0 ? [] : [expr(call(attr(recorder, method), [list(references.map(str))]))];
  const provided = (references: readonly string[]) =>
    references.map((reference) => [reference, users.get(reference) ?? NONE] as const);
  const made = call(from(".tests.recorders", "Recorder"), [name("app"), name("monkeypatch")]);
  const prepared = [
    ...told("compute", computed),
    ...told("provide", provided(dependencies)),
    ...named("silence", silent),
    ...named("pass_on", transforms),
  ];
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
    body: prepared.length === 0 ? [returns(made)] : [assign("recorder", made), ...prepared, returns(recorder)],
  }];
}

/** A value as the function of a computed field returns it: records are objects of their models. */
function computedValue(value: Json, type: FieldType, api: Api): Expr {
  if (type.kind === "list" && Array.isArray(value)) {
    return list(value.map((item: Json) => computedValue(item, type.items, api)));
  }
  if (type.kind === "dict" && value instanceof Map) {
    return dict([...value].map(([key, item]) => [str(key), computedValue(item, type.values, api)]));
  }
  const model = type.kind === "model" ? api.models.get(type.model) : undefined;
  if (model === undefined || value === null) return typedValue(value, type);
  return call(attr(from(".models", model.name), "model_validate"), [jsonValue(value)]);
}

function unique(references: readonly string[]): readonly string[] {
  return [...new Set(references)];
}
