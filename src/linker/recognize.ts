/** Tells configs from foreign files, whose content is never shown. */

import { suggest } from "../diagnostics/suggest.ts";
import type { Document } from "../ir/document.ts";
import { SPACE_NAMES } from "./declarations.ts";
import { IMPORT_KEY } from "./imports.ts";

/** What an imported file may hold. */
export const IMPORTABLE: readonly string[] = [...SPACE_NAMES, "router", "websockets", IMPORT_KEY];

/** Keys by which a root config can be told from files of other kinds. */
const TELLING: readonly string[] = [...IMPORTABLE, "routes", "routers", "restgen", "base_path"];

/** Whether a document holds anything that makes it a config, if misspelled. */
export function isConfig({ root }: Document): boolean {
  const keys = root.entries.map((entry) => entry.key).filter((key) => !key.startsWith("x-"));
  return keys.length === 0 || keys.some((key) => TELLING.includes(key) || suggest(key, IMPORTABLE) !== undefined);
}

const TELLING_LINE = new RegExp(`^[ \\t{]*["']?(?:${TELLING.map(escaped).join("|")})["']?[ \\t]*:`, "m");

/** Whether a text that cannot be read was meant as a config. */
export function looksLikeConfig(text: string): boolean {
  return TELLING_LINE.test(text);
}

function escaped(word: string): string {
  return word.replaceAll("$", "\\$");
}
