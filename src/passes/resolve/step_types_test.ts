/** What is known of values: through conditions, branches, loops and early ends, and from the places that use them. */

import assert from "node:assert/strict";
import { onlyLogic, stepLines, typedText, typeText } from "./logic_test_tools.ts";
import { stepFiles as files } from "./step_test_tools.ts";

/** The types of what is passed to `h.any`, in the order of its calls, with the values. */
function passed(steps: string): readonly string[] {
  const lines: string[] = [];
  const visit = (all: ReturnType<typeof onlyLogic>["body"]["steps"]): void => {
    for (const step of all) {
      if (step.kind === "call" && step.call.handler.qualifiedName === "any") {
        lines.push(...step.call.arguments.map(({ value }) => typedText(value)));
      }
      if (step.kind === "if") {
        visit(step.then);
        visit(step.otherwise);
      }
      if (step.kind === "for-each") visit(step.body);
    }
  };
  visit(onlyLogic(files(steps)).body.steps);
  return lines;
}

const pass = (...texts: readonly string[]) =>
  `{ action: transform, handler: h.any, args: { ${texts.map((text, index) => `a${index}: ${text}`).join(", ")} } }`;

const NARROWED: readonly (readonly [string, string, readonly string[]])[] = [
  ["nothing is known of an optional record", `- ${pass("$user", "$user.name")}`, [
    "user: User or null",
    "user.name: str or null",
  ]],
  [
    "is_null ends early",
    `- if: { when: { op: is_null, left: $user }, then: [{ return: null }] }\n- ${
      pass("$user", "$user.name", "$user.nick")
    }`,
    ["user: User", "user.name: str", "user.nick: str or null"],
  ],
  [
    "is_not_null holds in then only",
    `- if: { when: { op: is_not_null, left: $user }, then: [${pass("$user.name")}], else: [${
      pass("$user.name")
    }] }\n- ${pass("$user.name")}`,
    ["user.name: str", "user.name: str or null", "user.name: str or null"],
  ],
  [
    "ne null is is_not_null",
    `- if: { when: { op: ne, left: $user.nick, right: null }, then: [${pass("$user.nick")}] }`,
    ["user.nick: str"],
  ],
  [
    "eq null is is_null",
    `- if: { when: { op: eq, left: $user, right: null }, then: [${pass("$user")}], else: [${pass("$user")}] }`,
    ["user: User or null", "user: User"],
  ],
  [
    "not turns it round",
    `- if: { when: { op: not, children: [{ op: is_null, left: $user }] }, then: [${pass("$user")}] }`,
    ["user: User"],
  ],
  [
    "and knows both, also in its own later parts",
    `- if: { when: { op: and, children: [{ op: is_not_null, left: $user }, { op: is_not_null, left: $user.home }] }, then: [${
      pass("$user.home.city", "$user.home.zip")
    }] }`,
    ["user.home.city: str", "user.home.zip: str or null"],
  ],
  [
    "or knows both where neither holds",
    `- if: { when: { op: or, children: [{ op: is_null, left: $user }, { op: is_null, left: $body.nick }] }, then: [{ return: 1 }] }\n- ${
      pass("$user", "$body.nick", "$body.home.city")
    }`,
    ["user: User", "body.nick: str", "body.home.city: str or null"],
  ],
  [
    "and knows nothing where it does not hold",
    `- if: { when: { op: and, children: [{ op: is_null, left: $user }, { op: is_null, left: $body.nick }] }, then: [{ return: 1 }] }\n- ${
      pass("$user")
    }`,
    ["user: User or null"],
  ],
  [
    "a return with a condition narrows what follows",
    `- return: { value: none, when: { op: is_null, left: $query.page } }\n- ${pass("$query.page", "$query.size")}`,
    ["query.page: str", "query.size: str or null"],
  ],
  [
    "both branches that end leave nothing behind",
    `- if: { when: { op: is_null, left: $user }, then: [{ return: 1 }], else: [${pass("$user.name")}, { return: 2 }] }`,
    ["user.name: str"],
  ],
  [
    "what is not null in a loop is so behind the check only",
    `- for_each: { in: $order.friends, as: friend, body: [{ if: { when: { op: is_not_null, left: $friend.nick }, then: [${
      pass("$friend.nick")
    }] } }, ${pass("$friend.nick")}] }`,
    ["friend.nick: str", "friend.nick: str or null"],
  ],
  [
    "another record of the same model is another value",
    `- { action: db.get, model: User, args: { id: $order.user_id, optional: true }, as: other }\n- if: { when: { op: is_null, left: $user }, then: [{ return: 1 }] }\n- ${
      pass("$user", "$other")
    }`,
    ["user: User", "other: User or null"],
  ],
];

for (const [name, steps, expected] of NARROWED) {
  Deno.test(name, () => assert.deepEqual(passed(steps), expected));
}

