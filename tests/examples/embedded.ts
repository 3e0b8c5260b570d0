/** `src/examples.ts`: the examples as a module, so that the program holds them. */

import { exampleNames, sourcesOf } from "../../.ci/examples.ts";

/** Where the module is. */
export const EMBEDDED = new URL("../../src/examples.ts", import.meta.url);

const WIDTH = 120;

/** The module, with an import for each file that a user starts from. */
export function embedded(): string {
  const imports: string[] = [];
  const entries: string[] = [];
  for (const name of exampleNames()) {
    const files: string[] = [];
    for (const path of sourcesOf(name).keys()) {
      const variable = `${name}_${path}`.replaceAll(/[^A-Za-z0-9]+/g, "_");
      imports.push(importOf(variable, `../examples/${name}/${path}`));
      files.push(`    ${JSON.stringify(path)}: ${variable},`);
    }
    entries.push(`  ${name}: {`, ...files, "  },");
  }
  return [
    "/** The files of the examples; `deno task bless` writes this module. */",
    "",
    ...imports,
    "",
    "/** Texts by path, by the name of the example. */",
    "export const EXAMPLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {",
    ...entries,
    "};",
    "",
  ].join("\n");
}

/** As `deno fmt` writes it. */
function importOf(variable: string, path: string): string {
  const line = `import ${variable} from "${path}" with { type: "text" };`;
  return line.length <= WIDTH ? line : `import ${variable} from "${path}" with {\n  type: "text",\n};`;
}
