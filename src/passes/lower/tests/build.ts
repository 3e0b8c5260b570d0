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

/** `@pytest.mark.parametrize(names, cases)`; each case has one value for each name. */
export function parametrize(
  names: readonly string[],
  cases: readonly (readonly Expr[])[],
  ids?: readonly string[],
): Expr {
  const pytest = { kind: "imported", module: "pytest" } as const;
  const single = names.length === 1;
  return call(attr(pytest, "mark", "parametrize"), [
    single ? str(names[0] ?? "") : tuple(names.map(str)),
    list(cases.map((values) => single ? values[0] ?? NONE : tuple(values))),
  ], { ids: ids === undefined ? undefined : list(ids.map(str)) });
}

/** `@pytest.mark.skip(reason=…)`. */
export function skip(reason: string): Expr {
  return call(attr({ kind: "imported", module: "pytest" }, "mark", "skip"), [], { reason: str(reason) });
}

/** `dict[str, Any]`. */
export const OBJECT: Expr = subscript(name("dict"), name("str"), from("typing", "Any"));

/** The places of all errors of an answer: `[error["loc"] for error in response.json()["errors"]]`. */
export const LOCATIONS: Expr = {
  kind: "comprehension",
  of: "list",
  element: subscript(name("error"), str("loc")),
  target: name("error"),
  iterable: subscript(ANSWER, str("errors")),
};

/** A place as Python has it. */
export function loc(parts: readonly (string | number)[]): Expr {
  return list(parts.map((part): Expr => typeof part === "string" ? str(part) : int(part)));
}

/** JSON values in a mapping literal. */
export function object(entries: Iterable<readonly [string, Json]>): Expr {
  return jsonValue(new Map(entries));
}
