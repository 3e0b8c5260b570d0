/** `tests/test_security.py`: nobody reaches a route that asks who calls without being let in. */

import type { Api, Route } from "../../ir/api.ts";
import type { Jwt, Scheme } from "../../ir/security.ts";
import type { Expr, FunctionDef, Module, Stmt } from "../../python/ast.ts";
import {
  assert,
  assign,
  attr,
  awaited,
  binary,
  bool,
  call,
  dict,
  expr,
  from,
  int,
  list,
  module,
  name,
  NONE,
  parameter,
  returns,
  str,
  tuple,
} from "../../python/build.ts";
import { schemeName } from "../validate/security.ts";
import { challengeOf } from "./security.ts";
import { READ_SETTINGS, settingText } from "./settings.ts";
import { constantOf, credentialOf, credentials, type Door, doorOf, type Key } from "./security_doors.ts";
import { assertEqual, FIXTURES, OBJECT, PYTESTMARK, RESPONSE } from "./tests/build.ts";
import { RECORDER } from "./tests/logic/suite.ts";
import { type Column, send, tableTest } from "./tests/table.ts";
import { userOf } from "./tests/users.ts";

/** The file, where a route asks who calls. */
export function lowerSecurityTests(api: Api, shadowed: ReadonlyMap<Route, string>): readonly Module[] {
  const doors = api.routes.filter((route) => !shadowed.has(route)).flatMap((route) => doorOf(route, api));
  if (doors.length === 0) return [];
  const keys = doors.flatMap((door) =>
    door.authentication.alternatives.map((alternative): Key => ({ ...door, alternative }))
  );
  const schemes = [...new Set(keys.map(({ alternative }) => alternative.scheme))];
  return [{
    path: "tests/test_security.py",
    docstring: "Tests of who may call what.",
    body: [
      PYTESTMARK,
      ...schemes.map((scheme) => assign(constantOf(scheme), credentialOf(scheme))),
      asking(doors, schemes),
      ...schemes.flatMap((scheme) =>
        scheme.verifier.kind === "jwt" ? [claimsOf(scheme, scheme.verifier.jwt, api)] : []
      ),
      withoutCredentials(doors),
      malformed(keys),
      ...refused(keys),
      ...forgeries(keys),
      ...withoutScopes(keys, api),
      ...letIn(keys, api),
    ],
  }];
}

/** The references of the functions that check credentials. */
function verifiersOf(schemes: readonly Scheme[]): readonly string[] {
  return [
    ...new Set(schemes.flatMap(({ verifier }) => verifier.kind === "handler" ? [verifier.call.handler.reference] : [])),
  ];
}

/** All other tests are let in by `recorder`. */
function asking(doors: readonly Door[], schemes: readonly Scheme[]): FunctionDef {
  const dependencies = [...new Set(doors.map(({ authentication }) => `.security.${authentication.dependency}`))];
  const verifiers = verifiersOf(schemes);
  const told = (method: string, references: readonly string[]): Stmt =>
    expr(call(attr(name("recorder"), method), [list(references.map(str))]));
  return {
    kind: "function",
    name: "asking",
    decorators: [call(attr(module("pytest"), "fixture"), [], { autouse: bool(true) })],
    parameters: [RECORDER],
    returns: NONE,
    docstring: "Ask who calls; nobody knows anyone.",
    body: [told("restore", dependencies), ...(verifiers.length === 0 ? [] : [told("silence", verifiers)])],
  };
}

function makerOf({ name }: Scheme): string {
  return `${schemeName(name)}_settings`;
}

/** What tokens of a scheme are made with. */
function claimsOf(scheme: Scheme, { secret, algorithm, issuer, audience }: Jwt, { settings }: Api): FunctionDef {
  const claims: (readonly [Expr, Expr])[] = [];
  if (issuer !== undefined) claims.push([str("iss"), settingText(issuer, settings)]);
  if (audience !== undefined) claims.push([str("aud"), settingText(audience, settings)]);
  return {
    kind: "function",
    name: makerOf(scheme),
    decorators: [],
    parameters: [],
    returns: { kind: "subscript", value: name("tuple"), items: [name("str"), name("str"), OBJECT] },
    docstring: "Return secret, algorithm and claims of good tokens.",
    body: [READ_SETTINGS, returns(tuple([settingText(secret, settings), str(algorithm), dict(claims)]))],
  };
}

const METHOD: Column<Door> = { name: "method", type: name("str"), cell: ({ method }) => str(method) };
const URL: Column<Door> = { name: "url", type: name("str"), cell: ({ url }) => str(url) };
const STATUS: Column<Door> = { name: "status", type: name("int"), cell: ({ status }) => int(status) };
const CREDENTIAL: Column<Key> = {
  name: "credential",
  type: credentials("Credential"),
  cell: ({ alternative }) => name(constantOf(alternative.scheme)),
};
const VERIFIER: Column<Key> = {
  name: "verifier",
  type: name("str"),
  cell: ({ alternative: { scheme: { verifier } } }) =>
    str(verifier.kind === "handler" ? verifier.call.handler.reference : ""),
};

