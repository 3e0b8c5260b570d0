import assert from "node:assert/strict";
import type { FieldType, ModelId } from "../ir/api.ts";
import type { Typed } from "../ir/logic.ts";
import type { Hook } from "../passes/resolve/handler_resolver.ts";
import { planStubs } from "./stub_files.ts";

const SOURCE = { name: "api.yaml", text: "name: x\n  handler: y\n" };

const of = (type: FieldType, nullable = false): Typed => ({ type, nullable });
const ANY = of({ kind: "any" });
const ID = of({ kind: "uuid" });
// The brand of identifiers exists in types only.
const USER = of({ kind: "model", model: "User" as ModelId });
const REQUEST: Readonly<Record<string, Typed>> = { repo: ANY, request: ANY, response: ANY, background_tasks: ANY };

interface Choices {
  readonly given?: readonly string[];
  readonly file?: string;
  readonly state?: Hook["state"];
  readonly mustBeSync?: boolean;
}

function hook(reference: string, offers: Readonly<Record<string, Typed>>, choices: Choices = {}): Hook {
  return {
    reference,
    span: { source: SOURCE, start: 19, end: 20 },
    what: "The handler of a route",
    offers: new Map(Object.entries(offers)),
    given: choices.given ?? [],
    mustBeSync: choices.mustBeSync ?? false,
    file: choices.file ?? `${reference.split(".").slice(0, -1).join("/")}.py`,
    state: choices.state ?? "no file",
  };
}

/** The files that stubs make, by path. */
function planned(hooks: readonly Hook[], files: Readonly<Record<string, string>> = {}) {
  const plan = planStubs(hooks, "generated", (path) => files[path]);
  return { ...plan, texts: new Map(plan.files.map(({ path, after }) => [path, after])) };
}

const signature = (one: Hook) => planned([one]).rows[0]?.signature;

Deno.test("a signature has the values of the request and the repository, with types", () => {
  assert.equal(
    signature(hook("handlers.users.deactivate_user", { id: ID, ...REQUEST })),
    "async def deactivate_user(id: UUID, repo: Repository) -> Any",
  );
  assert.equal(
    signature(hook("a.f", { body: USER, tags: of({ kind: "list", items: { kind: "date" }, ...NO_LENGTHS }, true) })),
    "async def f(body: User, tags: list[date] | None) -> Any",
  );
  assert.equal(
    signature(hook("a.f", { x: of({ kind: "enum", values: ["a", 1] }) })),
    'async def f(x: Literal["a", 1]) -> Any',
  );
});

const NO_LENGTHS = { minLength: undefined, maxLength: undefined };

Deno.test("where arguments are given, the signature has them alone", () => {
  const offers = { order: USER, request: ID, ...{ repo: ANY } };
  assert.equal(signature(hook("v.check", offers, { given: ["order"] })), "async def check(order: User) -> Any");
  assert.equal(
    signature(hook("v.check", offers, { given: ["request", "repo"], mustBeSync: true })),
    "def check(request: UUID, repo: Repository) -> Any",
  );
});

Deno.test("a row says where the reference stands", () => {
  const [row] = planned([hook("a.f", {}, { state: "found" })]).rows;
  assert.deepEqual([row?.config, row?.line, row?.column, row?.state, row?.file], ["api.yaml", 2, 12, "found", "a.py"]);
});

Deno.test("a new file has imports and stubs, and its new folders are packages", () => {
  const { texts } = planned([hook("handlers.users.stop", { id: ID, repo: ANY }), hook("handlers.users.go", {})]);
  assert.deepEqual([...texts.keys()], ["handlers/__init__.py", "handlers/users.py"]);
  assert.equal(texts.get("handlers/__init__.py"), "");
  assert.equal(
    texts.get("handlers/users.py"),
    `from typing import Any
from uuid import UUID

from generated.runtime.repository import Repository


async def stop(id: UUID, repo: Repository) -> Any:
    """The handler of a route."""
    raise NotImplementedError


async def go() -> Any:
    """The handler of a route."""
    raise NotImplementedError
`,
  );
});

Deno.test("a folder that has modules already does not become a package", () => {
  const { texts } = planned([hook("h.a.f", {}, { state: "no function" })], { "h/a.py": "x = 1\n" });
  assert.deepEqual([...texts.keys()], ["h/a.py"]);
});

Deno.test("a function that several places name gets what all of them give", () => {
  const places = [
    hook("v.check", { order: USER, repo: ANY }, { given: ["order"] }),
    hook("v.check", { order: USER, extra: ID, repo: ANY }, { given: ["order", "extra"] }),
  ];
  const text = planned(places).texts.get("v.py") ?? "";
  assert.match(text, /^async def check\(order: User, extra: UUID \| None = None\) -> Any:$/m);
  assert.equal(text.match(/def check/g)?.length, 1);
});

Deno.test("a missing class gets static methods", () => {
  const { texts } = planned([hook("tools.Users.stop", { id: ID }, { file: "tools.py" })]);
  assert.match(
    texts.get("tools.py") ?? "",
    /^class Users:\n {4}""".*"""\n\n {4}@staticmethod\n {4}async def stop\(id: UUID\)/m,
  );
});

