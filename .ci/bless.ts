/** Rewrites what tests compare with: `deno task bless`. Read the difference before you commit it. */

import { reference } from "../src/language/reference.ts";
import { EMBEDDED, embedded } from "../tests/examples/embedded.ts";
import { blessExpected } from "../tests/examples/expected.ts";
import { blessPages } from "../tests/readme_pages.ts";
import { blessPage, EXPLANATIONS, explanationsModule, FOLDER, pageCodes, readPage } from "./error_pages.ts";

const ROOT = new URL("../", import.meta.url);
const REFERENCE = new URL("docs/reference.md", ROOT);

function write(file: URL, text: string): boolean {
  if (readIfThere(file) === text) return false;
  Deno.writeTextFileSync(file, text);
  return true;
}

function readIfThere(file: URL): string | undefined {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Rewrites the outputs on the pages of the diagnostics, the list of the pages, the reference and the examples; gives what changed. */
export function bless(): readonly URL[] {
  const codes = pageCodes();
  const texts = new Map([
    ...codes.map((code) => [new URL(`${code}.md`, FOLDER), blessPage(readPage(code))] as const),
    [EXPLANATIONS, explanationsModule(codes)],
    [REFERENCE, reference()],
    [EMBEDDED, embedded()],
  ]);
  return [...texts].filter(([file, text]) => write(file, text)).map(([file]) => file);
}

if (import.meta.main) {
  const pages = await blessPages();
  const changed = [...bless().map((file) => file.pathname), ...pages, ...await blessExpected()].map((path) =>
    `rewritten ${path}\n`
  );
  const update = ["test", "--allow-all", "--quiet", "--update-snapshots", "tests/snapshot_test.ts"];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args: update, cwd: ROOT }).output();
  if (!success) throw new Error(new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr));
  await Deno.stdout.write(new TextEncoder().encode(changed.length === 0 ? "nothing to rewrite\n" : changed.join("")));
}
