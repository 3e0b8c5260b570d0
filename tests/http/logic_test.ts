/** Pipelines that use every root of references in every place, over HTTP. */

import assert from "node:assert/strict";
import { configFile, serve, type Server } from "./server.ts";

const logic = serve("logic", configFile("../projects/logic/api.yaml"), {
  modules: { "steps.py": configFile("../projects/logic/steps.py") },
});
const { test } = logic;

let users = 0;

async function newUser(server: Server, content: object = {}): Promise<string> {
  const answer = await server.post("/users", { email: `${++users}@example.com`, ...content });
  assert.equal(answer.status, 201, answer.text);
  return answer.json.id;
}

async function newOrder(server: Server, content: object = {}): Promise<{ readonly id: number; readonly user: string }> {
  const user = await newUser(server);
  const { status, text, json } = await server.post(`/users/${user}/orders`, content);
  assert.equal(status, 201, text);
  return { id: json.id, user };
}

const LINES = [{ sku: "x", count: 2 }, { sku: "a", count: 1 }];

test("values of the path, the query, the body and earlier steps become a record", async (server) => {
  const user = await newUser(server);
  const answer = await server.post(`/users/${user}/orders?note=hi&day=2024-02-29`, {
    lines: LINES,
    extra: { first: 7, other: 8 },
  });
  assert.equal(answer.status, 201, answer.text);
  const { id, ...rest } = answer.json;
  assert.deepEqual(rest, {
    user_id: user,
    status: "paid",
    total: "0",
    note: "hi",
    day: "2024-02-29",
    lines: LINES,
    extra: { first: 7, size: 3 },
  });
  assert.deepEqual((await server.get(`/orders/${id}`)).json, answer.json);
});

test("what the request lacks is null, or refused where it cannot be", async (server) => {
  const user = await newUser(server);
  const bare = await server.post(`/users/${user}/orders`, { extra: { first: 1 } });
  assert.deepEqual([bare.status, bare.json.note, bare.json.day, bare.json.lines], [201, null, null, []]);
  const wrong = await server.post(`/users/${user}/orders?day=yesterday`, { extra: { first: 1 } });
  assert.deepEqual([wrong.status, wrong.json.errors[0].loc], [422, ["query", "day"]]);
  const missing = await server.post(`/users/${user}/orders`, {});
  assert.deepEqual([missing.status, missing.json.errors[0].loc], [422, ["body", "extra", "first"]]);
  const nobody = await server.post("/users/00000000-0000-4000-8000-000000000000/orders", {});
  assert.deepEqual([nobody.status, nobody.json.detail], [404, "User not found"]);
  assert.equal((await server.post("/users/nobody/orders", {})).status, 422);
});

test("every part of the request is returned as it came", async (server) => {
  const answer = await server.send("POST", "/echo/w%C3%B6rd?q=a%26b", {
    json: { note: "n", lines: LINES },
    headers: { "X-Trace-Id": "t-1", cookie: "theme=dark" },
  });
  assert.deepEqual(answer.json, {
    path: "wörd",
    query: "a&b",
    header: "t-1",
    cookie: "dark",
    body: "n",
    method: "POST",
    url: "/echo/wörd",
    nested: [{ lines: LINES }, "$path", 12],
    missing: null,
  });
  const bare = await server.post("/echo/x", {});
  const { query, header, cookie, body } = bare.json;
  assert.deepEqual([query, header, cookie, body], [null, null, null, null]);
});

test("conditions decide, side effects and tasks run with what the steps made", async (server) => {
  const { id } = await newOrder(server, { extra: { first: 1 } });
  const path = `/orders/${id}/state`;
  const kept = await server.patch(path, { note: "n" });
  assert.deepEqual([kept.status, kept.json], [202, { unchanged: "paid" }]);
  assert.deepEqual((await server.patch(path, { status: "new" })).json, { refused: "new" });
  const forced = await server.send("PATCH", `${path}?force=true`, {
    json: { status: "new" },
    headers: { "X-Note": "by me" },
  });
  assert.deepEqual([forced.status, forced.json.status, forced.json.note], [200, "new", "by me"]);
  const sent = await server.patch(path, { status: "sent" });
  assert.deepEqual([sent.json.status, sent.json.note], ["sent", null]);
  assert.deepEqual((await server.patch(path, { status: "paid" })).json, { refused: "paid" });
  assert.equal((await server.patch("/orders/999999/state", { status: "paid" })).status, 404);
  assert.equal((await server.patch(path, { status: "lost" })).status, 422);
  const { json } = await server.get("/events");
  const own = json.filter((line: string) => line.startsWith("['state'") || line.includes(`[${id}, `));
  assert.deepEqual(own.length >= 5, true, json.join("\n"));
  assert.ok(json.includes("['state', 'new']"));
  assert.ok(json.some((line: string) => line.startsWith(`['task', [${id}, Order(`) && line.endsWith("'by me']]")));
  assert.ok(json.some((line: string) => line.includes(`[${id}, {'unchanged': 'paid'}, None]`)));
});

