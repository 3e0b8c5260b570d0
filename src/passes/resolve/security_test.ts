/** Security: what routes ask for, what is known of users, and schemes of several files. */

import assert from "node:assert/strict";
import type { Api } from "../../ir/api.ts";
import { apiOf, foundIn } from "../../../tests/support/expect.ts";

const AUTH = `
from generated.models import Person

async def person(token: str) -> Person | None: ...
def claims(token: str, scopes: list[str], request, repo) -> dict[str, int] | None: ...
def anybody(token): ...
def member(user: Person): ...
def other(name: int): ...
async def greedy(token: str, password: str): ...
`;

const MODELS = "models: { Person: { fields: { id: int, name: str } } }\n";
const LIST = "{ path: /people, method: GET, action: db.list, model: Person }";

function files(text: string) {
  return { "api.yaml": MODELS + text, "auth.py": AUTH };
}

const scheme = (handler: string) => `security: { s: { type: bearer, verify_handler: auth.${handler} } }\n`;
const asking = (...paths: readonly string[]) => `routes: [${LIST}, ${paths.join(", ")}]\n`;
const returning = (value: string, auth = "s") =>
  `{ path: /a, method: GET, pipeline: [{ return: ${value} }], auth: ${auth} }`;

const aliases = (api: Api) => api.routes.map(({ dependencies }) => dependencies[0]?.authentication?.alias);

Deno.test("users have the type that their verifier says", () => {
  const typed = (handler: string) => {
    const [only] = apiOf(files(scheme(handler) + asking(returning("$user")))).security.authentications;
    return only && [only.user.type.kind, only.user.nullable];
  };
  assert.deepEqual(typed("person"), ["model", false]);
  assert.deepEqual(typed("claims"), ["dict", false]);
  assert.deepEqual(typed("anybody"), ["any", false]);
});

Deno.test("parts of users are checked", () => {
  assert.deepEqual(foundIn(files(scheme("person") + asking(returning("$auth.name")))), []);
  const [wrong, ...more] = foundIn(files(scheme("person") + asking(returning("$auth.nam"))));
  assert.match(wrong ?? "", /Model "Person" has no field "nam"/);
  assert.deepEqual(more, []);
  assert.deepEqual(foundIn(files(scheme("anybody") + asking(returning("$user.what.ever")))), []);
});

Deno.test("where nobody is asked, there is no user", () => {
  const [wrong] = foundIn(
    files(scheme("person") + asking(returning("1"), returning("$user", "none").replace("/a", "/b"))),
  );
  assert.match(wrong ?? "", /E168.*"\$user" has no value here: the route authenticates nobody/);
});

Deno.test("a step of the name goes first", () => {
  const steps = '[{ action: db.get, model: Person, args: { id: "$path.id" }, as: user }, { return: $user.name }]';
  const route = `{ path: "/p/{id}", method: GET, pipeline: ${steps}, auth: s }`;
  assert.deepEqual(foundIn(files(scheme("claims") + asking(route))), []);
});

Deno.test("handlers, steps and tasks may ask for the user", () => {
  const routes = asking(
    "{ path: /h, method: GET, handler: auth.member, auth: s }",
    "{ path: /t, method: GET, pipeline: [{ action: transform, handler: auth.member }], auth: s, background_tasks: [auth.member] }",
  );
  assert.deepEqual(foundIn(files(scheme("person") + routes)), []);
  const [wrong] = foundIn(
    files(scheme("person") + asking("{ path: /h, method: GET, handler: auth.member }", returning("1"))),
  );
  assert.match(wrong ?? "", /E104.*requires "user"/);
});

Deno.test("verifiers ask for what there is", () => {
  const [wrong] = foundIn(files(scheme("greedy") + asking(returning("1"))));
  assert.match(wrong ?? "", /E104.*"auth\.greedy" requires "password"/);
});

Deno.test("a route's auth replaces that of its router", () => {
  const api = apiOf(files(`security:
  a: { type: bearer, verify_handler: auth.anybody }
  b: { type: oauth2, verify_handler: auth.anybody, scopes: [x] }
routers:
  - name: r
    auth: a
    routes:
      - ${returning("1", "b")}
      - { path: /b, method: GET, pipeline: [{ return: 1 }] }
      - { path: /c, method: GET, pipeline: [{ return: 1 }], auth: ~ }
      - { path: /d, method: GET, pipeline: [{ return: 1 }], auth: { scheme: b, scopes: [x] } }
      - { path: /e, method: GET, pipeline: [{ return: 1 }], auth: [b, a] }
`));
  assert.deepEqual(aliases(api), ["BUser", "AUser", undefined, "BUserWithX", "BOrAUser"]);
});

Deno.test("equal combinations are one dependency, whatever the order of their scopes", () => {
  const api = apiOf(files(
    scheme("anybody") +
      asking(
        returning("1", "{ scheme: s, scopes: [x, y] }"),
        returning("1", "[{ scheme: s, scopes: [y, x, y] }]").replace("/a", "/b"),
      ),
  ));
  assert.deepEqual(aliases(api), [undefined, "CurrentUser", "CurrentUser"]);
  assert.equal(api.security.authentications.length, 1);
});

Deno.test("imported files declare schemes, see their own, and the ready one of the root", () => {
  const auth = "from generated.models import Person\n" + AUTH;
  const program = {
    "api.yaml": `${MODELS}auth: { config: { secret: "\${S}" } }
$import: { a: a.yaml, b: b.yaml }
routers: [a, b]
routes: [{ path: /x, method: GET, pipeline: [{ return: 1 }], auth: [a.token, jwt] }]
`,
    "a.yaml": `security: { token: { type: bearer, verify_handler: auth.anybody } }
router: { prefix: /a, auth: token, routes: [{ path: /, method: GET, pipeline: [{ return: 1 }] }] }
`,
    "b.yaml": `security: { token: { type: basic, verify_handler: auth.check } }
router:
  prefix: /b
  routes:
    - { path: /own, method: GET, pipeline: [{ return: 1 }], auth: token }
    - { path: /ready, method: GET, pipeline: [{ return: 1 }], auth: jwt }
`,
    "auth.py": `${auth}\ndef check(credentials): ...\n`,
  };
  const api = apiOf(program);
  assert.deepEqual(api.security.schemes.map(({ name, kind }) => [name, kind.kind]), [
    ["a_token", "bearer"],
    ["b_token", "basic"],
    ["jwt", "oauth2"],
  ]);
  const unseen = { ...program, "b.yaml": program["b.yaml"].replace("auth: token", "auth: a.token") };
  const [wrong] = foundIn(unseen);
  assert.match(wrong ?? "", /E050.*Unknown security scheme "a\.token"/);
});
