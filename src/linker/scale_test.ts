/** Large programs: linking grows with what is written, not with its square. */

import assert from "node:assert/strict";
import { CONFIG } from "../language/config.ts";
import { loadDocument } from "../source/load.ts";
import { link } from "./mod.ts";
import { type Files, memoryHost } from "./program_test_tools.ts";

/** Files that a number of models fill, each with two fields of that type. */
function filled(file: number, models: number, type: (model: number) => string): string {
  const lines = Array.from({ length: models }, (_, model) => {
    const field = `{ type: list, items: ${type(model)} }`;
    return `  M${file}x${model}: { fields: { id: int, a: ${field}, b: ${field} } }\n`;
  });
  return `models:\n${lines.join("")}`;
}

function timed(files: Files): { readonly models: number; readonly diagnostics: number; readonly seconds: number } {
  const [[name, text] = ["", ""]] = Object.entries(files);
  let diagnostics = 0;
  const root = loadDocument({ name, text }, () => diagnostics++);
  assert.ok(root !== undefined);
  const host = memoryHost(files);
  const start = performance.now();
  const { document } = link(root, host, CONFIG, () => diagnostics++);
  const seconds = (performance.now() - start) / 1000;
  const models = document.root.entries.find(({ key }) => key === "models")?.value;
  return { models: models?.kind === "mapping" ? models.entries.length : 0, diagnostics, seconds };
}

const aliases = (count: number) =>
  `$import:\n${Array.from({ length: count }, (_, file) => `  f${file}: f${file}.yaml\n`).join("")}`;

Deno.test("200 files of 50 models, all of which the root refers to", () => {
  const files: Record<string, string> = {
    "api.yaml": aliases(200) + filled(999, 200, (model) => `f${model}.M${model}x0`),
  };
  for (let file = 0; file < 200; file++) files[`f${file}.yaml`] = filled(file, 50, (model) => `M${file}x${model}`);
  const { models, diagnostics, seconds } = timed(files);
  assert.deepEqual([models, diagnostics], [10_200, 0]);
  assert.ok(seconds < 5, `took ${seconds} s`);
});

Deno.test("a chain of 999 files, each of which merges the next", () => {
  const files: Record<string, string> = {};
  for (let file = 0; file < 999; file++) {
    const next = file === 998 ? "" : `$import: [f${file + 1}.yaml]\n`;
    files[`f${file}.yaml`] = next + filled(file, 5, (model) => `M998x${model}`);
  }
  const { models, diagnostics, seconds } = timed(files);
  assert.deepEqual([models, diagnostics], [4995, 0]);
  assert.ok(seconds < 5, `took ${seconds} s`);
});

Deno.test("the same names in 900 files", () => {
  const files: Record<string, string> = { "api.yaml": aliases(900) };
  for (let file = 0; file < 900; file++) files[`f${file}.yaml`] = filled(0, 5, () => "str");
  const { models, diagnostics, seconds } = timed(files);
  assert.deepEqual([models, diagnostics], [4500, 0]);
  assert.ok(seconds < 5, `took ${seconds} s`);
});

Deno.test("900 routers behind aliases, each of which names a model of its file", () => {
  const list = Array.from({ length: 900 }, (_, file) => `  - f${file}\n`).join("");
  const files: Record<string, string> = { "api.yaml": `${aliases(900)}routers:\n${list}` };
  for (let file = 0; file < 900; file++) {
    files[`f${file}.yaml`] = `${filled(0, 2, () => "str")}router:
  prefix: /f${file}
  routes:
    - { path: /, method: GET, action: db.list, model: M0x0 }
    - { path: /, method: POST, action: db.create, model: M0x1 }
`;
  }
  const { models, diagnostics, seconds } = timed(files);
  assert.deepEqual([models, diagnostics], [1800, 0]);
  assert.ok(seconds < 5, `took ${seconds} s`);
});

Deno.test("10,000 names that no file sees", () => {
  const files: Record<string, string> = { "api.yaml": `${aliases(100)}models: { Hidden: { fields: { id: int } } }` };
  for (let file = 0; file < 100; file++) {
    files[`f${file}.yaml`] = filled(file, 50, (model) => model % 2 === 0 ? "Hidden" : `M${file}y${model}`);
  }
  const { models, diagnostics, seconds } = timed(files);
  // Faults wait in the document until their values are read.
  assert.deepEqual([models, diagnostics], [5001, 0]);
  assert.ok(seconds < 5, `took ${seconds} s`);
});
