/** Named pipelines: what `extends`, `prepend`, `append` and `override` make of each other, and where faults are told. */

import assert from "node:assert/strict";
import { apiOf, compileFiles, foundIn } from "../../../tests/support/expect.ts";
import { positionOf } from "../../source/source.ts";
import { expectAtMarks } from "./fault_test_tools.ts";
import { logicRoutes, onlyLogic, stepLines } from "./logic_test_tools.ts";

const MODELS = `
models:
  User: { fields: { id: { type: uuid, auto: true }, email: str } }
  Order: { fields: { id: { type: int, auto: true }, user_id: uuid, note: { type: str, optional: true }, tags: { type: list, items: str, default: [] } } }
`;

const HANDLERS = `
async def a(**values): ...
async def b(**values): ...
async def c(**values): ...
async def two(order, user): ...
`;

const STEP = (name: string) => `{ action: side_effect, handler: h.${name} }`;

/** The steps of a route at /orders/{id} that names the pipeline `main`. */
function unfolded(pipelines: string): readonly string[] {
  const text = `${MODELS}
pipelines:
${pipelines.split("\n").map((line) => `  ${line}`).join("\n")}
routes: [{ path: "/orders/{id}", method: GET, pipeline: main }]
`;
  const { body } = onlyLogic({ "api.yaml": text, "h.py": HANDLERS });
  return stepLines(body.steps);
}

const GET = "{ action: db.get, model: Order, as: order }";

const UNFOLDED: readonly (readonly [string, string, readonly string[]])[] = [
  ["a list", `main: [${GET}]`, ["order = get Order path.id"]],
  ["steps", `main: { steps: [${GET}, ${STEP("a")}] }`, ["order = get Order path.id", "after h.a()"]],
  [
    "prepend, what is extended, steps, append",
    `base: [${STEP("b")}]\nmain: { extends: base, prepend: [${STEP("a")}], steps: [${STEP("c")}], append: [${
      STEP("a")
    }] }`,
    ["after h.a()", "after h.b()", "after h.c()", "after h.a()"],
  ],
  [
    "chains of three, declared in any order",
    `main: { extends: middle, append: [${STEP("c")}] }\nmiddle: { extends: base, append: [${
      STEP("b")
    }] }\nbase: [${GET}, ${STEP("a")}]`,
    ["order = get Order path.id", "after h.a()", "after h.b()", "after h.c()"],
  ],
  [
    "a replacement takes the place and the name",
    `base: [{ action: db.list, model: Order, as: order }, { action: transform, handler: h.a, args: { x: $order } }]\nmain: { extends: base, override: { order: { action: db.get, model: Order } } }`,
    ["order = get Order path.id", "result = transform h.a(x=order)"],
  ],
  [
    "a replacement with a name of its own has that",
    `base: [${GET}]\nmain: { extends: base, override: { order: { action: db.get, model: Order, as: found } }, append: [{ action: transform, handler: h.a, args: { x: $found } }] }`,
    ["found = get Order path.id", "result = transform h.a(x=found)"],
  ],
  [
    "steps inside of branches and loops are replaced there",
    `base: [${GET}, { if: { when: { op: is_null, left: $order.note }, then: [{ action: db.list, model: User, as: t }], else: [{ action: db.list, model: User, as: e }] } }, { for_each: { in: $order.tags, body: [{ action: transform, handler: h.a, as: l }] } }]\nmain: { extends: base, override: { t: { action: transform, handler: h.b }, e: { action: transform, handler: h.c }, l: { action: transform, handler: h.c, args: { x: $item } } } }`,
    [
      "order = get Order path.id",
      "if order.note is null:",
      "  t = transform h.b()",
      "else:",
      "  e = transform h.c()",
      "  => result: any = t | e",
      "for item: str in order.tags:",
      "  l = transform h.c(x=item)",
    ],
  ],
  [
    "a branch and a loop are replaced by their names, and keep them",
    `base: [${GET}, { for_each: { in: $order.tags, body: [{ action: transform, handler: h.a }], collect: made } }, { action: transform, handler: h.c, args: { x: $made } }]\nmain: { extends: base, override: { made: { for_each: { in: $order.tags, body: [{ action: transform, handler: h.b }] } } } }`,
    [
      "order = get Order path.id",
      "for item: str in order.tags:",
      "  result = transform h.b()",
      "  => made: a list of any of result",
      "result_2 = transform h.c(x=made)",
    ],
  ],
  [
    "a step in place of a branch keeps the branch's name",
    `base: [${GET}, { if: { when: { op: is_null, left: $order.note }, then: [{ action: transform, handler: h.a }], as: made } }, { action: transform, handler: h.c, args: { x: $made } }]\nmain: { extends: base, override: { made: { action: transform, handler: h.b } } }`,
    ["order = get Order path.id", "made = transform h.b()", "result = transform h.c(x=made)"],
  ],
  [
    "an override of an override",
    `base: [{ action: transform, handler: h.a, as: x }]\nmiddle: { extends: base, override: { x: { action: transform, handler: h.b } } }\nmain: { extends: middle, override: { x: { action: transform, handler: h.c } } }`,
    ["x = transform h.c()"],
  ],
];

