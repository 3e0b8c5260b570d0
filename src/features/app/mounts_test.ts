/** Mounts: what can be mounted, and where. */

import assert from "node:assert/strict";
import { compileFiles, expectErrors, foundIn } from "../../../tests/support/expect.ts";

const ROUTE = "models: { A: { fields: { id: int, name: str } } }\n" +
  "routes: [{ path: /a/b, method: GET, action: db.list, model: A }]";

const mount = (path: string, app = "admin.app") => `mounts: [{ path: "${path}", app: ${app} }]`;
const ADMIN = { "admin.py": "app = make()\n\ndef make(): ...\n\nasync def raw(scope, receive, send): ...\n" };

/** What is wrong with a mount, beside names that the file above has not. */
const wrong = (yaml: string, files = ADMIN) => foundIn({ "api.yaml": yaml, ...files });

Deno.test("applications are mounted behind everything else, in their order", () => {
  const yaml = `mounts: [{ path: /admin, app: admin.app, name: admin }, { path: /raw, app: admin.raw }]\n${ROUTE}`;
  const text = compileFiles({ "api.yaml": yaml, ...ADMIN }).files?.get("application.py") ?? "";
  const wiring = text.slice(text.indexOf("app.include_router"));
  assert.match(wiring, /app.mount\("\/admin", \w+, name="admin"\)\n {4}app.mount\("\/raw", raw\)\n {4}return app/);
});

Deno.test("a value is an application, a function may be one", () => {
  assert.deepEqual(wrong(mount("/admin")), []);
  assert.deepEqual(wrong(mount("/admin", "admin.raw")), []);
  assert.deepEqual(wrong(mount("/admin", "admin.make")), [
    'E187 1:33: "admin.make" is no ASGI application, which takes "scope", "receive" and "send"',
  ]);
  const [missing = ""] = wrong(mount("/admin", "admin.nothing"));
  assert.match(missing, /^E103/);
});

Deno.test("an application is named by its module", () => {
  expectErrors(mount("/admin", "app"), ['E083 1:33: The application "app" names no module and value']);
});

Deno.test("the path is one of its own", () => {
  for (const path of ["admin", "/admin/", "/", "", "/{id}", "/a//b"]) {
    const [one = "", ...others] = wrong(mount(path));
    assert.match(one, /^E082 1:18/, path);
    assert.deepEqual(others, []);
  }
});

Deno.test("what is mounted hides nothing, and nothing hides it", () => {
  for (const path of ["/a", "/a/b", "/a/b/c", "/docs"]) {
    const codes = wrong(`${mount(path)}\n${ROUTE}`).map((one) => one.slice(0, 4));
    assert.deepEqual(codes, path === "/a/b/c" ? [] : ["E082"], path);
  }
  assert.deepEqual(wrong(`${mount("/ab")}\n${ROUTE}`), []);
  const all = `${mount("/files")}\n${ROUTE.replace("/a/b", '"/{any:path}"').replace("db.list", "db.get")}`;
  assert.match(wrong(all)[0] ?? "", /^E082 1:18: Nothing can be mounted at "\/files": it meets the route "GET/);
});

Deno.test("a mount below another one is never reached, the other way round it is", () => {
  const two = (first: string, second: string) =>
    `mounts: [{ path: ${first}, app: admin.app }, { path: ${second}, app: admin.raw }]`;
  assert.deepEqual(wrong(two("/a/b", "/a")), []);
  assert.deepEqual(wrong(two("/a", "/a/b")), [
    'E082 1:48: Nothing can be mounted at "/a/b": it is the address of another mount',
  ]);
  assert.deepEqual(wrong(two("/a", "/a")).length, 1);
});

Deno.test("connections of a mounted application are not taken by a WebSocket", () => {
  const files = {
    "panel.py": "app = object()\n",
    "chat.py": "async def on_message(websocket, data): ...\n",
  };
  const found = (path: string, more = "") =>
    foundIn({
      "api.yaml": `${more}mounts: [{ path: /live, app: panel.app }]
websockets: [{ path: "${path}", handler: chat.on_message }]
`,
      ...files,
    });
  const fault = (path: string, place: string) =>
    `E231 ${place}: WebSocket "${path}" takes connections from what is mounted at "/live"`;
  assert.deepEqual(found("/live"), [fault("/live", "2:22")]);
  assert.deepEqual(found("/live/a"), [fault("/live/a", "2:22")]);
  assert.deepEqual(found("/{any:path}"), [fault("/{any:path}", "2:22")]);
  assert.deepEqual(found("/chat", "base_path: /live\n"), [fault("/live/chat", "3:22")]);
  assert.deepEqual(found("/chat"), []);
  assert.deepEqual(found("/lively"), []);
  // Requests for pages and connections never meet.
  assert.deepEqual(found("/health", "health_check: true\n"), []);
  assert.deepEqual(found("/docs"), []);
});
