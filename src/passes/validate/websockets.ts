/** WebSockets: their paths and names are their own, and each has functions that can be found. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { Config } from "../../language/config.ts";
import type { WebSocketConfig } from "../../language/websocket.ts";
import { BUILTINS, isDottedReference } from "../../python/names.ts";
import type { Span, Spanned } from "../../source/source.ts";
import { PathTree, within } from "../paths.ts";
import { checkName, INVALID_NAME } from "./names.ts";
import { checkPath } from "./paths.ts";

/** A WebSocket that does nothing with what it receives. */
export const SOCKET_HANDLER = define<{ path: string }>("E070", "websocket-without-handler", {
  message: ({ path }) => `WebSocket ${quoted(path)} has no handler`,
  help: () => `Add "handler:" with the function that gets each message: "module.function"`,
});

/** A function of a WebSocket that is not a module and a function. */
export const SOCKET_HOOK = define<{ key: string; reference: string }>("E071", "websocket-hook", {
  message: ({ key, reference }) => `${quoted(reference)} in ${quoted(key)} is not the dotted name of a function`,
  help: ({ reference }) => {
    const name = /^\w+$/.test(reference) ? reference : "function";
    return `Write the module in front of the function: ${quoted(`handlers.${name}`)} is ${quoted(name)} in handlers.py`;
  },
});

/** Two WebSockets that cannot be told apart. */
export const DUPLICATE_SOCKET = define<{ what: string }>("E220", "duplicate-websocket", {
  message: ({ what }) => `Two WebSockets have the same ${what}`,
  help: () => "Change one of them, or remove it",
});

/** A name under which functions of a WebSocket get something else. */
export const SOCKET_ARGUMENT = define<{ what: string; name: string; means: string }>("E221", "websocket-argument", {
  message: ({ what, name, means }) => `${what} ${quoted(name)} has the name of ${means}`,
  help: ({ name }) => `Give it another name, such as ${quoted(`${name}_id`)}`,
});

/** A function in a module that hides what uvicorn imports by the same name. */
export const HIDES_LIBRARY = define<{ reference: string }>("E222", "websocket-module", {
  message: ({ reference }) => `The module of ${quoted(reference)} hides the library "websockets", which servers need`,
  help: ({ reference }) => `Rename it, and write ${quoted(reference.replace(/^websockets/, "sockets"))} here`,
});

/** A WebSocket that clients never reach, because an earlier one takes them. */
export const SHADOWED_SOCKET = define<{ path: string; earlier: string }>("W136", "shadowed-websocket", {
  message: ({ path, earlier }) =>
    `Connections to ${quoted(path)} are taken by ${quoted(earlier)}, which stands before it`,
  help: () => "Put the fixed path in front of the one with a placeholder",
});

/** What every function of a WebSocket may ask for by a name that nothing else can have. */
const ARGUMENTS: ReadonlyMap<string, string> = new Map([
  ["websocket", "the connection"],
  ["data", "the message"],
]);

/** The keys that name functions. */
const HOOKS = ["handler", "on_connect", "on_disconnect"] as const;

/** Checks every WebSocket by itself and against the others. */
export function validateWebSockets({ websockets = [] }: Config, report: Report): void {
  const paths = new Map<string, Spanned<string>>();
  const names = new Map<string, Span>();
  const open = new PathTree<Spanned<string>>();
  for (const socket of websockets) {
    checkHooks(socket, report);
    checkSocketName(socket.name, names, report);
    for (const one of socket.depends ?? []) if (!("value" in one)) checkArgument("Dependency", one.as, report);
    checkSocketPath(socket.path, paths, open, report);
  }
}

function checkHooks(socket: WebSocketConfig, report: Report): void {
  if (!socket.keySpans.has("handler") && !socket.misspelled) {
    report(SOCKET_HANDLER.at(socket.path.span, { path: socket.path.value }));
  }
  for (const key of HOOKS) {
    const hook = socket[key];
    if (hook === undefined) continue;
    const reference = hook.value;
    if (!isDottedReference(reference)) report(SOCKET_HOOK.at(hook.span, { key, reference }));
    else if (reference.startsWith("websockets.")) report(HIDES_LIBRARY.at(hook.span, { reference }));
  }
}

function checkSocketName(name: Spanned<string> | undefined, seen: Map<string, Span>, report: Report): void {
  if (name === undefined || !checkName("WebSocket", name.value, name.span, report)) return;
  if (name.value === "router" || BUILTINS.has(name.value)) {
    const reason = "is a name that generated code uses itself";
    report(
      INVALID_NAME.at(name.span, { what: "WebSocket", name: name.value, reason, instead: `${name.value}_socket` }),
    );
    return;
  }
  const other = seen.get(name.value);
  if (other === undefined) seen.set(name.value, name.span);
  else report(DUPLICATE_SOCKET.at(name.span, { what: "name" }, firstAt(other)));
}

function checkSocketPath(
  path: Spanned<string>,
  seen: Map<string, Spanned<string>>,
  open: PathTree<Spanned<string>>,
  report: Report,
): void {
  const parsed = checkPath(path, report);
  if (parsed === undefined) return;
  for (const { name, offset } of parsed.placeholders) {
    checkArgument("Path parameter", { value: name, span: within(path, offset, name.length) }, report);
  }
  const other = seen.get(parsed.shape);
  if (other !== undefined) {
    report(DUPLICATE_SOCKET.at(path.span, { what: "path" }, firstAt(other.span)));
    return;
  }
  seen.set(parsed.shape, path);
  if (parsed.placeholders.length > 0) {
    open.add(parsed.shape, path);
    return;
  }
  const earlier = open.shadowing(parsed.shape);
  if (earlier === undefined) return;
  report(SHADOWED_SOCKET.at(path.span, { path: path.value, earlier: earlier.value }, {
    related: [{ span: earlier.span, message: "this one takes them" }],
  }));
}

const firstAt = (span: Span) => ({ related: [{ span, message: "first written here" }] });

function checkArgument(what: string, name: Spanned<string> | undefined, report: Report): void {
  const means = name && ARGUMENTS.get(name.value);
  if (name !== undefined && means !== undefined) {
    report(SOCKET_ARGUMENT.at(name.span, { what, name: name.value, means }));
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [
  SOCKET_HANDLER,
  SOCKET_HOOK,
  DUPLICATE_SOCKET,
  SOCKET_ARGUMENT,
  HIDES_LIBRARY,
  SHADOWED_SOCKET,
] as const;
