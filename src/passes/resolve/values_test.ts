/** References in every place where they are allowed: which values they are. */

import assert from "node:assert/strict";
import type { LogicRoute } from "../../ir/api.ts";
import { api, apiOf, onlyRoute } from "../../../tests/support/expect.ts";
import { callText, logicRoutes, onlyLogic, stepLines, typedText, valueText } from "./logic_test_tools.ts";

const MODELS = `
models:
  Address: { fields: { city: str, zip: { type: str, optional: true } } }
  Line: { fields: { sku: str, count: int } }
  User: { fields: { id: { type: uuid, auto: true }, email: str, home: { type: ref, model: Address, optional: true } } }
  Order:
    fields:
      id: { type: uuid, auto: true }
      user_id: uuid
      status: { type: enum, values: [new, paid], default: new }
      note: { type: str, optional: true }
      lines: { type: list, items: Line, default: [] }
      extra: { type: dict, keys: str, values: int, default: {} }
  Payload: { fields: { user_id: uuid, note: { type: str, optional: true }, lines: { type: list, items: Line }, to: { type: ref, model: Address } } }
`;

const HANDLERS = `
async def any(**values): ...
def load(key=None): ...
def notify(**values): ...
`;

const ORDER = `{ action: db.get, model: Order, as: order }`;

/** The only route of a config, with these lines behind its path. */
function route(lines: readonly string[]): LogicRoute {
  const path = "  - path: /users/{user}/orders/{id}\n    method: POST\n    request_model: Payload";
  return onlyLogic({
    "api.yaml": `${MODELS}\nroutes:\n${path}\n${lines.map((line) => `    ${line}`).join("\n")}\n`,
    "h.py": HANDLERS,
  });
}

/** The steps behind one that binds `order`. */
function steps(...items: readonly string[]): readonly string[] {
  const { body } = route(["pipeline:", ...[ORDER, ...items].map((item) => `  - ${item}`)]);
  return stepLines(body.steps).slice(1);
}

/** What a reference stands for in the arguments of a step. */
function argument(text: string): string {
  const { body } = route([
    "pipeline:",
    `  - ${ORDER}`,
    `  - { action: transform, handler: h.any, args: { x: ${text} } }`,
  ]);
  const step = body.steps.at(-1);
  assert.equal(step?.kind, "call");
  const [value] = step.call.arguments;
  assert.ok(value);
  return typedText(value.value);
}

const ARGUMENTS: readonly (readonly [string, string])[] = [
  ["$path.id", "path.id: uuid"],
  ["$path.user", "path.user: str"],
  ["$query.page", "query.page: str or null"],
  ["$header.X-Trace-Id", "header.X-Trace-Id: str or null"],
  ["$cookie.theme", "cookie.theme: str or null"],
  ["$body", "body: Payload"],
  ["$body.note", "body.note: str or null"],
  ["$body.to.city", "body.to.city: str"],
  ["$body.to.zip", "body.to.zip: str or null"],
  ["$body.lines", "body.lines: a list of Line"],
  ["$request", "request: any"],
  ["$request.method", "request.method: str"],
  ["$request.client.host", "request.client[host]: any"],
  ["$order", "order: Order"],
  ["$order.status", "order.status: enum"],
  ["$order.extra.weight", "order.extra[weight]: int or null"],
  ["$$path.id", '"$path.id": str'],
  ["'costs $$5'", '"costs $5": str'],
  ["'${HOME}'", '"${HOME}": str'],
  ["12", "12: int"],
  ["1.5", "1.5: float"],
  ["true", "true: bool"],
  ["null", "null: any or null"],
  ["'12'", '"12": str'],
  ["[$order, $body.note]", "[order, body.note]: a list of any"],
  ["[$order.id, $path.id]", "[order.id, path.id]: a list of uuid"],
  ["{ a: [{ b: $order.id }, c], d: $request }", '{a: [{b: order.id}, "c"], d: request}: any'],
  ["{}", "{}: any"],
];

