/** Middleware: each kind with what it takes, and their order. */

import assert from "node:assert/strict";
import { compileFiles, expectErrors, foundIn, python } from "../../../tests/support/expect.ts";

const layers = (...items: readonly string[]) => `middleware:\n${items.map((item) => `  - ${item}\n`).join("")}`;
const cors = (config: string) => layers(`{ kind: cors, config: { ${config} } }`);
const hosts = (config: string) => layers(`{ kind: trustedhost, config: { hosts: ${config} } }`);
const custom = (config: string) => layers(`{ kind: custom, config: { ${config} } }`);
const LAYERS = {
  "layers.py": `
    class Log:
        def __init__(self, app, level, token=None): ...

    async def timing(request, call_next): ...

    def later(request, call_next): ...

    async def closed(request): ...
  `,
};

function middleware(yaml: string): string {
  const files = { "api.yaml": yaml, ...LAYERS };
  const text = compileFiles(files).files?.get("middleware.py");
  assert.ok(text !== undefined, foundIn(files).join("\n"));
  return text.slice(text.indexOf("def add_middleware"));
}

Deno.test("the first layer is added last, which makes it the outermost", () => {
  const text = middleware(layers(
    "{ kind: gzip }",
    "{ kind: Trusted_Host, config: { hosts: ['*.example.com'] } }",
    "{ kind: custom, config: { handler: layers.timing } }",
  ));
  const order = [
    "DispatchMiddleware, dispatch=timing",
    "TrustedHostMiddleware, allowed_hosts=",
    "CompressionMiddleware, min",
  ];
  const places = order.map((part) => text.indexOf(`app.add_middleware(${part}`));
  assert.deepEqual(places, [...places].sort((left, right) => left - right));
  assert.ok(!places.includes(-1), text);
});

Deno.test("CORS allows what the routes have, and shows what they set", () => {
  const text = middleware(`${cors("origins: [https://app.example.com]")}
models: { A: { fields: { id: { type: uuid, auto: true }, name: str } } }
routes:
  - { path: /a, method: GET, action: db.list, model: A, pagination: true }
  - { path: /a, method: POST, action: db.create, model: A }
  - { path: "/a/{id}", method: GET, action: db.get, model: A }
`);
  assert.match(text, /allow_origins=\["https:\/\/app.example.com"\],\n/);
  assert.match(text, /allow_methods=\["GET", "POST"\],\n/);
  assert.match(text, /expose_headers=\["Link", "Location", "X-Total-Count"\],\n/);
  assert.doesNotMatch(text, /credentials|max_age|allow_headers/);
});

Deno.test("CORS takes what the config says", () => {
  const text = middleware(
    cors("origins: '*', methods: ['*'], headers: [Authorization], expose_headers: [], max_age: 5"),
  );
  assert.match(text, /allow_origins=\["\*"\]/);
  assert.match(text, /allow_methods=\["\*"\]/);
  assert.match(text, /allow_headers=\["Authorization"\]/);
  assert.match(text, /max_age=5/);
  assert.doesNotMatch(text, /expose_headers/);
});

Deno.test("credentials need named origins, also those of the environment", () => {
  const text = cors("origins: ['*'], credentials: true");
  expectErrors(text, ['E180 2:39: CORS with credentials cannot allow the origin "*"']);
  assert.match(middleware(cors("origins: '${ORIGINS}', credentials: true")), /explicit_origins\(settings.origins\)/);
  assert.doesNotMatch(middleware(cors("origins: '${ORIGINS}'")), /explicit_origins/);
});

Deno.test("origins are what browsers send", () => {
  for (
    const good of ["https://a.example", "http://localhost:3000", "'*'", "capacitor://localhost", "'http://[::1]:80'"]
  ) {
    expectErrors(cors(`origins: [${good}]`), []);
  }
  for (const bad of ["https://a.example/", "a.example", "https://*.example.com", "HTTPS://A.example", "https://a:b"]) {
    expectErrors(cors(`origins: ['${bad}']`), ["E181 2:39"]);
  }
  expectErrors(cors("origins: ['https://a.example'], headers: ['a b'], expose_headers: ['x:y']"), [
    "E185 2:71",
    "E185 2:96",
  ]);
});

Deno.test("hosts are names without scheme, port and stars in the middle", () => {
  for (const good of ["a.example", "'*'", "'*.example.com'", "localhost", "'[::1]'"]) {
    expectErrors(hosts(`[${good}]`), []);
  }
  for (const bad of ["https://a.example", "a.example:80", "'a.*.example'", "'*a.example'", "''"]) {
    expectErrors(hosts(`[${bad}]`), ["E182 2:44"]);
  }
  expectErrors(hosts("[]"), ["E182 2:43: No host is trusted, so that every request would be refused"]);
});

