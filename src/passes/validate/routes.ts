/** Routes: what they name, and that no two of them meet. */

import { define, type Report } from "../../diagnostics/define.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { listed, quoted } from "../../diagnostics/text.ts";
import type { Config } from "../../language/config.ts";
import type { ErrorConfig } from "../../language/error.ts";
import { ACTION_SYNONYMS, CONDITION_SYNONYMS, synonym } from "../../language/synonyms.ts";
import type { RouteConfig } from "../../language/route.ts";
import type { Span, Spanned } from "../../source/source.ts";
import { type ParsedPath, parsePath, PathTree, within } from "../paths.ts";
import { BUILTINS } from "../../python/names.ts";
import { checkName, DUPLICATE_ERROR, INVALID_NAME, listOf, nameProblem, repaired } from "./names.ts";
import { errorClassName } from "../resolve/errors.ts";

/** The actions of Tier 1. */
export const ACTIONS = ["db.list", "db.get", "db.create", "db.update", "db.delete"] as const;

function actionMeant(word: string): string | undefined {
  const known = synonym(word.replace(/^\w+\./, ""), ACTION_SYNONYMS);
  return known === undefined ? didYouMean(word, ACTIONS) : `Did you mean ${quoted(known)}?`;
}

/** A route that says not exactly one thing to do. */
export const ROUTE_TARGET = define<{ found: readonly string[]; unknown: string | undefined }>("E004", "route-target", {
  message: ({ found, unknown }) =>
    unknown !== undefined
      ? `Unknown action ${quoted(unknown)}`
      : found.length === 0
      ? "The route does not say what to do"
      : `The route says more than one thing to do: ${listed(found, "and")}`,
  help: ({ unknown }) =>
    (unknown === undefined ? undefined : actionMeant(unknown)) ??
      `Write "action:" with ${listed(ACTIONS, "or")}`,
});

/** An action on no model. */
export const ACTION_MODEL = define<{ action: string }>("E005", "action-without-model", {
  message: ({ action }) => `Action ${quoted(action)} needs the key "model"`,
  help: () => `Add "model: …" with the model whose records the route works on`,
});

/** A model of a route that is not declared. */
export const UNKNOWN_MODEL = define<{ key: string; name: string; models: readonly string[] }>("E012", "unknown-model", {
  message: ({ key, name }) => `Unknown model ${quoted(name)} in ${quoted(key)}`,
  help: ({ key, name, models }) =>
    didYouMean(name, models) ??
      (key !== "model" && models.length > 0
        ? `Declare the model, or remove ${quoted(key)}: what is sent follows from "model"`
        : models.length === 0
        ? `Declare it under "models:"`
        : `Declare the model, or use ${listed(models, "or")}`),
});

/** An error that is not declared. */
export const UNKNOWN_ERROR = define<{ name: string; errors: readonly string[] }>("E009", "unknown-error", {
  message: ({ name }) => `Unknown error ${quoted(name)}`,
  help: ({ name, errors }) =>
    didYouMean(name, errors) ?? `Declare it under "errors:", or write {status: …, body: …} here`,
});

/** Two routes that cannot be told apart. */
export const DUPLICATE_ROUTE = define<{ what: string }>("E002", "duplicate-route", {
  message: ({ what }) => `Two routes have the same ${what}`,
  help: () => "Change one of them, or remove it",
});

/** A path that is none. */
export const INVALID_PATH = define<{ path: string; reason: string; instead?: string | undefined }>(
  "E115",
  "invalid-path",
  {
    message: ({ path, reason }) => `Path ${quoted(path)} ${reason}`,
    help: ({ instead }) => instead === undefined ? `Write a path such as "/users/{id}"` : `Write ${quoted(instead)}`,
  },
);

/** A header that HTTP cannot carry. */
export const INVALID_HEADER = define<{ name: string; reason: string }>("E145", "invalid-header", {
  message: ({ name, reason }) => `Header ${quoted(name)} ${reason}`,
  help: () => "Write a name such as Retry-After, and a value of printable ASCII characters",
});

