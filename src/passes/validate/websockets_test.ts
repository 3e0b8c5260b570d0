/** WebSockets: their paths and names are their own, and each has functions that can be found. */

import assert from "node:assert/strict";
import { found, helps } from "./validate_test_tools.ts";

const sockets = (...items: readonly string[]) => `websockets:\n${items.map((item) => `  - { ${item} }\n`).join("")}`;

Deno.test("E070: a WebSocket needs a handler, whatever else it has", () => {
  assert.deepEqual(found(sockets("path: /a", "path: /b, on_connect: chat.hello")), [
    'E070 2:13 `/a` WebSocket "/a" has no handler',
    'E070 3:13 `/b` WebSocket "/b" has no handler',
  ]);
  assert.deepEqual(found(sockets("path: /a, handler: chat.f")), []);
});

Deno.test("E070 is not reported where the handler is misspelled", () => {
  assert.deepEqual(found(sockets("path: /a, on_message: chat.f")), [
    'E107 2:17 `on_message` Unknown key "on_message" in a WebSocket',
  ]);
});

Deno.test("E071: each function has a module", () => {
  const text = sockets("path: /a, handler: f, on_connect: chat/g, on_disconnect: chat.h()");
  assert.deepEqual(found(text), [
    'E071 2:26 `f` "f" in "handler" is not the dotted name of a function',
    'E071 2:41 `chat/g` "chat/g" in "on_connect" is not the dotted name of a function',
    'E071 2:64 `chat.h()` "chat.h()" in "on_disconnect" is not the dotted name of a function',
  ]);
  assert.match(helps(text)[0] ?? "", /"handlers.f" is "f" in handlers.py/);
});

Deno.test("E220: paths that differ only in the names of their parameters are one", () => {
  const text = sockets('path: "/a/{x}", handler: c.f', 'path: "/a/{y}", handler: c.g', 'path: "/b/{y}", handler: c.g');
  assert.deepEqual(found(text), ['E220 3:13 `"/a/{y}"` Two WebSockets have the same path']);
});

Deno.test("E220: explicit names are unique, those of handlers need not be", () => {
  const text = sockets(
    "path: /a, handler: c.f, name: chat",
    "path: /b, handler: c.f, name: chat",
    "path: /c, handler: c.f",
  );
  assert.deepEqual(found(text), ["E220 3:37 `chat` Two WebSockets have the same name"]);
});

Deno.test("E221: nothing takes the names of the connection and the message", () => {
  const text = sockets(
    'path: "/a/{websocket}", handler: c.f',
    "path: /b, handler: c.f, depends: [{ handler: c.g, as: data }]",
  );
  assert.deepEqual(found(text), [
    'E221 2:18 `websocket` Path parameter "websocket" has the name of the connection',
    'E221 3:61 `data` Dependency "data" has the name of the message',
  ]);
});

Deno.test("E222: a module of the user's does not hide the library of that name", () => {
  const text = sockets("path: /a, handler: websockets.f, on_connect: websocketsx.g");
  assert.deepEqual(found(text), [
    'E222 2:26 `websockets.f` The module of "websockets.f" hides the library "websockets", which servers need',
  ]);
  assert.match(helps(text)[0] ?? "", /write "sockets.f" here/);
});

Deno.test("W136: a fixed path behind one with a placeholder", () => {
  const text = sockets('path: "/{room}", handler: c.f', "path: /lobby, handler: c.g", "path: /lobby/x, handler: c.g");
  assert.deepEqual(found(text), [
    'W136 3:13 `/lobby` Connections to "/lobby" are taken by "/{room}", which stands before it',
  ]);
});

Deno.test("paths and names keep the rules of routes", () => {
  const text = sockets(
    "path: ws, handler: c.f",
    "path: /a, handler: c.f, name: router",
    "path: /b, handler: c.f, name: 2nd",
  );
  assert.deepEqual(found(text).map((one) => one.split(" ").slice(0, 2).join(" ")), [
    "E115 2:13",
    "E112 3:37",
    "E112 4:37",
  ]);
});

Deno.test("a HTTP route and a WebSocket can have one path", () => {
  const text = `models: { A: { fields: { id: int } } }
routes: [{ path: /a, method: GET, action: db.list, model: A }]
websockets: [{ path: /a, handler: c.f }]
`;
  assert.deepEqual(found(text), []);
});
