/** `security.py`: schemes, and the dependencies that find out who calls. */

import type { Api, Route, Router } from "../../ir/api.ts";
import type { Dependency, HandlerCall, Value } from "../../ir/logic.ts";
import type { Requirement, TextFile } from "../../ir/project.ts";
import type { Alternative, Authentication, Jwt, Scheme, SchemeKind } from "../../ir/security.ts";
import type { Expr, FunctionDef, Module, Parameter, Stmt } from "../../python/ast.ts";
import {
  annotated,
  assign,
  attr,
  awaited,
  bool,
  call,
  dict,
  expr,
  from,
  int,
  list,
  name,
  NONE,
  parameter,
  raise,
  returns,
  str,
  union,
  when,
} from "../../python/build.ts";
import { literalOf } from "../../language/settings.ts";
import { credentialOf } from "../resolve/security.ts";
import { TEXT } from "../resolve/typed.ts";
import { schemeName } from "../validate/security.ts";
import { awaitable } from "./logic/calls.ts";
import { CALLS } from "./logic/runtime.ts";
import { annotationOf, type ValueScope } from "./logic/values.ts";
import { READ_SETTINGS, settingText } from "./settings.ts";
import type { TypeWriter } from "./types.ts";
import credentials from "../../../templates/package/tests/credentials.py" with { type: "text" };
import forgeries from "../../../templates/package/tests/forgeries.py" with { type: "text" };
import security from "../../../templates/runtime/security.py" with { type: "text" };
import tokens from "../../../templates/runtime/tokens.py" with { type: "text" };

/** What checks tokens. */
export const PYJWT: Requirement = { name: "pyjwt", tested: "2.15.1", floor: "2.15", below: "3" };

const runtime = (id: string) => from(".runtime.security", id);
const native = (id: string) => from("fastapi.security", id);

/** Schemes whose tokens are checked without a function of the user's. */
export function readyTokens(api: Api): readonly (readonly [Scheme, Jwt])[] {
  return api.security.schemes.flatMap((scheme) =>
    scheme.verifier.kind === "jwt" ? [[scheme, scheme.verifier.jwt] as const] : []
  );
}

/** `security.py`, where routes ask who calls. */
export function lowerSecurity(api: Api, types: TypeWriter): Module | undefined {
  const { schemes, authentications } = api.security;
  if (authentications.length === 0) return undefined;
  return {
    path: "security.py",
    docstring: "Who may call what.",
    body: [
      ...schemes.map((scheme) => assign(variableOf(scheme), schemeCall(scheme))),
      ...readyTokens(api).map(([scheme, jwt]) => verifierGetter(scheme, jwt, api)),
      ...authentications.flatMap((one) => lowerAuthentication(one, api, types)),
      ...[preparation(api)].filter((one) => one !== undefined),
    ],
  };
}

/** The runtime files, below `runtime/`. */
export function securityFiles(api: Api): readonly TextFile[] {
  if (api.security.authentications.length === 0) return [];
  const isUnread = api.security.schemes.some(({ verifier }) =>
    verifier.kind === "handler" && verifier.call.handler.async === undefined
  );
  return [
    { path: "runtime/security.py", text: security },
    ...(readyTokens(api).length > 0 ? [{ path: "runtime/tokens.py", text: tokens }] : []),
    ...(api.testing ? [{ path: "tests/credentials.py", text: credentials }] : []),
    ...(api.testing && readyTokens(api).length > 0 ? [{ path: "tests/forgeries.py", text: forgeries }] : []),
    ...(isUnread ? [{ ...CALLS, path: "runtime/calls.py" }] : []),
  ];
}

/** What has to be there when the application starts. */
export function securityStatements(api: Api): readonly Stmt[] {
  return preparation(api) === undefined ? [] : [expr(call(from(".security", PREPARE)))];
}

const PREPARE = "prepare_security";

