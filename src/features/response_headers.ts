/** `response_headers`: headers of every successful answer. */

import type { Contribution } from "../ir/project.ts";
import type { Stmt } from "../python/ast.ts";
import { anything, map, optional } from "../language/shape.ts";
import { assert, assign, attr, binary, call, expr, from, str, subscript } from "../python/build.ts";
import type { Span } from "../source/source.ts";
import { ANSWER_VALUE, HEADER_NAME, OWNED_HEADER, SET_TWICE } from "./answer_diagnostics.ts";
import {
  type AnswerValue,
  isNone,
  knownText,
  resolveAnswerValue,
  runtimeFor,
  TOKEN,
  valuesIn,
} from "./answer_values.ts";
import { routeFeature, type RouteScope } from "./feature.ts";
import { assertEqual, RESPONSE } from "../passes/lower/tests/build.ts";

/** One header. */
export interface ResponseHeader {
  readonly name: string;
  readonly value: AnswerValue;
  readonly span: Span;
}

/** Headers about the connection, and those that the server works out of the answer. */
const OWNED: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-range",
  "content-type",
  "date",
  "keep-alive",
  "proxy-connection",
  "server",
  "set-cookie",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Headers that other keys of the route set. */
const BY_KEY: ReadonlyMap<string, string> = new Map([
  ["cache-control", "cache"],
  ["etag", "cache"],
  ["vary", "cache"],
  ["x-total-count", "pagination"],
  ["link", "pagination"],
]);

/** What sets a header beside `response_headers`, if the route has it. */
function otherSource(name: string, scope: RouteScope): string | undefined {
  const key = BY_KEY.get(name);
  if (key !== undefined && scope.keys.has(key)) return `"${key}"`;
  if (name !== "location") return undefined;
  return scope.action === "create" ? "the action" : scope.responseType === "redirect" ? "the redirect" : undefined;
}

/** `response_headers`. */
export const responseHeaders = routeFeature({
  key: "response_headers",
  language: optional(
    map(anything(), "a mapping from names to values", { isOpen: true }),
    "Headers of every successful answer: texts, or references such as `$path.id` and `$result.id`.",
    { example: '{X-Request-Id: "$path.id"}' },
  ),
  resolve(config, scope): readonly ResponseHeader[] | undefined {
    const seen = new Set<string>();
    const found = (config ?? []).flatMap(({ key: name, keySpan: span, value: node }): ResponseHeader[] => {
      const lower = name.toLowerCase();
      const by = seen.has(lower) ? `"response_headers"` : otherSource(lower, scope);
      seen.add(lower);
      if (!TOKEN.test(name)) scope.report(HEADER_NAME.at(span, { name }));
      else if (OWNED.has(lower)) scope.report(OWNED_HEADER.at(span, { name }));
      else if (by !== undefined) scope.report(SET_TWICE.at(span, { what: "Header", name, by }));
      else {
        const value = node && resolveAnswerValue(node, `Header "${name}"`, scope);
        return value === undefined ? [] : [{ name, value, span }];
      }
      return [];
    });
    return found.length === 0 ? undefined : found;
  },
  values: (resolved) => valuesIn(resolved.map(({ value }) => value)),
  lower(resolved): readonly Contribution[] {
    return [
      {
        kind: "answer-step",
        statements: ({ response, value: lowered }) =>
          resolved.flatMap(({ name, value }) => {
            if (value.kind === "text") {
              return [assign(subscript(attr(response, "headers"), str(name)), str(value.text))];
            }
            const written = lowered(value.value);
            if (isNone(written)) return [];
            return [expr(call(from(".runtime.headers", "set_header"), [response, str(name), written]))];
          }),
      },
      { kind: "success", headers: resolved.map(({ name }) => name) },
      ...runtimeFor(resolved.map(({ value }) => value)),
    ];
  },
  assertions(resolved, tests): readonly Stmt[] {
    const sent = attr(RESPONSE, "headers");
    return resolved.flatMap(({ name, value }) => {
      const text = knownText(value, tests);
      if (text === undefined) return [];
      return [
        text === null ? assert(binary(str(name), "not in", sent)) : assertEqual(subscript(sent, str(name)), str(text)),
      ];
    });
  },
  headers: (resolved) => resolved.map(({ name }) => name),
  diagnostics: [ANSWER_VALUE, HEADER_NAME, OWNED_HEADER, SET_TWICE],
});