for (const [text, expected] of ARGUMENTS) {
  Deno.test(`args: { x: ${text} }`, () => assert.equal(argument(text), expected));
}

/** Steps, and what they become. */
const STEPS: readonly (readonly [readonly string[], readonly string[]])[] = [
  [["{ action: db.get, model: User, args: { id: $order.user_id } }"], ["user_2 = get User order.user_id"]],
  [["{ action: db.get, model: User, args: { id: $body.user_id, optional: true }, as: owner }"], [
    "owner = get User body.user_id or null",
  ]],
  [["{ action: db.get, model: User, args: { user_id: $order.user_id } }"], ["user_2 = get User order.user_id"]],
  [["{ action: db.get, model: User, args: { id: $query.owner } }"], ["user_2 = get User query.owner"]],
  [["{ action: db.create, model: Order, args: { data: $body } }"], ["order_2 = create Order body"]],
  [["{ action: db.create, model: Order }"], ["order_2 = create Order body"]],
  [
    [
      "{ action: db.create, model: Order, args: { data: { user_id: $order.user_id, note: $query.note, lines: [{ sku: $body.to.city, count: 1 }], extra: { a: $order.extra.a } } } }",
    ],
    [
      "order_2 = create Order {user_id: order.user_id, note: query.note, lines: [{sku: body.to.city, count: 1}], extra: {a: order.extra[a]}}",
    ],
  ],
  [["{ action: db.update, model: Order, args: { id: $path.id, data: { status: paid, note: $header.X-Note } } }"], [
    'order_2 = update Order path.id {status: "paid", note: header.X-Note}',
  ]],
  [["{ action: db.update, model: Order, args: { data: $body } }"], ["order_2 = update Order path.id body"]],
  [["{ action: db.update, model: Order, args: { id: $path.id, body: $body } }"], [
    "order_2 = update Order path.id body",
  ]],
  [["{ action: db.delete, model: Order, args: { id: $order.id } }"], ["delete Order order.id"]],
  [["{ action: db.delete, model: Order, args: { id: $order.id, optional: true } }"], [
    "delete Order order.id or null",
  ]],
  [
    [
      "{ action: db.list, model: Order, args: { filters: { user_id: $order.user_id, status: { ne: $order.status }, note: [$query.a, b] }, sort: [-status, id], skip: $query.skip, limit: 5 }, as: found }",
    ],
    [
      'found = list Order, user_id eq order.user_id, status ne order.status, note in [query.a, "b"], sort "-status,id", skip query.skip, limit 5',
    ],
  ],
  [[
    "{ action: validate, handler: h.any, args: { a: $order.lines }, as: good }",
    "{ action: validate, handler: h.any, args: { a: $good.x.y } }",
  ], [
    "good = validate h.any(a=order.lines)",
    "checked_value = validate h.any(a=good[x][y])",
  ]],
  [["{ action: side_effect, handler: h.notify, args: { to: $body.to.city, all: [$order] } }"], [
    "after h.notify(to=body.to.city, all=[order])",
  ]],
  [["{ action: side_effect, handler: h.notify, args: { to: $order }, as: sent }"], [
    "sent = side_effect h.notify(to=order)",
  ]],
  [
    ["for_each: { in: $order.lines, as: line, body: [{ action: side_effect, handler: h.notify, args: { sku: $line.sku } }] }"],
    [
      "for line: Line in order.lines:",
      "  deferred h.notify(sku=line.sku)",
    ],
  ],
  [[
    "for_each: { in: body.lines, body: [{ action: transform, handler: h.any, args: { i: $item } }], collect: made }",
    "return: $made",
  ], [
    "for item: Line in body.lines:",
    "  result = transform h.any(i=item)",
    "  => made: a list of any of result",
    // The return behind it is the result of the route.
  ]],
  [["if: { when: { op: eq, left: $order.status, right: paid }, then: [{ return: $order.note }] }"], [
    'if order.status eq "paid":',
    "  return order.note",
  ]],
  [["return: { value: $order, status: 202, when: { op: is_null, left: $body.note } }", "return: $body"], [
    "return order with 202 when body.note is null",
  ]],
];

