import assert from "node:assert/strict";

import type { Source, Span } from "../source/source.ts";
import { positionOf } from "../source/source.ts";
import type { PythonFunction, PythonMember, PythonModule } from "./module.ts";
import { MAX_PYTHON_SIZE, readPython } from "./read.ts";

function sourceOf(text: string): Source {
  return { name: "handlers.py", text };
}

function read(text: string): PythonModule {
  const module = readPython(sourceOf(text));
  if ("syntaxError" in module) assert.fail(module.syntaxError.message);
  return module;
}

function member(text: string, name: string): PythonMember {
  const found = read(text).members.get(name);
  assert.ok(found !== undefined, `${name} is missing`);
  return found;
}

function functionOf(text: string, name = "f"): PythonFunction {
  const found = member(text, name);
  assert.ok(found.kind === "function");
  return found;
}

function textOf({ source, start, end }: Span): string {
  return source.text.slice(start, end);
}

/** The parameters in one line each: kind, name, default, annotation. */
function signature({ parameters }: PythonFunction): readonly string[] {
  return parameters.map(({ kind, name, hasDefault, annotation }) =>
    `${kind} ${name}${annotation === undefined ? "" : `: ${annotation.text}`}${hasDefault ? " = …" : ""}`
  );
}

function refusal(text: string): string {
  const source = sourceOf(text);
  const module = readPython(source);
  if (!("syntaxError" in module)) return "accepted";
  const { kind, message, span } = module.syntaxError;
  const { line, column } = positionOf(source, span.start);
  return `${kind} ${line}:${column} ${message}`;
}

Deno.test("reads every kind of parameter", () => {
  const found = functionOf("async def f(a, b: int = 1, /, c=2, *args: str, d, e: 'User' = None, **rest): ...\n");
  assert.deepEqual(signature(found), [
    "positional-only a",
    "positional-only b: int = …",
    "positional-or-keyword c = …",
    "var-positional args: str",
    "keyword-only d",
    "keyword-only e: User = …",
    "var-keyword rest",
  ]);
  assert.equal(found.async, true);
  assert.equal(found.generator, false);
  assert.equal(textOf(found.nameSpan), "f");
  assert.equal(textOf(found.parameters[1]?.span ?? found.span), "b: int = 1");
});

Deno.test("says where the names of a type come from", () => {
  const text = `from __future__ import annotations
from app import models as m
from typing import Annotated, Literal
class Local: ...
def f[T](a: dict[str, m.User], b: list["Local | Missing"], c: Literal["x"], d: Annotated[T, "note"]) -> (
    m.User
    | None
): ...
`;
  const found = functionOf(text);
  const names = found.parameters.map(({ annotation }) =>
    annotation?.names.map(({ name, origin }) => `${name} ${typeof origin === "object" ? origin.module : origin}`)
  );
  assert.deepEqual(names, [
    ["m app"],
    ["Local module", "Missing undefined"],
    ["Literal typing"],
    ["Annotated typing"],
  ]);
  assert.equal(found.returns?.text, "(\n    m.User\n    | None\n)");
  assert.deepEqual(found.undefinedNames.map(({ name, span }) => `${name} ${textOf(span)}`), [
    'Missing "Local | Missing"',
  ]);
});

Deno.test("knows generators, decorators and the last real definition", () => {
  const text = `from typing import overload
import functools
@overload
def f(a: int) -> int: ...
@overload
def f(a: str) -> str: ...
@functools.cache
@retry(times=3)
def f(a): yield a
@overload
def f(a: bytes) -> bytes: ...
if True:
    try:
        async def nested(): ...
    except ImportError:
        def nested(x): ...
g = wrap(f)
f = wrap(f)
`;
  const found = functionOf(text);
  assert.equal(found.generator, true);
  assert.deepEqual(found.decorators.map(({ name }) => name), ["functools.cache", "retry"]);
  assert.deepEqual(signature(functionOf(text, "nested")), ["positional-or-keyword x"]);
  assert.equal(functionOf("def f():\n    def g(): yield 1\n    return [lambda: (yield)]\n").generator, false);
});