Deno.test("a class is made with the other keys", () => {
  const text = middleware(custom("class_path: layers.Log, level: 3, token: '${TOKEN}'"));
  assert.match(text, /settings = get_settings\(\)\n/);
  assert.match(text, /app.add_middleware\(Log, level=3, token=settings.token\)/);
});

const wrong = (config: string) => foundIn({ "api.yaml": custom(config), ...LAYERS });

Deno.test("a class has to take what it is given, and gets what it needs", () => {
  assert.deepEqual(wrong("class_path: layers.Log").map((one) => one.slice(0, 4)), ["E104"]);
  assert.equal(wrong("class_path: layers.Log, level: 1, other: 2").length, 1);
  assert.deepEqual(wrong("class_path: layers.Log, level: 1, app: 2, a-b: 3, class: 4"), [
    'E189 2:65: "app" cannot be an argument of the middleware: it is the application inside',
    'E189 2:73: "a-b" cannot be an argument of the middleware: it is no name of Python\'s',
    'E189 2:81: "class" cannot be an argument of the middleware: it is no name of Python\'s',
  ]);
});

Deno.test("secrets belong into the environment", () => {
  const message = 'E189 2:72: "token" cannot be an argument of the middleware: a secret belongs into the environment';
  assert.deepEqual(wrong("class_path: layers.Log, level: 1, token: abc"), [message]);
  assert.deepEqual(wrong("class_path: layers.Log, level: 1, token: '${TOKEN:-abc}'"), []);
});

Deno.test("custom middleware is a class or a function, by its dotted name", () => {
  const codes = (config: string) => wrong(config).map((one) => one.slice(0, 4));
  assert.deepEqual(codes("level: 1"), ["E079"]);
  assert.deepEqual(codes("class_path: layers.Log, handler: layers.timing"), ["E079"]);
  assert.deepEqual(codes("class_path: Log"), ["E080"]);
  assert.deepEqual(codes("handler: timing"), ["E080"]);
  assert.deepEqual(codes("handler: layers.missing"), ["E103"]);
});

Deno.test("a function waits for the application", () => {
  assert.deepEqual(wrong("handler: layers.timing"), []);
  assert.match(wrong("handler: layers.later")[0] ?? "", /^E186 2:40: .* is not async$/);
  assert.match(wrong("handler: layers.closed")[0] ?? "", /^E186 2:40: .* does not take/);
  assert.deepEqual(wrong("handler: layers.timing, level: 1").map((one) => one.slice(0, 4)), ["E189"]);
});

Deno.test("what does its work once is there once", () => {
  expectErrors(layers("{ kind: gzip }", "{ kind: gzip }"), ['E188 3:5: The middleware "gzip" is there twice']);
});

Deno.test("kinds have their own keys", () => {
  expectErrors(layers("{ kind: gzip, config: { hosts: [a] } }"), ["E107 2:29"]);
  expectErrors(layers("{ kind: gzipp }"), ['E110 2:13: "gzipp" is not a kind of middleware']);
  expectErrors(layers("{ config: {} }"), ['E109 2:7: Missing key "kind" in the mapping']);
  expectErrors(layers("gzip"), ['E108 2:5: Expected a mapping with "kind", found the text "gzip"']);
  expectErrors(layers("{ kind: cors }"), ["E109 2:7"]);
});

Deno.test("without middleware there is no file of it", () => {
  const { files } = compileFiles({ "api.yaml": "middleware: []" });
  assert.ok(files && !files.has("middleware.py") && !files.has("tests/test_middleware.py"));
  assert.doesNotMatch(python("middleware: []", "application.py"), /middleware/);
});

Deno.test("a rate limit is no layer: routes read it, and scripts see when to come again", () => {
  const yaml = `${
    layers(
      "{ kind: rate_limit, config: { rate: 5/minute, storage_uri: '${REDIS_URL}' } }",
      "{ kind: cors, config: { origins: [https://app.example.com] } }",
    )
  }
routes:
  - { path: /a, method: GET, handler: layers.closed, response_headers: { X-A: b }, cache: { etag: true } }
`;
  const text = middleware(yaml);
  assert.equal(text.split("app.add_middleware(").length, 2);
  assert.match(text, /expose_headers=\["ETag", "Retry-After", "X-A"\]/);
  const files = compileFiles({ "api.yaml": yaml, ...LAYERS }).files;
  assert.match(files?.get("settings.py") ?? "", /redis_url: str/);
  assert.match(
    files?.get("application.py") ?? "",
    /async with shared_rate_limiter\(app, settings\.redis_url, "api"\):/,
  );
  expectErrors(layers("{ kind: rate_limit }", "{ kind: limiter }"), ["E188 3:5"]);
});
