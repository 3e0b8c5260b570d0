/** The shop, with two workers: fifty people want the last ten pieces, and the money has to be right. */

import assert from "node:assert/strict";
import { call, example } from "./server.ts";

const test = example("shop", { environment: { CLERK_KEY: "a-key-of-the-tests" } });
const CLERK = { "X-Clerk-Key": "a-key-of-the-tests" };

let number = 0;

async function customer(origin: string): Promise<string> {
  const body = { name: "Ada", email: `ada${++number}@example.com` };
  const { status, json } = await call(`${origin}/api/customers/`, "POST", { json: body });
  assert.equal(status, 201);
  return json.id;
}

async function product(origin: string, stock: number, price = "2.50"): Promise<number> {
  const body = { sku: `TEA-${++number}00`, title: "Tea", price, stock };
  const { status, json } = await call(`${origin}/api/office/products`, "POST", { json: body, headers: CLERK });
  assert.equal(status, 201);
  return json.id;
}

const stockOf = async (origin: string, id: number) => (await call(`${origin}/api/products/${id}`)).json.stock;

const paymentsOf = async (origin: string, order: number) =>
  (await call(`${origin}/api/office/payments?order_id=${order}`, "GET", { headers: CLERK })).json;

test("50 orders at once for 10 pieces: 10 succeed, nothing is sold twice, and every one is paid once", async ({ origin }) => {
  const [who, tea] = [await customer(origin), await product(origin, 10)];
  const answers = await Promise.all(
    Array.from(
      { length: 50 },
      () =>
        call(`${origin}/api/orders/`, "POST", {
          json: { customer_id: who, items: [{ product_id: tea, quantity: 1 }] },
        }),
    ),
  );
  const placed = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ status }) => status === 409);
  assert.deepEqual([placed.length, refused.length], [10, 40]);
  assert.deepEqual(refused[0]?.json, { detail: "There is not enough of a product" });
  assert.equal(await stockOf(origin, tea), 0);
  for (const { json } of placed) {
    const payments = await paymentsOf(origin, json.id);
    assert.deepEqual(payments.map(({ kind, amount }: Record<string, string>) => [kind, amount]), [["payment", "2.50"]]);
  }
});

test("an order takes all its items, or none", async ({ origin }) => {
  const who = await customer(origin);
  const [plenty, few] = [await product(origin, 100, "1.25"), await product(origin, 3, "10")];
  const items = (quantity: number) => [{ product_id: plenty, quantity: 2 }, { product_id: few, quantity }];
  const refused = await call(`${origin}/api/orders/`, "POST", { json: { customer_id: who, items: items(4) } });
  assert.equal(refused.status, 409);
  assert.deepEqual([await stockOf(origin, plenty), await stockOf(origin, few)], [100, 3]);
  const { status, json } = await call(`${origin}/api/orders/`, "POST", { json: { customer_id: who, items: items(3) } });
  assert.deepEqual([status, json.state, Number(json.total)], [201, "paid", 32.5]);
  assert.deepEqual([await stockOf(origin, plenty), await stockOf(origin, few)], [98, 0]);
  const stranger = { customer_id: crypto.randomUUID(), items: items(1) };
  const unknown = await call(`${origin}/api/orders/`, "POST", { json: stranger });
  assert.deepEqual([unknown.status, unknown.json], [404, { detail: "There is no such customer" }]);
});

test("an order is cancelled once, with the money and the stock back, also by ten at once", async ({ origin }) => {
  const [who, tea] = [await customer(origin), await product(origin, 5)];
  const body = { customer_id: who, items: [{ product_id: tea, quantity: 2 }, { product_id: tea, quantity: 1 }] };
  const { json: order } = await call(`${origin}/api/orders/`, "POST", { json: body });
  assert.equal(await stockOf(origin, tea), 2);
  const path = `${origin}/api/orders/${order.id}`;
  const answers = await Promise.all(Array.from({ length: 10 }, () => call(`${path}/cancel`, "POST")));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  assert.equal(answers.filter(({ status }) => status === 409).length, 9);
  assert.equal((await call(path)).json.state, "cancelled");
  assert.equal(await stockOf(origin, tea), 5);
  const amounts = (await paymentsOf(origin, order.id)).map(({ amount }: Record<string, string>) => Number(amount));
  assert.deepEqual(amounts.sort((left: number, right: number) => left - right), [-7.5, 7.5]);
});

test("the office ships what is paid, and nobody else does", async ({ origin }) => {
  const [who, tea] = [await customer(origin), await product(origin, 1)];
  const { json: order } = await call(`${origin}/api/orders/`, "POST", {
    json: { customer_id: who, items: [{ product_id: tea, quantity: 1 }] },
  });
  const path = `${origin}/api/office/orders/${order.id}/ship`;
  assert.equal((await call(path, "POST")).status, 401);
  assert.deepEqual((await call(path, "POST", { headers: CLERK })).json.state, "shipped");
  assert.deepEqual((await call(path, "POST", { headers: CLERK })).status, 409);
  assert.equal((await call(`${origin}/api/orders/${order.id}/cancel`, "POST")).status, 409);
  assert.equal(await stockOf(origin, tea), 0);
});

test("the catalog is found by what is there", async ({ origin }) => {
  const tea = await product(origin, 7, "3.99");
  const { json, headers } = await call(`${origin}/api/products/?stock__ge=7&price__le=4&sort=-created_at&limit=1`);
  assert.equal(json[0].id, tea);
  assert.match(headers.get("cache-control") ?? "", /max-age=10/);
  const twice = await call(`${origin}/api/office/products`, "POST", { json: { ...json[0] }, headers: CLERK });
  assert.deepEqual([twice.status, twice.json], [409, { detail: "That exists already" }]);
});
