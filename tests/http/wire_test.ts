/** What travels under other names, in one direction only, and how each type is written. */

import assert from "node:assert/strict";
import { configFile, serve, type Server } from "./server.ts";

const wire = serve("wire", configFile("wire.yaml"));
const { test } = wire;

const ACCOUNTS = "/v1/accounts";

let counter = 0;

async function newAccount(server: Server, fields: Readonly<Record<string, unknown>> = {}) {
  const created = await server.post(ACCOUNTS, { displayName: `n${++counter}`, passPhrase: "correct horse", ...fields });
  assert.equal(created.status, 201, created.text);
  return created.json;
}

const locations = (json: { readonly errors: readonly { readonly loc: unknown }[] }) =>
  json.errors.map(({ loc }) => loc);

test("bodies speak camel case and aliases", async (server) => {
  const account = await newAccount(server, { "@from": "here", "class": "gold", "door-bell": "x" });
  const found = await server.get(`${ACCOUNTS}/${account.accountId}`);
  assert.deepEqual(found.json, account);
  assert.deepEqual(Object.keys(account), [
    "accountId",
    "displayName",
    "class",
    "@from",
    "door-bell",
    "loginCount",
    "homeAddress",
    "createdAt",
    "changedAt",
    "bornOn",
    "wakesAt",
    "seenAt",
    "balanceDue",
    "keyBytes",
  ]);
  assert.deepEqual([account["@from"], account.class, account["door-bell"]], ["here", "gold", "x"]);
});

test("a change by wire names reaches the record", async (server) => {
  const { accountId } = await newAccount(server);
  const { status, json } = await server.patch(`${ACCOUNTS}/${accountId}`, {
    "@from": "there",
    displayName: "renamed",
    bornOn: "1815-12-10",
  });
  assert.deepEqual([status, json["@from"], json.displayName, json.bornOn], [200, "there", "renamed", "1815-12-10"]);
});

test("queries and orders speak the same names", async (server) => {
  await newAccount(server, { displayName: "query-b", "@from": "q1" });
  await newAccount(server, { displayName: "query-a", "@from": "q2", "class": "gold" });
  const names = async (query: string) => {
    const { status, json, text } = await server.get(`${ACCOUNTS}?${query}`);
    assert.equal(status, 200, text);
    return json.map((account: { displayName: string }) => account.displayName);
  };
  assert.deepEqual(await names("displayName=query-a"), ["query-a"]);
  assert.deepEqual(await names("displayName__starts_with=query-&sort=displayName"), ["query-a", "query-b"]);
  assert.deepEqual(await names("displayName__starts_with=query-&sort=-displayName"), ["query-b", "query-a"]);
  assert.deepEqual(await names("displayName__starts_with=query-&sort=-@from"), ["query-a", "query-b"]);
  assert.deepEqual(await names("displayName__starts_with=query-&sort=createdAt"), ["query-b", "query-a"]);
  assert.deepEqual(await names("from=q1"), ["query-b"]);
  assert.deepEqual(await names("loginCount__ge=7&displayName=query-a"), ["query-a"]);
  assert.deepEqual(await names("loginCount__ge=8"), []);
  assert.deepEqual(await names("classes=gold&displayName__starts_with=query-"), ["query-a"]);
  for (const wrong of ["sort=display_name", "sort=from", "sort=-loginCount"]) {
    const { status, json } = await server.get(`${ACCOUNTS}?${wrong}`);
    assert.deepEqual([status, locations(json)], [422, [["query", "sort"]]], wrong);
  }
  const { json } = await server.get(`${ACCOUNTS}?loginCount__ge=x&classes=tin`);
  assert.deepEqual(locations(json), [["query", "loginCount__ge"], ["query", "classes", 0]]);
});

test("errors name fields as clients know them", async (server) => {
  const { status, json } = await server.post(ACCOUNTS, {
    displayName: "",
    passPhrase: "short",
    "@from": 1,
    homeAddress: { streetName: "" },
    balanceDue: "-1",
  });
  assert.equal(status, 422);
  assert.deepEqual(locations(json), [
    ["body", "displayName"],
    ["body", "@from"],
    ["body", "passPhrase"],
    ["body", "homeAddress", "streetName"],
    ["body", "balanceDue"],
  ]);
  assert.deepEqual(locations((await server.post(ACCOUNTS, {})).json), [["body", "displayName"], [
    "body",
    "passPhrase",
  ]]);
});

test("a value that exists already is 409", async (server) => {
  const { displayName } = await newAccount(server);
  const { accountId } = await newAccount(server);
  assert.equal((await server.patch(`${ACCOUNTS}/${accountId}`, { displayName })).status, 409);
  const again = await server.post(ACCOUNTS, { displayName, passPhrase: "correct horse" });
  assert.equal(again.status, 409);
  assert.equal(typeof again.json.detail, "string");
});

