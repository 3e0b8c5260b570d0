/** Optimistic locking (RFC 9110, section 13; RFC 6585, section 3): nobody overwrites what another one wrote. */

import assert from "node:assert/strict";
import { configFile, serve, type Server } from "./server.ts";

const CLIENTS = 20;
const UPDATES = 100;

const MEMORY = configFile("locking.yaml");
const SQLITE = `database: { type: sqlite, url: "sqlite:///locking.db" }\n${MEMORY}`;

for (const [store, config, updates] of [["memory", MEMORY, UPDATES], ["sqlite", SQLITE, UPDATES / 10]] as const) {
  const locking = serve(`locking in ${store}`, config);
  const { test } = locking;

  test("answers carry the version of their record", async (server) => {
    const created = await server.post("/accounts", { owner: "ada", version: 7 });
    assert.deepEqual([created.status, created.json.version, created.headers.get("ETag")], [201, 1, '"1"']);
    const path = `/accounts/${created.json.id}`;
    const found = await server.get(path);
    assert.deepEqual([found.headers.get("ETag"), found.headers.get("Cache-Control")], ['"1"', "private, max-age=0"]);
    const changed = await change(server, path, '"1"', { balance: 5, version: 99 });
    assert.deepEqual([changed.status, changed.json.version, changed.headers.get("ETag")], [200, 2, '"2"']);
    assert.equal((await server.get("/accounts")).json.at(-1).version, 2);
  });

  test("clients that have the latest version are sent nothing", async (server) => {
    const path = await account(server);
    const ask = (tag: string) => server.send("GET", path, { headers: { "If-None-Match": tag } });
    for (const tag of ['"1"', 'W/"1"', '"7", "1"', "*"]) {
      const { status, text, headers } = await ask(tag);
      assert.deepEqual([status, text, headers.get("ETag")], [304, "", '"1"'], tag);
      assert.equal(headers.get("Cache-Control"), "private, max-age=0");
    }
    for (const tag of ['"2"', "1", '"11"']) assert.equal((await ask(tag)).status, 200, tag);
    const tag = (await server.get("/accounts")).headers.get("ETag") ?? "";
    assert.equal((await server.send("GET", "/accounts", { headers: { "If-None-Match": tag } })).status, 304);
  });

  test("a change without a version is refused, whatever it is", async (server) => {
    const path = await account(server);
    for (const [method, json] of [["PATCH", { balance: 1 }], ["DELETE", undefined]] as const) {
      const refused = await server.send(method, path, { json });
      assert.deepEqual([refused.status, refused.json], [428, { detail: "If-Match is required" }]);
    }
    const id = path.split("/").at(-1);
    assert.equal((await server.send("PUT", `/owners/ada/accounts/${id}`, { json: {} })).status, 428);
    assert.equal((await server.remove(`/closed/${id}`)).status, 428);
    assert.equal((await server.get(path)).json.version, 1);
  });

  test("OpenAPI lists the version once, as a header that changes need", async (server) => {
    const { paths } = (await server.get("/openapi.json")).json;
    const headers = (method: string) =>
      (paths["/accounts/{id}"][method].parameters as readonly { in: string; name: string; required: boolean }[])
        .flatMap((parameter) => parameter.in === "header" ? [[parameter.name, parameter.required]] : []);
    assert.deepEqual([headers("patch"), headers("delete")], [[["If-Match", true]], [["If-Match", true]]]);
    assert.deepEqual(headers("get"), []);
  });

  test("a change needs the latest version as a strong tag", async (server) => {
    const path = await account(server);
    for (const tag of ['"2"', 'W/"1"', "1", '"1', "", '"x"', '"01"', '"1" "2"', `"${"9".repeat(40)}"`]) {
      const stale = await change(server, path, tag, { balance: 1 });
      assert.deepEqual([stale.status, stale.json], [412, { detail: "Account was changed meanwhile" }], tag);
      assert.equal((await remove(server, path, tag)).status, 412, tag);
    }
    const id = path.split("/").at(-1);
    assert.equal((await remove(server, `/closed/${id}`, '"2"')).status, 412);
    assert.equal((await change(server, path, '"7" , "1"', { balance: 1 })).status, 200);
    assert.equal((await change(server, path, '"1"', { balance: 2 })).status, 412);
    assert.equal((await change(server, path, "*", { balance: 3 })).json.version, 3);
    const scoped = `/owners/ada/accounts/${id}`;
    assert.equal((await server.send("PUT", scoped, { json: {}, headers: { "If-Match": '"1"' } })).status, 412);
    const put = await server.send("PUT", scoped, { json: { balance: 4 }, headers: { "If-Match": '"3"' } });
    assert.deepEqual([put.status, put.headers.get("ETag")], [200, '"4"']);
    assert.equal((await remove(server, path, '"3"')).status, 412);
    assert.equal((await remove(server, path, '"4"')).status, 204);
  });

  test("what is not there is missing, whatever the version", async (server) => {
    for (const tag of ['"1"', "*"]) {
      assert.equal((await change(server, "/accounts/987654", tag, {})).status, 404);
      assert.equal((await remove(server, "/accounts/987654", tag)).status, 404);
      assert.equal((await remove(server, "/closed/987654", tag)).status, 404);
    }
    const path = await account(server);
    const id = path.split("/").at(-1);
    const other = await server.send("PUT", `/owners/bob/accounts/${id}`, { json: {}, headers: { "If-Match": '"1"' } });
    assert.equal(other.status, 404);
    assert.equal((await remove(server, `/closed/${id}`, '"1"')).status, 200);
    assert.equal((await server.get(path)).status, 404);
  });

  test(`no update of ${CLIENTS} clients is lost`, async (server) => {
    const path = await account(server);
    const clients = Array.from({ length: CLIENTS }, async () => {
      for (let done = 0; done < updates;) {
        const { json, headers } = await server.get(path);
        const changed = await change(server, path, headers.get("ETag") ?? "", { balance: json.balance + 1 });
        if (changed.status === 200) done++;
        else assert.equal(changed.status, 412);
      }
    });
    await Promise.all(clients);
    const { json } = await server.get(path);
    assert.deepEqual([json.balance, json.version], [CLIENTS * updates, CLIENTS * updates + 1]);
  });

  // No test makes a database fail here.
  if (store === "memory") locking.testDocumentation();
}

async function account(server: Server): Promise<string> {
  const { status, json } = await server.post("/accounts", { owner: "ada" });
  assert.equal(status, 201);
  return `/accounts/${json.id}`;
}

const change = (server: Server, path: string, tag: string, json: unknown) =>
  server.send("PATCH", path, { json, headers: { "If-Match": tag } });

const remove = (server: Server, path: string, tag: string) =>
  server.send("DELETE", path, { headers: { "If-Match": tag } });
