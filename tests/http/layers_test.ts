/** Middleware, mounts and health checks on a real server: what browsers, proxies and load balancers see of them. */

import assert from "node:assert/strict";
import { connect, type RawAnswer } from "./raw.ts";
import { configFile, serve, type Server } from "./server.ts";

const LAYERS = `
from fastapi import Request
from fastapi.responses import PlainTextResponse


class Tag:
    def __init__(self, app, value, times):
        self.app = app
        self.value = (value * times).encode()

    async def __call__(self, scope, receive, send):
        async def tagged(message):
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-layer", self.value)]
            await send(message)

        await self.app(scope, receive, tagged)


async def timing(request: Request, call_next):
    response = await call_next(request)
    response.headers.append("X-Layer", "timing")
    return response


async def shield(request, call_next):
    if "X-Teapot" in request.headers:
        return PlainTextResponse("short and stout", 418)
    await request.body()
    response = await call_next(request)
    response.headers.append("X-Layer", "shield")
    return response
`;

const CHECKS = `
import time

state = {"queue": "ok", "disk": "ok"}


async def switch(body):
    state.update(queue=body.queue, disk=body.disk)


async def check_queue():
    if state["queue"] == "raise":
        raise ConnectionError("the queue is at secret.internal")
    return state["queue"] == "ok"


def check_disk():
    if state["disk"] == "hang":
        time.sleep(7)
    return None if state["disk"] == "ok" else False
`;

const ADMIN = `
from fastapi import FastAPI, Request

app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)


@app.get("/{page}")
def show(page: str, request: Request):
    return {"page": page, "below": request.scope["root_path"]}
`;

const modules = { "layers.py": LAYERS, "checks.py": CHECKS, "admin.py": ADMIN };
const environment = { HOSTS: "127.0.0.1, api.example.com", APP: "app" };

const { test, testDocumentation } = serve("layers", configFile("layers.yaml"), { modules, environment });

const ORIGIN = "https://app.example.com";

