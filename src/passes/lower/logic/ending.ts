/** How every route ends, whatever it did: the transform, background tasks, the answer. */

import type { Expr, Stmt } from "../../../python/ast.ts";
import { assign, attr, awaited, call, expr, from, int, name, returns } from "../../../python/build.ts";
import { type Endpoint, freeName } from "../endpoint_parts.ts";
import { awaitable, passedTo } from "./calls.ts";
import { variablesRead } from "../../uses.ts";
import type { ValueScope } from "./values.ts";

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
  const known: ValueScope = { ...scope, result };
  const add = attr(name("background_tasks"), "add_task");
  return [
    ...(result === undefined || isNamed || value === undefined ? [] : [assign(result, value)]),
    ...(status === undefined || status === route.status || hasNoBody(status)
      ? []
      : [assign(attr(name("response"), "status_code"), int(status))]),
    ...route.tasks.map((task) => expr(passedTo(add, task.call, known))),
    answer(endpoint, result, known, status),
  ];
}

/** Whether answers with a status are empty. */
export function hasNoBody(status: number | undefined): boolean {
  return status === 204 || status === 205;
}

function answer({ route }: Endpoint, result: Expr | undefined, scope: ValueScope, status: number | undefined): Stmt {
  if (route.response.kind === "empty") return returns();
  if (status !== route.status && hasNoBody(status)) {
    return returns(call(from("fastapi", "Response"), [], { status_code: int(status ?? route.status) }));
  }
  if (route.transform !== undefined) return returns(awaited(awaitable(route.transform, scope)));
  return returns(result ?? { kind: "constant", value: null });
}

/** Whether the transform or a task asks for the result by no other name. */
function readsResult({ route }: Endpoint, { bound }: ValueScope): boolean {
  const calls = [...(route.transform === undefined ? [] : [route.transform]), ...route.tasks.map((task) => task.call)];
  return [...variablesRead(calls)].some((variable) => !bound.has(variable));
}
