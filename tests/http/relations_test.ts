/** Records that refer to others: what has to be there, what a deletion takes along, and what is sent beside the keys. */

import assert from "node:assert/strict";
import { configFile, serve, type Server } from "./server.ts";

const MEMORY = configFile("relations.yaml");
const SQLITE = `database: { type: sqlite, url: "sqlite:///relations.db" }\n${MEMORY}`;

for (const [store, config] of [["memory", MEMORY], ["sqlite", SQLITE]] as const) {
  const relations = serve(`relations in ${store}`, config);
  const { test } = relations;

  test("a reference to nothing is not valid, wherever it comes from", async (server) => {
    const missing = crypto.randomUUID();
    const sent = await server.post("/users", { name: "Ada", profile_id: missing, manager_id: null });
    assert.equal(sent.status, 422);
    assert.deepEqual(sent.json, {
      detail: "Validation error",
      errors: [{
        loc: ["body", "profile_id"],
        msg: "There is no Profile with this key",
        type: "missing_reference",
      }],
    });
    const aliased = await server.post("/items", { orderKey: 987654, sku: "a" });
    assert.deepEqual(aliased.json.errors[0].loc, ["body", "orderKey"]);
    const parent = await server.post(`/users/${missing}/orders`, { note: "x" });
    assert.equal(parent.status, 422);
    assert.deepEqual(parent.json.errors[0].loc, ["path", "user_id"]);
    const ada = await user(server, "Ada");
    const changed = await server.patch(`/users/${ada}`, { manager_id: missing });
    assert.deepEqual([changed.status, changed.json.errors[0].loc], [422, ["body", "manager_id"]]);
    assert.equal((await server.get(`/users/${ada}`)).json.manager_id, null);
  });

  test("a record that others need is kept, and the answer says who needs it", async (server) => {
    const boss = await user(server, "Grace");
    const ada = await user(server, "Ada", { manager_id: boss });
    const refused = await server.remove(`/users/${boss}`);
    assert.deepEqual([refused.status, refused.json], [409, { detail: "User is referred to by User" }]);
    const mapped = await server.remove(`/staff/${boss}`);
    assert.deepEqual([mapped.status, mapped.json], [423, { detail: "Somebody reports to this user" }]);
    assert.equal((await server.patch(`/users/${ada}`, { manager_id: null })).status, 200);
    assert.equal((await server.remove(`/users/${boss}`)).status, 204);
  });

  test("a deletion takes along what goes with the record, and empties what only names it", async (server) => {
    const profile = (await server.post("/profiles", { bio: "hi", phone: "123" })).json.id;
    const ada = await user(server, "Ada", { profile_id: profile });
    const order = (await server.post(`/users/${ada}/orders`, { note: "x" })).json.id;
    const item = (await server.post("/items", { orderKey: order, sku: "a" })).json;
    assert.deepEqual(item, { id: item.id, orderKey: order, sku: "a" });
    assert.equal((await server.remove(`/profiles/${profile}`)).status, 204);
    assert.deepEqual((await server.get(`/users/${ada}`)).json, {
      id: ada,
      name: "Ada",
      profile_id: null,
      manager_id: null,
      profile: null,
      manager: null,
    });
    assert.equal((await server.remove(`/users/${ada}`)).status, 204);
    assert.deepEqual((await server.get(`/users/${ada}/orders`)).json, []);
    const left = (await server.get("/items")).json.map(({ id }: { id: number }) => id);
    assert.ok(!left.includes(item.id));
  });

  test("records are sent beside their keys, without what clients only write", async (server) => {
    const profile = (await server.post("/profiles", { bio: "hi", phone: "123" })).json;
    assert.deepEqual(Object.keys(profile), ["id", "bio"]);
    const created = await server.post("/users", { name: "Ada", profile_id: profile.id });
    assert.deepEqual(created.json.profile, profile);
    const boss = created.json.id;
    const bob = await user(server, "Bob", { profile_id: profile.id, manager_id: boss });
    const found = (await server.get(`/users/${bob}`)).json;
    assert.deepEqual([found.profile, found.manager.id, "profile" in found.manager], [profile, boss, false]);
    const listed = await server.get(`/users?manager_id=${boss}&limit=1`);
    assert.deepEqual(listed.json, [found]);
    assert.equal(listed.headers.get("X-Total-Count"), "1");
    const moved = await server.patch(`/users/${bob}`, { profile_id: null });
    assert.deepEqual([moved.json.profile_id, moved.json.profile], [null, null]);
    const order = (await server.post(`/users/${bob}/orders`, { note: "x" })).json;
    const item = (await server.post("/items", { orderKey: order.id, sku: "b" })).json;
    const items = (await server.get("/items?sort=-orderKey")).json;
    assert.deepEqual(items.find(({ id }: { id: number }) => id === item.id), { ...item, order });
  });

  test("what is not there is missing, and what is no JSON is refused", async (server) => {
    const nobody = crypto.randomUUID();
    for (const path of [`/users/${nobody}`, `/staff/${nobody}`, `/profiles/${nobody}`]) {
      assert.equal((await server.remove(path)).status, 404);
    }
    assert.equal((await server.get(`/users/${nobody}`)).status, 404);
    assert.equal((await server.patch(`/users/${nobody}`, { name: "x" })).status, 404);
    const ada = await user(server, "Ada");
    assert.equal((await server.get(`/users/${ada}/orders`)).status, 200);
    assert.equal((await server.post(`/users/${ada}/orders`, { note: "x" })).status, 201);
    assert.equal((await server.remove(`/staff/${ada}`)).status, 204);
  });

  // No test makes a database fail here.
  if (store === "memory") relations.testDocumentation();
}

async function user(server: Server, name: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { status, json } = await server.post("/users", { name, ...more });
  assert.equal(status, 201);
  return json.id;
}
