/** Conditions and values in steps: literals take the type of the other side, and what does not fit is told. */

import assert from "node:assert/strict";
import { expectAtMarks } from "./fault_test_tools.ts";
import { onlyLogic, typedText } from "./logic_test_tools.ts";
import { HANDLERS, HEAD, MODELS, stepFiles as files } from "./step_test_tools.ts";

/** The condition of the first `if`, with the type of its right side. */
function compared(condition: string): string {
  const { steps } = onlyLogic(files(`- if: { when: ${condition}, then: [{ return: 1 }] }`)).body;
  const found = steps.find((step) => step.kind === "if");
  assert.ok(found?.kind === "if" && found.condition.kind === "compare");
  return `${typedText(found.condition.left)} ${found.condition.operator} ${typedText(found.condition.right)}`;
}

const LITERALS: readonly (readonly [string, string])[] = [
  [
    "{ op: eq, left: $order.user_id, right: 9D1C0D9E-3C31-4B7E-8F0A-1B2C3D4E5F60 }",
    'order.user_id: uuid eq "9d1c0d9e-3c31-4b7e-8f0a-1b2c3d4e5f60": uuid',
  ],
  [
    "{ op: gt, left: $order.at, right: '2024-01-01T01:00:00+01:00' }",
    'order.at: datetime gt "2024-01-01T00:00:00Z": datetime',
  ],
  ["{ op: lt, left: $order.day, right: 2024-02-29 }", 'order.day: date or null lt "2024-02-29": date'],
  ["{ op: ge, left: $order.total, right: 9.90 }", 'order.total: decimal ge "9.90": decimal'],
  ["{ op: eq, left: $order.rate, right: 1 }", "order.rate: float eq 1: float"],
  ["{ op: eq, left: $order.status, right: 3 }", "order.status: enum eq 3: enum"],
  ["{ op: eq, left: $user.name, right: 007 }", 'user.name: str or null eq "007": str'],
  ["{ op: eq, left: $user.name, right: $$me }", 'user.name: str or null eq "$me": str'],
  ["{ op: eq, left: $order.open, right: false }", "order.open: bool eq false: bool"],
  ["{ op: in, left: $order.total, right: [1, 2.50] }", 'order.total: decimal in ["1", "2.50"]: a list of decimal'],
  ["{ op: le, left: '2024-01-01', right: $order.day }", 'order.day: date or null ge "2024-01-01": date'],
  ["{ op: gt, left: $query.page, right: 3 }", "query.page: int or null gt 3: int"],
  ["{ op: eq, left: $query.all, right: true }", "query.all: bool or null eq true: bool"],
  ["{ op: gt, left: 3, right: $query.page }", "query.page: int or null lt 3: int"],
  ["{ op: gt, left: $query.since, right: $order.at }", "query.since: datetime or null gt order.at: datetime"],
  ["{ op: in, left: $query.tag, right: $order.tags }", "query.tag: str or null in order.tags: a list of str"],
  ["{ op: in, left: $query.key, right: $order.extra }", "query.key: str or null in order.extra: dict"],
  ["{ op: eq, left: $path.owner, right: $order.user_id }", "path.owner: uuid eq order.user_id: uuid"],
  ["{ op: eq, left: $order.user_id, right: $path.owner }", "order.user_id: uuid eq path.owner: uuid"],
  ["{ op: gt, left: $order.total, right: $order.count }", "order.total: decimal gt order.count: int"],
  ["{ op: eq, left: $order.status, right: $user.name }", "order.status: enum eq user.name: str or null"],
];

for (const [condition, expected] of LITERALS) {
  Deno.test(condition, () => assert.equal(compared(condition), expected));
}

