/** `sockets.py`: an endpoint for each WebSocket, from its acceptance to its end. */

import type { Api } from "../../ir/api.ts";
import type { Dependency, HandlerCall } from "../../ir/logic.ts";
import { callsOfSocket, type Socket } from "../../ir/websocket.ts";
import type { TextFile } from "../../ir/project.ts";
import type { Expr, FunctionDef, Module, Parameter, Stmt, Try } from "../../python/ast.ts";
import {
  annotated,
  assign,
  attr,
  awaited,
  bool,
  call,
  expr,
  from,
  list,
  name,
  NONE,
  parameter,
  str,
} from "../../python/build.ts";
import { variablesRead } from "../uses.ts";
import { awaitable } from "./logic/calls.ts";
import { runtimeFilesOf } from "./logic/runtime.ts";
import { annotationOf, type ValueScope } from "./logic/values.ts";
import { depends } from "./parameters.ts";
import { authenticationOf, dependsOnUser } from "./security.ts";
import { SOCKET_CLIENT } from "./tests/websockets.ts";
import type { TypeWriter } from "./types.ts";
import sockets from "../../../templates/runtime/sockets.py" with { type: "text" };

/** The module, and the files that it and its tests need. */
export interface LoweredSockets {
  readonly modules: readonly Module[];
  readonly files: readonly TextFile[];
}

/** Lowers all WebSockets; nothing where there are none. */
export function lowerSockets(api: Api, types: TypeWriter): LoweredSockets {
  if (api.websockets.length === 0) return { modules: [], files: [] };
  const endpoints = api.websockets.map((socket) => lowerSocket(socket, api, types));
  return {
    modules: [{
      path: "sockets.py",
      docstring: "WebSocket endpoints.",
      body: [assign("router", call(from("fastapi", "APIRouter"))), ...endpoints],
    }],
    files: [
      { path: "runtime/sockets.py", text: sockets },
      ...endpoints.flatMap(runtimeFilesOf).map(({ path, text }) => ({ path: `runtime/${path}`, text })),
      ...(api.testing ? [SOCKET_CLIENT] : []),
    ],
  };
}

const WEBSOCKET = name("websocket");

/** The iterators of the runtime, and what they yield in words. */
const RECEIVERS: Readonly<Record<Socket["receives"], { readonly iterator: string; readonly words: string }>> = {
  text: { iterator: "texts", words: "text" },
  json: { iterator: "json_values", words: "JSON value" },
  bytes: { iterator: "binaries", words: "binary message" },
};

function lowerSocket(socket: Socket, api: Api, types: TypeWriter): FunctionDef {
  const { handler, receives, dependencies } = socket;
  const used = variablesRead(callsOfSocket(socket));
  const isUnused = ({ variable }: Dependency) => !used.has(variable.name);
  const others = dependencies.filter((one) => isUnused(one) && one.authentication === undefined).map(depends);
  // These run before what the parameters ask for: nothing of the user's runs for those who are not let in.
  const authentication = authenticationOf(socket);
  const isFirst = authentication !== undefined && (others.length > 0 || dependencies.slice(0, 1).some(isUnused));
  const before = [...(isFirst ? [dependsOnUser(authentication)] : []), ...others];
  const route = call(attr(name("router"), "websocket"), [str(socket.path)], {
    dependencies: before.length === 0 ? undefined : list(before),
  });
  return {
    kind: "function",
    name: socket.name,
    async: true,
    decorators: [route],
    parameters: parametersOf(socket, used, types),
    returns: NONE,
    docstring: `Hand every ${RECEIVERS[receives].words} to ${handler.handler.reference}.`,
    body: [expr(awaited(call(attr(WEBSOCKET, "accept")))), ...lifeOf(socket, used, api)],
  };
}

function parametersOf(
  { pathParameters, dependencies, ...socket }: Socket,
  used: ReadonlySet<string>,
  types: TypeWriter,
): readonly Parameter[] {
  const path = pathParameters.map((one) =>
    parameter(
      one.attribute,
      annotated(
        types.path(one),
        ...(one.attribute === one.name ? [] : [call(from("fastapi", "Path"), [], { alias: str(one.name) })]),
      ),
    )
  );
  const asksForRecords = callsOfSocket({ pathParameters, dependencies, ...socket }).some(asksForRepository);
  return [
    parameter("websocket", from("fastapi", "WebSocket")),
    ...path,
    ...(asksForRecords ? [parameter("repo", from(".dependencies", "RepositoryDep"))] : []),
    ...dependencies.filter(({ variable }) => used.has(variable.name)).map((one) =>
      one.authentication === undefined
        ? parameter(one.variable.name, annotated(annotationOf(one.variable.typed, types), depends(one)))
        : parameter(one.variable.name, from(".security", one.authentication.alias))
    ),
  ];
}

const asksForRepository = ({ arguments: given }: HandlerCall) =>
  given.some(({ value }) => value.kind === "injected" && value.what === "repo");

/** Everything behind the acceptance. */
function lifeOf(socket: Socket, used: ReadonlySet<string>, api: Api): readonly Stmt[] {
  const { onConnect, handler, onDisconnect, receives } = socket;
  const scope: ValueScope = { api, bound: used, renamed: new Map(), result: undefined };
  const run = (called: HandlerCall): Stmt => expr(awaited(awaitable(called, scope)));
  const runtime = (id: string): Expr => call(from(".runtime.sockets", id), [WEBSOCKET]);
  const served: Stmt = {
    kind: "with",
    async: true,
    items: [{ context: runtime("closing") }],
    body: [
      ...(onConnect === undefined ? [] : [run(onConnect)]),
      {
        kind: "for",
        async: true,
        target: name(variablesRead([handler]).has("data") ? "data" : "_"),
        iterable: runtime(RECEIVERS[receives].iterator),
        body: [run(handler)],
      },
    ],
  };
  if (onDisconnect === undefined) return [served];
  const ending: Try = {
    kind: "try",
    body: [served],
    handlers: [],
    otherwise: [],
    finalizer: [{
      kind: "with",
      items: [{ context: call(from("anyio", "CancelScope"), [], { shield: bool(true) }) }],
      body: [run(onDisconnect)],
    }],
  };
  return [ending];
}
