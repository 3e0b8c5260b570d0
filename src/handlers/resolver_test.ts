import assert from "node:assert/strict";

import type { Value } from "../ir/logic.ts";
import { INTEGER, TEXT } from "../passes/resolve/typed.ts";
import { ask, hostOf, literalOf, passed, pathOf, record, signature, valueOf } from "./resolver_test_tools.ts";

const REPO: readonly [string, Value] = ["repo", valueOf()];

Deno.test("finds functions in modules and packages, and says how they are called", () => {
  const { find, found } = ask({
    "plain.py": "def f(a, b=1, *c, d: int, **e): ...\n",
    "handlers/users.py": "async def deactivate(id, repo): ...\n",
    "pkg/__init__.py": "from .impl import work as job\n",
    "pkg/impl.py": "async def work(order): ...\nclass Service:\n    @staticmethod\n    async def run(id): ...\n",
  });
  assert.equal(signature(find("plain.f")), "sync plain:f(a: Any, b?: Any, d: int) -> Any in plain.py");
  assert.equal(
    signature(find("handlers.users.deactivate")),
    "async handlers.users:deactivate(id: Any, repo: Any) -> Any in handlers/users.py",
  );
  assert.equal(signature(find("pkg.job")), "async pkg:job(order: Any) -> Any in pkg/impl.py");
  assert.equal(signature(find("pkg.impl.Service.run")), "async pkg.impl:Service.run(id: Any) -> Any in pkg/impl.py");
  assert.deepEqual(found, []);
});

Deno.test("equal names in two modules stay apart", () => {
  const { find } = ask({ "a.py": "def run(x): ...\n", "b.py": "async def run(y): ...\n" });
  assert.equal(signature(find("a.run")), "sync a:run(x: Any) -> Any in a.py");
  assert.equal(signature(find("b.run")), "async b:run(y: Any) -> Any in b.py");
});

Deno.test("modules may have the names of generated files and of builtin functions", () => {
  const names = ["routes", "models", "errors", "application", "dependencies", "list", "id"];
  const { find, found } = ask(Object.fromEntries(names.map((name) => [`${name}.py`, "def f(): ...\n"])));
  for (const name of names) assert.equal(signature(find(`${name}.f`)), `sync ${name}:f() -> Any in ${name}.py`);
  assert.deepEqual(found, []);
});

Deno.test("a file in the folder of the config that names it goes first, and is named from the root", () => {
  const { find, found } = ask({
    "validators.py": "def far(): ...\n",
    "shop/validators.py": "def near(): ...\n",
    "other.py": "def f(): ...\n",
    "my-shop/odd.py": "def f(): ...\n",
  });
  assert.equal(
    signature(find("validators.near", "shop")),
    "sync shop.validators:near() -> Any in shop/validators.py",
  );
  assert.equal(signature(find("other.f", "shop")), "sync other:f() -> Any in other.py");
  assert.equal(signature(find("other.f", "my-shop")), "sync other:f() -> Any in other.py");
  assert.deepEqual(found, []);
  assert.equal(find("validators.far", "shop"), undefined);
  assert.equal(find("odd.f", "my-shop"), undefined);
  assert.deepEqual(found, [
    'E103 shop/api.yaml:4:1 `validators.far` There is no "far" in shop/validators.py',
    'E156 my-shop/api.yaml:5:1 `odd.f` Python cannot import "my-shop/odd" from here: "my-shop" is no name of Python\'s',
  ]);
});

Deno.test("knows what has to be awaited", () => {
  const { find } = ask({
    "m.py": `
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from functools import cache, lru_cache, partial
import functools
from tenacity import retry
from somewhere import wrap
from typing import override
class Worker:
    async def __call__(self, id: int) -> str: ...
    async def other(self, x): ...
    @classmethod
    def make(cls, y): ...
async def plain(): ...
async def stream() -> AsyncIterator[int]:
    yield 1
def numbers():
    yield 1
@cache
def cached(a: int) -> str: ...
@functools.lru_cache(maxsize=1)
async def cached_async(): ...
@retry(stop=1)
async def tried(): ...
@wrap
async def wrapped(a: int) -> int: ...
@wrap
def wrapped_sync(): ...
@asynccontextmanager
async def managed():
    yield 1
def promised() -> Awaitable[int]: ...
bound = partial(plain)
worker = Worker()
short = lambda x: x
app = wrap()
`,
  });
  const kinds = (name: string) => signature(find(`m.${name}`)).replace(/ in m\.py$/, "");
  assert.equal(kinds("plain"), "async m:plain() -> Any");
  assert.equal(kinds("stream"), "sync m:stream() -> Any");
  assert.equal(kinds("numbers"), "sync m:numbers() -> Any");
  assert.equal(kinds("cached"), "sync m:cached(a: int) -> str");
  assert.equal(kinds("cached_async"), "async m:cached_async() -> Any");
  assert.equal(kinds("tried"), "async m:tried() -> Any");
  assert.equal(kinds("wrapped"), "maybe async m:wrapped(a: Any) -> Any");
  assert.equal(kinds("wrapped_sync"), "maybe async m:wrapped_sync() -> Any");
  assert.equal(kinds("managed"), "sync m:managed() -> Any");
  assert.equal(kinds("promised"), "async m:promised() -> int");
  assert.equal(kinds("bound"), "async m:bound() -> Any");
  assert.equal(kinds("worker"), "async m:worker(id: int) -> str");
  assert.equal(kinds("worker.other"), "async m:worker.other(x: Any) -> Any");
  assert.equal(kinds("Worker.make"), "sync m:Worker.make(y: Any) -> Any");
  assert.equal(kinds("short"), "sync m:short(x: Any) -> Any");
  assert.equal(kinds("Worker"), "sync m:Worker() -> Any");
  assert.equal(kinds("app"), "maybe async m:app(…) -> Any");
});

