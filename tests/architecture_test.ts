/** The rules of the source tree. Each is a function from files to faults, and shows first that it can find one. */

import assert from "node:assert/strict";

interface File {
  readonly path: string;
  readonly text: string;
}

type Rule = (files: readonly File[]) => readonly string[];

const ROOT = new URL("../", import.meta.url).pathname;

function collect(folder: string, ending: string): readonly string[] {
  return [...Deno.readDirSync(ROOT + folder)].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    return isDirectory ? (name.startsWith(".") ? [] : collect(path, ending)) : name.endsWith(ending) ? [path] : [];
  });
}

const read = (path: string): File => ({ path, text: Deno.readTextFileSync(ROOT + path) });
const isTest = (path: string) => /_test\.ts$|_test_tools\.ts$|\/testing\//.test(path);
const isCommandLine = (path: string) => path === "cli.ts" || path.startsWith("src/cli/");

/** What ships, without tests. */
const shipped = ["mod.ts", "cli.ts", ...collect("src", ".ts")].filter((path) => !isTest(path)).sort().map(read);

/** Code without comments; texts stay. */
function code(text: string): string {
  return text.replace(
    /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|\/\*[\s\S]*?\*\/|(?<![:\\])\/\/[^\n]*/g,
    (_, kept) => kept ?? " ",
  );
}

interface Import {
  readonly from: string;
  /** A path from the root, or the name of a package. */
  readonly to: string;
  readonly isType: boolean;
}

const STATIC_IMPORT = /^(?:import|export) (type )?(?:(\{[^}]*\}|\*(?: as \w+)?|\w+(?:, \{[^}]*\})?) from )?"([^"]+)"/gm;
const DYNAMIC_IMPORT = /\bimport\("([^"]+)"\)/g;

function importsOf({ path, text }: File): readonly Import[] {
  const plain = code(text);
  const at = (to: string) => to.startsWith(".") ? new URL(to, `file:///${path}`).pathname.slice(1) : to;
  const found: Import[] = [];
  for (const [, typed, names = "", to = ""] of plain.matchAll(STATIC_IMPORT)) {
    const list = /^\{([^}]*)\}$/.exec(names)?.[1]?.split(",").map((name) => name.trim()).filter((name) => name !== "");
    const isType = typed !== undefined || (list?.every((name) => name.startsWith("type ")) ?? false);
    found.push({ from: path, to: at(to), isType });
  }
  // What is loaded on demand costs nobody anything who does not ask.
  for (const [, to = ""] of plain.matchAll(DYNAMIC_IMPORT)) found.push({ from: path, to: at(to), isType: true });
  return found;
}

/**
 * Who may use whom, from the bottom up: a file imports from its own layer and from those above it in this list. `ir` has
 * no code, so that everyone may use its types; what is loaded on demand does not count.
 */
