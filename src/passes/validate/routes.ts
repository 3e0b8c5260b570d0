/** Routes: what they name, and that no two of them meet. */

import { define, type Report } from "../../diagnostics/define.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { listed, quoted } from "../../diagnostics/text.ts";
import type { Config } from "../../language/config.ts";
import type { ErrorConfig } from "../../language/error.ts";
import { ACTION_SYNONYMS, CONDITION_SYNONYMS, synonym } from "../../language/synonyms.ts";
import type { RouteConfig } from "../../language/route.ts";
import type { Span, Spanned } from "../../source/source.ts";
import { STEP_ACTIONS } from "../../language/pipeline.ts";
import { ROUTE_FEATURES } from "../../features/mod.ts";
import { parsePath, PathTree } from "../paths.ts";
import { type PlacedRoute, placedRouters, placedRoutes } from "../resolve/placed.ts";
import { checkBasePath, checkPath, INVALID_PATH } from "./paths.ts";
import { BUILTINS } from "../../python/names.ts";
import { checkName, DUPLICATE_ERROR, INVALID_NAME, listOf, nameProblem, repaired } from "./names.ts";
import { errorClassName } from "../resolve/errors.ts";

/** The actions of Tier 1. */
export const ACTIONS = ["db.list", "db.get", "db.create", "db.update", "db.delete"] as const;

/** What a route can say that it does. */
const TARGETS = ["action", "pipeline", "handler"] as const;

function actionMeant(word: string): string | undefined {
  if (STEP_ACTIONS.some((step) => step === word)) return `Write it as a step below "pipeline:"`;
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
  help: ({ found, unknown }) =>
    unknown !== undefined
      ? actionMeant(unknown) ?? `Write "action:" with ${listed(ACTIONS, "or")}`
      : found.length > 0
      ? "Keep one of them"
      : `Write "action:" with ${listed(ACTIONS, "or")}, "pipeline:" with steps, or "handler:" with a function of yours`,
});

/** A key about the records of an action, on a route that has none. */
export const KEY_WITHOUT_ACTION = define<{ key: string; target: string }>("E149", "key-without-action", {
  message: ({ key, target }) => `${quoted(key)} belongs to an action, and the route has a ${target}`,
  help: ({ key, target }) =>
    target === "pipeline" && key !== "pagination"
      ? `Remove it, and write it into the "args" of a step`
      : `Remove it; what the ${target} does with records, it decides itself`,
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
  if (config.base_path !== undefined) checkBasePath(config.base_path, report);
  for (const { config: { errors: mapped } } of placedRouters(config)) checkErrors(mapped, errors, report);
  const seenNames = new Map<string, Span>();
  const seenPaths = new Map<string, PlacedRoute>();
  const open = new Map<string, PathTree<PlacedRoute>>();
  for (const placed of placedRoutes(config)) {
    const route = placed.config;
    checkTarget(route, report);
    for (const key of ["model", "request_model", "response_model"] as const) {
      const named = route[key];
      if (named !== undefined) checkRouteModel(key, named, models, report);
    }
    checkErrors(route.errors, errors, report);
    if (route.name !== undefined && checkRouteName(route.name, report)) {
      const other = seenNames.get(route.name.value);
      if (other === undefined) seenNames.set(route.name.value, route.name.span);
      else duplicate("name", route.name.span, other, report);
    }
    const parsed = checkPlacedPath(placed, report);
    if (parsed === undefined) continue;
    const method = route.method.value;
    const other = seenPaths.get(`${method} ${parsed.shape}`);
    if (other !== undefined) duplicate("method and path", route.path.span, other.path.span, report);
    else seenPaths.set(`${method} ${parsed.shape}`, placed);
    if (!parsed.shape.includes("{")) {
      const earlier = open.get(method)?.shadowing(parsed.shape);
      if (earlier !== undefined) {
        report(SHADOWED_ROUTE.at(route.path.span, { path: placed.path.value, earlier: earlier.path.value }, {
          related: [{ span: earlier.path.span, message: "this route answers first" }],
        }));
      }
    } else {
      const tree = open.get(method) ?? new PathTree<PlacedRoute>();
      open.set(method, tree);
      tree.add(parsed.shape, placed);
    }
  }
}

/** The whole path of a route, where both its parts are right. */
function checkPlacedPath({ config: { path }, path: whole, router }: PlacedRoute, report: Report) {
  const prefix = router?.config.prefix?.value ?? "";
  if (prefix === "") return checkPath(path, report);
  if (path.value !== "" && checkPath(path, report) === undefined) return undefined;
  // What is wrong with the prefix alone was reported once.
  if (prefix.endsWith("/") || "reason" in parsePath(prefix)) return undefined;
  const parsed = parsePath(whole.value);
  if (!("reason" in parsed)) return parsed;
  report(INVALID_PATH.at(path.span, { path: whole.value, reason: parsed.reason }));
  return undefined;
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
  const [first, ...others] = TARGETS.filter((key) => route.keySpans.has(key));
  if (first === undefined) {
    if (!route.misspelled) report(ROUTE_TARGET.at(route.path.span, { found: [], unknown: undefined }));
    return;
  }
  if (others.length > 0) {
    const found = [first, ...others];
    report(ROUTE_TARGET.at(route.keySpans.get(found.at(-1) ?? first), { found, unknown: undefined }));
    return;
  }
  if (first !== "action") {
    for (
      const key of [
        "where",
        "set",
        ...ROUTE_FEATURES.all.flatMap((one) => one.place === "action" ? [one.key] : []),
      ]
    ) {
      const span = route.keySpans.get(key);
      if (span !== undefined) report(KEY_WITHOUT_ACTION.at(span, { key, target: first }));
    }
    return;
  }
  if (action === undefined) return;
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
}

/** `errors` of a route or of a router. */
function checkErrors(mapped: RouteConfig["errors"], errors: ReadonlySet<string>, report: Report): void {
  for (const { key, keySpan, value } of mapped ?? []) {
    checkCondition(key, keySpan, report);
    if (value === undefined) continue;
    if (!("value" in value)) checkHeaders(value, report);
    else if (!errors.has(value.value)) {
      report(UNKNOWN_ERROR.at(value.span, { name: value.value, errors: listOf(errors) }));
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
  KEY_WITHOUT_ACTION,
  INVALID_HEADER,
  SHADOWED_ROUTE,
] as const;
