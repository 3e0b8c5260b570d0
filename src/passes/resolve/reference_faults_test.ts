/** References that are wrong: one code each, at the column of what is wrong, and nothing on its account. */

import { expectAtMarks as expectFaults } from "./fault_test_tools.ts";

const MODELS = `
models:
  Address: { fields: { city: str, zip: { type: str, optional: true } } }
  Line: { fields: { sku: str, count: int } }
  User: { fields: { id: { type: uuid, auto: true }, email: str } }
  Order:
    fields:
      id: { type: uuid, auto: true }
      user_id: uuid
      status: { type: enum, values: [new, paid], default: new }
      total: { type: decimal, default: 0 }
      at: { type: datetime, auto_now: true }
      note: { type: str, optional: true }
      lines: { type: list, items: Line, default: [] }
      extra: { type: dict, keys: str, values: int, default: {} }
  Payload: { fields: { user_id: uuid, note: { type: str, optional: true }, lines: { type: list, items: Line }, to: { type: ref, model: Address } } }
`;

const HANDLERS = `
async def any(**values): ...
def check(order=None): ...
`;

function expectAtMarks(marked: string, codes: readonly string[], help?: RegExp): void {
  expectFaults(marked, codes, help, HANDLERS);
}

const HEAD = `${MODELS}
routes:
  - path: /users/{user}/orders/{id}
    method: POST
    request_model: Payload
`;

/** A reference that is wrong at the mark, its code in arguments, and words of its help. */
const FAULTS: readonly (readonly [string, string, RegExp?])[] = [
  ["$^usr", "E010", /Did you mean "user"/],
  ["$^somebody_else", "E010", /Use "\$order", "\$user", "\$path" or "\$body".*"\$\$somebody_else"/],
  ["$^ordr", "E010", /Did you mean "order"/],
  ["$^pth.id", "E010", /Did you mean "path"/],
  ["$^quer.id", "E010", /Did you mean "query"/],
  ["$user.^emial", "E119", /Did you mean "email"/],
  ["$body.to.^citi", "E119", /Did you mean "city"/],
  ["$body.^sku", "E119"],
  ["$path.^order", "E167", /Use "\$path\.user" or "\$path\.id"/],
  ["$path.^iid", "E167", /Did you mean "id"/],
  ["$^path", "E168", /\$path\.user/],
  ["$^query", "E168"],
  ["$^header", "E168"],
  ["$^cookie", "E168"],
  ["$^auth", "E168", /"as:"/],
  ["$^auth.sub", "E168"],
  ["$^result", "E168", /earlier step/],
  ["$^result.id", "E168"],
  ["$order.^__class__", "E166", /\$order\.status/],
  ["$^__import__", "E166"],
  ["$order.^_private", "E166"],
  ["$order.status^; import os", "E166"],
  ["$order^['x']", "E166"],
  ["$order^[0]", "E166"],
  ["$order.pay^()", "E166"],
  ["$order.^", "E166"],
  ["$^5", "E166"],
  ["$order.status.^upper", "E169", /Use "\$order\.status" itself/],
  ["$path.id.^hex", "E169"],
  ["$query.q.^strip", "E169"],
  ["$order.lines.^sku", "E169", /for_each/],
  ["$order.extra.a.^b", "E169"],
  ["$request.^methd", "E119", /Did you mean "method"/],
  ["$request.method.^x", "E169"],
];

const BOUND = `
      - { action: db.get, model: Order, as: order }
      - { action: db.get, model: User, args: { id: $order.user_id }, as: user }`;

const quote = (text: string) => JSON.stringify(text);

for (const [text, code, help] of FAULTS) {
  Deno.test(`args: ${text} is ${code}`, () => {
    expectAtMarks(
      `${HEAD}    pipeline:${BOUND}\n      - { action: transform, handler: h.any, args: { x: ${
        quote(text)
      } }, as: x }\n      - return: $x.y.z`,
      [code],
      help,
    );
  });
}

