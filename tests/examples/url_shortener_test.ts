/** The URL shortener, with two workers on one Redis. */

import assert from "node:assert/strict";
import { example, type RunningExample, until } from "./server.ts";

const test = example("url_shortener");

async function call({ origin }: RunningExample, path: string, init: RequestInit = {}) {
  const response = await fetch(origin + path, { redirect: "manual", ...init });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "") && text !== "";
  return { status: response.status, headers: response.headers, json: isJson ? JSON.parse(text) : undefined };
}

const shorten = (running: RunningExample, json: unknown) =>
  call(running, "/links", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(json),
  });

test("a link leads where it should, and can be looked at before", async (running) => {
  const { status, json } = await shorten(running, { url: "https://example.com/a?b=c#d" });
  assert.equal(status, 201);
  assert.match(json.id, /^[A-Za-z0-9]{7}$/);
  assert.deepEqual(Object.keys(json).sort(), ["created_at", "expires_at", "id", "removal_key", "url"]);
  const followed = await call(running, `/${json.id}`);
  assert.deepEqual([followed.status, followed.headers.get("location")], [302, "https://example.com/a?b=c#d"]);
  assert.equal(followed.headers.get("referrer-policy"), "no-referrer");
  const looked = await call(running, `/links/${json.id}`);
  assert.deepEqual(Object.keys(looked.json).sort(), ["created_at", "expires_at", "id", "url"]);
  assert.equal((await call(running, "/nowhere")).status, 404);
});

test("of twenty who want one name at once, one gets it", async (running) => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => shorten(running, { url: `https://example.com/${i}`, name: "wanted" })),
  );
  const made = answers.filter(({ status }) => status === 201);
  assert.equal(made.length, 1);
  assert.equal(answers.filter(({ status }) => status === 409).length, 19);
  assert.equal((await call(running, "/wanted")).headers.get("location"), made[0]?.json.url);
});

test("100 clicks at once are 100 clicks, on the day of today", async (running) => {
  const { json } = await shorten(running, { url: "https://example.com/" });
  await Promise.all(Array.from({ length: 100 }, () => call(running, `/${json.id}`)));
  const clicks = async () => (await call(running, `/links/${json.id}/clicks`)).json;
  await until(async () => (await clicks()).total >= 100);
  const { id, total, by_day } = await clicks();
  assert.deepEqual([id, total], [json.id, 100]);
  assert.deepEqual(Object.values(by_day), [100]);
});

test("what hides where it leads, or leads inside, is refused", async (running) => {
  for (
    const url of [
      "https://example.com@evil.example/",
      "http://127.0.0.1:8000/docs",
      "http://169.254.169.254/latest/",
      "http://localhost/",
      "javascript:alert(1)",
      "https://example.com/\r\nX: y",
      "//evil.example",
    ]
  ) {
    const { status } = await shorten(running, { url });
    assert.equal(status, 422, url);
  }
  assert.equal((await shorten(running, { url: "https://example.com/", name: "links" })).status, 422);
  assert.equal((await shorten(running, { url: "https://example.com/", name: "../docs" })).status, 422);
});

test("a link with a lifetime says when it ends; too short a life is refused", async (running) => {
  const { json } = await shorten(running, { url: "https://example.com/", lifetime: 3600 });
  const life = Date.parse(json.expires_at) - Date.parse(json.created_at);
  assert.ok(Math.abs(life - 3_600_000) < 2000, `${life} ms`);
  assert.equal((await call(running, `/${json.id}`)).status, 302);
  assert.equal((await shorten(running, { url: "https://example.com/", lifetime: 0 })).status, 422);
});

test("only who made a link removes it, and its clicks go with it", async (running) => {
  const { json } = await shorten(running, { url: "https://example.com/", name: "removed" });
  await call(running, "/removed");
  const path = "/links/removed";
  const remove = (key?: string) =>
    call(running, path, { method: "DELETE", headers: key === undefined ? {} : { "X-Removal-Key": key } });
  assert.deepEqual([(await remove()).status, (await remove("guess")).status], [403, 403]);
  await until(async () => (await call(running, `${path}/clicks`)).json.total === 1);
  assert.equal((await remove(json.removal_key)).status, 204);
  assert.deepEqual([(await call(running, "/removed")).status, (await call(running, path)).status], [404, 404]);
  await shorten(running, { url: "https://example.com/", name: "removed" });
  assert.equal((await call(running, `${path}/clicks`)).json.total, 0);
});

test("/ready asks Redis", async (running) => {
  assert.deepEqual((await call(running, "/ready")).json.checks, { database: "ok" });
});
