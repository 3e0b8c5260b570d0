/** A thousand handlers in fifty modules: each is read once, and reading takes no longer than the rest. */

import assert from "node:assert/strict";
import { compileSource, type Host, renderText } from "../mod.ts";

const MODULES = 50;
const HANDLERS = 20;
const ROUNDS = 5;

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** A file as people write them: a few imports, and functions of a dozen lines. */
function moduleText(index: number): string {
  const functions = numbers(HANDLERS).map((number) => `
async def work_${number}(id: UUID, repo: Repository, verbose: bool = False) -> Record${index}:
    """Reads a record, and looks at it from all sides."""
    record = await repo.get(Record${index}, id)
    if record is None:
        raise NotFoundError(f"there is no {id!r}")
    names = [part.strip().title() for part in record.name.split(",") if part]
    for position, name in enumerate(names, start=1):
        if verbose and position % 2 == 0:
            logger.info("%s of %s: %s", position, len(names), name)
    changes = {"name": ", ".join(names)} if names else {}
    updated = await repo.update(Record${index}, id, changes)
    assert updated is not None
    return updated
`);
  return `import logging
from uuid import UUID

from generated.errors import NotFoundError
from generated.models import Record${index}
from generated.runtime.repository import Repository

from . import tools

logger = logging.getLogger(__name__)
${functions.join("\n")}`;
}

const FILES: ReadonlyMap<string, string> = new Map([
  ["handlers/__init__.py", ""],
  ["handlers/tools.py", "def nothing() -> None: ...\n"],
  ...numbers(MODULES).map((index) => [`handlers/module_${index}.py`, moduleText(index)] as const),
]);

/** A thousand routes, each of which gets a record: by an action, or by a handler. */
function configText(withHandlers: boolean): string {
  const models = numbers(MODULES).map((index) =>
    `  Record${index}: { fields: { id: { type: uuid, auto: true }, name: { type: str, max_length: 200 } } }`
  );
  const stored = numbers(MODULES).map((index) =>
    `  - { path: "/stored/${index}", method: GET, action: db.list, model: Record${index} }`
  );
  const routes = numbers(MODULES).flatMap((index) =>
    numbers(HANDLERS).map((number) => {
      const does = withHandlers ? `handler: handlers.module_${index}.work_${number}` : "action: db.get";
      return `  - { path: "/records/${index}/${number}/{id}", method: GET, model: Record${index}, ${does} }`;
    })
  );
  const errors = "errors:\n  NotFound: { status: 404 }";
  return `models:\n${models.join("\n")}\n${errors}\nroutes:\n${stored.join("\n")}\n${routes.join("\n")}\n`;
}

function hostOf(log: Map<string, number>): Host {
  const below = (folder: string) => [...FILES.keys()].filter((path) => path.startsWith(folder));
  return {
    read: (path) => {
      log.set(path, (log.get(path) ?? 0) + 1);
      const text = FILES.get(path);
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
    realpath: (path) => FILES.has(path) || below(`${path}/`).length > 0 ? path : undefined,
    list: (folder) => folder === "" ? ["handlers"] : below(`${folder}/`).map((path) => path.slice(folder.length + 1)),
  };
}

async function timed(text: string, log = new Map<string, number>(), checkOnly = false) {
  const start = performance.now();
  const options = { packageName: "generated", checkOnly };
  const compilation = await compileSource({ name: "api.yaml", text }, options, hostOf(log));
  return { ...compilation, milliseconds: performance.now() - start };
}

Deno.test("1,000 handlers in 50 modules", async () => {
  const [plain, handled] = [configText(false), configText(true)];
  const log = new Map<string, number>();
  const { files, diagnostics } = await timed(handled, log);
  assert.ok(files, renderText(diagnostics.slice(0, 3), { colour: false }));
  assert.deepEqual(diagnostics.map(({ message }) => message), []);
  assert.deepEqual([...new Set(log.values())], [1], "each file is read once");
  assert.equal(log.size, FILES.size);
  assert.ok((await timed(plain)).files);
  const best = { plain: Infinity, handled: Infinity, checked: Infinity };
  for (const _ of numbers(ROUNDS)) {
    best.plain = Math.min(best.plain, (await timed(plain)).milliseconds);
    best.handled = Math.min(best.handled, (await timed(handled)).milliseconds);
    best.checked = Math.min(best.checked, (await timed(handled, new Map(), true)).milliseconds);
  }
  const times = (took: number) => `${took.toFixed(0)} ms (${(took / best.plain).toFixed(2)} times)`;
  const words = `1,000 actions compiled in ${best.plain.toFixed(0)} ms; 1,000 handlers checked in ` +
    `${times(best.checked)}, compiled in ${times(best.handled)}\n`;
  await Deno.stdout.write(new TextEncoder().encode(words));
});