test("loops make records, lists are narrowed by the request", async (server) => {
  const user = await newUser(server, { home: { city: "Ulm" } });
  const answer = await server.post(`/users/${user}/bulk?prefix=-&a=x&b=a`, { lines: LINES });
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.json.labels, ["-x", "-a"]);
  assert.deepEqual(answer.json.found.map((one: { note: string }) => one.note), ["x", "a"]);
  assert.equal(answer.json.city, "Ulm");
  const limited = await server.post(`/users/${user}/bulk?a=x&limit=1`, { lines: LINES });
  assert.deepEqual([limited.json.found.length, limited.json.labels], [1, ["Nonex", "Nonea"]]);
  const nobody = "00000000-0000-4000-8000-000000000000";
  assert.deepEqual((await server.post(`/users/${nobody}/bulk`, {})).json, { nobody });
  const other = await newUser(server);
  assert.equal((await server.post(`/users/${other}/bulk`, { lines: [] })).json.city, null);
});

test("both branches give one name its value, and secrets stay at home", async (server) => {
  const user = await newUser(server);
  const other = await newUser(server);
  const changed = await server.put(`/users/${user}/touch?other=${other}`, undefined);
  assert.deepEqual([changed.status, changed.json.id, "secret" in changed.json], [200, other, false]);
  assert.match(changed.json.nick, /@example\.com$/);
  assert.equal((await server.put(`/users/${user}/touch`, undefined)).status, 404);
  const id = "7f9c24e8-3b12-4fef-91e0-5c1b4b6a1c55";
  const made = await server.put(`/users/${id}/touch`, undefined);
  assert.deepEqual([made.json.id, made.json.email], [id, "new@example.com"]);
  assert.equal((await server.put("/users/00000000-0000-4000-8000-000000000000/touch", undefined)).status, 409);
  assert.deepEqual((await server.get(`/users/${id}/maybe`)).json, made.json);
  const none = await server.get("/users/00000000-0000-4000-8000-000000000000/maybe");
  assert.deepEqual([none.status, none.json], [200, null]);
});

test("named pipelines do what they were made from", async (server) => {
  const { id, user } = await newOrder(server, { extra: { first: 1 }, lines: LINES });
  const { email } = (await server.get(`/users/${user}`)).json;
  const expected = { order: id, status: "paid", email, from: id, lines: LINES };
  assert.deepEqual((await server.get(`/show/${id}`)).json, expected);
  assert.deepEqual((await server.get(`/brief/${id}`)).json, expected);
  for (const path of ["/show/0", "/brief/0", "/orders/0", "/users/00000000-0000-4000-8000-000000000000"]) {
    assert.equal((await server.get(path)).status, 404, path);
  }
});

test("actions find and write with values of the request", async (server) => {
  const { id, user } = await newOrder(server, { extra: { first: 1 } });
  const mine = (query: string, headers: Readonly<Record<string, string>>) =>
    server.send("GET", `/mine${query}`, { headers });
  assert.deepEqual((await mine("?status=paid", { "X-User": user })).json.map((one: { id: number }) => one.id), [id]);
  assert.deepEqual((await mine("?status=sent", { "X-User": user })).json, []);
  assert.deepEqual((await mine("", {})).json, []);
  const noted = await server.put(`/orders/${id}/note?note=new&n=4`, {});
  assert.deepEqual([noted.status, noted.json.note, noted.json.extra], [200, "new", { n: 4 }]);
  assert.equal((await server.put("/orders/0/note?note=new&n=4", {})).status, 404);
});

test("a check that fails is 422, and undoes what was written before it", async (server) => {
  const refused = await server.post("/checked", {});
  assert.deepEqual([refused.status, refused.json.errors[0].msg], [422, "An order needs lines"]);
  const written = async () =>
    (await server.get("/users")).json.filter((one: { email: string }) => one.email.startsWith("undone")).length;
  assert.equal(await written(), 0);
  assert.deepEqual((await server.post("/checked", { lines: LINES })).json, { count: 2 });
  assert.equal(await written(), 1);
  assert.equal((await server.post("/checked", { lines: LINES })).status, 409);
  assert.equal((await server.post("/users", { email: "undone@example.com" })).status, 409);
});

logic.testDocumentation();
