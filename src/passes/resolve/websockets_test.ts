/** WebSockets: names, types of path parameters, and what each function is called with. */

import assert from "node:assert/strict";
import type { HandlerCall } from "../../ir/logic.ts";
import type { Socket } from "../../ir/websocket.ts";
import { apiOf, foundIn } from "../../../tests/support/expect.ts";

const CHAT = `
async def on_message(websocket, data):
    pass

def on_connect(websocket, room_id: int, user=None):
    pass

async def on_disconnect(room_id, visitor):
    pass

async def on_bytes(data: bytes):
    pass

async def on_text(data: str):
    pass

async def on_order(id, repo, data):
    pass

async def greedy(response):
    pass

async def get_visitor() -> str:
    return ""
`;

function socketsOf(yaml: string): readonly Socket[] {
  return apiOf({ "api.yaml": yaml, "chat.py": CHAT }).websockets;
}

function found(yaml: string): readonly string[] {
  return foundIn({ "api.yaml": yaml, "chat.py": CHAT });
}

/** A call as "function(keyword, …)". */
function shown(call: HandlerCall | undefined): string | undefined {
  return call && `${call.handler.reference}(${call.arguments.map(({ name }) => name).join(", ")})`;
}

Deno.test("functions get what they ask for, and the types of path parameters come from any of them", () => {
  const [socket] = socketsOf(`
    websockets:
      - path: "/ws/{room_id}"
        handler: chat.on_message
        on_connect: chat.on_connect
        on_disconnect: chat.on_disconnect
        depends: [{ handler: chat.get_visitor, as: visitor }]
  `);
  assert.ok(socket);
  assert.equal(socket.name, "on_message");
  assert.equal(socket.receives, "text");
  assert.deepEqual(socket.pathParameters.map(({ name, type }) => `${name}: ${type.kind}`), ["room_id: int"]);
  assert.deepEqual([socket.onConnect, socket.handler, socket.onDisconnect].map(shown), [
    "chat.on_connect(websocket, room_id)",
    "chat.on_message(websocket, data)",
    "chat.on_disconnect(room_id, visitor)",
  ]);
  assert.deepEqual(socket.dependencies.map(({ variable }) => variable.name), ["visitor"]);
  assert.equal(socket.onConnect?.handler.async, false);
});

Deno.test("path parameters without annotations have the types of records beside them", () => {
  const [socket] = socketsOf(`
    models: { Order: { fields: { id: { type: uuid, auto: true }, text: str } } }
    routes: [{ path: "/orders/{id}", method: GET, action: db.get, model: Order }]
    websockets: [{ path: "/orders/{id}", handler: chat.on_order, receive: json }]
  `);
  assert.ok(socket);
  assert.equal(socket.receives, "json");
  assert.deepEqual(socket.pathParameters.map(({ type }) => type.kind), ["uuid"]);
  assert.equal(shown(socket.handler), "chat.on_order(id, repo, data)");
});

Deno.test("names are those of handlers, made unique by paths", () => {
  const sockets = socketsOf(`
    websockets:
      - { path: /ws/first, handler: chat.on_message }
      - { path: /ws/second, handler: chat.on_message }
      - { path: "/ws/second/{x}", handler: chat.on_message }
      - { path: "/{x}/{y}/{z}", handler: chat.on_message }
      - { path: /ws/third, handler: chat.on_message, name: on_text }
      - { path: /ws/fourth, handler: chat.on_text }
  `);
  assert.deepEqual(sockets.map(({ name }) => name), [
    "on_message",
    "ws_second",
    "ws_second_2",
    "websocket_endpoint",
    "on_text",
    "ws_fourth",
  ]);
});

Deno.test("data is of the kind that is received", () => {
  assert.deepEqual(found("websockets: [{ path: /a, handler: chat.on_text }]"), []);
  assert.deepEqual(found("websockets: [{ path: /a, handler: chat.on_bytes, receive: bytes }]"), []);
  assert.deepEqual(found("websockets: [{ path: /a, handler: chat.on_bytes, receive: json }]"), []);
  const [fault] = found("websockets: [{ path: /a, handler: chat.on_bytes }]");
  assert.match(fault ?? "", /^E153 /);
  const [other] = found("websockets: [{ path: /a, handler: chat.on_text, receive: bytes }]");
  assert.match(other ?? "", /^E153 /);
});

Deno.test("only the handler gets messages, and nobody gets what only requests have", () => {
  const text =
    "websockets: [{ path: /a, handler: chat.on_message, on_connect: chat.on_text, on_disconnect: chat.greedy }]";
  assert.deepEqual(found(text).map((one) => one.split(": ").slice(1).join(": ")), [
    '"chat.on_text" requires "data", which it does not get here',
    '"chat.greedy" requires "response", which it does not get here',
  ]);
});

Deno.test("the repository is offered where records are stored", () => {
  const [fault] = found('websockets: [{ path: "/{id}", handler: chat.on_order }]');
  assert.match(fault ?? "", /E104 .*requires "repo"/);
});

Deno.test("the user is offered where somebody has to be one", () => {
  const files = {
    "chat.py": "async def on_message(data, user):\n    pass\n\nasync def find(api_key):\n    return {}\n",
  };
  const config = (auth: string) => `
    security: { key: { type: apikey, location: query, name: key, verify_handler: chat.find } }
    websockets: [{ path: /a, handler: chat.on_message, auth: ${auth} }]
  `;
  const [socket] = apiOf({ "api.yaml": config("key"), ...files }).websockets;
  assert.equal(shown(socket?.handler), "chat.on_message(data, user)");
  assert.deepEqual(socket?.dependencies.map(({ authentication }) => authentication?.dependency), ["get_current_user"]);
  const faults = foundIn({ "api.yaml": config("none"), ...files }).map((one) => one.slice(0, 4));
  assert.ok(faults.includes("E104"), faults.join());
  assert.ok(foundIn({ "api.yaml": config("kay"), ...files }).some((one) => one.startsWith("E050")));
});

Deno.test("a function that is wrong is reported once", () => {
  assert.deepEqual(found("websockets: [{ path: /a, handler: chat.on_mesage }]").map((one) => one.slice(0, 4)), [
    "E103",
  ]);
  assert.deepEqual(
    found("websockets: [{ path: /a, handler: chat.f.g, on_connect: g }]").map((one) => one.slice(0, 4)),
    [
      "E103",
      "E071",
    ],
  );
});
