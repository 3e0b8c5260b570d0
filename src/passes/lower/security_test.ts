/** `security.py`, and where routes and routers ask who calls. */

import assert from "node:assert/strict";
import { apiOf } from "../../../tests/support/expect.ts";
import { printModule } from "../../python/print.ts";
import { from } from "../../python/build.ts";
import { lowerEndpoint } from "./endpoint.ts";
import { lowerRoutes } from "./routers.ts";
import { challengeOf, lowerSecurity } from "./security.ts";
import { typeWriter } from "./types.ts";

const AUTH = `
async def token(token: str) -> dict[str, str] | None: ...
def key(api_key: str, request): ...
async def deciding(token: str, scopes: list[str]) -> bool: ...
async def first() -> None: ...
async def who(user): ...
`;

const MODELS = "models: { A: { fields: { id: int, owner: str } } }\n";
const TOKEN = "security: { token: { type: bearer, verify_handler: auth.token } }\n";
const KEY = "security: { key: { type: apikey, verify_handler: auth.key } }\n";

const apiFor = (text: string) => apiOf({ "api.yaml": MODELS + text, "auth.py": AUTH });

function printed(text: string): { readonly security: string; readonly routes: ReadonlyMap<string, string> } {
  const api = apiFor(text);
  const types = typeWriter({ model: (id) => from(".models", id), shared: () => undefined });
  const security = lowerSecurity(api, types);
  const endpoints = api.routes.map((route) => ({ route, definition: lowerEndpoint(route, api, types).definition }));
  return {
    security: security === undefined ? "" : printModule(security),
    routes: new Map(lowerRoutes(api, endpoints).map((module) => [module.path, printModule(module)])),
  };
}

const route = (path: string, auth: string, more = "pipeline: [{ return: 1 }]") =>
  `{ path: ${path}, method: GET, ${more}${auth === "" ? "" : `, auth: ${auth}`} }`;

