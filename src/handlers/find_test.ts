import assert from "node:assert/strict";

import type { Source } from "../source/source.ts";
import { positionOf } from "../source/source.ts";
import { findHandler } from "./find.ts";
import type { Places } from "./places.ts";

/** Places on memory; `folders` as given, or the one that paths are relative to. */
function placesOf(files: Readonly<Record<string, string>>, folders: readonly string[] = [""]): Places {
  const sources = new Map(Object.entries(files).map(([name, text]): [string, Source] => [name, { name, text }]));
  return {
    folders,
    read: (path) => sources.get(path),
    list: (folder) => {
      const prefix = folder === "" ? "" : `${folder}/`;
      const below = [...sources.keys()].filter((path) => path.startsWith(prefix));
      return [...new Set(below.map((path) => path.slice(prefix.length).split("/", 1)[0] ?? ""))];
    },
  };
}

/** What is found, in one line. */
function find(reference: string, places: Places): string {
  const found = findHandler(reference, places);
  switch (found.kind) {
    case "function": {
      const parameters = found.function.parameters.map(({ name, hasDefault }) => hasDefault ? `${name}?` : name);
      return `${found.module.name}:${found.qualifiedName}(${parameters}) in ${found.definedIn.path}`;
    }
    case "class":
      return `class ${found.class.name} in ${found.definedIn.path}`;
    case "assignment":
      return `assignment ${found.assignment.name} in ${found.definedIn.path}`;
    case "external":
      return `external ${found.name}${found.suggestion === undefined ? "" : `, ${found.suggestion}?`}`;
    case "no-dot":
      return "no dot";
    case "module-missing":
      return `no module ${found.name}${
        found.suggestion === undefined ? "" : `, ${found.suggestion}?`
      } (${found.tried})`;
    case "syntax-error": {
      const { source, start } = found.error.span;
      return `syntax error ${found.path}:${positionOf(source, start).line}`;
    }
    case "import-missing":
      return `no import ${found.name} at ${positionOf(found.span.source, found.span.start).line}`;
    case "function-missing":
      return `no ${found.name} in ${found.path}${found.suggestion === undefined ? "" : `, ${found.suggestion}?`}${
        found.is === undefined ? "" : `, it is a ${found.is}`
      }`;
  }
}

Deno.test("finds functions in modules, packages and folders without __init__", () => {
  const places = placesOf({
    "plain.py": "def f(a): ...",
    "pkg/__init__.py": "def top(b): ...",
    "pkg/mod.py": "class Service:\n    def run(self, id): ...",
    "space/deep/mod.py": "f = lambda x: x",
  });
  assert.equal(find("plain.f", places), "plain:f(a) in plain.py");
  assert.equal(find("pkg.top", places), "pkg:top(b) in pkg/__init__.py");
  assert.equal(find("pkg.mod.Service.run", places), "pkg.mod:Service.run(id) in pkg/mod.py");
  assert.equal(find("pkg.mod.Service", places), "class Service in pkg/mod.py");
  assert.equal(find("space.deep.mod.f", places), "space.deep.mod:f(x) in space/deep/mod.py");
});

Deno.test("prefers what Python prefers", () => {
  const files = {
    "a.py": "def f(from_module): ...",
    "a/__init__.py": "def f(from_package): ...",
    "b.py": "def f(from_module): ...",
    "b/c.py": "def f(): ...",
    "near/n.py": "def f(near): ...",
    "n.py": "def f(far): ...",
    "near/s/x.py": "",
    "s/__init__.py": "def f(regular): ...",
  };
  assert.equal(find("a.f", placesOf(files)), "a:f(from_package) in a/__init__.py");
  assert.equal(find("b.f", placesOf(files)), "b:f(from_module) in b.py");
  assert.equal(find("b.c.f", placesOf(files)), "no c in b.py");
  assert.equal(find("n.f", placesOf(files, ["near", ""])), "n:f(near) in near/n.py");
  assert.equal(find("s.f", placesOf(files, ["near", ""])), "s:f(regular) in s/__init__.py");
});

