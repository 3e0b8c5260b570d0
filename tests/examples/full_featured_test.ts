/** The library with every key of the language: a client that touches each kind of thing. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { example, type RunningExample } from "./server.ts";

const test = example("full_featured", { workers: 2 });

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // deno-lint-ignore no-explicit-any
  readonly json: any;
}

/** Sends a request below the base path; what is no text and no form goes as JSON. */
async function send(
  { origin }: RunningExample,
  request: string,
  { json, headers, ...init }: RequestInit & { readonly json?: unknown; readonly headers?: Record<string, string> } = {},
): Promise<Answer> {
  const [method = "", path = ""] = request.split(" ");
  const response = await fetch(`${origin}${path.startsWith("//") ? path.slice(1) : `/api/v1${path}`}`, {
    redirect: "manual",
    method,
    ...init,
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    headers: { ...(json === undefined ? {} : { "content-type": "application/json" }), ...headers },
  });
  const text = await response.text();
  const isJson = text !== "" && /json/.test(response.headers.get("content-type") ?? "");
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function logIn(running: RunningExample, username: string, password: string): Promise<string> {
  const answer = await send(running, "POST /token", { body: new URLSearchParams({ username, password }) });
  assert.deepEqual([answer.status, answer.headers.get("cache-control")], [200, "no-store"]);
  return answer.json.access_token;
}

let number = 0;
async function addBook(running: RunningExample, values: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
  const answer = await send(running, "POST /books", {
    json: { title: `Book ${++number}`, isbn: `isbn-${number}`, pages: 100, ...values },
  });
  assert.equal(answer.status, 201, answer.text);
  return answer;
}

test("a book is made, found by what was computed of it, changed and gone", async (running) => {
  const { json: book, headers } = await addBook(running, { title: "Dune", pages: 612 });
  assert.deepEqual([book.label, book.size, book.words, book.letters, book.firstPart], [
    `Dune (${book.isbn})`,
    "thick",
    ["Dune"],
    { D: 1, u: 1, n: 1, e: 1 },
    { name: "D", weight: null },
  ]);
  assert.equal(headers.get("location"), `/api/v1/books/${book.id}`);
  assert.equal((await send(running, `GET /books/${book.id}`)).json.title, "Dune");
  const patched = await send(running, `PATCH /books/${book.id}`, { json: { pages: 10 } });
  assert.deepEqual([patched.status, patched.json.size, patched.json.title], [200, "thin", "Dune"]);
  assert.ok(patched.json.updatedAt > book.updatedAt);
  const put = await send(running, `PUT /books/${book.id}`, { json: { title: "Emma", isbn: book.isbn, pages: 5 } });
  assert.deepEqual([put.status, put.json.title, put.json.id], [200, "Emma", book.id]);
  assert.equal((await send(running, `DELETE /books/${book.id}`)).status, 204);
  const gone = await send(running, `GET /books/${book.id}`);
  assert.deepEqual([gone.status, gone.json.detail], [404, "There is nothing here"]);
  assert.equal(gone.headers.get("content-type"), "application/problem+json");
});

test("a number is taken once, and mistakes are problem documents", async (running) => {
  const { json: book } = await addBook(running);
  const again = await send(running, "POST /books", { json: { title: "Again", isbn: book.isbn, pages: 1 } });
  assert.deepEqual([again.status, again.json, again.headers.get("x-reason")], [
    409,
    { type: "about:blank", title: "Conflict", detail: "Taken", code: 7, status: 409 },
    "taken",
  ]);
  const wrong = await send(running, "POST /books", { json: { title: "", isbn: "new", pages: 0 } });
  // deno-lint-ignore no-explicit-any
  const places = wrong.json.errors.map(({ loc }: any) => loc.join("."));
  assert.deepEqual([wrong.status, places], [422, ["body.title", "body.pages"]]);
});

test("lists are filtered, sorted and paged", async (running) => {
  const prefix = `List ${++number}`;
  for (const [index, pages] of [10, 20, 30, 40].entries()) {
    await addBook(running, { title: `${prefix} ${index}`, pages });
  }
  const list = async (query: string) => {
    const { status, json } = await send(
      running,
      `GET /books?title__starts_with=${encodeURIComponent(prefix)}&${query}`,
    );
    assert.equal(status, 200);
    // deno-lint-ignore no-explicit-any
    return [json.total, json.items.map(({ pages }: any) => pages)];
  };
  assert.deepEqual(await list(""), [4, [40, 30, 20, 10]]);
  assert.deepEqual(await list("sort=pages&skip=1&limit=2"), [4, [20, 30]]);
  assert.deepEqual(await list("pages__ge=20&pages__lt=40"), [2, [30, 20]]);
  assert.deepEqual(await list("pages__in=10&pages__in=40"), [2, [40, 10]]);
  assert.deepEqual(await list("pages__not_in=10&subtitle__is_null=true"), [3, [40, 30, 20]]);
  assert.deepEqual(await list("title__ends_with=3"), [1, [40]]);
  assert.equal((await send(running, "GET /books?limit=51")).status, 422);
  const all = await send(running, "GET /books/all?limit=1");
  assert.match(all.headers.get("link") ?? "", /rel="next"/);
  assert.equal(all.headers.get("x-total-count"), null);
});

test("pipelines lend books, close loans and open them again", async (running) => {
  const order = await send(running, "POST /loans", { json: { reader: "Ada", bookIds: [1, 2, 3] } });
  const [first, second] = order.json.numbers;
  assert.deepEqual([order.status, order.json.numbers], [200, [first, first + 1, first + 2]]);
  assert.equal((await send(running, "POST /loans", { json: { reader: "Ada", bookIds: [1, 1] } })).status, 422);
  const { total } = (await send(running, "GET /loans/count")).json;
  assert.equal((await send(running, `POST /loans/${first}/close`)).json.state, "closed");
  assert.equal((await send(running, "GET /loans/count")).json.total, total - 1);
  assert.equal((await send(running, `GET /loans/${first}`)).json.state, "closed");
  assert.equal((await send(running, `POST /loans/${first}/reopen`)).json.state, "open");
  assert.deepEqual((await send(running, `DELETE /loans/${second}`)).json, { outcome: "open" });
  assert.equal((await send(running, `GET /loans/${second}`)).status, 404);
  const kept = await send(running, `DELETE /loans/${first}?force=1`);
  assert.deepEqual(kept.json, { outcome: "open" });
});

test("every place of the desk asks for its own credential", async (running) => {
  const [ada, bob] = [await logIn(running, "ada", "lovelace"), await logIn(running, "bob", "builder")];
  const basic = { authorization: `Basic ${btoa("ada:lovelace")}` };
  const good: Readonly<Record<string, readonly [RequestInit & { headers?: Record<string, string> }, unknown]>> = {
    "GET /desk/whoami": [{ headers: basic }, { user: "ada" }],
    "GET /desk/terminal": [{ headers: { cookie: "session=bob-key" } }, { user: "bob" }],
    "GET /desk/robot": [{ headers: bearer("robot") }, { ok: true }],
    "GET /desk/key": [{ headers: { "x-library-key": "ada-key" } }, { user: "ada" }],
    "GET /desk/link?key=bob-key": [{}, { user: { sub: "bob", scopes: ["loans:write"] } }],
    "GET /desk/claims": [{ headers: bearer(bob) }, { sub: "bob" }],
    "POST /desk/machine": [{ headers: bearer(ada) }, true],
  };
  for (const [request, [init, expected]] of Object.entries(good)) {
    const answer = await send(running, request, init);
    assert.ok(answer.status < 300, `${request}: ${answer.status} ${answer.text}`);
    assert.deepEqual(answer.json, expected, request);
    assert.equal(answer.headers.get("cache-control"), "no-store", request);
    const [bare = ""] = request.split("?");
    assert.equal((await send(running, bare)).status, 401, request);
  }
  assert.equal((await send(running, "GET /desk/terminal", { headers: basic })).json.user, "ada");
  assert.equal((await send(running, "GET /desk/loans", { headers: bearer(bob) })).status, 200);
  assert.equal((await send(running, "POST /desk/machine", { headers: bearer(bob) })).status, 403);
  assert.equal((await send(running, "GET /desk/claims", { headers: bearer(`${bob}x`) })).status, 401);
  const wrong = await send(running, "POST /token", { body: new URLSearchParams({ username: "ada", password: "x" }) });
  assert.deepEqual([wrong.status, wrong.headers.get("www-authenticate")], [401, "Bearer"]);
});

test("a search reads its parameters from everywhere, and is answered from the cache", async (running) => {
  const { json: book } = await addBook(running, { title: `Searched ${number}` });
  const path = `/search/1965?q=${encodeURIComponent(book.title)}&kinds=book&kinds=film&ratio=0.5`;
  const id = crypto.randomUUID();
  const found = await send(running, `GET ${path}`, { headers: { "x-request-id": id, cookie: "theme=dark" } });
  const asked = ["year=1965", "ratio=0.5", "code=ABC", "kinds=book film", "kind=book", `request=${id}`, "theme=dark"];
  assert.deepEqual(found.json, { items: [book.title, ...asked, "branch=main"] });
  assert.deepEqual([found.headers.get("x-year"), found.headers.get("cache-control")], ["1965", "private, max-age=60"]);
  const headers = { "x-request-id": id, cookie: "theme=dark", "if-none-match": found.headers.get("etag") ?? "" };
  assert.equal((await send(running, `GET ${path}`, { headers })).status, 304);
  assert.equal((await send(running, "GET /search/999?q=dune")).status, 422);
});

test("forms, files and specimens are taken in", async (running) => {
  const contact = await send(running, "POST /contact", { body: new URLSearchParams({ message: "Hello" }) });
  assert.deepEqual(contact.json, { length: 5 });
  const covers = new FormData();
  covers.append("cover", new File([new Uint8Array(1000)], "front.png", { type: "image/png" }));
  for (const name of ["one", "two"]) covers.append("pages", new File([name], `${name}.txt`, { type: "text/plain" }));
  assert.deepEqual((await send(running, "POST /covers", { body: covers })).json, { size: 1000, pages: 2 });
  covers.set("cover", new File(["x"], "front.exe", { type: "application/octet-stream" }));
  assert.equal((await send(running, "POST /covers", { body: covers })).status, 415);
  const specimen = {
    label: `abc${"abcdefghij"[number % 10]}`,
    passPhrase: "hidden",
    mail: "ada@example.com",
    price: "19.90",
    day: "2026-01-31",
    hour: "09:30:00Z",
    tags: ["old"],
    counts: { pages: 3 },
    part: { name: "lid" },
    extra: [1, { two: null }],
  };
  const made = await send(running, "POST /specimens", { json: specimen });
  assert.equal(made.status, 201, made.text);
  const { passPhrase: _hidden, part: _part, ...shown } = specimen;
  for (const [key, value] of Object.entries(shown)) assert.deepEqual(made.json[key], value, key);
  assert.deepEqual([made.json.source, made.json.part, "passPhrase" in made.json], ["api", {
    name: "lid",
    weight: null,
  }, false]);
  const listed = await send(running, "GET /specimens");
  assert.ok(listed.json.some(({ id }: { readonly id: string }) => id === made.json.id));
  const { id, createdAt } = made.json;
  const donation = await send(running, "POST /donations", { json: { id, createdAt, label: "abcd", secretWord: "x" } });
  assert.deepEqual([donation.status, donation.json], [200, { label: "abcd" }], donation.text);
});

test("answers come as pages, texts, redirects, files, streams and cookies", async (running) => {
  const { json: book } = await addBook(running, { title: 'With "quotes", and a comma' });
  const page = await send(running, "GET /page");
  assert.deepEqual([page.text, page.headers.get("content-type")], ["<h1>Library</h1>", "text/html; charset=utf-8"]);
  assert.match((await send(running, "GET /text")).headers.get("content-type") ?? "", /^text\/plain/);
  const go = await send(running, "GET /go");
  assert.deepEqual([go.status, go.headers.get("location")], [302, "/api/v1/page"]);
  const part = await send(running, "GET /rules", { headers: { range: "bytes=2-5" } });
  assert.deepEqual([part.status, part.text], [206, "loan"]);
  const table = await send(running, "GET /books.csv");
  assert.match(table.headers.get("content-type") ?? "", /^text\/csv/);
  const rows = table.text.split("\r\n");
  assert.equal(rows[0], "title,isbn,pages");
  assert.ok(rows.includes(`"With ""quotes"", and a comma",${book.isbn},100`), table.text);
  const cookies = (await send(running, "POST /cookies")).headers.getSetCookie();
  assert.deepEqual(cookies.map((cookie) => cookie.split(";")[0]), ["theme=dark", "size=large", "token=secret"]);
});

test("layers around the API: hosts, CORS, compression, headers, health, and what is beside it", async (running) => {
  const plain = await send(running, "GET /page", { headers: { origin: "https://app.example.com" } });
  assert.equal(plain.headers.get("access-control-allow-origin"), "https://app.example.com");
  assert.equal(plain.headers.get("x-served-by"), "library");
  assert.match(plain.headers.get("server-timing") ?? "", /^app;dur=\d/);
  const stranger = await send(running, "GET /page", { headers: { origin: "https://evil.example.org" } });
  assert.equal(stranger.headers.get("access-control-allow-origin"), null);
  for (let index = 0; index < 6; index++) await addBook(running);
  const long = await send(running, "GET /books", { headers: { "accept-encoding": "gzip" } });
  assert.match(long.headers.get("vary") ?? "", /Accept-Encoding/);
  const ready = await send(running, "GET //readyz");
  assert.deepEqual(ready.json, { status: "ok", checks: { database: "ok", "handlers.checks.check_rules": "ok" } });
  assert.equal((await send(running, "GET //healthz")).status, 200);
  assert.match((await send(running, "GET //metrics/")).text, /^requests_total\{method="GET"\} \d+$/m);
  assert.equal((await send(running, "GET //help")).status, 200);
  assert.equal((await send(running, "GET //docs")).status, 404);
});

test("a client that asks too much has to wait", async (running) => {
  const headers = { authorization: `Basic ${btoa("ada:lovelace")}`, "x-library-key": "a-client-of-its-own" };
  const ask = () => send(running, "GET /desk/whoami", { headers });
  const answers = [];
  for (let index = 0; index < 130; index++) answers.push(await ask());
  const refused = answers.find(({ status }) => status === 429);
  assert.ok(refused);
  assert.match(refused.headers.get("retry-after") ?? "", /^\d+$/);
});

/** A WebSocket and what it hears, one message after the other. */
async function open(running: RunningExample, path: string) {
  const socket = new WebSocket(`${running.origin.replace("http", "ws")}/api/v1${path}`);
  socket.binaryType = "arraybuffer";
  const heard: unknown[] = [];
  const waiting: ((data: unknown) => void)[] = [];
  socket.onmessage = ({ data }) => {
    const next = waiting.shift();
    if (next === undefined) heard.push(data);
    else next(data);
  };
  const hasOpened = await new Promise<boolean>((resolve) => {
    socket.onopen = () => resolve(true);
    socket.onerror = () => resolve(false);
  });
  const next = () =>
    new Promise<unknown>((resolve) => {
      if (heard.length > 0) resolve(heard.shift());
      else waiting.push(resolve);
    });
  const close = () =>
    new Promise<void>((resolve) => {
      socket.onclose = () => resolve();
      socket.close();
    });
  return { socket, hasOpened, next, close };
}

test("desks answer over WebSockets, as do the printer of labels and the scanner", async (running) => {
  const { json: book } = await addBook(running, { title: `Asked ${number}` });
  const desk = await open(running, "/ws/desks/info?key=bob-key&branch=north");
  assert.deepEqual(JSON.parse(String(await desk.next())), { desk: "info", branch: "north" });
  desk.socket.send(JSON.stringify({ title: book.title }));
  assert.deepEqual(JSON.parse(String(await desk.next())), { to: "bob", titles: [book.title] });
  desk.socket.send("[]");
  assert.deepEqual(Object.keys(JSON.parse(String(await desk.next()))), ["detail"]);
  await desk.close();
  assert.equal((await open(running, "/ws/desks/info?key=nobody")).hasOpened, false);
  const printer = await open(running, "/ws/labels");
  printer.socket.send("dune");
  assert.equal(await printer.next(), "DUNE");
  await printer.close();
  const scanner = await open(running, "/ws/scans");
  scanner.socket.send(new Uint8Array([1, 2, 3]));
  const digest = await scanner.next();
  assert.ok(digest instanceof ArrayBuffer);
  assert.deepEqual(
    [...new Uint8Array(digest)],
    [...createHash("sha256").update(new Uint8Array([1, 2, 3])).digest()],
  );
  await scanner.close();
});
