/** A config of four files with three routers: prefixes, tags and errors as the client sees them. */

import assert from "node:assert/strict";
import { configFile, serve, type Server } from "./server.ts";

const IMPORTED = ["common.yaml", "customers.yaml", "orders/orders.yaml", "orders/checks.py", "mail.py"];

const shop = serve("shop", configFile("../projects/shop/api.yaml"), {
  modules: Object.fromEntries(IMPORTED.map((path) => [path, configFile(`../projects/shop/${path}`)])),
});
const { test } = shop;

const V1 = "/api/v1";
const NOWHERE = "00000000-0000-4000-8000-000000000000";

let counter = 0;

async function newCustomer(server: Server) {
  const { status, json } = await server.post(`${V1}/customers`, { name: "Ada", email: `ada${++counter}@example.com` });
  assert.equal(status, 201);
  return json;
}

async function newOrder(server: Server, customer: string) {
  const created = await server.post(`${V1}/customers/${customer}/orders`, { total: { amount: "9.50" } });
  assert.equal(created.status, 201);
  assert.equal(created.json.customer_id, customer);
  assert.equal(created.headers.get("Location"), `${V1}/customers/${customer}/orders/${created.json.id}`);
  return created.json;
}

test("OpenAPI has every path with its prefixes, and the tags of routers in front of those of routes", async (server) => {
  const { paths } = (await server.get("/openapi.json")).json;
  const tags = Object.entries<Record<string, { readonly tags: readonly string[] }>>(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => `${method} ${path} ${operation.tags.join("+")}`)
  );
  assert.deepEqual(tags.sort(), [
    "delete /api/v1/admin/products/{id} admin",
    "delete /api/v1/customers/{customer_id}/orders/{id} orders",
    "get /api/v1/admin/orders admin",
    "get /api/v1/customers customers",
    "get /api/v1/customers/{customer_id}/orders orders+customers",
    "get /api/v1/customers/{customer_id}/orders/{id} orders",
    "get /api/v1/customers/{customer_id}/orders/{id}/status orders",
    "get /api/v1/customers/{id} customers",
    "get /api/v1/products products",
    "get /api/v1/products/{id} products",
    "patch /api/v1/customers/{id} customers",
    "post /api/v1/admin/customers/{customer_id}/orders/{id}/pay admin",
    "post /api/v1/admin/customers/{customer_id}/orders/{id}/send admin",
    "post /api/v1/admin/products admin+products",
    "post /api/v1/customers customers",
    "post /api/v1/customers/{customer_id}/orders orders",
    "post /api/v1/customers/{customer_id}/orders/{id}/pay orders",
  ]);
});

test("routes of the top level and of routers work on the same records", async (server) => {
  const created = await server.post(`${V1}/admin/products`, { title: "Lamp", price: { amount: "20" } });
  assert.equal(created.status, 201);
  const address = `${V1}/products/${created.json.id}`;
  assert.equal(created.headers.get("Location"), address);
  assert.deepEqual((await server.get(address)).json, created.json);
  assert.ok((await server.get(`${V1}/products`)).json.some((one: { id: number }) => one.id === created.json.id));
  assert.equal((await server.remove(`${V1}/admin/products/${created.json.id}`)).status, 204);
  for (const answer of [await server.get(address), await server.remove(`${V1}/admin/products/${created.json.id}`)]) {
    assert.deepEqual([answer.status, answer.json], [404, { detail: "There is nothing here" }]);
  }
});

test("the path of the prefix itself has no slash at its end", async (server) => {
  const customer = await newCustomer(server);
  const { status, json } = await server.get(`${V1}/customers`);
  assert.equal(status, 200);
  assert.deepEqual(json.find((one: { id: string }) => one.id === customer.id), { id: customer.id, name: "Ada" });
});

test("a placeholder in the prefix narrows what its routes see", async (server) => {
  const [mine, theirs] = [await newCustomer(server), await newCustomer(server)];
  const order = await newOrder(server, mine.id);
  const of = (customer: string) => `${V1}/customers/${customer}/orders`;
  assert.deepEqual((await server.get(of(mine.id))).json, [{ id: order.id, state: "open" }]);
  assert.deepEqual((await server.get(of(theirs.id))).json, []);
  assert.deepEqual((await server.get(`${of(mine.id)}/${order.id}`)).json, order);
  assert.equal((await server.get(`${of(theirs.id)}/${order.id}`)).status, 404);
  assert.equal((await server.get(of("me"))).status, 422);
  assert.ok(
    (await server.get(`${V1}/admin/orders?state=open`)).json.some((one: { id: number }) => one.id === order.id),
  );
  assert.equal((await server.remove(`${of(mine.id)}/${order.id}`)).status, 204);
});

