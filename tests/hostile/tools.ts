/** Generated packages in a folder of their own, and Python programs over them. */

import assert from "node:assert/strict";
import { compileSource, renderText } from "../../mod.ts";

/** The bin folder of a venv with the generated requirements. */
export function pythonBin(): string {
  const bin = Deno.env.get("RESTGEN_TEST_PYTHON_BIN");
  assert.ok(
    bin,
    "Set RESTGEN_TEST_PYTHON_BIN to the bin folder of a venv with ruff, mypy and the generated requirements",
  );
  return bin;
}

/** Writes files below a folder. */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    const full = `${folder}/${path}`;
    Deno.mkdirSync(full.slice(0, full.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(full, text);
  }
}

/** Compiles a config that has no errors, and writes the package. */
export async function generate(folder: string, name: string, text: string): Promise<void> {
  const { files, diagnostics } = await compileSource({ name: `${name}.yaml`, text }, { packageName: name });
  assert.ok(files, renderText(diagnostics.filter(({ severity }) => severity === "error"), { colour: false }));
  writeFiles(`${folder}/${name}`, files);
}

/** Runs a program of the venv in a folder; what it says is the message if it fails. */
export async function run(folder: string, program: string, ...args: readonly string[]): Promise<void> {
  const command = new Deno.Command(`${pythonBin()}/${program}`, { args: [...args], cwd: folder });
  const { success, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  assert.ok(
    success,
    `${program} ${args[0]?.slice(0, 40)}:\n${decoder.decode(stdout)}${decoder.decode(stderr)}`.slice(0, 8000),
  );
}

/** A program that parses every Python file below the current folder. */
export const PARSE_ALL = `
import ast, sys
from pathlib import Path
count = 0
for path in sorted(Path(".").rglob("*.py")):
    ast.parse(path.read_bytes(), str(path))
    count += 1
sys.exit(0 if count >= int(sys.argv[1]) else f"only {count} files")
`;

/** A program that starts the packages that its arguments name, with warnings as errors, and asks for their schemas. */
export const START_ALL = `
import importlib, sys, warnings
warnings.simplefilter("error")
sys.path.insert(0, ".")
for name in sys.argv[1:]:
    schema = importlib.import_module(f"{name}.app").app.openapi()
    assert schema["paths"], name
`;

/** Gives a test an empty folder. */
export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "restgen_hostile_" }));
  try {
    await work(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
