/** The file storage, with two workers: uploads, parts of downloads, the index, and names that lie. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { example, type RunningExample, until } from "./server.ts";

const DATA = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "restgen_contents_" }));
const TOKEN = "the-token-of-the-tests";
const test = example("file_storage", { environment: { STORAGE_TOKEN: TOKEN, DATA_DIR: DATA } });

Deno.test.afterAll(() => Deno.removeSync(DATA, { recursive: true }));

type Init = RequestInit & { readonly headers?: Record<string, string> };

async function call({ origin }: RunningExample, path: string, { headers, ...init }: Init = {}) {
  const response = await fetch(origin + path, { ...init, headers: { authorization: `Bearer ${TOKEN}`, ...headers } });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text !== "" ? JSON.parse(text) : undefined,
  };
}

function upload(
  running: RunningExample,
  ...files: readonly (readonly [name: string, content: BlobPart, type?: string])[]
) {
  const body = new FormData();
  for (const [name, content, type = "text/plain"] of files) body.append("files", new Blob([content], { type }), name);
  return call(running, "/files", { method: "POST", body });
}

const contents = () => {
  const found: string[] = [];
  for (const folder of Deno.readDirSync(DATA)) {
    if (!folder.isDirectory) found.push(folder.name);
    else for (const { name } of Deno.readDirSync(`${DATA}/${folder.name}`)) found.push(name);
  }
  return found;
};

test("several files in one request, each with its digest", async (running) => {
  const { status, json } = await upload(running, ["one.txt", "Alpha beta"], ["two.txt", ""]);
  assert.equal(status, 201);
  assert.deepEqual(json.map((file: { name: string; size: number }) => [file.name, file.size]), [
    ["one.txt", 10],
    ["two.txt", 0],
  ]);
  assert.equal(json[0].sha256, createHash("sha256").update("Alpha beta").digest("hex"));
  const listed = await call(running, "/files?name=ONE");
  assert.deepEqual([listed.headers.get("x-total-count"), listed.json[0].id], ["1", json[0].id]);
});

test("a download comes whole, in parts, or not at all where the client has it", async (running) => {
  const content = crypto.getRandomValues(new Uint8Array(50_000));
  const { json: [file] } = await upload(running, ["random.bin", content, "application/octet-stream"]);
  const path = `/files/${file.id}/content`;
  const whole = await fetch(running.origin + path, { headers: { authorization: `Bearer ${TOKEN}` } });
  assert.deepEqual(new Uint8Array(await whole.arrayBuffer()), content);
  assert.equal(whole.headers.get("accept-ranges"), "bytes");
  assert.equal(whole.headers.get("x-content-type-options"), "nosniff");
  assert.match(whole.headers.get("content-disposition") ?? "", /^attachment; filename="random\.bin"$/);
  const etag = whole.headers.get("etag") ?? "";
  assert.equal(etag, `"${file.sha256}"`);
  const part = await fetch(running.origin + path, {
    headers: { authorization: `Bearer ${TOKEN}`, range: "bytes=10-19", "if-range": etag },
  });
  assert.deepEqual([part.status, part.headers.get("content-range")], [206, "bytes 10-19/50000"]);
  assert.deepEqual(new Uint8Array(await part.arrayBuffer()), content.slice(10, 20));
  assert.equal((await call(running, path, { headers: { range: "bytes=60000-" } })).status, 416);
});

test("names that lie are names, and nothing else", async (running) => {
  const { json } = await upload(running, ["../../../escaped.txt", "out"], ["C:\\windows\\evil.txt", "in"]);
  assert.deepEqual(json.map(({ name }: { name: string }) => name), ["escaped.txt", "evil.txt"]);
  assert.ok(contents().every((name) => /^[0-9a-f]{64}$/.test(name)), contents().join(" "));
  const { headers } = await call(running, `/files/${json[0].id}/content`);
  assert.match(headers.get("content-disposition") ?? "", /filename="escaped\.txt"/);
});

test("equal contents are stored once, and go with their last record", async (running) => {
  const { json: [one, other] } = await upload(running, ["a.txt", "the same"], ["b.txt", "the same"]);
  const isThere = () => contents().includes(one.sha256);
  assert.equal(one.sha256, other.sha256);
  assert.equal((await call(running, `/files/${one.id}`, { method: "DELETE" })).status, 204);
  assert.ok(isThere());
  assert.equal((await call(running, `/files/${other.id}/content`)).text, "the same");
  assert.equal((await call(running, `/files/${other.id}`, { method: "DELETE" })).status, 204);
  assert.ok(!isThere());
  assert.deepEqual((await call(running, `/files/${other.id}/content`)).json, { detail: "There is no such file" });
});

test("the index is made after the answer", async (running) => {
  const { json: [text, image] } = await upload(
    running,
    ["play.txt", "Whether 'tis Nobler in the mind"],
    ["pixel.png", new Uint8Array([137, 80, 78, 71, 0, 255]), "image/png"],
  );
  assert.equal(text.status, "stored");
  await until(async () => (await call(running, `/files/${image.id}`)).json.status === "unreadable");
  assert.deepEqual((await call(running, `/files/${text.id}`)).json.status, "indexed");
  const found = await call(running, "/search?word=NOBLER");
  assert.deepEqual(found.json.map(({ id }: { id: string }) => id), [text.id]);
  assert.deepEqual((await call(running, "/search?word=nowhere")).json, []);
});

test("too large, too many, of a wrong type, without a token", async (running) => {
  const before = contents().length;
  const limit = 20 * 1024 * 1024;
  const large = await upload(running, ["large.bin", new Uint8Array(limit + 1), "application/octet-stream"]);
  assert.equal(large.status, 413);
  assert.equal(
    (await upload(running, ...Array.from({ length: 11 }, (_, i) => [`${i}.txt`, "x"] as const))).status,
    422,
  );
  assert.equal((await upload(running, ["run.exe", "MZ", "application/x-msdownload"])).status, 415);
  assert.equal(contents().length, before);
  const exact = await upload(running, ["exact.bin", new Uint8Array(limit), "application/octet-stream"]);
  assert.deepEqual([exact.status, exact.json[0].size], [201, limit]);
  for (const headers of [{ authorization: "" }, { authorization: "Bearer guess" }]) {
    assert.equal((await call(running, "/files", { headers })).status, 401);
  }
});
