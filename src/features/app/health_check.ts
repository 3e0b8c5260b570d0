/** `health_check`: whether the process lives, and whether it can serve requests. */

import { define } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { HandlerCall } from "../../ir/logic.ts";
import type { AppContribution } from "../../ir/project.ts";
import { flag, type Infer, list, optional, record, text, union } from "../../language/shape.ts";
import type { Expr, FunctionDef, Parameter, Stmt } from "../../python/ast.ts";
import {
  assign,
  attr,
  awaited,
  binary,
  call,
  declare,
  dict,
  expr,
  from,
  list as pythonList,
  module,
  name,
  NONE,
  parameter,
  returns,
  starred,
  str,
  subscript,
} from "../../python/build.ts";
import { isDottedReference, uniqueName } from "../../python/names.ts";
import type { Spanned } from "../../source/source.ts";
import {
  ANSWER,
  assertEqual,
  assertStatus,
  FIXTURES,
  object,
  parametrize,
  request,
  test,
} from "../../passes/lower/tests/build.ts";
import { appFeature, type AppLowering, type AppScope, type ServedPath } from "./feature.ts";
import { addressProblem } from "./paths.ts";
import runtime from "../../../templates/runtime/health.py" with { type: "text" };

/** The two addresses, and what is looked at. */
export interface HealthCheck {
  readonly live: ServedPath;
  readonly ready: ServedPath;
  readonly database: boolean;
  readonly checks: readonly HandlerCall[];
}

/** An address that a health check cannot have. */
export const HEALTH_PATH = define<{ path: string; reason: string; instead?: string | undefined }>(
  "E073",
  "health-path",
  {
    message: ({ path, reason }) => `The health check cannot be at ${quoted(path)}: it ${reason}`,
    help: ({ instead }) => instead === undefined ? "Give it a path of its own" : `Write ${quoted(instead)}`,
  },
);

/** A check that is no reference. */
export const HEALTH_CHECK_NOT_DOTTED = define<{ reference: string }>("E074", "health-check-not-dotted", {
  message: ({ reference }) => `The check ${quoted(reference)} names no module and function`,
  help: () => `Write it as "module.function", such as "checks.check_queue"`,
});

const LIVE = "/health";
const READY = "/ready";

const RECORD = record("the health check", {
  enabled: optional(flag(), "Whether there is any.", { default: "true" }),
  path: optional(text("a path"), "Answers 200 while the process runs; `base_path` is not in front of it.", {
    default: LIVE,
  }),
  ready_path: optional(
    text("a path"),
    "Answers 200 while all checks pass, else 503; the body names each check with `ok` or `failed`.",
    { default: READY },
  ),
  include_db: optional(flag(), "Whether the database is one of the checks, where there is one.", { default: "true" }),
  custom_checks: optional(
    list(text("a handler"), "a list of handlers"),
    "Functions without arguments that are checks too. False, an exception, or no answer within 5 seconds is a failure.",
    { example: "[checks.check_queue]" },
  ),
});

const SHAPE = union("true, false or a mapping", flag(), RECORD);

/** `health_check`. */
export const healthCheck = appFeature({
  key: "health_check",
  language: optional(
    SHAPE,
    "Addresses for load balancers: liveness and readiness, without `base_path`, `auth` and rate limits.",
    { default: "false", example: "{custom_checks: [checks.check_queue]}" },
  ),
  resolve(config: Infer<typeof SHAPE> | undefined, scope: AppScope): HealthCheck | undefined {
    if (config === undefined) return undefined;
    const written = "value" in config ? undefined : config;
    if ("value" in config ? !config.value : config.enabled?.value === false) return undefined;
    const references = (written?.custom_checks ?? []).filter((reference) => isCheck(reference, scope));
    const checks = references.flatMap((reference) =>
      scope.call(reference, { what: "A health check", offers: new Map() }) ?? []
    );
    return {
      live: address(written?.path, LIVE, "the liveness check", scope),
      ready: address(written?.ready_path, READY, "the readiness check", scope),
      database: scope.hasStore && (written?.include_db?.value ?? true),
      checks: [...new Map(checks.map((check) => [check.handler.reference, check])).values()],
    };
  },
  serves: ({ live, ready }) => [live, ready],
  lower,
  diagnostics: [HEALTH_PATH, HEALTH_CHECK_NOT_DOTTED],
});

function isCheck({ value, span }: Spanned<string>, scope: AppScope): boolean {
  if (isDottedReference(value)) return true;
  scope.report(HEALTH_CHECK_NOT_DOTTED.at(span, { reference: value }));
  return false;
}

function address(own: Spanned<string> | undefined, usual: string, what: string, scope: AppScope): ServedPath {
  const path = own?.value ?? usual;
  const span = own?.span ?? scope.span;
  const problem = addressProblem(path, usual);
  if (problem !== undefined) scope.report(HEALTH_PATH.at(span, { path, ...problem }));
  const clash: ServedPath["clash"] = (reason, extras) => HEALTH_PATH.at(span, { path, reason }, extras);
  return { path, isTree: false, what, span, clash };
}

const DATABASE = "database";

const runtimeName = (id: string) => from(".runtime.health", id);