/** Reads what the environment decides: secrets, and addresses. */
function preparation(api: Api): FunctionDef | undefined {
  const located = api.security.schemes.flatMap(({ name: id, kind }): Stmt[] =>
    kind.kind === "oauth2" && literalOf(kind.tokenUrl) === undefined
      ? [expr(call(runtime("locate_tokens"), [
        name(`${schemeName(id)}_scheme`),
        settingText(kind.tokenUrl, api.settings),
      ]))]
      : []
  );
  const verifiers = readyTokens(api).map(([scheme]) => expr(call(name(getterOf(scheme)))));
  if (located.length + verifiers.length === 0) return undefined;
  return {
    kind: "function",
    name: PREPARE,
    decorators: [],
    parameters: [],
    returns: NONE,
    docstring: "Read what the environment decides; what it lacks ends the start.",
    body: [...(located.length === 0 ? [] : [READ_SETTINGS]), ...located, ...verifiers],
  };
}

function variableOf({ name }: Scheme): string {
  return `${schemeName(name)}_scheme`;
}

function getterOf({ name }: Scheme): string {
  return `get_${schemeName(name)}_verifier`;
}

function schemeCall({ name: id, description, kind }: Scheme): Expr {
  const shared = {
    scheme_name: str(id),
    description: description === undefined ? undefined : str(description),
    auto_error: bool(false),
  };
  switch (kind.kind) {
    case "oauth2": {
      const isPassword = kind.flow === "password";
      const scopes = [...kind.scopes].map(([scope, what]): [Expr, Expr] => [str(scope), str(what)]);
      const url = str(literalOf(kind.tokenUrl) ?? "");
      return call(isPassword ? native("OAuth2PasswordBearer") : runtime("OAuth2ClientCredentialsBearer"), [], {
        ...(isPassword ? { tokenUrl: url } : { url }),
        scopes: scopes.length === 0 ? undefined : dict(scopes),
        ...shared,
      });
    }
    case "bearer":
      return call(native("HTTPBearer"), [], shared);
    case "apikey": {
      const places = { header: "APIKeyHeader", query: "APIKeyQuery", cookie: "APIKeyCookie" };
      return call(native(places[kind.location]), [], { name: str(kind.parameter), ...shared });
    }
    case "basic":
      return call(runtime("Basic"), [], { realm: str(id), ...shared });
  }
}

function verifierGetter(scheme: Scheme, jwt: Jwt, { settings }: Api): FunctionDef {
  const { secret, algorithm, issuer, audience, leeway } = jwt;
  const verifier = from(".runtime.tokens", "TokenVerifier");
  return {
    kind: "function",
    name: getterOf(scheme),
    decorators: [from("functools", "cache")],
    parameters: [],
    returns: verifier,
    docstring: `Return what checks the tokens of the scheme "${scheme.name}".`,
    body: [
      READ_SETTINGS,
      returns(call(verifier, [settingText(secret, settings), str(algorithm)], {
        issuer: issuer && settingText(issuer, settings),
        audience: audience && settingText(audience, settings),
        leeway: leeway === 0 ? undefined : int(leeway),
      })),
    ],
  };
}

/** Whether WebSockets ask for it, too. */
function isForSockets(authentication: Authentication, api: Api): boolean {
  return api.websockets.some(({ dependencies }) => dependencies.some((one) => one.authentication === authentication));
}

/** A credential of a request, as a parameter of the dependency. */
interface Credential {
  readonly alternative: Alternative;
  readonly parameter: string;
  /** What verifiers get. */
  readonly value: Value;
  /** The variable of the user. */
  readonly user: string;
}

