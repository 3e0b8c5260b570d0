/** Routers: their names are those of modules, their prefixes are paths, and none of them is empty. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { Config } from "../../language/config.ts";
import type { RouterConfig } from "../../language/router.ts";
import type { Span, Spanned } from "../../source/source.ts";
import { checkName, INVALID_NAME } from "./names.ts";
import { checkPath } from "./paths.ts";

/** A router that serves nothing. */
export const EMPTY_ROUTER = define<{ name: string | undefined }>("E040", "empty-router", {
  message: ({ name }) => name === undefined ? "The router has no routes" : `Router ${quoted(name)} has no routes`,
  help: () => `Add "routes:" with at least one route, or remove the router`,
});

/** A router without a name of its own, or an alias of no router. */
export const ROUTER_NAME = define<{ problem: string; help: string }>("E041", "router-name", {
  message: ({ problem }) => problem,
  help: ({ help }) => help,
});

/** A prefix that paths cannot start with. */
export const ROUTER_PREFIX = define<{ prefix: string; reason: string; instead: string | undefined }>(
  "E042",
  "router-prefix",
  {
    message: ({ prefix, reason }) => `Prefix ${quoted(prefix)} ${reason}`,
    help: ({ instead }) => instead === undefined ? "Remove it" : `Write ${quoted(instead)}`,
  },
);

/** Names of modules that mean something else to Python's tools or to Windows. */
const RESERVED_MODULES = /^(routers|conftest|con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;

/** Checks every router by itself and against the others; the routes in them are checked with all routes. */
export function validateRouters(config: Config, report: Report): void {
  const seen = new Map<string, Spanned<string>>();
  for (const router of config.routers ?? []) {
    checkRouterName(router, seen, report);
    if (router.prefix !== undefined) checkPrefix(router.prefix, report);
    if ((router.routes ?? []).length === 0 && !router.faulty) {
      report(EMPTY_ROUTER.at(router.keySpans.get("routes") ?? startOf(router), { name: router.name?.value }));
    }
  }
}

function startOf(router: RouterConfig): Span {
  return router.name?.span ?? [...router.keySpans.values()][0] ?? router.span;
}

function checkRouterName(router: RouterConfig, seen: Map<string, Spanned<string>>, report: Report): void {
  const { name } = router;
  if (name === undefined) {
    const wasReported = router.misspelled || (router.faulty && router.keySpans.has("name"));
    if (wasReported) return;
    const problem = "The router has no name";
    const help = `Add "name:"; its module below "routers/" is called like that`;
    report(ROUTER_NAME.at(startOf(router), { problem, help }));
    return;
  }
  if (!checkName("Router", name.value, name.span, report)) return;
  if (RESERVED_MODULES.test(name.value)) {
    const reason = "cannot be the name of a module";
    report(INVALID_NAME.at(name.span, { what: "Router", name: name.value, reason, instead: `${name.value}_router` }));
    return;
  }
  // Some file systems know only one case.
  const other = seen.get(name.value.toLowerCase());
  if (other === undefined) {
    seen.set(name.value.toLowerCase(), name);
    return;
  }
  const problem = name.value === other.value
    ? `Two routers are called ${quoted(name.value)}`
    : `Routers ${quoted(other.value)} and ${quoted(name.value)} differ only in case`;
  report(ROUTER_NAME.at(name.span, { problem, help: `Give one of them another "name:"` }, {
    related: [{ span: other.span, message: "the other one is here" }],
  }));
}

function checkPrefix(prefix: Spanned<string>, report: Report): void {
  const { value, span } = prefix;
  if (value === "") return;
  const wrong = (reason: string) => {
    const instead = `/${value}`.replace(/\/+$/, "").replace(/^\/+/, "/");
    report(ROUTER_PREFIX.at(span, { prefix: value, reason, instead: instead === "" ? undefined : instead }));
  };
  if (!value.startsWith("/")) wrong(`does not start with "/"`);
  else if (value.endsWith("/")) wrong(`ends with "/"`);
  else checkPath(prefix, report);
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [EMPTY_ROUTER, ROUTER_NAME, ROUTER_PREFIX] as const;
