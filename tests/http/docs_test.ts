/** The pages that document an API: where they are, and that they can be switched off. */

import assert from "node:assert/strict";
import { serve, type Server } from "./server.ts";

const config = (docs: string) => `
name: "Docs \\"quoted\\""
version: "2.5"
description: |
  Some *text*.
${docs}
models: { Book: { fields: { id: { type: uuid, auto: true }, title: str } } }
routes: [{ path: /books, method: GET, action: db.list, model: Book }]
`;

const off = serve("docs: false", config("docs: false"));
const moved = serve(
  "docs moved",
  config("docs: { docs_url: /api/docs, redoc_url: /api/redoc, openapi_url: /api/schema.json }"),
);
const some = serve(
  "docs without ReDoc",
  config("docs: { docs_url: /swagger, redoc_url: null, openapi_url: /openapi.json }"),
);
const usual = serve("docs by default", config(""));

const USUAL = ["/docs", "/redoc", "/openapi.json"];

async function missing(server: Server, paths: readonly string[]): Promise<void> {
  for (const path of paths) assert.equal((await server.get(path)).status, 404, path);
}

async function pages(server: Server, schema: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const { status, headers, text } = await server.get(path);
    assert.deepEqual([status, headers.get("content-type")], [200, "text/html; charset=utf-8"], path);
    assert.ok(text.includes(schema), path);
  }
  const { json } = await server.get(schema);
  assert.deepEqual(json.info, { title: 'Docs "quoted"', description: "Some *text*.\n", version: "2.5" });
  assert.deepEqual(Object.keys(json.paths), ["/books"]);
}

off.test("nothing is served, not even the schema", async (server) => {
  await missing(server, [...USUAL, "/docs/oauth2-redirect"]);
  assert.equal((await server.get("/books")).status, 200);
});

moved.test("each page is at its own address, and nothing at the usual ones", async (server) => {
  await pages(server, "/api/schema.json", ["/api/docs", "/api/redoc"]);
  await missing(server, USUAL);
});

some.test("what is null is off, the rest on", async (server) => {
  await pages(server, "/openapi.json", ["/swagger"]);
  await missing(server, ["/docs", "/redoc"]);
});

usual.test("all three are on", (server) => pages(server, "/openapi.json", ["/docs", "/redoc"]));