for (const [items, expected] of STEPS) {
  Deno.test(items.join("; "), () => assert.deepEqual(steps(...items), expected));
}

/** The last return's value. */
const RETURNS: readonly (readonly [string, string])[] = [
  ["$order", "order: Order"],
  ["$path.id", "path.id: uuid"],
  ["$query.x", "query.x: str or null"],
  ["$header.A-B", "header.A-B: str or null"],
  ["$cookie.c", "cookie.c: str or null"],
  ["$body.to", "body.to: Address"],
  ["$request.url.path", "request.url[path]: any"],
  ["{ a: $order.id, b: { c: [$body.note, 1] } }", "{a: order.id, b: {c: [body.note, 1]}}: any"],
  ["[$order, $order]", "[order, order]: a list of Order"],
  ["done", '"done": str'],
  ["$$order", '"$order": str'],
  ["null", "null: any or null"],
  ["{ value: $order.lines }", "order.lines: a list of Line"],
  ["{ value: { status: ok } }", '{status: "ok"}: any'],
  ["{ status: 202, note: $order.note }", "{status: 202, note: order.note}: any"],
];

for (const [text, expected] of RETURNS) {
  Deno.test(`return: ${text}`, () => {
    const { body } = route(["pipeline:", `  - ${ORDER}`, `  - return: ${text}`]);
    assert.equal(body.result && typedText(body.result), expected);
  });
}

/** Where and what a condition compares; the roots stand on both sides. */
const CONDITIONS: readonly (readonly [string, string])[] = [
  ["{ op: eq, left: $path.id, right: $order.id }", "path.id eq order.id"],
  ["{ op: ne, left: $order.user_id, right: $path.user }", "order.user_id ne path.user"],
  ["{ op: eq, left: $query.note, right: $order.note }", "query.note eq order.note"],
  ["{ op: in, left: $order.status, right: [new, paid] }", 'order.status in ["new", "paid"]'],
  ["{ op: in, left: $header.X-Id, right: [$order.note, b] }", 'header.X-Id in [order.note, "b"]'],
  ["{ op: is_null, left: $order.note }", "order.note is null"],
  ["{ op: is_not_null, left: $body.note }", "body.note is not null"],
  ["{ op: eq, left: $order.note, right: null }", "order.note is null"],
  ["{ op: ne, left: $order.note, right: null }", "order.note is not null"],
  ["{ op: eq, left: paid, right: $order.status }", 'order.status eq "paid"'],
  ["{ op: lt, left: 3, right: $order.extra.a }", "order.extra[a] gt 3"],
  ["{ op: gte, left: $order.extra.a, right: 3 }", "order.extra[a] ge 3"],
  [
    "{ op: and, children: [{ op: or, children: [{ op: is_null, left: $order.note }, { op: eq, left: $order.note, right: $cookie.c }] }, { op: not, children: [{ op: eq, left: $request.method, right: GET }] }] }",
    '((order.note is null) or (order.note eq cookie.c)) and (not (request.method eq "GET"))',
  ],
  ["{ when_handler: h.any, captures: [order] }", "h.any(order=order)"],
  ["{ when_handler: h.any, captures: order.status }", "h.any(status=order.status)"],
  [
    "{ when_handler: h.any, captures: [$body.to.city, path.id, query.q] }",
    "h.any(city=body.to.city, id=path.id, q=query.q)",
  ],
];

for (const [text, expected] of CONDITIONS) {
  Deno.test(`when: ${text}`, () => {
    const [first] = steps(`if: { when: ${text}, then: [{ return: null }] }`);
    assert.equal(first, `if ${expected}:`);
  });
}

