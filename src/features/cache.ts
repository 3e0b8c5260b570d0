/** `cache`: how long clients may keep an answer, and whether they have it already. */

import { define } from "../diagnostics/define.ts";
import { quoted } from "../diagnostics/text.ts";
import type { Contribution } from "../ir/project.ts";
import type { Stmt } from "../python/ast.ts";
import { CACHE_SYNONYMS } from "../language/answer_synonyms.ts";
import { flag, integer, list, optional, record, text, union } from "../language/shape.ts";
import { assert, assign, attr, binary, call, dict, expr, from, int, str, subscript } from "../python/build.ts";
import { assertEqual, RESPONSE } from "../passes/lower/tests/build.ts";
import { HEADER_NAME, NEGATIVE_MAX_AGE } from "./answer_diagnostics.ts";
import { TOKEN } from "./answer_values.ts";
import { routeFeature } from "./feature.ts";
import type { Span } from "../source/source.ts";
import conditional from "../../templates/runtime/conditional.py" with { type: "text" };

/** What clients may do with an answer. */
export interface Cache {
  /** The value of `Cache-Control`; undefined where only an entity tag is sent. */
  readonly control: string | undefined;
  readonly vary: readonly string[];
  readonly etag: boolean;
  /** Where it says that everybody's cache may keep the answer. */
  readonly public: Span | undefined;
}

/** A cache for answers that nobody asks for twice. */
export const CACHE_METHOD = define<{ method: string }>("E076", "cache-method", {
  message: ({ method }) => `"cache" is for GET routes, and the method is ${method}`,
  help: () => `Remove "cache"`,
});

/** Everybody's cache for what is one client's. */
export const PUBLIC_CACHE = define<{ what: string }>("E214", "public-cache", {
  message: ({ what }) => `A public cache would hand the answer for one client to others: the route has ${what}`,
  help: () => `Remove "private: false"`,
});

/** Keys that contradict each other. */
export const CACHE_CONFLICT = define<{ key: string; reason: string }>("E215", "cache-conflict", {
  message: ({ key, reason }) => `${quoted(key)} has no effect: ${reason}`,
  help: ({ key }) => `Remove ${quoted(key)}`,
});

const SHAPE = union(
  "a number of seconds or a mapping",
  integer(),
  record("the cache of an answer", {
    max_age: optional(integer(), "Seconds that the answer stays fresh."),
    private: optional(flag(), "Whether only the client itself may keep it, and no cache between.", { default: "true" }),
    no_store: optional(flag(), "Whether nobody may keep it.", { default: "false" }),
    etag: optional(flag(), "Whether clients can ask if what they have is still right, and are answered 304.", {
      default: "false",
    }),
    vary: optional(
      list(text("a header name"), "a list of header names"),
      "Request headers that the answer depends on.",
    ),
  }, { synonyms: CACHE_SYNONYMS }),
);

/** `cache`. */
export const cache = routeFeature({
  key: "cache",
  language: optional(SHAPE, "How long clients may keep the answer of a GET route.", {
    example: "{max_age: 3600, etag: true}",
  }),
  resolve(config, scope): Cache | undefined {
    if (config === undefined) return undefined;
    if (scope.method !== "GET") {
      scope.report(CACHE_METHOD.at(scope.span, { method: scope.method }));
      return undefined;
    }
    const settings = "value" in config ? { max_age: config } : config;
    const more = "value" in config ? undefined : config;
    const age = settings.max_age;
    if (age !== undefined && age.value < 0) scope.report(NEGATIVE_MAX_AGE.at(age.span, { value: age.value }));
    const isPublic = more?.private?.value === false;
    const never = more?.no_store?.value === true;
    for (const key of ["max_age", "etag", "private"] as const) {
      const span = never && more?.[key]?.value !== false ? more.keySpans.get(key) : undefined;
      if (span !== undefined) scope.report(CACHE_CONFLICT.at(span, { key, reason: `nobody keeps the answer` }));
    }
    const etag = more?.etag?.value ?? false;
    if (etag && more?.keySpans.has("etag") && scope.responseType === "streaming") {
      const reason = "nothing is known of a stream before it ends";
      scope.report(CACHE_CONFLICT.at(more.keySpans.get("etag"), { key: "etag", reason }));
    }
    const vary = (more?.vary ?? []).flatMap(({ value, span }) => {
      if (value === "*" || TOKEN.test(value)) return [value];
      scope.report(HEADER_NAME.at(span, { name: value }));
      return [];
    });
    return {
      control: controlOf(age?.value, isPublic, never, etag),
      vary,
      etag,
      public: isPublic ? more?.private?.span : undefined,
    };
  },
  lower({ control, vary, etag }): readonly Contribution[] {
    return [
      {
        kind: "answer-step",
        statements: ({ response }) => [
          ...(control === undefined
            ? []
            : [assign(subscript(attr(response, "headers"), str("Cache-Control")), str(control))]),
          ...(vary.length === 0
            ? []
            : [expr(call(attr(response, "headers", "add_vary_header"), [str(vary.join(", "))]))]),
        ],
      },
      {
        kind: "success",
        headers: [...(control === undefined ? [] : ["Cache-Control"]), ...(etag ? ["ETag"] : []), ...varyName(vary)],
      },
      ...(etag
        ? [
          { kind: "conditional" },
          { kind: "documented", responses: dict([[int(304), dict([[str("description"), str("Not Modified")]])]]) },
          { kind: "runtime", file: "conditional.py", text: conditional },
        ] as const
        : []),
    ];
  },
  headers: ({ etag }) => etag ? ["ETag"] : [],
  tags: ({ etag }) => etag,
  withoutTag: (resolved) => ({ ...resolved, etag: false }),
  assertions({ control, vary, etag }): readonly Stmt[] {
    const sent = (name: string) => subscript(attr(RESPONSE, "headers"), str(name));
    return [
      ...(control === undefined ? [] : [assertEqual(sent("Cache-Control"), str(control))]),
      ...(vary.length === 0 ? [] : [assert(binary(str(vary.join(", ")), "in", sent("Vary")))]),
      ...(etag
        ? [assertEqual(sent("ETag"), call(from(".runtime.conditional", "entity_tag"), [attr(RESPONSE, "content")]))]
        : []),
    ];
  },
  check(present, api, report) {
    for (const { route, keys, resolved: { public: span } } of present) {
      if (span === undefined) continue;
      const router = api.routers.find(({ name }) => name === route.router);
      const what = [...route.dependencies, ...router?.dependencies ?? []].length > 0
        ? "authentication or dependencies"
        : keys.has("cookies")
        ? "cookies"
        : undefined;
      if (what !== undefined) report(PUBLIC_CACHE.at(span, { what }));
    }
  },
  diagnostics: [CACHE_METHOD, PUBLIC_CACHE, CACHE_CONFLICT, NEGATIVE_MAX_AGE, HEADER_NAME],
});

const varyName = (vary: readonly string[]) => vary.length === 0 ? [] : ["Vary"];

/** `private, max-age=60`; an entity tag alone asks clients to look each time. */
function controlOf(
  age: number | undefined,
  isPublic: boolean,
  never: boolean,
  etag: boolean,
): string | undefined {
  if (never) return "no-store";
  const scope = isPublic ? "public" : "private";
  if (age !== undefined) return `${scope}, max-age=${age}`;
  return etag ? `${scope}, no-cache` : scope;
}
