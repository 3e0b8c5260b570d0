/** Security: schemes that can be checked, routes that name them, secrets that stand elsewhere. */

import assert from "node:assert/strict";
import { found, helps } from "./validate_test_tools.ts";

const MODELS = "models: { A: { fields: { id: int } } }\n";
const JWT = 'auth: { config: { secret: "${JWT_SECRET}" } }\n';
const TOKEN = "security: { token: { type: bearer, verify_handler: auth.check } }\n";

/** Routes that ask for these. */
function routes(...auths: readonly string[]): string {
  const items = auths.map((auth, index) =>
    `  - { path: /p${index}, method: GET, action: db.list, model: A${auth === "" ? "" : `, auth: ${auth}`} }\n`
  );
  return `${MODELS}routes:\n${items.join("")}`;
}

/** The codes of what is found, with the texts that they point at. */
const codes = (text: string) => found(text).map((line) => line.replace(/^(\w+) \S+ (`[^`]*`).*$/, "$1 $2"));

Deno.test("schemes of all types and routes that ask in every form are fine", () => {
  const text = `${JWT}security:
  a: { type: oauth2, scopes: { "x:y": Why }, verify_handler: auth.check, token_url: "\${HOST}/token" }
  b: { type: OAuth2, flow: client_credentials, scopes: [x], verify_handler: auth.check }
  c: { type: bearer, verify_handler: auth.Checks.token, description: Text }
  d: { type: apikey, verify_handler: auth.check }
  e: { type: api_key, location: query, name: any text, verify_handler: auth.check }
  f: { type: basic, verify_handler: auth.check }
  g: { type: http_basic, verify_handler: auth.check }
${
    routes(
      "a",
      "[b, c]",
      '{ scheme: a, scopes: ["x:y"] }',
      "[d, { scheme: e, scopes: [x] }]",
      "none",
      "~",
      "[f]",
      "{ scheme: g }",
      "jwt",
    )
  }`;
  assert.deepEqual(found(text), []);
});

Deno.test("unknown schemes are told with what was probably meant", () => {
  assert.deepEqual(codes(`${TOKEN}${routes("tokn")}`), ["E050 `tokn`"]);
  assert.deepEqual(helps(`${TOKEN}${routes("tokn")}`), ['Did you mean "token"?']);
  assert.deepEqual(helps(routes("non")), ['Did you mean "none"?']);
  assert.deepEqual(helps(routes("jwt")), ['Declare it under "security:", or write "auth:" at the top level']);
  assert.deepEqual(codes(`${TOKEN}${routes("[token, other]")}`), ["E050 `other`"]);
  assert.deepEqual(codes(`${TOKEN}${routes("{ scheme: other, scopes: [a] }")}`), ["E050 `other`"]);
  const router = "routers: [{ name: r, auth: other, routes: [{ path: /a, method: GET, action: db.list, model: A }] }]";
  assert.deepEqual(codes(`${TOKEN}${MODELS}${router}`), ["E050 `other`"]);
});

Deno.test("schemes need somebody who checks them", () => {
  const scheme = (content: string) => `security: { token: { ${content} } }\n${routes("token")}`;
  assert.deepEqual(codes(scheme("type: bearer")), ["E051 `token`"]);
  assert.deepEqual(codes(scheme("type: bearer, verify_handler: check")), ["E051 `check`"]);
  assert.deepEqual(codes(scheme('type: bearer, verify_handler: "auth.check()"')), ['E051 `"auth.check()"`']);
  assert.deepEqual(codes(scheme("type: bearer, verify_handlr: auth.check")), ["E107 `verify_handlr`"]);
  assert.deepEqual(codes(scheme("type: magic")), ["E110 `magic`"]);
  const ready = (type: string) => `${JWT}security: { jwt: { type: ${type} } }\n${routes("jwt")}`;
  assert.deepEqual(found(ready("bearer")), []);
  assert.deepEqual(found(ready("oauth2")), []);
  assert.deepEqual(codes(ready("basic")), ["E195 `jwt`"]);
  assert.deepEqual(codes(ready("apikey")), ["E195 `jwt`"]);
});

Deno.test("names of schemes, headers and scopes", () => {
  const two =
    "security: { my_key: { type: bearer, verify_handler: a.b }, myKey: { type: bearer, verify_handler: a.b } }\n";
  assert.deepEqual(codes(two + routes("[my_key, myKey]")), ["E190 `myKey`"]);
  assert.deepEqual(
    codes(`security: { none: { type: bearer, verify_handler: a.b } }\n${routes("")}`)[0],
    "E112 `none`",
  );
  const key = (name: string, location: string) =>
    `security: { k: { type: apikey, location: ${location}, name: "${name}", verify_handler: a.b } }\n${routes("k")}`;
  assert.deepEqual(codes(key("a b", "header")).length, 1);
  assert.deepEqual(codes(key("a;b", "cookie")).length, 1);
  assert.deepEqual(codes(key("", "query")).length, 1);
  assert.deepEqual(codes(key("Authorization", "header")).length, 1);
  assert.deepEqual(found(key("Authorization", "query")), []);
  assert.deepEqual(codes(`${JWT}${routes('{ scheme: jwt, scopes: ["a b"] }')}`), ['E193 `"a b"`']);
});

Deno.test("scopes are those of the scheme", () => {
  const scheme = "security: { a: { type: oauth2, scopes: [read, write], verify_handler: auth.check } }\n";
  assert.deepEqual(helps(`${scheme}${routes("{ scheme: a, scopes: [wite] }")}`), ['Did you mean "write"?']);
  assert.deepEqual(found(`${TOKEN}${routes("{ scheme: token, scopes: [anything] }")}`), []);
});

Deno.test("lists of schemes say something, and nothing twice", () => {
  assert.deepEqual(codes(`${TOKEN}${routes("[]", "token")}`), ["E194 `[]`"]);
  assert.deepEqual(codes(`${TOKEN}${routes("[token, none]")}`), ["E194 `none`"]);
  assert.deepEqual(codes(`${TOKEN}${routes("[token, token]")}`), ["E194 `token`"]);
});

Deno.test("a secret in the config is an error, as a default too", () => {
  const secret = (text: string) => `auth: { config: { secret: "${text}" } }\n${routes("jwt")}`;
  assert.deepEqual(codes(secret("plain")), ['E191 `"plain"`']);
  assert.deepEqual(codes(secret("$${JWT}")).length, 1);
  assert.deepEqual(codes(secret("${JWT:-plain}")).length, 1);
  assert.deepEqual(found(secret("${JWT}")), []);
  assert.deepEqual(found(secret("${JWT:-}")), []);
  assert.deepEqual(found(secret("${A}${B}")), []);
});

Deno.test("schemes that nothing asks for are warned of", () => {
  assert.deepEqual(codes(`${TOKEN}${routes("")}`), ["W126 `token`"]);
  assert.deepEqual(codes(`${JWT}${routes("")}`), ["W126 `auth`"]);
  assert.deepEqual(codes(`${JWT}${routes("none")}`), ["W126 `auth`"]);
  const all = JWT.replace("secret", "default: true, secret");
  assert.deepEqual(found(`${all}${routes("")}`), []);
});

Deno.test("nobody needs a token to get one", () => {
  const login = (auth: string) =>
    `${JWT}base_path: /v1\nsecurity: { jwt: { type: oauth2, token_url: /v1/login } }\n${MODELS}` +
    `routes:\n  - { path: /login, method: POST, action: db.create, model: A${auth} }\n` +
    "  - { path: /a, method: GET, action: db.list, model: A, auth: jwt }\n";
  assert.deepEqual(codes(login(", auth: jwt")), ["W127 `/login`"]);
  assert.deepEqual(found(login(", auth: none")), []);
});
