/** Errors: those of the config, those that every application has, and what they hide. */

import assert from "node:assert/strict";
import { connect } from "./raw.ts";
import { configFile, serve, type Server } from "./server.ts";

/** The generated application with endpoints and a store that fail. */
const SABOTAGE = `
from fastapi import FastAPI
from generated.application import create_app
from generated.dependencies import get_repository
from generated.runtime.exceptions import UnavailableError

app = create_app()


class Broken:
    async def list(self, *_args: object, **_options: object) -> None:
        raise RuntimeError("s3cret reason")

    async def get(self, *_args: object, **_options: object) -> None:
        raise UnavailableError("s3cret host")


broken = create_app()
broken.dependency_overrides[get_repository] = Broken
app.mount("/broken", broken)
`;

const errors = serve("errors", configFile("errors.yaml"), {
  target: "sabotage:app",
  modules: { "sabotage.py": SABOTAGE },
});
const { test } = errors;

const UNKNOWN = "00000000-0000-4000-8000-000000000000";
let counter = 0;

async function newBook(server: Server): Promise<{ readonly id: string; readonly isbn: string }> {
  const { status, json } = await server.post("/books", { title: "Book", isbn: `isbn-${++counter}` });
  assert.equal(status, 201);
  return json;
}

test("a named error has its status, body and headers", async (server) => {
  const { status, json, headers } = await server.get(`/books/${UNKNOWN}`);
  assert.equal(status, 404);
  assert.deepEqual(json, { detail: "There is no such book", code: 17, help: { see: ["books", "ü"], none: null } });
  assert.deepEqual([headers.get("X-Reason"), headers.get("Cache-Control")], ["missing", "no-store"]);
});

test("an error without a body speaks by its status", async (server) => {
  const { status, json } = await server.patch(`/books/${UNKNOWN}`, { title: "x" });
  assert.deepEqual([status, json], [410, { detail: "Gone" }]);
});

test("an error written in place has its own body and headers", async (server) => {
  const { isbn } = await newBook(server);
  const { status, json, headers } = await server.post("/books", { title: "x", isbn });
  assert.deepEqual([status, json, headers.get("X-Twin")], [418, { detail: "A twin", hint: "tea" }, "yes"]);
  const removed = await server.remove(`/books/${UNKNOWN}`);
  assert.deepEqual([removed.status, removed.json], [404, { detail: "Nothing to delete" }]);
});

test("a conflict on update is the route's own", async (server) => {
  const [first, second] = [await newBook(server), await newBook(server)];
  const { status, json } = await server.patch(`/books/${first.id}`, { isbn: second.isbn });
  assert.deepEqual([status, json], [409, { detail: "Already there" }]);
  assert.equal((await server.get(`/books/${first.id}`)).json.isbn, first.isbn);
  assert.equal((await server.patch(`/books/${first.id}`, { isbn: first.isbn })).status, 200);
  assert.equal((await server.remove(`/books/${second.id}`)).status, 204);
});

test("invalid requests can have a status and a body of their own", async (server) => {
  const created = await server.post("/books", { title: "" });
  assert.equal(created.status, 400);
  const [{ loc, type, ...rest }] = created.json.errors;
  assert.deepEqual([loc, type, Object.keys(rest)], [["body", "title"], "string_too_short", ["msg"]]);
  assert.deepEqual({ ...created.json, errors: [] }, { detail: "Read the manual", manual: "/docs", errors: [] });
  const { id } = await newBook(server);
  const changed = await server.patch(`/books/${id}`, { title: null });
  assert.deepEqual([changed.status, changed.json.detail], [422, "Not a change"]);
  assert.equal((await server.patch("/books/nonsense", {})).json.detail, "Not a change");
});

test("without a mapping the built-in errors answer", async (server) => {
  const { isbn } = await newBook(server);
  const missing = await server.get(`/plain/${UNKNOWN}`);
  assert.deepEqual([missing.status, missing.json], [404, { detail: "Book not found" }]);
  assert.equal((await server.put(`/plain/${UNKNOWN}`, {})).status, 404);
  const twin = await server.post("/plain", { title: "x", isbn });
  assert.deepEqual([twin.status, twin.json], [409, { detail: "Book with this isbn already exists" }]);
  const invalid = await server.post("/plain", {});
  assert.deepEqual([invalid.status, invalid.json], [422, {
    detail: "Validation error",
    errors: [{ loc: ["body", "title"], msg: "Field required", type: "missing" }],
  }]);
});

