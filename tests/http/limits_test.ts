/** Limits on running servers: one process, and two that count together or each for itself. */

import assert from "node:assert/strict";
import { connect } from "./raw.ts";
import { startRedis } from "../support/redis.ts";
import { configFile, serve, type Server } from "./server.ts";

const CLIENTS = `
from fastapi import Request


async def by_key(request: Request) -> str | None:
    return request.headers.get("X-Key")


def answer() -> str:
    return "fine"
`;

/** The generated application, and which of its processes answers. */
const WORKER = `
import os

from generated.application import create_app

app = create_app()
inner = app.build_middleware_stack()


async def build(scope, receive, send):
    async def marked(message):
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"x-worker", str(os.getpid()).encode())]
        await send(message)

    await inner(scope, receive, marked)


app.middleware_stack = build
`;

// Several test runs may count in one Redis.
const TEXT = configFile("limits.yaml").replace("NAME", crypto.randomUUID());
const modules = { "clients.py": CLIENTS, "worker.py": WORKER };

const memory = serve("limits in memory", TEXT, { modules, environment: { STORAGE: "memory://" } });

async function statuses(server: Server, path: string, count: number, headers = {}): Promise<readonly number[]> {
  const found: number[] = [];
  for (let number = 0; number < count; number++) found.push((await server.send("GET", path, { headers })).status);
  return found;
}

memory.test("one request too many is a problem that says when to come back", async (server) => {
  assert.deepEqual(await statuses(server, "/five", 5), [200, 200, 200, 200, 200]);
  const { status, json, headers } = await server.get("/five");
  assert.equal(status, 429);
  assert.deepEqual(json, { type: "about:blank", title: "Too Many Requests", detail: "Too many requests", status: 429 });
  assert.equal(headers.get("Content-Type"), "application/problem+json");
  const seconds = Number(headers.get("Retry-After"));
  assert.ok(seconds > 3590 && seconds <= 3600, `${seconds}`);
});

memory.test("other routes, health and documentation are not limited by it", async (server) => {
  assert.deepEqual(await statuses(server, "/many", 6), [200, 200, 200, 200, 200, 200]);
  assert.deepEqual(await statuses(server, "/free", 6), [200, 200, 200, 200, 200, 200]);
  assert.deepEqual(await statuses(server, "/docs", 6), [200, 200, 200, 200, 200, 200]);
});

memory.test("behind a proxy on this machine, the clients of the proxy are counted", async (server) => {
  const from = (address: string) => statuses(server, "/five", 6, { "X-Forwarded-For": address });
  const limited = [200, 200, 200, 200, 200, 429];
  assert.deepEqual([await from("203.0.113.1"), await from("203.0.113.2")], [limited, limited]);
  assert.deepEqual(await from("2001:db8::1"), limited);
  assert.deepEqual(await statuses(server, "/five", 1, { "X-Forwarded-For": "2001:db8::2" }), [429]);
});

memory.test("requests that are refused for another reason count", async (server) => {
  assert.equal((await server.post("/two", { text: "much too long" })).status, 422);
  assert.equal((await server.post("/two", { text: "note" })).status, 201);
  assert.equal((await server.post("/two", { text: "other" })).status, 429);
});

memory.test("after Retry-After the next request is answered", async (server) => {
  assert.equal((await server.get("/soon")).status, 200);
  const refused = await server.get("/soon");
  assert.equal(refused.status, 429);
  const seconds = Number(refused.headers.get("Retry-After"));
  assert.ok(seconds === 1 || seconds === 2, `${seconds}`);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  assert.equal((await server.get("/soon")).status, 200);
});

