/** Middleware, mounts and health checks on a real server: what browsers, proxies and load balancers see of them. */

import assert from "node:assert/strict";
import { connect, type RawAnswer } from "./raw.ts";
import { configFile, serve, type Server } from "./server.ts";

const LAYERS = `
from fastapi import HTTPException, Request
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


async def guard(request: Request, call_next):
    if "X-Guarded" in request.headers:
        raise HTTPException(409, "Guarded")
    try:
        response = await call_next(request)
    except LookupError:
        response = PlainTextResponse("caught", 503)
    response.headers.append("X-Layer", "guard")
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


async def broken():
    raise LookupError("nobody should see this")


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

const INNER = `
router:
  name: imported
  prefix: /imported
  middleware:
    - kind: trustedhost
      config: { hosts: [127.0.0.1] }
    - kind: custom
      config: { class_path: layers.Tag, value: imported, times: 1 }
  routes:
    - { path: /one, method: GET, pipeline: [{ return: { one: 1 } }] }
`;

const modules = { "inner.yaml": INNER, "layers.py": LAYERS, "checks.py": CHECKS, "admin.py": ADMIN };
const environment = { HOSTS: "127.0.0.1, api.example.com", APP: "app", INNER: "inner" };

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
  assert.equal(headers.get("access-control-expose-headers"), "ETag, Link, Location, X-Total-Count");
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

const OUTER = "shield, timing, outerouter";

test("a router has layers of its own, inside of those of the application", async (server) => {
  const { status, json: note, headers } = await server.post("/api/inner/notes", { text: "x".repeat(200) });
  assert.deepEqual([status, headers.get("x-layer")], [201, `guard, inner, ${OUTER}`]);
  const missing = await server.get(`/api/inner/notes/${crypto.randomUUID()}`);
  assert.deepEqual([missing.status, missing.headers.get("x-layer")], [404, `guard, inner, ${OUTER}`]);
  const malformed = await server.get("/api/inner/notes/x");
  assert.deepEqual([malformed.status, malformed.headers.get("x-layer")], [422, `guard, inner, ${OUTER}`]);
  for (const path of [`/api/notes/${note.id}`, "/api/inner", "/health"]) {
    assert.equal((await server.get(path)).headers.get("x-layer"), OUTER, path);
  }
  const compressed = { "Accept-Encoding": "gzip" };
  const inner = await raw(server, `GET /api/inner/notes/${note.id}`, compressed);
  assert.equal(inner.headers.get("content-encoding"), "gzip");
  const outer = await raw(server, `GET /api/notes/${note.id}`, compressed);
  assert.equal(outer.headers.get("content-encoding"), undefined);
});

test("another method of a router's path passes none of its layers, and is told of all methods", async (server) => {
  const { status, headers } = await raw(server, "PUT /api/inner/notes", {});
  assert.deepEqual([status, headers.get("allow"), headers.get("x-layer")], [405, "POST", OUTER]);
});

test("a layer of a router answers in place of its routes, and sees what they raise", async (server) => {
  const headers = { "X-Guarded": "1" };
  const guarded = await fetch(`${server.origin}/api/inner/notes/x`, { headers });
  assert.deepEqual([guarded.status, await guarded.json()], [409, { detail: "Guarded" }]);
  assert.equal(guarded.headers.get("x-layer"), OUTER, "what a layer raises is answered outside of the router");
  assert.notEqual((await fetch(`${server.origin}/api/notes/x`, { headers })).status, 409);
  const broken = await fetch(`${server.origin}/api/inner/broken`);
  assert.deepEqual([broken.status, await broken.text()], [503, "caught"]);
});

test("a router of an imported file trusts hosts of its own", async (server) => {
  const { status, headers } = await raw(server, "GET /api/imported/one", {});
  assert.deepEqual([status, headers.get("x-layer")], [200, `imported, ${OUTER}`]);
  const refused = await raw(server, "GET /api/imported/one", { Host: "api.example.com" });
  assert.deepEqual([refused.status, refused.body], [400, "Invalid host header"]);
  assert.equal(refused.headers.get("x-layer"), OUTER, "the application's layers are outside");
  assert.equal((await raw(server, "GET /api/notes", { Host: "api.example.com" })).status, 200);
});

test("compressed answers have weak tags, and clients that have them get none", async (server) => {
  const { json: note } = await server.post("/api/inner/notes", { text: "y".repeat(300) });
  const path = `GET /api/inner/notes/${note.id}`;
  const plain = await raw(server, path, { "Accept-Encoding": "identity" });
  const strong = plain.headers.get("etag") ?? "";
  assert.match(strong, /^"[0-9a-f]{32}"$/);
  assert.equal((await server.get(`/api/inner/notes/${note.id}`)).status, 200);
  const known = { headers: { "If-None-Match": strong } };
  assert.equal((await server.send("GET", `/api/inner/notes/${note.id}`, known)).status, 304);
  const compressed = await raw(server, path, { "Accept-Encoding": "gzip" });
  assert.equal(compressed.headers.get("content-encoding"), "gzip");
  assert.equal(compressed.headers.get("etag"), `W/${strong}`);
  for (const tag of [strong, `W/${strong}`, `"other", W/${strong}`]) {
    const again = await raw(server, path, { "Accept-Encoding": "gzip", "If-None-Match": tag });
    assert.deepEqual([again.status, again.body], [304, ""], tag);
    assert.equal(again.headers.get("etag"), tag === strong ? strong : `W/${strong}`);
    assert.match(again.headers.get("vary") ?? "", /Accept-Encoding/);
  }
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
