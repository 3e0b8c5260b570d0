/** The top level: titles, documentation pages, the database. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { Config } from "../../language/config.ts";
import { WRONG_TYPE } from "../../language/diagnostics.ts";
import { parsePath } from "../paths.ts";
import { placedRoutes } from "../resolve/placed.ts";
import { INVALID_PATH } from "./paths.ts";

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
  for (const text of [config.name, config.title, config.version]) {
    if (text?.value === "") report(WRONG_TYPE.at(text.span, { expected: "a text that is not empty", found: `""` }));
  }
  if (config.database?.url !== undefined && !config.database.faulty) {
    report(UNUSED_SETTING.at(config.database.url.span, { key: "url", reason: "the memory database has no address" }));
  }
  checkDocumentation(config, report);
}

/** Routes at the address of a documentation page would never be reached. */
function checkRoutes(config: Config, pages: ReadonlySet<string>, report: Report): void {
  for (const { path, config: { method } } of placedRoutes(config)) {
    if (method.value !== "GET" || !pages.has((config.base_path?.value ?? "") + path.value)) continue;
    report(
      INVALID_PATH.at(path.span, { path: path.value, reason: "is the address of a documentation page" }),
    );
  }
}

function checkDocumentation(config: Config, report: Report): void {
  const { docs } = config;
  const usual = ["/docs", "/redoc", "/openapi.json"];
  if (docs === undefined || "value" in docs) {
    return checkRoutes(config, new Set(docs === undefined || docs.value ? usual : []), report);
  }
  const pages = [docs.docs_url, docs.redoc_url, docs.openapi_url].map((page, index) =>
    page === null ? undefined : page?.value ?? usual[index]
  );
  const off = docs.enabled?.value === false || docs.openapi_url === null;
  checkRoutes(config, new Set(off ? [] : pages.filter((page) => page !== undefined)), report);
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
