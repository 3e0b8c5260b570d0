/** The runtime files that an endpoint imports and that not every package has. */

import calls from "../../../../templates/runtime/calls.py" with { type: "text" };
import checks from "../../../../templates/runtime/checks.py" with { type: "text" };
import effects from "../../../../templates/runtime/effects.py" with { type: "text" };
import references from "../../../../templates/runtime/references.py" with { type: "text" };
import type { TextFile } from "../../../ir/project.ts";
import type { FunctionDef } from "../../../python/ast.ts";
import { collectNames } from "../../../python/scopes.ts";
import { FOR_MODELS } from "../runtime.ts";

const TYPES: readonly TextFile[] = FOR_MODELS.map(({ path, text }) => ({ path: path.replace("runtime/", ""), text }));

/** Files by the modules that import them. */
const FILES: ReadonlyMap<string, readonly TextFile[]> = new Map([
  [".runtime.calls", [{ path: "calls.py", text: calls }]],
  [".runtime.checks", [{ path: "checks.py", text: checks }]],
  [".runtime.effects", [{ path: "calls.py", text: calls }, { path: "effects.py", text: effects }]],
  [".runtime.references", [{ path: "references.py", text: references }]],
  [".runtime.types", TYPES],
  [".runtime.formats", TYPES],
]);

/** The files, below `runtime/`. */
export function runtimeFilesOf(definition: FunctionDef): readonly TextFile[] {
  const { imported } = collectNames({ path: "", docstring: "", body: [definition] });
  const modules = new Set(imported.map((one) => one.module));
  return [...modules].flatMap((module) => FILES.get(module) ?? []);
}