for (const [name, pipelines, expected] of UNFOLDED) {
  Deno.test(name, () => assert.deepEqual(unfolded(pipelines), expected));
}

Deno.test("what one pipeline changes stays as it is for others", () => {
  const routes = logicRoutes(apiOf({
    "api.yaml": `${MODELS}
pipelines:
  base: [{ action: transform, handler: h.a, as: x }]
  one: { extends: base, override: { x: { action: transform, handler: h.b } } }
  two: { extends: base, append: [${STEP("c")}] }
routes:
  - { path: /one, method: GET, pipeline: one }
  - { path: /two, method: GET, pipeline: two }
  - { path: /base, method: GET, pipeline: base }`,
    "h.py": HANDLERS,
  }));
  assert.deepEqual(routes.map(({ body }) => stepLines(body.steps)), [
    ["x = transform h.b()"],
    ["x = transform h.a()", "after h.c()"],
    ["x = transform h.a()"],
  ]);
});

Deno.test("each route gives a pipeline the types of its own path", () => {
  const routes = logicRoutes(apiOf({
    "api.yaml": `${MODELS}
pipelines:
  show: [{ action: transform, handler: h.a, args: { id: $path.id } }]
routes:
  - { path: "/users/{id}", method: GET, model: User, pipeline: show }
  - { path: "/orders/{id}", method: GET, model: Order, pipeline: show }
  - { path: "/words/{id}", method: GET, pipeline: show }`,
    "h.py": HANDLERS,
  }));
  assert.deepEqual(routes.map(({ pathParameters }) => pathParameters.map(({ type }) => type.kind)), [
    ["uuid"],
    ["int"],
    ["str"],
  ]);
  const given = routes.map(({ body: { steps: [step] } }) =>
    step?.kind === "call" && step.call.arguments[0]?.value.typed.type.kind
  );
  assert.deepEqual(given, ["uuid", "int", "str"]);
});

/** What is found, with the places of the routes that use the pipeline. */
function withRoutes(text: string): readonly string[] {
  return compileFiles({ "api.yaml": text, "h.py": HANDLERS }).diagnostics.map(({ code, span, related }) => {
    const place = span === undefined ? "" : positionOf(span.source, span.start).line;
    return [
      `${code} in line ${place}`,
      ...related.map((one) => `${one.message} in line ${positionOf(one.span.source, one.span.start).line}`),
    ].join(", ");
  });
}

Deno.test("a fault stands in the pipeline, names the first route that meets it, and is told once", () => {
  assert.deepEqual(
    withRoutes(`models: { User: { fields: { id: { type: uuid, auto: true }, email: str } } }
pipelines:
  show:
    - { action: db.get, model: User, as: user }
    - { action: transform, handler: h.a, args: { to: $user.emial, who: $nobody } }
  more: { extends: show, append: [{ return: $user.nam }] }
routes:
  - { path: "/a/{id}", method: GET, pipeline: show }
  - { path: "/b/{id}", method: GET, pipeline: show }
  - { path: "/c/{id}", method: GET, pipeline: more }
`),
    [
      "E119 in line 5, used by this route in line 8",
      "E010 in line 5, used by this route in line 8",
      "E119 in line 6, used by this route in line 10",
    ],
  );
});

Deno.test("only the routes that lack something are at fault", () => {
  assert.deepEqual(
    withRoutes(`models: { User: { fields: { id: { type: uuid, auto: true }, email: str } } }
pipelines:
  show: [{ action: db.get, model: User, args: { id: $path.id } }]
  save: [{ action: db.create, model: User, args: { data: $body } }]
routes:
  - { path: "/a/{id}", method: GET, pipeline: show }
  - { path: "/b/{user_id}", method: GET, pipeline: show }
  - { path: /c, method: POST, request_model: User, pipeline: save }
  - { path: /d, method: POST, pipeline: save }
`),
    [
      "E167 in line 3, used by this route in line 7",
      "E168 in line 4, used by this route in line 9",
    ],
  );
});

Deno.test("a handler that does not fit is told once", () => {
  assert.deepEqual(
    withRoutes(`pipelines:
  show: [{ action: transform, handler: h.two, args: { order: 1 } }]
routes:
  - { path: /a, method: GET, pipeline: show }
  - { path: /b, method: GET, pipeline: show }
`),
    ["E104 in line 2, required here in line 4, used by this route in line 4"],
  );
});

Deno.test("pipelines that no route uses are not looked at", () => {
  assert.deepEqual(
    foundIn({
      "api.yaml": `pipelines: { spare: [{ action: transform, handler: no.where, args: { x: $nobody } }] }\nroutes: []`,
    }),
    [],
  );
});

