/** Tests of limits: a counter that is almost full, and the requests that fill it. */

import { rateItem } from "../../../features/rate_limit.ts";
import type { Api, Route } from "../../../ir/api.ts";
import type { HandlerCall } from "../../../ir/logic.ts";
import type { Rate } from "../../../language/rate_limit.ts";
import type { Expr, FunctionDef, Module, Parameter, Stmt } from "../../../python/ast.ts";
import {
  assert,
  assign,
  attr,
  awaited,
  binary,
  call,
  dict,
  expr,
  float,
  from,
  int,
  list,
  module,
  name,
  parameter,
  str,
  subscript,
  tuple,
} from "../../../python/build.ts";
import { answers } from "../../paths.ts";
import { jsonValue } from "../values.ts";
import { ANSWER, assertEqual, FIXTURES, PYTESTMARK, RESPONSE } from "./build.ts";
import { builtInBody, declaredBody, type ErrorBody } from "./error_bodies.ts";
import { isReplaceable } from "./logic/inside.ts";
import { type Column, send, tableTest } from "./table.ts";

/** A route that is limited, and an address that it answers. */
interface LimitRow {
  readonly route: Route;
  readonly url: string;
  readonly rate: Rate;
  readonly key: HandlerCall | undefined;
  readonly status: number;
  readonly body: ErrorBody;
}

/** The file, if anything is limited that tests can reach. */
export function lowerRateLimitTests(api: Api): readonly Module[] {
  const rows = api.routes.flatMap((route) => rowOf(route, api));
  if (rows.length === 0) return [];
  // Each answer has a test of its own: most APIs have one.
  const groups = Map.groupBy(rows, ({ status, body }) => JSON.stringify([status, ...body], digits));
  const keyed = rows.flatMap(({ key, ...row }) => key === undefined ? [] : [{ ...row, key }]);
  return [{
    path: "tests/test_rate_limits.py",
    docstring: "Tests of how often clients may call.",
    body: [
      PYTESTMARK,
      ...[...groups.values()].map((group, index) => limitTest(group, index)),
      ...(keyed.length === 0 ? [] : [keyTest(keyed)]),
    ],
  }];
}

function digits(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  return value instanceof Map ? [...value] : value;
}

function rowOf(route: Route, api: Api): readonly LimitRow[] {
  const limit = route.features.rate_limit;
  if (limit === undefined || (limit.key !== undefined && !isReplaceable(limit.key.handler))) return [];
  const path = route.path.replace(/\{[^}]*\}/g, "1");
  const first = api.routes.find((other) => other.method === route.method && answers(other.path, path));
  if (first !== route) return [];
  const mapping = route.errors.find((one) => one.cause === "rate_limited");
  const own = mapping && api.errors.get(mapping.error);
  const [status, body] = own === undefined
    ? [429, builtInBody(api, 429, "Too many requests")]
    : [own.status, declaredBody(api, own)];
  return [{ route, url: api.basePath + path, ...limit, status, body }];
}

const LIMITER = name("limiter");
const RATE = name("rate");

function columns<Row extends LimitRow>(): readonly Column<Row>[] {
  return [
    { name: "method", type: name("str"), cell: ({ route }) => str(route.method) },
    { name: "url", type: name("str"), cell: ({ url }) => str(url) },
    { name: "name", type: name("str"), cell: ({ route }) => str(route.name) },
    { name: "rate", type: from("limits", "RateLimitItem"), cell: ({ rate }) => rateItem(rate) },
  ];
}

const FIXTURES_USED: readonly Parameter[] = [
  FIXTURES.app,
  FIXTURES.client,
  parameter("monkeypatch", attr(module("pytest"), "MonkeyPatch")),
];

/** A limiter of the test's own, which a client has asked so many times. */
function counted(route: Expr, rate: Expr, client: string, cost: Expr): readonly Stmt[] {
  const clock = call(from("unittest.mock", "Mock"), [], { return_value: float(1) });
  return [
    ...(rate.kind === "name" ? [] : [assign("rate", rate)]),
    // However slow the machine is, all requests are in one window.
    expr(call(attr(name("monkeypatch"), "setattr"), [str("time.time"), clock])),
    assign("limiter", call(from(".runtime.rate_limits", "RateLimiter"))),
    assign(attr(name("app"), "state", "rate_limiter"), LIMITER),
    expr(awaited(call(attr(LIMITER, "retry_after"), [RATE, route, str(client)], { cost }))),
  ];
}

const AMOUNT = attr(RATE, "amount");
const HEADERS = attr(RESPONSE, "headers");
const HEADER = str("Retry-After");

function limitTest(rows: readonly LimitRow[], index: number): FunctionDef {
  const [{ status, body } = { status: 429, body: new Map() }] = rows;
  const seconds = call(name("int"), [subscript(HEADERS, HEADER)]);
  return tableTest(
    index === 0 ? "test_limits" : `test_limits_with_answer_${index + 1}`,
    FIXTURES_USED,
    rows,
    columns(),
    (method = HEADER, url = HEADER, route = HEADER, rate = HEADER) => [
      ...counted(route, rate, "127.0.0.1", binary(AMOUNT, "-", int(1))),
      send(method, url),
      assert(binary(HEADER, "not in", HEADERS)),
      send(method, url),
      assertEqual(attr(RESPONSE, "status_code"), int(status)),
      assertEqual(ANSWER, jsonValue(body)),
      assign("seconds", seconds),
      assert(
        binary(
          name("seconds"),
          "in",
          call(name("range"), [int(1), binary(call(attr(RATE, "get_expiry")), "+", int(1))]),
        ),
      ),
    ],
    { ids: rows.map(({ route }) => route.name) },
  );
}

type KeyedRow = LimitRow & { readonly key: HandlerCall };

function keyTest(rows: readonly KeyedRow[]): FunctionDef {
  const recorder = name("recorder");
  const replace = (reference: Expr, result: string) =>
    expr(call(attr(recorder, "replace"), [dict([[reference, str(result)]])]));
  const given = dict([[str("request"), from("unittest.mock", "ANY")]]);
  const called = (reference: Expr, row: KeyedRow | undefined) =>
    tuple([reference, row?.key.arguments.length === 0 ? dict([]) : given]);
  return tableTest(
    "test_clients_are_told_apart",
    [...FIXTURES_USED, parameter("recorder", from(".tests.recorders", "Recorder"))],
    rows,
    [
      ...columns<KeyedRow>(),
      { name: "reference", type: name("str"), cell: ({ key }) => str(key.handler.reference) },
    ],
    (method = HEADER, url = HEADER, route = HEADER, rate = HEADER, reference = HEADER) => [
      ...counted(route, rate, "key somebody", AMOUNT),
      replace(reference, "somebody"),
      send(method, url),
      assert(binary(HEADER, "in", HEADERS)),
      assertEqual(attr(recorder, "calls"), list([called(reference, rows[0])])),
      replace(reference, "somebody else"),
      send(method, url),
      assert(binary(HEADER, "not in", HEADERS)),
    ],
    { ids: rows.map((row) => row.route.name) },
  );
}
