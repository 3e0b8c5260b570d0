/** What the examples compile to, as it is committed for people to read, and to show what a change does. */

import assert from "node:assert/strict";
import { exampleNames } from "../../.ci/examples.ts";
import { compile, renderText } from "../../mod.ts";
import { orNothing, tree, writeTree } from "../program.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** The files of an example's package, by path. */
export async function generated(name: string): Promise<ReadonlyMap<string, string>> {
  const host = {
    read: (path: string) => orNothing(() => Deno.readFileSync(path)),
    realpath: (path: string) => orNothing(() => Deno.realPathSync(path)),
  };
  const entry = Deno.realPathSync(`${ROOT}examples/${name}/api.yaml`);
  const { files, diagnostics } = await compile(entry, host, { packageName: "generated" });
  assert.ok(files, renderText(diagnostics, { colour: false }));
  return files;
}

/** The files that are committed, by path. */
export function committed(name: string): ReadonlyMap<string, string> {
  return orNothing(() => tree(folderOf(name))) ?? new Map();
}

function folderOf(name: string): string {
  return `${ROOT}examples/${name}/expected`;
}

/** Writes anew what is committed; gives the paths that changed. */
export async function blessExpected(): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const name of exampleNames()) {
    const [files, old] = [await generated(name), committed(name)];
    for (const path of old.keys()) {
      if (files.has(path)) continue;
      Deno.removeSync(`${folderOf(name)}/${path}`);
      changed.push(`${folderOf(name)}/${path}`);
    }
    const different = new Map([...files].filter(([path, text]) => old.get(path) !== text));
    writeTree(folderOf(name), different);
    changed.push(...[...different.keys()].map((path) => `${folderOf(name)}/${path}`));
  }
  return changed;
}
