/** The top level: titles, documentation pages, the database. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { Config } from "../../language/config.ts";
import { parsePath } from "../paths.ts";
import { INVALID_PATH } from "./routes.ts";

/** `name` and `title` say the same. */
export const TITLE_TWICE = define<Record<never, never>>("E116", "title-twice", {
  message: () => `"name" and "title" both give the title of the API`,
  help: () => `Keep "name"`,
});

/** Something that nothing in use needs. */
export const UNUSED_SETTING = define<{ key: string; reason: string }>("W105", "unused-setting", {
  message: ({ key, reason }) => `${quoted(key)} has no effect: ${reason}`,
  help: () => "Remove it",
});

/** Checks the keys of the top level. */
export function validateSettings(config: Config, report: Report): void {
  if (config.name !== undefined && config.title !== undefined) {
    report(
      TITLE_TWICE.at(config.title.span, {}, { related: [{ span: config.name.span, message: "the title is here" }] }),
    );
  }
  if (config.database?.url !== undefined && !config.database.faulty) {
    report(UNUSED_SETTING.at(config.database.url.span, { key: "url", reason: "the memory database has no address" }));
  }
  const { docs } = config;
  if (docs === undefined || "value" in docs) return;
  for (const path of [docs.docs_url, docs.redoc_url, docs.openapi_url]) {
    if (path === undefined || path === null) continue;
    const parsed = parsePath(path.value);
    const reason = "reason" in parsed
      ? parsed.reason
      : parsed.placeholders.length > 0
      ? "contains a placeholder"
      : undefined;
    const instead = "reason" in parsed ? parsed.instead : "/docs";
    if (reason !== undefined) report(INVALID_PATH.at(path.span, { path: path.value, reason, instead }));
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [TITLE_TWICE, UNUSED_SETTING] as const;