Deno.test("reads the types of annotations", () => {
  const types: readonly (readonly [string, string])[] = [
    ["str", "str"],
    ["'str'", "str"],
    ["int | None", "int | None"],
    ["None | float", "float | None"],
    ["Optional[bool]", "bool | None"],
    ["Union[int, None]", "int | None"],
    ["Union[int, str]", "Any"],
    ["int | str", "Any"],
    ["bytes", "bytes"],
    ["UUID", "UUID"],
    ["uuid.UUID", "UUID"],
    ["datetime", "datetime"],
    ["dt.date", "date"],
    ["dt.time", "time"],
    ["Decimal", "Decimal"],
    ["Any", "Any"],
    ["list", "list[Any]"],
    ["list[int]", "list[int]"],
    ["t.List[User]", "list[User]"],
    ["list[int | None]", "list[Any]"],
    ["dict", "dict[str, Any]"],
    ["dict[str, int]", "dict[str, int]"],
    ["Annotated[int, 'note']", "int"],
    ["Literal['a', 'b']", 'Literal["a", "b"]'],
    ["Literal[1, 2]", "Literal[1, 2]"],
    ["User", "User"],
    ["'User | None'", "User | None"],
    ["Optional['User']", "User | None"],
    ["models.Order", "Order"],
    ["Renamed", "Order"],
    ["Mine", "Any"],
    ["Missing", "Any"],
    ["Row", "Any"],
    ["T", "Any"],
  ];
  const { find } = ask({
    "rows/models.py": "class User: ...\n",
    "m.py": `
import datetime as dt
import typing as t
import uuid
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Optional, Union
from uuid import UUID
from generated import models
from generated.models import Order as Renamed
from generated.models import User
from rows.models import User as Row
class Mine: ...
${types.map(([written], index) => `def f${index}(a: ${written}) -> ${written}: ...`).join("\n")}
`,
  });
  for (const [index, [written, type]] of types.entries()) {
    assert.equal(signature(find(`m.f${index}`)), `sync m:f${index}(a: ${type}) -> ${type} in m.py`, written);
  }
});

Deno.test("a function that returns None says so", () => {
  const { find } = ask({
    "m.py": "def f() -> None: ...\nasync def g() -> 'None': ...\ndef h(): ...\ndef i() -> int: ...",
  });
  assert.deepEqual(["f", "g", "h", "i"].map((name) => find(`m.${name}`)?.returnsNothing === true), [
    true,
    true,
    false,
    false,
  ]);
});

Deno.test("passes what the signature asks for, in its order", () => {
  const { call, found } = ask({
    "m.py":
      "def f(repo, *, id, other=1): ...\ndef g(id, /, repo): ...\ndef h(*args, **rest): ...\ndef i(a, **rest): ...\n",
  });
  const offers = new Map([["id", pathOf("id")], REPO]);
  assert.equal(passed(call("m.f", { offers })), "repo=Any, id=$path.id");
  assert.equal(passed(call("m.g", { offers })), "*=$path.id, repo=Any");
  assert.equal(passed(call("m.h", { offers })), "");
  const given = new Map([["a", literalOf(1)], ["b", literalOf("x")]]);
  assert.equal(passed(call("m.i", { offers, given })), 'a=1: int, b="x": str');
  assert.deepEqual(found, []);
});

Deno.test("what the config gives goes before what the place offers", () => {
  const { call } = ask({ "m.py": "def f(id): ...\n" });
  const place = { offers: new Map([["id", pathOf("id")]]), given: new Map([["id", literalOf(7)]]) };
  assert.equal(passed(call("m.f", place)), "id=7: int");
});

