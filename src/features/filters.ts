/** `filters`: query parameters that narrow a list. */

import type { Field, Json, Operator } from "../ir/api.ts";
import type { Contribution } from "../ir/project.ts";
import { type Infer, list, optional, record, required, text, union } from "../language/shape.ts";
import { FILTER_SYNONYMS } from "../language/synonyms.ts";
import { toCamelCase } from "../python/names.ts";
import type { FunctionDef } from "../python/ast.ts";
import {
  annotated,
  call,
  dict,
  from,
  list as listLiteral,
  name,
  NONE,
  parameter,
  str,
  subscript,
  tuple,
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
import { store } from "../passes/lower/tests/store.ts";
import { meets, type Sample } from "../passes/lower/tests/records.ts";
import { wireText } from "../synthesis/mod.ts";
import { feature, type ListTests, type RouteScope } from "./feature.ts";
import { fittingOperator, isList, visibleField } from "./scope.ts";

/** One query parameter that narrows a list. */
export interface Filter {
  readonly field: Field;
  readonly operator: Operator;
  /** Name of the query parameter. */
  readonly query: string;
  readonly span: Span;
}

const FILTER = record("a filter", {
  field: required(text("a field name"), "The field that is compared."),
  op: optional(text("a filter operator"), "How it is compared.", { default: "eq", example: "ge" }),
  as: optional(text("a name"), "Name of the query parameter."),
}, { synonyms: FILTER_SYNONYMS, main: "field" });

const SHAPE = list(union("a field name or a mapping", text("a field name"), FILTER), "a list of filters");

type FilterConfig = Infer<typeof FILTER> | Spanned<string>;

function resolveFilter(config: FilterConfig, alone: boolean, scope: RouteScope): Filter | undefined {
  const named = "value" in config ? config : config.field;
  const field = visibleField("filters", named, scope);
  if (field === undefined) return undefined;
  const spelled = "value" in config ? undefined : config.op;
  const word = spelled?.value ?? "eq";
  const operator = fittingOperator(word, field, spelled?.span ?? named.span, scope.report);
  if (operator === undefined) return undefined;
  const renamed = "value" in config ? undefined : config.as;
  const plain = operator === "eq" || (alone && (operator === "like" || operator === "in"));
  const base = scope.naming === "camel" && field.wire === field.name ? toCamelCase(field.name) : field.wire;
  return {
    field,
    operator,
    query: renamed?.value ?? (plain ? base : `${base}__${word}`),
    span: (renamed ?? named).span,
  };
}

/** `filters`. */
export const filters = feature({
  key: "filters",
  language: optional(SHAPE, "Query parameters that narrow the list.", {
    example: "[name, {field: age, op: ge}]",
  }),
  resolve(config, scope): readonly Filter[] | undefined {
    if (config === undefined) return undefined;
    if (!isList("filters", scope)) return undefined;
    const fieldOf = (item: FilterConfig) => "value" in item ? item.value : item.field.value;
    const uses = new Map<string, number>();
    for (const item of config) uses.set(fieldOf(item), (uses.get(fieldOf(item)) ?? 0) + 1);
    return config.map((item) => resolveFilter(item, uses.get(fieldOf(item)) === 1, scope))
      .filter((filter) => filter !== undefined);
  },
  lookups: (resolved) => resolved.map(({ field }) => field.attribute),
  queryNames: (resolved) => resolved.map((filter) => ({ name: filter.query, span: filter.span })),
  lower(resolved, endpoint): readonly Contribution[] {
    return resolved.flatMap((filter): readonly Contribution[] => {
      const id = endpoint.parameterName(filter.query);
      const many = filter.operator === "in" || filter.operator === "not_in";
      const single = filter.operator === "is_null" ? name("bool") : endpoint.types.query(filter.field);
      const type = either(many ? subscript(name("list"), single) : single, NONE);
      const alias = id === filter.query ? undefined : str(filter.query);
      const query = many || alias !== undefined ? [call(from("fastapi", "Query"), [], { alias })] : [];
      return [
        { kind: "parameter", parameter: parameter(id, annotated(type, ...query), NONE) },
        {
          kind: "condition",
          condition: tuple([str(filter.field.attribute), str(filter.operator), name(id)]),
        },
      ];
    });
  },
  answerForm: () => ({}),
  tests(resolved, list) {
    refuseJunk(resolved, list);
    return matchTests(resolved, list);
  },
  diagnostics: [],
});

/** The value that a test asks for: the one of the first record, or a part of it. */
function asked(filter: Filter, records: readonly Sample[]): Json | undefined {
  const values = records.map((record) => record.get(filter.field.attribute) ?? null);
  const value = values.find((one) => one !== null);
  if (filter.operator === "is_null") return false;
  if (value === undefined || value === null) return undefined;
  if (filter.operator === "in" || filter.operator === "not_in") return [value];
  if (typeof value !== "string") return value;
  if (filter.operator === "like") return value.slice(0, 40).toUpperCase();
  if (filter.operator === "starts_with") return value.slice(0, 40);
  return filter.operator === "ends_with" ? value.slice(-40) : value;
}

/** Each filter alone: exactly the records that meet it, worked out by the compiler. */
function matchTests(resolved: readonly Filter[], list: ListTests): readonly FunctionDef[] {
  const { testCase: { route, records, constant } } = list;
  const cases = resolved.flatMap((filter) => {
    const value = asked(filter, records);
    const { attribute, type } = filter.field;
    if (value === undefined || !isAscii(value)) return [];
    const numbers = list.order.filter((number) => {
      const record = records[number];
      return record !== undefined && meets(record, attribute, filter.operator, value, type);
    });
    const single = (one: Json) => str(wireText(one, type));
    const sent = Array.isArray(value) ? listLiteral(value.map(single)) : single(value);
    return [{ id: filter.query, values: [dict([[str(filter.query), sent]]), list.answer(numbers)] }];
  });
  if (cases.length === 0) return [];
  return [test(
    `test_${route.name}_filters`,
    [
      ...WITH_STORE,
      parameter("query", OBJECT),
      parameter("expected", subscript(name("list"), OBJECT)),
    ],
    [
      store(list.testCase, constant),
      request(route.method, list.address, { params: name("query") }),
      assertStatus(route.status),
      assertEqual(list.items, name("expected")),
    ],
    [parametrize(["query", "expected"], cases)],
  )];
}

/** Stores fold the case of other scripts in ways that the compiler does not know. */
function isAscii(value: Json): boolean {
  return typeof value !== "string" || /^\p{ASCII}*$/u.test(value);
}

/** Texts that are none of the type of the field. */
function refuseJunk(resolved: readonly Filter[], { testCase: { route, resource }, address, invalidStatus }: ListTests) {
  for (const { query, operator, field } of resolved) {
    if (operator !== "is_null" && field.type.kind === "str") continue;
    const items = operator === "in" || operator === "not_in";
    const row = { method: route.method, url: address, status: invalidStatus };
    resource.requests.queries.push({ ...row, parameter: query, items });
  }
}
