/** Answers of every kind on a running server: headers, cookies, caches, pages, redirects, files, streams, events. */

import assert from "node:assert/strict";
import { connect } from "./raw.ts";
import { configFile, serve, type Server } from "./server.ts";

const MODULES = [
  "handlers/__init__.py",
  "handlers/pages.py",
  "handlers/files.py",
  "handlers/streams.py",
  "handlers/report.txt",
];

const responses = serve("responses", configFile("../projects/responses/api.yaml"), {
  modules: Object.fromEntries(MODULES.map((path) => [path, configFile(`../projects/responses/${path}`)])),
});
const { test } = responses;

const REPORT = "0123456789abcdefghij\n";

async function newItem(server: Server, name: string) {
  const created = await server.post("/items", { name });
  assert.equal(created.status, 201);
  return created;
}

const get = (server: Server, path: string, headers: Record<string, string>) => server.send("GET", path, { headers });

test("headers and cookies come with an action", async (server) => {
  const created = await newItem(server, "Lamp");
  const { id } = created.json;
  assert.equal(created.headers.get("X-Created"), String(id));
  assert.equal(created.headers.get("Location"), `/items/${id}`);
  assert.deepEqual(created.headers.getSetCookie(), ['theme="dark mode"; Path=/items; SameSite=none; Secure']);
  const { headers } = await server.get(`/items/${id}`);
  assert.equal(headers.get("X-Request-Id"), String(id));
  assert.equal(headers.get("X-Custom"), "static-value");
  assert.equal(headers.get("X-Name"), "Lamp");
  assert.deepEqual(headers.getSetCookie(), [`last_viewed=${id}; HttpOnly; Max-Age=86400; Path=/; SameSite=lax`]);
  assert.equal(headers.get("Cache-Control"), "private, max-age=60");
  assert.equal(headers.get("Vary"), "Accept, Accept-Language");
  const again = await get(server, `/items/${id}`, { "If-None-Match": headers.get("ETag") ?? "" });
  assert.deepEqual([again.status, again.headers.get("X-Request-Id")], [304, String(id)]);
  const removed = await server.remove(`/items/${id}`);
  assert.deepEqual([removed.status, removed.headers.get("X-Deleted"), removed.text], [204, String(id), ""]);
  assert.equal((await server.remove(`/items/${id}`)).status, 404);
});

test("errors have neither", async (server) => {
  const { status, headers } = await server.get("/items/123456789");
  assert.equal(status, 404);
  for (const name of ["X-Custom", "X-Request-Id", "Set-Cookie", "Cache-Control", "ETag"]) {
    assert.equal(headers.get(name), null, name);
  }
});

test("stored text cannot end a header", async (server) => {
  const created = await newItem(server, "a\r\nX-Injected: 1\r\n\r\nbody\u0085ü€\u0007z");
  const { status, headers } = await server.get(`/items/${created.json.id}`);
  assert.equal(status, 200);
  assert.equal(headers.get("X-Injected"), null);
  assert.equal(headers.get("X-Name"), "a X-Injected: 1 body ü? z");
});

for (
  const text of ["a\r\nSet-Cookie: x=1", "a\nX-Injected: 1", "a\rb", "\r\n\r\n<html>", "€uro", "; Domain=evil.test"]
) {
  test(`no query ends a header or a cookie: ${JSON.stringify(text)}`, async (server) => {
    const { status, headers } = await server.get(`/pages/x?echo=${encodeURIComponent(text)}`);
    assert.equal(status, 200);
    assert.equal(headers.get("X-Injected"), null);
    const clean = text.replaceAll(/[\r\n]+/g, " ").replace("€", "?").trim();
    assert.equal(headers.get("X-Echo"), clean);
    const cookies = headers.getSetCookie();
    assert.equal(cookies.length, 1);
    assert.match(cookies[0] ?? "", /^echoed="?[^;]*"?; Path=\/; SameSite=lax$/);
  });
}