const MISSING = [hook("a.f", { id: ID, body: USER, repo: ANY }, { state: "no function" })];
const STUB = `async def f(id: UUID, body: User, repo: Repository) -> Any:
    """The handler of a route."""
    raise NotImplementedError
`;
const IMPORTS = `from typing import Any
from uuid import UUID

from generated.models import User
from generated.runtime.repository import Repository
`;

/** Files with what becomes of them. */
const EXTENDED: Readonly<Record<string, readonly [before: string, after: string]>> = {
  "behind what is there": ["def g():\n    pass\n", `${IMPORTS}\n\ndef g():\n    pass\n\n\n${STUB}`],
  "in an empty file": ["", `${IMPORTS}\n\n${STUB}`],
  "without a line break at the end": ["x = 1", `${IMPORTS}\nx = 1\n\n\n${STUB}`],
  "with imports among those that are there": [
    '"""Doc."""\n\nfrom __future__ import annotations\n\nimport os\n\nx = os.sep\n',
    `"""Doc."""\n\nfrom __future__ import annotations\n\nimport os\n${IMPORTS}\nx = os.sep\n\n\n${STUB}`,
  ],
  "with the imports that are missing": [
    "from typing import Any\nfrom uuid import UUID\n\nfrom generated.models import User\n\nx: Any = (UUID, User)\n",
    `from typing import Any
from uuid import UUID

from generated.models import User
from generated.runtime.repository import Repository

x: Any = (UUID, User)


${STUB}`,
  ],
  "between sections": [
    "import fastapi\n\nfrom . import x\n\ny = (fastapi, x)\n",
    `from typing import Any
from uuid import UUID

import fastapi

from generated.models import User
from generated.runtime.repository import Repository

from . import x

y = (fastapi, x)


${STUB}`,
  ],
  "without a second import from one module": [
    "from typing import (\n    Literal,\n)\n\nfrom generated.models import Order\n\nx: Literal[1] = Order\n",
    `import typing
from typing import (
    Literal,
)
from uuid import UUID

import generated.models
from generated.models import Order
from generated.runtime.repository import Repository

x: Literal[1] = Order


${STUB.replace("Any", "typing.Any").replace("User", "generated.models.User")}`,
  ],
  "behind a docstring of several lines": [
    '#!/usr/bin/env python\n"""Doc.\n\nimport nothing\n"""\n\n# About g.\ndef g():\n    pass\n',
    `#!/usr/bin/env python\n"""Doc.\n\nimport nothing\n"""\n\n${IMPORTS}\n\n# About g.\ndef g():\n    pass\n\n\n${STUB}`,
  ],
};

for (const [name, [before, after]] of Object.entries(EXTENDED)) {
  Deno.test(`a stub is put ${name}`, () => {
    const { texts, refusals } = planned(MISSING, { "a.py": before });
    assert.deepEqual(refusals, []);
    assert.equal(texts.get("a.py"), after);
  });
}

Deno.test("what is there stays, byte for byte and in its order", () => {
  const before = "\ufeff# A comment\r\nimport os\r\n\r\n\r\ndef g():\r\n    return os.sep\r\n";
  const after = planned(MISSING, { "a.py": before }).texts.get("a.py") ?? "";
  const lines = new Set(before.split("\n"));
  assert.equal(
    after.split("\n").filter((line) => lines.has(line) && line !== "\r").join("\n"),
    before.split("\n").filter((line) => line !== "\r").join("\n"),
  );
  assert.doesNotMatch(after, /[^\r]\n/);
  assert.match(after, /async def f\(id: UUID/);
});

Deno.test("a name that means something else in the file is not imported again", () => {
  const after = planned(MISSING, { "a.py": "class User:\n    pass\n" }).texts.get("a.py") ?? "";
  assert.match(after, /^import generated\.models$/m);
  assert.match(after, /async def f\(id: UUID, body: generated\.models\.User, repo: Repository\)/);
});

Deno.test("files that do not parse, classes and names that exist are left alone", () => {
  const refused = (hooks: readonly Hook[], text: string) => {
    const { files, refusals } = planned(hooks, { "a.py": text });
    assert.deepEqual(files, []);
    return refusals.map(({ reason }) => reason).join();
  };
  assert.match(refused(MISSING, "def g(:\n"), /^a\.py does not parse: .* in line 1$/);
  const method = hook("a.Users.stop", {}, { file: "a.py", state: "no function" });
  assert.match(refused([method], "class Users:\n    pass\n"), /^a\.py has Users already/);
  assert.match(refused(MISSING, "def f():\n    pass\n"), /^a\.py has f already/);
  assert.match(
    refused([hook("a.b.c.d", {}, { file: "a.py", state: "no function" })], "x = 1\n"),
    /^no stub can be made/,
  );
});

Deno.test("what is found, or lies elsewhere, gets no stub", () => {
  const { files } = planned([
    hook("a.f", {}, { state: "found" }),
    hook("b.f", {}, { state: "does not fit" }),
    { ...hook("c.f", {}, { state: "cannot check" }), file: undefined },
  ]);
  assert.deepEqual(files, []);
});