const FALLBACK = name("url");
const calls = attr(name("recorder"), "calls");
const hasStatus = (status: Expr) => assertEqual(attr(RESPONSE, "status_code"), status);

/** The request with arguments in a mapping. */
function sendWith(method: Expr, url: Expr, sent: Expr): Stmt {
  const [func, args]: [Expr, Expr[]] = method.kind === "string"
    ? [attr(name("client"), method.value.toLowerCase()), [url]]
    : [attr(name("client"), "request"), [method, url]];
  return assign("response", awaited({ kind: "call", func, args, keywords: [{ name: undefined, value: sent }] }));
}

function withoutCredentials(doors: readonly Door[]): FunctionDef {
  const challenge: Column<Door> = {
    name: "challenge",
    type: binary(name("str"), "|", NONE),
    cell: ({ status, authentication }) => status === 401 ? str(challengeOf(authentication)) : NONE,
  };
  return tableTest(
    "test_nobody_gets_in_without_credentials",
    [FIXTURES.client, RECORDER],
    doors,
    [METHOD, URL, STATUS, challenge],
    (method = FALLBACK, url = FALLBACK, status = FALLBACK, asked = FALLBACK) => {
      const header = call(attr(RESPONSE, "headers", "get"), [str("WWW-Authenticate")]);
      return [
        send(method, url),
        hasStatus(status),
        asked.kind === "constant" ? assert(binary(header, "is", asked)) : assertEqual(header, asked),
        assertEqual(calls, list([])),
      ];
    },
  );
}

function malformed(keys: readonly Key[]): FunctionDef {
  return tableTest(
    "test_malformed_credentials_open_nothing",
    [FIXTURES.client, RECORDER],
    keys,
    [METHOD, URL, STATUS, CREDENTIAL],
    (method = FALLBACK, url = FALLBACK, status = FALLBACK, credential = FALLBACK) => [
      {
        kind: "for",
        target: name("sent"),
        iterable: call(attr(credential, "malformed")),
        body: [sendWith(method, url, name("sent")), hasStatus(status)],
      },
      assertEqual(calls, list([])),
    ],
  );
}

const isChecked = ({ alternative }: Key) => alternative.scheme.verifier.kind === "handler";

function refused(all: readonly Key[]): readonly FunctionDef[] {
  const keys = all.filter(isChecked);
  if (keys.length === 0) return [];
  const answer = name("answer");
  const called = {
    kind: "comprehension",
    of: "set",
    element: name("function"),
    target: { kind: "tuple", items: [name("function"), name("_")] },
    iterable: calls,
  } as const;
  return [tableTest(
    "test_verifiers_can_refuse",
    [FIXTURES.client, RECORDER, parameter("answer", binary(name("bool"), "|", NONE))],
    keys,
    [METHOD, URL, STATUS, CREDENTIAL, VERIFIER],
    (method = FALLBACK, url = FALLBACK, status = FALLBACK, credential = FALLBACK, verifier = FALLBACK) => [
      expr(call(attr(name("recorder"), "replace"), [dict([[verifier, answer]])])),
      sendWith(method, url, call(attr(credential, "sent"))),
      hasStatus(status),
      assertEqual(called, { kind: "set", items: [verifier] }),
    ],
    { decorators: [call(attr(module("pytest"), "mark", "parametrize"), [str("answer"), list([NONE, bool(false)])])] },
  )];
}

/** Rows by scheme, of those whose tokens need nobody to be checked. */
function readyKeys(keys: readonly Key[]): readonly (readonly [Scheme, readonly Key[]])[] {
  return [...Map.groupBy(keys.filter((key) => !isChecked(key)), ({ alternative }) => alternative.scheme)];
}

const forgery = (id: string) => from(".tests.forgeries", id);
const starred = (value: Expr): Expr => ({ kind: "starred", value });

function forgeries(keys: readonly Key[]): readonly FunctionDef[] {
  return readyKeys(keys).map(([scheme, rows]) =>
    tableTest(
      `test_forged_tokens_of_${schemeName(scheme.name)}_open_nothing`,
      [FIXTURES.client, RECORDER],
      rows,
      [METHOD, URL, STATUS],
      (method = FALLBACK, url = FALLBACK, status = FALLBACK) => [
        {
          kind: "for",
          target: name("token"),
          iterable: call(forgery("forged"), [starred(call(name(makerOf(scheme))))]),
          body: [
            sendWith(method, url, call(attr(name(constantOf(scheme)), "sent"), [name("token")])),
            hasStatus(status),
          ],
        },
        assertEqual(calls, list([])),
      ],
    )
  );
}

const SCOPES: Column<Key> = {
  name: "scopes",
  type: { kind: "subscript", value: name("list"), items: [name("str")] },
  cell: ({ alternative }) => list(alternative.scopes.map(str)),
};

