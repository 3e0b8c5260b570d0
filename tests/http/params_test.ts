/** Parameters of every source, and uploads that are too large, lie about their size or never end. */

import assert from "node:assert/strict";
import { connect } from "./raw.ts";
import { type Answer, configFile, serve, type Server } from "./server.ts";

const MEMORY = `
import re
from pathlib import Path


def usage() -> dict[str, int]:
    status = Path("/proc/self/status").read_text()
    return {name: int(size) for name, size in re.findall(r"^(VmRSS|VmHWM):\\s+(\\d+)", status, re.M)}
`;
const ROUTE = "\n  - { path: /memory, method: GET, handler: memory.usage }\nrouters:";
const HANDLERS = ["__init__", "files", "search"].map((name) => `handlers/${name}.py`);

const params = serve("params", configFile("../projects/params/api.yaml").replace("\nrouters:", ROUTE), {
  modules: {
    "memory.py": MEMORY,
    ...Object.fromEntries(HANDLERS.map((path) => [path, configFile(`../projects/params/${path}`)])),
  },
});
const { test } = params;

const MEBIBYTE = 2 ** 20;
const ID = "00000000-0000-4000-8000-000000000000";
const HEADERS = { "X-Request-ID": ID };
const FORM = { "content-type": "application/x-www-form-urlencoded" };

interface Part {
  readonly name: string;
  readonly filename?: string;
  readonly type?: string;
  readonly size: number;
}

const encoder = new TextEncoder();

function headOf({ name, filename, type }: Part): string {
  const file = filename === undefined ? "" : `; filename="${filename}"`;
  const media = type === undefined ? "" : `Content-Type: ${type}\r\n`;
  return `--b\r\nContent-Disposition: form-data; name="${name}"${file}\r\n${media}\r\n`;
}

/** A form whose parts have as many bytes as they say. */
function form(
  ...parts: readonly Part[]
): { readonly body: Uint8Array<ArrayBuffer>; readonly headers: Record<string, string> } {
  const pieces = parts.flatMap((
    part,
  ) => [encoder.encode(headOf(part)), new Uint8Array(part.size).fill(120), encoder.encode("\r\n")]);
  const all = [...pieces, encoder.encode("--b--\r\n")];
  const body = new Uint8Array(all.reduce((total, piece) => total + piece.length, 0));
  let offset = 0;
  for (const piece of all) {
    body.set(piece, offset);
    offset += piece.length;
  }
  return { body, headers: { "content-type": "multipart/form-data; boundary=b" } };
}

const pdf = (size: number, filename = "a.pdf"): Part => ({ name: "document", filename, type: "application/pdf", size });

function detailsOf({ json }: Answer): readonly string[] {
  return json.errors.map(({ loc }: { loc: readonly string[] }) => loc.join("."));
}

test("values arrive with their types", async (server) => {
  const query = new URLSearchParams({
    text: "ab",
    page: "7",
    ratio: "0.5",
    price: "1.50",
    exact: "true",
    day: "2024-02-29",
  });
  for (const tag of ["red", "green"]) query.append("tags", tag);
  for (const id of ["1", "2"]) query.append("ids", id);
  query.set("from", "here");
  query.set("sortBy", "name");
  const { status, json } = await server.send("GET", `/search?${query}`, {
    headers: { ...HEADERS, Cookie: "session=abcd; visits=3", "User-Agent": "test", "Accept-Language": "de" },
  });
  assert.equal(status, 200);
  assert.deepEqual(
    ["text", "page", "ratio", "price", "exact", "day", "tags", "ids", "from_", "sort_by"].map((name) => json[name]),
    [
      "'ab'",
      "7",
      "0.5",
      "Decimal('1.50')",
      "True",
      "datetime.date(2024, 2, 29)",
      "['red', 'green']",
      "[1, 2]",
      "'here'",
      "'name'",
    ],
  );
  assert.deepEqual([json.session, json.visits, json.user_agent, json.accept_language], [
    "'abcd'",
    "3",
    "'test'",
    "'de'",
  ]);
  assert.equal(json.x_request_id, `UUID('${ID}')`);
});

