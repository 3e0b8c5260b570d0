/** Explanations of diagnostics: the pages under `docs/errors`, gathered when restgen is built. */

import { PAGES } from "./explanations.ts";

/** The page of a code such as `E107`, in Markdown; undefined for a code that there is not. */
export function explain(code: string): string | undefined {
  return PAGES.get(code.toUpperCase());
}
