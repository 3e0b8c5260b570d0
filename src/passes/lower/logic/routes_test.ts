/** Whole routes: as they read, and as ruff and mypy judge them. */

import assert from "node:assert/strict";
import { run, writeFiles } from "../../../../tests/hostile/tools.ts";
import { compileFiles, dedent, type Files } from "../../../../tests/support/expect.ts";

/** The function of a route, with its decorator. */
function endpoint(files: Files, name: string): string {
  const { files: made, diagnostics } = compileFiles(files);
  const routes = made?.get("routes.py");
  assert.ok(routes !== undefined, diagnostics.map((one) => one.message).join("\n"));
  const functions = routes.split("\n\n\n");
  return functions.find((one) => one.includes(`async def ${name}(`)) ?? `no ${name} in ${routes}`;
}

const ORDERS = `
  models:
    Order:
      fields:
        id: { type: uuid, primary: true, auto: true }
        status: { type: str, default: open }
        note: { type: str, optional: true }
    OrderResponse: { base: Order, exclude: [note] }
    FulfillRequest: { fields: { carrier: str } }
  errors: { Gone: { status: 410 } }
`;

Deno.test("the second tier of the original's README reads like a person's", () => {
  const text = endpoint({
    "api.yaml": `${ORDERS}
  routes:
    - path: /orders/{id}/fulfill
      method: POST
      request_model: FulfillRequest
      response_model: OrderResponse
      pipeline:
        - { action: db.get, model: Order, args: { id: "$path.id" }, as: order }
        - { action: validate, handler: validators.can_fulfill, args: { order: "$order", body: "$body" }, as: validated }
        - { action: db.update, model: Order, args: { id: "$order.id", data: "$validated" }, as: updated }
        - { action: side_effect, handler: events.emit_order_fulfilled, args: { order: "$updated" } }
    `,
    "validators.py": "def can_fulfill(order, body): ...",
    "events.py": "def emit_order_fulfilled(order): ...",
  }, "fulfill_order");
  assert.equal(
    `${text.trimEnd()}\n`,
    dedent(`
    @router.post(
        "/orders/{id}/fulfill",
        response_model=OrderResponse,
        responses=documented(MALFORMED, NOT_FOUND, INVALID),
    )
    async def fulfill_order(id: UUID, body: FulfillRequest, repo: RepositoryDep) -> Order:
        """Fulfill an order."""
        order = await repo.get(Order, id)
        if order is None:
            raise HTTPException(404, "Order not found")
        validated = await checked(run_in_threadpool(can_fulfill, order=order, body=body))
        updated = await repo.update(Order, order.id, validated)
        if updated is None:
            raise HTTPException(404, "Order not found")
        await run_in_threadpool(emit_order_fulfilled, order=updated)
        return updated
  `),
  );
});

Deno.test("the third tier of the original's README is one call", () => {
  const text = endpoint({
    "api.yaml": `${ORDERS}
  routes:
    - { path: "/orders/{id}", method: GET, action: db.get, model: Order }
    - { path: "/orders/{id}/close", method: POST, handler: orders.close_order, errors: { not_found: Gone } }
    `,
    "orders.py": "async def close_order(id, repo): ...",
  }, "close_order");
  assert.equal(
    `${text.trimEnd()}\n`,
    dedent(`
    @router.post("/orders/{id}/close", responses=documented(GoneError.responses(), INVALID))
    async def close_order(id: UUID, repo: RepositoryDep) -> Any:
        """Close an order."""
        async with repo.transaction():
            return await orders_close_order(id=id, repo=repo)
  `),
  );
});

