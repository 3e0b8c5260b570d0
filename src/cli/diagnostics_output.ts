/** Prints what the compiler found. */

import type { Diagnostic } from "../diagnostics/define.ts";
import { escapeJson, renderJson, renderText, summary } from "../diagnostics/render.ts";
import { type System, usesColour } from "./system.ts";

/** Prints diagnostics for people, on stderr, and how many there are. */
export function printDiagnostics(system: System, diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length === 0) return;
  system.stderr.write(renderText(diagnostics, { colour: usesColour(system, system.stderr) }));
  system.stderr.write(`\n${summary(diagnostics)}\n`);
}

/** Prints diagnostics for programs, on stdout, with what else a command has to say. */
export function printDiagnosticsAsJson(
  system: System,
  diagnostics: readonly Diagnostic[],
  more: Readonly<Record<string, unknown>> = {},
): void {
  const text = renderJson(diagnostics);
  const members = JSON.stringify(more, null, 2).replace(/^\{\n?/, "").replace(/\n?\}$/, "");
  system.stdout.write(members === "" ? text : text.replace(/\n\}\n$/, () => `,\n${escapeJson(members)}\n}\n`));
}