/** A route that requests never reach, because an earlier one takes them. */
export const SHADOWED_ROUTE = define<{ path: string; earlier: string }>("W104", "shadowed-route", {
  message: ({ path, earlier }) =>
    `Requests for ${quoted(path)} are answered by ${quoted(earlier)}, which stands before it`,
  help: () => "Put the fixed path in front of the one with a placeholder",
});

/** Checks every route by itself and against the others, and the errors that routes refer to. */
export function validateRoutes(config: Config, report: Report): void {
  const models = new Set((config.models ?? []).map((item) => item.key));
  const errors = new Set((config.errors ?? []).map((item) => item.key));
  checkErrorNames(config, report);
  if (config.base_path !== undefined) checkPath(config.base_path, report, false);
  const seenNames = new Map<string, Span>();
  const seenPaths = new Map<string, RouteConfig>();
  const open = new Map<string, PathTree<RouteConfig>>();
  for (const route of config.routes ?? []) {
    checkTarget(route, report);
    for (const key of ["model", "request_model", "response_model"] as const) {
      const named = route[key];
      if (named !== undefined) checkRouteModel(key, named, models, report);
    }
    for (const { value } of route.errors ?? []) {
      if (value === undefined || !("value" in value) || errors.has(value.value)) continue;
      report(UNKNOWN_ERROR.at(value.span, { name: value.value, errors: listOf(errors) }));
    }
    if (route.name !== undefined && checkRouteName(route.name, report)) {
      const other = seenNames.get(route.name.value);
      if (other === undefined) seenNames.set(route.name.value, route.name.span);
      else duplicate("name", route.name.span, other, report);
    }
    const parsed = checkPath(route.path, report, true);
    if (parsed === undefined) continue;
    const method = route.method.value;
    const other = seenPaths.get(`${method} ${parsed.shape}`);
    if (other !== undefined) duplicate("method and path", route.path.span, other.path.span, report);
    else seenPaths.set(`${method} ${parsed.shape}`, route);
    if (!parsed.shape.includes("{")) {
      const earlier = open.get(method)?.shadowing(parsed.shape);
      if (earlier !== undefined) {
        report(SHADOWED_ROUTE.at(route.path.span, { path: route.path.value, earlier: earlier.path.value }, {
          related: [{ span: earlier.path.span, message: "this route answers first" }],
        }));
      }
    } else {
      const tree = open.get(method) ?? new PathTree<RouteConfig>();
      open.set(method, tree);
      tree.add(parsed.shape, route);
    }
  }
}

/** A function of such a name would hide what the functions around it use. */
function checkRouteName(name: Spanned<string>, report: Report): boolean {
  if (!checkName("Route", name.value, name.span, report)) return false;
  if (name.value !== "router" && !BUILTINS.has(name.value)) return true;
  const reason = "is a name that generated code uses itself";
  report(INVALID_NAME.at(name.span, { what: "Route", name: name.value, reason, instead: `${name.value}_route` }));
  return false;
}

function duplicate(what: string, span: Span, other: Span, report: Report): void {
  report(DUPLICATE_ROUTE.at(span, { what }, { related: [{ span: other, message: "first written here" }] }));
}

function checkTarget(route: RouteConfig, report: Report): void {
  const { action } = route;
  if (action === undefined) {
    if (!route.keySpans.has("action") && !route.misspelled) {
      report(ROUTE_TARGET.at(route.path.span, { found: [], unknown: undefined }));
    }
    return;
  }
  if (!ACTIONS.some((known) => known === action.value)) {
    report(ROUTE_TARGET.at(action.span, { found: [], unknown: action.value }));
  } else if (!route.keySpans.has("model") && !route.misspelled) {
    report(ACTION_MODEL.at(action.span, { action: action.value }));
  }
}

/** The name inside `X` or `[X]`. */
export function modelName(text: string): string {
  return /^\[\s*(.*?)\s*\]$/.exec(text)?.[1] ?? text;
}

