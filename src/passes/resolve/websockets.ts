/** WebSockets: names, types of path parameters, and the calls of each function decided. */

import { type ActionRoute, type Api, isAction, type PathParameter } from "../../ir/api.ts";
import type { Handler, HandlerCall, Typed, Value } from "../../ir/logic.ts";
import type { Socket } from "../../ir/websocket.ts";
import type { WebSocketConfig } from "../../language/websocket.ts";
import { BUILTINS, isDottedReference, toSnakeCase, uniqueName } from "../../python/names.ts";
import type { Spanned } from "../../source/source.ts";
import type { RouteContext } from "./actions.ts";
import { neighboursOf, resolvePath } from "./path_types.ts";
import { resolveDependencies } from "./route_handlers.ts";
import { routerContext } from "./route_scope.ts";
import { RESERVED_PARAMETERS } from "../reserved.ts";
import { authenticationDependency } from "./security.ts";
import { read, type StepContext } from "./step_scope.ts";
import { TEXT, UNKNOWN } from "./typed.ts";

/** Names that the endpoints have beside those of the config. */
const RESERVED: readonly string[] = [...RESERVED_PARAMETERS, "websocket", "data"];

/** What `data` is, by the kind of messages. */
const RECEIVED: Readonly<Record<Socket["receives"], Typed>> = {
  text: { type: TEXT, nullable: false },
  json: UNKNOWN,
  bytes: { type: { kind: "bytes", minLength: undefined, maxLength: undefined }, nullable: false },
};

/** Resolves all WebSockets; those whose handler or path is wrong are left out, which was reported. */
export function resolveWebSockets(context: RouteContext, routes: Api["routes"]): readonly Socket[] {
  const configs = context.config.websockets ?? [];
  if (configs.length === 0) return [];
  const names = nameSockets(configs);
  const actions: readonly ActionRoute[] = routes.filter(isAction);
  const neighbours = neighboursOf(actions);
  return configs.flatMap((config) => {
    const socket = resolveSocket(config, names.get(config) ?? "endpoint", neighbours, context);
    return socket === undefined ? [] : [socket];
  });
}

function resolveSocket(
  config: WebSocketConfig,
  name: string,
  neighbours: ReturnType<typeof neighboursOf>,
  context: RouteContext,
): Socket | undefined {
  const hooks = [config.handler, config.on_connect, config.on_disconnect].filter((one) => one !== undefined);
  const path = resolvePath(config.path.value, {
    table: context.table,
    model: undefined,
    steps: [],
    handler: annotatedBy(hooks, routerContext(context)),
    asked: new Map(),
    neighbours,
  });
  if (path === undefined) return undefined;
  const scope = socketScope(path, context);
  const asks = context.security.of(config.auth, undefined);
  const authentication = asks && authenticationDependency(asks, scope);
  const { dependencies, offers } = resolveDependencies(config.depends, scope, authentication);
  const offered = new Map<string, Value>([
    ...repository(context),
    ...(authentication === undefined ? [] : [["user", read(authentication.variable)] as const]),
    ...offers,
    ...path.map((parameter) =>
      [parameter.name, { kind: "path", parameter, typed: { type: parameter.type, nullable: false } }] as const
    ),
    ["websocket", read({ name: "websocket", typed: UNKNOWN })],
  ]);
  const receives = config.receive?.value ?? "text";
  const data = read({ name: "data", typed: RECEIVED[receives] });
  const call = (reference: Spanned<string> | undefined, what: string, more: ReadonlyMap<string, Value> = new Map()) =>
    callOf(reference, what, new Map([...offered, ...more]), context);
  const onConnect = call(config.on_connect, "The on_connect of a WebSocket");
  const handler = call(config.handler, "The handler of a WebSocket", new Map([["data", data]]));
  const onDisconnect = call(config.on_disconnect, "The on_disconnect of a WebSocket");
  if (handler === undefined) return undefined;
  return {
    name,
    path: config.path.value,
    pathParameters: path,
    receives,
    onConnect,
    handler,
    onDisconnect,
    dependencies,
    span: config.path.span,
  };
}

/** What is not dotted was reported. */
function callOf(
  reference: Spanned<string> | undefined,
  what: string,
  offers: ReadonlyMap<string, Value>,
  { handlers, known, report }: RouteContext,
): HandlerCall | undefined {
  if (reference === undefined || !isDottedReference(reference.value)) return undefined;
  return handlers?.call(reference, { what, offers }, known, report);
}

function repository({ hasRecords }: RouteContext): readonly (readonly [string, Value])[] {
  return hasRecords ? [["repo", { kind: "injected", what: "repo", typed: UNKNOWN }]] : [];
}

/** The scope of what stands around the functions of a WebSocket. */
function socketScope(path: readonly PathParameter[], context: RouteContext): StepContext {
  const scope = routerContext(context);
  const taken = new Set([...RESERVED, ...path.map((parameter) => parameter.attribute)]);
  return { ...scope, request: { ...scope.request, path, taken } };
}

/** The parameters of all functions with a type, as if one function had them: the handler's go first. */
function annotatedBy(hooks: readonly Spanned<string>[], { find }: StepContext): Handler | undefined {
  const found = hooks.filter((hook) => isDottedReference(hook.value)).flatMap((hook) =>
    find(hook, "A function of a WebSocket") ?? []
  );
  const [first] = found;
  if (first === undefined) return undefined;
  const parameters = found.flatMap((handler) => handler.parameters ?? []);
  return { ...first, parameters: parameters.filter(({ typed }) => typed.type.kind !== "any") };
}

/** Explicit names first; then the handler's own, or one made of the path. */
function nameSockets(configs: readonly WebSocketConfig[]): ReadonlyMap<WebSocketConfig, string> {
  const taken = new Set(["router", ...configs.flatMap(({ name }) => name?.value ?? [])]);
  const names = new Map<WebSocketConfig, string>();
  for (const config of configs) {
    if (config.name !== undefined) {
      names.set(config, config.name.value);
      continue;
    }
    const own = config.handler?.value.split(".").at(-1);
    const candidates = [
      ...(own !== undefined && /^[a-z][a-z0-9_]*$/.test(own) ? [own] : []),
      pathName(config.path.value),
    ];
    const free = candidates.find((candidate) => !taken.has(candidate) && !BUILTINS.has(candidate));
    const name = free ?? uniqueName(candidates.at(-1) ?? "endpoint", taken);
    taken.add(name);
    names.set(config, name);
  }
  return names;
}

/** `/ws/chat/{room}` as `ws_chat`. */
function pathName(path: string): string {
  const words = path.replace(/\{[^{}]*\}/g, "").split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const name = words.map(toSnakeCase).join("_").slice(0, 50).replace(/^[0-9_]+|_+$/g, "");
  return name === "" ? "websocket_endpoint" : name;
}
