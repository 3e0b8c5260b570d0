/** Security: schemes can be checked, routes name schemes that there are, no secret stands in the config. */

import { define, type Report } from "../../diagnostics/define.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { listed, quoted } from "../../diagnostics/text.ts";
import type { Config } from "../../language/config.ts";
import {
  type AlternativeConfig,
  type AuthConfig,
  NO_SCHEME,
  READY_SCHEME,
  type SchemeConfig,
} from "../../language/security.ts";
import { variablesOf } from "../../language/settings.ts";
import { keySpan } from "../../language/shape.ts";
import { isDottedReference, toSnakeCase } from "../../python/names.ts";
import type { Span, Spanned } from "../../source/source.ts";
import { placedRouters, placedRoutes } from "../resolve/placed.ts";
import { checkName, INVALID_NAME } from "./names.ts";

/** `auth` that names no scheme. */
export const UNKNOWN_SCHEME = define<{ name: string; schemes: readonly string[] }>("E050", "unknown-scheme", {
  message: ({ name }) => `Unknown security scheme ${quoted(name)}`,
  help: ({ name, schemes }) =>
    didYouMean(name, [...schemes, NO_SCHEME]) ??
      (schemes.length === 0
        ? `Declare it under "security:"${name === READY_SCHEME ? `, or write "auth:" at the top level` : ""}`
        : `Declare it under "security:", or use ${listed(schemes, "or")}`),
});

/** A scheme that nobody checks. */
export const VERIFY_HANDLER = define<{ scheme: string; written: string | undefined }>("E051", "verify-handler", {
  message: ({ scheme, written }) =>
    written === undefined
      ? `Nothing checks the credentials of scheme ${quoted(scheme)}`
      : `${quoted(written)} is not the name of a function in a module`,
  help: ({ scheme }) =>
    scheme === READY_SCHEME
      ? `Add "verify_handler: module.function", or "auth: {provider: jwt, config: …}" at the top level`
      : `Add "verify_handler: module.function" with a function that returns the user, or None`,
});

/** Two schemes whose names meet in Python. */
export const DUPLICATE_SCHEME = define<{ name: string; other: string }>("E190", "duplicate-scheme", {
  message: ({ name, other }) => `Security scheme ${quoted(name)} has the same name as ${quoted(other)}`,
  help: () => "Rename one of them; case and underscores make no difference",
});

/** A secret that everyone who reads the config knows. */
export const LITERAL_SECRET = define<{ variable: string }>("E191", "literal-secret", {
  message: () => "The secret stands in the config",
  help: ({ variable }) => `Write "secret: \${${variable}}", and set ${variable} in the environment`,
});

/** A scope that the scheme does not have. */
export const UNKNOWN_SCOPE = define<{ scope: string; scheme: string; scopes: readonly string[] }>(
  "E192",
  "unknown-scope",
  {
    message: ({ scope, scheme }) => `Scheme ${quoted(scheme)} has no scope ${quoted(scope)}`,
    help: ({ scope, scopes }) => didYouMean(scope, scopes) ?? `Declare it under "scopes" of the scheme`,
  },
);

/** A scope that tokens cannot carry. */
export const INVALID_SCOPE = define<{ scope: string }>("E193", "invalid-scope", {
  message: ({ scope }) => `${quoted(scope)} cannot be a scope`,
  help: () => "Write letters, digits and punctuation without spaces, quotes and backslashes, such as books:write",
});

/** Alternatives that say nothing, or too much. */
export const ALTERNATIVES = define<{ problem: string; help: string }>("E194", "security-alternatives", {
  message: ({ problem }) => problem,
  help: ({ help }) => help,
});

/** The ready check of tokens, for a scheme without tokens. */
export const NO_TOKENS = define<{ scheme: string; type: string }>("E195", "scheme-without-tokens", {
  message: ({ scheme, type }) =>
    `Scheme ${quoted(scheme)} of type ${quoted(type)} has no tokens that the top-level "auth" could check`,
  help: () => `Make it "type: bearer" or "type: oauth2", or give it a "verify_handler" of its own`,
});

/** A header, query parameter or cookie that HTTP does not know. */
export const KEY_NAME = define<{ name: string; location: string; reason: string }>("E196", "api-key-name", {
  message: ({ name, location, reason }) => `${quoted(name)} cannot be the ${location} of an API key: it ${reason}`,
  help: ({ location }) => `Write a name such as ${location === "header" ? "X-API-Key" : "api_key"}`,
});

/** A scheme that no route asks for. */
export const UNUSED_SCHEME = define<{ scheme: string; ready: boolean }>("W126", "unused-scheme", {
  message: ({ scheme, ready }) =>
    ready
      ? `No route asks for the scheme ${quoted(scheme)} of "auth"`
      : `No route asks for the scheme ${quoted(scheme)}`,
  help: ({ scheme, ready }) =>
    ready
      ? `Add "auth: ${scheme}" to the routes that it protects, or "default: true" to its config`
      : `Add "auth: ${scheme}" to the routes that it protects, or remove it`,
});