function checkRouteModel(key: string, named: Spanned<string>, models: ReadonlySet<string>, report: Report): void {
  const name = key === "response_model" ? modelName(named.value) : named.value;
  if (!models.has(name)) report(UNKNOWN_MODEL.at(named.span, { key, name, models: listOf(models) }));
}

function checkPath(path: Spanned<string>, report: Report, placeholders: boolean): ParsedPath | undefined {
  const parsed = parsePath(path.value);
  if ("reason" in parsed) {
    report(INVALID_PATH.at(within(path, parsed.offset), { path: path.value, ...parsed }));
    return undefined;
  }
  if (!placeholders && (parsed.placeholders.length > 0 || path.value.endsWith("/"))) {
    const reason = parsed.placeholders.length > 0 ? "contains a placeholder" : `ends with "/"`;
    const instead = path.value.replace(/\/+$/, "") || undefined;
    report(INVALID_PATH.at(path.span, { path: path.value, reason, instead }));
    return undefined;
  }
  const good = parsed.placeholders.filter(({ name, offset }) => {
    const span = within(path, offset, name.length);
    if (!checkName("Path parameter", name, span, report)) return false;
    if (name !== "body") return true;
    // FastAPI would take the body of the request from the path.
    const reason = "is the name of the request's body";
    report(INVALID_NAME.at(span, { what: "Path parameter", name, reason, instead: "body_id" }));
    return false;
  });
  return good.length === parsed.placeholders.length ? parsed : undefined;
}

/** Header names are tokens, values visible text (RFC 9110, sections 5.1 and 5.5). */
function checkHeaders(error: ErrorConfig | undefined, report: Report): void {
  for (const { key, keySpan, value } of error?.headers ?? []) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(key)) {
      report(INVALID_HEADER.at(keySpan, { name: key, reason: "is not a name that HTTP allows" }));
    } else if (OWN_HEADERS.includes(key.toLowerCase())) {
      report(INVALID_HEADER.at(keySpan, { name: key, reason: "belongs to the server" }));
    } else if (value !== undefined && !/^[\x20-\x7e]*$/.test(value.value)) {
      report(INVALID_HEADER.at(value.span, { name: key, reason: "has a value that HTTP does not allow" }));
    }
  }
}

const OWN_HEADERS: readonly string[] = ["connection", "content-length", "content-type", "date", "transfer-encoding"];

function checkErrorNames(config: Config, report: Report): void {
  const seen = new Map<string, { readonly key: string; readonly keySpan: Span }>();
  for (const item of config.errors ?? []) {
    checkHeaders(item.value, report);
    if (!checkName("Error", item.key, item.keySpan, report)) continue;
    const className = errorClassName(item.key);
    const other = seen.get(className.toLowerCase());
    if (other === undefined) seen.set(className.toLowerCase(), item);
    else {
      report(DUPLICATE_ERROR.at(item.keySpan, { name: item.key, other: other.key, className }, {
        related: [{ span: other.keySpan, message: "declared here" }],
      }));
    }
  }
  for (const route of config.routes ?? []) {
    for (const { key, keySpan, value } of route.errors ?? []) {
      checkCondition(key, keySpan, report);
      if (value !== undefined && !("value" in value)) checkHeaders(value, report);
    }
  }
}

function checkCondition(name: string, span: Span, report: Report): void {
  const reason = nameProblem(name);
  // A number without quotes was reported by the reader.
  if (reason === undefined || /^[0-9]/.test(span.source.text.slice(span.start, span.end))) return;
  const instead = synonym(name, CONDITION_SYNONYMS) ?? repaired(name);
  report(INVALID_NAME.at(span, { what: "Condition", name, reason, instead }));
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [
  ROUTE_TARGET,
  ACTION_MODEL,
  UNKNOWN_MODEL,
  UNKNOWN_ERROR,
  DUPLICATE_ROUTE,
  INVALID_PATH,
  INVALID_HEADER,
  SHADOWED_ROUTE,
] as const;
