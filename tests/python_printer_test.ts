/** Printed Python, judged by the real tools: `ruff format` leaves it alone, and CPython reads the tree from it. */

import assert from "node:assert/strict";
import type { Module } from "../src/python/ast.ts";
import { assign, int, list, name, str } from "../src/python/build.ts";
import { escapeText, printDocstring } from "../src/python/literal.ts";
import { BUILTINS, KEYWORDS, PYDANTIC_RESERVED, STDLIB_MODULES, toCamelCase } from "../src/python/names.ts";
import { printModule } from "../src/python/print.ts";
import { displayWidth } from "../src/python/width.ts";
import { COMPARE_PROGRAM, treeAsJson } from "./python_compare.ts";
import { HAZARDS } from "./python_hazards.ts";
import { RandomModules } from "./python_random.ts";
import { Random } from "./random.ts";

const FIRST_PARTY = new Set(["handlers"]);
const SEEDS = Number(Deno.env.get("RESTGEN_PROPERTY_SEEDS") ?? "250");

function tool(program: string): string {
  const folder = Deno.env.get("RESTGEN_TEST_PYTHON_BIN");
  if (folder === undefined) {
    throw new Error("Set RESTGEN_TEST_PYTHON_BIN to the bin folder of a virtual environment with ruff and pydantic");
  }
  return `${folder}/${program}`;
}

interface Outcome {
  readonly code: number;
  readonly output: string;
}

async function run(program: string, parameters: readonly string[], cwd?: string): Promise<Outcome> {
  const command = new Deno.Command(tool(program), { args: [...parameters], ...(cwd === undefined ? {} : { cwd }) });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

async function python(program: string, ...parameters: readonly string[]): Promise<string> {
  const { code, output } = await run("python", ["-W", "ignore", "-c", program, ...parameters]);
  assert.equal(code, 0, output);
  return output;
}

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "restgen-python-" });
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function head(output: string): string {
  return output.split("\n").slice(0, 60).join("\n");
}

async function assertFormatted(folder: string): Promise<void> {
  const format = await run("ruff", ["format", "--isolated", "--no-cache", "--diff", "."], folder);
  assert.equal(format.code, 0, head(format.output));
}

async function assertSameTrees(folder: string): Promise<void> {
  const compare = await run("python", ["-W", "ignore", "-c", COMPARE_PROGRAM, folder]);
  assert.equal(compare.code, 0, head(compare.output));
}

async function assertSortedImports(folder: string): Promise<void> {
  const known = `lint.isort.known-first-party=${JSON.stringify([...FIRST_PARTY])}`;
  const rules = ["--isolated", "--no-cache", "--select", "I,F401,F822", "--config", known];
  const check = await run("ruff", ["check", ...rules, "--output-format", "concise", "."], folder);
  assert.equal(check.code, 0, head(check.output));
}

async function write(folder: string, id: string, module: Module, width?: number): Promise<void> {
  const options = { firstParty: FIRST_PARTY, ...(width === undefined ? {} : { width }) };
  await Deno.writeTextFile(`${folder}/${id}.py`, printModule(module, options));
  await Deno.writeTextFile(`${folder}/${id}.json`, treeAsJson(module));
}

Deno.test(`random modules of ${SEEDS} seeds are fixed points of ruff and parse to their trees`, async () => {
  await withFolder(async (folder) => {
    for (let seed = 0; seed < SEEDS; seed++) await write(folder, `module${seed}`, new RandomModules(seed).module());
    await assertFormatted(folder);
    await assertSortedImports(folder);
    await assertSameTrees(folder);
  });
});

Deno.test("random modules without line breaks parse to their trees", async () => {
  await withFolder(async (folder) => {
    for (let seed = 0; seed < Math.min(SEEDS, 100); seed++) {
      await write(folder, `module${seed}`, new RandomModules(seed).module(), Infinity);
    }
    await assertSameTrees(folder);
  });
});

Deno.test("shapes that need more than one rule", async (t) => {
  await withFolder(async (folder) => {
    for (const [index, hazard] of HAZARDS.entries()) {
      const module: Module = { path: "app.py", docstring: "", body: hazard.body };
      await t.step(hazard.title, async (step) => {
        const own = `${folder}/${index}`;
        await Deno.mkdir(own);
        await write(own, "module", module);
        await assertFormatted(own);
        await assertSameTrees(own);
        await step.assertSnapshot(printModule(module), { serializer: String });
      });
    }
  });
});

/** Texts of random code points, among them everything that is hard. */
function hostileTexts(count: number): readonly string[] {
  const random = new Random(7);
  const special = [
    '"',
    "'",
    "\\",
    "\n",
    "\r",
    "\t",
    "\0",
    "\u2028",
    "\u202e",
    "\ufeff",
    "\ud800",
    "\udc00",
    " ",
    '"""',
  ];
  return Array.from(
    { length: count },
    () =>
      random.some(0, 12, () => random.oneIn(2) ? random.pick(special) : String.fromCodePoint(random.below(0x3000)))
        .join(""),
  );
}

