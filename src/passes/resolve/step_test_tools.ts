/** A route of many types, for tests of steps. */

import type { Files } from "../../../tests/support/expect.ts";

/** The models of the config. */
export const MODELS = `
models:
  Address: { fields: { city: str, zip: { type: str, optional: true } } }
  User: { fields: { id: { type: uuid, auto: true }, name: str, nick: { type: str, optional: true }, home: { type: ref, model: Address, optional: true } } }
  Order:
    fields:
      id: { type: int, auto: true }
      user_id: uuid
      status: { type: enum, values: [new, paid, 3], default: new }
      total: { type: decimal, default: 0 }
      count: { type: int, default: 0 }
      rate: { type: float, default: 0 }
      day: { type: date, optional: true }
      at: { type: datetime, auto_now: true }
      open: { type: bool, default: true }
      tags: { type: list, items: str, default: [] }
      friends: { type: list, items: User, default: [] }
      extra: { type: dict, keys: str, values: int, default: {} }
  Patch: { base: User, exclude: [id], all_optional: true }
`;

/** What the steps can call. */
export const HANDLERS = `
import uuid
from datetime import date
from generated.models import Order, User
async def any(**values): ...
def user() -> User: ...
def users() -> list[User]: ...
def maybe() -> User | None: ...
def text() -> str: ...
def by_key(key: uuid.UUID, page: int | None = None, day: date | None = None): ...
def decide(order: Order, page: int | None) -> bool: ...
`;

/** The config up to the further steps of its pipeline. */
export const HEAD = `${MODELS}
routes:
  - path: /users/{owner}/orders/{id}
    method: PUT
    request_model: Patch
    pipeline:
      - { action: db.get, model: Order, as: order }
      - { action: db.get, model: User, args: { id: $order.user_id, optional: true }, as: user }
`;

/** A config whose only route runs these steps behind two that look up an order and its user; with functions. */
export function stepFiles(steps: string): Files {
  return { "api.yaml": `${HEAD}${steps.split("\n").map((line) => `      ${line}`).join("\n")}\n`, "h.py": HANDLERS };
}
