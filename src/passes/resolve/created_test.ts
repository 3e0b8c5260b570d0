/** Records that steps create need all that they require. */

import { expectAtMarks } from "./fault_test_tools.ts";

const MODELS = `
models:
  Line: { fields: { sku: str, count: int, note: { type: str, optional: true } } }
  Order:
    fields:
      id: { type: int, auto: true }
      owner: str
      rank: int
      tags: { type: list, items: str }
      at: { type: datetime, auto_now: true }
      state: { type: str, default: new }
      note: { type: str, optional: true }
  Cart: { fields: { id: { type: uuid, auto: true }, first: { type: ref, model: Line }, lines: { type: list, items: Line, default: [] } } }
  Coupon: { fields: { code: { type: str, primary: true }, off: int } }
  OrderCreate: { base: Order, exclude: [id, at, rank] }
  OrderPatch: { base: Order, exclude: [id, at], all_optional: true }
`;

const HANDLERS = "async def any(**values): ...\n";

/** A POST route with these steps. */
function route(steps: string, rest = ""): string {
  return `${MODELS}\nroutes:\n  - { path: /x, method: POST, ${rest}pipeline: [${steps}] }`;
}

const CASES: readonly (readonly [string, string, readonly string[], string?])[] = [
  ["nothing is missing", "{ action: db.create, model: Order, args: { data: { owner: a, rank: 1, tags: [] } } }", []],
  ["one field", "{ action: db.create, model: Order, args: { ^data: { owner: a, tags: [] } } }", ["E175"]],
  ["the field of a key", "{ action: db.create, model: Coupon, args: { ^data: { off: 1 } } }", ["E175"]],
  ["no field at all", "{ action: db.create, model: Order, args: { ^data: {} } }", ["E175"]],
  ["a part", "{ action: db.create, model: Cart, args: { ^data: { first: { sku: a } } } }", ["E175"]],
  [
    "a part of a list",
    "{ action: db.create, model: Cart, args: { ^data: { first: { sku: a, count: 1 }, lines: [{ count: 2 }] } } }",
    ["E175"],
  ],
  [
    "parts that are whole",
    "{ action: db.create, model: Cart, args: { data: { first: { sku: a, count: 1 }, lines: [] } } }",
    [],
  ],
  [
    "what nobody knows",
    "{ action: transform, handler: h.any, as: made }, { action: db.create, model: Order, args: { data: $made } }",
    [],
  ],
  [
    "a body without a field",
    "{ action: db.create, model: Order, args: { ^data: $body } }",
    ["E175"],
    "request_model: OrderCreate, ",
  ],
  [
    "the body that is taken without a word",
    "{ ^action: db.create, model: Order }",
    ["E175"],
    "request_model: OrderCreate, ",
  ],
  [
    "a body whose fields may be left out",
    "{ action: db.create, model: Order, args: { data: $body } }",
    [],
    "request_model: OrderPatch, ",
  ],
  ["an update needs nothing", "{ action: db.update, model: Order, args: { id: 1, data: { owner: b } } }", []],
  [
    "records in branches and loops",
    "{ if: { when: { when_handler: h.any }, then: [{ action: db.create, model: Coupon, args: { ^data: { off: 1 } } }], else: [{ for_each: { in: $body.tags, body: [{ action: db.create, model: Coupon, args: { ^data: { code: $item } } }] } }] } }",
    ["E175"],
    "request_model: OrderPatch, ",
  ],
];

for (const [name, steps, codes, rest] of CASES) {
  Deno.test(`${name}: ${codes[0] ?? "valid"}`, () => expectAtMarks(route(steps, rest), codes, undefined, HANDLERS));
}

Deno.test("the help names what to add, and where", () => {
  expectAtMarks(
    route("{ action: db.create, model: Order, args: { ^data: { owner: a } } }"),
    ["E175"],
    /^Add "rank: …" and "tags: …"$/,
  );
  expectAtMarks(
    route("{ action: db.create, model: Order, args: { ^data: $body } }", "request_model: OrderCreate, "),
    ["E175"],
    /Add it to "OrderCreate"/,
  );
});

Deno.test("a field that another route's records start without is not missed", () => {
  expectAtMarks(
    `
models: { Item: { fields: { id: { type: uuid, auto: true }, name: str, ^code: str } }, ItemCreate: { base: Item, include: [name] } }
routes:
  - { path: /items, method: POST, action: db.create, model: Item }
  - { path: /more, method: POST, request_model: ItemCreate, pipeline: [{ action: db.create, model: Item, args: { data: $body } }] }
`,
    ["W106"],
  );
});

Deno.test("a pipeline that two routes use is told of once", () => {
  expectAtMarks(
    `${MODELS}
pipelines: { make: [{ action: db.create, model: Coupon, args: { ^data: { off: 1 } } }] }
routes:
  - { path: /a, method: POST, pipeline: make }
  - { path: /b, method: POST, pipeline: make }`,
    ["E175"],
  );
});
