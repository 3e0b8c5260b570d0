/** Generated tests of the layers around routers: requests for their routes pass them, and no others do. */

import type { Route } from "../../../ir/api.ts";
import type { Expr, FunctionDef } from "../../../python/ast.ts";
import {
  attr,
  binary,
  call,
  dict,
  expr,
  from,
  int,
  list,
  module,
  name,
  NONE,
  parameter,
  str,
  subscript,
} from "../../../python/build.ts";
import { assertEqual, FIXTURES, RESPONSE } from "../../../passes/lower/tests/build.ts";
import { type Column, send, tableTest } from "../../../passes/lower/tests/table.ts";
import { answers } from "../../../passes/paths.ts";
import type { AppLowering } from "../feature.ts";
import { commonHost, hostFor, isTrusted } from "./hosts.ts";
import type { Layer, LayeredRoutes } from "./kind.ts";

/** A request, and the layers that it passes, from the outermost to the innermost. */
interface Row {
  readonly route: Route;
  readonly url: string;
  readonly host: string;
  readonly layers: readonly Layer[];
}

/** Longer answers are not worth the time. */
const LARGEST = 1_000_000;

const OTHER_HOST = "other.invalid";

/** Tests of what is seen of the layers; `outer` are those around the application, `usual` is the host of clients. */
export function routerTests(
  inner: readonly LayeredRoutes[],
  outer: readonly Layer[],
  usual: string,
  app: AppLowering,
): readonly FunctionDef[] {
  if (inner.length === 0) return [];
  const rows = rowsOf(inner, outer, app);
  const own = inner.flatMap(({ layers }) => layers);
  return [
    ...(own.some((layer) => passed([layer]).length > 0) ? [passingTest(rows)] : []),
    ...compressionTest(rows, own),
    ...hostTest(rows, own, usual),
  ];
}

/** Every route of a router with layers, and one of each other group. */
function rowsOf(inner: readonly LayeredRoutes[], outer: readonly Layer[], app: AppLowering): readonly Row[] {
  const layersOf = new Map(inner.map(({ router, layers }) => [router, layers]));
  const others = new Set<string | undefined>();
  return app.routes.flatMap((route): Row[] => {
    const path = route.path.replace(/\{[^}]*\}/g, "1");
    const first = app.routes.find((other) => other.method === route.method && answers(other.path, path));
    if (first !== route) return [];
    const own = route.router === undefined ? undefined : layersOf.get(route.router);
    if (own === undefined && others.has(route.router)) return [];
    others.add(route.router);
    const layers = [...outer, ...own ?? []];
    return [{ route, url: app.basePath + path, host: commonHost(layers) ?? OTHER_HOST, layers }];
  });
}

/** References of the user's layers, in the order in which answers pass them. */
function passed(layers: readonly Layer[]): readonly string[] {
  return layers.flatMap((layer) =>
    (layer.more ?? []).flatMap((one) => one.kind === "test-override" ? [one.reference] : [])
  ).reverse();
}

const HEADERS = attr(RESPONSE, "headers");
const CLIENT = [FIXTURES.client, parameter("monkeypatch", attr(module("pytest"), "MonkeyPatch"))];
const REQUEST: readonly Column<Row>[] = [
  { name: "method", type: name("str"), cell: ({ route }) => str(route.method) },
  { name: "url", type: name("str"), cell: ({ url }) => str(url) },
  { name: "host", type: name("str"), cell: ({ host }) => str(host) },
];

/** One request for each row, where every route answers with so many bytes. */
function asked(
  id: string,
  rows: readonly Row[],
  size: number,
  column: Column<Row>,
  check: (cell: Expr) => ReturnType<typeof assertEqual>,
): FunctionDef {
  return tableTest(id, CLIENT, rows, [...REQUEST, column], (method = NONE, url = NONE, host = NONE, cell = NONE) => [
    expr(call(from(".tests.stand_ins", "answer_at_once"), [name("monkeypatch"), int(size)])),
    send(method, url, { headers: dict([[str("Host"), host]]) }),
    check(cell),
  ], {});
}

function passingTest(rows: readonly Row[]): FunctionDef {
  const column: Column<Row> = {
    name: "layers",
    type: subscript(name("list"), name("str")),
    cell: ({ layers }) => list(passed(layers).map(str)),
  };
  const marks = call(attr(HEADERS, "get_list"), [from(".tests.stand_ins", "PASSED")]);
  return asked("test_routes_pass_the_layers_of_their_router", rows, 0, column, (cell) => assertEqual(marks, cell));
}

function compressionTest(rows: readonly Row[], own: readonly Layer[]): readonly FunctionDef[] {
  const sizes = own.flatMap(({ seen }) => seen?.compressesFrom ?? []);
  const size = Math.max(1, ...sizes);
  if (sizes.length === 0 || size > LARGEST) return [];
  const column: Column<Row> = {
    name: "encoding",
    type: binary(name("str"), "|", NONE),
    cell: ({ layers }) =>
      layers.some(({ seen }) => seen?.compressesFrom !== undefined && seen.compressesFrom <= size) ? str("gzip") : NONE,
  };
  return [
    asked(
      "test_answers_of_routers_are_compressed",
      rows,
      size,
      column,
      (cell) => assertEqual(call(attr(HEADERS, "get"), [str("Content-Encoding")]), cell),
    ),
  ];
}

function hostTest(rows: readonly Row[], own: readonly Layer[], usual: string): readonly FunctionDef[] {
  const trusted = own.flatMap(({ seen }) => seen?.trusts ?? []).map(hostFor);
  if (trusted.length === 0) return [];
  // Clients call by another host in place of the usual one where it is not trusted.
  const calls = rows.flatMap((row) =>
    [...new Set([...trusted, OTHER_HOST])].filter((host) => host !== usual || isTrusted(host, row.layers))
      .map((host) => ({ ...row, host }))
  );
  const column: Column<Row> = {
    name: "status",
    type: name("int"),
    cell: ({ host, layers }) => int(isTrusted(host, layers) ? 200 : 400),
  };
  return [
    asked("test_routers_trust_hosts", calls, 0, column, (cell) => assertEqual(attr(RESPONSE, "status_code"), cell)),
  ];
}
