/** Shows how a file on disk differs from what restgen would write. */

import { escapeControls } from "../diagnostics/text.ts";

/** Lines of one diff that are shown; what is left is counted. */
const MOST_LINES = 200;
const LONGEST_LINE = 1000;

/** A unified diff from what is on disk to what restgen would write, safe to print on a terminal. */
export async function unifiedDiff(path: string, found: Uint8Array, wanted: string): Promise<string> {
  let before: string;
  try {
    before = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(found);
  } catch {
    return `${path} is not UTF-8 text; restgen would write text\n`;
  }
  // Loaded only here: most runs show no diff.
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import("diff");
  const patch = createTwoFilesPatch(`${path} (on disk)`, `${path} (restgen)`, before, wanted, undefined, undefined, {
    context: 3,
    maxEditLength: 1000,
    headerOptions: FILE_HEADERS_ONLY,
  });
  if (patch === undefined) return `${path} differs almost everywhere from what restgen would write\n`;
  const lines = patch.replace(/\n$/, "").split("\n");
  const shown = lines.slice(0, MOST_LINES).map(visible);
  if (lines.length > MOST_LINES) shown.push(`… ${lines.length - MOST_LINES} more lines`);
  return `${shown.join("\n")}\n`;
}

/** Tabs are part of files; everything else that steers a terminal is spelled out. */
function visible(line: string): string {
  return line.slice(0, LONGEST_LINE).split("\t").map(escapeControls).join("\t");
}
