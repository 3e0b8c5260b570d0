/** Security: schemes with those who check them, and the dependencies that routes get. */

import type { Report } from "../../diagnostics/define.ts";
import type { Dependency, Handler, Typed, Value } from "../../ir/logic.ts";
import type { Alternative, Authentication, Jwt, Scheme, SchemeKind, Security, Verifier } from "../../ir/security.ts";
import type { SettingText } from "../../ir/setting.ts";
import type { Config } from "../../language/config.ts";
import {
  type AlternativeConfig,
  type AuthConfig,
  NO_SCHEME,
  READY_SCHEME,
  type ReadyConfig,
  type SchemeConfig,
} from "../../language/security.ts";
import { variablesOf } from "../../language/settings.ts";
import { isDottedReference, toPascalCase, uniqueName } from "../../python/names.ts";
import type { Span, Spanned } from "../../source/source.ts";
import { authOf, schemeName, TOKEN_URL } from "../validate/security.ts";
import type { HandlerResolver, KnownNames } from "./handler_resolver.ts";
import { placedRoutes } from "./placed.ts";
import type { SettingsTable } from "./settings.ts";
import { freshVariable, read, type StepContext } from "./step_scope.ts";
import { either, listOf, TEXT, UNKNOWN } from "./typed.ts";

/** What schemes are resolved with. */
export interface SecurityContext {
  readonly config: Config;
  readonly handlers: HandlerResolver | undefined;
  readonly known: KnownNames;
  readonly hasRecords: boolean;
  readonly settings: SettingsTable;
  readonly report: Report;
}

/** Finds what routes ask for. */
export interface SecurityTable {
  /** What a route asks for that says this, in a router that says that; undefined where anybody may call it. */
  of(own: AuthConfig | undefined, router: AuthConfig | undefined): Authentication | undefined;
  all(): Security;
}

/** Resolves the schemes, and names every combination of them that something asks for. */
export function securityTable(context: SecurityContext): SecurityTable {
  const { config } = context;
  const schemes = new Map<string, Scheme>();
  for (const { key, value } of config.security ?? []) {
    const scheme = value && resolveScheme(key, value, context);
    if (scheme !== undefined) schemes.set(key, scheme);
  }
  if (config.auth !== undefined && !schemes.has(READY_SCHEME)) {
    schemes.set(READY_SCHEME, readyScheme(config.auth, context));
  }
  const asked = new Map<string, readonly Alternative[]>();
  const alternativesOf = (configs: readonly AlternativeConfig[]) =>
    configs.flatMap(({ scheme, scopes }): Alternative[] => {
      const found = schemes.get(scheme.value);
      return found === undefined ? [] : [{ scheme: found, scopes: [...new Set(scopes.map((one) => one.value))] }];
    });
  const ask = (own: AuthConfig | undefined, router: AuthConfig | undefined): void => {
    const alternatives = alternativesOf(authOf(own, router, config));
    if (alternatives.length > 0) asked.set(keyOf(alternatives), alternatives);
  };
  for (const { config: { auth }, router } of placedRoutes(config)) ask(auth, router?.config.auth);
  for (const { auth } of config.websockets ?? []) ask(auth, undefined);
  const authentications = named(asked);
  return {
    of(own, router) {
      const configs = authOf(own, router, config);
      const wanted = configs.filter(({ scheme }) => scheme.value !== NO_SCHEME);
      if (wanted.length === 0) return undefined;
      // A scheme that is unknown, or that nobody checks, was reported: its users are unknown.
      return authentications.get(keyOf(alternativesOf(wanted))) ?? BROKEN;
    },
    all: () => {
      const all = [...authentications.values()];
      const used = new Set(all.flatMap(({ alternatives }) => alternatives.map(({ scheme }) => scheme)));
      return { schemes: [...schemes.values()].filter((scheme) => used.has(scheme)), authentications: all };
    },
  };
}

/** Stands for what is wrong, in configs that are never lowered. */
const BROKEN: Authentication = {
  dependency: "get_current_user",
  alias: "CurrentUser",
  alternatives: [],
  user: UNKNOWN,
};

/** One text for equal combinations. */
function keyOf(alternatives: readonly Alternative[]): string {
  return alternatives.map(({ scheme, scopes }) => [scheme.name, ...scopes.toSorted()].join(" ")).join("\n");
}

/** `get_current_user` where all routes ask for the same, else a name that says what is asked for. */
function named(asked: ReadonlyMap<string, readonly Alternative[]>): ReadonlyMap<string, Authentication> {
  const taken = new Set<string>();
  const made = new Map<string, Authentication>();
  for (const [key, alternatives] of asked) {
    const wanted = asked.size === 1 ? "current_user" : wordsOf(alternatives);
    const name = uniqueName(wanted, taken);
    taken.add(name);
    const user = alternatives.map(({ scheme }) => scheme.user).reduce(either);
    const alias = name === "current_user" ? "CurrentUser" : toPascalCase(name);
    made.set(key, { dependency: `get_${name}`, alias, alternatives, user: { ...user, nullable: false } });
  }
  return made;
}

/** Longer names break lines. */
const LONGEST = 40;

function wordsOf(alternatives: readonly Alternative[]): string {
  const schemes = alternatives.map(({ scheme }) => schemeName(scheme.name)).join("_or_");
  const scopes = [...new Set(alternatives.flatMap((one) => one.scopes))]
    .map((scope) => scope.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "")).filter((word) =>
      word !== ""
    );
  const whole = `${schemes}_user${scopes.length === 0 ? "" : `_with_${scopes.join("_and_")}`}`;
  return whole.length <= LONGEST ? whole : `${schemes.slice(0, LONGEST).replace(/_+$/, "")}_user`;
}

