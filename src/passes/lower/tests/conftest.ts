/** `tests/conftest.py`: an empty store for every test. */

import type { Expr, FunctionDef, Module, Parameter, Stmt } from "../../../python/ast.ts";
import {
  assign,
  attr,
  bool,
  call,
  declare,
  from,
  name,
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

/** The fixtures of the suite. */
export function lowerConftest(
  hasStore: boolean,
  more: readonly FunctionDef[],
  { body, host, returnType }: TestedApplication,
  isLimited: boolean,
): Module {
  const limiting = attr(name("application"), "state", "rate_limiter", "enabled");
  const client = call(from("httpx2", "AsyncClient"), [], {
    transport: call(from("httpx2", "ASGITransport"), [], { app: name("app"), raise_app_exceptions: bool(false) }),
    base_url: str(`http://${host}`),
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
      fixture(
        "app",
        [parameter("application", APP)],
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
      ...(hasStore
        ? [fixture("repository", [FIXTURES.app], repository, "Return the store of the application.", [
          declare("repository", repository, attr(name("app"), "state", "repository")),
          returns(name("repository")),
        ])]
        : []),
      ...more,
    ],
  };
}
