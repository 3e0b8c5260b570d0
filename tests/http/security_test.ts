/** Every scheme against every credential, on routes, in routers and on WebSockets, with a real server and real tokens. */

import assert from "node:assert/strict";
import { connect } from "./raw.ts";
import { AUTH, ECHO, type Scheme, SCHEMES, SECRET } from "./schemes.ts";
import { configFile, type Sent, serve, type Server } from "./server.ts";
import { token } from "./tokens.ts";

const names = Object.keys(SCHEMES);
const route = (path: string, auth: string) =>
  `{ path: ${path}, method: GET, pipeline: [{ return: { in: true } }]${auth === "" ? "" : `, auth: ${auth}`} }`;

const CONFIG = `
name: Security
auth:
  provider: jwt
  config:
    secret: \${JWT_SECRET}
    issuer: https://issuer.example.com
    audience: tests
    leeway: 10
security:
${names.filter((name) => name !== "jwt").map((name) => `  ${name}: ${SCHEMES[name]?.config}`).join("\n")}
routes:
${
  names.flatMap((name) => [
    `  - ${route(`/route/${name}`, name)}`,
    `  - ${route(`/route/${name}/scoped`, `{ scheme: ${name}, scopes: [write] }`)}`,
  ]).join("\n")
}
  - ${route("/open", "none")}
  - ${route("/any", "[plain, { scheme: header_key, scopes: [write] }]")}
websockets:
${
  names.flatMap((name) => [
    `  - { path: /socket/${name}, handler: echo.echo, auth: ${name} }`,
    `  - { path: /socket/${name}/scoped, handler: echo.echo, auth: { scheme: ${name}, scopes: [write] } }`,
  ]).join("\n")
}
routers:
${
  names.flatMap((name) => [
    `  - { name: r_${name}, prefix: /router/${name}, auth: ${name}, routes: [${route("/", "")}, ${
      route("/own", "none")
    }] }`,
    `  - { name: s_${name}, prefix: /router/${name}/scoped, auth: { scheme: ${name}, scopes: [write] }, routes: [${
      route("/", "")
    }] }`,
  ]).join("\n")
}
`;

const matrix = serve("security", CONFIG, {
  modules: { "auth.py": AUTH, "echo.py": ECHO },
  environment: { JWT_SECRET: SECRET },
});

type Carried = Scheme["malformed"][number];

function call(server: Server, path: string, { query, headers = {} }: Carried = {}) {
  return server.send("GET", query === undefined ? path : `${path}?${query}`, { headers });
}

async function check(server: Server, path: string, carried: Carried, status: number, challenge: string) {
  const answer = await call(server, path, carried);
  assert.equal(answer.status, status, `${path} with ${JSON.stringify(carried).slice(0, 300)}: ${answer.text}`);
  assert.equal(answer.headers.get("WWW-Authenticate"), status === 401 ? challenge : null, path);
  if (status === 200) assert.deepEqual(answer.json, { in: true });
  else assert.deepEqual(Object.keys(answer.json), ["detail"]);
}

