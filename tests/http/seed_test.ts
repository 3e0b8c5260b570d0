/** The original's own example, as its README has it. */

import assert from "node:assert/strict";
import { configFile, serve, type Server } from "./server.ts";

const MODULES = ["utils.py", "validators.py", "events.py", "notifications.py", "handlers/users.py"];

const seed = serve("seed", configFile("../projects/seed/api.yaml"), {
  modules: Object.fromEntries(MODULES.map((path) => [path, configFile(`../projects/seed/${path}`)])),
});
const { test } = seed;

const USERS = "/api/v1/users";
const user = (name: string) => ({ name, email: `${name.toLowerCase()}@example.com`, age: 36 });

test("POST answers 201, and GET returns the record", async (server) => {
  const created = await server.post(USERS, user("Ada"));
  assert.equal(created.status, 201);
  const { id, created_at, ...rest } = created.json;
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(Math.abs(Date.parse(created_at) - Date.now()) < 60_000, created_at);
  assert.deepEqual(rest, {
    name: "Ada",
    email: "ada@example.com",
    age: 36,
    role: "user",
    bio: null,
    score: null,
    is_active: true,
    profile: null,
    tags: [],
  });
  assert.equal(created.headers.get("Location"), `${USERS}/${id}`);
  const found = await server.get(`${USERS}/${id}`);
  assert.deepEqual([found.status, found.json], [200, created.json]);
});

const NOWHERE = "00000000-0000-4000-8000-000000000000";

/** Waits for a line in the server's log: what functions print arrives on its own way. */
async function logged(server: Server, line: string): Promise<void> {
  for (let turn = 0; turn < 100 && !server.log().includes(line); turn++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.ok(server.log().includes(line), server.log());
}

test("Tier 2: a pipeline reads, validates, writes, and then tells of it", async (server) => {
  const { id } = (await server.post("/api/v1/orders", {})).json;
  const fulfilled = await server.post(`/api/v1/orders/${id}/fulfill`, { carrier: "Snail", note: "fragile" });
  assert.deepEqual([fulfilled.status, fulfilled.json], [200, { id, status: "fulfilled", note: "fragile" }]);
  await logged(server, `Order ${id} is fulfilled`);
  const again = await server.post(`/api/v1/orders/${id}/fulfill`, { carrier: "Snail" });
  assert.equal(again.status, 422);
  assert.equal(again.json.detail, "Validation error");
  assert.match(again.json.errors[0].msg, /Only open orders can be fulfilled/);
  assert.equal((await server.post(`/api/v1/orders/${NOWHERE}/fulfill`, { carrier: "Snail" })).status, 404);
  assert.equal((await server.post(`/api/v1/orders/${id}/fulfill`, { carrier: "S" })).status, 422);
  assert.equal((await server.post("/api/v1/orders/no-key/fulfill", { carrier: "Snail" })).status, 422);
});

test("Tier 3: a handler gets what it asks for, by name", async (server) => {
  const { id } = (await server.post(USERS, user("Linus"))).json;
  const gone = await server.send("POST", `${USERS}/${id}/deactivate`);
  assert.deepEqual([gone.status, gone.json.is_active, gone.json.id], [200, false, id]);
  assert.ok(!("metadata" in gone.json));
  await logged(server, "Good bye, linus@example.com");
  assert.equal((await server.get(`${USERS}/${id}`)).json.is_active, false);
  const missing = await server.send("POST", `${USERS}/${NOWHERE}/deactivate`);
  assert.deepEqual([missing.status, missing.json], [404, { detail: "User not found" }]);
});

test("computed fields are worked out when the answer is made", async (server) => {
  const { id } = (await server.post(USERS, user("Margaret"))).json;
  const shown = await server.get(`${USERS}/${id}/display`);
  assert.deepEqual([shown.status, shown.json.display_name], [200, "Margaret <margaret@example.com>"]);
  assert.ok(!("display_name" in (await server.get(`${USERS}/${id}`)).json));
  assert.equal((await server.get(`${USERS}/${NOWHERE}/display`)).status, 404);
});

test("lists with windows and filters", async (server) => {
  for (const name of ["Grace", "Edsger", "Barbara"]) await server.post(USERS, user(name));
  const names = async (query: string) =>
    (await server.get(`${USERS}?${query}`)).json.map((one: { name: string }) => one.name);
  assert.deepEqual(await names("name=Grace"), ["Grace"]);
  assert.deepEqual(await names("email=edsger@example.com"), ["Edsger"]);
  assert.deepEqual(await names("name=Grace&email=edsger@example.com"), []);
  const everyone = await names("");
  assert.ok(everyone.length >= 3);
  const page = await server.get(`${USERS}?skip=1&limit=2`);
  assert.deepEqual(page.json.map((one: { name: string }) => one.name), everyone.slice(1, 3));
  assert.equal(page.headers.get("X-Total-Count"), `${everyone.length}`);
  assert.equal((await server.get(`${USERS}?limit=101`)).status, 422);
});

test("an update changes what was sent, and no default leaks into it", async (server) => {
  const { id } = (await server.post(USERS, { ...user("Alan"), role: "viewer" })).json;
  const changed = await server.put(`${USERS}/${id}`, { bio: "Computable" });
  assert.deepEqual([changed.status, changed.json.bio, changed.json.role, changed.json.name], [
    200,
    "Computable",
    "viewer",
    "Alan",
  ]);
  assert.equal((await server.put(`${USERS}/${id}`, { name: null })).status, 422);
  assert.equal((await server.put(`${USERS}/${id}`, { bio: null })).json.bio, null);
  assert.equal((await server.put(`${USERS}/${id}`, { role: "root" })).status, 422);
});

test("an address that exists is 409, on create and on update", async (server) => {
  const first = (await server.post(USERS, user("Niklaus"))).json;
  const second = (await server.post(USERS, user("Tony"))).json;
  assert.equal((await server.post(USERS, { ...user("Other"), email: first.email })).status, 409);
  assert.equal((await server.put(`${USERS}/${second.id}`, { email: first.email })).status, 409);
  assert.equal((await server.put(`${USERS}/${second.id}`, { email: second.email })).status, 200);
});

test("each broken constraint is 422 with its place", async (server) => {
  const broken = { name: "", email: "ada", age: 151, role: "root" };
  for (const [field, value] of Object.entries(broken)) {
    const { status, json } = await server.post(USERS, { ...user("Ada"), email: "x@example.com", [field]: value });
    assert.equal(status, 422, field);
    assert.deepEqual(json.errors.map((error: { loc: unknown }) => error.loc), [["body", field]]);
  }
  const { json } = await server.post(USERS, {});
  assert.deepEqual(json.errors.map((error: { loc: readonly string[] }) => error.loc[1]), ["name", "email", "age"]);
});

test("the declared error answers for unknown users, and a delete happens once", async (server) => {
  const missing = await server.get(`${USERS}/${crypto.randomUUID()}`);
  assert.deepEqual([missing.status, missing.json], [404, { detail: "Resource not found" }]);
  assert.equal((await server.put(`${USERS}/${crypto.randomUUID()}`, {})).status, 404);
  const { id } = (await server.post(USERS, user("Donald"))).json;
  assert.equal((await server.remove(`${USERS}/${id}`)).status, 204);
  assert.equal((await server.remove(`${USERS}/${id}`)).status, 404);
  assert.equal((await server.get(`${USERS}/${id}`)).status, 404);
});

seed.testDocumentation();