test("a value that is not there leaves its header and cookie out", async (server) => {
  const { headers } = await server.get("/pages/x");
  assert.equal(headers.get("X-Page"), "x");
  assert.equal(headers.get("X-Echo"), null);
  assert.deepEqual(headers.getSetCookie(), []);
});

test("pages and texts", async (server) => {
  const page = await server.get("/pages/abc");
  assert.equal(page.text, "<h1>3</h1>");
  assert.equal(page.headers.get("Content-Type"), "text/html; charset=utf-8");
  const typed = await server.get("/typed-page");
  assert.deepEqual([typed.text, typed.headers.get("X-Static")], ["<h1>typed</h1>", "here"]);
  const plain = await server.get("/plain?name=Ada");
  assert.equal(plain.text, "Hello Ada");
  assert.equal(plain.headers.get("Content-Type"), "text/plain; charset=utf-8");
  assert.equal(plain.headers.get("X-Text"), "Hello Ada");
});

test("redirects have the status that was asked for", async (server) => {
  const usual = await server.get("/go");
  assert.deepEqual([usual.status, usual.headers.get("Location")], [307, "/plain?name=you"]);
  assert.deepEqual(usual.headers.getSetCookie(), ["gone=1; Path=/; SameSite=lax"]);
  const other = await server.post("/see-other", {});
  assert.deepEqual([other.status, other.headers.get("Location")], [303, `${server.origin}/go`]);
  assert.equal(other.headers.get("X-Way"), "elsewhere");
});

test("a response of the function's own keeps what it has and gets the rest", async (server) => {
  const page = await server.get("/pages/own");
  assert.deepEqual([page.text, page.headers.get("X-Self"), page.headers.get("X-Page")], ["<p>own</p>", "made", "own"]);
  const text = await server.get("/own/text");
  assert.deepEqual([text.status, text.text, text.headers.get("X-Own")], [200, "own", "text"]);
  assert.deepEqual(text.headers.getSetCookie(), ["own=text; Path=/; SameSite=lax"]);
  const plain = await server.get("/own/plain");
  assert.deepEqual([plain.json, plain.headers.get("X-Own")], [{ plain: "plain" }, "plain"]);
  const file = await server.get("/files/own");
  assert.deepEqual([file.text, file.headers.get("X-Kind")], [REPORT, "own"]);
  const stream = await server.get("/streams/own");
  assert.deepEqual([stream.text, stream.headers.get("X-Kind")], ["own", "own"]);
});

const TAGGED = ["/items", "/pages/abc", "/pages/own", "/own/text", "/own/plain", "/tagged-file"];

for (const path of TAGGED) {
  test(`${path} is not sent again to a client that has it`, async (server) => {
    const first = await server.get(path);
    const tag = first.headers.get("ETag") ?? "";
    assert.match(tag, /^"[0-9a-f]{32}"$/);
    assert.equal((await server.get(path)).headers.get("ETag"), tag);
    const fresh = [tag, `W/${tag}`, `"other", ${tag}`, "*", `W/"a,b", "c" ,${tag}`];
    for (const value of fresh) {
      const again = await get(server, path, { "If-None-Match": value });
      assert.deepEqual([again.status, again.text], [304, ""], value);
      assert.equal(again.headers.get("ETag"), tag);
      assert.equal(again.headers.get("Cache-Control"), first.headers.get("Cache-Control"));
      assert.equal(again.headers.get("Vary"), first.headers.get("Vary"));
      assert.equal(again.headers.get("Content-Type"), null);
    }
    for (const value of ['"other"', "", tag.slice(1, -1), `"${tag}`, '"*"', 'W/"x"']) {
      const again = await get(server, path, { "If-None-Match": value });
      assert.deepEqual([again.status, again.text], [200, first.text], value);
    }
  });
}

