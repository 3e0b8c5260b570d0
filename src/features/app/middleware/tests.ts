/** Generated tests of the middleware that restgen brings. */

import type { Expr, FunctionDef } from "../../../python/ast.ts";
import {
  assert,
  attr,
  binary,
  call,
  dict,
  from,
  int,
  name,
  parameter,
  returns,
  str,
  subscript,
} from "../../../python/build.ts";
import {
  assertEqual,
  assertStatus,
  FIXTURES,
  parametrize,
  request,
  RESPONSE,
  test,
} from "../../../passes/lower/tests/build.ts";

const NOWHERE = str("/no-such-path");
const headers = (entries: readonly (readonly [string, Expr])[]) =>
  dict(entries.map(([header, value]) => [str(header), value]));
const header = (id: string) => subscript(attr(RESPONSE, "headers"), str(id));
const hasHeader = (id: string, operator: "in" | "not in") =>
  assert(binary(str(id), operator, attr(RESPONSE, "headers")));

/** What the tests of CORS are made from. */
export interface CorsTests {
  readonly origins: readonly string[];
  readonly credentials: boolean;
  readonly methods: readonly string[];
  readonly exposed: readonly string[];
}

const ALLOWED = "Access-Control-Allow-Origin";

/** Preflights and answers: for origins that may, and for one that may not. */
export function corsTests({ origins, credentials, methods, exposed }: CorsTests): readonly FunctionDef[] {
  const isOpen = origins.includes("*");
  const asked = isOpen ? ["https://anywhere.example"] : origins;
  const method = methods.includes("*") ? "DELETE" : methods[0] ?? "GET";
  const origin = name("origin");
  const preflight = (from: Expr) =>
    request("OPTIONS", NOWHERE, {
      headers: headers([["Origin", from], ["Access-Control-Request-Method", str(method)]]),
    });
  const cases = parametrize(["origin"], asked.map((one) => ({ values: [str(one)] })));
  const parameters = [FIXTURES.client, parameter("origin", name("str"))];
  const other = str("https://other.invalid");
  return [
    test("test_preflight", parameters, [
      preflight(origin),
      assertStatus(200),
      assertEqual(header(ALLOWED), isOpen ? str("*") : origin),
      assert(binary(str(method), "in", header("Access-Control-Allow-Methods"))),
      ...(credentials ? [assertEqual(header("Access-Control-Allow-Credentials"), str("true"))] : []),
    ], [cases]),
    test("test_answers_for_other_origins", parameters, [
      request("GET", NOWHERE, { headers: headers([["Origin", origin]]) }),
      assertEqual(header(ALLOWED), isOpen ? str("*") : origin),
      ...(exposed.length === 0 ? [] : [assertEqual(header("Access-Control-Expose-Headers"), str(exposed.join(", ")))]),
    ], [cases]),
    ...(isOpen ? [] : [
      test("test_unknown_origins_are_refused", [FIXTURES.client], [
        preflight(other),
        assertStatus(400),
        hasHeader(ALLOWED, "not in"),
        request("GET", NOWHERE, { headers: headers([["Origin", other]]) }),
        hasHeader(ALLOWED, "not in"),
      ]),
    ]),
  ];
}

const REFUSED = str("Invalid host header");

/** Hosts that are trusted, and one that is not. */
export function hostTests(hosts: readonly string[]): readonly FunctionDef[] {
  const trusted = hosts.map((host) => host.replace(/^\*\./, "www.").replace(/^\*$/, "any.example"));
  const from = (host: Expr) => request("GET", NOWHERE, { headers: headers([["Host", host]]) });
  const cases = parametrize(["host"], [...new Set(trusted)].map((host) => ({ values: [str(host)] })));
  return [
    test("test_trusted_hosts_pass", [FIXTURES.client, parameter("host", name("str"))], [
      from(name("host")),
      assert(binary(attr(RESPONSE, "text"), "!=", REFUSED)),
    ], [cases]),
    ...(hosts.includes("*") ? [] : [
      test("test_other_hosts_are_refused", [FIXTURES.client], [
        from(str("other.invalid")),
        assertStatus(400),
        assertEqual(attr(RESPONSE, "text"), REFUSED),
      ]),
    ]),
  ];
}

/** Where the tests of compression ask for an answer. */
const LARGE = "/answer-of-some-size";

/** More is not worth the time. */
const LARGEST = 1_000_000;

/** An answer of the size is compressed, a smaller one is not. */
export function compressionTests(minimumSize: number, isFree: (path: string) => boolean): readonly FunctionDef[] {
  if (minimumSize > LARGEST || !isFree(LARGE)) return [];
  const plain = from("fastapi.responses", "PlainTextResponse");
  const answer: FunctionDef = {
    kind: "function",
    name: "answer",
    async: true,
    decorators: [call(attr(name("app"), "get"), [str(LARGE)])],
    parameters: [parameter("size", name("int"))],
    returns: plain,
    body: [returns(call(plain, [binary(str("x"), "*", name("size"))]))],
  };
  const get = (size: number) => request("GET", str(LARGE), { params: dict([[str("size"), int(size)]]) });
  const size = Math.max(minimumSize, 1);
  return [
    test("test_large_answers_are_compressed", [FIXTURES.app, FIXTURES.client], [
      answer,
      get(size),
      assertEqual(header("Content-Encoding"), str("gzip")),
      assertEqual(attr(RESPONSE, "text"), binary(str("x"), "*", int(size))),
      ...(minimumSize <= 1 ? [] : [get(minimumSize - 1), hasHeader("Content-Encoding", "not in")]),
    ]),
  ];
}