/** Values that cannot be what their place asks for. */
const MISFITS: readonly string[] = [
  "- if: { when: { op: eq, left: $order.user_id, right: ^abc }, then: [{ return: 1 }] }",
  "- if: { when: { op: gt, left: $order.at, right: ^yesterday }, then: [{ return: 1 }] }",
  "- if: { when: { op: gt, left: $order.total, right: ^much }, then: [{ return: 1 }] }",
  "- if: { when: { op: eq, left: $order.status, right: ^payed }, then: [{ return: 1 }] }",
  "- if: { when: { op: in, left: $order.status, right: [new, ^payed] }, then: [{ return: 1 }] }",
  "- if: { when: { op: in, left: $order.status, right: ^new }, then: [{ return: 1 }] }",
  "- if: { when: { op: eq, left: $order.open, right: ^'yes' }, then: [{ return: 1 }] }",
  "- if: { when: { op: eq, left: ^payed, right: $order.status }, then: [{ return: 1 }] }",
  "- if: { when: { op: eq, left: $order.user_id, right: ^$user.name }, then: [{ return: 1 }] }",
  "- if: { when: { op: gt, left: $order.day, right: ^$order.at }, then: [{ return: 1 }] }",
  "- if: { when: { op: eq, left: $order, right: ^$order.id }, then: [{ return: 1 }] }",
  "- if: { when: { op: in, left: $order.count, right: ^$order.tags }, then: [{ return: 1 }] }",
  "- if: { when: { op: eq, left: ^$path.id, right: $order.user_id }, then: [{ return: 1 }] }",
  "- { action: db.get, model: Order, args: { id: ^abc } }",
  "- { action: db.get, model: Order, args: { id: ^$user } }",
  "- { action: db.get, model: Order, args: { id: ^$order.open } }",
  "- { action: db.get, model: Order, args: { id: ^[1] } }",
  "- { action: db.get, model: Order, args: { optional: ^maybe } }",
  "- { action: db.list, model: Order, args: { filters: { status: ^payed } } }",
  "- { action: db.list, model: Order, args: { filters: { status: { in: [new, ^payed] } } } }",
  "- { action: db.list, model: Order, args: { filters: { count: { gt: ^$order.tags } } } }",
  "- { action: db.list, model: Order, args: { limit: ^many } }",
  "- { action: db.list, model: Order, args: { limit: ^-1 } }",
  "- { action: db.list, model: Order, args: { limit: ^$user.name, skip: 2 } }",
  "- { action: db.update, model: Order, args: { data: { count: ^many } } }",
  "- { action: db.update, model: Order, args: { data: { count: ^1.5 } } }",
  "- { action: db.update, model: Order, args: { data: { user_id: ^$user.name } } }",
  "- { action: db.update, model: Order, args: { data: { user_id: ^null } } }",
  "- { action: db.update, model: Order, args: { data: { tags: ^one } } }",
  "- { action: db.update, model: Order, args: { data: { tags: ^{ a: b } } } }",
  "- { action: db.update, model: Order, args: { data: { tags: [a, ^$order.count] } } }",
  "- { action: db.update, model: Order, args: { data: { count: ^[1] } } }",
  "- { action: db.update, model: Order, args: { data: { extra: { a: ^b } } } }",
  "- { action: db.update, model: Order, args: { data: { friends: [{ id: ^x, name: y }] } } }",
];

for (const step of MISFITS) {
  Deno.test(`${step} is E173`, () => expectAtMarks(`${HEAD}      ${step}`, ["E173"], undefined, HANDLERS));
}

Deno.test("fields of models that are written out are looked at", () => {
  expectAtMarks(
    `${HEAD}      - { action: db.update, model: Order, args: { data: { friends: [{ name: y, ^nic: z }] } } }`,
    ["E119"],
    /Did you mean "nick"/,
    HANDLERS,
  );
});

