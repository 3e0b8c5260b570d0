/** `kind: cors`: which scripts of other origins may call the API. */

import { define } from "../../../diagnostics/define.ts";
import { quoted } from "../../../diagnostics/text.ts";
import type { AppContribution } from "../../../ir/project.ts";
import { choice, flag, integer, list, optional, record, required, text } from "../../../language/shape.ts";
import { literalOf, settingList, variablesIn } from "../../../language/settings.ts";
import { bool, call, from, int, list as pythonList, str } from "../../../python/build.ts";
import type { Spanned } from "../../../source/source.ts";
import { type LayerScope, middlewareKind } from "./kind.ts";
import { corsTests } from "./tests.ts";
import runtime from "../../../../templates/runtime/origins.py" with { type: "text" };

/** Credentials for whoever asks. */
export const ANY_ORIGIN = define<Record<never, never>>("E180", "cors-any-origin-with-credentials", {
  message: () => `CORS with credentials cannot allow the origin "*"`,
  help: () => `List the origins, or remove "credentials: true"`,
});

/** An origin that no browser sends. */
export const INVALID_ORIGIN = define<{ origin: string; instead: string | undefined }>("E181", "invalid-origin", {
  message: ({ origin }) => `${quoted(origin)} is no origin: browsers send the scheme, the host and no path`,
  help: ({ instead }) => `Write ${quoted(instead ?? "https://app.example.com")}`,
});

/** A header name that HTTP does not know. */
export const INVALID_HEADER = define<{ name: string }>("E185", "invalid-header-name", {
  message: ({ name }) => `${quoted(name)} is no name of a header`,
  help: () => `Header names are letters, digits and "-"`,
});

const METHODS = ["*", "GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const ORIGIN = /^(\*|[a-z][a-z0-9+.-]*:\/\/([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:\d{1,5})?)$/;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const MAX_AGE = 600;

const HEADERS = list(text("a header name"), "a list of header names");

const SETTINGS = record("the CORS settings", {
  origins: required(
    settingList("an origin", "a list of origins"),
    "Origins whose scripts may call the API, such as `https://app.example.com`; `*` for any. The environment can decide: `${ORIGINS}` holds several with commas between.",
    { example: '["https://app.example.com"]' },
  ),
  methods: optional(list(choice(METHODS, "a method"), "a list of methods"), "Methods that they may use.", {
    default: "those of the routes",
  }),
  headers: optional(
    HEADERS,
    "Request headers that they may send, or `*`. `Accept`, `Accept-Language`, `Content-Language` and `Content-Type` are always allowed.",
    { default: "[]", example: "[Authorization]" },
  ),
  credentials: optional(flag(), "Whether cookies and HTTP authentication are sent.", { default: "false" }),
  expose_headers: optional(HEADERS, "Response headers that they may read.", { default: "those that the routes set" }),
  max_age: optional(integer(0, 2 ** 31 - 1), "Seconds for which browsers remember this.", { default: `${MAX_AGE}` }),
}, { main: "origins" });

/** The kind. */
export const cors = middlewareKind({
  word: "cors",
  name: "the CORS middleware",
  config: required(SETTINGS, "Settings."),
  notInRouters: {
    reason: "the preflights of browsers reach no route",
    help: `Move it to "middleware" of the top level`,
  },
  resolve(config, scope) {
    if (config === undefined) return undefined;
    const { origins, credentials: flag, methods, headers, expose_headers: exposed, max_age: maxAge } = config;
    const credentials = flag?.value ?? false;
    for (const item of origins.kind === "items" ? origins.items : []) {
      const origin = literalOf(item);
      if (origin === undefined) continue;
      if (!ORIGIN.test(origin)) scope.report(INVALID_ORIGIN.at(item.span, { origin, instead: nearOrigin(origin) }));
      if (origin === "*" && flag !== undefined && credentials) {
        scope.report(ANY_ORIGIN.at(item.span, {}, { related: [{ span: flag.span, message: "with credentials" }] }));
      }
    }
    for (const variable of variablesIn(origins)) {
      const isWhole = origins.kind === "variable" ||
        origins.items.some(({ parts }) => parts.length === 1 && parts[0] === variable);
      const sample = isWhole ? "https://app.example.com" : "example";
      const type = origins.kind === "variable" ? "list" : "text";
      scope.setting(variable, "middleware.cors.origins", { type, sample });
    }
    return {
      origins,
      credentials,
      methods: methods?.map((method) => method.value) ?? routeMethods(scope),
      headers: headers === undefined ? [] : names(headers, scope),
      exposed: exposed === undefined ? scope.sentHeaders : names(exposed, scope),
      maxAge: maxAge?.value ?? MAX_AGE,
    };
  },
  lower(resolved, app) {
    const isChecked = resolved.credentials && variablesIn(resolved.origins).length > 0;
    const origins = app.list(resolved.origins);
    const texts = (values: readonly string[]) => pythonList(values.map(str));
    const more: readonly AppContribution[] = isChecked ? [{ kind: "runtime", file: "origins.py", text: runtime }] : [];
    return {
      factory: from("fastapi.middleware.cors", "CORSMiddleware"),
      arguments: [
        ["allow_origins", isChecked ? call(from(".runtime.origins", "explicit_origins"), [origins]) : origins],
        ["allow_methods", texts(resolved.methods)],
        ...(resolved.headers.length === 0 ? [] : [["allow_headers", texts(resolved.headers)] as const]),
        ...(resolved.credentials ? [["allow_credentials", bool(true)] as const] : []),
        ...(resolved.exposed.length === 0 ? [] : [["expose_headers", texts(resolved.exposed)] as const]),
        ...(resolved.maxAge === MAX_AGE ? [] : [["max_age", int(resolved.maxAge)] as const]),
      ],
      more,
      tests: corsTests({ ...resolved, origins: app.sampleList(resolved.origins) }),
    };
  },
  diagnostics: [ANY_ORIGIN, INVALID_ORIGIN, INVALID_HEADER],
});

function routeMethods({ routes }: LayerScope): readonly string[] {
  return [...new Set(["GET", ...routes.map((route) => route.method)])].sort();
}

/** The origin that was probably meant. */
function nearOrigin(text: string): string | undefined {
  const [, scheme = "https", rest = ""] = /^(?:([A-Za-z][\w+.-]*):\/\/)?([^/?#]*)/.exec(text.trim()) ?? [];
  const origin = `${scheme}://${rest}`.toLowerCase();
  return ORIGIN.test(origin) ? origin : undefined;
}

function names(headers: readonly Spanned<string>[], scope: LayerScope): readonly string[] {
  return headers.filter(({ value, span }) => {
    if (TOKEN.test(value)) return true;
    scope.report(INVALID_HEADER.at(span, { name: value }));
    return false;
  }).map((header) => header.value);
}
