import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.ts";

const api = createClient<paths>({ baseUrl: Deno.args[0] ?? "" });
const clerk = { "X-Clerk-Key": Deno.args[1] ?? "" };

const tea = await api.POST("/api/office/products", {
  headers: clerk,
  body: { sku: "TEA-200", title: "Tea", price: "2.50", stock: 3 },
});
assert.ok(tea.data);
const customer = await api.POST("/api/customers", { body: { name: "Ada", email: "ada@example.com" } });
assert.ok(customer.data?.id);
const items: components["schemas"]["Item"][] = [{ product_id: tea.data.id, quantity: 2 }];
const order = await api.POST("/api/orders", { body: { customer_id: customer.data.id, items } });
assert.deepEqual([order.data?.state, order.data?.total, order.data?.lines.length], ["paid", "5.00", 1]);
assert.equal((await api.POST("/api/orders", { body: { customer_id: customer.data.id, items } })).response.status, 409);
const left = await api.GET("/api/products/{id}", { params: { path: { id: tea.data.id } } });
assert.equal(left.data?.stock, 1);
const payments = await api.GET("/api/office/payments", { headers: clerk, params: { query: { kind: "payment" } } });
assert.ok(payments.data?.some(({ order_id, amount }) => order_id === order.data?.id && amount === "5.00"));
