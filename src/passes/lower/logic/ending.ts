/** How every route ends, whatever it did: the transform, background tasks, the answer. */

import type { Expr, Stmt } from "../../../python/ast.ts";
import { assign, attr, awaited, call, expr, from, int, name, NONE, returns } from "../../../python/build.ts";
import { type Endpoint, freeName } from "../endpoint_parts.ts";
import { isConditional, madeResponse } from "./answers.ts";
import { awaitable, passedTo } from "./calls.ts";
import { uniqueName } from "../../../python/names.ts";
import { makesResponse, mayBeResponse, variablesAfter } from "../../uses.ts";
import { lowerValue, type ValueScope } from "./values.ts";

/** Statements that answer with a value; `undefined` answers without content. */
export function ending(
  endpoint: Endpoint,
  value: Expr | undefined,
  scope: ValueScope,
  status: number | undefined = undefined,
): readonly Stmt[] {
  const { route } = endpoint;
  const isNamed = value === undefined || value.kind === "name" || !readsResult(endpoint, scope);
  const result = isNamed ? value : name(freeName("result", endpoint));
  const known: ValueScope = { ...scope, result: result ?? NONE };
  const add = attr(name("background_tasks"), "add_task");
  return [
    ...(result === undefined || isNamed || value === undefined ? [] : [assign(result, value)]),
    ...(status === undefined || status === route.status || hasNoBody(status) || makesResponse(route.response)
      ? []
      : [assign(attr(name("response"), "status_code"), int(status))]),
    ...route.tasks.map((task) => expr(passedTo(add, task.call, known))),
    ...answer(endpoint, result, known, status),
  ];
}

/** Whether answers with a status are empty. */
export function hasNoBody(status: number | undefined): boolean {
  return status === 204 || status === 205;
}

/** The last statements: what features set on the response, and the answer itself. */
function answer(
  endpoint: Endpoint,
  result: Expr | undefined,
  scope: ValueScope,
  status: number | undefined,
): readonly Stmt[] {
  const { route, contributions, taken } = endpoint;
  const steps = contributions.flatMap((one) => one.kind === "answer-step" ? [one.statements] : []);
  const before = (response: Expr) =>
    steps.flatMap((statements) => statements({ response, value: (value) => lowerValue(value, scope) }));
  const local = (wanted: string) => name(uniqueName(wanted, taken));
  if (route.response.kind === "empty") return [...before(name("response")), returns()];
  const tagged = (value: Expr) =>
    isConditional(endpoint) ? awaited(call(from(".runtime.conditional", "conditional"), [value])) : value;
  if (status !== route.status && hasNoBody(status)) {
    const bare = call(from("fastapi", "Response"), [], { status_code: int(status ?? route.status) });
    const target = local("sent");
    return steps.length === 0 ? [returns(bare)] : [assign(target, bare), ...before(target), returns(target)];
  }
  const after = (value: Expr) =>
    route.tasks.length === 0 || route.transform?.handler.returnsNothing === true
      ? value
      : call(from(".runtime.answers", "after_success"), [
        value,
        name("background_tasks"),
        int(route.tasks.length),
      ]);
  const sent = route.transform !== undefined
    ? awaited(awaitable(route.transform, scope))
    : endpoint.sent ?? result ?? NONE;
  const made = madeResponse(route, sent, status);
  if (made !== undefined) {
    const target = local("sent");
    return steps.length === 0
      ? [returns(after(made))]
      : [assign(target, made), ...before(target), returns(tagged(after(target)))];
  }
  if (!mayBeResponse(route)) return [...before(name("response")), returns(sent)];
  const written = (value: Expr) =>
    route.response.kind === "text" ? call(from(".runtime.answers", "as_text"), [value]) : value;
  if (steps.length === 0) return [returns(after(written(sent)))];
  const value = sent.kind === "name" ? sent : local("answer");
  const target = local("sent");
  const isOwn = call(name("isinstance"), [value, from("fastapi", "Response")]);
  return [
    ...(value === sent ? [] : [assign(value, sent)]),
    assign(target, { kind: "conditional", test: isOwn, then: value, otherwise: name("response") }),
    ...before(target),
    returns(tagged(after(written(value)))),
  ];
}

/** Whether something around the answer asks for the result by no other name. */
function readsResult({ route }: Endpoint, { bound }: ValueScope): boolean {
  return [...variablesAfter(route)].some((variable) => !bound.has(variable));
}