Deno.test("background tasks read everything, and the result", () => {
  const { tasks } = route([
    "pipeline:",
    `  - ${ORDER}`,
    "background_tasks:",
    "  - { handler: h.notify, args: { a: $result.status, b: $order.note, c: $path.id, d: $query.q, e: $header.X-Y, f: [$body.to.city, { g: $request.method }], h: $cookie.k } }",
    "  - h.load",
  ]);
  assert.deepEqual(tasks.map(({ call }) => callText(call)), [
    "h.notify(a=result.status, b=order.note, c=path.id, d=query.q, e=header.X-Y, f=[body.to.city, {g: request.method}], h=cookie.k)",
    "h.load()",
  ]);
});

Deno.test("the result of an action is its record, of a list its records, of a handler what it returns", () => {
  const routes = `
routes:
  - { path: "/orders/{id}", method: GET, action: db.get, model: Order, background_tasks: [{ handler: h.notify, args: { s: $result.status } }] }
  - { path: /orders, method: GET, action: db.list, model: Order, background_tasks: [{ handler: h.notify, args: { all: $result } }] }
  - { path: /load, method: GET, handler: h.load, background_tasks: [{ handler: h.notify, args: { x: $result.deep.er } }] }
`;
  const { routes: made } = apiOf({ "api.yaml": MODELS + routes, "h.py": HANDLERS });
  const given = made.map(({ tasks }) => tasks[0]?.call.arguments[0]?.value);
  assert.deepEqual(given.map((value) => value && typedText(value)), [
    "result.status: enum",
    "result: a list of Order",
    "result[deep][er]: any",
  ]);
});

/** What one of `where` or `set` of an action compares or writes. */
function operands(text: string): readonly string[] {
  const { body } = onlyRoute(
    api(`${MODELS}\nroutes: [{ path: "/u/{user}/o/{id}", method: PATCH, action: db.update, model: Order, ${text} }]`),
  );
  const shown = (operand: (typeof body.set)[number]["value"]) =>
    operand.kind === "path"
      ? `path.${operand.parameter.name}`
      : operand.kind === "value"
      ? typedText(operand.value)
      : operand.kind;
  return [
    ...body.where.map(({ attribute, operator, value }) => `${attribute} ${operator} ${shown(value)}`),
    ...body.set.map(({ attribute, value }) => `${attribute} = ${shown(value)}`),
  ];
}

const OPERANDS: readonly (readonly [string, readonly string[]])[] = [
  ["where: { user_id: $path.user }", ["user_id eq path.user"]],
  ["where: { user_id: $query.owner }", ["user_id eq query.owner: uuid or null"]],
  ["where: { user_id: { ne: $header.X-User } }", ["user_id ne header.X-User: uuid or null"]],
  ["where: { status: { in: [$query.a, new] } }", ['status in [query.a, "new"]: a list of enum']],
  ["where: { status: [paid, $query.a] }", ['status in ["paid", query.a]: a list of enum']],
  ["where: { note: { like: $query.q } }", ["note like query.q: str or null"]],
  ["where: { note: $$path }", ["note eq literal"]],
  ["where: { note: $request.method }", ["note eq request.method: str"]],
  ["set: { user_id: $cookie.owner }", ["user_id = cookie.owner: uuid or null"]],
  ["set: { note: $request.url.path, status: $query.s }", [
    "note = request.url[path]: any",
    "status = query.s: enum or null",
  ]],
  ["set: { extra: { a: $query.a }, lines: [{ sku: $header.A-B, count: $query.n }] }", [
    "extra = {a: query.a}: dict",
    "lines = [{sku: header.A-B, count: query.n}]: a list of Line",
  ]],
];

for (const [text, expected] of OPERANDS) {
  Deno.test(text, () => assert.deepEqual(operands(text), expected));
}

