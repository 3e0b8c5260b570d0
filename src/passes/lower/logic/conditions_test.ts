import assert from "node:assert/strict";
import type { Condition, Value } from "../../../ir/logic.ts";
import { compare, conditionText, handlerCall, lookup, member, record, variable } from "./testing.ts";
import { literal } from "../../resolve/typed.ts";

const order = record("order");
const total = member(order, "total");
const count = member(order, "count");
const note = member(order, "note");
const paid = member(order, "paid");
const status = member(order, "status");

const not = (child: Condition): Condition => ({ kind: "not", child });
const all = (...children: readonly Condition[]): Condition => ({ kind: "and", children });
const any = (...children: readonly Condition[]): Condition => ({ kind: "or", children });
const isNull = (value: Value, negated = false): Condition => ({ kind: "null", negated, value });
const items = (...values: readonly string[]): Value => ({
  kind: "list",
  items: values.map((value) => literal(value)),
  typed: { type: { kind: "any" }, nullable: false },
});

const CASES: readonly (readonly [condition: Condition, python: string])[] = [
  [compare(status, "eq", "open"), 'order.status == "open"'],
  [compare(status, "ne", "open"), 'order.status != "open"'],
  [compare(total, "gt", 100), "order.total > 100"],
  // A constant never stands on the left.
  [{ kind: "compare", operator: "lt", left: literal(100), right: total }, "order.total > 100"],
  [{ kind: "compare", operator: "eq", left: literal("x"), right: note }, 'order.note == "x"'],
  [compare(note, "eq", null), "order.note is None"],
  [compare(note, "ne", null), "order.note is not None"],
  [isNull(note), "order.note is None"],
  [isNull(note, true), "order.note is not None"],
  [compare(paid, "eq", true), "order.paid"],
  [compare(paid, "ne", true), "not order.paid"],
  [compare(paid, "eq", false), "not order.paid"],
  [compare(variable("value"), "eq", false), "value is False"],
  [compare(variable("value"), "ne", true), "value is not True"],
  // None is neither less nor greater than anything.
  [compare(note, "gt", "m"), 'order.note is not None and order.note > "m"'],
  [
    compare(lookup(variable("value"), "a"), "le", 3),
    'lookup(value, "a") is not None and lookup(value, "a") <= 3',
  ],
  [compare(status, "in", items("open", "closed")), 'order.status in ("open", "closed")'],
  [compare(status, "not_in", items("open")), 'order.status not in ("open",)'],
  [compare(literal("new"), "in", member(order, "tags")), '"new" in order.tags'],
  [not(compare(status, "eq", "open")), 'order.status != "open"'],
  [not(not(compare(status, "eq", "open"))), 'order.status == "open"'],
  [not(isNull(note)), "order.note is not None"],
  [not(compare(status, "in", items("open"))), 'order.status not in ("open",)'],
  [not(compare(count, "gt", 3)), "order.count <= 3"],
  // Of NaN, neither holds.
  [not(compare(total, "gt", 3)), "not order.total > 3"],
  [not(compare(note, "gt", "m")), 'not (order.note is not None and order.note > "m")'],
  [all(compare(count, "gt", 3), isNull(note)), "order.count > 3 and order.note is None"],
  [
    all(any(isNull(note), compare(count, "gt", 3)), not(all(compare(paid, "eq", true), isNull(note)))),
    "(order.note is None or order.count > 3) and not (order.paid and order.note is None)",
  ],
  // Several equalities of one value are one look into what is allowed.
  [
    any(compare(status, "eq", "open"), compare(count, "gt", 3), compare(status, "eq", "closed")),
    'order.status in ("open", "closed") or order.count > 3',
  ],
  [any(compare(note, "eq", null), compare(note, "eq", "x")), 'order.note is None or order.note == "x"'],
  [{ kind: "call", call: handlerCall({}, { order }) }, "await valid(order=order)"],
  [
    not({ kind: "call", call: handlerCall({ async: false }, { order }) }),
    "not await run_in_threadpool(valid, order=order)",
  ],
  [{ kind: "call", call: handlerCall({ async: undefined }) }, "await call(valid)"],
];

for (const [condition, python] of CASES) {
  Deno.test(`a condition is ${python}`, () => assert.equal(conditionText(condition), python));
}
