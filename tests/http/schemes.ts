/** Security schemes of every kind, with credentials that are none, malformed, wrong, expired, good or poor. */

import { token } from "./tokens.ts";

/** What tokens are signed with. */
export const SECRET = "a-secret-of-the-tests-that-is-long-enough-for-hs256";

/** A function that checks a credential of which `text` is the text: five words are known. */
const verifier = (name: string, parameter: string, text = parameter) => `
async def ${name}(${parameter}):
    if ${text} in ("good", "poor"):
        scopes = ["write"] if ${text} == "good" else []
        return {"sub": "ada", "scopes": scopes}
    return None if ${text} == "wrong" else False

`;

/** The functions that check credentials. */
export const AUTH = [
  verifier("token", "token"),
  verifier("key", "api_key"),
  verifier("password", "credentials", "credentials.password"),
  "def deciding(token, scopes):\n",
  '    return token == "good" or (token == "poor" and not scopes)\n',
].join("\n");

/** What the WebSockets say. */
export const ECHO = `
async def echo(websocket, data, user):
    await websocket.send_text(f"{data} {bool(user)}")
`;

/** A scheme: its declaration, and how requests carry a word. */
export interface Scheme {
  readonly config: string;
  readonly challenge: string;
  readonly sent: (word: string) => { readonly query?: string; readonly headers?: Readonly<Record<string, string>> };
  /** What is no credential. */
  readonly malformed: readonly { readonly query?: string; readonly headers?: Readonly<Record<string, string>> }[];
  /** Credentials by what they are; words where the verifier of this file decides. */
  readonly words: () => Promise<Readonly<Record<"wrong" | "expired" | "good" | "poor", readonly string[]>>>;
}

const authorization = (Authorization: string) => ({ headers: { Authorization } });
const words = () => Promise.resolve({ wrong: ["wrong", "other"], expired: ["old"], good: ["good"], poor: ["poor"] });
const BEARER = ["", "Bearer", "Bearer ", "good", "Basic good", "Bearerx good"].map(authorization);
const bearer = (word: string) => authorization(`Bearer ${word}`);
const basic = (word: string) => authorization(`Basic ${btoa(`ada:${word}`)}`);

async function jwts() {
  const now = Math.floor(Date.now() / 1000);
  const good = { sub: "ada", exp: now + 600, iss: "https://issuer.example.com", aud: "tests", scope: "read write" };
  const { exp: _exp, ...endless } = good;
  const { aud: _aud, ...anyone } = good;
  const { iss: _iss, ...nobody } = good;
  const make = (claims: Readonly<Record<string, unknown>>) => token(claims, SECRET);
  return {
    wrong: [
      await token(good, `${SECRET}!`),
      await token(good, SECRET, "HS512"),
      await token(good, SECRET, "none"),
      await make(endless),
      await make(anyone),
      await make(nobody),
      await make({ ...good, iss: "https://other.example.com" }),
      await make({ ...good, aud: "others" }),
      await make({ ...good, nbf: now + 600 }),
      await make({ ...good, exp: "never" }),
      `${await make(good)}x`,
      "a.b.c",
      "token",
      // Deeper than Python reads.
      `${btoa("[".repeat(20_000)).replace(/=+$/, "")}.e30.x`,
    ],
    expired: [await make({ ...good, exp: now - 60 })],
    good: [
      await make(good),
      await make({ ...good, aud: ["others", "tests"], scope: undefined, scopes: ["write"] }),
      // Within the leeway.
      await make({ ...good, exp: now - 3 }),
    ],
    poor: [await make({ ...good, scope: "read writes" })],
  };
}

/** All kinds of schemes. */
export const SCHEMES: Readonly<Record<string, Scheme>> = {
  jwt: { config: "", challenge: "Bearer", sent: bearer, malformed: BEARER, words: jwts },
  password: {
    config: "{ type: oauth2, token_url: /login, verify_handler: auth.token }",
    challenge: "Bearer",
    sent: bearer,
    malformed: BEARER,
    words,
  },
  machine: {
    config: "{ type: oauth2, flow: client_credentials, token_url: /login, verify_handler: auth.token }",
    challenge: "Bearer",
    sent: bearer,
    malformed: BEARER,
    words,
  },
  plain: {
    config: "{ type: bearer, verify_handler: auth.token }",
    challenge: "Bearer",
    sent: bearer,
    malformed: BEARER,
    words,
  },
  deciding: {
    config: "{ type: bearer, verify_handler: auth.deciding }",
    challenge: "Bearer",
    sent: bearer,
    malformed: BEARER,
    words,
  },
  header_key: {
    config: "{ type: apikey, location: header, name: X-Key, verify_handler: auth.key }",
    challenge: "APIKey",
    sent: (word) => ({ headers: { "X-Key": word } }),
    malformed: [{ headers: { "X-Key": "" } }, { query: "X-Key=good" }, bearer("good")],
    words,
  },
  query_key: {
    config: "{ type: api_key, location: query, name: key, verify_handler: auth.key }",
    challenge: "APIKey",
    sent: (word) => ({ query: `key=${word}` }),
    malformed: [{ query: "key=" }, { query: "key" }, { headers: { key: "good" } }],
    words,
  },
  cookie_key: {
    config: "{ type: apikey, location: cookie, name: key, verify_handler: auth.key }",
    challenge: "APIKey",
    sent: (word) => ({ headers: { Cookie: `key=${word}` } }),
    malformed: [{ headers: { Cookie: "key=" } }, { headers: { Cookie: "good" } }, { query: "key=good" }],
    words,
  },
  basic: {
    config: "{ type: http_basic, verify_handler: auth.password }",
    challenge: 'Basic realm="basic"',
    sent: basic,
    malformed: ["", "Basic", "Basic ?", `Basic ${btoa("good")}`, "Basic /w==", "Bearer good"].map(authorization),
    words,
  },
};
