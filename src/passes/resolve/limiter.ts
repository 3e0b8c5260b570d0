/** What counts requests, where anything is limited. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { Limiter, Route } from "../../ir/api.ts";
import type { SettingText } from "../../ir/setting.ts";
import type { Config } from "../../language/config.ts";
import { rateLimitSettings } from "../../language/rate_limit.ts";
import { variablesOf } from "../../language/settings.ts";
import { UNUSED_SETTING } from "../validate/settings.ts";
import type { SettingsTable } from "./settings.ts";

/** A storage that nothing here speaks to. */
export const LIMIT_STORAGE = define<{ uri: string; instead: string }>("E227", "limit-storage", {
  message: ({ uri }) => `Requests cannot be counted in ${quoted(uri)}`,
  help: ({ instead }) => `Write ${quoted(instead)}`,
});

/** How addresses of storages begin. */
const SCHEMES: readonly string[] = ["memory://", "redis://", "rediss://", "unix://"];

/** An address that the generated tests never call. */
const SAMPLE = "redis://localhost:6379/0";

/** Finds the storage; undefined where no route is limited. */
export function resolveLimiter(
  config: Config,
  routes: readonly Route[],
  settings: SettingsTable,
  report: Report,
): Limiter | undefined {
  const uri = rateLimitSettings(config)?.storage_uri;
  if (uri !== undefined) checkStorage(uri, report);
  if (routes.every((route) => route.features.rate_limit === undefined)) {
    // Routes that are wrong may have been left out.
    if (uri !== undefined && routes.length > 0) {
      report(UNUSED_SETTING.at(uri.span, { key: "storage_uri", reason: "no route is limited" }));
    }
    return undefined;
  }
  for (const variable of uri === undefined ? [] : variablesOf(uri)) {
    settings.use(variable, "middleware.rate_limit.storage_uri", { type: "text", sample: SAMPLE });
  }
  return { storage: uri === undefined || isMemory(uri) ? undefined : uri };
}

function isMemory({ value }: SettingText): boolean {
  return value.startsWith("memory://");
}

/** Where the environment decides how the address begins, the application checks it when it starts. */
function checkStorage({ value, parts, span }: SettingText, report: Report): void {
  const [first = ""] = parts;
  if (typeof first !== "string" || SCHEMES.some((scheme) => first.startsWith(scheme))) return;
  const plain = value.replace(/^async\+/, "").replace(/^redis\+unix:/, "unix:");
  const isNear = SCHEMES.some((scheme) => plain.startsWith(scheme));
  const isHost = /^[\w.-]+:\d+/.test(plain);
  const instead = isNear ? plain : isHost ? `redis://${plain}` : /^(in-?)?memory\b/i.test(plain) ? "memory://" : SAMPLE;
  report(LIMIT_STORAGE.at(span, { uri: value, instead }));
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [LIMIT_STORAGE] as const;
