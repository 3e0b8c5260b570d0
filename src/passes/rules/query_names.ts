/** Query parameters of one route have different names, and none has that of a path parameter. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import { listFeatures } from "../../features/mod.ts";
import type { Api } from "../../ir/api.ts";
import type { Span } from "../../source/source.ts";

/** Two parameters that clients could not tell apart. */
export const QUERY_NAME_CLASH = define<{ name: string; isDeclared?: boolean }>("E138", "query-name-clash", {
  message: ({ name }) => `Two parameters of the route are called ${quoted(name)}`,
  help: ({ isDeclared }) =>
    isDeclared === true
      ? `Give the parameter another name, or another "alias"`
      : `Give the filter another name: {field: …, op: …, as: …}`,
});

/** A query parameter that no client could write. */
export const QUERY_NAME = define<{ name: string }>("E139", "query-name", {
  message: ({ name }) => `${quoted(name)} cannot be the name of a query parameter`,
  help: () => "Use letters, digits, underscores, dots and hyphens, starting with a letter",
});

/** Checks the names that features add. */
export function queryNames(api: Api, report: Report): void {
  for (const route of api.routes) {
    const seen = new Map<string, Span>(route.pathParameters.map((parameter) => [parameter.name, route.span]));
    for (const { feature, resolved } of listFeatures(route)) {
      for (const { name, span } of feature.queryNames(resolved)) {
        if (!/^[A-Za-z][A-Za-z0-9_.-]{0,99}$/.test(name)) report(QUERY_NAME.at(span, { name }));
        const other = seen.get(name);
        if (other === undefined) seen.set(name, span);
        else report(QUERY_NAME_CLASH.at(span, { name }, { related: [{ span: other, message: "first used here" }] }));
      }
    }
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [QUERY_NAME_CLASH, QUERY_NAME] as const;