/** `{"scope": "a b"}` beside what tokens have anyhow. */
function tokenStatements(scheme: Scheme, more: Expr | undefined): readonly Stmt[] {
  const made = tuple([name("secret"), name("algorithm"), name("claims")]);
  const claims = name("claims");
  return [
    assign(made, call(name(makerOf(scheme)))),
    assign(
      "token",
      call(forgery("signed"), [
        name("secret"),
        name("algorithm"),
        more === undefined ? claims : binary(claims, "|", more),
      ]),
    ),
  ];
}

/** What a verifier answers: an expression for each type of user. */
function answered({ alternative: { scheme, scopes } }: Key, api: Api, granted: boolean): Expr | undefined {
  const { user, verifier } = scheme;
  const decides = verifier.kind === "handler" && verifier.decidesScopes;
  const plain = userOf({ dependency: "", alias: "", alternatives: [], user }, api);
  if (scopes.length === 0 || decides) {
    return granted || scopes.length === 0 ? plain : call(from(".tests.recorders", "InTurn"), [NONE, plain]);
  }
  if (!granted) return plain;
  if (plain.kind !== "dict") return undefined;
  return { ...plain, entries: [...plain.entries, { key: str("scopes"), value: list(scopes.map(str)) }] };
}

function withoutScopes(all: readonly Key[], api: Api): readonly FunctionDef[] {
  const keys = all.filter(({ alternative }) => alternative.scopes.length > 0);
  const forbidden: Column<Key> = { name: "status", type: name("int"), cell: (key) => int(key.forbidden) };
  const ready = readyKeys(keys).map(([scheme, rows]) =>
    tableTest(
      `test_tokens_of_${schemeName(scheme.name)}_without_scopes_open_nothing`,
      [FIXTURES.client, RECORDER],
      rows,
      [METHOD, URL, forbidden],
      (method = FALLBACK, url = FALLBACK, status = FALLBACK) => [
        ...tokenStatements(scheme, undefined),
        sendWith(method, url, call(attr(name(constantOf(scheme)), "sent"), [name("token")])),
        hasStatus(status),
        assertEqual(calls, list([])),
      ],
    )
  );
  const checked = keys.filter(isChecked);
  return [
    ...ready,
    ...(checked.length === 0 ? [] : [userTest("test_users_without_scopes_are_refused", checked, api, false)]),
  ];
}

function letIn(all: readonly Key[], api: Api): readonly FunctionDef[] {
  // What is answered alike tells nothing.
  const keys = all.filter((key) => !key.isHidden);
  const ready = readyKeys(keys).map(([scheme, rows]) =>
    tableTest(
      `test_tokens_of_${schemeName(scheme.name)}_let_in`,
      [FIXTURES.client],
      rows,
      [METHOD, URL, SCOPES],
      (method = FALLBACK, url = FALLBACK, scopes = FALLBACK) => {
        const isNone = scopes.kind === "list" && scopes.items.length === 0;
        return [
          ...tokenStatements(scheme, isNone ? undefined : dict([[str("scopes"), scopes]])),
          ...passes(method, url, call(attr(name(constantOf(scheme)), "sent"), [name("token")])),
        ];
      },
    )
  );
  const checked = keys.filter((key) => isChecked(key) && answered(key, api, true) !== undefined);
  return [...ready, ...(checked.length === 0 ? [] : [userTest("test_users_are_let_in", checked, api, true)])];
}

/** The answer is another one than that to nobody. */
function passes(method: Expr, url: Expr, sent: Expr): readonly Stmt[] {
  const part = (response: Expr) => tuple([attr(response, "status_code"), attr(response, "content")]);
  const first = send(method, url);
  const refusal: Stmt = first.kind === "assign" ? { ...first, target: name("refusal") } : first;
  return [
    refusal,
    sendWith(method, url, sent),
    assert(binary(part(RESPONSE), "!=", part(name("refusal")))),
    assert(binary(attr(RESPONSE, "status_code"), "!=", int(403))),
  ];
}

function userTest(id: string, keys: readonly Key[], api: Api, granted: boolean): FunctionDef {
  const user: Column<Key> = {
    name: "user",
    type: from("typing", "Any"),
    cell: (key) => answered(key, api, granted) ?? NONE,
  };
  const forbidden: Column<Key> = { name: "status", type: name("int"), cell: (key) => int(key.forbidden) };
  return tableTest(
    id,
    [FIXTURES.client, RECORDER],
    keys,
    granted ? [METHOD, URL, CREDENTIAL, VERIFIER, user] : [METHOD, URL, CREDENTIAL, VERIFIER, user, forbidden],
    (
      method = FALLBACK,
      url = FALLBACK,
      credential = FALLBACK,
      verifier = FALLBACK,
      answer = FALLBACK,
      status = FALLBACK,
    ) => [
      expr(call(attr(name("recorder"), "replace"), [dict([[verifier, answer]])])),
      ...(granted
        ? passes(method, url, call(attr(credential, "sent")))
        : [sendWith(method, url, call(attr(credential, "sent"))), hasStatus(status)]),
    ],
  );
}