const FLOWING: readonly (readonly [string, string, readonly string[]])[] = [
  [
    "functions return what they are annotated with",
    `- { action: transform, handler: h.maybe, as: m }\n- { action: transform, handler: h.users, as: rows }\n- ${
      pass("$m", "$m.name", "$rows")
    }`,
    [
      "m: User or null",
      "m.name: str or null",
      "rows: a list of User",
    ],
  ],
  [
    "an update yields its record, a list many",
    `- { action: db.update, model: Order, args: { id: $path.id, data: { count: 1 } }, as: u }\n- { action: db.list, model: Order, as: l }\n- { action: db.create, model: User, args: { data: { name: x } }, as: c }\n- ${
      pass("$u.total", "$l", "$c.home")
    }`,
    [
      "u.total: decimal",
      "l: a list of Order",
      "c.home: Address or null",
    ],
  ],
  [
    "loops know their items, and collect what each turn yields last",
    `- for_each: { in: $order.friends, as: f, body: [{ action: db.get, model: User, args: { id: $f.id } }], collect: found }\n- for_each: { in: $order.tags, body: [${
      pass("$item")
    }], collect: any_ }\n- for_each: { in: $order.friends, as: f, body: [], collect: same }\n- ${
      pass("$found", "$any_", "$same")
    }`,
    [
      "item: str",
      "found: a list of User",
      "any_: a list of any",
      "same: a list of User",
    ],
  ],
  [
    "what nobody knows can be looped over",
    `- { action: transform, handler: h.any, args: { a: 1 }, as: x }\n- for_each: { in: $x.rows, as: row, body: [${
      pass("$row.id")
    }] }`,
    [
      "1: int",
      "row[id]: any",
    ],
  ],
  [
    "both branches bind one type",
    `- if: { when: { op: eq, left: $order.open, right: true }, then: [{ action: transform, handler: h.user, as: x }], else: [{ action: transform, handler: h.maybe, as: x }] }\n- ${
      pass("$x")
    }`,
    [
      "x_3: User or null",
    ],
  ],
  [
    "both branches bind different types",
    `- if: { when: { op: eq, left: $order.open, right: true }, then: [{ action: transform, handler: h.user, as: x }], else: [{ action: transform, handler: h.text, as: x }] }\n- ${
      pass("$x.anything")
    }`,
    [
      "x_3[anything]: any",
    ],
  ],
  [
    "one branch ends, the other one binds",
    `- if: { when: { op: is_null, left: $user }, then: [{ return: 1 }], else: [{ action: transform, handler: h.user, as: x }] }\n- ${
      pass("$x.name")
    }`,
    [
      "x.name: str",
    ],
  ],
  [
    "if with a name yields what the branch yields",
    `- if: { when: { op: eq, left: $order.count, right: 1 }, then: [{ action: transform, handler: h.user }], else: [{ action: transform, handler: h.user }], as: x }\n- ${
      pass("$x")
    }`,
    [
      "x: User",
    ],
  ],
  [
    "if with a name and one branch yields null otherwise",
    `- if: { when: { op: eq, left: $order.count, right: 1 }, then: [{ action: transform, handler: h.user }], as: x }\n- ${
      pass("$x")
    }`,
    [
      "x: User or null",
    ],
  ],
];

for (const [name, steps, expected] of FLOWING) {
  Deno.test(name, () => assert.deepEqual(passed(steps), expected));
}

/** Parameters of the request and of the path, with what the places make of them. */
function parameters(steps: string): string {
  const { pathParameters, body } = onlyLogic(files(steps));
  return [
    ...pathParameters.map(({ name, type }) => `${name}: ${type.kind}`),
    ...body.parameters.map(({ wire, typed }) => `${wire}: ${typeText(typed)}`),
  ].join(", ");
}

const PARAMETERS: readonly (readonly [string, string])[] = [
  [`- ${pass("$query.a", "$path.owner")}`, "owner: str, id: int, a: str or null"],
  [
    "- { action: db.list, model: Order, args: { filters: { user_id: $query.a, day: { gt: $query.b } }, skip: $query.c } }",
    "owner: str, id: int, a: uuid or null, b: date or null, c: int or null",
  ],
  [
    `- { action: validate, handler: h.by_key, args: { key: $path.owner, page: $query.page, day: $header.X-Day } }`,
    "owner: uuid, id: int, page: int or null, X-Day: date or null",
  ],
  [
    "- if: { when: { when_handler: h.decide, captures: [order, query.page] }, then: [{ return: 1 }] }",
    "owner: str, id: int, page: int or null",
  ],
  // The first place that asks for more than a text decides, wherever it stands.
  [
    `- ${pass("$query.a")}\n- { action: db.list, model: Order, args: { filters: { user_id: $query.a } } }`,
    "owner: str, id: int, a: uuid or null",
  ],
  [
    "- { action: db.update, model: Order, args: { data: { status: $query.s, open: $query.o, rate: $query.r } } }",
    "owner: str, id: int, s: enum or null, o: bool or null, r: float or null",
  ],
  [
    "- { action: db.update, model: Order, args: { data: { tags: [$query.t], extra: { a: $query.n } } } }",
    "owner: str, id: int, t: str or null, n: int or null",
  ],
];

for (const [steps, expected] of PARAMETERS) {
  Deno.test(`parameters of ${steps}`, () => assert.equal(parameters(steps), expected));
}

Deno.test("the steps of branches are in their branches", () => {
  const { body } = onlyLogic(files(
    `- if: { when: { op: is_null, left: $user }, then: [{ action: db.create, model: User, args: { data: { name: x } }, as: made }], else: [{ action: db.update, model: User, args: { id: $user.id, data: { nick: null } }, as: made }] }\n- return: $made.name`,
  ));
  assert.deepEqual(stepLines(body.steps).slice(2), [
    "if user is null:",
    '  made = create User {name: "x"}',
    "else:",
    "  made = update User user.id {nick: null}",
  ]);
  assert.equal(body.result && typedText(body.result), "made.name: str");
});
