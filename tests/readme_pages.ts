/** The pages whose blocks are run, and how to renew them. */

import { blessedPage } from "./readme.ts";

/** Path of the repository, with a slash at the end. */
export const ROOT = new URL("../", import.meta.url).pathname;

/** Pages, relative to the repository. */
export const PAGES: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "docs/pipelines.md",
  "examples/quickstart/README.md",
];

/**
 * Writes into every page what its blocks should say; gives the pages that have changed. Blocks that run ruff or pytest
 * stay as they are where `RESTGEN_TEST_PYTHON_BIN` names no folder with them.
 */
export async function blessPages(): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const page of PAGES) {
    const before = Deno.readTextFileSync(`${ROOT}${page}`);
    const after = await blessedPage(before);
    if (after === before) continue;
    Deno.writeTextFileSync(`${ROOT}${page}`, after);
    changed.push(page);
  }
  return changed;
}
