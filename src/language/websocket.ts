/** The language of WebSockets. */

import { DEPENDENCIES } from "./route.ts";
import { ROUTE_AUTH } from "./security.ts";
import { choice, type Infer, optional, record, required, text } from "./shape.ts";
import type { Synonyms } from "./synonyms.ts";

/** Words of other languages for the keys of a WebSocket. */
const WEBSOCKET_SYNONYMS: Synonyms = {
  url: "path",
  route: "path",
  function: "handler",
  on_message: "handler",
  on_receive: "handler",
  message: "handler",
  connect: "on_connect",
  on_open: "on_connect",
  open: "on_connect",
  disconnect: "on_disconnect",
  on_close: "on_disconnect",
  close: "on_disconnect",
  dependencies: "depends",
  format: "receive",
  encoding: "receive",
  mode: "receive",
  security: "auth",
};

/** What messages are taken as. */
export const RECEIVES = ["text", "json", "bytes"] as const;

/** One item of `websockets`. */
export const WEBSOCKET = record("a WebSocket", {
  path: required(text("a path"), "URL path with `{name}` or `{name:path}` placeholders.", {
    example: "/ws/chat/{room_id}",
  }),
  name: optional(text("a name"), "Name of the Python function; that of the handler when it is absent."),
  handler: optional(
    text("a handler"),
    "The function of yours that gets every message as `data`: `module.function`. What it returns is ignored.",
    { example: "chat.on_message" },
  ),
  on_connect: optional(text("a handler"), "Called once, when the connection stands and before the first message."),
  on_disconnect: optional(text("a handler"), "Called once, however the connection ends."),
  auth: optional(
    ROUTE_AUTH,
    "Who may connect: a security scheme, a list of which any lets a client in, or `none`. Functions get the `user`.",
    { example: "jwt" },
  ),
  depends: optional(DEPENDENCIES, "Functions that FastAPI calls before the connection is accepted.", {
    example: "[{handler: auth.get_ws_user, as: current_user}]",
  }),
  receive: optional(choice(RECEIVES, "a kind of messages"), "What clients send, and `data` is.", { default: "text" }),
}, { synonyms: WEBSOCKET_SYNONYMS });

/** A WebSocket as it was written. */
export type WebSocketConfig = Infer<typeof WEBSOCKET>;