test("values are unique together, and null never collides", async (server) => {
  const place = { title: "x", shelf: 1, place: ++counter };
  const created = await server.post("/plain", place);
  const { id } = created.json;
  assert.deepEqual((await server.get(created.headers.get("Location") ?? "")).json, created.json);
  assert.deepEqual((await server.get(`/plain/${id}`)).json, created.json);
  const twin = await server.post("/plain", place);
  assert.deepEqual([twin.status, twin.json], [409, { detail: "Book with this shelf and place already exists" }]);
  assert.equal((await server.post("/plain", { ...place, shelf: 2 })).status, 201);
  assert.equal((await server.post("/plain", { ...place, shelf: null })).status, 201);
  assert.equal((await server.post("/plain", { ...place, shelf: null })).status, 201);
  assert.equal((await server.put(`/plain/${id}`, { shelf: 2 })).status, 409);
  assert.equal((await server.put(`/plain/${id}`, { shelf: 1 })).status, 200);
});

test("405 names every method of the path", async (server) => {
  const cases = [["PUT", "/books", "GET, POST"], ["POST", `/books/${UNKNOWN}`, "DELETE, GET, PATCH"]];
  for (const [method = "", path = "", allowed] of [...cases, ["DELETE", "/plain", "POST"]]) {
    const { status, json, headers } = await server.send(method, path);
    assert.deepEqual(
      [status, json, headers.get("Allow")],
      [405, { detail: "Method Not Allowed" }, allowed],
      `${method} ${path}`,
    );
  }
  for (const method of ["HEAD", "OPTIONS"]) {
    const { status, headers } = await server.send(method, "/books");
    assert.deepEqual([status, headers.get("Allow")], [405, "GET, POST"], method);
  }
});

test("an unknown path is 404 in JSON", async (server) => {
  for (const path of ["/", "/nothing", "/books/a/b", "/Books", "/%2e%2e/etc/passwd", "/books/%00/x"]) {
    const { status, json } = await server.get(path);
    assert.deepEqual([status, json], [404, { detail: "Not Found" }], path);
  }
});

test("a slash too many leads to the path without", async (server) => {
  const { status, headers } = await server.get("/books/?x=1");
  assert.deepEqual([status, headers.get("Location")], [307, `${server.origin}/books?x=1`]);
});

test("an unexpected failure is hidden, and logged", async (server) => {
  const { status, json, text } = await server.get("/broken/books");
  assert.deepEqual([status, json], [500, { detail: "Internal server error" }]);
  assert.ok(!text.includes("s3cret"));
  const end = performance.now() + 5000;
  while (!server.log().includes("s3cret") && performance.now() < end) await new Promise((done) => setTimeout(done, 10));
  assert.match(server.log(), /Traceback[\s\S]*RuntimeError: s3cret reason/);
  assert.equal((await server.get("/books")).status, 200);
});

test("a store that does not answer is 503, without its reason", async (server) => {
  const { status, json } = await server.get(`/broken/plain/${UNKNOWN}`);
  assert.deepEqual([status, json], [503, { detail: "Service unavailable" }]);
});

test("an address below a mounted path leads back there", async (server) => {
  const created = await server.post("/books", { title: "x" });
  assert.equal(created.headers.get("Location"), `/books/${created.json.id}`);
});

test("a target that is no path harms nothing", async (server) => {
  for (const target of ["//books", "/books?%", "/books?=&&=", "/books/%zz", "/books/%FF", "*", "http://other/books"]) {
    const connection = await connect(server.port);
    try {
      const { status } = await connection.exchange(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      assert.ok([200, 400, 404, 422].includes(status), `${target}: ${status}`);
    } finally {
      connection.close();
    }
  }
});

errors.testDocumentation();
