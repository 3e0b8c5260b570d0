/** The runtime files that an endpoint imports and that not every package has. */

import calls from "../../../../templates/runtime/calls.py" with { type: "text" };
import checks from "../../../../templates/runtime/checks.py" with { type: "text" };
import effects from "../../../../templates/runtime/effects.py" with { type: "text" };
import references from "../../../../templates/runtime/references.py" with { type: "text" };
import uploads from "../../../../templates/runtime/uploads.py" with { type: "text" };
import answers from "../../../../templates/runtime/answers.py" with { type: "text" };
import events from "../../../../templates/runtime/events.py" with { type: "text" };
import files from "../../../../templates/runtime/files.py" with { type: "text" };
import streams from "../../../../templates/runtime/streams.py" with { type: "text" };
import type { TextFile } from "../../../ir/project.ts";
import type { FunctionDef } from "../../../python/ast.ts";
import { collectNames } from "../../../python/scopes.ts";
import { FOR_MODELS } from "../runtime.ts";

const TYPES: readonly TextFile[] = FOR_MODELS.map(({ path, text }) => ({ path: path.replace("runtime/", ""), text }));

/** What calls functions that nobody could read. */
export const CALLS: TextFile = { path: "calls.py", text: calls };

/** Files by the modules that import them. */
const FILES: ReadonlyMap<string, readonly TextFile[]> = new Map([
  [".runtime.calls", [CALLS]],
  [".runtime.checks", [{ path: "checks.py", text: checks }]],
  [".runtime.answers", [{ path: "answers.py", text: answers }]],
  [".runtime.events", [{ path: "events.py", text: events }]],
  [".runtime.files", [{ path: "files.py", text: files }, { path: "streams.py", text: streams }]],
  [".runtime.streams", [{ path: "streams.py", text: streams }]],
  [".runtime.effects", [CALLS, { path: "effects.py", text: effects }]],
  [".runtime.references", [{ path: "references.py", text: references }]],
  [".runtime.uploads", [{ path: "uploads.py", text: uploads }]],
  [".runtime.types", TYPES],
  [".runtime.formats", TYPES],
]);

/** The files, below `runtime/`. */
export function runtimeFilesOf(definition: FunctionDef): readonly TextFile[] {
  const { imported } = collectNames({ path: "", docstring: "", body: [definition] });
  const modules = new Set(imported.map((one) => one.module));
  return [...modules].flatMap((module) => FILES.get(module) ?? []);
}