test("what is left out has its default", async (server) => {
  const { status, json } = await server.send("GET", "/search?text=ab", { headers: HEADERS });
  assert.equal(status, 200);
  assert.deepEqual([json.page, json.kind, json.tags, json.ids, json.visits], ["1", "'book'", "[]", "None", "0"]);
  assert.match(json.since, /^datetime\.datetime\(2020, 1, 1, 0, 0, tzinfo=/);
  const again = await server.send("GET", "/search?text=ab", { headers: HEADERS });
  assert.equal(again.json.tags, "[]");
});

test("junk is refused with its place, and without an echo", async (server) => {
  const bad = await server.send("GET", "/search?page=0&ratio=1&kind=song&tags=Red&since=yesterday", {
    headers: { "X-Request-ID": "nonsense-1", Cookie: "session=abc" },
  });
  assert.equal(bad.status, 422);
  assert.deepEqual(
    new Set(detailsOf(bad)),
    new Set([
      "query.text",
      "query.page",
      "query.ratio",
      "query.kind",
      "query.tags.0",
      "query.since",
      "header.X-Request-ID",
      "cookie.session",
    ]),
  );
  assert.ok(!bad.text.includes("nonsense-1") && !bad.text.includes("yesterday"));
});

test("a form is read like JSON is", async (server) => {
  const good = await server.send("POST", "/login", {
    body: "username=ada&password=12345678&scopes=read&scopes=write",
    headers: FORM,
  });
  assert.deepEqual(good.json, { username: "ada", length: 8, remember: false, scopes: ["read", "write"] });
  const bad = await server.send("POST", "/login", { body: "username=a&scopes=all", headers: FORM });
  assert.deepEqual([bad.status, bad.json.detail], [400, "That cannot be right"]);
  assert.deepEqual(new Set(detailsOf(bad)), new Set(["body.username", "body.password", "body.scopes.0"]));
  assert.ok(!bad.text.includes('"all"'));
});

test("a path parameter has the type and the bounds that are declared", async (server) => {
  assert.deepEqual((await server.get("/years/2024/days/2024-02-29")).json, { year: 2024, weekday: 3 });
  assert.equal((await server.get("/years/1899/days/2024-02-29")).status, 422);
  assert.equal((await server.get("/years/2024/days/2023-02-29")).status, 422);
});

test("pipelines and actions read parameters", async (server) => {
  const made = await server.send("POST", "/items/import?kind=book", { body: "name=Ada", headers: FORM });
  assert.deepEqual([made.status, made.json.name, made.json.kind], [201, "Ada", "book"]);
  const refused = await server.send("POST", "/items/import", { body: "name=nobody", headers: FORM });
  assert.equal(refused.status, 422);
  const garbled = await server.send("POST", "/items/import", { body: "junk", headers: form().headers });
  assert.equal(garbled.status, 400);
  assert.equal((await server.get("/items")).json.length, 1);
  assert.equal((await server.get("/items?kind=film")).json.length, 0);
  assert.equal((await server.get("/items?kind=song")).status, 422);
  const tenant = { "X-Tenant": "ours" };
  assert.equal((await server.send("GET", `/items/${made.json.id}`, { headers: tenant })).json.name, "Ada");
  assert.equal((await server.send("GET", `/items/${ID}`, { headers: tenant })).status, 404);
  assert.deepEqual(detailsOf(await server.get(`/items/${made.json.id}`)), ["header.X-Tenant"]);
});

test("files of no byte, of the greatest size, and of one byte more", async (server) => {
  for (const [size, status] of [[0, 200], [2 * MEBIBYTE, 200], [2 * MEBIBYTE + 1, 413]] as const) {
    const answer = await server.send("POST", "/documents", form(pdf(size)));
    assert.equal(answer.status, status, `${size} bytes`);
    if (status === 200) assert.deepEqual([answer.json.name, answer.json.size], ["a.pdf", size]);
    else assert.deepEqual(answer.json, { detail: "Content too large" });
  }
});

test("a file is accepted by its extension or its media type", async (server) => {
  const send = async (filename: string, type: string) =>
    (await server.send("POST", "/documents", form({ name: "document", filename, type, size: 3 }))).status;
  assert.equal(await send("a.PDF", "text/plain"), 200);
  assert.equal(await send("a", "image/png; charset=x"), 200);
  assert.equal(await send("a.pdf.exe", "application/octet-stream"), 415);
  assert.equal(await send("pdf", "images/png"), 415);
});

test("names of files lose their folders", async (server) => {
  for (
    const [sent, shown] of [["../../etc/passwd.pdf", "passwd.pdf"], ["C:\\\\a\\\\b.pdf", "b.pdf"], [
      "/.pdf",
      "pdf",
    ]] as const
  ) {
    const { json, status } = await server.send("POST", "/documents", form({ ...pdf(1, sent), type: "image/png" }));
    assert.deepEqual([status, json.name], [200, shown]);
  }
});

test("what was not chosen is absent", async (server) => {
  const none = await server.send("POST", "/documents", form({ name: "document", filename: "", size: 0 }));
  assert.deepEqual([none.status, detailsOf(none)], [422, ["body.document"]]);
  const one: Part = { name: "documents", filename: "a", size: 1 };
  const blank: Part = { name: "cover", filename: "", size: 0 };
  const some = await server.send("POST", "/documents/batch", form(one, blank));
  assert.deepEqual([some.status, some.json], [200, { sizes: [1], cover: null }]);
});

test("several files have a limit each, and there are only so many", async (server) => {
  const file = (size: number): Part => ({ name: "documents", filename: "a", size });
  const send = (...parts: readonly Part[]) => server.send("POST", "/documents/batch", form(...parts));
  const good = await send(file(1024), file(0), file(1));
  assert.deepEqual([good.status, good.json.sizes], [200, [1024, 0, 1]]);
  const large = await send(file(1), file(1025));
  assert.deepEqual([large.status, large.json], [413, { detail: "Keep it small", limit: "1 kb" }]);
  const many = await send(file(1), file(1), file(1), file(1));
  assert.deepEqual([many.status, detailsOf(many)], [422, ["body.documents"]]);
  const flood = await send(...Array.from({ length: 40 }, () => file(1)));
  assert.equal(flood.status, 400);
  const text = await send({ name: "documents", size: 3 });
  assert.equal(text.status, 422);
});

test("what is no form is malformed", async (server) => {
  const { headers } = form();
  for (const [method, path] of [["POST", "/documents"], ["PUT", "/documents/7"], ["POST", "/uploads/photo"]] as const) {
    const { status, json } = await server.send(method, path, { body: "junk", headers });
    assert.deepEqual([status, json], [400, { detail: "Invalid multipart data." }]);
  }
});

test("a pipeline gets files by their names", async (server) => {
  const replacement = (size: number): Part => ({ name: "replacement", filename: "b", size });
  assert.deepEqual((await server.send("PUT", "/documents/7", form(replacement(5)))).json, { size: 5 });
  assert.equal((await server.send("PUT", "/documents/7", form(replacement(50 * MEBIBYTE + 1)))).status, 413);
});

test("a router has uploads of its own", async (server) => {
  const photo = (size: number, filename: string): Part => ({ name: "photo", filename, size });
  const send = async (part: Part) => (await server.send("POST", "/uploads/photo", form(part))).status;
  assert.equal(await send(photo(10 * MEBIBYTE, "a.jpg")), 200);
  assert.equal(await send(photo(10 * MEBIBYTE + 1, "a.jpg")), 413);
  assert.equal(await send(photo(1, "a.txt")), 415);
});

const START = (path: string, framing: string) =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n${framing}\r\n\r\n`;

test("an announced size is refused before anything is read", async (server) => {
  const connection = await connect(server.port);
  const { status, body } = await connection.exchange(START("/documents", `Content-Length: ${2 ** 40}`));
  connection.close();
  assert.deepEqual([status, body], [413, '{"detail":"Content too large"}']);
  const batch = await connect(server.port);
  const own = await batch.exchange(START("/documents/batch", "Content-Length: 99999999999"));
  batch.close();
  assert.deepEqual([own.status, JSON.parse(own.body).limit], [413, "1 kb"]);
});

test("more than was announced is no part of the file", async (server) => {
  const whole = headOf(pdf(0)) + "xyz\r\n--b--\r\n";
  const connection = await connect(server.port);
  const { status, body } = await connection.exchange(
    START("/documents", `Content-Length: ${whole.length}\r\nConnection: close`) + whole + "x".repeat(100_000),
  );
  connection.close();
  assert.deepEqual([status, JSON.parse(body).size], [200, 3]);
});

async function memory(server: Server): Promise<{ readonly VmRSS: number; readonly VmHWM: number }> {
  return (await server.get("/memory")).json;
}

/** Sends one file, whatever the server answers, until it hangs up or has everything. */
async function stream(
  port: number,
  path: string,
  part: Part,
): Promise<{ readonly sent: number; readonly answer: string }> {
  const socket = await Deno.connect({ hostname: "127.0.0.1", port });
  const decoder = new TextDecoder();
  let answer = "";
  const reading = (async () => {
    const buffer = new Uint8Array(4096);
    try {
      for (let count = await socket.read(buffer); count !== null; count = await socket.read(buffer)) {
        answer += decoder.decode(buffer.subarray(0, count));
      }
    } catch (error) {
      // The server hangs up on what it does not read.
      assert.ok(
        error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.Interrupted,
        String(error),
      );
    }
  })();
  const chunk = (data: Uint8Array) => {
    const head = encoder.encode(`${data.length.toString(16)}\r\n`);
    const whole = new Uint8Array(head.length + data.length + 2);
    whole.set(head);
    whole.set(data, head.length);
    whole.set([13, 10], head.length + data.length);
    return whole;
  };
  const write = async (data: Uint8Array) => {
    for (let offset = 0; offset < data.length;) offset += await socket.write(data.subarray(offset));
  };
  let sent = 0;
  try {
    await write(encoder.encode(START(path, "Transfer-Encoding: chunked")));
    await write(chunk(encoder.encode(headOf(part))));
    const data = chunk(new Uint8Array(65_536).fill(120));
    for (; sent < part.size; sent += 65_536) await write(data);
  } catch (error) {
    assert.ok(error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset);
  }
  await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 500))]);
  socket.close();
  await reading;
  return { sent, answer };
}

test("a stream of a gigabyte against a limit of 10 MB takes no memory", async (server) => {
  const before = await memory(server);
  const { sent, answer } = await stream(server.port, "/uploads/photo", {
    name: "photo",
    filename: "a.jpg",
    size: 2 ** 30,
  });
  const after = await memory(server);
  // deno-lint-ignore no-console -- the figures are part of what the test shows
  console.log(
    `RSS ${before.VmRSS} kB before, ${after.VmRSS} kB after, peak ${before.VmHWM} → ${after.VmHWM} kB; ${sent} bytes went out`,
  );
  assert.match(answer, /^HTTP\/1\.1 413 /);
  assert.ok(after.VmHWM - before.VmHWM < 16_384, `The peak rose by ${after.VmHWM - before.VmHWM} kB`);
});

test("fields without files cannot fill the memory either", async (server) => {
  const before = await memory(server);
  const { answer } = await stream(server.port, "/uploads/photo", { name: "note", size: 2 ** 28 });
  const after = await memory(server);
  assert.match(answer, /^HTTP\/1\.1 400 /);
  assert.ok(after.VmHWM - before.VmHWM < 16_384, `The peak rose by ${after.VmHWM - before.VmHWM} kB`);
});

test("nothing of this failed behind the answers", (server) => {
  assert.ok(!server.log().includes("Traceback"), server.log());
  return Promise.resolve();
});

params.testDocumentation();
