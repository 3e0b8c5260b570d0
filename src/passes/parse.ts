/** Document → Config: the language definition decodes every key. */

import type { Report } from "../diagnostics/define.ts";
import type { Document } from "../ir/document.ts";
import { CONFIG, type Config } from "../language/config.ts";

/** Decodes a document; undefined where nothing is left that later passes could look at. */
export function parse(document: Document, report: Report): Config | undefined {
  return CONFIG.decode(document.root, report);
}