function credentialsOf({ alternatives }: Authentication): readonly Credential[] {
  const count = (kind: string) => alternatives.filter(({ scheme }) => credentialOf(scheme.kind) === kind).length;
  return alternatives.map((alternative): Credential => {
    const { scheme } = alternative;
    const credential = credentialOf(scheme.kind);
    const plain = count(credential) === 1 ? credential : `${schemeName(scheme.name)}_${credential}`;
    const typed = { type: TEXT, nullable: false };
    const parameter = scheme.kind.kind === "bearer"
      ? `${plain.replace(/_?token$/, "")}_bearer`.replace(/^_/, "")
      : plain;
    const variable: Value = { kind: "variable", variable: { name: parameter, typed }, typed };
    const value: Value = scheme.kind.kind === "bearer"
      ? { kind: "member", of: variable, name: "credentials", access: "attribute", typed }
      : variable;
    const user = alternatives.length === 1 ? "user" : `${schemeName(scheme.name)}_user`;
    return { alternative, parameter, value, user };
  });
}

const CHALLENGES: Readonly<Record<SchemeKind["kind"], (name: string) => string>> = {
  oauth2: () => "Bearer",
  bearer: () => "Bearer",
  apikey: () => "APIKey",
  basic: (name) => `Basic realm="${name}"`,
};

/** `WWW-Authenticate` of an answer to those who are not let in. */
export function challengeOf({ alternatives }: Authentication): string {
  return [...new Set(alternatives.map(({ scheme }) => CHALLENGES[scheme.kind.kind](scheme.name)))].join(", ");
}

/** Types of credentials that FastAPI's classes give. */
function credentialType(kind: SchemeKind): Expr {
  switch (kind.kind) {
    case "bearer":
      return native("HTTPAuthorizationCredentials");
    case "basic":
      return native("HTTPBasicCredentials");
    default:
      return name("str");
  }
}

function lowerAuthentication(authentication: Authentication, api: Api, types: TypeWriter): readonly Stmt[] {
  const { dependency, alias, alternatives, user } = authentication;
  const credentials = credentialsOf(authentication);
  const sockets = isForSockets(authentication, api);
  const request = sockets ? "connection" : "request";
  const asks = (what: string) =>
    alternatives.some(({ scheme: { verifier } }) =>
      verifier.kind === "handler" &&
      verifier.call.arguments.some(({ value }) => value.kind === "injected" && value.what === what)
    );
  const parameters: readonly Parameter[] = [
    parameter(request, sockets ? from("fastapi.requests", "HTTPConnection") : from("fastapi", "Request")),
    ...(asks("repo") ? [parameter("repo", from(".dependencies", "RepositoryDep"))] : []),
    ...credentials.map(({ alternative: { scheme, scopes }, parameter: id }) =>
      parameter(id, annotated(union(credentialType(scheme.kind), NONE), dependsOn(scheme, scopes)))
    ),
  ];
  const type = annotationOf(user, types);
  const definition: FunctionDef = {
    kind: "function",
    name: dependency,
    async: true,
    decorators: [],
    parameters,
    returns: type,
    docstring: `Return who calls, by ${alternatives.map(({ scheme }) => `"${scheme.name}"`).join(" or ")}.`,
    body: body(authentication, credentials, sockets, api),
  };
  return [definition, assign(alias, annotated(type, call(from("fastapi", "Depends"), [name(dependency)])))];
}

function dependsOn(scheme: Scheme, scopes: readonly string[]): Expr {
  const variable = name(variableOf(scheme));
  return scopes.length === 0
    ? call(from("fastapi", "Depends"), [variable])
    : call(from("fastapi", "Security"), [variable], { scopes: list(scopes.map(str)) });
}

function body(
  authentication: Authentication,
  credentials: readonly Credential[],
  sockets: boolean,
  api: Api,
): readonly Stmt[] {
  const hasScopes = authentication.alternatives.some(({ scopes }) => scopes.length > 0);
  const request = name(sockets ? "connection" : "request");
  const refused = call(runtime("refusal"), [request, str(challengeOf(authentication))], {
    is_forbidden: hasScopes ? name("is_forbidden") : undefined,
  });
  return [
    ...(hasScopes ? [assign("is_forbidden", bool(false))] : []),
    ...credentials.map((credential) => when(name(credential.parameter), attempt(credential, sockets, api))),
    raise(refused),
  ];
}