memory.test("keys of any kind count apart, for each route of a router", async (server) => {
  for (const key of ["a", "b/1", "x".repeat(5000), "192.0.2.1"]) {
    assert.deepEqual(await statuses(server, "/keyed/list", 3, { "X-Key": key }), [200, 200, 503]);
  }
  assert.deepEqual(await statuses(server, "/keyed/handler", 3, { "X-Key": "a" }), [200, 200, 503]);
  assert.deepEqual(await statuses(server, "/keyed/list", 3), [200, 200, 503]);
  const { json, headers } = await server.get("/keyed/list");
  assert.deepEqual(json, {
    type: "https://example.com/busy",
    title: "Service Unavailable",
    detail: "Come back later",
    status: 503,
  });
  assert.ok(Number(headers.get("Retry-After")) > 3500);
});

memory.test("all errors are problems", async (server) => {
  for (const [method, path, status] of [["GET", "/no", 404], ["DELETE", "/five", 405]] as const) {
    const answer = await server.send(method, path);
    assert.equal(answer.status, status);
    assert.equal(answer.headers.get("Content-Type"), "application/problem+json");
    assert.deepEqual([answer.json.status, answer.json.type], [status, "about:blank"]);
  }
  const document = (await server.get("/openapi.json")).json;
  const { "429": limited, "422": invalid, "200": fine } = document.paths["/five"].get.responses;
  assert.equal(invalid, undefined);
  assert.deepEqual(Object.keys(limited.content), ["application/problem+json"]);
  assert.deepEqual(Object.keys(limited.headers), ["Retry-After"]);
  assert.deepEqual(Object.keys(fine.content), ["application/json"]);
  assert.equal(document.paths["/free"].get.responses["429"], undefined);
});

/** What a process of a server answers to a connection of its own. */
async function ask(port: number, path: string): Promise<{ readonly worker: string; readonly status: number }> {
  const connection = await connect(port);
  try {
    const { status, headers } = await connection.exchange(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`,
    );
    return { worker: headers.get("x-worker") ?? "", status };
  } finally {
    connection.close();
  }
}

/** Asks until two processes have answered; how often each of them let a request in. */
async function askBoth({ port }: Server, path: string): Promise<ReadonlyMap<string, number>> {
  const allowed = new Map<string, number>();
  for (let round = 0; round < 50; round++) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(port, path)));
    for (const { worker, status } of answers) {
      assert.ok(status === 200 || status === 429, `${status}`);
      allowed.set(worker, (allowed.get(worker) ?? 0) + (status === 200 ? 1 : 0));
    }
    if (allowed.size === 2 && round > 2) return allowed;
  }
  assert.fail(`only ${allowed.size} process answered`);
}

const two = { modules, target: "worker:app", options: ["--workers", "2"] };

const apart = serve("limits of two processes", TEXT, { ...two, environment: { STORAGE: "memory://" } });

apart.test("each counts for itself in memory", async (server) => {
  assert.deepEqual([...(await askBoth(server, "/five")).values()], [5, 5]);
});

const redis = await startRedis();

if ("reason" in redis) {
  Deno.test({ name: `limits in Redis: skipped, ${redis.reason}`, ignore: true, fn: () => {} });
} else {
  const shared = serve("limits in Redis", TEXT, { ...two, environment: { STORAGE: redis.url } });
  shared.test("two processes share a limit", async (server) => {
    const allowed = await askBoth(server, "/five");
    assert.equal([...allowed.values()].reduce((sum, count) => sum + count, 0), 5);
  });
  shared.test("Retry-After comes from what is shared", async (server) => {
    const { status, headers } = await server.get("/five");
    const seconds = Number(headers.get("Retry-After"));
    assert.deepEqual([status, seconds > 3500 && seconds <= 3600], [429, true]);
  });
  const lost = serve("limits without their storage", TEXT, {
    modules,
    environment: { STORAGE: "redis://127.0.0.1:9" },
  });
  lost.test("nothing is limited, the log says so, and nobody waits", async (server) => {
    const began = performance.now();
    assert.deepEqual(await statuses(server, "/five", 8), [200, 200, 200, 200, 200, 200, 200, 200]);
    assert.ok(performance.now() - began < 3000);
    assert.equal(server.log().split("Nothing is limited for 5.0 seconds").length, 2);
  });
  Deno.test.afterAll(() => redis.stop());
}
