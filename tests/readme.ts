/**
 * Reads a Markdown page as a script: each fenced block is a file, a command, or something that a command must print.
 *
 * | info string | what the block is |
 * | --- | --- |
 * | `yaml title="api.yaml"` | the config of a new scenario, which starts in an empty folder; it has to compile |
 * | `ts title="FILE"` (`json`, `yaml`, `python`) | another file of the scenario |
 * | `python title="generated/FILE"` | a whole file that the config makes; with `part`, a run of its lines |
 * | `text title="generated/"` | every file that the config makes, each with a word about it |
 * | `diff title="FILE"` | an edit of a file |
 * | `diff title="git …"` | what this command prints |
 * | `console` | commands after `$ `, and what they print |
 * | `sh` | tasks, which are only looked up: they are the test suite itself, or start servers |
 */

import { printedFile, printedTree } from "./readme_generated.ts";
import { PYTHON_BIN, type Scenario, startScenario } from "./readme_scenario.ts";

/** A fenced block. */
export interface Block {
  readonly language: string;
  readonly title: string | undefined;
  readonly isPart: boolean;
  readonly text: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
}

/** A block with what it should say. */
export interface Checked {
  readonly block: Block;
  readonly actual: string;
}

const FENCE = /^(\s*)```(.*)$/;
const INFO = /^(\w+)(?: title="([^"]+)")?( part)?$/;

/** The fenced blocks of a page; a block that no rule covers is an error. */
export function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split("\n");
  for (let index = 0; index < lines.length; index++) {
    const [, indent = "", info = ""] = FENCE.exec(lines[index] ?? "") ?? [];
    if (!FENCE.test(lines[index] ?? "")) continue;
    const [, language, title, part] = INFO.exec(info) ?? [];
    if (language === undefined) throw new Error(`line ${index + 1}: nothing says how to test the block "${info}"`);
    const line = index + 1;
    const inner: string[] = [];
    for (index++; lines[index]?.trim() !== "```"; index++) {
      if (index >= lines.length) throw new Error(`line ${line}: the block does not end`);
      inner.push((lines[index] ?? "").slice(indent.length));
    }
    blocks.push({ language, title, isPart: part !== undefined, text: inner.map((one) => `${one}\n`).join(""), line });
  }
  return blocks;
}

const NEEDS_PYTHON = /^\$ (?:ruff|pytest) /m;

/** Runs the blocks of a page in their order, those that are left out apart; gives what each should say. */
export async function runPage(
  markdown: string,
  isLeftOut: (block: Block) => boolean = () => false,
): Promise<readonly Checked[]> {
  const checked: Checked[] = [];
  let scenario = startScenario();
  try {
    for (const block of blocksOf(markdown)) {
      if (isLeftOut(block)) continue;
      if (block.title === "api.yaml" && block.language === "yaml") {
        await scenario.close();
        scenario = startScenario();
      }
      try {
        checked.push({ block, actual: await runBlock(block, scenario) });
      } catch (error) {
        throw new Error(`line ${block.line}: ${error instanceof Error ? error.message : error}`, { cause: error });
      }
    }
    return checked;
  } finally {
    await scenario.close();
  }
}

/** A page with every block as it should be. */
export async function blessedPage(markdown: string): Promise<string> {
  const lines = markdown.split("\n");
  const checked = await runPage(markdown, ({ text }) => PYTHON_BIN === undefined && NEEDS_PYTHON.test(text));
  for (const { block, actual } of checked.toReversed()) {
    const indent = /^\s*/.exec(lines[block.line - 1] ?? "")?.[0] ?? "";
    const size = block.text.split("\n").length - 1;
    const inner = actual.split("\n").slice(0, -1).map((line) => line === "" ? "" : `${indent}${line}`);
    lines.splice(block.line, size, ...inner);
  }
  return lines.join("\n");
}

async function runBlock(block: Block, scenario: Scenario): Promise<string> {
  const { language, title, text, isPart } = block;
  switch (language) {
    case "yaml":
    case "json":
    case "ts":
      if (title === undefined) break;
      scenario.write(title, text);
      return text;
    case "python":
      if (title === undefined) break;
      if (!title.startsWith("generated/")) {
        scenario.write(title, text);
        return text;
      }
      await scenario.compile();
      return printedFile(scenario.read(title), text, isPart);
    case "text":
      if (title === undefined) break;
      await scenario.compile();
      return printedTree(scenario.files(title), text);
    case "diff":
      if (title === undefined) break;
      if (title.startsWith("git ")) return (await scenario.run(title)).output;
      scenario.edit(title, text);
      return text;
    case "console":
      return await converse(text, scenario);
    case "sh":
      return text;
  }
  throw new Error(`nothing says how to test a block of ${language}${title === undefined ? " without a title" : ""}`);
}

/** Runs each command of a console block, and writes down what it prints. */
async function converse(text: string, scenario: Scenario): Promise<string> {
  const commands = text.split("\n").filter((line) => line.startsWith("$ ")).map((line) => line.slice(2));
  if (commands.length === 0) throw new Error("there is no line that starts with $");
  let said = "";
  for (const [index, command] of commands.entries()) {
    if (NEEDS_PYTHON.test(`$ ${command}`) && PYTHON_BIN === undefined) {
      throw new Error("RESTGEN_TEST_PYTHON_BIN has to name a folder with ruff and pytest; deno task test sets it");
    }
    const { code, output } = await scenario.run(command);
    if (code !== 0 && commands[index + 1] !== "echo $?") {
      throw new Error(`"${command}" ends with ${code}, and the page does not say so:\n${output}`);
    }
    said += `$ ${command}\n${output === "" || output.endsWith("\n") ? output : `${output}\n`}`;
  }
  return said;
}