test("an entity tag follows the body", async (server) => {
  const before = (await server.get("/items")).headers.get("ETag");
  await newItem(server, "Another");
  assert.notEqual((await server.get("/items")).headers.get("ETag"), before);
});

test("a tag in two header lines counts in either", async (server) => {
  const tag = (await server.get("/typed-page")).headers.get("ETag");
  assert.equal(tag, null);
  const items = (await server.get("/items")).headers.get("ETag");
  const connection = await connect(server.port);
  const lines = ["GET /items HTTP/1.1", "Host: x", 'If-None-Match: "a"', `If-None-Match: ${items}`];
  const answer = await connection.exchange(`${lines.join("\r\n")}\r\nConnection: close\r\n\r\n`);
  connection.close();
  assert.equal(answer.status, 304);
});

test("an error is sent to whoever asks", async (server) => {
  const answer = await get(server, "/items/123456789", { "If-None-Match": "*" });
  assert.equal(answer.status, 404);
  const gone = await get(server, "/own/gone", { "If-None-Match": "*" });
  assert.deepEqual([gone.status, gone.json], [410, { detail: "Gone" }]);
});

test("files are downloads with a name", async (server) => {
  const sent = async (kind: string) => {
    const { text, headers } = await server.get(`/files/${kind}`);
    return [text.length, headers.get("Content-Disposition"), headers.get("X-Kind")];
  };
  assert.deepEqual(await sent("path"), [21, 'attachment; filename="report.txt"', "path"]);
  assert.deepEqual(await sent("bytes"), [10, "attachment", "bytes"]);
  assert.deepEqual(await sent("named"), [8, "attachment; filename*=utf-8''s%C3%B6me%20%22report%22.csv", "named"]);
  assert.deepEqual(await sent("object"), [21, 'attachment; filename="report.txt"', "object"]);
  assert.deepEqual(await sent("buffer"), [200_000, "attachment", "buffer"]);
  assert.deepEqual(await sent("own"), [21, 'attachment; filename="own.txt"', "own"]);
});

test("parts of a file", async (server) => {
  const part = async (range: string, headers = {}) => {
    const answer = await get(server, "/files/path", { Range: range, ...headers });
    return [answer.status, answer.text, answer.headers.get("Content-Range"), answer.headers.get("X-Kind")];
  };
  assert.deepEqual(await part("bytes=0-3"), [206, "0123", "bytes 0-3/21", "path"]);
  assert.deepEqual(await part("bytes=-5"), [206, "ghij\n", "bytes 16-20/21", "path"]);
  assert.deepEqual(await part("bytes=18-"), [206, "ij\n", "bytes 18-20/21", "path"]);
  assert.deepEqual((await part("bytes=99-")).slice(0, 3), [416, "", "bytes */21"]);
  assert.equal((await part("bytes"))[0], 400);
  assert.deepEqual(await part("bytes=0-3", { "If-Range": '"other"' }), [200, REPORT, null, "path"]);
  const both = await get(server, "/files/path", { Range: "bytes=0-1,5-6" });
  assert.equal(both.status, 206);
  assert.match(both.headers.get("Content-Type") ?? "", /^multipart\/byteranges/);
});

test("parts of a file with a tag of its content", async (server) => {
  const tag = (await server.get("/tagged-file")).headers.get("ETag") ?? "";
  const part = await get(server, "/tagged-file", { Range: "bytes=0-1", "If-Range": tag });
  assert.deepEqual([part.status, part.text, part.headers.get("ETag")], [206, "01", tag]);
  const fresh = await get(server, "/tagged-file", { Range: "bytes=0-1", "If-None-Match": tag });
  assert.equal(fresh.status, 304);
  assert.equal((await get(server, "/tagged-file", { Range: "bytes=99-" })).status, 416);
  assert.equal((await get(server, "/tagged-file", { Range: "bytes" })).status, 400);
});