function resolveScheme(name: string, config: SchemeConfig, context: SecurityContext): Scheme | undefined {
  const kind = kindOf(name, config, context);
  const { content: { verify_handler: reference, description } } = config;
  const isReady = name === READY_SCHEME && context.config.auth !== undefined;
  const verifier = reference !== undefined
    ? handlerOf(reference, kind, context)
    : isReady && context.config.auth !== undefined
    ? tokensOf(context.config.auth, context)
    : undefined;
  return verifier && { name, description: description?.value, kind, verifier, user: userOf(verifier) };
}

function kindOf(name: string, config: SchemeConfig, context: SecurityContext): SchemeKind {
  switch (config.type) {
    case "oauth2": {
      const { flow, token_url: written, scopes = [], span } = config.content;
      const tokenUrl = written ?? plainText(TOKEN_URL, span);
      use(tokenUrl, `security.${name}.token_url`, "https://example.com", context);
      return {
        kind: "oauth2",
        flow: flow?.value ?? "password",
        tokenUrl,
        scopes: new Map(
          scopes.map((scope) => "key" in scope ? [scope.key, scope.value?.value ?? ""] : [scope.value, ""]),
        ),
      };
    }
    case "apikey": {
      const { location, name: parameter } = config.content;
      return { kind: "apikey", location: location?.value ?? "header", parameter: parameter?.value ?? "X-API-Key" };
    }
    default:
      return { kind: config.type };
  }
}

/** What a function that checks credentials is offered, beside the request and the repository. */
const CREDENTIALS = { oauth2: "token", bearer: "token", apikey: "api_key", basic: "credentials" } as const;

/** The name under which verifiers get the credential of a scheme. */
export function credentialOf({ kind }: SchemeKind): typeof CREDENTIALS[SchemeKind["kind"]] {
  return CREDENTIALS[kind];
}

function handlerOf(
  reference: Spanned<string>,
  kind: SchemeKind,
  { handlers, known, hasRecords, report }: SecurityContext,
): Verifier | undefined {
  // What is not dotted was reported.
  if (!isDottedReference(reference.value)) return undefined;
  const credential = credentialOf(kind);
  const text: Typed = { type: TEXT, nullable: false };
  const offers = new Map<string, Value>([
    [credential, read({ name: credential, typed: kind.kind === "basic" ? UNKNOWN : text })],
    ["scopes", read({ name: "scopes", typed: listOf(TEXT) })],
    ["request", { kind: "injected", what: "request", typed: UNKNOWN }],
  ]);
  if (hasRecords) offers.set("repo", { kind: "injected", what: "repo", typed: UNKNOWN });
  const call = handlers?.call(reference, { what: "A verify_handler", offers }, known, report);
  const decidesScopes = call?.arguments.some(({ name }) => name === "scopes") ?? false;
  return call && { kind: "handler", call, decidesScopes };
}

/** The claims of a token. */
const CLAIMS: Typed = {
  type: { kind: "dict", keys: TEXT, values: { kind: "any" }, minLength: undefined, maxLength: undefined },
  nullable: false,
};

function userOf(verifier: Verifier): Typed {
  return verifier.kind === "jwt" ? CLAIMS : { ...verifier.call.handler.returns, nullable: false };
}

function readyScheme(auth: ReadyConfig, context: SecurityContext): Scheme {
  const tokenUrl = auth.config.token_url ?? plainText(TOKEN_URL, auth.span);
  use(tokenUrl, "auth.config.token_url", "https://example.com", context);
  return {
    name: READY_SCHEME,
    description: undefined,
    kind: { kind: "oauth2", flow: "password", tokenUrl, scopes: new Map() },
    verifier: tokensOf(auth, context),
    user: CLAIMS,
  };
}

/** Long enough for every algorithm. */
const SAMPLE_SECRET = "the-secret-of-the-generated-tests-which-is-64-characters-long-00";

function tokensOf({ config }: ReadyConfig, context: SecurityContext): Verifier {
  const { secret, algorithm, issuer, audience, leeway } = config;
  use(secret, "auth.config.secret", SAMPLE_SECRET, context);
  if (issuer !== undefined) use(issuer, "auth.config.issuer", "https://issuer.example.com", context);
  if (audience !== undefined) use(audience, "auth.config.audience", "audience", context);
  const jwt: Jwt = { secret, algorithm: algorithm?.value ?? "HS256", issuer, audience, leeway: leeway?.value ?? 0 };
  return { kind: "jwt", jwt };
}

function use(text: SettingText, key: string, sample: string, { settings }: SecurityContext): void {
  for (const variable of variablesOf(text)) settings.use(variable, key, { type: "text", sample });
}

function plainText(value: string, span: Span): SettingText {
  return { value, parts: [value], span };
}

/** The function in `security.py`, as any other one that FastAPI calls before an endpoint. */
export function authenticationDependency(authentication: Authentication, context: StepContext): Dependency {
  const { dependency, user } = authentication;
  const handler: Handler = {
    reference: `.security.${dependency}`,
    module: ".security",
    qualifiedName: dependency,
    async: true,
    returns: user,
    parameters: [],
    file: undefined,
  };
  return { handler, variable: freshVariable("current_user", user, context), authentication };
}