Deno.test("a step hides a root of its name, a loop variable a step of its name, and only in its loop", () => {
  assert.deepEqual(
    steps(
      "{ action: db.get, model: User, args: { id: $order.user_id }, as: query }",
      "{ action: transform, handler: h.any, args: { x: $query.email } }",
      "for_each: { in: $order.lines, as: order, body: [{ action: side_effect, handler: h.notify, args: { x: $order.sku } }] }",
      "{ action: transform, handler: h.any, args: { x: $order.status } }",
    ),
    [
      "query = get User order.user_id",
      "result = transform h.any(x=query.email)",
      "for order_2: Line in order.lines:",
      "  deferred h.notify(x=order_2.sku)",
      "result_2 = transform h.any(x=order.status)",
    ],
  );
});

Deno.test("dependencies are values of steps by their names", () => {
  const { body, dependencies } = onlyLogic({
    "api.yaml": `${MODELS}
routes:
  - { path: /x, method: GET, depends: [h.get_session, { handler: h.load, as: cache }], pipeline: [{ action: transform, handler: h.any, args: { s: $session.id, c: $cache } }] }`,
    "h.py": `${HANDLERS}\ndef get_session(): ...\n`,
  });
  assert.deepEqual(dependencies.map(({ variable }) => variable.name), ["session", "cache"]);
  assert.deepEqual(stepLines(body.steps), ["result = transform h.any(s=session[id], c=cache)"]);
});

Deno.test("a parameter of the request is one, wherever it is named", () => {
  const { body } = route([
    "pipeline:",
    "  - { action: db.list, model: Order, args: { filters: { user_id: $query.owner }, limit: $query.n } }",
    "  - { action: transform, handler: h.any, args: { a: $query.owner, b: $header.x-n, c: $cookie.n, d: $query.id, e: $query.class } }",
  ]);
  assert.deepEqual(body.parameters.map(({ source, wire, attribute }) => `${source} ${wire} as ${attribute}`), [
    "query owner as owner",
    "query n as n",
    "header x-n as x_n",
    "cookie n as n_2",
    "query id as id_2",
    "query class as class_",
  ]);
});

Deno.test("clients that name a window give no negative numbers", () => {
  const { body } = route([
    "pipeline:",
    "  - { action: db.list, model: Order, args: { skip: $query.from, limit: $query.n, filters: { id: $query.id } } }",
  ]);
  const bounds = body.parameters.map(({ wire, typed: { type } }) => [wire, type.kind === "int" ? type.ge : type.kind]);
  assert.deepEqual(bounds, [["id", "uuid"], ["from", 0], ["n", 0]]);
});

Deno.test("members that names of Python keep for themselves are reached by their attributes", () => {
  const { body } = onlyLogic({
    "api.yaml": `
models: { M: { fields: { id: { type: uuid, auto: true }, class: str, in: { type: str, alias: inside } } } }
routes: [{ path: "/m/{id}", method: GET, pipeline: [{ action: db.get, model: M, as: source }, { return: { a: $source.class, b: $source.in, c: $source.inside } }] }]`,
  });
  assert.equal(body.result && valueText(body.result), "{a: source.class_, b: source.in_, c: source.in_}");
});

Deno.test("the routes of a config share nothing", () => {
  const made = logicRoutes(apiOf({
    "api.yaml": `${MODELS}
routes:
  - { path: "/a/{id}", method: GET, pipeline: [{ action: db.get, model: Order, as: one }, { return: $query.q }] }
  - { path: "/b/{id}", method: GET, pipeline: [{ action: db.get, model: Order, as: one }, { return: $one.id }] }`,
  }));
  assert.deepEqual(made.map(({ body }) => body.parameters.length), [1, 0]);
  assert.deepEqual(made.map(({ body }) => stepLines(body.steps)), [["one = get Order path.id"], [
    "one = get Order path.id",
  ]]);
});
