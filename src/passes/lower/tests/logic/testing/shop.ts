/** A config with steps of every kind, and handlers that must never run: for the tests of the tests. */

import type { Files } from "../../../../../../tests/support/expect.ts";

/** Functions that end the process where a test lets them run. */
const functions = (...definitions: readonly string[]) =>
  definitions.map((definition) => `${definition}\n    raise SystemExit\n`).join("\n\n");

/** The config and its handlers. */
export const SHOP: Files = {
  "api.yaml": `
    models:
      User:
        fields:
          id: { type: uuid, primary: true, auto: true }
          name: { type: str, max_length: 100 }
          credit: { type: int, ge: 0, default: 10 }
      Order:
        fields:
          id: { type: uuid, primary: true, auto: true }
          user_id: uuid
          status: { type: enum, values: [open, paid, done], default: open }
          total: { type: int, ge: 0 }
      Line:
        fields:
          id: { type: int, primary: true, auto: true }
          sku: str
          order_id: uuid
      LineIn: { fields: { sku: str } }
      OrderIn: { fields: { user_id: uuid, total: { type: int, ge: 0 }, lines: { type: list, items: LineIn } } }
    errors:
      NotFound: { status: 404, body: { message: Nothing here } }
      NoCredit: { status: 402, body: { message: Pay first } }
    routes:
      - path: /orders
        method: POST
        request_model: OrderIn
        depends: [auth.get_current_user]
        errors: { not_found: NotFound, no_credit: NoCredit }
        background_tasks: [{ handler: events.notify, args: { order: $result, by: $current_user.name } }]
        pipeline:
          - { action: db.get, model: User, args: { id: $body.user_id }, as: user }
          - { action: validate, handler: checks.has_credit, args: { user: $user, total: $body.total } }
          - { action: db.create, model: Order, args: { data: { user_id: $user.id, total: $body.total } }, as: order }
          - for_each:
              in: $body.lines
              as: line
              body:
                - { action: db.create, model: Line, args: { data: { sku: $line.sku, order_id: $order.id } } }
          - { action: db.update, model: User, args: { id: $user.id, data: { credit: 0 } } }
          - { action: side_effect, handler: events.placed, args: { order: $order } }
          - return: $order
      - path: /orders/{id}/grade
        method: POST
        pipeline:
          - { action: db.get, model: Order, args: { id: $path.id } , as: order }
          - return: { value: { grade: none }, status: 203, when: { op: eq, left: $order.status, right: done } }
          - if:
              when: { op: and, children: [{ op: gt, left: $order.total, right: 100 }, { when_handler: checks.vip, captures: [$order] }] }
              then: [{ action: transform, handler: checks.gold, args: { total: $order.total } }]
              else: [{ action: transform, handler: checks.silver, args: { total: $order.total } }]
      - { path: "/users/{id}/bump", method: POST, handler: users.bump, response_model: User, status: 202 }
  `,
  "auth.py": functions("def get_current_user(x_token):"),
  "checks.py": functions(
    "def has_credit(user, total):",
    "async def vip(order):",
    "def gold(total):",
    "def silver(total):",
  ),
  "events.py": functions("async def notify(order, by):", "def placed(order):"),
  "users.py": `from uuid import UUID\n\n\n${functions("async def bump(id: UUID, repo):")}`,
};
