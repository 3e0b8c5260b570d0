import assert from "node:assert/strict";

import { begin } from "../compile.ts";
import { renderText } from "../diagnostics/render.ts";
import { handlerResolver } from "./resolver.ts";
import { hostOf } from "./resolver_test_tools.ts";

/** What a config with Python files beside it is told. */
function compiled(config: string, files: Readonly<Record<string, string>>) {
  const source = { name: "api.yaml", text: config };
  return begin(source, { packageName: "generated" }, hostOf({ "api.yaml": config, ...files })).finish(handlerResolver);
}

const MODELS = `models:
  User: { fields: { id: { type: uuid, auto: true }, email: str, is_active: bool } }
  Order: { fields: { id: { type: uuid, auto: true }, fulfilled: bool } }
errors:
  NotFound: { status: 404 }
`;

Deno.test("the sample of a handler compiles, with the imports that it lacks", () => {
  const { diagnostics, hooks } = compiled(
    `${MODELS}routes:
  - { path: /users, method: GET, action: db.list, model: User }
  - path: /users/{id}/deactivate
    method: POST
    handler: handlers.users.deactivate_user
    response_model: User
    errors:
      not_found: NotFound
`,
    {
      "handlers/users.py": `async def deactivate_user(id, repo):
    """Custom business logic in plain Python."""
    user = await repo.get(User, id)
    if user is None:
        raise HTTPException(status_code=404, detail="User not found")
    result = await repo.update(User, id, {"is_active": False})
    await send_notification(user.email)
    return result
`,
    },
  );
  assert.equal(
    renderText(diagnostics, { colour: false }),
    `warning[W101]: "deactivate_user" uses "User", which is nowhere defined
 --> handlers/users.py:3:27
  |
3 |     user = await repo.get(User, id)
  |                           ^^^^
  |
  = help: Add this line to the file: from generated.models import User

warning[W101]: "deactivate_user" uses "HTTPException", which is nowhere defined
 --> handlers/users.py:5:15
  |
5 |         raise HTTPException(status_code=404, detail="User not found")
  |               ^^^^^^^^^^^^^
  |
  = help: Add this line to the file: from fastapi import HTTPException

warning[W101]: "deactivate_user" uses "send_notification", which is nowhere defined
 --> handlers/users.py:7:11
  |
7 |     await send_notification(user.email)
  |           ^^^^^^^^^^^^^^^^^
  |
  = help: Define "send_notification", or import it
`,
  );
  assert.deepEqual(hooks.map(({ reference, state }) => [reference, state]), [
    ["handlers.users.deactivate_user", "found"],
  ]);
});

Deno.test("the sample of a pipeline asks its functions for what it passes", () => {
  const pipeline = `${MODELS}routes:
  - path: /orders/{id}/fulfill
    method: POST
    request_model: Order
    response_model: Order
    pipeline:
      - { action: db.get, model: Order, args: { id: "$path.id" }, as: order }
      - { action: validate, handler: validators.can_fulfill, args: { order: "$order", body: "$body" }, as: validated }
      - { action: db.update, model: Order, args: { id: "$order.id", data: "$validated" }, as: updated }
      - { action: side_effect, handler: events.emit_order_fulfilled, args: { order: "$updated" } }
`;
  const files = {
    "validators.py":
      "from generated.models import Order\n\n\nasync def can_fulfill(order: Order, body: Order) -> Order:\n    return order\n",
    "events.py": "def emit_order_fulfilled(order): print(order)\n",
  };
  assert.deepEqual(compiled(pipeline, files).diagnostics.map(({ message }) => message), []);
  const wrong = compiled(pipeline, {
    ...files,
    "events.py": "def emit_order_fulfilled(ordr): ...\n",
    "validators.py": "from generated.models import User\n\n\ndef can_fulfill(order: User, body) -> bool: return True\n",
  });
  assert.deepEqual(wrong.diagnostics.map(({ code, help }) => [code, help]), [
    ["E153", 'Annotate "order" with Order, or leave the annotation out'],
    [
      "E104",
      'Did you mean "order"? A side_effect step can ask for "order", "repo", "request", "response" and "background_tasks"',
    ],
  ]);
});
