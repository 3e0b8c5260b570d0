import assert from "node:assert/strict";

import type { Value } from "../ir/logic.ts";
import { INTEGER } from "../passes/resolve/typed.ts";
import { ask, literalOf, passed, pathOf, record, signature, valueOf } from "./resolver_test_tools.ts";

const REPO: readonly [string, Value] = ["repo", valueOf()];

Deno.test("E100: a reference without a module", () => {
  const { find, diagnostics, found } = ask({ "handlers/users.py": "def f(): ...\n" });
  for (const reference of ["f", "handlers/users.py:f", "handlers.users:f", "a..b", "a.b-c", "a.__class__", ""]) {
    assert.equal(find(reference), undefined, reference);
  }
  assert.deepEqual(new Set(diagnostics.map(({ code }) => code)), new Set(["E100"]));
  assert.equal(found[0], 'E100 api.yaml:1:1 `f` "f" is not the dotted name of a function');
  assert.deepEqual(diagnostics.slice(0, 3).map(({ help }) => help), [
    'Write the module in front of the function: "handlers.f" is "f" in handlers.py',
    'Write "handlers.users.f"',
    'Write "handlers.users.f"',
  ]);
});

Deno.test("E101: a module without a file", () => {
  const { find, diagnostics, found } = ask({
    "handlers/users.py": "def f(): ...\n",
    "handlers/broken.py": "from .gone import f\n",
  });
  assert.equal(find("handlers.usres.f"), undefined);
  assert.equal(find("handlers.zzz.f"), undefined);
  assert.equal(find("handlers.broken.f"), undefined);
  assert.deepEqual(found, [
    'E101 api.yaml:1:1 `handlers.usres.f` There is no module "handlers.usres"',
    'E101 api.yaml:2:1 `handlers.zzz.f` There is no module "handlers.zzz"',
    'E101 api.yaml:3:1 `handlers.broken.f` There is no module ".gone"',
  ]);
  assert.deepEqual(diagnostics.map(({ help }) => help), [
    'Did you mean "handlers.users.f"?',
    "Create handlers/zzz.py",
    "Create the module, or correct the import",
  ]);
  const [related] = diagnostics[2]?.related ?? [];
  assert.equal(related?.span.source.name, "handlers/broken.py");
});

Deno.test("E102: a file that Python refuses, at its line", () => {
  const { find, found } = ask({
    "bad.py": "def f():\n    return (\n",
    "latin.py": new Uint8Array([0x23, 0xe4, 0x0a]),
    "uses.py": "import bad\ndef g(): ...\n",
  });
  assert.equal(find("bad.f"), undefined);
  assert.equal(find("latin.f"), undefined);
  assert.ok(found[0]?.startsWith("E102 bad.py:2:12 "), found[0]);
  assert.ok(found[1]?.startsWith("E102 latin.py:1:2 "), found[1]);
  assert.equal(found.length, 2);
  assert.ok(find("uses.g"));
  assert.ok(found[2]?.startsWith("E102 bad.py:2:12 "), "what a handler imports has to be read too");
});

Deno.test("E103: a function that is not there", () => {
  const { find, diagnostics, found } = ask({
    "users.py": "def deactivate(): ...\n",
    "pkg/__init__.py": "",
    "pkg/m.py": "",
  });
  find("users.deactivat");
  find("users.xyz");
  find("pkg.m");
  assert.deepEqual(found, [
    'E103 api.yaml:1:1 `users.deactivat` There is no "deactivat" in users.py',
    'E103 api.yaml:2:1 `users.xyz` There is no "xyz" in users.py',
    'E103 api.yaml:3:1 `pkg.m` "pkg.m" is a module, not a function',
  ]);
  assert.deepEqual(diagnostics.map(({ help }) => help), [
    'Did you mean "deactivate"?',
    'Define it in users.py, or name "deactivate"',
    'Write "pkg.m." and a function of it',
  ]);
});

Deno.test("E104: a required argument that the place does not offer", () => {
  const { call, diagnostics, found } = ask({
    "m.py": "def f(repos, id): ...\ndef g(*, x, y=1): ...\ndef h(x, id, /): ...\n",
  });
  const offers = new Map([["id", pathOf("id")], REPO]);
  assert.equal(call("m.f", { offers }), undefined);
  assert.equal(call("m.g"), undefined);
  assert.equal(call("m.h", { offers }), undefined);
  assert.deepEqual(found, [
    'E104 api.yaml:1:1 `m.f` "m.f" requires "repos", which it does not get here',
    'E104 api.yaml:2:1 `m.g` "m.g" requires "x", which it does not get here',
    'E104 api.yaml:3:1 `m.h` "m.h" requires "x", which it does not get here',
    'E104 api.yaml:3:1 `m.h` "m.h" requires "id", which it does not get here',
  ]);
  assert.deepEqual(diagnostics.map(({ help }) => help), [
    'Did you mean "repo"? The handler of a route can ask for "id" and "repo"',
    'The handler of a route is offered nothing: give "x" a default',
    'The handler of a route can ask for "id" and "repo"',
    'Move the "/" in front of "id": it can be passed by name only',
  ]);
  const [related] = diagnostics[0]?.related ?? [];
  assert.deepEqual([related?.span.source.name, related?.span.start], ["m.py", 6]);
});

