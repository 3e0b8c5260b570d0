/** `tests/test_requests.py`: what all routes answer alike, a row for each route. */

import type { Expr, FunctionDef, Module } from "../../../python/ast.ts";
import {
  assert,
  assign,
  attr,
  binary,
  call,
  dict,
  from,
  int,
  list,
  name,
  parameter,
  str,
  subscript,
} from "../../../python/build.ts";
import { ANSWER, assertEqual, FIXTURES, LOCATIONS, parametrize, PYTESTMARK, RESPONSE, support } from "./build.ts";
import { type Column, send, tableTest } from "./table.ts";

/** A request and the status of its answer. */
export interface RequestRow {
  readonly method: string;
  readonly url: Expr;
  readonly status: number;
}

/** The tables: each route adds what holds for it. */
export interface Requests {
  /** Routes that read a JSON body. */
  readonly bodies: RequestRow[];
  /** Addresses whose last key is none, with the name of its path parameter. */
  readonly keys: (RequestRow & { readonly parameter: string })[];
  /** Lists with pages of at most so many records. */
  readonly pages: (RequestRow & { readonly largest: number })[];
  /** Query parameters that do not take every text; of some, each item is checked. */
  readonly queries: (RequestRow & { readonly parameter: string; readonly items: boolean })[];
  /** Lists of what is stored, with the key of the records in the answer. */
  readonly lists: (RequestRow & { readonly itemsKey: string | undefined })[];
}

/** Tables without rows. */
export function noRequests(): Requests {
  return { bodies: [], keys: [], pages: [], queries: [], lists: [] };
}

const TEXT = name("str");
const NUMBER = name("int");
const NO_SUCH_VALUE = str("no such value");

const ROUTE: readonly Column<RequestRow>[] = [
  { name: "method", type: TEXT, cell: ({ method }) => str(method) },
  { name: "url", type: TEXT, cell: ({ url }) => url },
];
const STATUS: Column<RequestRow> = { name: "status", type: NUMBER, cell: ({ status }) => int(status) };
const PARAMETER: Column<{ readonly parameter: string }> = {
  name: "name",
  type: TEXT,
  cell: (row) => str(row.parameter),
};

const hasStatus = (status: Expr) => assertEqual(attr(RESPONSE, "status_code"), status);

/** The file, if there is a route that it is about. */
export function lowerRequestTests(requests: Requests): readonly Module[] {
  const tests = [
    ...emptyLists(requests),
    ...malformedBodies(requests),
    ...malformedKeys(requests),
    ...pageBounds(requests),
    ...junk(requests),
  ];
  return tests.length === 0 ? [] : [{
    path: "tests/test_requests.py",
    docstring: "Tests of what all routes answer alike.",
    body: [PYTESTMARK, ...tests],
  }];
}

function emptyLists({ lists }: Requests): readonly FunctionDef[] {
  return [...new Set(lists.map((row) => row.itemsKey))].map((key) => {
    const records = key === undefined ? ANSWER : subscript(ANSWER, str(key));
    return tableTest(
      key === undefined ? "test_empty_lists" : `test_empty_lists_with_${key}`,
      [FIXTURES.client],
      lists.filter((row) => row.itemsKey === key),
      [...ROUTE, STATUS],
      (method = TEXT, url = TEXT, status = NUMBER) => [
        send(method, url),
        hasStatus(status),
        assertEqual(records, list([])),
      ],
    );
  });
}

/** The store is a mock: it would notice any call. */
function malformedBodies({ bodies }: Requests): readonly FunctionDef[] {
  if (bodies.length === 0) return [];
  const repository = name("repository");
  return [tableTest(
    "test_malformed_bodies_never_reach_the_store",
    [FIXTURES.app, FIXTURES.client, parameter("content", name("bytes")), parameter("media_type", TEXT)],
    bodies,
    [...ROUTE, STATUS],
    (method = TEXT, url = TEXT, status = NUMBER) => [
      assign(
        "repository",
        call(from("unittest.mock", "Mock"), [], { spec: from(".runtime.repository", "Repository") }),
      ),
      assign(attr(name("app"), "state", "repository"), repository),
      assign("headers", dict([[str("Content-Type"), name("media_type")]])),
      send(method, url, { content: name("content"), headers: name("headers") }),
      hasStatus(status),
      assertEqual(attr(repository, "mock_calls"), list([])),
    ],
    { decorators: [support("malformed")] },
  )];
}

function malformedKeys({ keys }: Requests): readonly FunctionDef[] {
  if (keys.length === 0) return [];
  return [tableTest(
    "test_malformed_keys",
    [FIXTURES.client],
    keys,
    [...ROUTE, PARAMETER, STATUS],
    (method = TEXT, url = TEXT, parameter = TEXT, status = NUMBER) => [
      send(method, url),
      hasStatus(status),
      assert(binary(list([str("path"), parameter]), "in", LOCATIONS)),
    ],
  )];
}

/** Pages that no list has, and for each list the first that is too large for it. */
function pageBounds({ pages }: Requests): readonly FunctionDef[] {
  if (pages.length === 0) return [];
  const cases: readonly (readonly [string, number])[] = [
    ["skip", -1],
    ["limit", 0],
    ["limit", -1],
    ["limit", 10_000_000_000],
  ];
  const refused = (parameter: Expr) => assertEqual(LOCATIONS, list([list([str("query"), parameter])]));
  const bounds = cases.map(([id, value]) => ({ values: [str(id), int(value)] }));
  return [
    tableTest(
      "test_page_bounds",
      [FIXTURES.client, parameter("name", TEXT), parameter("value", NUMBER)],
      pages,
      [...ROUTE, STATUS],
      (method = TEXT, url = TEXT, status = NUMBER) => [
        send(method, url, { params: dict([[name("name"), name("value")]]) }),
        hasStatus(status),
        refused(name("name")),
      ],
      { decorators: [parametrize(["name", "value"], bounds)] },
    ),
    tableTest(
      "test_page_sizes",
      [FIXTURES.client],
      pages,
      [
        ...ROUTE,
        { name: "limit", type: NUMBER, cell: ({ largest }) => int(largest + 1) },
        STATUS,
      ],
      (method = TEXT, url = TEXT, limit = NUMBER, status = NUMBER) => [
        send(method, url, { params: dict([[str("limit"), limit]]) }),
        hasStatus(status),
        refused(str("limit")),
      ],
    ),
  ];
}

/** Values that are none of what a query parameter takes. */
function junk({ queries }: Requests): readonly FunctionDef[] {
  return [false, true].flatMap((items) => {
    const rows = queries.filter((row) => row.items === items);
    if (rows.length === 0) return [];
    return [tableTest(
      items ? "test_junk_in_query_lists" : "test_junk_in_queries",
      [FIXTURES.client],
      rows,
      [...ROUTE, PARAMETER, STATUS],
      (method = TEXT, url = TEXT, parameter = TEXT, status = NUMBER) => [
        send(method, url, { params: dict([[parameter, NO_SUCH_VALUE]]) }),
        hasStatus(status),
        assertEqual(LOCATIONS, list([list([str("query"), parameter, ...(items ? [int(0)] : [])])])),
      ],
    )];
  });
}