test("errors of a router go for its routes, those of a route go first, and files keep theirs apart", async (server) => {
  const { id } = await newCustomer(server);
  const missing = async (method: string, path: string) => {
    const { status, json } = await server.send(method, V1 + path);
    assert.equal(status, 404);
    return json.detail;
  };
  assert.equal(await missing("GET", `/customers/${NOWHERE}`), "There is nothing here");
  assert.equal(await missing("GET", `/customers/${id}/orders/1000000`), "There is nothing here");
  assert.equal(await missing("DELETE", `/customers/${id}/orders/1000000`), "The customer has no such order");
  const other = await newCustomer(server);
  const taken = [
    await server.post(`${V1}/customers`, { name: "Eve", email: other.email }),
    await server.patch(`${V1}/customers/${id}`, { email: other.email }),
  ];
  for (const { status, json } of taken) assert.deepEqual([status, json], [409, { detail: "This e-mail is taken" }]);
  assert.equal((await server.patch(`${V1}/customers/${id}`, { name: "Grace" })).json.name, "Grace");
  assert.equal((await server.get(`${V1}/customers/${id}`)).json.name, "Grace");
  const unknown = await server.patch(`${V1}/customers/${NOWHERE}`, { name: "Grace" });
  assert.deepEqual([unknown.status, unknown.json], [404, { detail: "There is nothing here" }]);
});

test("a pipeline of another file pays, once, and not for others", async (server) => {
  const [mine, theirs] = [await newCustomer(server), await newCustomer(server)];
  const order = await newOrder(server, mine.id);
  const address = `${V1}/customers/${mine.id}/orders/${order.id}`;
  const foreign = await server.post(`${V1}/customers/${theirs.id}/orders/${order.id}/pay`, { number: "A-0" });
  assert.deepEqual([foreign.status, foreign.json.detail], [404, "There is nothing here"]);
  const paid = await server.post(`${address}/pay`, { number: "A-1" });
  assert.deepEqual([paid.status, paid.json], [200, { order: { ...order, state: "paid" }, receipt: "A-1" }]);
  assert.deepEqual((await server.get(`${address}/status`)).json, { id: order.id, state: "paid" });
  const again = await server.post(`${address}/pay`, { number: "A-2" });
  assert.deepEqual([again.status, again.json.detail], [422, "Validation error"]);
  assert.equal((await server.post(`${address}/pay`, { number: "" })).status, 422);
  const nowhere = `${V1}/customers/${mine.id}/orders/1000000`;
  for (const lost of [await server.get(`${nowhere}/status`), await server.post(`${nowhere}/pay`, { number: "A-3" })]) {
    assert.deepEqual([lost.status, lost.json.detail], [404, "The customer has no such order"]);
  }
  const admin = `${V1}/admin/customers/${mine.id}/orders`;
  const next = await newOrder(server, mine.id);
  assert.equal((await server.post(`${admin}/${next.id}/pay`, { number: "A-4" })).json.receipt, "A-4");
  assert.equal((await server.post(`${admin}/1000000/pay`, { number: "A-5" })).status, 404);
});

test("where the second write fails, the first one is undone", async (server) => {
  const { id } = await newCustomer(server);
  const [first, second] = [await newOrder(server, id), await newOrder(server, id)];
  const of = (order: { readonly id: number }) => `${V1}/customers/${id}/orders/${order.id}`;
  assert.equal((await server.post(`${of(first)}/pay`, { number: "B-1" })).status, 200);
  assert.equal((await server.post(`${of(second)}/pay`, { number: "B-1" })).status, 409);
  assert.equal((await server.get(of(second))).json.state, "open");
  assert.equal((await server.post(`${of(second)}/pay`, { number: "B-2" })).status, 200);
});

test("a pipeline goes on with the steps of another file, and tells of it when all is written", async (server) => {
  const { id, email } = await newCustomer(server);
  const order = await newOrder(server, id);
  const sent = await server.send("POST", `${V1}/admin/customers/${id}/orders/${order.id}/send`);
  assert.deepEqual([sent.status, sent.json.state], [200, "sent"]);
  const line = `Order ${order.id} is on its way to ${email}`;
  for (let turn = 0; turn < 100 && !server.log().includes(line); turn++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.ok(server.log().includes(line), server.log());
  const late = await server.post(`${V1}/admin/customers/${id}/orders/${order.id}/pay`, { number: "C-1" });
  assert.deepEqual([late.status, late.json], [409, { detail: "The order has left the house" }]);
  const missing = await server.send("POST", `${V1}/admin/customers/${NOWHERE}/orders/${order.id}/send`);
  assert.deepEqual([missing.status, missing.json.detail], [404, "There is nothing here"]);
});

shop.testDocumentation();