Deno.test("E153: a value of another type", () => {
  const { call, diagnostics, found } = ask({
    "m.py": `
from datetime import date
from generated.models import Order, User
def f(order: Order): ...
def g(id: int): ...
def h(name: str | None): ...
def i(x: float, day: date): ...
`,
  });
  assert.equal(call("m.f", { offers: new Map([["order", record("User")]]) }), undefined);
  assert.equal(call("m.g", { offers: new Map([["id", pathOf("id", { kind: "uuid" })]]) }), undefined);
  assert.equal(call("m.g", { offers: new Map([["id", valueOf({ type: INTEGER, nullable: true })]]) }), undefined);
  assert.equal(call("m.g", { offers: new Map([["id", literalOf("x")]]) }), undefined);
  assert.equal(call("m.f", { offers: new Map([["order", literalOf(new Map())]]) }), undefined);
  assert.deepEqual(found.map((one) => one.replace(/^E153 api\.yaml:\d:1 `m\..` /, "")), [
    '"m.f" takes Order as "order", and gets User here',
    '"m.g" takes int as "id", and gets UUID here',
    '"m.g" takes int as "id", and gets int | None here',
    '"m.g" takes int as "id", and gets str here',
    '"m.f" takes Order as "order", and gets dict here',
  ]);
  assert.equal(diagnostics[0]?.help, 'Annotate "order" with User, or leave the annotation out');
  assert.equal(diagnostics[2]?.help, 'Let "id" be None: int | None');
});

Deno.test("E154: a value that the function does not take", () => {
  const { call, diagnostics, found } = ask({ "m.py": "def f(order, user=None): ...\ndef g(): ...\n" });
  const given = new Map([["ordr", literalOf(1)], ["order", literalOf(1)]]);
  const text = "args: ordr";
  const givenSpans = new Map([["ordr", { source: { name: "api.yaml", text }, start: 6, end: 10 }]]);
  assert.equal(call("m.f", { given, givenSpans }), undefined);
  assert.equal(call("m.g", { given: new Map([["x", literalOf(1)]]) }), undefined);
  assert.deepEqual(found, [
    'E154 api.yaml:1:7 `ordr` "m.f" takes no argument "ordr"',
    'E154 api.yaml:2:1 `m.g` "m.g" takes no argument "x"',
  ]);
  assert.deepEqual(diagnostics.map(({ help }) => help), [
    'Did you mean "order"? It takes "order" and "user"',
    "It takes none",
  ]);
});

Deno.test("E155: a coroutine where nothing waits", () => {
  const { call, found } = ask({ "m.py": "async def f(user): ...\ndef g(user): ...\n" });
  const place = { positional: record("User"), mustBeSync: true };
  assert.equal(call("m.f", place), undefined);
  assert.ok(call("m.g", place));
  assert.deepEqual(found, [
    'E155 api.yaml:1:1 `m.f` "m.f" is asynchronous, and nothing can wait for it here',
  ]);
});

Deno.test("E156: modules that Python finds elsewhere", () => {
  const { find, found } = ask({
    "email.py": "def f(): ...\n",
    "types/__init__.py": "def f(): ...\n",
    "fastapi.py": "def f(): ...\n",
    "app.py": "def f(): ...\n",
    "generated/handlers.py": "def f(): ...\n",
    "out.py": "->/elsewhere/out.py",
    "/elsewhere/out.py": "def f(): ...\n",
    "handlers/email.py": "def f(): ...\n",
  });
  for (const name of ["email", "types", "fastapi", "app", "generated.handlers", "out"]) {
    assert.equal(find(`${name}.f`), undefined);
  }
  assert.deepEqual(found.map((one) => one.replace(/^(E156) api\.yaml:\d:1 `.*?` /, "$1 ")), [
    'E156 Python cannot import "email" from here: its standard library has a module of this name',
    'E156 Python cannot import "types" from here: its standard library has a module of this name',
    'E156 Python cannot import "fastapi" from here: the generated code needs a package of this name',
    'E156 Python cannot import "app" from here: started in its folder, the generated code has a module of this name, as in "uvicorn app:app"',
    'E156 Python cannot import "generated" from here: restgen writes that folder',
    'E156 Python cannot import "out" from here: it is a link out of the folder of the root config',
  ]);
  assert.ok(find("handlers.email.f"), "in a package, every name is free");
});