Deno.test("hostile texts survive as literals and docstrings", async () => {
  await withFolder(async (folder) => {
    const texts = hostileTexts(1500);
    const body = [
      assign("texts", list(texts.map((text) => str(text)))),
      assign("raw", list(texts.map((value) => ({ kind: "string", value, raw: true })))),
      ...texts.map((docstring, index): Module["body"][number] => ({
        kind: "class",
        name: `Documented${index}`,
        decorators: [],
        bases: [],
        docstring,
        body: [],
      })),
    ];
    await write(folder, "texts", { path: "texts.py", docstring: "Texts.", body });
    await assertFormatted(folder);
    await assertSameTrees(folder);
    const text = await Deno.readTextFile(`${folder}/texts.py`);
    assert.doesNotMatch(text, /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });
});

Deno.test("a docstring never ends its own quotes", async () => {
  await withFolder(async (folder) => {
    const texts = ['"', '""', '"""', '\\"', '\\\\"', "\\", '"""" + evil() + """"', 'a"""\nimport os\n"""', "a\\\nb"];
    for (const [index, docstring] of texts.entries()) {
      await write(folder, `module${index}`, { path: "app.py", docstring, body: [assign("x", int(1))] });
      assert.notEqual(printDocstring(docstring, ""), undefined);
    }
    await assertFormatted(folder);
    await assertSameTrees(folder);
  });
});

Deno.test("display width is what ruff counts", async () => {
  await withFolder(async (folder) => {
    const random = new Random(3);
    const characters: string[] = [];
    while (characters.length < 3000) {
      const character = String.fromCodePoint(0xa1 + random.below(random.pick([0x2000, 0xff00, 0x1fa00])));
      if (escapeText(character, '"') === character) characters.push(character);
    }
    const lines = characters.map((character) => `x = "${character.repeat(10)}"\n`);
    await Deno.writeTextFile(`${folder}/widths.py`, lines.join(""));
    const rules = ["--isolated", "--no-cache", "--select", "E501", "--line-length", "1", "--output-format", "json"];
    const { output } = await run("ruff", ["check", ...rules, "widths.py"], folder);
    const widths = [...output.matchAll(/"message": "Line too long \((\d+) > 1\)"/g)].map((match) => Number(match[1]));
    assert.deepEqual(widths, lines.map((line) => displayWidth(line.trimEnd())));
  });
});

Deno.test("camel case is Pydantic's", async () => {
  const words = ["a", "id", "url", "user", "HTTP", "Id", "2", "v2", "x1y", "2x", "", "aB"];
  const random = new Random(5);
  const names = Array.from({ length: 800 }, () => random.some(1, 4, () => random.pick(words)).join("_"));
  const program = "import json, sys; from pydantic.alias_generators import to_camel; " +
    "print(json.dumps([to_camel(name) for name in json.loads(sys.argv[1])]))";
  assert.deepEqual(JSON.parse(await python(program, JSON.stringify(names))), names.map(toCamelCase));
});

Deno.test("reserved names are those of the installed Python and Pydantic", async () => {
  const program = "import builtins, json, keyword, sys, pydantic; print(json.dumps([keyword.kwlist, dir(builtins), " +
    "sorted(sys.stdlib_module_names), [name for name in dir(pydantic.BaseModel) if not name.startswith('_')]]))";
  const found: unknown = JSON.parse(await python(program));
  assert.ok(Array.isArray(found));
  const missing = [KEYWORDS, BUILTINS, STDLIB_MODULES, PYDANTIC_RESERVED].map((known, index) => {
    const names: unknown = found[index];
    assert.ok(Array.isArray(names));
    return names.filter((one: unknown) => typeof one === "string" && !known.has(one) && !/^_.*(__|Error)$/.test(one));
  });
  assert.deepEqual(missing, [[], [], [], []]);
});

Deno.test("imports that clash mean what they meant", async () => {
  await withFolder(async (folder) => {
    const module: Module = {
      path: "tests/test_api.py",
      docstring: "Clashes.",
      body: [
        assign("x", { kind: "imported", module: "fastapi", name: "Response" }),
        assign("y", { kind: "imported", module: "starlette.responses", name: "Response" }),
        assign("datetime", { kind: "imported", module: "datetime", name: "datetime" }),
        assign("z", list([{ kind: "imported", module: "collections.abc" }, name("print")])),
      ],
    };
    await write(folder, "clash", module);
    await assertFormatted(folder);
    await assertSortedImports(folder);
    await assertSameTrees(folder);
  });
});