/** Conditions that decide nothing, and arguments that steps do not have: "^" stands where that is told. */
const FAULTS: readonly (readonly [string, string, RegExp?])[] = [
  ["- if: { when: { op: ^equals, left: 1, right: 2 }, then: [] }", "E030", /Did you mean "eq"/],
  ["- if: { when: { op: ^between, left: 1, right: 2 }, then: [] }", "E030", /Use eq, ne/],
  ["- if: { when: { op: ^eq, right: 2 }, then: [] }", "E030", /left/],
  ["- if: { when: { op: ^eq, left: 2 }, then: [] }", "E030", /right/],
  ["- if: { when: ^{ left: 1, right: 2 }, then: [] }", "E030", /op: eq/],
  ["- if: { when: { op: ^and }, then: [] }", "E030", /children/],
  ["- if: { when: { op: ^or, children: [] }, then: [] }", "E030", /children/],
  [
    "- if: { when: { op: ^not, children: [{ op: is_null, left: 1 }, { op: is_null, left: 2 }] }, then: [] }",
    "E030",
    /op: and/,
  ],
  ["- { action: db.get, model: User, args: { id: $path.owner, ^more: 1, most: 2 } }", "E171", /"id" and "optional"/],
  ["- { action: db.list, model: User, args: { ^name: x } }", "E171", /filters: \{ name: … \}/],
  ["- { action: db.list, model: User, args: { ^filter: { name: x } } }", "E171", /Did you mean "filters"/],
  ["- { ^action: db.list, model: User, args: { filters: x } }", "E171", /filters: \{ field: value \}/],
  ["- { action: db.list, model: User, args: { filters: { ^nam: x } } }", "E119", /Did you mean "name"/],
  ["- { action: db.list, model: User, args: { filters: { name: { ^equals: x } } } }", "E120"],
  ["- { action: db.list, model: Order, args: { filters: { count: { ^like: x } } } }", "E120"],
  ["- { action: db.list, model: User, args: { sort: ^nam } }", "E119", /Did you mean "name"/],
  ["- { action: db.list, model: User, args: { sort: [name, ^-nik] } }", "E119", /Did you mean "nick"/],
  ["- { action: db.create, model: User, args: { data: { name: x, ^nic: y } } }", "E119", /Did you mean "nick"/],
  ["- { action: db.update, model: User, args: { id: $path.owner, data: { ^nic: y } } }", "E119"],
];

for (const [step, code, help] of FAULTS) {
  Deno.test(`${step} is ${code}`, () => expectAtMarks(`${HEAD}      ${step}`, [code], help, HANDLERS));
}

Deno.test("a record is looked for by something, and made from something", () => {
  const route = (step: string) => `${MODELS}\nroutes: [{ path: /x, method: GET, pipeline: [${step}] }]`;
  expectAtMarks(route("{ ^action: db.get, model: User }"), ["E171"], /args: \{ id: \$… \}/, HANDLERS);
  expectAtMarks(route("{ ^action: db.delete, model: User }"), ["E171"], /args: \{ id: \$… \}/, HANDLERS);
  expectAtMarks(route("{ ^action: db.create, model: User }"), ["E171"], /data:/, HANDLERS);
  expectAtMarks(route("{ ^action: db.update, model: User, args: { id: $query.x } }"), ["E171"], /data:/, HANDLERS);
});

Deno.test("a payload cannot make a window negative", () => {
  const expectCodes = (codes: readonly string[], type: string, limit: string) =>
    expectAtMarks(
      `${MODELS}  Search: { fields: { most: ${type} } }
routes:
  - path: /x
    method: POST
    request_model: Search
    params: [{ name: n, source: query, type: int }]
    pipeline:
      - { action: db.list, model: User, args: { skip: 1, limit: ${limit} }, as: users }
      - { return: { users: $users, n: $query.n } }`,
      codes,
      codes.length === 0 ? undefined : /"ge: 0"/,
      HANDLERS,
    );
  for (const type of ["int", "{ type: int, optional: true }", "{ type: int, gt: -2 }", "{ type: int, ge: -1 }"]) {
    expectCodes(["E271"], type, "^$body.most");
  }
  for (const type of ["{ type: int, ge: 0 }", "{ type: int, gt: -1 }"]) expectCodes([], type, "$body.most");
  // Parameters get the bound by themselves.
  for (const limit of ["$query.n", "$query.undeclared"]) expectCodes([], "int", limit);
});
