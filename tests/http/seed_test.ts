/** The original's own example, as its README has it. */

import assert from "node:assert/strict";
import { configFile, serve } from "./server.ts";

const seed = serve("seed", configFile("../projects/seed.yaml"));
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