/** Clients need a token to get a token. */
export const PROTECTED_LOGIN = define<{ path: string }>("W127", "protected-login", {
  message: ({ path }) => `Clients need a token to get one from ${quoted(path)}`,
  help: () => `Add "auth: none" to the route`,
});

/** Whether the top-level `auth` protects what says nothing. */
export function protectsAll(config: Config): boolean {
  return config.auth?.config.default?.value === true;
}

/** What a route asks for: its own, else that of its router, else that of all routes. */
export function authOf(
  own: AuthConfig | undefined,
  router: AuthConfig | undefined,
  config: Config,
): readonly AlternativeConfig[] {
  const written = own ?? router;
  if (written !== undefined) return written.alternatives;
  const ready = config.auth;
  if (ready === undefined || !protectsAll(config)) return [];
  return [{ scheme: { value: READY_SCHEME, span: keySpan(ready.config, "default") }, scopes: [] }];
}

/** Checks the schemes, and everything that names one. */
export function validateSecurity(config: Config, report: Report): void {
  const schemes = new Map<string, SchemeConfig | undefined>();
  const seen = new Map<string, { readonly key: string; readonly keySpan: Span }>();
  for (const { key, keySpan, value } of config.security ?? []) {
    schemes.set(key, value);
    if (!checkSchemeName(key, keySpan, report)) continue;
    const folded = key.toLowerCase().replaceAll("_", "");
    const other = seen.get(folded);
    if (other === undefined) seen.set(folded, { key, keySpan });
    else {
      report(DUPLICATE_SCHEME.at(keySpan, { name: key, other: other.key }, {
        related: [{ span: other.keySpan, message: "declared here" }],
      }));
    }
    if (value !== undefined) checkScheme(key, keySpan, value, config, report);
  }
  if (config.auth !== undefined) {
    const { secret } = config.auth.config;
    const variables = variablesOf(secret);
    // A default is no secret either.
    if (variables.length === 0 || variables.every((one) => one.default)) {
      report(LITERAL_SECRET.at(secret.span, { variable: "JWT_SECRET" }));
    }
    if (!schemes.has(READY_SCHEME)) schemes.set(READY_SCHEME, undefined);
  }
  const used = new Set<string>();
  const asking = [
    ...[...placedRouters(config), ...placedRoutes(config)].map((placed) => placed.config),
    ...config.websockets ?? [],
  ];
  for (const { auth } of asking) if (auth !== undefined) checkAuth(auth, schemes, used, report);
  if (protectsAll(config)) used.add(READY_SCHEME);
  // One that seems to be unused may be meant by a name that is unknown.
  const isSure = asking.every(({ auth, keySpans }) => auth !== undefined || !keySpans.has("auth"));
  if (isSure && [...used].every((name) => schemes.has(name))) warnOfUnused(config, schemes, used, report);
  warnOfLogin(config, schemes, report);
}

function checkSchemeName(name: string, span: Span, report: Report): boolean {
  if (!checkName("Security scheme", name, span, report)) return false;
  if (name !== NO_SCHEME) return true;
  const reason = "is the word for no scheme";
  report(INVALID_NAME.at(span, { what: "Security scheme", name, reason, instead: "token" }));
  return false;
}

function checkScheme(name: string, span: Span, scheme: SchemeConfig, config: Config, report: Report): void {
  const { type, content } = scheme;
  const { verify_handler: handler } = content;
  const isReady = name === READY_SCHEME && config.auth !== undefined;
  if (handler === undefined) {
    if (isReady && type !== "oauth2" && type !== "bearer") report(NO_TOKENS.at(span, { scheme: name, type }));
    const isAbsent = !content.keySpans.has("verify_handler") && !content.misspelled;
    if (!isReady && isAbsent) report(VERIFY_HANDLER.at(span, { scheme: name, written: undefined }));
  } else if (!isDottedReference(handler.value)) {
    report(VERIFY_HANDLER.at(handler.span, { scheme: name, written: handler.value }));
  }
  if (scheme.type === "oauth2") {
    for (const [scope, span] of scopesOf(scheme)) checkScope(scope, span, report);
  }
  if (scheme.type === "apikey") checkKey(scheme.content, report);
}

/** Names are tokens (RFC 9110, 5.6.2); a query parameter may be any text. */
function checkKey(
  { name, location }: Extract<SchemeConfig, { readonly type: "apikey" }>["content"],
  report: Report,
): void {
  if (name === undefined) return;
  const where = location?.value ?? "header";
  const reason = name.value === ""
    ? "is empty"
    : where !== "query" && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name.value)
    ? "has characters that HTTP does not allow"
    : where === "header" && name.value.toLowerCase() === "authorization"
    ? `belongs to "bearer", "basic" and "oauth2"`
    : undefined;
  if (reason !== undefined) report(KEY_NAME.at(name.span, { name: name.value, location: where, reason }));
}

