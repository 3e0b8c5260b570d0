import assert from "node:assert/strict";
import type { Imported, Module, Stmt } from "./ast.ts";
import { assign, call, expr, from, list, module, name, parameter } from "./build.ts";
import { relativeModule } from "./imports.ts";
import { printModule } from "./print.ts";
import { PrintError } from "./print_error.ts";

function print(body: readonly Stmt[], rest: Partial<Module> = {}): string {
  return printModule({ path: "app.py", docstring: "", body, ...rest }, { firstParty: new Set(["handlers"]) });
}

const uses = (...imported: readonly Imported[]): Stmt => expr(list(imported));

function importLines(text: string): readonly string[] {
  return text.split("\n").filter((line) => /^(import|from) /.test(line));
}

Deno.test("sections, modules and members in isort's order", () => {
  const body = [uses(
    from(".models", "User"),
    from("fastapi", "status"),
    from("fastapi", "APIRouter"),
    from("fastapi", "HTTP"),
    from("handlers.users", "get_user"),
    from("typing", "Annotated"),
    module("datetime"),
    from(".runtime.repository", "Repository"),
    module("collections.abc"),
    from("fastapi", "Item10"),
    from("fastapi", "Item2"),
  )];
  assert.equal(
    print(body).split("[")[0],
    `import collections.abc
import datetime
from typing import Annotated

from fastapi import HTTP, APIRouter, Item2, Item10, status

from handlers.users import get_user

from .models import User
from .runtime.repository import Repository

`,
  );
});

Deno.test("relative modules are counted from the importing one", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [".models", "app.py", ".models"],
    [".models", "tests/test_api.py", "..models"],
    [".models", "runtime/adapters/memory.py", "...models"],
    [".runtime.adapters.base", "runtime/adapters/memory.py", ".base"],
    [".runtime.repository", "runtime/adapters/memory.py", "..repository"],
    [".", "routers/users.py", ".."],
    [".routers", "routers/users.py", "."],
    [".models", "__init__.py", ".models"],
  ];
  for (const [imported, path, printed] of cases) assert.equal(relativeModule(imported, path), printed);
  assert.throws(() => relativeModule(".models", "models.py"), PrintError);
});

Deno.test("a relative module is imported from its package", () => {
  const text = print([uses(module(".runtime.repository"))], { path: "tests/test_api.py" });
  assert.deepEqual(importLines(text), ["from ..runtime import repository"]);
});

Deno.test("two imports of one name: the later section gets an alias", () => {
  const body = [
    uses(from("starlette.responses", "Response"), from("fastapi", "Response"), from(".models", "Response")),
  ];
  assert.equal(
    print(body),
    `from fastapi import Response
from starlette.responses import Response as StarletteResponse

from .models import Response as ModelsResponse

[StarletteResponse, Response, ModelsResponse]
`,
  );
});

Deno.test("aliases never collide", () => {
  const body = [
    uses(from("handlers.users", "get"), from("handlers.orders", "get"), from("a.handlers.users", "get")),
    assign("users_get", name("print")),
  ];
  const lines = importLines(print(body));
  assert.deepEqual(lines, [
    "from a.handlers.users import get",
    "from handlers.orders import get as orders_get",
    "from handlers.users import get as handlers_users_get",
  ]);
});

Deno.test("a module gives way to a member of its name", () => {
  const text = print([uses(module("datetime"), from("datetime", "datetime"))]);
  assert.equal(
    text,
    `import datetime as datetime_module
from datetime import datetime

[datetime_module, datetime]
`,
  );
});

Deno.test("an import gives way to what the module binds, uses, or hides where it is used", () => {
  const taken = print([assign("status", call(from("fastapi", "status")))]);
  assert.match(taken, /^from fastapi import status as fastapi_status\n/);
  const builtin = print([expr(call(name("list"), [from("handlers.users", "list")]))]);
  assert.match(builtin, /^from handlers\.users import list as users_list\n/);
  const hidden = print([{
    kind: "function",
    name: "read",
    decorators: [],
    parameters: [parameter("status")],
    body: [uses(from("fastapi", "status"))],
  }]);
  assert.match(hidden, /^from fastapi import status as fastapi_status\n/);
});

Deno.test("a name that another scope binds is no clash", () => {
  const text = print([
    { kind: "function", name: "read", decorators: [], parameters: [parameter("status")], body: [expr(name("status"))] },
    uses(from("fastapi", "status")),
  ]);
  assert.match(text, /^from fastapi import status\n/);
});

Deno.test("a field named like its type", () => {
  const text = print([{
    kind: "class",
    name: "Event",
    decorators: [],
    bases: [],
    body: [{ kind: "assign", target: name("date"), annotation: from("datetime", "date") }],
  }]);
  assert.match(text, /^from datetime import date as datetime_date\n/);
  assert.match(text, /date: datetime_date\n/);
});

Deno.test("long imports have a name a line", () => {
  const text = print([uses(...["first", "second", "third"].map((id) => from("fastapi", `${id}_${"x".repeat(30)}`)))]);
  const x = "x".repeat(30);
  assert.ok(text.startsWith(`from fastapi import (\n    first_${x},\n    second_${x},\n    third_${x},\n)\n`));
});

Deno.test("re-exports stand in __all__", () => {
  const text = print([], { path: "__init__.py", reexports: [from(".models", "User"), from(".app", "app")] });
  assert.equal(text, 'from .app import app\nfrom .models import User\n\n__all__ = ["User", "app"]\n');
});

Deno.test("names and modules are checked", () => {
  assert.throws(() => print([uses(from("os; import sys", "path"))]), PrintError);
  assert.throws(() => print([uses(from("os", "path as x"))]), PrintError);
  assert.throws(() => print([uses(module("os\n"))]), PrintError);
});