Deno.test("reads classes, their methods and bases", () => {
  const text = `class Service(Base[int], metaclass=Meta):
    limit: int = 3
    async def run(self, id): ...
    @staticmethod
    def plain(id): ...
    @classmethod
    def make(cls, id): ...
    @property
    def size(self): ...
    @size.setter
    def size(self, value): ...
    class Inner:
        def deep(self): ...
`;
  const found = member(text, "Service");
  assert.ok(found.kind === "class");
  assert.deepEqual(found.bases, ["Base"]);
  const methods = [...found.members.values()].map((one) =>
    one.kind === "function" ? `${one.binding} ${one.name}(${signature(one)}) ${one.receiver?.name}` : one.kind
  );
  assert.deepEqual(methods, [
    "assignment",
    "instance run(positional-or-keyword id) self",
    "static plain(positional-or-keyword id) undefined",
    "class make(positional-or-keyword id) cls",
    "instance size() self",
    "class",
  ]);
});

Deno.test("tells assigned values apart", () => {
  const text = `from functools import partial as p
import functools
a = lambda x, *, y=1: x
b = other.function
c = p(other, 1, y=2)
d = e = functools.partial(other)
f = FastAPI()
g: int
h += 1
`;
  const kinds = [...read(text).members.values()].map((one) =>
    one.kind === "assignment" ? `${one.name} ${one.value.kind}` : ""
  );
  assert.deepEqual(kinds.filter((kind) => kind !== ""), [
    "a lambda",
    "b reference",
    "c partial",
    "d partial",
    "e partial",
    "f call",
  ]);
  const c = member(text, "c");
  assert.ok(c.kind === "assignment");
  assert.deepEqual(c.value, { kind: "partial", of: "other", positional: 1, keywords: ["y"] });
});

Deno.test("lists every import", () => {
  const text = `import a.b, c.d as e
from . import x
from ...pkg.mod import (y as z, w,)
from q import *
def f():
    import late
`;
  const imports = read(text).imports.map(({ name, level, module, imported, isInFunction }) =>
    [name, level, module, imported, isInFunction].join(" ")
  );
  assert.deepEqual(imports, [
    "a 0 a.b  false",
    "e 0 c.d  false",
    "x 1  x false",
    "z 3 pkg.mod y false",
    "w 3 pkg.mod w false",
    "* 0 q * false",
    "late 0 late  true",
  ]);
});

Deno.test("gives each function the names that it lacks", () => {
  const text = `async def deactivate_user(id, repo):
    user = await repo.get(User, id)
    if user is None:
        raise HTTPException(status_code=404)
    await send_notification(user.email)

def fine(): return deactivate_user
`;
  assert.deepEqual(
    functionOf(text, "deactivate_user").undefinedNames.map(({ name, span }) =>
      `${name} ${positionOf(span.source, span.start).line}`
    ),
    ["User 2", "HTTPException 4", "send_notification 5"],
  );
  assert.deepEqual(functionOf(text, "fine").undefinedNames, []);
});

Deno.test("reads files as Python does", () => {
  assert.equal(functionOf("\ufeff# coding: utf-8\r\ndef f(a):\r\n\treturn a\r\n").name, "f");
  assert.equal(functionOf("x = 1\rdef f(a):\r    return a").name, "f");
  assert.equal(functionOf("\fdef f():\n  pass\n  \fdef g(): pass\n", "g").name, "g");
  assert.equal(functionOf("#!python\n# vim: set fileencoding=utf8 :\ndef f(): ...").name, "f");
  assert.equal(functionOf("def ﬁ(): ...", "fi").name, "fi");
  assert.equal(functionOf("def 𝒳(): ...", "X").name, "X");
  assert.equal(read("").members.size, 0);
});

Deno.test("refuses what it does not read", () => {
  assert.equal(
    refusal("# -*- coding: latin-1 -*-\n"),
    'encoding 1:15 File says that its encoding is "latin-1", only UTF-8 is read',
  );
  assert.equal(
    refusal("\n# coding: koi8-r\n"),
    'encoding 2:11 File says that its encoding is "koi8-r", only UTF-8 is read',
  );
  assert.equal(refusal("x = 1\n# coding: koi8-r\n"), "accepted");
  assert.equal(refusal("#".repeat(MAX_PYTHON_SIZE + 1)), "size 1:1 File is larger than 1 MB");
  assert.equal(refusal("def f(:\n    pass\n"), 'syntax 1:7 ":" stands where a name is expected');
});

Deno.test("reads a source once", () => {
  const source = sourceOf("def f(): ...");
  assert.equal(readPython(source), readPython(source));
});