/** The scopes that a scheme declares. */
export function scopesOf({ content: { scopes } }: Extract<SchemeConfig, { readonly type: "oauth2" }>) {
  return new Map(
    (scopes ?? []).map((scope) => "key" in scope ? [scope.key, scope.keySpan] : [scope.value, scope.span]),
  );
}

/** RFC 6749, 3.3. */
function checkScope(scope: string, span: Span, report: Report): boolean {
  if (/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)) return true;
  report(INVALID_SCOPE.at(span, { scope }));
  return false;
}

function checkAuth(
  { alternatives, node }: AuthConfig,
  schemes: ReadonlyMap<string, SchemeConfig | undefined>,
  used: Set<string>,
  report: Report,
): void {
  if (node.kind === "sequence" && node.items.length === 0) {
    const problem = "The list of security schemes is empty";
    report(ALTERNATIVES.at(node.span, { problem, help: `Write "auth: none" for a route that everyone may call` }));
  }
  const seen = new Set<string>();
  for (const { scheme, scopes } of alternatives) {
    const wrong = (problem: string, help: string) => report(ALTERNATIVES.at(scheme.span, { problem, help }));
    if (scheme.value === NO_SCHEME) {
      wrong(`"none" beside others would let everyone in`, `Remove it, or write "auth: none" alone`);
      continue;
    }
    if (seen.has(scheme.value)) {
      wrong(`Scheme ${quoted(scheme.value)} stands here twice`, "Keep one of them, with all of its scopes");
    }
    seen.add(scheme.value);
    used.add(scheme.value);
    if (!schemes.has(scheme.value)) {
      report(UNKNOWN_SCHEME.at(scheme.span, { name: scheme.value, schemes: [...schemes.keys()] }));
    } else checkScopes(scheme.value, schemes.get(scheme.value), scopes, report);
  }
}

function checkScopes(
  name: string,
  scheme: SchemeConfig | undefined,
  scopes: readonly Spanned<string>[],
  report: Report,
): void {
  const declared = scheme?.type === "oauth2" ? scopesOf(scheme) : new Map<string, Span>();
  for (const { value, span } of scopes) {
    if (!checkScope(value, span, report) || declared.size === 0 || declared.has(value)) continue;
    report(UNKNOWN_SCOPE.at(span, { scope: value, scheme: name, scopes: [...declared.keys()] }));
  }
}

function warnOfUnused(
  config: Config,
  schemes: ReadonlyMap<string, SchemeConfig | undefined>,
  used: ReadonlySet<string>,
  report: Report,
): void {
  const spans = new Map((config.security ?? []).map(({ key, keySpan }) => [key, keySpan]));
  for (const scheme of schemes.keys()) {
    if (used.has(scheme)) continue;
    const span = spans.get(scheme);
    const place = span ?? config.keySpans.get("auth") ?? config.span;
    report(UNUSED_SCHEME.at(place, { scheme, ready: span === undefined }));
  }
}

/** A route at the address of the token URL that asks for a token. */
function warnOfLogin(
  config: Config,
  schemes: ReadonlyMap<string, SchemeConfig | undefined>,
  report: Report,
): void {
  for (const { config: route, path, router } of placedRoutes(config)) {
    const asked = authOf(route.auth, router?.config.auth, config);
    if (asked.length === 0 || route.method.value !== "POST") continue;
    const address = (config.base_path?.value ?? "") + path.value;
    const isLogin = asked.every(({ scheme }) => tokenUrlOf(scheme.value, schemes, config) === address);
    if (isLogin) report(PROTECTED_LOGIN.at(path.span, { path: address }));
  }
}

/** Where tokens of a scheme come from when nothing is said. */
export const TOKEN_URL = "/auth/token";

function tokenUrlOf(
  name: string,
  schemes: ReadonlyMap<string, SchemeConfig | undefined>,
  config: Config,
): string | undefined {
  const scheme = schemes.get(name);
  if (scheme?.type === "oauth2") return scheme.content.token_url?.value ?? TOKEN_URL;
  const isReady = name === READY_SCHEME && scheme === undefined && config.auth !== undefined;
  return isReady ? config.auth.config.token_url?.value ?? TOKEN_URL : undefined;
}

/** The name of a scheme in Python. */
export function schemeName(name: string): string {
  return toSnakeCase(name).replaceAll(/_+/g, "_");
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [
  UNKNOWN_SCHEME,
  VERIFY_HANDLER,
  DUPLICATE_SCHEME,
  LITERAL_SECRET,
  UNKNOWN_SCOPE,
  INVALID_SCOPE,
  ALTERNATIVES,
  NO_TOKENS,
  KEY_NAME,
  UNUSED_SCHEME,
  PROTECTED_LOGIN,
] as const;
