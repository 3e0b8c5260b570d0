/** What to write in place of a value of the wrong kind, where that can be told from the value. */

import { quoted } from "../diagnostics/text.ts";
import type { Node } from "../ir/document.ts";

/** Words that a person would use for what was found. */
export function found(node: Node): string {
  if (node.kind === "mapping") return "a mapping";
  if (node.kind === "sequence") return "a list";
  if (node.value === null) return "nothing";
  if (typeof node.value === "string") return `the text ${quoted(node.value)}`;
  return typeof node.value === "boolean" ? `the flag ${node.text}` : `the number ${quoted(node.text)}`;
}

/** Words that other formats read as flags. */
const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  y: true,
  on: true,
  "1": true,
  false: false,
  no: false,
  n: false,
  off: false,
  "0": false,
};

/** What was expected, as far as advice depends on it. */
export type Wanted = "text" | "flag" | "number" | "list" | "map" | "nothing";

/** A sentence that says what to write; undefined where that is not clear. */
export function advice(wanted: Wanted, node: Node): string | undefined {
  const word = node.kind === "scalar" ? node.text : undefined;
  switch (wanted) {
    case "flag": {
      const flag = word === undefined || !Object.hasOwn(FLAGS, word.toLowerCase())
        ? undefined
        : FLAGS[word.toLowerCase()];
      return flag === undefined ? undefined : `Write ${flag}, without quotes`;
    }
    case "number":
      return node.kind === "scalar" && typeof node.value === "string" && /^-?\d+(\.\d+)?$/.test(node.value)
        ? `Write ${node.value}, without quotes`
        : undefined;
    case "list":
      if (node.kind === "mapping") {
        return node.span.source.text[node.span.start] === "{"
          ? "Put it in brackets: [{ … }]"
          : `Start each item with "- "`;
      }
      return word === undefined || word === "" ? undefined : `Write [${word.split(/\s*,\s*/).join(", ")}]`;
    case "map":
      if (node.kind === "sequence") return `Write each entry as "name: …", without "- "`;
      return spaceAdvice(word);
    case "text": {
      const [only, ...others] = node.kind === "sequence" ? node.items : [];
      if (node.kind === "mapping") return undefined;
      return only?.kind === "scalar" && others.length === 0 ? `Write ${only.text}, without brackets` : undefined;
    }
    case "nothing":
      return undefined;
  }
}

/** `key:value` is one text for YAML. */
export function spaceAdvice(word: string | undefined): string | undefined {
  return word !== undefined && /^[\w$-]+:\S/.test(word) ? `Write a space after ":"` : undefined;
}
