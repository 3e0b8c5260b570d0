/** `tests/test_api.py`: the application as a whole. */

import { isListed } from "../../../features/mod.ts";
import type { Api } from "../../../ir/api.ts";
import type { FunctionDef, Module } from "../../../python/ast.ts";
import {
  assert,
  assign,
  attr,
  awaited,
  binary,
  call,
  expr,
  from,
  module,
  name,
  NONE,
  parameter,
  raise,
  str,
  subscript,
} from "../../../python/build.ts";
import type { AppParts } from "../app_features.ts";
import { jsonValue } from "../values.ts";
import { answers } from "../../paths.ts";
import { ANSWER, assertEqual, assertStatus, FIXTURES, PYTESTMARK, request, RESPONSE, test } from "./build.ts";
import { builtInBody, errorMediaType } from "./error_bodies.ts";

const MONKEYPATCH = parameter("monkeypatch", attr(module("pytest"), "MonkeyPatch"));

/** Every operation in OpenAPI, unknown addresses, unexpected failures. */
export function lowerAppTests(api: Api, parts: AppParts): Module {
  return {
    path: "tests/test_api.py",
    docstring: "Tests of the application as a whole.",
    body: [
      PYTESTMARK,
      operationsTest(api, parts),
      ...parts.of("tests").filter((one) => one.stem === "api").flatMap((one) => one.body),
      ...methodTest(api),
      ...unknownPathTest(api),
      ...failureTest(api),
      ...unavailableTest(api),
    ],
  };
}

function operationsTest(api: Api, parts: AppParts): FunctionDef {
  const paths = new Map<string, string[]>(parts.of("operation").map(({ path, method }) => [path, [method]]));
  for (const route of api.routes.filter(isListed)) {
    const path = api.basePath + route.path.replaceAll(":path}", "}");
    paths.set(path, [...paths.get(path) ?? [], route.method.toLowerCase()].sort());
  }
  const operations = {
    kind: "comprehension",
    of: "dict",
    element: name("path"),
    value: call(name("sorted"), [name("item")]),
    target: { kind: "tuple", items: [name("path"), name("item")] },
    iterable: call(attr(subscript(name("schema"), str("paths")), "items")),
  } as const;
  return test("test_openapi_lists_every_operation", [FIXTURES.app], [
    assign("schema", call(attr(name("app"), "openapi"))),
    assign("operations", operations),
    assertEqual(name("operations"), jsonValue(paths)),
  ]);
}

/** A method that a path without placeholders does not have: the answer names those that it has. */
function methodTest(api: Api): readonly FunctionDef[] {
  const route = api.routes.find((one) => !one.path.includes("{"));
  if (route === undefined) return [];
  const methods = [
    ...new Set(api.routes.filter((one) => answers(one.path, route.path)).map((one) => one.method)),
  ].sort();
  return [test("test_other_methods_are_not_allowed", [FIXTURES.client], [
    request("OPTIONS", str(api.basePath + route.path)),
    assertStatus(405),
    assertEqual(subscript(attr(RESPONSE, "headers"), str("Allow")), str(methods.join(", "))),
  ])];
}

/** An address that no route answers for, if there is one. */
function freePath(api: Api, word: string): string | undefined {
  const candidates = [word, `${word}/here`, `${word}/here/either`, `${word}/here/nor/there`].map((path) => `/${path}`);
  return candidates.find((path) => !api.routes.some((route) => answers(api.basePath + route.path, path)));
}

function unknownPathTest(api: Api): readonly FunctionDef[] {
  const path = freePath(api, "no-such-path");
  if (path === undefined) return [];
  return [test("test_unknown_paths_are_not_found", [FIXTURES.client], [
    request("GET", str(path)),
    assertStatus(404),
    assertEqual(ANSWER, jsonValue(builtInBody(api, 404, "Not Found"))),
    assertEqual(subscript(attr(RESPONSE, "headers"), str("Content-Type")), str(errorMediaType(api))),
  ])];
}

/** A failure that nobody foresaw: the client learns nothing about it. */
function failureTest(api: Api): readonly FunctionDef[] {
  const path = freePath(api, "failing-path");
  if (path === undefined) return [];
  const fail: FunctionDef = {
    kind: "function",
    name: "fail",
    async: true,
    decorators: [call(attr(name("app"), "get"), [str(path)])],
    parameters: [],
    returns: NONE,
    body: [raise(call(name("RuntimeError"), [str("a secret")]))],
  };
  return [test("test_unexpected_failures_do_not_leak", [FIXTURES.app, FIXTURES.client], [
    fail,
    request("GET", str(path)),
    assertStatus(500),
    assertEqual(ANSWER, jsonValue(builtInBody(api, 500, "Internal server error"))),
    assert(binary(str("secret"), "not in", attr(RESPONSE, "text"))),
  ])];
}

/** A database that does not answer: clients may come again. */
function unavailableTest(api: Api): readonly FunctionDef[] {
  const path = freePath(api, "asking-path");
  if (path === undefined || api.database.type === "memory") return [];
  const down = call(from("unittest.mock", "AsyncMock"), [], {
    side_effect: call(from(".runtime.exceptions", "UnavailableError"), [str("a secret")]),
  });
  const ask: FunctionDef = {
    kind: "function",
    name: "ask",
    async: true,
    decorators: [call(attr(name("app"), "get"), [str(path)])],
    parameters: [parameter("repo", from(".dependencies", "RepositoryDep"))],
    returns: NONE,
    body: [expr(awaited(call(attr(name("repo"), "health"))))],
  };
  const patch = call(attr(name("monkeypatch"), "setattr"), [name("repository"), str("health"), name("down")]);
  return [
    test(
      "test_unavailable_databases_are_a_reason_to_try_again",
      [FIXTURES.app, FIXTURES.client, FIXTURES.repository, MONKEYPATCH],
      [
        assign("down", down),
        expr(patch),
        ask,
        request("GET", str(path)),
        assertStatus(503),
        assertEqual(ANSWER, jsonValue(builtInBody(api, 503, "Service unavailable"))),
      ],
    ),
  ];
}