test("streams of everything that can be iterated", async (server) => {
  const expected = {
    bytes: "a,b\n1,2\n",
    text: "a,b\n3,4\n",
    object: "a,b\n5,6\n",
    lines: "0,lines\n1,lines\n2,lines\n",
  };
  for (const [kind, text] of Object.entries(expected)) {
    const answer = await server.get(`/streams/${kind}`);
    assert.deepEqual([answer.status, answer.text, answer.headers.get("X-Kind")], [200, text, kind]);
    assert.equal(answer.headers.get("Content-Type"), "text/csv; charset=utf-8");
  }
  assert.equal((await server.get("/numbers")).text, "0\n1\n2\n");
});

test("events arrive one by one", async (server) => {
  const response = await fetch(`${server.origin}/events`, { headers: { Accept: "text/event-stream" } });
  assert.equal(response.headers.get("Content-Type"), "text/event-stream; charset=utf-8");
  assert.equal(response.headers.get("Cache-Control"), "no-cache");
  assert.deepEqual(response.headers.getSetCookie(), ["seen=yes; Path=/; SameSite=lax"]);
  const events: string[] = [];
  let pending = "";
  let reads = 0;
  assert.ok(response.body);
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    reads += 1;
    const blocks = (pending + part).split("\n\n");
    pending = blocks.pop() ?? "";
    events.push(...blocks);
  }
  assert.deepEqual(events, [
    'data: {"number":1}',
    'data: "two\\nlines"',
    "event: tick\ndata: plain\nid: 3\nretry: 500",
    "data: written",
  ]);
  assert.equal(pending, "");
  assert.ok(reads > 1, "all events came at once");
  // For the look at the documentation.
  assert.equal((await server.get("/events")).status, 200);
});

test("OpenAPI has headers, media types, names and examples", async (server) => {
  const { paths } = (await server.get("/openapi.json")).json;
  const headersOf = (operation: { responses: Record<string, { headers?: object }> }, status: string) =>
    Object.keys(operation.responses[status]?.headers ?? {});
  assert.deepEqual(headersOf(paths["/items/{id}"].get, "200"), [
    "X-Request-Id",
    "X-Custom",
    "X-Name",
    "Set-Cookie",
    "Cache-Control",
    "ETag",
    "Vary",
  ]);
  assert.deepEqual(Object.keys(paths["/items/{id}"].get.responses["304"]), ["description"]);
  assert.equal(paths["/items"].get.operationId, "listItems");
  assert.equal(paths["/items"].get.deprecated, true);
  assert.equal(paths["/items"].get.description, "All of them.");
  assert.deepEqual(paths["/items"].post.requestBody.content["application/json"].example, { name: "Lamp" });
  assert.deepEqual(paths["/items"].post.responses["201"].content["application/json"].example, {
    id: 1,
    name: "Lamp",
    price: "9.50",
  });
  const media = (path: string, status = "200") => Object.keys(paths[path].get.responses[status].content ?? {});
  assert.deepEqual(media("/pages/{name}"), ["text/html"]);
  assert.deepEqual(media("/plain"), ["text/plain"]);
  assert.deepEqual(media("/go", "307"), []);
  assert.deepEqual(media("/files/{kind}"), ["*/*"]);
  assert.deepEqual(media("/streams/{kind}"), ["text/csv"]);
  assert.deepEqual(media("/events"), ["text/event-stream"]);
  assert.equal(paths["/hidden"], undefined);
  const hidden = await server.get("/hidden");
  assert.deepEqual([hidden.text, hidden.headers.get("Cache-Control")], ["secret", "no-store"]);
});

test("headers in a router, from the body and from the result", async (server) => {
  const { json, headers } = await server.put("/things/7", { name: "x" });
  assert.deepEqual([json, headers.get("X-Thing"), headers.get("X-Result")], [{ name: "7x" }, "x", "7x"]);
});

test("nothing went wrong on the way", (server) => {
  assert.doesNotMatch(server.log(), /Traceback|Exception/);
  return Promise.resolve();
});

responses.testDocumentation();
