/** What the readers report. */

import { define } from "../diagnostics/define.ts";
import { quoted } from "../diagnostics/text.ts";

/** A problem in words, and what to write instead. */
export interface Fault {
  readonly problem: string;
  readonly help: string;
}

/** Bytes that are not UTF-8, text that is not YAML or JSON, or a file that is no mapping. */
export const unreadableFile = define<Fault>("E026", "unreadable-file", {
  message: ({ problem }) => problem,
  help: ({ help }) => help,
});

/** Two equal keys in one mapping, after quotes and escapes are resolved. */
export const duplicateKey = define<{ readonly key: string }>("E105", "duplicate-key", {
  message: ({ key }) => `Key ${quoted(key)} is written twice in one mapping`,
  help: () => "Remove one of them, or rename it",
});

/** A part of YAML that means different things to different readers, or that can exhaust memory. */
export const yamlFeature = define<Fault>("E106", "yaml-feature", {
  message: ({ problem }) => problem,
  help: ({ help }) => help,
});

/** The kinds of diagnostics that the readers raise. */
export const DIAGNOSTICS = [unreadableFile, duplicateKey, yamlFeature] as const;

/** How deep lists and mappings may stand in each other. */
export const MAX_DEPTH = 64;

/** Python refuses to read an integer with more digits. */
export const MAX_DIGITS = 4300;

/** The diagnostic text for nesting beyond the limit. */
export const TOO_DEEP: Fault = {
  problem: `Lists and mappings are nested more than ${MAX_DEPTH} levels deep`,
  help: "Flatten the structure",
};

/** The diagnostic text for a number that has too many digits. */
export function tooManyDigits(digits: number): Fault {
  return {
    problem: `Number has ${digits} digits, at most ${MAX_DIGITS} are allowed`,
    help: "Write a shorter number, or put it in quotes if it is text",
  };
}

/** Thrown by a reader, and caught by it, when the rest of the file cannot be read. */
export class Stop extends Error {}
