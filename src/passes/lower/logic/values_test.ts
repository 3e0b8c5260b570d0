import assert from "node:assert/strict";
import type { Value } from "../../../ir/logic.ts";
import { TEXT, UNKNOWN } from "../../resolve/typed.ts";
import { awaitable, passedTo } from "./calls.ts";
import { handlerCall, lookup, member, printed, record, SCOPE, SHOP, valueText, variable } from "./testing.ts";
import { lowerValue } from "./values.ts";
import { name } from "../../../python/build.ts";

const literal = (value: Extract<Value, { kind: "literal" }>["value"], type: Value["typed"]["type"]): Value => ({
  kind: "literal",
  value,
  typed: { type, nullable: false },
});

const order = record("order");
const maybe = record("order", "Order", true);
const request: Value = { kind: "injected", what: "request", typed: UNKNOWN };

const CASES: readonly (readonly [value: Value, python: string])[] = [
  [member(order, "total"), "order.total"],
  [member(order, "owner", "name"), "order.owner.name"],
  [member(maybe, "total"), "order.total if order is not None else None"],
  [member(maybe, "owner", "name"), "order.owner.name if order is not None else None"],
  [member(order, "helper", "name"), "order.helper.name if order.helper is not None else None"],
  [
    member(maybe, "helper", "name"),
    "order.helper.name if order is not None and order.helper is not None else None",
  ],
  [lookup(variable("value"), "a", "b"), 'lookup(value, "a", "b")'],
  [lookup(member(order, "note"), 'quo"te'), `lookup(order.note, 'quo"te')`],
  [lookup(request, "client", "host"), 'lookup(request, "client", "host")'],
  [
    literal("0.10", {
      kind: "decimal",
      ge: undefined,
      gt: undefined,
      le: undefined,
      lt: undefined,
      multipleOf: undefined,
    }),
    'Decimal("0.10")',
  ],
  [literal("2026-01-02", { kind: "date" }), 'date.fromisoformat("2026-01-02")'],
  [literal(null, { kind: "any" }), "None"],
  [{ kind: "list", items: [order, literal("$", TEXT)], typed: UNKNOWN }, '[order, "$"]'],
  [
    { kind: "dict", entries: [["a b", member(order, "id")], ["c", literal(true, { kind: "bool" })]], typed: UNKNOWN },
    '{"a b": order.id, "c": True}',
  ],
  [{ kind: "body", typed: UNKNOWN }, "body"],
];

for (const [value, python] of CASES) {
  Deno.test(`a value is ${python}`, () => assert.equal(valueText(value), python));
}

Deno.test("the variable that nothing binds is the result of the route", () => {
  const scope = { api: SHOP, bound: new Set(["order"]), result: name("user") };
  assert.equal(printed(lowerValue(variable("result"), scope)), "user");
  assert.equal(printed(lowerValue(variable("order"), scope)), "order");
});

Deno.test("methods are called on their class", () => {
  const called = handlerCall({ module: "handlers.users", qualifiedName: "Users.find" }, { order });
  assert.equal(printed(awaitable(called, SCOPE)), "Users.find(order=order)");
});

Deno.test("an argument of the name that the receiver's own parameter has is bound before", () => {
  const called = handlerCall({ async: false }, { func: order });
  assert.equal(printed(awaitable(called, SCOPE)), "run_in_threadpool(partial(valid, func=order))");
  assert.equal(printed(passedTo(name("add_task"), called, SCOPE)), "add_task(partial(valid, func=order))");
  assert.equal(printed(awaitable(handlerCall({}, { func: order }), SCOPE)), "valid(func=order)");
});

Deno.test("values without a name go first", () => {
  const called = { ...handlerCall(), arguments: [{ name: undefined, value: order }] };
  assert.equal(printed(awaitable(called, SCOPE)), "valid(order)");
});