test("a deleted account is gone", async (server) => {
  const { accountId } = await newAccount(server);
  const address = `${ACCOUNTS}/${accountId}`;
  assert.equal((await server.remove(address)).status, 204);
  assert.equal((await server.remove(address)).status, 404);
  assert.equal((await server.get(address)).status, 404);
  assert.equal((await server.patch(address, {})).status, 404);
});

test("read-only fields are not taken from clients, at any depth", async (server) => {
  const forged = {
    loginCount: 99,
    accountId: crypto.randomUUID(),
    createdAt: "2000-01-01T00:00:00Z",
    changedAt: "2000-01-01T00:00:00Z",
  };
  const homeAddress = { streetName: "Main", verifiedAt: "2000-01-01T00:00:00Z" };
  const account = await newAccount(server, { ...forged, homeAddress });
  assert.equal(account.loginCount, 7);
  assert.notEqual(account.accountId, forged.accountId);
  assert.notEqual(account.createdAt, forged.createdAt);
  assert.equal(account.homeAddress.verifiedAt, null);
  const changed = await server.patch(`${ACCOUNTS}/${account.accountId}`, { ...forged, homeAddress });
  assert.deepEqual([changed.status, changed.json.loginCount, changed.json.accountId], [200, 7, account.accountId]);
  assert.equal(changed.json.createdAt, account.createdAt);
  assert.equal(changed.json.homeAddress.verifiedAt, null);
});

test("write-only fields never come back, at any depth", async (server) => {
  const account = await newAccount(server, { homeAddress: { streetName: "Main", doorCode: "s3cret" } });
  const address = `${ACCOUNTS}/${account.accountId}`;
  const answers = [
    await server.get(address),
    await server.get(ACCOUNTS),
    await server.patch(address, { passPhrase: "another horse" }),
    await server.patch(address, { homeAddress: { streetName: "Side", doorCode: "s3cret" } }),
  ];
  for (const { text, status } of answers) {
    assert.equal(status, 200);
    assert.ok(!/horse|passPhrase|s3cret|doorCode/.test(text), text);
  }
});

test("moments carry an offset, whatever the client wrote", async (server) => {
  const cases = {
    "2024-06-01T12:00:00": "2024-06-01T12:00:00Z",
    "2024-06-01T12:00:00Z": "2024-06-01T12:00:00Z",
    "2024-06-01T12:00:00+02:00": "2024-06-01T10:00:00Z",
    "2024-06-01 12:00:00.5-00:30": "2024-06-01T12:30:00.500000Z",
    "2024-06-01T23:59:59.999999Z": "2024-06-01T23:59:59.999999Z",
  };
  for (const [sent, expected] of Object.entries(cases)) {
    const { seenAt, createdAt, changedAt } = await newAccount(server, { seenAt: sent });
    assert.equal(seenAt, expected);
    for (const made of [createdAt, changedAt]) assert.match(made, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  }
});

test("changed_at moves with each write, created_at never", async (server) => {
  const account = await newAccount(server);
  const { json } = await server.patch(`${ACCOUNTS}/${account.accountId}`, { "class": "gold" });
  assert.equal(json.createdAt, account.createdAt);
  assert.ok(json.changedAt > account.changedAt, `${json.changedAt} after ${account.changedAt}`);
});

test("days, times, decimals and bytes are texts of one form", async (server) => {
  const account = await newAccount(server, {
    bornOn: "2024-02-29",
    wakesAt: "07:30",
    balanceDue: 12.50,
    keyBytes: "AP_-",
  });
  assert.deepEqual(
    [account.bornOn, account.wakesAt, account.balanceDue, account.keyBytes],
    ["2024-02-29", "07:30:00Z", "12.5", "AP/+"],
  );
  const exact = await newAccount(server, {
    balanceDue: "12345678901234567890.10",
    wakesAt: "00:30:00+01:00",
    keyBytes: "",
  });
  assert.deepEqual([exact.balanceDue, exact.wakesAt, exact.keyBytes], ["12345678901234567890.10", "23:30:00Z", ""]);
  const long = await server.post(ACCOUNTS, { displayName: "long", passPhrase: "correct horse", keyBytes: "AAAAAAA=" });
  assert.deepEqual([long.status, locations(long.json)], [422, [["body", "keyBytes"]]]);
});

test("the documentation uses the wire names", async (server) => {
  const { components, paths } = (await server.get("/openapi.json")).json;
  const { schema } = paths[ACCOUNTS].post.requestBody.content["application/json"];
  const sent = Object.keys(components.schemas[schema.$ref.split("/").at(-1)].properties);
  for (const name of ["@from", "displayName", "passPhrase", "door-bell"]) assert.ok(sent.includes(name), name);
  for (const name of ["loginCount", "accountId", "createdAt", "from_"]) assert.ok(!sent.includes(name), name);
  const parameters = paths[ACCOUNTS].get.parameters.map((parameter: { name: string }) => parameter.name);
  assert.deepEqual(parameters, [
    "sort",
    "skip",
    "limit",
    "displayName",
    "from",
    "displayName__starts_with",
    "loginCount__ge",
    "classes",
  ]);
});

wire.testDocumentation();