/** Sends one request as it stands, which `fetch` does not. */
async function raw(server: Server, line: string, headers: Readonly<Record<string, string>>): Promise<RawAnswer> {
  const connection = await connect(server.port);
  try {
    const all = { Host: "127.0.0.1", Connection: "close", ...headers };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    return await connection.exchange(`${[`${line} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n`);
  } finally {
    connection.close();
  }
}

test("a browser's preflight is answered for the origin that may call", async (server) => {
  const asked = {
    Origin: ORIGIN,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "x-request-id",
  };
  const { status, headers } = await raw(server, "OPTIONS /api/notes", asked);
  assert.equal(status, 200);
  assert.equal(headers.get("access-control-allow-origin"), ORIGIN);
  assert.equal(headers.get("access-control-allow-credentials"), "true");
  assert.equal(headers.get("access-control-allow-methods"), "GET, POST");
  assert.match(headers.get("access-control-allow-headers") ?? "", /X-Request-ID/);
  assert.equal(headers.get("access-control-max-age"), "60");
  assert.equal(headers.get("x-layer"), undefined, "CORS stands outside of the user's layers");
});

test("other origins, methods and headers are refused", async (server) => {
  for (
    const asked of [
      { Origin: "https://evil.example", "Access-Control-Request-Method": "GET" },
      { Origin: "http://app.example.com", "Access-Control-Request-Method": "GET" },
      { Origin: ORIGIN, "Access-Control-Request-Method": "DELETE" },
      { Origin: ORIGIN, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "x-other" },
    ]
  ) assert.equal((await raw(server, "OPTIONS /api/notes", asked)).status, 400, JSON.stringify(asked));
  const { headers } = await raw(server, "GET /api/notes", { Origin: "https://evil.example" });
  assert.equal(headers.get("access-control-allow-origin"), undefined);
});

test("scripts may read the headers that the routes set", async (server) => {
  const { status, headers } = await raw(server, "GET /api/notes", { Origin: ORIGIN });
  assert.equal(status, 200);
  assert.equal(headers.get("access-control-allow-origin"), ORIGIN);
  assert.equal(headers.get("access-control-expose-headers"), "Link, Location, X-Total-Count");
  assert.match(headers.get("vary") ?? "", /Origin/);
});

test("only the hosts of the environment are served", async (server) => {
  for (const host of ["api.example.com", "API.example.com:8000", "127.0.0.1"]) {
    assert.equal((await raw(server, "GET /api/notes", { Host: host })).status, 200, host);
  }
  for (const host of ["evil.example", "api.example.com.evil.example", "sub.api.example.com"]) {
    const { status, body, headers } = await raw(server, "GET /api/notes", { Host: host });
    assert.deepEqual([status, body], [400, "Invalid host header"], host);
    assert.equal(headers.get("x-layer"), undefined, "refused before any other layer");
  }
});

test("answers are compressed from the size on that the config names", async (server) => {
  const small = await raw(server, "GET /api/notes", { "Accept-Encoding": "gzip" });
  assert.equal(small.headers.get("content-encoding"), undefined);
  const { json: note } = await server.post("/api/notes", { text: "x".repeat(1000) });
  assert.equal((await server.get(`/api/notes/${note.id}`)).status, 200);
  const large = await raw(server, `GET /api/notes/${note.id}`, { "Accept-Encoding": "gzip" });
  assert.equal(large.headers.get("content-encoding"), "gzip");
  assert.ok(large.body.length < 400);
  const plain = await raw(server, `GET /api/notes/${note.id}`, { "Accept-Encoding": "identity" });
  assert.equal(JSON.parse(plain.body).text.length, 1000);
});

test("the first layer is the outermost", async (server) => {
  const { headers } = await server.get("/api/notes");
  assert.equal(headers.get("x-layer"), "shield, timing, outerouter");
  const missing = await server.get(`/api/notes/${crypto.randomUUID()}`);
  assert.deepEqual([missing.status, missing.headers.get("x-layer")], [404, "shield, timing, outerouter"]);
});

test("a function can answer in place of the application", async (server) => {
  const response = await fetch(`${server.origin}/api/notes`, { headers: { "X-Teapot": "1" } });
  assert.deepEqual([response.status, await response.text()], [418, "short and stout"]);
  assert.equal(response.headers.get("x-layer"), "timing, outerouter");
});

test("a mounted application gets what is below its path", async (server) => {
  assert.deepEqual((await server.get("/admin/users")).json, { page: "users", below: "/admin" });
  assert.equal((await raw(server, "GET /api/admin/users", {})).status, 404);
});

const READY = { database: "ok", "checks.check_queue": "ok", "checks.check_disk": "ok" };

async function readiness(server: Server, state: Readonly<Record<string, string>>) {
  assert.equal((await server.post("/api/switch", { queue: "ok", disk: "ok", ...state })).status, 200);
  const { status, json, headers } = await server.get("/ready");
  assert.equal(headers.get("cache-control"), "no-store");
  assert.equal((await server.get("/health")).status, 200, "the process lives all the same");
  return [status, json] as const;
}

test("readiness names each check that failed", async (server) => {
  assert.deepEqual(await readiness(server, {}), [200, { status: "ok", checks: READY }]);
  for (const queue of ["false", "raise"]) {
    const checks = { ...READY, "checks.check_queue": "failed" };
    assert.deepEqual(await readiness(server, { queue }), [503, { status: "unavailable", checks }]);
  }
  assert.match(server.log(), /Check checks\.check_queue failed/);
});

test("a check that hangs fails in time, and holds up nobody", async (server) => {
  const start = performance.now();
  const checks = { ...READY, "checks.check_disk": "failed" };
  assert.deepEqual(await readiness(server, { disk: "hang" }), [503, { status: "unavailable", checks }]);
  assert.ok(performance.now() - start < 6500);
  assert.equal((await readiness(server, {}))[0], 200);
});

testDocumentation();
