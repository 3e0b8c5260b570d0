/** The pages under `docs/errors`: how they are built, and what their examples print. */

import { begin } from "../src/compile.ts";
import type { Diagnostic } from "../src/diagnostics/define.ts";
import { renderText } from "../src/diagnostics/render.ts";
import { handlerResolver } from "../src/handlers/resolver.ts";
import type { Api } from "../src/ir/api.ts";
import type { Host } from "../src/linker/mod.ts";
import { planMigration } from "../src/migrations/plan.ts";

const ROOT = new URL("../", import.meta.url);

/** Where the pages are. */
export const FOLDER = new URL("docs/errors/", ROOT);

/** What the config of a page is called. */
const MAIN = "api.yaml";

/** The config of the last revision, on pages about migrations. */
const BEFORE = "before.yaml";

/** The module that puts the pages into the program. */
export const EXPLANATIONS = new URL("src/explanations.ts", ROOT);

/**
 * Config files by their names, which follow the words `yaml title=` of their block, and Python files, which follow
 * `python title=`; `api.yaml` stands first and needs no title.
 */
export type Files = ReadonlyMap<string, string>;

/** A page in its parts. */
export interface Page {
  readonly code: string;
  readonly name: string;
  readonly explanation: string;
  readonly example: Files;
  readonly output: string;
  readonly fix: Files;
}

const BLOCK = /```(?:yaml|python)(?: title="(?<name>[^"\n]+)")?\n(?<text>[^]*?)```\n/g;
const BLOCKS = "```yaml\\n[^]*?```\\n(?:\\n```(?:yaml|python) title=[^]*?```\\n)*";

const FORM = new RegExp(
  [
    "^# (?<code>[EW]\\d{3}) (?<name>[a-z]+(?:-[a-z]+)*)\\n\\n(?<explanation>[^]+?)\\n",
    `\\n## Example\\n\\n(?:[^\`#][^]*?\\n\\n)?(?<example>${BLOCKS})`,
    "\\n```text\\n(?<output>[^]*?)```\\n",
    `\\n## Fix\\n\\n(?:[^]*?\\n\\n)?(?<fix>${BLOCKS})$`,
  ].join(""),
);

/** Takes a page apart; throws where it has another form than all of them. */
export function parsePage(text: string): Page {
  const { code, name, explanation, example, output, fix } = FORM.exec(text)?.groups ?? {};
  if (code === undefined || name === undefined || explanation === undefined) {
    throw new Error(`this is no page of a diagnostic:\n${text.slice(0, 200)}`);
  }
  return { code, name, explanation, example: filesOf(example ?? ""), output: output ?? "", fix: filesOf(fix ?? "") };
}

function filesOf(blocks: string): Files {
  return new Map([...blocks.matchAll(BLOCK)].map(({ groups: { name, text } = {} }) => [name ?? MAIN, text ?? ""]));
}

/** The codes that have a page, sorted. */
export function pageCodes(): readonly string[] {
  return [...Deno.readDirSync(FOLDER)].map(({ name }) => name.replace(/\.md$/, "")).sort();
}

/** The text of a page. */
export function readPage(code: string): string {
  return Deno.readTextFileSync(new URL(`${code}.md`, FOLDER));
}

/** What is said about a config that is called `api.yaml`, alone or with config and Python files that it can name. */
export function diagnose(config: string | Files): readonly Diagnostic[] {
  const files: Files = typeof config === "string" ? new Map([[MAIN, config]]) : config;
  const below = (folder: string) => [...files.keys()].filter((path) => path.startsWith(folder));
  const host: Host = {
    read: (path) => files.has(path) ? new TextEncoder().encode(files.get(path)) : undefined,
    realpath: (path) => files.has(path) || below(`${path}/`).length > 0 ? path : undefined,
    list: (folder) => {
      const start = folder === "" ? "" : `${folder}/`;
      return [...new Set(below(start).map((path) => path.slice(start.length).split("/", 1)[0] ?? ""))];
    },
  };
  const source = { name: MAIN, text: files.get(MAIN) ?? "" };
  const { api, diagnostics } = begin(source, { packageName: "generated" }, host).finish(handlerResolver);
  const before = files.get(BEFORE);
  return before === undefined || api === undefined ? diagnostics : [...diagnostics, ...migrationFaults(api, before)];
}

/** What `restgen migrate` says of a config, after a revision for another one. */
function migrationFaults(api: Api, before: string): readonly Diagnostic[] {
  const input = { message: undefined, renames: [], allowDataLoss: false, packageName: "generated", packageParent: "" };
  const old = begin({ name: BEFORE, text: before }, input).finish(handlerResolver).api;
  const first = old && planMigration({ ...input, api: old, snapshot: undefined, revisions: [] });
  const text = (path: RegExp) => first?.files.find((file) => path.test(file.path))?.text;
  const revision = text(/versions/);
  return planMigration({
    ...input,
    api,
    snapshot: text(/schema\.json/),
    revisions: revision === undefined ? [] : [{ name: "0001_create_tables.py", text: revision }],
  }).diagnostics;
}

/** The page with what its example prints today. */
export function blessPage(text: string): string {
  const { example } = parsePage(text);
  const output = renderText(diagnose(example), { colour: false });
  return text.replace(/```text\n[^]*?```\n/, () => `\`\`\`text\n${output}\`\`\`\n`);
}

/** The module that `restgen explain` loads. */
export function explanationsModule(codes: readonly string[]): string {
  return [
    "// Written by `deno task bless`: one line for each page under docs/errors.",
    "",
    ...codes.map((code) => `import ${code} from "../docs/errors/${code}.md" with { type: "text" };`),
    "",
    "/** The pages of all diagnostics, by code. Loaded only by those who explain: start-up pays nothing for them. */",
    "export const PAGES: ReadonlyMap<string, string> = new Map(Object.entries({",
    ...codes.map((code) => `  ${code},`),
    "}));",
    "",
  ].join("\n");
}
