/** Records that belong to another one, named in the path. */

import assert from "node:assert/strict";
import { configFile, serve, type Server } from "./server.ts";

const orders = serve("orders", configFile("orders.yaml"));
const { test } = orders;

let counter = 0;

async function newUser(server: Server): Promise<string> {
  const { status, json } = await server.post("/users", { name: "Ada" });
  assert.equal(status, 201);
  return json.id;
}

/** Two users with an order each. */
async function twoUsers(server: Server) {
  const [mine, theirs] = [await newUser(server), await newUser(server)];
  const ids: number[] = [];
  for (const user of [mine, theirs]) {
    const sent = { user_id: user, reference: `r${++counter}` };
    const { status, json } = await server.post(`/users/${user}/orders`, sent);
    assert.equal(status, 201);
    ids.push(json.id);
  }
  const [myOrder = 0, theirOrder = 0] = ids;
  return { mine, theirs, myOrder, theirOrder };
}

test("nobody sees another user's orders", async (server) => {
  const { mine, theirs, myOrder, theirOrder } = await twoUsers(server);
  const list = await server.get(`/users/${mine}/orders`);
  assert.equal(list.status, 200);
  assert.deepEqual(list.json.map((order: { id: number }) => order.id), [myOrder]);
  assert.equal(list.headers.get("X-Total-Count"), "1");
  assert.equal((await server.get(`/users/${mine}/orders/${myOrder}`)).json.user_id, mine);
  assert.equal((await server.get(`/users/${mine}/orders/${theirOrder}`)).status, 404);
  assert.equal((await server.get(`/users/${theirs}/orders/${theirOrder}`)).status, 200);
  const empty = await server.get(`/users/${crypto.randomUUID()}/orders`);
  assert.deepEqual([empty.status, empty.json], [200, []]);
});

test("a filter cannot widen what the path allows", async (server) => {
  const { mine, theirs } = await twoUsers(server);
  assert.deepEqual((await server.get(`/users/${mine}/orders?owner=${theirs}`)).json, []);
  assert.equal((await server.get(`/users/${mine}/orders?owner=${mine}`)).json.length, 1);
  assert.equal((await server.get(`/users/${mine}/orders?status=open`)).json.length, 1);
  assert.deepEqual((await server.get(`/users/${mine}/orders?status=paid`)).json, []);
});

test("nobody changes or deletes another user's orders", async (server) => {
  const { mine, theirs, theirOrder } = await twoUsers(server);
  const before = (await server.get(`/users/${theirs}/orders/${theirOrder}`)).json;
  assert.equal((await server.patch(`/users/${mine}/orders/${theirOrder}`, { note: "mine!" })).status, 404);
  assert.equal((await server.put(`/users/${mine}/orders/${theirOrder}`, { note: "mine!" })).status, 404);
  assert.equal((await server.remove(`/users/${mine}/orders/${theirOrder}`)).status, 404);
  const after = await server.get(`/users/${theirs}/orders/${theirOrder}`);
  assert.deepEqual(after.json, before);
});

test("a created order belongs to the user in the path, whatever the body says", async (server) => {
  const { mine, theirs } = await twoUsers(server);
  const created = await server.post(`/users/${mine}/orders`, { user_id: theirs, reference: `r${++counter}` });
  assert.equal(created.status, 201);
  assert.equal(created.json.user_id, mine);
  assert.equal((await server.get(`/users/${mine}/orders/${created.json.id}`)).status, 200);
  assert.equal((await server.get(`/users/${theirs}/orders/${created.json.id}`)).status, 404);
  const derived = await server.post(`/people/${mine}/orders`, { user_id: theirs, reference: `r${++counter}` });
  assert.deepEqual([derived.status, derived.json.user_id], [201, mine]);
});

test("an update changes its fields and never moves the order", async (server) => {
  const { mine, theirs, myOrder } = await twoUsers(server);
  const address = `/users/${mine}/orders/${myOrder}`;
  for (const change of [server.patch, server.put]) {
    const changed = await change(address, { user_id: theirs, status: "paid", note: "done" });
    assert.equal(changed.status, 200);
    assert.deepEqual(
      [changed.json.user_id, changed.json.status, changed.json.note, changed.json.id],
      [mine, "paid", "done", myOrder],
    );
  }
  assert.equal((await server.get(`/users/${theirs}/orders/${myOrder}`)).status, 404);
});

test("an update cannot take the place of another record", async (server) => {
  const { mine, theirs, myOrder, theirOrder } = await twoUsers(server);
  const moved = await server.patch(`/users/${mine}/orders/${myOrder}`, { id: theirOrder });
  assert.equal(moved.status, 409);
  assert.equal((await server.get(`/users/${theirs}/orders/${theirOrder}`)).json.user_id, theirs);
  const other = (await server.get(`/users/${theirs}/orders/${theirOrder}`)).json;
  const renamed = await server.patch(`/users/${mine}/orders/${myOrder}`, { reference: other.reference });
  assert.equal(renamed.status, 409);
});

test("the users themselves are read and changed", async (server) => {
  const id = await newUser(server);
  const changed = await server.patch(`/users/${id}`, { name: "Grace" });
  assert.deepEqual([changed.status, changed.json], [200, { id, name: "Grace" }]);
  assert.deepEqual((await server.get(`/users/${id}`)).json, changed.json);
  assert.equal((await server.get(`/users/${crypto.randomUUID()}`)).status, 404);
  assert.equal((await server.patch(`/users/${crypto.randomUUID()}`, {})).status, 404);
});

test("a reference exists once among all users", async (server) => {
  const { mine, theirs, myOrder, theirOrder } = await twoUsers(server);
  const { reference } = (await server.get(`/users/${theirs}/orders/${theirOrder}`)).json;
  for (const path of [`/users/${mine}/orders`, `/people/${mine}/orders`]) {
    assert.equal((await server.post(path, { user_id: mine, reference })).status, 409);
  }
  assert.equal((await server.put(`/users/${mine}/orders/${myOrder}`, { reference })).status, 409);
});

test("a delete removes the user's own order, once", async (server) => {
  const { mine, myOrder } = await twoUsers(server);
  const removed = await server.remove(`/users/${mine}/orders/${myOrder}`);
  assert.deepEqual([removed.status, removed.text], [204, ""]);
  assert.equal((await server.remove(`/users/${mine}/orders/${myOrder}`)).status, 404);
});

test("Location leads to the created order", async (server) => {
  const { mine } = await twoUsers(server);
  const created = await server.post(`/users/${mine}/orders`, { user_id: mine, reference: `r${++counter}` });
  const location = created.headers.get("Location");
  assert.equal(location, `/users/${mine}/orders/${created.json.id}`);
  assert.deepEqual((await server.get(location)).json, created.json);
});

test("a malformed owner is 422, an unknown order 404", async (server) => {
  const { mine } = await twoUsers(server);
  for (const address of ["/users/nobody/orders", "/users/nobody/orders/1", `/users/${mine}/orders/first`]) {
    const answer = await server.get(address);
    assert.equal(answer.status, 422);
    assert.deepEqual(Object.keys(answer.json), ["detail", "errors"]);
  }
  assert.equal((await server.post("/users/nobody/orders", { user_id: mine, reference: "x" })).status, 422);
  assert.equal((await server.get(`/users/${mine}/orders/999999`)).status, 404);
  assert.equal((await server.patch(`/users/${mine}/orders/999999`, { note: null })).status, 404);
  assert.equal((await server.remove(`/users/${mine}/orders/999999`)).status, 404);
});

orders.testDocumentation();
