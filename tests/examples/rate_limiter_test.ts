/** The rate limiter, with four workers that share its buckets. */

import assert from "node:assert/strict";
import { call, example } from "./server.ts";

const test = example("rate_limiter", { workers: 4, environment: { ADMIN_KEY: "an-admin-key-of-the-tests" } });

async function newKey(origin: string): Promise<Record<string, string>> {
  const { status, json } = await call(`${origin}/keys`, "POST");
  assert.equal(status, 201);
  return { "X-API-Key": json.key };
}

test("100 calls at once over 4 workers take the 10 tokens of a bucket, and no more", async ({ origin }) => {
  const key = await newKey(origin);
  const began = performance.now();
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => call(`${origin}/quote`, "GET", { headers: key })),
  );
  const seconds = Math.ceil((performance.now() - began) / 1000);
  const granted = answers.filter(({ status }) => status === 200).length;
  assert.ok(granted >= 10 && granted <= 10 + seconds, `${granted} calls in ${seconds} s`);
  const refused = answers.filter(({ status }) => status === 429);
  assert.equal(granted + refused.length, 100);
  for (const { headers, json } of refused) {
    assert.equal(json.detail, "The bucket is empty");
    assert.equal(headers.get("retry-after"), "1");
    assert.equal(headers.get("x-ratelimit-limit"), "10");
    assert.equal(headers.get("x-ratelimit-remaining"), "0");
  }
});

test("a better tier has more, and an expensive call takes ten", async ({ origin }) => {
  const key = await newKey(origin);
  const path = `${origin}/keys/${key["X-API-Key"]}/tier`;
  assert.equal((await call(path, "PUT", { json: { tier: "pro" } })).status, 401);
  assert.equal((await call(path, "PUT", { headers: { "X-Admin-Key": "guessed" }, json: { tier: "pro" } })).status, 401);
  const admin = { "X-Admin-Key": "an-admin-key-of-the-tests" };
  assert.equal(
    (await call(`${origin}/keys/nobody/tier`, "PUT", { headers: admin, json: { tier: "pro" } })).status,
    404,
  );
  assert.equal((await call(`${origin}/reports`, "POST", { headers: key })).status, 200);
  assert.equal((await call(`${origin}/reports`, "POST", { headers: key })).status, 429);
  assert.deepEqual((await call(path, "PUT", { headers: admin, json: { tier: "pro" } })).json, { tier: "pro" });
  const { status, headers } = await call(`${origin}/reports`, "POST", { headers: key });
  assert.deepEqual([status, headers.get("x-ratelimit-limit")], [200, "100"]);
  const usage = (await call(`${origin}/usage`, "GET", { headers: key })).json;
  assert.deepEqual([usage.tier, usage.capacity, usage.per_second], ["pro", 100, 20]);
  assert.ok(usage.tokens >= 90 && usage.tokens <= 100, JSON.stringify(usage));
});

test("windows hold over all workers, for each key", async ({ origin }) => {
  const [one, other] = [await newKey(origin), await newKey(origin)];
  const answers = await Promise.all(Array.from({ length: 40 }, () => call(`${origin}/usage`, "GET", { headers: one })));
  const granted = answers.filter(({ status }) => status === 200).length;
  assert.ok(granted >= 10 && granted < 40, `${granted} calls`);
  assert.equal((await call(`${origin}/usage`, "GET", { headers: other })).status, 200);
});

test("only clients are served, and the check of Redis is a part of readiness", async ({ origin }) => {
  for (const [method, path] of [["GET", "/quote"], ["POST", "/reports"], ["GET", "/usage"]] as const) {
    assert.equal((await call(`${origin}${path}`, method)).status, 401, path);
    assert.equal((await call(`${origin}${path}`, method, { headers: { "X-API-Key": "made-up" } })).status, 401, path);
  }
  const ready = await call(`${origin}/ready`);
  assert.deepEqual([ready.status, ready.json.checks], [200, { "store.is_up": "ok" }]);
});

test("who takes key after key has to wait", async ({ origin }) => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => call(`${origin}/keys`, "POST")));
  assert.ok(answers.some(({ status, headers }) => status === 429 && Number(headers.get("retry-after")) > 0));
});
