/** `pagination`: a window into a list, with the size of the whole. */

import { define } from "../diagnostics/define.ts";
import { choice, flag, integer, optional, record, union } from "../language/shape.ts";
import { PAGINATION_SYNONYMS } from "../language/synonyms.ts";
import type { Expr, FunctionDef } from "../python/ast.ts";
import {
  annotated,
  assert,
  attr,
  binary,
  call,
  dict,
  expr,
  from,
  int,
  name,
  NONE,
  parameter,
  str,
  subscript,
} from "../python/build.ts";
import type { Contribution } from "../ir/project.ts";
import type { Span } from "../source/source.ts";
import { ANSWER, assertEqual, assertStatus, request, RESPONSE, test, WITH_STORE } from "../passes/lower/tests/build.ts";
import { store } from "../passes/lower/tests/store.ts";
import { feature, type ListTests } from "./feature.ts";
import { isList } from "./scope.ts";
import runtime from "../../templates/runtime/pagination.py" with { type: "text" };

/** How a list is cut into pages. */
export interface Pagination {
  readonly defaultLimit: number;
  readonly maxLimit: number;
  readonly count: boolean;
  readonly envelope: boolean;
  readonly span: Span;
}

/** A default page that is larger than the largest one. */
export const PAGE_TOO_LARGE = define<{ size: number; most: number }>("E118", "page-too-large", {
  message: ({ size, most }) => `The default limit ${size} is greater than the maximum ${most}`,
  help: ({ most }) => `Write "default_limit: ${most}" or less`,
});

const LARGEST = 2 ** 31 - 1;

const SHAPE = union(
  "true, false or a mapping",
  flag(),
  record("the pagination", {
    default_limit: optional(integer(1, LARGEST), "Page size when the client names none.", { default: "20" }),
    max_limit: optional(integer(1, LARGEST), "Greatest page size that a client may ask for.", { default: "100" }),
    count: optional(choice(["exact", "none"], "a way to count"), "Whether the size of the whole is counted.", {
      default: "exact",
    }),
    envelope: optional(flag(), "Answer `{items, total, skip, limit}` in place of a list with headers.", {
      default: "false",
    }),
  }, { synonyms: PAGINATION_SYNONYMS }),
);

/** `pagination`. */
export const pagination = feature({
  key: "pagination",
  language: optional(SHAPE, "Adds `skip` and `limit`, with `X-Total-Count` and `Link` headers.", { example: "true" }),
  resolve(config, scope): Pagination | undefined {
    if (config === undefined || ("value" in config && !config.value)) return undefined;
    if (!isList("pagination", scope)) return undefined;
    const settings = "value" in config ? undefined : config;
    const maxLimit = settings?.max_limit?.value ?? Math.max(100, settings?.default_limit?.value ?? 0);
    const defaultLimit = settings?.default_limit?.value ?? Math.min(20, maxLimit);
    if (defaultLimit > maxLimit) {
      const span = settings?.default_limit?.span ?? scope.span;
      scope.report(PAGE_TOO_LARGE.at(span, { size: defaultLimit, most: maxLimit }));
    }
    return {
      defaultLimit,
      maxLimit,
      count: settings?.count?.value !== "none",
      envelope: settings?.envelope?.value ?? false,
      span: scope.span,
    };
  },
  isLimit: true,
  queryNames: (resolved) => [{ name: "skip", span: resolved.span }, { name: "limit", span: resolved.span }],
  lower(resolved, endpoint): readonly Contribution[] {
    const limitType = annotated(
      name("int"),
      call(from("fastapi", "Query"), [], {
        ge: int(1),
        le: int(resolved.maxLimit),
      }),
    );
    const total = resolved.count ? name(endpoint.localName("total")) : undefined;
    const window = { skip: name("skip"), limit: name("limit") };
    const shared: readonly Contribution[] = [
      { kind: "parameter", parameter: parameter("skip", from(".runtime.pagination", "Skip"), int(0)) },
      { kind: "parameter", parameter: parameter("limit", limitType, int(resolved.defaultLimit)) },
      { kind: "list-argument", name: "skip", value: name("skip") },
      { kind: "list-argument", name: "limit", value: name("limit") },
      { kind: "runtime", file: "pagination.py", text: runtime },
      ...(total === undefined ? [] : [{ kind: "list-total", total } as const]),
    ];
    return resolved.envelope
      ? [...shared, enveloped(total, window, endpoint.items)]
      : [...shared, ...headed(total, window, endpoint.records)];
  },
  headers: (resolved) => resolved.envelope ? [] : ["Link", ...(resolved.count ? ["X-Total-Count"] : [])],
  answerForm: (resolved) => ({
    limit: resolved.defaultLimit,
    ...(resolved.envelope ? { itemsKey: "items" } : {}),
  }),
  tests(resolved, list) {
    const { testCase: { route, resource }, address, invalidStatus } = list;
    const row = { method: route.method, url: address, status: invalidStatus };
    resource.requests.pages.push({ ...row, largest: resolved.maxLimit });
    return windowTest(resolved, list);
  },
  diagnostics: [PAGE_TOO_LARGE],
});

/** The second record alone, with the way to the others. */
function windowTest(
  resolved: Pagination,
  { testCase, address, items, answer, order }: ListTests,
): readonly FunctionDef[] {
  const [, second] = order;
  if (second === undefined) return [];
  const header = (id: string) => subscript(attr(RESPONSE, "headers"), str(id));
  const total = resolved.count ? int(order.length) : NONE;
  const more = resolved.count ? order.length > 2 : true;
  const surroundings = resolved.envelope ? [assertEqual(subscript(ANSWER, str("total")), total)] : [
    ...(resolved.count ? [assertEqual(header("X-Total-Count"), str(String(order.length)))] : []),
    ...["prev", ...(more ? ["next"] : [])].map((relation) =>
      assert(binary(str(`rel="${relation}"`), "in", header("Link")))
    ),
  ];
  return [
    test(`test_${testCase.route.name}_pages`, WITH_STORE, [
      store(testCase, testCase.constant),
      request(testCase.route.method, address, { params: dict([[str("skip"), int(1)], [str("limit"), int(1)]]) }),
      assertStatus(testCase.route.status),
      assertEqual(items, answer([second])),
      ...surroundings,
    ]),
  ];
}

type Window = Readonly<Record<"skip" | "limit", Expr>>;

function enveloped(total: Expr | undefined, window: Window, records: Expr): Contribution {
  const page = (item: Expr) => subscript(from(".runtime.pagination", "Page"), item);
  return {
    kind: "envelope",
    annotation: page,
    value: (item) => call(page(item), [], { items: records, total: total ?? NONE, ...window }),
  };
}

function headed(total: Expr | undefined, window: Window, records: Expr): readonly Contribution[] {
  const headers = call(from(".runtime.pagination", "page_headers"), [name("request")], {
    ...window,
    returned: call(name("len"), [records]),
    total: total ?? NONE,
  });
  return [
    { kind: "needs", what: "request" },
    { kind: "needs", what: "response" },
    {
      kind: "response-step",
      statements: [expr(call(attr(name("response"), "headers", "update"), [headers]))],
    },
  ];
}