Deno.test("E157: a method without its instance", () => {
  const { find, diagnostics, found } = ask({
    "m.py": "class Service:\n    def run(self, id): ...\nservice = Service()\n",
  });
  assert.equal(find("m.Service.run"), undefined);
  assert.ok(find("m.service.run"));
  assert.deepEqual(found, [
    'E157 api.yaml:1:1 `m.Service.run` "m.Service.run" is a method of instances, and there is no instance',
  ]);
  assert.match(diagnostics[0]?.help ?? "", /"service = Service\(\)".*"service\.run"/);
});

Deno.test("W100: what lies elsewhere, once for each reference", () => {
  const { call, diagnostics, found } = ask({
    "handlers/users.py": "def f(): ...\n",
    "use.py": "from requests import get\napp = make()\n",
  });
  const offers = new Map([
    ["id", pathOf("id")],
    ["body", { kind: "body", typed: record("User").typed } as const],
    REPO,
  ]);
  const given = new Map([["to", literalOf("x")]]);
  const external = call("sentry_sdk.api.capture", { offers, given });
  assert.equal(passed(external), 'to="x": str, id=$path.id, body=User');
  assert.equal(signature(external?.handler), "maybe async sentry_sdk.api:capture(…) -> Any in undefined");
  assert.equal(signature(call("lib.Client.send")?.handler), "maybe async lib:Client.send(…) -> Any in undefined");
  call("sentry_sdk.api.capture");
  assert.equal(signature(call("use.get")?.handler), "maybe async use:get(…) -> Any in use.py");
  assert.equal(signature(call("use.app")?.handler), "maybe async use:app(…) -> Any in use.py");
  call("handler.users.f");
  assert.deepEqual(found.map((one) => one.replace(/^(W100) api\.yaml:\d:1 `.*?` /, "$1 ")), [
    'W100 "sentry_sdk.api.capture" cannot be checked: "sentry_sdk" is not beside the config, so that it is taken for an installed package',
    'W100 "lib.Client.send" cannot be checked: "lib" is not beside the config, so that it is taken for an installed package',
    'W100 "use.get" cannot be checked: it comes from "requests", which is not beside the config',
    'W100 "use.app" cannot be checked: what "app" stands for is decided when the file runs',
    'W100 "handler.users.f" cannot be checked: "handler" is not beside the config, so that it is taken for an installed package',
  ]);
  assert.deepEqual([diagnostics[0]?.help, diagnostics[4]?.help], [
    "If it is yours, create sentry_sdk/api.py",
    'Did you mean "handlers.users.f"?',
  ]);
});

Deno.test("W102: imports that lead nowhere, those of imported files too", () => {
  const { find, found } = ask({
    "m.py": `
import os, requests, pkg.other
import pkg.gone
from pkg import other, value, pair, lazy
from pkg.other import helpr
from .m import x
from generated.models import Usr, User, SharedName
from generated.errors import Nothing, NotFoundError
def f():
    from pkg import missing
`,
    "pkg/__init__.py": "value = 1\npair, more = 1, 2\nfor lazy in (): pass\n",
    "pkg/other.py": "def helper(): ...\nfrom . import stars\n",
    "pkg/stars.py": "from .third import *\n",
  });
  assert.ok(find("m.f"));
  assert.deepEqual(
    found.toSorted(),
    [
      'W102 m.py:10:21 `missing` There is no "missing" in "pkg"',
      'W102 m.py:3:8 `pkg.gone` There is no module "pkg.gone"',
      'W102 m.py:5:23 `helpr` There is no "helpr" in "pkg.other"',
      'W102 m.py:6:16 `x` There is no module ".m"',
      'W102 m.py:7:30 `Usr` There is no "Usr" in "generated.models"',
      'W102 m.py:8:30 `Nothing` There is no "Nothing" in "generated.errors"',
      'W102 pkg/stars.py:1:1 `from .third import *` There is no module ".third"',
    ].toSorted(),
  );
  const before = found.length;
  assert.ok(find("m.f"));
  assert.equal(found.length, before, "each is said once");
});

Deno.test("W103: what only a decorator can supply", () => {
  const { call, found } = ask({ "m.py": "from lib import inject\n@inject\ndef f(id, session): ...\n" });
  const done = call("m.f", { offers: new Map([["id", pathOf("id")]]), given: new Map([["x", literalOf(1)]]) });
  assert.equal(passed(done), "id=$path.id");
  assert.deepEqual(found, [
    'W103 api.yaml:1:1 `m.f` "m.f" requires "session", which only its decorator "inject" can supply',
  ]);
});
