/** `sort`: the order of a list, chosen by the client from fields that the config allows. */

import { define } from "../diagnostics/define.ts";
import { quoted } from "../diagnostics/text.ts";
import type { Field } from "../ir/api.ts";
import { SORT_SYNONYMS } from "../language/synonyms.ts";
import type { Contribution } from "../ir/project.ts";
import { list, optional, record, required, text, union } from "../language/shape.ts";
import type { FunctionDef } from "../python/ast.ts";
import {
  annotated,
  binary,
  call,
  dict,
  from,
  name,
  NONE,
  parameter,
  regex,
  str,
  subscript,
  union as either,
} from "../python/build.ts";
import type { Span, Spanned } from "../source/source.ts";
import {
  assertEqual,
  assertStatus,
  OBJECT,
  parametrize,
  request,
  test,
  WITH_STORE,
} from "../passes/lower/tests/build.ts";
import { orderedNumbers } from "../passes/lower/tests/order.ts";
import { store } from "../passes/lower/tests/store.ts";
import { feature, type ListTests, type RouteScope, type SortStep } from "./feature.ts";
import { sortable } from "./operators.ts";
import { isList, visibleField } from "./scope.ts";
import sorting from "../../templates/runtime/sorting.py" with { type: "text" };

/** The orders that clients may ask for. */
export interface Sort {
  readonly allowed: readonly Field[];
  /** Used when the client asks for none; empty for the model's own order. */
  readonly default: readonly SortStep[];
  readonly span: Span;
}

/** A field whose values have no order. */
export const UNSORTABLE_FIELD = define<{ field: string; type: string }>("E122", "unsortable-field", {
  message: ({ field, type }) => `Records cannot be sorted by ${quoted(field)}, which is of type ${quoted(type)}`,
  help: () => "Remove the field from the list",
});

const NAMES = list(text("a field name"), "a list of field names");

const SHAPE = union(
  "a list of field names or a mapping",
  NAMES,
  record("the sort order", {
    allow: required(NAMES, "Fields that clients may sort by."),
    default: optional(
      union("an order or a list of steps", text("an order"), NAMES),
      "Order when the client asks for none: names, with `-` for descending.",
      { example: "-created_at,name" },
    ),
  }, { synonyms: SORT_SYNONYMS }),
);

function findField(named: Spanned<string>, scope: RouteScope): Field | undefined {
  const field = visibleField("sort", named, scope);
  if (field === undefined || sortable(field.type)) return field;
  scope.report(UNSORTABLE_FIELD.at(named.span, { field: field.name, type: field.type.kind }));
  return undefined;
}

function resolveSteps(steps: readonly Spanned<string>[], scope: RouteScope): readonly SortStep[] {
  return steps.flatMap(({ value, span }) => {
    const descending = value.startsWith("-");
    const field = findField({ value: descending ? value.slice(1) : value, span }, scope);
    return field === undefined ? [] : [{ field, descending }];
  });
}

/** `sort`. */
export const sort = feature({
  key: "sort",
  language: optional(SHAPE, "Fields that clients may sort by, as in `?sort=-created_at,name`.", {
    example: "[name, created_at]",
  }),
  resolve(config, scope): Sort | undefined {
    if (config === undefined) return undefined;
    if (!isList("sort", scope)) return undefined;
    const names = "allow" in config ? config.allow : config;
    const order = "allow" in config ? config.default : undefined;
    const steps = order === undefined
      ? []
      : "value" in order
      ? order.value.split(",").map((step) => ({ value: step.trim(), span: order.span }))
      : order;
    return {
      allowed: names.map((named) => findField(named, scope)).filter((field) => field !== undefined),
      default: resolveSteps(steps, scope),
      span: scope.span,
    };
  },
  queryNames: (resolved) => [{ name: "sort", span: resolved.span }],
  lower(resolved, endpoint): readonly Contribution[] {
    const order = resolved.default.map((step) => `${step.descending ? "-" : ""}${step.field.attribute}`).join(",");
    if (resolved.allowed.length === 0) {
      return order === "" ? [] : [{ kind: "list-argument", name: "sort", value: str(order) }];
    }
    const step = `-?(${resolved.allowed.map((field) => field.wire.replace(/[^A-Za-z0-9_]/g, "\\$&")).join("|")})`;
    const pattern = call(from("fastapi", "Query"), [], { pattern: regex(`^${step}(,${step})*$`) });
    const renamed = resolved.allowed.filter((field) => field.wire !== field.attribute);
    const chosen = renamed.length === 0 ? name("sort") : call(from(".runtime.sorting", "renamed"), [
      name("sort"),
      dict(renamed.map((field) => [str(field.wire), str(field.attribute)])),
    ]);
    endpoint.parameterName("sort");
    return [
      {
        kind: "parameter",
        parameter: parameter("sort", annotated(either(name("str"), NONE), pattern), NONE),
      },
      { kind: "list-argument", name: "sort", value: order === "" ? chosen : binary(chosen, "or", str(order)) },
      ...(renamed.length === 0 ? [] : [{ kind: "runtime", file: "sorting.py", text: sorting } as const]),
    ];
  },
  answerForm: (resolved) => resolved.default.length === 0 ? {} : { order: resolved.default },
  tests(resolved, list) {
    if (resolved.allowed.length === 0) return [];
    const { testCase: { route, resource }, address, invalidStatus } = list;
    const row = { method: route.method, url: address, status: invalidStatus };
    resource.requests.queries.push({ ...row, parameter: "sort", items: false });
    return [orderTest(resolved, list)];
  },
  diagnostics: [UNSORTABLE_FIELD],
});

/** Each field in both directions; ties are broken by the default order's own last step, the key. */
function orderTest(resolved: Sort, { testCase, address, items, answer }: ListTests): FunctionDef {
  const { route, constant } = testCase;
  const cases = resolved.allowed.flatMap((field) =>
    [false, true].map((descending) => {
      const sort = `${descending ? "-" : ""}${field.wire}`;
      return { id: sort, values: [str(sort), answer(orderedNumbers(testCase, [{ field, descending }]))] };
    })
  );
  return test(
    `test_${route.name}_sorts`,
    [
      ...WITH_STORE,
      parameter("sort", name("str")),
      parameter("expected", subscript(name("list"), OBJECT)),
    ],
    [
      store(testCase, constant),
      request(route.method, address, { params: dict([[str("sort"), name("sort")]]) }),
      assertStatus(route.status),
      assertEqual(items, name("expected")),
    ],
    [parametrize(["sort", "expected"], cases)],
  );
}
