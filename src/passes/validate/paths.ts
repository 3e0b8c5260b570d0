/** Paths as the config writes them. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { Spanned } from "../../source/source.ts";
import { type ParsedPath, parsePath, within } from "../paths.ts";
import { checkName, INVALID_NAME } from "./names.ts";

/** A path that is none. */
export const INVALID_PATH = define<{ path: string; reason: string; instead?: string | undefined }>(
  "E115",
  "invalid-path",
  {
    message: ({ path, reason }) => `Path ${quoted(path)} ${reason}`,
    help: ({ instead }) => instead === undefined ? `Write a path such as "/users/{id}"` : `Write ${quoted(instead)}`,
  },
);

/** Reports a path that cannot be served, or whose parameters cannot be named in Python. */
export function checkPath(path: Spanned<string>, report: Report): ParsedPath | undefined {
  const parsed = parsePath(path.value);
  if ("reason" in parsed) {
    report(INVALID_PATH.at(within(path, parsed.offset), { path: path.value, ...parsed }));
    return undefined;
  }
  const good = parsed.placeholders.filter(({ name, offset }) => {
    const span = within(path, offset, name.length);
    if (!checkName("Path parameter", name, span, report)) return false;
    if (name !== "body") return true;
    // FastAPI would take the body of the request from the path.
    const reason = "is the name of the request's body";
    report(INVALID_NAME.at(span, { what: "Path parameter", name, reason, instead: "body_id" }));
    return false;
  });
  return good.length === parsed.placeholders.length ? parsed : undefined;
}

/** Reports what cannot stand in front of every path. */
export function checkBasePath(path: Spanned<string>, report: Report): void {
  const parsed = checkPath(path, report);
  if (parsed === undefined || (parsed.placeholders.length === 0 && !path.value.endsWith("/"))) return;
  const reason = parsed.placeholders.length > 0 ? "contains a placeholder" : `ends with "/"`;
  const instead = path.value.replace(/\/+$/, "") || undefined;
  report(INVALID_PATH.at(path.span, { path: path.value, reason, instead }));
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [INVALID_PATH] as const;