const LAYERS: readonly (readonly RegExp[])[] = [
  [/^(templates|docs|examples)\//, /^deno\.json$/],
  [/^src\/(source|diagnostics|ir|version)\b(?!\/all\.ts)/],
  [/^src\/(python|synthesis)\//],
  // The language takes the keys of features, features the words of the language.
  [
    /^src\/(language|features|handlers)\//,
    /^src\/passes\/lower\/(tests\/|values\.ts)/,
    /^src\/passes\/(paths|reserved|transactions|uses)\.ts$/,
    /^src\/passes\/resolve\/(names|errors|json|typed)\.ts$/,
  ],
  [/^src\/(passes|linker|migrations)\//],
  [/^src\/(dump|compile|starter|examples|explain|explanations)\.ts$/, /^src\/diagnostics\/all\.ts$/],
  [/^mod\.ts$/],
  [/^src\/output\//],
  [/^src\/cli\//],
  [/^cli\.ts$/],
];

const layerOf = (path: string) => LAYERS.findIndex((layer) => layer.some((pattern) => pattern.test(path)));

/** What the command line may take from the compiler besides `mod.ts`, which it loads on demand: what `--help` needs. */
const LIGHT = /^src\/(diagnostics\/(render|text|define|suggest)|dump|python\/(names|reserved)|output\/.*)\.ts$/;

const OURS = /^(src|templates|docs|examples)\/|^(mod|cli)\.ts$|^deno\.json$/;

const direction: Rule = (files) =>
  files.flatMap(importsOf).flatMap(({ from, to, isType }) => {
    if (!OURS.test(to) || isType) return [];
    const [lower, upper] = [layerOf(to), layerOf(from)];
    if (lower < 0 || upper < 0) return [`${lower < 0 ? to : from} belongs to no layer`];
    return lower > upper ? [`${from} imports ${to}, which stands above it`] : [];
  });

const lightCommandLine: Rule = (files) =>
  files.flatMap(importsOf).filter(({ from, to, isType }) =>
    isCommandLine(from) && !isCommandLine(to) && !isType && OURS.test(to) && !LIGHT.test(to)
  ).map(({ from, to }) => `${from} imports ${to}, which every command would load`);

const cycles: Rule = (files) => {
  const next = new Map(
    files.map((file) => [file.path, importsOf(file).filter((one) => !one.isType).map((one) => one.to)]),
  );
  const state = new Map<string, "open" | "done">();
  const faults: string[] = [];
  // A grammar is recursive by nature.
  const isGrammar = (way: string) => way.split(" → ").every((path) => path.startsWith("src/handlers/grammar/"));
  const visit = (path: string, way: readonly string[]) => {
    if (state.get(path) === "open") faults.push([...way.slice(way.indexOf(path)), path].join(" → "));
    if (state.has(path)) return;
    state.set(path, "open");
    for (const other of next.get(path) ?? []) if (next.has(other)) visit(other, [...way, path]);
    state.set(path, "done");
  };
  for (const path of next.keys()) visit(path, []);
  return faults.filter((way) => !isGrammar(way));
};

/** A list of imports that `deno task bless` writes, one for each page. */
const LISTS = /^src\/(explanations|examples)\.ts$/;

const size: Rule = (files) =>
  files.filter(({ path, text }) => !LISTS.test(path) && text.split("\n").length > 401).map(({ path }) =>
    `${path} is longer than 400 lines`
  );

/** Lines of code that match, as faults. */
const without = (pattern: RegExp, allowed: (path: string) => boolean): Rule => (files) =>
  files.filter(({ path }) => !allowed(path)).flatMap(({ path, text }) =>
    code(text).split("\n").flatMap((line) => pattern.test(line) ? [`${path}: ${line.trim()}`] : [])
  );

const withoutTexts = (text: string) =>
  text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{))*`/g, '""');

const noAny: Rule = (files) =>
  files.flatMap(({ path, text }) =>
    withoutTexts(code(text)).split("\n").flatMap((line) =>
      /(?:[:<|&(,]|\bas|=>)\s*any\b(?!\s*[(:])/.test(line) ? [`${path}: ${line.trim()}`] : []
    )
  );

/** Python that a pass or feature would paste into a file: statements, or lines put together. */
const PYTHON =
  /(?:^|\\n)\s*(?:def|class|async def|import|from \S+ import|return|raise|if .*:$|for .* in)\b.*(?:\(|:|\bimport\b)|\\n {4}/;

const noPython: Rule = (files) =>
  files.filter(({ path }) => /^src\/(passes|features)\//.test(path)).flatMap(({ path, text }) =>
    [...code(text).matchAll(/"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)].flatMap(([, plain, template]) =>
      PYTHON.test(plain ?? template ?? "") ? [`${path}: ${plain ?? template}`] : []
    )
  );

/** Runtime files by who takes them into packages; the second argument is there for the proof that this can fail. */
function runtimeFiles(files: readonly File[], templates: readonly string[]): readonly string[] {
  const users = new Map(templates.map((path) => [path, new Set<string>()]));
  for (const { from, to } of files.flatMap(importsOf)) users.get(to)?.add(from);
  return [...users].filter(([, by]) => by.size !== 1).map(([path, by]) =>
    `${path} is imported by ${[...by].join(", ") || "nobody"}`
  );
}

const yamlInOnePlace: Rule = (files) =>
  files.flatMap(importsOf).filter(({ from, to }) => to === "js-yaml" && !from.startsWith("src/source/"))
    .map(({ from }) => `${from} imports js-yaml`);

function versions(files: readonly File[], imports: Readonly<Record<string, string>>): readonly string[] {
  const inexact = Object.entries(imports).filter(([, target]) =>
    !/^npm:(@[\w-]+\/)?[\w.-]+@\d+\.\d+\.\d+$/.test(target)
  )
    .map(([name, target]) => `${name}: ${target} is no exact version`);
  const unknown = files.flatMap(importsOf).filter(({ to }) =>
    !/^(src|templates|docs|examples|tests|bench|\.ci)\//.test(to)
  )
    .filter(({ to }) => !/^(mod|cli)\.ts$|^deno\.json$|^node:/.test(to) && !(to in imports))
    .map(({ from, to }) => `${from} imports ${to}, which the import map does not have`);
  return [...inexact, ...unknown];
}

const file = (path: string, text: string): readonly File[] => [{ path, text }];

/** Rules with a tree that breaks each. */
const RULES: Readonly<Record<string, readonly [rule: Rule, broken: readonly File[]]>> = {
  "imports go down": [direction, file("src/source/a.ts", 'import { parse } from "../passes/parse.ts";')],
  "the command line loads the compiler on demand": [
    lightCommandLine,
    file("src/cli/a.ts", 'import { compile } from "../../mod.ts";'),
  ],
  "files do not import each other in circles": [cycles, [
    { path: "src/a.ts", text: 'import { b } from "./b.ts";' },
    { path: "src/b.ts", text: 'export { a } from "./a.ts";' },
  ]],
  "no file is longer than 400 lines": [size, file("src/a.ts", "\n".repeat(500))],
  "only the command line touches the system": [
    // A digest touches nothing.
    without(/\bDeno\.|\bprocess\.|"node:(?!crypto")/, isCommandLine),
    file("src/passes/a.ts", "const home = Deno.env;"),
  ],
  "nothing writes to the console": [without(/\bconsole\./, () => false), file("src/a.ts", "console.log(1);")],
  "there is no any": [noAny, file("src/a.ts", "const a = b as any;")],
  "big lists are not spread into arguments": [
    without(
      /\.push\(\.\.\.(?!\[)/,
      (path) => path.startsWith("src/cli/") || path === "src/diagnostics/render.ts",
    ),
    file("src/passes/a.ts", "all.push(...more);"),
  ],
  "passes and features print no Python": [noPython, file("src/passes/a.ts", 'const text = "def f():\\n    return 1";')],
  "only the reader knows the YAML library": [
    yamlInOnePlace,
    file("src/passes/a.ts", 'import { load } from "js-yaml";'),
  ],
};

for (const [name, [rule, broken]] of Object.entries(RULES)) {
  Deno.test(name, () => {
    assert.notDeepEqual(rule(broken), [], "the rule finds nothing where it should");
    assert.deepEqual(rule(shipped), []);
  });
}

Deno.test("each runtime file is taken by exactly one module", () => {
  const templates = collect("templates/runtime", ".py").filter((path) => !path.includes("__pycache__"));
  assert.notDeepEqual(runtimeFiles([], templates), []);
  assert.deepEqual(runtimeFiles(shipped, templates), []);
});

Deno.test("packages come through the import map, with exact versions", () => {
  const { imports } = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`));
  assert.equal(versions([], { a: "npm:a@^1.0.0" }).length, 1);
  assert.equal(versions(file("src/a.ts", 'import a from "npm:a@1.0.0";'), {}).length, 1);
  assert.deepEqual(versions(shipped, imports), []);
});