/** The places of a pipeline that references can stand in, and the code of unbound names there. */
const PLACES: readonly (readonly [string, string, string])[] = [
  ["lists in arguments", "E010", "- { action: transform, handler: h.any, args: { x: [1, [@]] } }"],
  ["mappings in arguments", "E010", "- { action: transform, handler: h.any, args: { x: { a: { b: @ } } } }"],
  ["the id of db.get", "E010", "- { action: db.get, model: Order, args: { id: @ }, as: b }"],
  ["data of db.create", "E010", "- { action: db.create, model: Order, args: { data: { user_id: @ } }, as: b }"],
  [
    "data of db.update",
    "E010",
    "- { action: db.update, model: Order, args: { id: $path.id, data: { note: @ } }, as: b }",
  ],
  ["data as a whole", "E010", "- { action: db.update, model: Order, args: { id: $path.id, data: @ }, as: b }"],
  ["the id of db.delete", "E010", "- { action: db.delete, model: Order, args: { id: @ } }"],
  ["filters", "E010", "- { action: db.list, model: Order, args: { filters: { user_id: @ } }, as: b }"],
  [
    "operators of filters",
    "E010",
    "- { action: db.list, model: Order, args: { filters: { note: { ne: @ } } }, as: b }",
  ],
  ["lists in filters", "E010", "- { action: db.list, model: Order, args: { filters: { note: [@, b] } }, as: b }"],
  ["skip", "E010", "- { action: db.list, model: Order, args: { skip: @ }, as: b }"],
  ["limit", "E010", "- { action: db.list, model: Order, args: { limit: @ }, as: b }"],
  ["validate", "E010", "- { action: validate, handler: h.any, args: { x: @ }, as: b }"],
  ["side effects", "E010", "- { action: side_effect, handler: h.any, args: { x: @ } }"],
  ["the left side", "E031", "- if: { when: { op: eq, left: @, right: 1 }, then: [{ return: 1 }] }"],
  ["the right side", "E031", "- if: { when: { op: eq, left: $order.note, right: @ }, then: [{ return: 1 }] }"],
  [
    "a list to look into",
    "E031",
    "- if: { when: { op: in, left: $order.note, right: [a, @] }, then: [{ return: 1 }] }",
  ],
  ["is_null", "E031", "- if: { when: { op: is_null, left: @ }, then: [{ return: 1 }] }"],
  [
    "conditions inside of conditions",
    "E031",
    "- if: { when: { op: and, children: [{ op: not, children: [{ op: or, children: [{ op: is_null, left: @ }] }] }] }, then: [{ return: 1 }] }",
  ],
  ["captures", "E031", "- if: { when: { when_handler: h.any, captures: [@] }, then: [{ return: 1 }] }"],
  ["the condition of a return", "E031", "- return: { value: 1, when: { op: is_null, left: @ } }"],
  [
    "for_each",
    "E034",
    "- for_each: { in: @, body: [{ action: side_effect, handler: h.any, args: { i: $item.x } }], collect: b }",
  ],
  ["return", "E036", "- return: @"],
  ["the value of a return", "E036", "- return: { value: @, status: 202 }"],
  ["mappings to return", "E036", "- return: { a: [{ b: @ }] }"],
  [
    "steps in branches",
    "E010",
    "- if: { when: { op: is_null, left: $order.note }, then: [{ action: transform, handler: h.any, args: { x: @ } }] }",
  ],
  [
    "steps in loops",
    "E010",
    "- for_each: { in: $order.lines, body: [{ action: transform, handler: h.any, args: { x: @ } }] }",
  ],
];

/** What stands for every kind of fault in every place. */
const EVERYWHERE: readonly (readonly [string, string | undefined])[] = [
  ["$^nobody", undefined],
  ["$^nobody.x.y", undefined],
  ["$user.^emial", "E119"],
  ["$path.^x", "E167"],
  ["$order.^__class__", "E166"],
  ["$order.status^; import os", "E166"],
  ["$order^['x']", "E166"],
  ["$user.email.^x", "E169"],
  ["$^auth.sub", "E168"],
  ["$^result", "E168"],
];

for (const [place, unbound, step] of PLACES) {
  Deno.test(`every fault in ${place}`, () => {
    for (const [text, code] of EVERYWHERE) {
      const rest = step.includes("as: b") || step.includes("collect: b") ? "\n      - return: $b" : "";
      expectAtMarks(`${HEAD}    pipeline:${BOUND}\n      ${step.replace("@", quote(text))}${rest}`, [code ?? unbound]);
    }
  });
}

Deno.test("every fault in a background task", () => {
  for (const [text, code] of EVERYWHERE.filter(([text]) => text !== "$^result")) {
    expectAtMarks(
      `${HEAD}    pipeline:${BOUND}\n    background_tasks: [{ handler: h.any, args: { a: 1, b: [{ c: ${
        quote(text)
      } }] } }]`,
      [code ?? "E062"],
    );
  }
  expectAtMarks(
    `${HEAD}    pipeline:${BOUND}\n    background_tasks: [{ handler: h.any, args: { a: $result.^nam } }]`,
    ["E119"],
  );
});

Deno.test("every fault in where and set", () => {
  const route = `{ path: "/u/{user_id}/o/{id}", method: PATCH, action: db.update, model: Order,`;
  const places = [
    "where: { note: @ }",
    "where: { note: { like: @ } }",
    "where: { note: { in: [a, @] } }",
    "where: { note: [@] }",
    "set: { note: @ }",
    "set: { lines: [{ sku: @, count: 1 }] }",
  ];
  for (const place of places) {
    for (
      const [text, code] of [
        ["$^nobody", "E010"],
        ["$path.^x", "E167"],
        ["$request.^__class__", "E166"],
        ["$query.x.^y", "E169"],
        ["$^result", "E168"],
        ["$^auth.sub", "E168"],
      ] as const
    ) {
      expectAtMarks(`${MODELS}\nroutes:\n  - ${route} ${place.replace("@", quote(text))} }`, [code]);
    }
  }
});

