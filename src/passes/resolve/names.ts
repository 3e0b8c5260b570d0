/** Names of endpoints, made from what they do. */

import pluralize from "pluralize";
import type { Action, Method } from "../../ir/api.ts";
import { toSnakeCase } from "../../python/names.ts";

/** The plural of an English noun in snake case: only its last word changes. */
export function plural(noun: string): string {
  return pluralize.plural(noun);
}

/** The singular of an English noun in snake case. */
export function singular(noun: string): string {
  return pluralize.singular(noun);
}

/** `list_users`, `get_user`, …. */
export function actionName(action: Action["kind"], model: string): string {
  const noun = toSnakeCase(model);
  return `${action}_${action === "list" ? plural(noun) : noun}`;
}

/** Names to try in turn for one endpoint: by action, then by method, then by path. */
export function candidateNames(action: Action["kind"], model: string, method: Method, path: string): readonly string[] {
  const byAction = actionName(action, model);
  const noun = byAction.slice(action.length + 1);
  const segments = path.split("/").filter((segment) => segment !== "");
  const words = segments.flatMap((segment, index) => {
    if (segment.startsWith("{")) return [];
    const word = toSnakeCase(segment.replace(/[^A-Za-z0-9]+/g, "_")).replace(/^_+|_+$/g, "");
    if (word === "") return [];
    const one = segments[index + 1]?.startsWith("{") || action !== "list" && index === segments.length - 1;
    return [one ? singular(word) : word];
  });
  const byPath = words.join("_");
  return [
    byAction,
    ...(action === "update" ? [`${method.toLowerCase()}_${noun}`] : []),
    ...(byPath === "" ? [] : [`${action}_${byPath}`, `${method.toLowerCase()}_${byPath}`]),
  ];
}