/** A WebSocket that is refused before it is accepted: the answer is HTTP. */
async function checkRefused(server: Server, path: string, carried: Carried, status: number, challenge: string) {
  const { query, headers = {} } = carried;
  const connection = await connect(server.port);
  try {
    const lines = [
      `GET ${path}${query === undefined ? "" : `?${query}`} HTTP/1.1`,
      "Host: 127.0.0.1",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    const answer = await connection.exchange(`${lines.join("\r\n")}\r\n\r\n`);
    const shown = `${path} with ${JSON.stringify(carried).slice(0, 300)}: ${answer.body}`;
    assert.equal(answer.status, status, shown);
    assert.equal(answer.headers.get("www-authenticate"), status === 401 ? challenge : undefined, shown);
    assert.deepEqual(Object.keys(JSON.parse(answer.body)), ["detail"]);
  } finally {
    connection.close();
  }
}

/** A WebSocket that is accepted, and whose handler knows that there is a user. */
async function checkAccepted(server: Server, path: string, { query, headers = {} }: Carried) {
  const url = `ws://127.0.0.1:${server.port}${path}${query === undefined ? "" : `?${query}`}`;
  const socket = new WebSocket(url, { headers });
  const answer = Promise.withResolvers<unknown>();
  const closed = Promise.withResolvers<void>();
  socket.onopen = () => socket.send("hello");
  socket.onmessage = ({ data }) => answer.resolve(data);
  socket.onclose = ({ code }) => {
    answer.resolve(`closed with ${code}`);
    closed.resolve();
  };
  assert.equal(await answer.promise, "hello True", path);
  socket.close();
  await closed.promise;
}

for (const [name, scheme] of Object.entries(SCHEMES)) {
  const path = `/socket/${name}`;
  // Servers read no longer lines in the handshake of a WebSocket.
  const sendable = (words: readonly string[]) => words.filter((word) => word.length < 8000).map(scheme.sent);
  const refused = async (server: Server, carried: readonly Carried[], status: number, plain = status) => {
    for (const one of carried) {
      if (plain === status) await checkRefused(server, path, one, status, scheme.challenge);
      else await checkAccepted(server, path, one);
      await checkRefused(server, `${path}/scoped`, one, status, scheme.challenge);
    }
  };
  matrix.test(`${name} of a WebSocket: none is 401`, (server) => refused(server, [{}], 401));
  matrix.test(`${name} of a WebSocket: malformed is 401`, (server) => refused(server, scheme.malformed, 401));
  for (const kind of ["wrong", "expired"] as const) {
    matrix.test(`${name} of a WebSocket: ${kind} is 401`, async (server) => {
      await refused(server, sendable((await scheme.words())[kind]), 401);
    });
  }
  matrix.test(`${name} of a WebSocket: good is accepted`, async (server) => {
    for (const one of (await scheme.words()).good.map(scheme.sent)) {
      await checkAccepted(server, path, one);
      await checkAccepted(server, `${path}/scoped`, one);
    }
  });
  matrix.test(`${name} of a WebSocket: a missing scope is 403`, async (server) => {
    await refused(server, (await scheme.words()).poor.map(scheme.sent), 403, 101);
  });
  for (const place of ["route", "router"]) {
    const plain = `/${place}/${name}`;
    const scoped = `${plain}/scoped`;
    const both = async (server: Server, carried: readonly Carried[], status: number, withScope = status) => {
      for (const one of carried) {
        await check(server, plain, one, status, scheme.challenge);
        await check(server, scoped, one, withScope, scheme.challenge);
      }
    };
    matrix.test(`${name} of a ${place}: none is 401`, (server) => both(server, [{}], 401));
    matrix.test(`${name} of a ${place}: malformed is 401`, (server) => both(server, scheme.malformed, 401));
    for (
      const [kind, status, withScope] of [["wrong", 401, 401], ["expired", 401, 401], ["good", 200, 200], [
        "poor",
        200,
        403,
      ]] as const
    ) {
      const what = kind === "poor" ? "a missing scope is 403" : `${kind} is ${status}`;
      matrix.test(`${name} of a ${place}: ${what}`, async (server) => {
        const all = (await scheme.words())[kind];
        await both(server, all.map(scheme.sent), status, withScope);
      });
    }
  }
}

matrix.test("a route's auth replaces that of its router", async (server) => {
  for (const name of names) assert.equal((await server.get(`/router/${name}/own`)).status, 200);
  assert.equal((await server.get("/open")).status, 200);
});

matrix.test("any of several schemes lets in, and the best refusal is told", async (server) => {
  const status = async (headers: Sent["headers"]) => {
    const answer = await server.send("GET", "/any", headers === undefined ? {} : { headers });
    return [answer.status, answer.headers.get("WWW-Authenticate")];
  };
  assert.deepEqual(await status({}), [401, "Bearer, APIKey"]);
  assert.deepEqual(await status({ Authorization: "Bearer good" }), [200, null]);
  assert.deepEqual(await status({ Authorization: "Bearer wrong", "X-Key": "good" }), [200, null]);
  assert.deepEqual(await status({ Authorization: "Bearer poor", "X-Key": "wrong" }), [200, null]);
  assert.deepEqual(await status({ "X-Key": "poor" }), [403, null]);
  assert.deepEqual(await status({ Authorization: "Bearer wrong", "X-Key": "wrong" }), [401, "Bearer, APIKey"]);
});

matrix.test("schemes, scopes and refusals are in OpenAPI", async (server) => {
  const { components, paths } = (await server.get("/openapi.json")).json;
  assert.deepEqual(Object.keys(components.securitySchemes).sort(), [...names].sort());
  assert.deepEqual(components.securitySchemes.machine.flows, {
    clientCredentials: { scopes: {}, tokenUrl: "/login" },
  });
  assert.deepEqual(components.securitySchemes.cookie_key, { type: "apiKey", in: "cookie", name: "key" });
  for (const name of names) {
    for (const place of ["route", "router"]) {
      const plain = paths[`/${place}/${name}`].get;
      const scoped = paths[`/${place}/${name}/scoped`].get;
      assert.deepEqual(plain.security, [{ [name]: [] }], name);
      assert.deepEqual(scoped.security, [{ [name]: ["write"] }], name);
      assert.deepEqual(Object.keys(plain.responses), ["200", "401"], name);
      assert.deepEqual(Object.keys(scoped.responses), ["200", "401", "403"], name);
    }
  }
  assert.deepEqual(paths["/any"].get.security, [{ plain: [] }, { header_key: ["write"] }]);
  assert.equal(paths["/open"].get.security, undefined);
});

matrix.test("headers that are no text of ours are 401", async (server) => {
  const connection = await connect(server.port);
  try {
    for (const name of ["jwt", "plain", "basic", "header_key", "cookie_key"]) {
      for (
        const header of [
          "Authorization: Bearer \xff\xfe",
          "Authorization: Basic \xff",
          "X-Key: \xe9",
          "Cookie: key=\xe9",
        ]
      ) {
        const sent = `GET /route/${name} HTTP/1.1\r\nHost: localhost\r\n${header}\r\n\r\n`;
        assert.equal((await connection.exchange(sent)).status, 401, `${name} ${header}`);
      }
    }
  } finally {
    connection.close();
  }
});

const PROJECT = ["handlers/__init__.py", "handlers/auth.py", "handlers/notes.py"];
const project = serve("notes", configFile("../projects/security/api.yaml"), {
  modules: Object.fromEntries(PROJECT.map((path) => [path, configFile(`../projects/security/${path}`)])),
  environment: { JWT_SECRET: SECRET },
});

async function as(sub: string, more: Readonly<Record<string, unknown>> = {}) {
  const exp = Math.floor(Date.now() / 1000) + 600;
  const claims = { sub, exp, iss: "https://issuer.example.com", aud: "notes", ...more };
  return { headers: { Authorization: `Bearer ${await token(claims, SECRET)}` } };
}

project.test("records belong to those who made them", async (server) => {
  const [ada, bob] = [await as("ada"), await as("bob")];
  const note = { text: "mine", owner: "bob" };
  const { status, json } = await server.send("POST", "/notes", { json: note, ...ada });
  assert.deepEqual([status, json.owner, json.text], [201, "ada", "mine"]);
  assert.equal((await server.send("GET", `/notes/${json.id}`, ada)).status, 200);
  assert.equal((await server.send("GET", `/notes/${json.id}`, bob)).status, 404);
  assert.deepEqual((await server.send("GET", "/notes", bob)).json, []);
  assert.deepEqual((await server.send("GET", "/notes", ada)).json, [json]);
  assert.deepEqual((await server.get("/log")).json, { log: ["ada wrote"] });
});

project.test("a token without the claim that records are found by finds none", async (server) => {
  const nobody = await as("x", { sub: undefined });
  assert.deepEqual((await server.send("GET", "/notes", nobody)).json, []);
});

project.test("errors of the route's own refuse", async (server) => {
  const member = { name: "Ada", session: "s1" };
  const none = await server.send("POST", "/members", { json: member });
  assert.deepEqual([none.status, none.json], [401, { detail: "Log in first", code: "log_in" }]);
  assert.equal(none.headers.get("WWW-Authenticate"), "Bearer");
  const poor = await server.send("POST", "/members", { json: member, ...await as("ada") });
  assert.deepEqual([poor.status, poor.json], [403, { detail: "Not yours" }]);
  const good = await server.send("POST", "/members", { json: member, ...await as("ada", { scope: "admin" }) });
  assert.equal(good.status, 201);
  const hidden = await server.get("/hidden");
  assert.deepEqual([hidden.status, hidden.json], [404, { detail: "Nothing here" }]);
  assert.equal(hidden.headers.get("WWW-Authenticate"), null);
  const session = await server.send("GET", "/session", { headers: { Cookie: "session=s1" } });
  assert.deepEqual([session.status, session.json], [200, { name: "Ada" }]);
  const locked = await server.send("GET", "/basic", { headers: { Authorization: `Basic ${btoa("locked:x")}` } });
  assert.deepEqual([locked.status, locked.json], [423, { detail: "The account is locked" }]);
});

project.test("functions of a router do not run for those who are not let in", async (server) => {
  const before = (await server.get("/log")).json.log.length;
  for (const path of ["/keyed/plain", "/keyed/second", "/mixed/own", "/mixed/robot"]) {
    assert.equal((await server.get(path)).status, 401, path);
  }
  assert.equal((await server.get("/log")).json.log.length, before);
  assert.equal((await server.get("/mixed/open")).status, 200);
  assert.equal((await server.get("/log")).json.log.length, before + 1);
});

project.test("the environment decides where tokens come from", async (server) => {
  const { components: { securitySchemes } } = (await server.get("/openapi.json")).json;
  assert.equal(securitySchemes.opaque.flows.clientCredentials.tokenUrl, "https://tokens.example.com/token");
  assert.deepEqual(securitySchemes.jwt, {
    type: "oauth2",
    flows: { password: { scopes: {}, tokenUrl: "/auth/token" } },
  });
});

project.test("a body that is no JSON is told before who calls is asked, and its content after", async (server) => {
  const json = { "content-type": "application/json" };
  const broken = await server.send("POST", "/notes", { body: "{", headers: json });
  const wrong = await server.send("POST", "/notes", { body: "{}", headers: json });
  assert.deepEqual([broken.status, wrong.status], [422, 401]);
});