Deno.test("one way in is the current user", () => {
  const { security, routes } = printed(`${TOKEN}routes: [${route("/a", "token")}, ${route("/b", "none")}]`);
  assert.match(
    security,
    /token_scheme = HTTPBearer\(scheme_name="token", auto_error=False\)\n/,
  );
  assert.match(security, /async def get_current_user\(\n {4}request: Request,\n/);
  assert.match(
    security,
    /user = await token\(token=bearer\.credentials\)\n {8}if is_known\(user\):\n {12}return user\n/,
  );
  assert.match(security, / {4}raise refusal\(request, "Bearer"\)\n/);
  assert.match(security, /\nCurrentUser = Annotated\[dict\[str, str\], Depends\(get_current_user\)\]\n/);
  const text = routes.get("routes.py") ?? "";
  assert.match(text, /"\/a",?\s+dependencies=\[Depends\(get_current_user\)\],?\s+responses=UNAUTHORIZED/);
  assert.match(text, /@router\.get\("\/b"\)/);
});

Deno.test("nothing asks, nothing is written", () => {
  assert.equal(printed(`routes: [${route("/a", "")}]`).security, "");
});

Deno.test("the user is a parameter where something reads it", () => {
  const { routes } = printed(`${TOKEN}routes:
  - ${route("/a", "token", "handler: auth.who")}
  - ${route("/b", "token", "action: db.list, model: A, where: { owner: $auth.sub }")}
`);
  const text = routes.get("routes.py") ?? "";
  assert.match(text, /current_user: CurrentUser/);
  assert.match(text, /who\(user=current_user\)/);
  assert.match(text, /Condition\("owner", "eq", lookup\(current_user, "sub"\)\)/);
  assert.ok(!text.includes("dependencies="));
});

Deno.test("scopes are asked of the verifier, or of the user", () => {
  const scoped = (handler: string) =>
    printed(
      `security: { s: { type: oauth2, verify_handler: auth.${handler} } }\n` +
        `routes: [${route("/a", "{ scheme: s, scopes: [x, y] }")}]`,
    ).security;
  assert.match(scoped("token"), /Security\(s_scheme, scopes=\["x", "y"\]\)/);
  assert.match(scoped("token"), /if has_scopes\(user, "x", "y"\):\n {16}return user\n {12}is_forbidden = True\n/);
  assert.match(scoped("deciding"), /user = await deciding\(token=token, scopes=\["x", "y"\]\)/);
  assert.match(scoped("deciding"), /user = await deciding\(token=token, scopes=\[\]\)/);
  assert.ok(!scoped("deciding").includes("has_scopes"));
});

Deno.test("several schemes are tried in their order", () => {
  const api = apiFor(`
security:
  a: { type: bearer, verify_handler: auth.token }
  b: { type: apikey, location: query, name: b, verify_handler: auth.key }
  c: { type: apikey, location: cookie, name: c, verify_handler: auth.key }
  d: { type: oauth2, verify_handler: auth.token }
routes: [${route("/a", "[a, b, c]")}, ${route("/d", "d")}]
`);
  const [first, second] = api.security.authentications;
  assert.ok(first !== undefined && second !== undefined);
  assert.deepEqual([first.dependency, first.alias], ["get_a_or_b_or_c_user", "AOrBOrCUser"]);
  assert.deepEqual([second.dependency, second.alias], ["get_d_user", "DUser"]);
  assert.equal(challengeOf(first), "Bearer, APIKey");
  const types = typeWriter({ model: (id) => from(".models", id), shared: () => undefined });
  const module = lowerSecurity(api, types);
  assert.ok(module);
  const text = printModule(module);
  assert.match(text, /b_api_key: Annotated\[str \| None, Depends\(b_scheme\)\]/);
  assert.match(text, /c_api_key: Annotated\[str \| None, Depends\(c_scheme\)\]/);
  assert.match(text, /a_user = .*\n(.*\n)*.*b_user = /);
});

Deno.test("a router whose routes ask for the same asks for all of them, before its own functions", () => {
  const router = (second: string) =>
    printed(
      `${KEY}routers: [{ name: r, prefix: /r, auth: key, dependencies: [auth.first], ` +
        `routes: [${route("/a", "")}, ${route("/b", second)}] }]`,
    ).routes.get("routers/r.py") ?? "";
  assert.match(router(""), /dependencies=\[Depends\(get_current_user\), Depends\(first\)\]/);
  assert.match(router(""), /@router\.get\("\/a", responses=UNAUTHORIZED\)/);
  const mixed = router("none");
  assert.match(mixed, /router = APIRouter\(prefix="\/r"\)/);
  assert.match(mixed, /"\/a",\s+dependencies=\[Depends\(get_current_user\), Depends\(first\)\]/);
  assert.match(mixed, /@router\.get\("\/b", dependencies=\[Depends\(first\)\]\)/);
});

Deno.test("default protects what says nothing", () => {
  const api = apiFor(
    'auth: { config: { secret: "${S}", default: true } }\n' +
      `routes: [${route("/a", "")}, ${route("/b", "none")}]\n` +
      `routers: [{ name: r, auth: none, routes: [${route("/c", "")}, ${route("/d", "jwt")}] }]`,
  );
  const asks = api.routes.map(({ dependencies }) => dependencies[0]?.authentication?.alias);
  assert.deepEqual(asks, ["CurrentUser", undefined, undefined, "CurrentUser"]);
  assert.deepEqual(api.settings.map(({ variable, keys }) => [variable, keys]), [["S", ["auth.config.secret"]]]);
});

Deno.test("errors of the route's own answer, and are documented", () => {
  const errors = "errors: { No: { status: 404 }, Never: { status: 403 } }\n";
  const { routes } = printed(
    `${errors}${TOKEN}routes: [${
      route(
        "/a",
        "{ scheme: token, scopes: [x] }",
        "pipeline: [{ return: 1 }], errors: { unauthorized: No, forbidden: Never }",
      )
    }]`,
  );
  const text = routes.get("routes.py") ?? "";
  assert.match(text, /@refused_as\(unauthorized=NoError, forbidden=NeverError\)/);
  assert.match(text, /responses=documented\(NoError\.responses\(\), NeverError\.responses\(\)\)/);
});
