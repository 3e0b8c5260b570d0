/** Configs that attack: each is refused with a place, or compiles to Python that says what the config says. */

import assert from "node:assert/strict";
import { type Compilation, compile, compileSource, renderJson, renderText } from "../mod.ts";
import type { HostileInput } from "./hostile/inputs.ts";
import { FILES_AND_SETTINGS, HTTP, REFERENCES, TEXT } from "./hostile/meaning.ts";
import { NAME_CONFIGS } from "./hostile/name_configs.ts";
import { NAMES } from "./hostile/names.ts";
import { COMPARE_TEXTS, hostileTexts, textConfig } from "./hostile/texts.ts";
import { generate, inFolder, PARSE_ALL, run, START_ALL, writeFiles } from "./hostile/tools.ts";
import { YAML } from "./hostile/yaml.ts";

/** Half a surrogate pair cannot be written as bytes: such texts take the other entrance. */
async function compiled(text: string, packageName: string): Promise<Compilation> {
  if (!text.isWellFormed()) return await compileSource({ name: "api.yaml", text }, { packageName });
  const bytes = new TextEncoder().encode(text);
  return await compile("api.yaml", { read: () => bytes, realpath: (path) => path }, { packageName });
}

/** Line breaks aside, what people do not see and terminals obey. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** What holds for every config, however strange. */
function checkShape({ files, diagnostics }: Compilation): void {
  const isRefused = diagnostics.some(({ severity }) => severity === "error");
  assert.equal(files === undefined, isRefused, "files are there exactly when there is no error");
  for (const { span, message, code } of diagnostics) {
    assert.ok(message.length < 2000, `${code} is ${message.length} characters long`);
    if (span === undefined) continue;
    const { start, end, source } = span;
    assert.ok(0 <= start && start <= end && end <= source.text.length, `${code} points outside the text`);
  }
  assert.doesNotMatch(renderText(diagnostics, { colour: false }), UNSEEN);
  assert.equal(JSON.parse(renderJson(diagnostics)).diagnostics.length, diagnostics.length);
}

const GROUPS: Readonly<Record<string, readonly HostileInput[]>> = {
  "YAML": YAML,
  "names": NAMES,
  "references": REFERENCES,
  "texts and values": TEXT,
  "HTTP": HTTP,
  "files and settings": FILES_AND_SETTINGS,
};

for (const [group, inputs] of Object.entries(GROUPS)) {
  Deno.test(`hostile ${group}: each is refused with its code, or compiles`, async (t) => {
    for (const [name, text, code] of inputs) {
      await t.step(name, async () => {
        const compilation = await compiled(text, "generated");
        checkShape(compilation);
        const [first] = compilation.diagnostics.filter(({ severity }) => severity === "error");
        if (code === "E") assert.ok(first, "compiles");
        else assert.equal(first?.code ?? "", code, first?.message);
      });
    }
  });
}

Deno.test("bytes that are no text are refused", async () => {
  const inputs: readonly (readonly number[])[] = [
    [0xff, 0xfe, 0x6e, 0x00],
    [0xfe, 0xff, 0x00, 0x6e],
    [0x6e, 0x61, 0x6d, 0x65, 0x3a, 0x20, 0xff],
    [0x6e, 0x61, 0x6d, 0x65, 0x3a, 0x20, 0xc0, 0x80],
    [0x6e, 0x61, 0x6d, 0x65, 0x3a, 0x20, 0xed, 0xa0, 0x80],
    [0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10],
    [0x1f, 0x8b, 0x08, 0x00],
  ];
  for (const bytes of inputs) {
    const host = { read: () => new Uint8Array(bytes), realpath: (path: string) => path };
    const compilation = await compile("api.yaml", host, { packageName: "generated" });
    checkShape(compilation);
    assert.equal(compilation.diagnostics[0]?.code, "E026", bytes.join(" "));
  }
});

Deno.test("CR, LF and CRLF give the same files", async () => {
  const text = NAME_CONFIGS["named_types"] ?? "";
  const ends = ["\n", "\r\n", "\r"];
  const all = await Promise.all(ends.map((end) => compiled(text.replaceAll("\n", end), "generated")));
  const [plain, windows, old] = all.map(({ files }) => files);
  assert.ok(plain);
  assert.deepEqual(windows, plain);
  assert.deepEqual(old, plain);
});

Deno.test("what compiles is Python", async () => {
  await inFolder(async (folder) => {
    let count = 0;
    for (const [, text] of Object.values(GROUPS).flat()) {
      const { files } = await compiled(text, "generated");
      if (files === undefined) continue;
      const own = new Map([...files].filter(([path]) => !path.startsWith("runtime/")));
      writeFiles(`${folder}/p${count++}`, own);
    }
    assert.ok(count > 50, `only ${count} compile`);
    await run(folder, "python", "-c", PARSE_ALL, String(count * 5));
  });
});

Deno.test("texts come back as they went in, and nothing in them is executed", async () => {
  await inFolder(async (folder) => {
    const canary = `${folder}/canary`;
    const texts = hostileTexts(canary);
    await generate(folder, "texts", textConfig(texts));
    Deno.writeTextFileSync(`${folder}/texts.json`, JSON.stringify(texts));
    await run(folder, "ruff", "check", "texts");
    await run(folder, "ruff", "format", "--check", "texts");
    await run(folder, "python", "-W", "error", "-c", COMPARE_TEXTS);
    await run(folder, "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "texts/tests/test_api.py");
    assert.throws(() => Deno.statSync(canary), Deno.errors.NotFound);
  });
});

Deno.test("names that generated files use themselves give way", async () => {
  await inFolder(async (folder) => {
    const names = Object.keys(NAME_CONFIGS);
    for (const [name, text] of Object.entries(NAME_CONFIGS)) {
      await generate(folder, name, text);
      const paths = [...Deno.readDirSync(`${folder}/${name}/tests`)].map((entry) => entry.name.toLowerCase());
      assert.equal(new Set(paths).size, paths.length, "file names differ in more than case");
      const models = new Set([...text.matchAll(/model: (\w+)[, }]/g)].map(([, model]) => model));
      const resources = paths.filter((path) =>
        path.startsWith("test_") && path !== "test_api.py" && path !== "test_requests.py"
      );
      if (!name.endsWith("types")) assert.equal(resources.length, models.size, "each model has a file with its tests");
    }
    await run(folder, "ruff", "check", ".");
    await run(folder, "ruff", "format", "--check", ".");
    await run(folder, "python", "-c", START_ALL, ...names);
    await run(folder, "mypy", "--strict", "--cache-dir", `${folder}/mypy`, ...names);
  });
});
