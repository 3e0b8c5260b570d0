/** `tests/conftest.py`: an empty store for every test. */

import type { Expr, FunctionDef, Module, Parameter, Stmt } from "../../../python/ast.ts";
import {
  assign,
  attr,
  awaited,
  bool,
  call,
  declare,
  dict,
  expr,
  from,
  list,
  name,
  NONE,
  parameter,
  returns,
  str,
  subscript,
  yields,
} from "../../../python/build.ts";
import type { TestedApplication } from "./application.ts";
import { FIXTURES } from "./build.ts";

const FIXTURE: Expr = attr({ kind: "imported", module: "pytest" }, "fixture");
const APP: Expr = from("fastapi", "FastAPI");

function fixture(
  id: string,
  parameters: readonly Parameter[],
  returnType: Expr,
  docstring: string,
  body: readonly Stmt[],
  options: { readonly decorator?: Expr; readonly async?: boolean } = {},
): FunctionDef {
  const { decorator = FIXTURE, async = false } = options;
  return {
    kind: "function",
    name: id,
    async,
    decorators: [decorator],
    parameters,
    returns: returnType,
    docstring,
    body,
  };
}

const generator = (type: Expr) => subscript(from("collections.abc", "AsyncGenerator"), type);

const STORE = from(".tests.store", "Store");

/** A store of the tests' own, made once and emptied for each. */
const STORE_FIXTURES: readonly FunctionDef[] = [
  fixture(
    "own",
    [],
    generator(STORE),
    "Create a store that only the tests use, once.",
    [{
      kind: "with",
      async: true,
      items: [{ context: call(from(".tests.store", "own_store")), target: name("store") }],
      body: [yields(name("store"))],
    }],
    { async: true, decorator: call(FIXTURE, [], { scope: str("session") }) },
  ),
  fixture(
    "store",
    [parameter("own", STORE), parameter("monkeypatch", attr({ kind: "imported", module: "pytest" }, "MonkeyPatch"))],
    NONE,
    "Empty that store, and let the application use it.",
    [
      expr(awaited(call(attr(name("own"), "clear")))),
      expr(call(attr(name("own"), "use"), [name("monkeypatch")])),
    ],
    { async: true },
  ),
];

/** What the suite is for: whether records are kept, and whether that is in a database that others use too. */
export type TestedStore = "none" | "memory" | "database";

/** The fixtures of the suite. */
export function lowerConftest(
  store: TestedStore,
  more: readonly FunctionDef[],
  { body, host, others, returnType }: TestedApplication,
  isLimited: boolean,
  isLocked = false,
): Module {
  const limiting = attr(name("application"), "state", "rate_limiter", "enabled");
  const client = call(from("httpx2", "AsyncClient"), [], {
    transport: call(from("httpx2", "ASGITransport"), [], { app: name("app"), raise_app_exceptions: bool(false) }),
    base_url: str(`http://${host}`),
    // Only tests of versions say which one they change.
    headers: isLocked ? dict([[str("If-Match"), str("*")]]) : undefined,
    event_hooks: others.size === 0 ? undefined : dict([[
      str("request"),
      list([call(from(".tests.stand_ins", "trusted_hosts"), [
        dict([...others].map(([path, trusted]) => [str(path), str(trusted)])),
      ])]),
    ]]),
  });
  const repository = from(".runtime.repository", "Repository");
  return {
    path: "tests/conftest.py",
    docstring: "Fixtures: an empty store for every test.",
    body: [
      fixture("anyio_backend", [], name("str"), "Run async tests on asyncio.", [returns(str("asyncio"))], {
        decorator: call(FIXTURE, [], { scope: str("session") }),
      }),
      // To create an application takes longer than most tests do.
      fixture("application", [], returnType, "Create the application, once.", body, {
        decorator: call(FIXTURE, [], { scope: str("session") }),
      }),
      ...(store === "database" ? STORE_FIXTURES : []),
      fixture(
        "app",
        [parameter("application", APP), ...(store === "database" ? [parameter("store", NONE)] : [])],
        generator(APP),
        "Start the application with an empty store.",
        [{
          kind: "with",
          async: true,
          items: [{ context: call(attr(name("application"), "router", "lifespan_context"), [name("application")]) }],
          // Tests of limits have limiters of their own; others may send what they like.
          body: [...(isLimited ? [assign(limiting, bool(false))] : []), yields(name("application"))],
        }],
        { async: true },
      ),
      fixture(
        "client",
        [FIXTURES.app],
        generator(from("httpx2", "AsyncClient")),
        "Talk to the application over HTTP.",
        [
          {
            kind: "with",
            async: true,
            items: [{ context: client, target: name("client") }],
            body: [yields(name("client"))],
          },
        ],
        { async: true },
      ),
      ...(store !== "none"
        ? [fixture("repository", [FIXTURES.app], repository, "Return the store of the application.", [
          declare("repository", repository, attr(name("app"), "state", "repository")),
          returns(name("repository")),
        ])]
        : []),
      ...more,
    ],
  };
}