/** What is done with a credential that is there. */
function attempt(credential: Credential, sockets: boolean, api: Api): readonly Stmt[] {
  const { alternative: { scheme: { verifier }, scheme, scopes }, user: id } = credential;
  const user = name(id);
  const isKnown = (value: Expr) => call(runtime("is_known"), [value]);
  const verified = (wanted: readonly string[]): Expr =>
    verifier.kind === "jwt"
      ? call(attr(call(name(getterOf(scheme))), "verify"), [credentialExpr(credential)])
      : awaited(awaitable(withValues(verifier.call, credential, wanted, sockets), valueScope(credential, api)));
  const decides = verifier.kind === "handler" && verifier.decidesScopes;
  if (scopes.length === 0) {
    return [assign(user, verified([])), when(isKnown(user), [returns(user)])];
  }
  if (decides) {
    return [
      assign(user, verified(scopes)),
      when(isKnown(user), [returns(user)]),
      // Who is known without scopes lacks them.
      assign(user, verified([])),
      when(isKnown(user), [assign("is_forbidden", bool(true))]),
    ];
  }
  return [
    assign(user, verified([])),
    when(isKnown(user), [
      when(call(runtime("has_scopes"), [user, ...scopes.map(str)]), [returns(user)]),
      assign("is_forbidden", bool(true)),
    ]),
  ];
}

function credentialExpr({ alternative: { scheme }, parameter: id }: Credential): Expr {
  return scheme.kind.kind === "bearer" ? attr(name(id), "credentials") : name(id);
}

function valueScope({ parameter: id }: Credential, api: Api): ValueScope {
  return { api, bound: new Set([id]), result: undefined };
}

/** The call with what stands for its credential, and with the scopes that are asked for. */
function withValues(
  called: HandlerCall,
  { value, alternative }: Credential,
  scopes: readonly string[],
  sockets: boolean,
): HandlerCall {
  const typed = { type: TEXT, nullable: false };
  const credential = credentialOf(alternative.scheme.kind);
  const replaced = (old: Value): Value => {
    if (old.kind === "variable" && old.variable.name === credential) return value;
    if (old.kind === "variable" && old.variable.name === "scopes") {
      return { ...old, kind: "list", items: scopes.map((scope) => ({ kind: "literal", value: scope, typed })) };
    }
    if (sockets && old.kind === "injected" && old.what === "request") {
      return { kind: "variable", variable: { name: "connection", typed: old.typed }, typed: old.typed };
    }
    return old;
  };
  return {
    ...called,
    arguments: called.arguments.map((argument) => ({ ...argument, value: replaced(argument.value) })),
  };
}

/** `Depends(get_current_user)`. */
export function dependsOnUser({ dependency }: Authentication): Expr {
  return call(from("fastapi", "Depends"), [from(".security", dependency)]);
}

/** What the routes of a router ask for, where all of them ask for the same. */
export function sharedAuthentication(router: Router | undefined, api: Api): Authentication | undefined {
  if (router === undefined) return undefined;
  const all = new Set(routesOf(router, api).map(authenticationOf));
  const [only] = all;
  return all.size === 1 ? only : undefined;
}

/** What a route asks for. */
export function authenticationOf({ dependencies }: { readonly dependencies: readonly Dependency[] }) {
  return dependencies[0]?.authentication;
}

/** The functions that FastAPI calls before each route of a router, where they do not have to wait for who calls. */
export function routerDependencies(router: Router, api: Api): readonly Dependency[] {
  return hasMixed(router, api) ? [] : router.dependencies;
}

/** Those of a router that its routes have to call themselves, because who calls is found out first. */
export function inheritedDependencies(router: Router | undefined, api: Api): readonly Dependency[] {
  return router !== undefined && hasMixed(router, api) ? router.dependencies : [];
}

function hasMixed(router: Router, api: Api): boolean {
  return new Set(routesOf(router, api).map(authenticationOf)).size > 1;
}

function routesOf(router: Router, { routes }: Api): readonly Route[] {
  return routes.filter((route) => route.router === router.name);
}
