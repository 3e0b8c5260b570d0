/** WebSockets with nothing undecided. */

import type { Span } from "../source/source.ts";
import type { PathParameter } from "./api.ts";
import type { Dependency, HandlerCall } from "./logic.ts";

/** One WebSocket endpoint. */
export interface Socket {
  /** Function name, unique in `sockets.py`. */
  readonly name: string;
  /** Below `base_path`, in FastAPI's syntax. */
  readonly path: string;
  readonly pathParameters: readonly PathParameter[];
  /** What messages are; a message of another kind ends the connection. */
  readonly receives: "text" | "json" | "bytes";
  /** Called once, when the connection is accepted. */
  readonly onConnect: HandlerCall | undefined;
  /** Called with each message. */
  readonly handler: HandlerCall;
  /** Called once, however the connection ends. */
  readonly onDisconnect: HandlerCall | undefined;
  /** Called before the connection is accepted. */
  readonly dependencies: readonly Dependency[];
  /** Where its path stands. */
  readonly span: Span;
}

/** The calls of the user's functions that it makes, in the order of its life. */
export function callsOfSocket({ onConnect, handler, onDisconnect }: Socket): readonly HandlerCall[] {
  return [onConnect, handler, onDisconnect].filter((call) => call !== undefined);
}