function lower(health: HealthCheck, app: AppLowering): readonly AppContribution[] {
  const taken = new Set(app.routes.map((route) => route.name));
  const checks: readonly (readonly [Expr, Expr])[] = [
    ...(health.database ? [[str(DATABASE), attr(name("repo"), "health")] as const] : []),
    ...health.checks.map(({ handler }) => [str(handler.reference), app.handler(handler)] as const),
  ];
  const endpoint = (
    id: string,
    path: string,
    result: string,
    docstring: string,
    parameters: readonly Parameter[],
    body: readonly Stmt[],
  ): FunctionDef => ({
    kind: "function",
    name: uniqueName(id, taken),
    async: true,
    decorators: [call(attr(name("router"), "get"), [str(path)], {
      responses: parameters.length === 0 || checks.length === 0 ? undefined : runtimeName("NOT_READY"),
    })],
    parameters,
    returns: runtimeName(result),
    docstring,
    body,
  });
  const live = endpoint("check_liveness", health.live.path, "Liveness", "Tell that the application runs.", [], [
    returns(call(runtimeName("Liveness"))),
  ]);
  const ready = endpoint(
    "check_readiness",
    health.ready.path,
    "Readiness",
    checks.length === 0 ? "Tell that requests can be served." : "Tell whether requests can be served.",
    [
      parameter("response", from("fastapi", "Response")),
      ...(health.database ? [parameter("repo", from(".dependencies", "RepositoryDep"))] : []),
    ],
    [returns(awaited(call(runtimeName("run_checks"), [dict(checks), name("response")])))],
  );
  const router = assign("router", call(from("fastapi", "APIRouter"), [], { tags: pythonList([str("health")]) }));
  const docstring = "Health checks for load balancers.";
  return [
    { kind: "module", module: { path: "health.py", docstring, body: [router, live, ready] } },
    { kind: "runtime", file: "health.py", text: runtime },
    { kind: "router", router: from(".health", "router") },
    { kind: "operation", method: "get", path: health.live.path },
    { kind: "operation", method: "get", path: health.ready.path },
    ...(app.testing
      ? [{ kind: "tests", stem: "health", docstring: "Tests of the health checks.", body: tests(health) } as const]
      : []),
  ];
}

const MONKEYPATCH = parameter("monkeypatch", attr(module("pytest"), "MonkeyPatch"));
const stand = (id: string) => from(".tests.stand_ins", id);

/** Every check passes, and each one fails once while the others pass. */
function tests(health: HealthCheck): readonly Stmt[] {
  const references = health.checks.map(({ handler }) => handler.reference);
  const names = pythonList([...(health.database ? [DATABASE] : []), ...references].map(str));
  const hasChecks = references.length > 0;
  const get = (path: string, status: number) => [request("GET", str(path)), assertStatus(status)];
  const found = (status: string, checks: Expr) =>
    assertEqual(ANSWER, dict([[str("status"), str(status)], [str("checks"), checks]]));
  const allOk = call(attr(name("dict"), "fromkeys"), [name("CHECKS"), str("ok")]);
  const allBut = (failed: Expr): Expr => ({
    kind: "comprehension",
    of: "dict",
    element: name("check"),
    value: {
      kind: "conditional",
      test: binary(name("check"), "==", failed),
      then: str("failed"),
      otherwise: str("ok"),
    },
    target: name("check"),
    iterable: name("CHECKS"),
  });
  const set = (result: Expr): readonly Stmt[] =>
    hasChecks
      ? [{
        kind: "for",
        target: name("check"),
        iterable: name("FUNCTIONS"),
        body: [expr(call(stand("replace"), [name("monkeypatch"), name("check"), call(stand("outcome"), [result])]))],
      }]
      : [];
  const patched = hasChecks ? [MONKEYPATCH] : [];
  const failed = name("failed");
  return [
    ...(hasChecks ? [assign("FUNCTIONS", pythonList(references.map(str)))] : []),
    declare("CHECKS", subscript(name("list"), name("str")), hasChecks && health.database ? CHECKED : names),
    test("test_liveness", [FIXTURES.client], [
      ...get(health.live.path, 200),
      assertEqual(ANSWER, object([["status", "ok"]])),
    ]),
    test("test_readiness", [FIXTURES.client, ...patched], [
      ...set(NONE),
      ...get(health.ready.path, 200),
      found("ok", allOk),
    ]),
    ...(hasChecks
      ? [
        test("test_readiness_names_what_failed", [
          FIXTURES.client,
          MONKEYPATCH,
          parameter("failed", name("str")),
        ], [
          ...set(binary(name("check"), "!=", failed)),
          ...get(health.ready.path, 503),
          found("unavailable", allBut(failed)),
        ], [parametrize(["failed"], name("FUNCTIONS"))]),
      ]
      : []),
    ...(health.database
      ? [test("test_readiness_needs_the_database", [FIXTURES.client, FIXTURES.repository, MONKEYPATCH], [
        ...set(NONE),
        assign("down", call(stand("outcome"), [call(from(".runtime.exceptions", "UnavailableError"))])),
        expr(call(attr(name("monkeypatch"), "setattr"), [name("repository"), str("health"), name("down")])),
        ...get(health.ready.path, 503),
        found("unavailable", allBut(str(DATABASE))),
      ])]
      : []),
  ];
}

/** The database, then the functions. */
const CHECKED: Expr = pythonList([str(DATABASE), starred(name("FUNCTIONS"))]);
