/** What the examples compile to, as it is committed for people to read, and to show what a change does. */

import assert from "node:assert/strict";
import { exampleNames } from "../../.ci/examples.ts";
import { compile, renderText } from "../../mod.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

function orNothing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}

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
  const files = new Map<string, string>();
  const walk = (path: string) => {
    for (const entry of orNothing(() => [...Deno.readDirSync(`${folderOf(name)}/${path}`)]) ?? []) {
      const inner = path === "" ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory) walk(inner);
      else files.set(inner, Deno.readTextFileSync(`${folderOf(name)}/${inner}`));
    }
  };
  walk("");
  return files;
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
    for (const [path, text] of files) {
      if (old.get(path) === text) continue;
      const file = `${folderOf(name)}/${path}`;
      Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      Deno.writeTextFileSync(file, text);
      changed.push(file);
    }
  }
  return changed;
}