Deno.test("one value goes to the first parameter, whatever its name", () => {
  const { call, found } = ask({
    "m.py":
      "def f(user, *, loud=False): ...\ndef g(u, /): ...\ndef none(): ...\ndef two(a, b): ...\ndef key(*, only): ...\ndef many(*all): ...\n",
  });
  const place = { positional: record("User"), what: "A computed field" };
  assert.deepEqual(["f", "g", "key", "many"].map((name) => passed(call(`m.${name}`, place))), [
    "*=User",
    "*=User",
    "only=User",
    "*=User",
  ]);
  assert.deepEqual(found, []);
  assert.equal(call("m.none", place), undefined);
  assert.equal(call("m.two", place), undefined);
  assert.deepEqual(found, [
    'E104 api.yaml:5:1 `m.none` "m.none" takes no argument, and is given one here',
    'E104 api.yaml:6:1 `m.two` "m.two" requires "b", which it does not get here',
  ]);
});

Deno.test("values that fit are passed as what they become", () => {
  const { call, found } = ask({
    "m.py": "from datetime import date\ndef f(x: float, day: date, name: str | None = None): ...\n",
  });
  const offers = new Map([
    ["x", valueOf({ type: INTEGER, nullable: false })],
    ["day", literalOf("2024-01-31")],
    ["name", valueOf({ type: TEXT, nullable: true })],
  ]);
  assert.equal(passed(call("m.f", { offers })), 'x=int, day="2024-01-31": date, name=str | None');
  assert.deepEqual(found, []);
});

Deno.test("files are those that handlers live in, with what they import", () => {
  const { find, resolver } = ask({
    "handlers/__init__.py": "",
    "handlers/users.py":
      "from . import tools\nimport deep.er\nimport json\nfrom generated.models import User\ndef f(): ...\n",
    "handlers/tools.py": "from unused_name import x\n",
    "handlers/unused.py": "",
    "deep/er.py": "import circle\n",
    "circle.py": "import deep.er\n",
    "json.py": "",
    "generated/models.py": "",
  });
  assert.deepEqual([...resolver.files()], []);
  find("handlers.users.f");
  assert.deepEqual([...resolver.files().keys()], [
    "circle.py",
    "deep/er.py",
    "handlers/__init__.py",
    "handlers/tools.py",
    "handlers/users.py",
  ]);
  assert.equal(resolver.files().get("circle.py"), "import deep.er\n");
});

Deno.test("hooks are every place that was asked for, with its state", () => {
  const { find, call, resolver } = ask({
    "m.py": "def f(id): ...\ndef g(x): ...\napp = make()\n",
    "bad.py": "def (",
  });
  const offers = new Map([["id", pathOf("id")]]);
  find("m.f");
  call("m.f", { offers });
  call("m.g", { offers, given: new Map([["y", literalOf(1)]]) });
  call("m.h", { offers });
  call("m.app");
  call("bad.f");
  call("lib.sub.f");
  call("nodot");
  call("m.g", { positional: record("User") });
  assert.deepEqual(
    resolver.hooks().map(({ reference, what, state, file, offers, given }) =>
      [reference, what, state, file, [...offers.keys()].join(), given.join()].join("; ")
    ),
    [
      "m.f; A handler; found; m.py; ; ",
      "m.f; The handler of a route; found; m.py; id; ",
      "m.g; The handler of a route; does not fit; m.py; id,y; y",
      "m.h; The handler of a route; no function; m.py; id; ",
      "m.app; The handler of a route; cannot check; m.py; ; ",
      "bad.f; The handler of a route; does not parse; bad.py; ; ",
      "lib.sub.f; The handler of a route; cannot check; lib/sub.py; ; ",
      "nodot; The handler of a route; no file; ; ; ",
      "m.g; The handler of a route; found; m.py; user; ",
    ],
  );
});

Deno.test("a file is read once, and capitals count", () => {
  const log: string[] = [];
  const host = hostOf({ "api.yaml": "", "m.py": "def f(): ...\ndef g(): ...\n" }, log);
  const { find } = ask({}, { host });
  find("m.f");
  find("m.g");
  find("m.h");
  assert.deepEqual(log, ["/shop/m.py"]);
  // A file system that does not tell capitals from small letters.
  const blind = { ...host, realpath: (path: string) => host.realpath(path.toLowerCase()) };
  const { find: findBlind, found } = ask({}, { host: blind });
  assert.ok(findBlind("M.f"), "an installed package, as far as can be told");
  assert.match(found.join(), /^W100/);
});

Deno.test("works with a host that cannot list folders", () => {
  const { read, realpath } = hostOf({ "api.yaml": "", "handlers/users.py": "def f(): ...\n" });
  const { find, found } = ask({}, { host: { read, realpath } });
  assert.ok(find("handlers.users.f"));
  assert.equal(find("handlers.users.g"), undefined);
  assert.match(found.join(), /^E103/);
});
