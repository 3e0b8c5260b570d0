/** Addresses that the application serves beside its routes. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import { answers, parsePath } from "../../passes/paths.ts";
import type { Route } from "../../ir/api.ts";
import type { Spanned } from "../../source/source.ts";
import type { PathFault, ServedPath } from "./feature.ts";

/** A WebSocket among the addresses of something that serves WebSockets of its own. */
export const SOCKET_IN_MOUNT = define<{ path: string; tree: string }>("E231", "websocket-in-mount", {
  message: ({ path, tree }) => `WebSocket ${quoted(path)} takes connections from what is mounted at ${quoted(tree)}`,
  help: () => "Give it a path that is not below the mount",
});

/** Checks an address without placeholders. */
export function addressProblem(path: string, usual: string): PathFault | undefined {
  const parsed = parsePath(path);
  if ("reason" in parsed) return { reason: parsed.reason, instead: parsed.instead };
  return parsed.placeholders.length > 0 ? { reason: "contains a placeholder", instead: usual } : undefined;
}

/** Whether a path is another one, or lies below it. */
function isWithin(path: string, tree: string): boolean {
  return path === tree || path.startsWith(tree.endsWith("/") ? tree : `${tree}/`);
}

function meets(later: ServedPath, earlier: ServedPath): boolean {
  if (earlier.isTree && isWithin(later.path, earlier.path)) return true;
  // What comes first is served in spite of a tree around it, and takes its addresses away.
  return later.isTree ? !earlier.isTree && isWithin(earlier.path, later.path) : later.path === earlier.path;
}

/** Reports addresses that two things have, at the later one. */
export function checkServed(
  served: readonly ServedPath[],
  routes: readonly Route[],
  sockets: readonly Spanned<string>[],
  basePath: string,
  report: Report,
): void {
  // Connections and requests never meet: only what serves both can lose any.
  for (const tree of served.filter(({ isTree }) => isTree)) {
    const related = tree.span === undefined ? [] : [{ span: tree.span, message: "the mount is here" }];
    for (const { value, span } of sockets) {
      const path = basePath + value;
      if (takes(path, "GET", tree)) report(SOCKET_IN_MOUNT.at(span, { path, tree: tree.path }, { related }));
    }
  }
  for (const [index, one] of served.entries()) {
    const earlier = served.slice(0, index).find((other) => meets(one, other));
    if (earlier !== undefined) {
      const related = earlier.span === undefined ? [] : [{ span: earlier.span, message: `${earlier.what} is here` }];
      report(one.clash(`is the address of ${earlier.what}`, { related }));
      continue;
    }
    const route = routes.find((other) => takes(basePath + other.path, other.method, one));
    if (route === undefined) continue;
    if (one.clashingRoute !== undefined) {
      report(one.clashingRoute(route));
      continue;
    }
    const what = `${route.method} ${basePath}${route.path}`;
    const related = [{ span: route.span, message: "the route is here" }];
    report(one.clash(`meets the route ${quoted(what)}`, { related }));
  }
}

/** Whether a route and something else want the same requests. */
function takes(path: string, method: string, { isTree, path: other }: ServedPath): boolean {
  if (!isTree) return method === "GET" && path === other;
  return isWithin(path, other) || answers(path, other) || answers(path, `${other}/any/thing/below`);
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [SOCKET_IN_MOUNT] as const;
