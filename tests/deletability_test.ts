/** A feature is one file and one line: without them, everything else type-checks and works as before. */

import assert from "node:assert/strict";

const root = new URL("../", import.meta.url).pathname;

interface Slice {
  readonly name: string;
  readonly files: readonly string[];
  /** Where the tuple is that lists it. */
  readonly list: string;
}

const OF_ROUTES = "src/features/mod.ts";
const OF_THE_APPLICATION = "src/features/app/mod.ts";
const LAYERS = ["cors", "custom", "gzip", "hosts", "kind", "order", "rate_limit", "routers", "tests", "trusted_host"];

const SLICES: readonly Slice[] = [
  { name: "sort", files: ["src/features/sort.ts", "templates/runtime/sorting.py"], list: OF_ROUTES },
  { name: "filters", files: ["src/features/filters.ts"], list: OF_ROUTES },
  { name: "pagination", files: ["src/features/pagination.ts", "templates/runtime/pagination.py"], list: OF_ROUTES },
  { name: "docs", files: ["src/features/app/docs.ts"], list: OF_THE_APPLICATION },
  {
    name: "healthCheck",
    files: ["src/features/app/health_check.ts", "templates/runtime/health.py"],
    list: OF_THE_APPLICATION,
  },
  { name: "mounts", files: ["src/features/app/mounts.ts"], list: OF_THE_APPLICATION },
  {
    name: "middleware",
    files: [
      "src/features/app/middleware.ts",
      ...LAYERS.map((name) => `src/features/app/middleware/${name}.ts`),
      "templates/runtime/compression.py",
      "templates/runtime/dispatch.py",
      "templates/runtime/hosts.py",
      "templates/runtime/layers.py",
      "templates/runtime/origins.py",
    ],
    list: OF_THE_APPLICATION,
  },
];

function copyFolder(from: string, to: string, keep: (name: string) => boolean): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copyFolder(`${from}/${name}`, `${to}/${name}`, keep);
    else if (keep(name)) Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
  }
}

/** The line of the tuple with the feature's name taken out, and the import of its file. */
function withoutFeature(text: string, name: string): string {
  const lines = text.split("\n").filter((line) => !line.startsWith(`import { ${name} }`));
  const tuple = lines.findIndex((line) => line.startsWith("const ALL = ["));
  const before = lines[tuple] ?? "";
  const [, members = ""] = /\[(.*)\]/.exec(before) ?? [];
  const others = members.split(", ").filter((member) => member !== name);
  assert.equal(others.length, members.split(", ").length - 1, `no ${name} in ${before}`);
  return lines.with(tuple, `const ALL = [${others.join(", ")}] as const;`).join("\n");
}

/** The quickstart without the lines that use a feature; it uses none of the application. */
function quickstartWithout({ name, list }: Slice): string {
  const lines = Deno.readTextFileSync(`${root}examples/quickstart/api.yaml`).split("\n");
  const others = lines.filter((line) => !line.trimStart().startsWith(`${name}:`));
  const used = list === OF_ROUTES ? 1 : 0;
  assert.equal(others.length, lines.length - used, `the quickstart does not use ${name} in one line`);
  return others.join("\n");
}

/** The files that a compilation made. */
function pathsOf({ files }: { readonly files: readonly (readonly [string, string])[] }): readonly string[] {
  return files.filter(([path]) => path !== "tests/test_api.py").map(([path, text]) => `${path}\n${text}`);
}

const SCRIPT = `
import { compileSource } from "./mod.ts";
const { files, diagnostics } = await compileSource(
  { name: "api.yaml", text: Deno.readTextFileSync("api.yaml") },
  { packageName: "generated" },
);
console.log(JSON.stringify({ files: files && [...files], diagnostics: diagnostics.map((one) => one.message) }));
`;

async function deno(folder: string, ...args: readonly string[]): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), { args: [...args], cwd: folder, stdout: "piped", stderr: "piped" });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  assert.equal(code, 0, decoder.decode(stderr));
  return decoder.decode(stdout);
}

for (const slice of SLICES) {
  const { name, files } = slice;
  Deno.test(`everything else works without the feature "${name}"`, async () => {
    const folder = Deno.makeTempDirSync({ prefix: "restgen_slice_" });
    try {
      for (const part of ["src", "templates", "examples", "docs"]) {
        copyFolder(`${root}${part}`, `${folder}/${part}`, (file) => !file.endsWith("_test.ts"));
      }
      for (const file of ["mod.ts", "cli.ts", "deno.json", "deno.lock"]) {
        Deno.copyFileSync(`${root}${file}`, `${folder}/${file}`);
      }
      for (const file of files) Deno.removeSync(`${folder}/${file}`);
      const list = `${folder}/${slice.list}`;
      Deno.writeTextFileSync(list, withoutFeature(Deno.readTextFileSync(list), name));
      await deno(folder, "check", "--quiet", "mod.ts", "cli.ts");

      const config = quickstartWithout(slice);
      Deno.writeTextFileSync(`${folder}/api.yaml`, config);
      Deno.writeTextFileSync(`${folder}/compile.ts`, SCRIPT);
      const without = JSON.parse(await deno(folder, "run", "--quiet", "--allow-read", "compile.ts"));
      assert.deepEqual(without.diagnostics, []);

      // What is left does not know that there ever was such a feature.
      Deno.copyFileSync(`${root}${slice.list}`, list);
      for (const file of files) Deno.copyFileSync(`${root}${file}`, `${folder}/${file}`);
      const whole = JSON.parse(await deno(folder, "run", "--quiet", "--allow-read", "compile.ts"));
      // The documentation pages are there without a word about them: only their test goes with the feature.
      if (name === "docs") assert.deepEqual(pathsOf(without), pathsOf(whole));
      else assert.deepEqual(without, whole);

      assert.equal(without.files.length > 20, true);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  });
}
