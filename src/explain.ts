/** Explanations of diagnostics: the pages under `docs/errors`, which are loaded when somebody asks. */

import { suggest } from "./diagnostics/suggest.ts";

async function pages(): Promise<ReadonlyMap<string, string>> {
  return (await import("./explanations.ts")).PAGES;
}

/** The name of a diagnostic, as the title of its page has it. */
function nameOf(page: string): string | undefined {
  return /^# \S+ (\S+)/.exec(page)?.[1];
}

/** The page of a code such as `E107`, or of a name such as `unknown-key`, in Markdown; undefined where there is none. */
export async function explain(word: string): Promise<string | undefined> {
  const asked = word.trim();
  const known = await pages();
  const code = /^\d{3}$/.test(asked) ? `E${asked}` : asked.toUpperCase();
  return known.get(code) ?? [...known.values()].find((page) => nameOf(page) === asked.toLowerCase());
}

/** The code or the name of a diagnostic that a word was probably meant to be. */
export async function suggestCode(word: string): Promise<string | undefined> {
  const known = await pages();
  const asked = word.trim();
  return suggest(asked.toUpperCase(), known.keys()) ??
    suggest(asked, [...known.values()].flatMap((page) => nameOf(page) ?? []));
}