/** Pipelines that are wrong, with "^" in front of what is. */
const FAULTS: readonly (readonly [string, string, string, RegExp?])[] = [
  [
    "an unknown pipeline",
    "E021",
    `pipelines: { main: [] }\nroutes: [{ path: /a, method: GET, pipeline: ^mian }]`,
    /Did you mean "main"/,
  ],
  [
    "an unknown base",
    "E022",
    `pipelines: { main: { extends: ^bse }, base: [] }\nroutes: [{ path: /a, method: GET, pipeline: main }]`,
    /Did you mean "base"/,
  ],
  [
    "a base that is itself",
    "E022",
    `pipelines: { main: { extends: ^main } }\nroutes: [{ path: /a, method: GET, pipeline: main }]`,
  ],
  [
    "a circle",
    "E022",
    `pipelines: { a: { extends: ^b }, b: { extends: c }, c: { extends: a } }\nroutes: [{ path: /a, method: GET, pipeline: c }]`,
  ],
  [
    "an override of nothing",
    "E170",
    `pipelines: { base: [${
      STEP("a")
    }, { action: transform, handler: h.a, as: order }], main: { extends: base, override: { ^ordr: { action: transform, handler: h.b } } } }\nroutes: [{ path: /a, method: GET, pipeline: main }, { path: /b, method: GET, pipeline: main }]`,
    /Did you mean "order"/,
  ],
  [
    "an override without extends",
    "E170",
    `pipelines: { main: { override: { ^x: ${STEP("a")} } } }\nroutes: [{ path: /a, method: GET, pipeline: main }]`,
    /as: x/,
  ],
  [
    "a name twice",
    "E023",
    `routes: [{ path: /a, method: GET, pipeline: [{ action: transform, handler: h.a, as: x }, { action: transform, handler: h.a, as: ^x }] }]`,
    /as: x_2/,
  ],
  [
    "a name that a base has",
    "E023",
    `pipelines: { base: [{ action: transform, handler: h.a, as: x }], main: { extends: base, append: [{ action: transform, handler: h.a, as: ^x }] } }\nroutes: [{ path: /a, method: GET, pipeline: main }, { path: /b, method: GET, pipeline: main }]`,
  ],
  [
    "a name that both branches have",
    "E023",
    `routes: [{ path: /a, method: GET, pipeline: [{ if: { when: { when_handler: h.a }, then: [{ action: transform, handler: h.a, as: x }], else: [{ action: transform, handler: h.a, as: x }] } }, { action: transform, handler: h.a, as: ^x }] }]`,
  ],
  [
    "a name that the pipeline has around a branch",
    "E023",
    `routes: [{ path: /a, method: GET, pipeline: [{ action: transform, handler: h.a, as: x }, { if: { when: { when_handler: h.a }, then: [{ action: transform, handler: h.a, as: ^x }] } }] }]`,
  ],
  [
    "steps behind a return",
    "W121",
    `routes: [{ path: /a, method: GET, pipeline: [{ return: 1 }, ^{ return: 2 }, { return: 3 }] }]`,
  ],
  [
    "steps behind branches that both return",
    "W121",
    `routes: [{ path: /a, method: GET, pipeline: [{ if: { when: { when_handler: h.a }, then: [{ return: 1 }], else: [{ return: 2 }] } }, ^${
      STEP("a")
    }] }]`,
  ],
  [
    "steps behind a return in a branch",
    "W121",
    `routes: [{ path: /a, method: GET, pipeline: [{ if: { when: { when_handler: h.a }, then: [{ return: 1 }, ^${
      STEP("a")
    }] } }, { return: 2 }] }]`,
  ],
  [
    "an appended step behind a return",
    "W121",
    `pipelines: { base: [{ return: 1 }], main: { extends: base, append: [^${
      STEP("a")
    }] } }\nroutes: [{ path: /a, method: GET, pipeline: main }, { path: /b, method: GET, pipeline: main }]`,
  ],
  ["a step that is none", "E099", `routes: [{ path: /a, method: GET, pipeline: [{ ^unless: 1 }] }]`],
  [
    "a loop over what is no list",
    "E172",
    `routes: [{ path: /a, method: GET, pipeline: [{ for_each: { in: ^$request.method, body: [] } }] }]`,
  ],
  [
    "a function of a db step",
    "E174",
    `models: { M: { fields: { id: uuid } } }\nroutes: [{ path: "/a/{id}", method: GET, pipeline: [{ action: db.get, model: M, ^handler: h.a }] }]`,
  ],
  [
    "a model of a call",
    "E174",
    `models: { M: { fields: { id: uuid } } }\nroutes: [{ path: "/a/{id}", method: GET, pipeline: [{ action: transform, ^model: M, handler: h.a }] }]`,
  ],
];

for (const [name, code, text, help] of FAULTS) {
  Deno.test(`${name} is ${code}`, () => expectAtMarks(text, [code], help, HANDLERS));
}

Deno.test("a return with a condition ends nothing", () => {
  expectAtMarks(
    `routes: [{ path: /a, method: GET, pipeline: [{ return: { value: 1, when: { when_handler: h.a } } }, ${
      STEP("a")
    }, { if: { when: { when_handler: h.a }, then: [{ return: 2 }] } }, { return: 3 }] }]`,
    [],
    undefined,
    HANDLERS,
  );
});
