/** Routes: what they name, and that no two of them meet. */

import { define, type Report } from "../../diagnostics/define.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { listed, quoted } from "../../diagnostics/text.ts";
import type { Config } from "../../language/config.ts";
import type { RouteConfig } from "../../language/route.ts";
import type { Span, Spanned } from "../../source/source.ts";
import { type ParsedPath, parsePath, shadows } from "../paths.ts";
import { checkName, DUPLICATE_ERROR } from "./names.ts";
import { errorClassName } from "../resolve/errors.ts";

/** The actions of Tier 1. */
export const ACTIONS = ["db.list", "db.get", "db.create", "db.update", "db.delete"] as const;

/** A route that says not exactly one thing to do. */
export const ROUTE_TARGET = define<{ found: readonly string[]; unknown: string | undefined }>("E004", "route-target", {
  message: ({ found, unknown }) =>
    unknown !== undefined
      ? `Unknown action ${quoted(unknown)}`
      : found.length === 0
      ? "The route does not say what to do"
      : `The route says more than one thing to do: ${listed(found, "and")}`,
  help: ({ unknown }) =>
    (unknown === undefined ? undefined : didYouMean(unknown, ACTIONS)) ??
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
  help: ({ name, models }) =>
    didYouMean(name, models) ??
      (models.length === 0 ? `Declare it under "models:"` : `Declare the model, or use ${listed(models, "or")}`),
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
export const INVALID_PATH = define<{ path: string; reason: string }>("E115", "invalid-path", {
  message: ({ path, reason }) => `Path ${quoted(path)} ${reason}`,
  help: () => `Write a path such as "/users/{id}"`,
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
  const seenShapes: { readonly method: string; readonly shape: string; readonly route: RouteConfig }[] = [];
  for (const route of config.routes ?? []) {
    checkTarget(route, report);
    for (const key of ["model", "request_model", "response_model"] as const) {
      const named = route[key];
      if (named !== undefined) checkRouteModel(key, named, models, report);
    }
    for (const { value } of route.errors ?? []) {
      if (value === undefined || !("value" in value) || errors.has(value.value)) continue;
      report(UNKNOWN_ERROR.at(value.span, { name: value.value, errors: [...errors] }));
    }
    if (route.name !== undefined && checkName("Route", route.name.value, route.name.span, report)) {
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
      const earlier = seenShapes.find((one) => one.method === method && shadows(one.shape, parsed.shape));
      if (earlier !== undefined) {
        report(SHADOWED_ROUTE.at(route.path.span, { path: route.path.value, earlier: earlier.route.path.value }, {
          related: [{ span: earlier.route.path.span, message: "this route answers first" }],
        }));
      }
    } else seenShapes.push({ method, shape: parsed.shape, route });
  }
}

function duplicate(what: string, span: Span, other: Span, report: Report): void {
  report(DUPLICATE_ROUTE.at(span, { what }, { related: [{ span: other, message: "the other one" }] }));
}

function checkTarget(route: RouteConfig, report: Report): void {
  const { action } = route;
  if (action === undefined) {
    if (!route.keySpans.has("action")) {
      report(ROUTE_TARGET.at(route.path.span, { found: [], unknown: undefined }));
    }
    return;
  }
  if (!ACTIONS.some((known) => known === action.value)) {
    report(ROUTE_TARGET.at(action.span, { found: [], unknown: action.value }));
  } else if (!route.keySpans.has("model")) {
    report(ACTION_MODEL.at(action.span, { action: action.value }));
  }
}

/** The name inside `X` or `[X]`. */
export function modelName(text: string): string {
  return /^\[\s*(.*?)\s*\]$/.exec(text)?.[1] ?? text;
}

function checkRouteModel(key: string, named: Spanned<string>, models: ReadonlySet<string>, report: Report): void {
  const name = key === "response_model" ? modelName(named.value) : named.value;
  if (!models.has(name)) report(UNKNOWN_MODEL.at(named.span, { key, name, models: [...models] }));
}

function checkPath(path: Spanned<string>, report: Report, placeholders: boolean): ParsedPath | undefined {
  const parsed = parsePath(path.value);
  if ("reason" in parsed) {
    report(INVALID_PATH.at(within(path, parsed.offset), { path: path.value, reason: parsed.reason }));
    return undefined;
  }
  if (!placeholders && (parsed.placeholders.length > 0 || path.value.endsWith("/"))) {
    const reason = parsed.placeholders.length > 0 ? "contains a placeholder" : `ends with "/"`;
    report(INVALID_PATH.at(path.span, { path: path.value, reason }));
    return undefined;
  }
  const good = parsed.placeholders.filter(({ name, offset }) =>
    checkName("Path parameter", name, within(path, offset, name.length), report)
  );
  return good.length === parsed.placeholders.length ? parsed : undefined;
}

/** A part of a text; the whole where the spelling in the file differs from the text. */
function within(text: Spanned<string>, offset: number, length = 1): Span {
  const { source, start, end } = text.span;
  const plain = source.text.indexOf(text.value, start);
  if (plain === -1 || plain + text.value.length > end) return text.span;
  return { source, start: plain + offset, end: plain + offset + Math.max(length, 1) };
}

function checkErrorNames(config: Config, report: Report): void {
  const seen = new Map<string, { readonly key: string; readonly keySpan: Span }>();
  for (const item of config.errors ?? []) {
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
    for (const { key, keySpan } of route.errors ?? []) checkName("Condition", key, keySpan, report);
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [
  ROUTE_TARGET,
  ACTION_MODEL,
  UNKNOWN_MODEL,
  UNKNOWN_ERROR,
  DUPLICATE_ROUTE,
  INVALID_PATH,
  SHADOWED_ROUTE,
] as const;
