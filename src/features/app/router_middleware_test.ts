/** Middleware of routers: what stands there, what cannot, and what is made of it. */

import assert from "node:assert/strict";
import { compileFiles, expectErrors, foundIn } from "../../../tests/support/expect.ts";

const router = (name: string, ...items: readonly string[]) => `
  - name: ${name}
    prefix: /${name}
    middleware:
${items.map((item) => `      - ${item}\n`).join("")}    routes: [{ path: /x, method: GET, pipeline: [{ return: 1 }] }]
`;
const routers = (...all: readonly string[]) => `routers:${all.join("")}`;
const LAYERS = {
  "layers.py": `
    class Log:
        def __init__(self, app, level): ...

    async def timing(request, call_next): ...
  `,
};

function compiled(yaml: string, more: Readonly<Record<string, string>> = {}): ReadonlyMap<string, string> {
  const files = { "api.yaml": yaml, ...LAYERS, ...more };
  const result = compileFiles(files).files;
  assert.ok(result !== undefined, foundIn(files).join("\n"));
  return result;
}

const inner = (text: string | undefined, line: string) =>
  (text ?? "").split("\n").map((one) => one.trim()).filter((one) => one.includes(line));

Deno.test("the layers of a router are around that router, and their order is kept", () => {
  const files = compiled(routers(
    router("a", "{ kind: gzip }", "{ kind: custom, config: { handler: layers.timing } }"),
    router("b", "{ kind: custom, config: { class_path: layers.Log, level: '${LEVEL}' } }"),
    "\n  - { name: c, prefix: /c, routes: [{ path: /x, method: GET, pipeline: [{ return: 1 }] }] }\n",
  ));
  assert.deepEqual(inner(files.get("application.py"), "include_router"), [
    "app.include_router(LayeredRouter(a.router, a_layers()))",
    "app.include_router(LayeredRouter(b.router, b_layers()))",
    "app.include_router(c.router)",
  ]);
  assert.deepEqual(inner(files.get("application.py"), "add_middleware"), []);
  const middleware = files.get("middleware.py");
  assert.deepEqual(inner(middleware, "Middleware("), [
    "Middleware(CompressionMiddleware, minimum_size=1000),",
    "Middleware(DispatchMiddleware, dispatch=timing),",
    "return [Middleware(Log, level=settings.level)]",
  ]);
  assert.match(middleware ?? "", /^def b_layers\(\) -> list\[Middleware\]:\n.*\n {4}settings = get_settings\(\)$/m);
  assert.doesNotMatch(middleware ?? "", /def add_middleware/);
  assert.ok(files.has("runtime/layers.py"));
  assert.match(files.get("settings.py") ?? "", /routers\.b\.middleware\.custom\.level/);
});

Deno.test("routers without layers need nothing of it", () => {
  const files = compiled(
    "middleware: [{ kind: gzip }]\nroutes: [{ path: /x, method: GET, pipeline: [{ return: 1 }] }]",
  );
  assert.ok(!files.has("runtime/layers.py"));
  assert.ok(!files.has("tests/test_router_middleware.py"));
});

Deno.test("routers of imported files have layers, with functions from beside them", () => {
  const more = {
    "parts/own.yaml": `
router:
  middleware: [{ kind: custom, config: { handler: near.timing } }]
  routes: [{ path: /x, method: GET, pipeline: [{ return: 1 }] }]
`,
    "parts/near.py": "async def timing(request, call_next): ...\n",
  };
  const files = compiled("$import: { own: parts/own.yaml }\nrouters: [own]", more);
  assert.match(files.get("middleware.py") ?? "", /from parts\.near import timing/);
  assert.deepEqual(inner(files.get("application.py"), "include_router"), [
    "app.include_router(LayeredRouter(own.router, own_layers()))",
  ]);
});

Deno.test("what works around the whole application alone is refused, and says what to write", () => {
  expectErrors(routers(router("a", "{ kind: cors, config: { origins: ['*'] } }")), [
    'E230 5:9: The middleware "cors" cannot stand in a router: the preflights of browsers reach no route',
  ]);
  expectErrors(routers(router("a", "{ kind: rate_limit, config: { rate: 1/minute } }")), [
    'E230 5:9: The middleware "rate_limit" cannot stand in a router: it sets up the limits of the whole API',
  ]);
});

Deno.test("each list is checked by itself", () => {
  const gzip = "{ kind: gzip }";
  expectErrors(`middleware: [${gzip}]\n${routers(router("a", gzip), router("b", gzip))}`, []);
  expectErrors(routers(router("a", gzip, gzip)), ['E188 6:9: The middleware "gzip" is there twice']);
  expectErrors(routers(router("a", "{ kind: trustedhost, config: { hosts: ['a b'] } }")), ["E182 5:48"]);
  expectErrors(
    "routers: [{ name: a, middleware: 3, routes: [{ path: /x, method: GET, pipeline: [{ return: 1 }] }] }]",
    [
      "E108 1:34",
    ],
  );
});

Deno.test("tests call routers by hosts that they trust", () => {
  const trusting = (name: string, hosts: string) =>
    router(name, `{ kind: trustedhost, config: { hosts: [${hosts}] } }`);
  const together = compiled(routers(trusting("a", "'*.a.com'"), trusting("b", "'b.com', www.a.com")));
  assert.match(together.get("tests/conftest.py") ?? "", /base_url="http:\/\/www\.a\.com"/);
  const apart = compiled(routers(trusting("a", "'*.a.com'"), trusting("b", "b.com"))).get("tests/conftest.py") ?? "";
  assert.match(apart, /base_url="http:\/\/test"/);
  assert.match(apart, /"\/a\/x": "www\.a\.com"/);
  assert.match(apart, /"\/b\/x": "b\.com"/);
});