Deno.test("follows re-exports", () => {
  const places = placesOf({
    "pkg/__init__.py":
      "from .impl import work, helper as renamed\nfrom . import other\nfrom .stars import *\nimport pkg.impl as impl",
    "pkg/impl.py": "def work(a): ...\ndef helper(b): ...",
    "pkg/other.py":
      "from .impl import work as again\nfrom ..pkg.impl import helper\nimport pkg.impl\nf = pkg.impl.work",
    "pkg/stars.py": "def starred(c): ...\ndef _hidden(): ...",
    "use.py": "import pkg\nfrom pkg import work\nfrom space import mod\nhandler = mod.g",
    "space/mod.py": "def g(d): ...",
  });
  assert.equal(find("pkg.work", places), "pkg:work(a) in pkg/impl.py");
  assert.equal(find("pkg.renamed", places), "pkg:renamed(b) in pkg/impl.py");
  assert.equal(find("pkg.other.again", places), "pkg.other:again(a) in pkg/impl.py");
  assert.equal(find("pkg.other.helper", places), "no import ..pkg.impl at 2");
  assert.equal(find("pkg.other.f", places), "pkg.other:f(a) in pkg/impl.py");
  assert.equal(find("pkg.starred", places), "pkg:starred(c) in pkg/stars.py");
  assert.equal(find("pkg._hidden", places), "no _hidden in pkg/__init__.py");
  assert.equal(find("use.work", places), "use:work(a) in pkg/impl.py");
  assert.equal(find("use.pkg.impl.work", places), "use:pkg.impl.work(a) in pkg/impl.py");
  assert.equal(find("use.handler", places), "use:handler(d) in space/mod.py");
});

Deno.test("ends on imports that go round in a circle", () => {
  const places = placesOf({
    "a.py": "from b import f\nfrom b import *\nx = y\ny = x",
    "b.py": "from a import f\nfrom a import *",
    "c.py": "class C(C):\n    pass\nclass D(E): pass\nclass E(D): pass",
  });
  assert.equal(find("a.f", places), "no f in a.py");
  assert.equal(find("a.g", places), "no g in a.py");
  assert.equal(find("a.x", places), "assignment x in a.py");
  assert.match(find("c.C.m", places), /^(external|no)/);
  assert.match(find("c.D.m", places), /^(external|no)/);
});

Deno.test("finds inherited methods", () => {
  const places = placesOf({
    "base.py": "class Base:\n    def run(self, a): ...",
    "m.py": `from abc import ABC
from base import Base
from other import Unknown
class Mixin:
    @staticmethod
    def mixed(b): ...
class Child(Mixin, Base): ...
class Half(ABC, Unknown): ...
class Plain(ABC):
    def known(self): ...
`,
  });
  assert.equal(find("m.Child.run", places), "m:Child.run(a) in base.py");
  assert.equal(find("m.Child.mixed", places), "m:Child.mixed(b) in m.py");
  assert.equal(find("m.Half.run", places), "external other");
  assert.equal(find("m.Plain.knwon", places), "no Plain.knwon in m.py, Plain.known?");
});

Deno.test("reads the parameters that partial leaves", () => {
  const places = placesOf({
    "m.py":
      "from functools import partial\ndef f(a, b, c, *, d): ...\ng = partial(f, 1, c=2)\nh = partial(unknown, 1)\napp = FastAPI()",
  });
  assert.equal(find("m.g", places), "m:g(b,c?,d) in m.py");
  assert.equal(find("m.h", places), "assignment h in m.py");
  assert.equal(find("m.app", places), "assignment app in m.py");
});

Deno.test("says what is missing", () => {
  const places = placesOf({
    "handlers/users.py": "def deactivate_user(id): ...",
    "handlers/broken.py": "def f():\n    return (\n",
    "bad/__init__.py": "def (",
    "bad/fine.py": "def f(): ...",
    "imports.py":
      "from handlers.gone import f\nfrom .x import g\nfrom requests import get\nfrom handlers.broken import f as h",
    "pkg/__init__.py": "",
    "pkg/mod.py": "",
  });
  assert.equal(find("deactivate", places), "no dot");
  assert.equal(
    find("handlers.usres.deactivate_user", places),
    "no module handlers.usres, handlers.users.deactivate_user? (handlers/usres.py)",
  );
  assert.equal(find("pkg.mud.f", places), "no module pkg.mud, pkg.mod.f? (pkg/mud.py)");
  assert.equal(
    find("handlers.users.deactivate_usr", places),
    "no deactivate_usr in handlers/users.py, deactivate_user?",
  );
  assert.equal(find("handlers.broken.f", places), "syntax error handlers/broken.py:2");
  assert.equal(find("bad.fine.f", places), "syntax error bad/__init__.py:1");
  assert.equal(find("imports.f", places), "no import handlers.gone at 1");
  assert.equal(find("imports.g", places), "no import .x at 2");
  assert.equal(find("imports.get", places), "external requests");
  assert.equal(find("imports.h", places), "syntax error handlers/broken.py:2");
  assert.equal(find("pkg.mod", places), "no pkg.mod in pkg/mod.py, it is a module");
  assert.equal(find("fastapi.middleware.gzip.GZipMiddleware", places), "external fastapi");
  assert.equal(find("handler.users.f", places), "external handler, handlers.users.f?");
});

Deno.test("works without a list of files", () => {
  const { read, folders } = placesOf({ "handlers/users.py": "def f(): ..." });
  assert.equal(find("handlers.users.f", { read, folders }), "handlers.users:f() in handlers/users.py");
  assert.equal(find("handlers.usres.f", { read, folders }), "external handlers");
});