Deno.test("side effects of branches wait for all writes, and run before each answer", () => {
  const text = endpoint({
    "api.yaml": `${ORDERS}
  routes:
    - path: /orders/{id}/ship
      method: POST
      pipeline:
        - { action: db.update, model: Order, args: { id: "$path.id", data: { status: sent } }, as: order }
        - if:
            when: { op: is_not_null, left: "$order.note" }
            then: [{ action: side_effect, handler: events.tell, args: { text: "$order.note" } }]
        - { action: db.create, model: Order, args: { data: { note: "$order.status" } }, as: copy }
        - return: "$copy"
    `,
    "events.py": "async def tell(text: str) -> None: ...",
  }, "ship_order");
  assert.match(text, /async with SideEffects\(\) as effects, repo\.transaction\(\):\n/);
  assert.match(
    text,
    /\n {8}if order\.note is not None:\n {12}effects\.add\(tell, text=order\.note\)\n {8}return await repo\.create\(/,
  );
});

Deno.test("branches give one name to what they make, with the type that holds both", () => {
  const text = endpoint({
    "api.yaml": `${ORDERS}
  routes:
    - path: /orders/{id}/copy
      method: POST
      pipeline:
        - if:
            when: { op: eq, left: "$query.new", right: "yes" }
            then: [{ action: db.create, model: Order, args: { data: { status: new } }, as: order }]
            else: [{ action: db.get, model: Order, args: { id: "$path.id" }, as: order }]
        - if:
            when: { op: eq, left: "$order.status", right: open }
            then: [{ action: transform, handler: events.text, args: { order: "$order" } }]
            else: [{ action: transform, handler: events.number, args: { order: "$order" } }]
            as: shown
        - return: { order: "$order", shown: "$shown" }
    `,
    "events.py": "async def text(order) -> str: ...\n\nasync def number(order) -> int: ...",
  }, "copy_order");
  const body = text.slice(text.indexOf('"""Copy'));
  assert.equal(
    `${body.trimEnd()}\n`,
    dedent(`
    """Copy an order."""
        async with repo.transaction():
            order: Order | None
            if new == "yes":
                order = await repo.create(Order, {"status": "new"})
            else:
                order = await repo.get(Order, id)
                if order is None:
                    raise HTTPException(404, "Order not found")
            shown: Any
            if order.status == "open":
                shown = await text(order=order)
            else:
                shown = await number(order=order)
        return {"order": order, "shown": shown}
  `).replace(/^ {4}"""/, '"""'),
  );
});

/** Every form of step, condition and value, names that clash, and functions of every kind. */
const EVERYTHING: Files = {
  "api.yaml": `
    name: shop
    naming: camel
    models:
      Order:
        fields:
          id: {type: uuid, primary: true, auto: true}
          status: {type: enum, values: [open, paid, sent], default: open}
          total: {type: float, default: 0}
          is_gift: {type: bool, default: false}
          note: {type: str, optional: true}
          code: {type: str, optional: true, unique: true}
          seller: {type: ref, model: Seller, optional: true}
      Seller: {fields: {id: int, name: str, rating: {type: int, optional: true}}}
      OrderView: {base: Order, exclude: [note]}
      OrderPatch: {base: Order, exclude: [id], all_optional: true}
      Line: {fields: {name: str, price: float}}
      Basket: {fields: {lines: {type: list, items: Line}, note: {type: str, optional: true}, extra: any}}
    errors:
      Gone: {status: 410, body: {detail: Gone}}
      Taken: {status: 409, body: {detail: Taken}}
      Broken: {status: 400, body: {detail: Broken}}
      Poor: {status: 402, body: {detail: Poor}}
    routes:
      - {path: /orders, method: GET, action: db.list, model: Order, where: {seller: null}, depends: [deps.get_user], transform: deps.wrap, pagination: true}
      - {path: /orders, method: POST, action: db.create, model: Order, set: {note: $header.X-Note}, background_tasks: [{handler: deps.log, args: {order: $result, by: $cookie.who}}]}
      - {path: "/orders/{id}", method: GET, action: db.get, model: Order}
      - {path: "/orders/{id}", method: DELETE, action: db.delete, model: Order, background_tasks: [deps.done]}
      - {path: "/orders/{id}", method: PUT, action: db.update, model: Order, background_tasks: [{handler: deps.log, args: {order: $result, by: $path.id}}], transform: deps.nothing, response_model: OrderView}
      # Names: the handler is named like its route, its parameter like a handler, and so on.
      - {path: /checks, method: POST, name: valid, handler: checks.valid, depends: [{handler: deps.get_user, as: current}]}
      - {path: "/checks/{valid}", method: GET, name: check_one, handler: checks.valid}
      - {path: /checks, method: PUT, name: again, handler: handlers.checks.valid, request_model: Basket}
      - {path: /checks, method: DELETE, name: methods, handler: handlers.checks.Checks.run, status: 204}
      - {path: /nothing, method: POST, handler: deps.nothing}
      - path: /orders/{id}/pay
        method: POST
        request_model: OrderPatch
        errors: {not_found: Gone, duplicate: Taken, validation: Broken, poor: Poor}
        pipeline:
          - {action: db.get, model: Order, args: {id: $path.id, optional: true}, as: found}
          - return: {value: {missing: true}, status: 204, when: {op: is_null, left: $found}}
          - {action: validate, handler: checks.valid, args: {order: $found}}
          - {action: side_effect, handler: deps.done}
          - return: {value: $found, status: 202, when: {op: and, children: [{op: eq, left: $found.is_gift, right: true}, {op: gt, left: $body.total, right: 10}]}}
          - {action: db.update, model: Order, args: {id: $found.id, data: $body}, as: exc}
          - {action: side_effect, handler: deps.log, args: {order: $exc, by: $found.seller.name}}
          - return: {value: $exc}
      - path: /baskets
        method: POST
        request_model: Basket
        pipeline:
          - if:
              when: {op: not, children: [{op: is_null, left: $body.note}]}
              then: [{action: db.create, model: Order, args: {data: {note: $body.note}}, as: order}]
              else: [{action: db.get, model: Order, args: {id: $query.order}, as: order}]
          - if:
              when: {when_handler: checks.big, captures: [order]}
              then: [{action: transform, handler: deps.wrap, args: {result: $order}, as: shown}]
              else: [{action: transform, handler: deps.shrink, args: {order: $order}, as: shown}]
          - if:
              when: {op: lt, left: 5, right: $order.total}
              then: [{if: {when: {op: eq, left: $order.is_gift, right: false}, then: [{action: db.delete, model: Order, args: {id: $order.id}}]}}]
          - for_each: {in: $body.lines, as: line, collect: names, body: [{action: transform, handler: deps.shrink, args: {order: $line.name}, as: short}]}
          - for_each: {in: $body.extra.items, as: thing, body: [{action: side_effect, handler: deps.log, args: {order: $thing.id.x, by: $order.id}, as: logged}]}
          - for_each: {in: $body.lines, collect: copies, body: [{action: db.create, model: Order, args: {data: {total: $item.price}}, as: copy}]}
          - for_each: {in: $body.lines, body: [{action: db.create, model: Order, args: {data: {total: 3}}}]}
          - {action: db.list, model: Order, args: {filters: {status: [open, paid], note: $query.note, is_gift: false}, sort: -total, limit: 5}, as: others}
          - {action: db.list, model: Order, args: {filters: {is_gift: true, total: {gt: 3}}}, as: unused}
          - {action: db.list, model: Order, args: {filters: {is_gift: true}}, as: gifts}
          - return: {order: $order, shown: $shown, names: $names, copies: $copies, others: $others, gifts: $gifts, agent: $request.headers.host}
      - path: /branches
        method: POST
        request_model: Basket
        pipeline:
          - if:
              when: {op: eq, left: $query.kind, right: a}
              then: [{return: one}]
              else: [{if: {when: {op: eq, left: $query.kind, right: b}, then: [{return: {value: two}}], else: [{action: transform, handler: deps.shrink, args: {order: $body.note}, as: shrunk}]}}]
          - return: {value: three, when: {op: or, children: [{op: eq, left: $shrunk, right: x}, {op: eq, left: $shrunk, right: "y"}]}}
          - return: four
      - path: /flags
        method: GET
        pipeline:
          - return: {value: true, when: {op: eq, left: $query.kind, right: a}}
          - return: false
      - path: /effects
        method: POST
        status: 204
        pipeline:
          - {action: side_effect, handler: deps.done}
          - return: {when: {op: is_null, left: $query.kind}}
          - {action: side_effect, handler: deps.nothing}
      - path: /silent
        method: POST
        pipeline:
          - {action: side_effect, handler: deps.nothing}
  `,
  "checks.py": `

    from generated.models import Order


    def valid(order: Order | None = None, current: str = "") -> bool:
        return order is None or order.total >= 0


    async def big(order: Order) -> bool:
        return order.total > 100
  `,
  "handlers/checks.py": `

    from generated.models import Basket
    from generated.runtime.repository import Repository


    async def valid(body: Basket, repo: Repository) -> list[str]:
        return [line.name for line in body.lines]


    class Checks:
        @staticmethod
        def run() -> None:
            pass
  `,
  "deps.py": `
    from typing import Any

    from fastapi import Request


    def get_user(request: Request) -> str:
        return "me"


    def wrap(result):
        return result


    async def shrink(order: Any) -> str:
        return str(order)[:3]


    async def log(order: Any, by: object) -> None: ...


    def done() -> None: ...


    def nothing() -> None: ...
  `,
};

Deno.test("generated routes pass ruff and mypy beside the functions that they call", async () => {
  const { files, diagnostics } = compileFiles(EVERYTHING);
  assert.ok(files, diagnostics.map((one) => one.message).join("\n"));
  const folder = await Deno.makeTempDir({ prefix: "restgen-logic-" });
  try {
    const own = Object.entries(EVERYTHING).map(([path, text]) => [path, dedent(text)] as const);
    writeFiles(folder, new Map(own));
    writeFiles(`${folder}/generated`, files);
    await run(`${folder}/generated`, "ruff", "check", "--no-cache", ".");
    await run(`${folder}/generated`, "ruff", "format", "--no-cache", "--check", ".");
    await run(`${folder}/generated`, "mypy", "--no-incremental", ".");
    // Nothing runs before a request, and every answer is documented.
    const program = "from generated.app import app; assert len(app.openapi()['paths']) > 10";
    await run(folder, "python", "-W", "error", "-c", program);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
