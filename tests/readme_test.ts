/** Every block of the pages for users runs, and every link leads somewhere. */

import assert from "node:assert/strict";
import { OPERATORS } from "../src/features/operators.ts";
import { schema } from "../src/language/json_schema.ts";
import { FORMATS, TYPE_NAMES } from "../src/language/types.ts";
import { restgen } from "./program.ts";
import { blocksOf, runPage } from "./readme.ts";
import { printedFile, printedTree } from "./readme_generated.ts";
import { anchorsOf, deadLinks, prose } from "./readme_links.ts";
import { PAGES, ROOT } from "./readme_pages.ts";
import { startScenario, VERSION } from "./readme_scenario.ts";

const read = (path: string) => Deno.readTextFileSync(`${ROOT}${path}`);

for (const page of PAGES) {
  Deno.test(`${page}: every block is true`, async () => {
    const checked = await runPage(read(page));
    assert.ok(checked.length > 0);
    for (const { block, actual } of checked) {
      assert.equal(block.text, actual, `${page}, line ${block.line}; "deno task bless" writes what is true`);
    }
  });
}

Deno.test("tasks that the pages name exist, and CI runs those that need no Deno", () => {
  const { tasks } = JSON.parse(read("deno.json"));
  const ci = read(".ci/run");
  const named = PAGES.flatMap((page) => blocksOf(read(page)).filter(({ language }) => language === "sh"))
    .flatMap(({ text }) => text.trimEnd().split("\n"));
  for (const line of named) {
    const [, npx, task] = /^(npx -y deno@\d+\.\d+\.\d+|deno) task ([a-z]+)( --once| [a-z]+)?(?: +#.*)?$/.exec(line) ??
      [];
    assert.ok(task !== undefined && Object.hasOwn(tasks, task), `"${line}" is no task of deno.json`);
    for (const [file] of (tasks[task].command ?? "").matchAll(/[\w./]+\.ts/g)) {
      assert.ok(Deno.statSync(ROOT + file).isFile);
    }
    if (npx !== "deno") assert.ok(ci.includes(`${npx} task ${task}`), `.ci/run does not run "${line}"`);
  }
  assert.ok(named.some((line) => line.endsWith("task demo")) && named.some((line) => line.endsWith("task test")));
  const versions = PAGES.flatMap((page) => [...read(page).matchAll(/deno@([\d.]+\d)/g)].map(([, version]) => version));
  assert.deepEqual(new Set(versions), new Set([VERSION]));
});

Deno.test("commands and flags that the pages name in passing exist", async () => {
  const helps = new Map<string, string>();
  const help = async (command: string) => {
    const known = helps.get(command);
    if (known !== undefined) return known;
    const { code, stdout } = await restgen([command, "--help"], { cwd: ROOT });
    assert.equal(code, 0, `there is no "restgen ${command}"`);
    helps.set(command, stdout);
    return stdout;
  };
  for (const page of PAGES) {
    for (const [, code = ""] of prose(read(page)).matchAll(/`([^`\n]+)`/g)) {
      const [, command = "compile", rest = ""] = /^(?:restgen ([a-z]+))?(.*)$/.exec(code) ?? [];
      const isOfTheDemo = code === "--once";
      if (isOfTheDemo || !(code.startsWith("restgen ") || code.startsWith("--"))) continue;
      const text = await help(command);
      for (const [flag] of rest.matchAll(/(?<=^| )--?[a-z][a-z-]*/g)) {
        assert.ok(
          text.includes(` ${flag}`) || text.includes(`[${flag}`),
          `${page}: "restgen ${command}" has no ${flag}`,
        );
      }
    }
  }
  assert.ok(helps.size >= 4);
});

Deno.test("the README says of every library why it is there", () => {
  const { imports } = JSON.parse(read("deno.json"));
  const [, section = ""] = /\n## Dependencies\n([^]*?)\n## /.exec(read("README.md")) ?? [];
  const [table = ""] = /(^\|.*\n)+/m.exec(section) ?? [];
  const named = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, library]) => library);
  assert.deepEqual(named.sort(), Object.keys(imports).sort());
});

/** The keys of all mappings of the language. */
function keysOf(value: unknown, keys: Set<string> = new Set()): ReadonlySet<string> {
  if (typeof value !== "object" || value === null) return keys;
  for (const [name, part] of Object.entries(value)) {
    if (name === "properties") { for (const key of Object.keys(part)) keys.add(key); }
    keysOf(part, keys);
  }
  return keys;
}

Deno.test("the README misses nothing that is there, and lists what the language has", () => {
  const readme = read("README.md");
  const keys = keysOf(schema());
  const [, missing = ""] = /\n## What is not there yet\n([^]*?)\n## /.exec(readme) ?? [];
  const named = [...missing.matchAll(/`([a-z_$]+)`/g)].map(([, key = ""]) => key);
  assert.deepEqual(named.filter((key) => keys.has(key)), []);
  for (const words of [TYPE_NAMES, FORMATS, [...new Set(OPERATORS.values())]]) {
    assert.ok(readme.includes(words.join(" ")), `the README does not list ${words.join(" ")}`);
  }
});

Deno.test("relative links and their anchors lead somewhere", () => {
  const pages = [...PAGES];
  for (const { name, isFile } of Deno.readDirSync(`${ROOT}docs`)) {
    if (isFile && name.endsWith(".md")) pages.push(`docs/${name}`);
  }
  assert.deepEqual(pages.flatMap((page) => deadLinks(page)), []);
});

Deno.test("a dead link, and one to a heading that is not there, are found", () => {
  const pages = new Map([
    [
      "docs/a.md",
      "# A\n[b](b.md#one-two) [c](../c.md) [d](#a) [e](#e) [f](https://x.example)\n```md\n[g](g.md)\n```\n",
    ],
    ["docs/b.md", "## One `two`!\n"],
  ]);
  assert.deepEqual(deadLinks("docs/a.md", (path) => pages.get(path)), ["docs/a.md: ../c.md", "docs/a.md: #e"]);
  assert.deepEqual([...anchorsOf("# In A → B, why?\n## x\n## x\n")], ["in-a--b-why", "x", "x-1"]);
});

Deno.test("a block that nothing covers fails", async () => {
  assert.throws(() => blocksOf("```\ntext\n```\n"), /line 1: nothing says how to test/);
  await assert.rejects(runPage("```rust\nfn main() {}\n```\n"), /line 1: nothing says how to test a block of rust/);
  await assert.rejects(runPage("```python\nx = 1\n```\n"), /block of python without a title/);
  await assert.rejects(runPage("```console\nrestgen\n```\n"), /no line that starts with \$/);
  await assert.rejects(runPage("```console\n$ false\n```\n"), /"false" ends with 1/);
});

Deno.test("a config that nothing looks at still has to compile", async () => {
  await assert.rejects(
    runPage('```yaml title="api.yaml"\nmodles: {}\n```\n'),
    /api\.yaml does not compile:\nerror\[E107\]/,
  );
});

Deno.test("blocks of one scenario share a folder; what differs is said", async () => {
  const page =
    '```json title="a.json"\n{}\n```\n```diff title="a.json"\n-{}\n+[]\n```\n```console\n$ cat a.json\n{}\n```\n';
  const checked = await runPage(page);
  assert.equal(checked[2]?.actual, "$ cat a.json\n[]\n");
  assert.equal(checked[2]?.block.text, "$ cat a.json\n{}\n");
});

Deno.test("a part of a file keeps its first and its last line", () => {
  const file = "a\nb\nc\nd\n";
  assert.equal(printedFile(file, "b\nc\n", true), "b\nc\n");
  assert.equal(printedFile(file, "b\nx\nd\n", true), "b\nc\nd\n");
  assert.equal(printedFile(file, "b\n", false), file);
  assert.throws(() => printedFile(file, "x\nc\n", true), /begins with "x"/);
});

Deno.test("a tree keeps its words, loses what is gone and gains what is new", () => {
  const shown = "a.py  # first\nold.py  # gone\nsub/  # inner\n  c.py\n";
  const tree = printedTree(["a.py", "sub/b.py", "sub/c.py"], shown);
  assert.deepEqual(tree.split("\n").map((line) => line.replace(/ +#/, " #")), [
    "a.py # first",
    "sub/ # inner",
    "  c.py",
    "  b.py",
    "",
  ]);
});

Deno.test("an edit that fits nowhere is an error", async () => {
  const scenario = startScenario();
  scenario.write("a.txt", "one\ntwo\n");
  assert.throws(() => scenario.edit("a.txt", "-three\n+four\n"), /does not hold these lines once/);
  scenario.edit("a.txt", " one\n-two\n+2\n");
  assert.equal(scenario.read("a.txt"), "one\n2\n");
  await scenario.close();
});
