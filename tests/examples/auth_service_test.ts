/** The auth service, with two workers: what an honest client and a thief can do. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { example } from "./server.ts";

const SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef";
const test = example("auth_service", { environment: { JWT_SECRET: SECRET } });

const PASSWORD = "correct horse battery";
let number = 0;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any
  readonly json: any;
  /** The refresh token that it sets. */
  readonly cookie: string | undefined;
}

async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const [, cookie] = /^refresh_token=([^;]+);/.exec(response.headers.get("set-cookie") ?? "") ?? [];
  return {
    status: response.status,
    headers: response.headers,
    json: text === "" ? undefined : JSON.parse(text),
    cookie,
  };
}

async function register(origin: string): Promise<string> {
  const email = `user${++number}@example.com`;
  const { status, json } = await call(`${origin}/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  assert.equal(status, 201);
  assert.deepEqual(Object.keys(json).sort(), ["created_at", "email", "id", "role"]);
  return email;
}

const logIn = (origin: string, username: string, password = PASSWORD) =>
  call(`${origin}/auth/token`, { method: "POST", body: new URLSearchParams({ username, password }) });

const withCookie = (url: string, cookie: string | undefined) =>
  call(url, { method: "POST", headers: { cookie: `refresh_token=${cookie}` } });

const withToken = (url: string, token: string) => call(url, { headers: { authorization: `Bearer ${token}` } });

const base64 = (value: unknown) =>
  btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function forged(header: unknown, claims: unknown, key: string): string {
  const signed = `${base64(header)}.${base64(claims)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

test("an account is made once, and logs in", async ({ origin }) => {
  const email = await register(origin);
  const again = await call(`${origin}/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: email.toUpperCase(), password: PASSWORD }),
  });
  assert.deepEqual([again.status, again.json], [409, { detail: "There is an account with this address" }]);
  const { status, headers, json } = await logIn(origin, email);
  assert.equal(status, 200);
  assert.deepEqual([json.token_type, json.expires_in, "refresh_token" in json], ["bearer", 600, false]);
  assert.equal(headers.get("cache-control"), "no-store");
  const cookie = headers.get("set-cookie")?.toLowerCase() ?? "";
  for (const part of ["httponly", "secure", "samesite=strict", "path=/auth", "max-age=1209600"]) {
    assert.ok(cookie.includes(part), `${part} in ${cookie}`);
  }
  assert.equal((await withToken(`${origin}/me`, json.access_token)).json.email, email);
});

test("a wrong password and an unknown user get the same answer", async ({ origin }) => {
  const email = await register(origin);
  const wrong = await logIn(origin, email, "a guess of mine");
  const unknown = await logIn(origin, "nobody@example.com");
  assert.deepEqual([wrong.status, unknown.status, wrong.json], [401, 401, unknown.json]);
  assert.deepEqual(wrong.json, { detail: "Unknown address or wrong password" });
});

test("a refresh token is good for one use, and the next one for the next", async ({ origin }) => {
  let { cookie } = await logIn(origin, await register(origin));
  for (let use = 0; use < 3; use++) {
    const next = await withCookie(`${origin}/auth/refresh`, cookie);
    assert.equal(next.status, 200);
    assert.notEqual(next.cookie, cookie);
    assert.equal((await withToken(`${origin}/me`, next.json.access_token)).status, 200);
    cookie = next.cookie;
  }
});

test("a refresh token that is used again ends the whole family, and no other", async ({ origin }) => {
  const email = await register(origin);
  const stolen = (await logIn(origin, email)).cookie;
  const other = (await logIn(origin, email)).cookie;
  const honest = (await withCookie(`${origin}/auth/refresh`, stolen)).cookie;
  assert.equal((await withCookie(`${origin}/auth/refresh`, stolen)).status, 401);
  assert.equal((await withCookie(`${origin}/auth/refresh`, honest)).status, 401);
  assert.equal((await withCookie(`${origin}/auth/refresh`, other)).status, 200);
});

test("of ten uses at once at most one goes through", async ({ origin }) => {
  const { cookie } = await logIn(origin, await register(origin));
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => withCookie(`${origin}/auth/refresh`, cookie)),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  assert.equal(answers.filter(({ status }) => status === 401).length, 9);
});

test("who logs out takes the session along, and the cookie", async ({ origin }) => {
  const { cookie } = await logIn(origin, await register(origin));
  const next = (await withCookie(`${origin}/auth/refresh`, cookie)).cookie;
  const { status, headers } = await withCookie(`${origin}/auth/logout`, next);
  assert.equal(status, 204);
  assert.match(headers.get("set-cookie") ?? "", /refresh_token="";.*Max-Age=0/);
  assert.equal((await withCookie(`${origin}/auth/refresh`, next)).status, 401);
});

test("forged, expired, unsigned and borrowed tokens are refused", async ({ origin }) => {
  const { json } = await logIn(origin, await register(origin));
  const [head = "", body = "", signature = ""] = json.access_token.split(".");
  const claims = JSON.parse(atob(body.replaceAll("-", "+").replaceAll("_", "/")));
  const header = { alg: "HS256", typ: "JWT" };
  assert.equal((await withToken(`${origin}/me`, forged(header, claims, SECRET))).status, 200);
  const later = Math.floor(Date.now() / 1000);
  const tokens = {
    "another key": forged(header, claims, "f".repeat(48)),
    "expired": forged(header, { ...claims, exp: later - 60 }, SECRET),
    "without an end": forged(header, { ...claims, exp: undefined }, SECRET),
    "another issuer": forged(header, { ...claims, iss: "somebody-else" }, SECRET),
    "another audience": forged(header, { ...claims, aud: "shop" }, SECRET),
    "unsigned": `${base64({ alg: "none", typ: "JWT" })}.${body}.`,
    "unsigned, with a signature": `${base64({ alg: "none", typ: "JWT" })}.${body}.${signature}`,
    "another algorithm": forged({ alg: "HS512", typ: "JWT" }, claims, SECRET),
    "changed": `${head}.${base64({ ...claims, scope: "admin" })}.${signature}`,
    "no token": "Zm9vYmFy",
  };
  for (const [what, token] of Object.entries(tokens)) {
    const { status, headers } = await withToken(`${origin}/me`, token);
    assert.deepEqual([status, headers.get("www-authenticate")], [401, "Bearer"], what);
  }
});

test("only administrators manage accounts: by the token, and by the role now", async ({ origin }) => {
  const { json } = await logIn(origin, await register(origin));
  assert.equal((await call(`${origin}/admin/users`)).status, 401);
  assert.equal((await withToken(`${origin}/admin/users`, json.access_token)).status, 403);
  const body = json.access_token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  const promoted = forged({ alg: "HS256", typ: "JWT" }, { ...JSON.parse(atob(body)), scope: "admin" }, SECRET);
  const refused = await withToken(`${origin}/admin/users`, promoted);
  assert.deepEqual([refused.status, refused.json], [403, { detail: "Not enough permissions" }]);
});