Deno.test("a body needs a request model", () => {
  expectAtMarks(
    `${MODELS}
routes:
  - { path: /x, method: POST, pipeline: [{ action: transform, handler: h.any, args: { x: $^body.note } }] }
  - { path: /y, method: GET, pipeline: [{ return: $^body }] }`,
    ["E168"],
    /request_model/,
  );
});

Deno.test("of a request model that is not declared, nothing else is wrong", () => {
  expectAtMarks(
    `${MODELS}
routes:
  - { path: /x, method: POST, request_model: ^Nobody, pipeline: [{ action: transform, handler: h.any, args: { x: $body.note.deep } }, { action: db.create, model: User, args: { data: $body } }] }`,
    ["E012"],
  );
});

Deno.test("nothing is the result where the route sends nothing", () => {
  expectAtMarks(
    `${MODELS}
routes:
  - { path: "/o/{id}", method: DELETE, action: db.delete, model: Order, background_tasks: [{ handler: h.any, args: { x: $^result.id } }] }
  - { path: "/p/{id}", method: DELETE, pipeline: [{ action: db.delete, model: Order }], background_tasks: [{ handler: h.any, args: { x: $^result } }] }`,
    ["E168"],
    /path parameter/,
  );
});

Deno.test("a name is bound from its step on, in its branch and its loop", () => {
  expectAtMarks(
    `${HEAD}
    pipeline:
      - { action: transform, handler: h.any, args: { x: $^order } }
      - { action: db.get, model: Order, as: order }
      - if: { when: { op: is_null, left: $order.note }, then: [{ action: db.get, model: User, args: { id: $order.user_id }, as: inner }] }
      - for_each: { in: $order.lines, as: line, body: [{ action: transform, handler: h.any, args: { x: $line }, as: made }] }
      - { action: transform, handler: h.any, args: { a: $^inner, b: $^line, c: $^made } }
`,
    ["E010"],
  );
});

/** Steps that are wrong themselves, whose names later steps use. */
const WRONG_STEPS: readonly (readonly [string, string])[] = [
  ["{ action: db.get, model: ^Nobody, as: x }", "E012"],
  ["{ action: db.fetch, ^model: User, as: x }", "E013"],
  ["{ ^action: transform, as: x }", "E013"],
  ["{ action: transform, handler: ^h.nothing, as: x }", "E103"],
  ["{ action: transform, handler: ^g.any, as: x }", "W100"],
  ["{ ^action: db.get, as: x }", "E005"],
  ["{ action: db.get, model: Order, args: { ^idd: 1, n: 2 }, as: x }", "E171"],
  [
    "if: { when: { op: ^equals, left: 1, right: 2 }, then: [{ action: transform, handler: h.any, as: x }], else: [{ action: transform, handler: h.any, as: x }] }",
    "E030",
  ],
  ["if: { when: { op: ^eq, right: 2 }, then: [{ action: transform, handler: h.any }], as: x }", "E030"],
  [
    "for_each: { in: ^$path.id, body: [{ action: transform, handler: h.any, args: { i: $item.a.b } }], collect: x }",
    "E172",
  ],
  ["{ action: validate, handler: h.check, args: { ordr: ^1 }, as: x }", "E154"],
];

for (const [step, code] of WRONG_STEPS) {
  Deno.test(`${step} is ${code}, and its name is bound`, () => {
    const text = step.startsWith("{ action: db.fetch") ? step.replace("^", "").replace("action", "^action") : step;
    expectAtMarks(
      `${HEAD}    pipeline:\n      - ${text}\n      - { action: transform, handler: h.any, args: { a: $x.some.thing } }\n      - for_each: { in: $x, body: [{ action: side_effect, handler: h.any, args: { a: $item } }] }\n      - return: $x\n    background_tasks: [{ handler: h.any, args: { r: $result.z } }]`,
      [code],
    );
  });
}

Deno.test("a return that is wrong ends its branch all the same", () => {
  expectAtMarks(
    `${HEAD}
    pipeline:
      - { action: db.get, model: Order, as: order }
      - if: { when: { op: is_null, left: $order.note }, then: [{ return: $order.^nothing }], else: [{ action: db.list, model: User, as: all }] }
      - return: $all
`,
    ["E119"],
  );
});

Deno.test("the result of a step that is wrong is a result", () => {
  expectAtMarks(
    `${HEAD}    pipeline: [{ action: db.get, model: Order, args: { id: $^nobody } }]\n    background_tasks: [{ handler: h.any, args: { x: $result.status } }]`,
    ["E010"],
  );
});

Deno.test("columns stand where the text stands, however it is quoted", () => {
  for (const written of ["$^nobody", "'$^nobody'", '"$^nobody"']) {
    expectAtMarks(
      `${HEAD}    pipeline:\n      - action: transform\n        handler: h.any\n        args:\n          x:\n            - ${written}\n`,
      ["E010"],
    );
  }
  // A text with escapes has no place of its own for a part.
  expectAtMarks(`${HEAD}    pipeline: [{ return: ^"$\\x6eobody" }]`, ["E036"]);
});
