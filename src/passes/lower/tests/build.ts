/** Short constructors for generated tests. */

import type { Json } from "../../../ir/api.ts";
import type { Expr, FunctionDef, Parameter, Stmt } from "../../../python/ast.ts";
import {
  assert,
  assign,
  attr,
  awaited,
  binary,
  call,
  from,
  int,
  type Keywords,
  list,
  name,
  NONE,
  parameter,
  str,
  subscript,
  tuple,
} from "../../../python/build.ts";
import { jsonValue } from "../values.ts";

/** Fixtures that tests ask for. */
export const FIXTURES: Readonly<Record<"client" | "repository" | "app", Parameter>> = {
  client: parameter("client", from("httpx2", "AsyncClient")),
  repository: parameter("repository", from(".runtime.repository", "Repository")),
  app: parameter("app", from("fastapi", "FastAPI")),
};

/** Marks every test of a file as asynchronous. */
export const PYTESTMARK: Stmt = assign("pytestmark", attr({ kind: "imported", module: "pytest" }, "mark", "anyio"));

/** The fixtures of tests that look into the store. */
export const WITH_STORE: readonly Parameter[] = [FIXTURES.client, FIXTURES.repository];

/** `response`. */
export const RESPONSE: Expr = name("response");

/** `response.json()`. */
export const ANSWER: Expr = call(attr(RESPONSE, "json"));

/** `async def test_…(client, …) -> None`. */
export function test(
  id: string,
  parameters: readonly Parameter[],
  body: readonly Stmt[],
  decorators: readonly Expr[] = [],
): FunctionDef {
  return { kind: "function", name: id, async: true, decorators, parameters, returns: NONE, body };
}

/** `response = await client.get(url, …)`. */
export function request(method: string, url: Expr, keywords: Keywords = {}): Stmt {
  return assign("response", awaited(call(attr(name("client"), method.toLowerCase()), [url], keywords)));
}

/** `assert response.status_code == status`. */
export function assertStatus(status: number): Stmt {
  return assertEqual(attr(RESPONSE, "status_code"), int(status));
}

/** `assert left == right`. */
export function assertEqual(left: Expr, right: Expr): Stmt {
  return assert(binary(left, "==", right));
}

/** One case of a parametrized test; its id is shown when it fails. */
export interface Case {
  readonly id?: string;
  readonly values: readonly Expr[];
}

/** The cases of a parametrized test as a list: `pytest.param(…, id=…)`, or plain values where they speak for themselves. */
export function caseList(cases: readonly Case[]): Expr {
  return list(
    cases.map(({ id, values }) =>
      id !== undefined
        ? call(attr(PYTEST, "param"), values, { id: str(id) })
        : values.length === 1
        ? values[0] ?? NONE
        : tuple(values)
    ),
  );
}

/** `@pytest.mark.parametrize(names, cases, ids=…)`; the cases may be an expression. */
export function parametrize(
  names: readonly string[],
  cases: readonly Case[] | Expr,
  ids?: readonly string[],
): Expr {
  const argument = names.length === 1 ? str(names[0] ?? "") : tuple(names.map(str));
  const values = "kind" in cases ? cases : caseList(cases);
  return call(attr(PYTEST, "mark", "parametrize"), [argument, values], { ids: ids && list(ids.map(str)) });
}

const PYTEST: Expr = { kind: "imported", module: "pytest" };

/** `@pytest.mark.skip(reason=…)`. */
export function skip(reason: string): Expr {
  return call(attr(PYTEST, "mark", "skip"), [], { reason: str(reason) });
}

/** `dict[str, Any]`. */
export const OBJECT: Expr = subscript(name("dict"), name("str"), from("typing", "Any"));

/** A name of `tests/support.py`. */
export const support = (id: string): Expr => from(".tests.support", id);

/** `locations(response)`: the places of all errors of an answer. */
export const LOCATIONS: Expr = call(support("locations"), [RESPONSE]);

/** A place as Python has it. */
export function loc(parts: readonly (string | number)[]): Expr {
  return list(parts.map((part): Expr => typeof part === "string" ? str(part) : int(part)));
}

/** JSON values in a mapping literal. */
export function object(entries: Iterable<readonly [string, Json]>): Expr {
  return jsonValue(new Map(entries));
}
