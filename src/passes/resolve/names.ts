/** Names of endpoints, made from what they do. */

import pluralize from "pluralize";
import type { Action, Method } from "../../ir/api.ts";
import { toSnakeCase } from "../../python/names.ts";

const MAXIMUM_KNOWN = 10_000;

/** The library tries a hundred patterns on each word, and every route asks again. */
function remembering(inflect: (noun: string) => string): (noun: string) => string {
  const known = new Map<string, string>();
  return (noun) => {
    let found = known.get(noun);
    if (found === undefined) {
      if (known.size >= MAXIMUM_KNOWN) known.clear();
      found = inflect(noun);
      known.set(noun, found);
    }
    return found;
  };
}

/** The plural of an English noun in snake case: only its last word changes. */
export const plural: (noun: string) => string = remembering((noun) => pluralize.plural(noun));

/** The singular of an English noun in snake case. */
export const singular: (noun: string) => string = remembering((noun) => pluralize.singular(noun));

/** A noun with its article; a "u" that sounds like "you" takes no "n": a user, a unit. */
export function withArticle(noun: string): string {
  return `${/^(?!u(?:s[aei]|ni|ti))[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
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
  // `POST /users/{id}/deactivate` says what is done in the path.
  const isVerb = action === "update" && method === "POST" && segments.at(-2)?.startsWith("{");
  return [
    ...(isVerb && !segments.at(-1)?.startsWith("{") ? [`${words.at(-1)}_${noun}`] : []),
    byAction,
    ...(action === "update" ? [`${method.toLowerCase()}_${noun}`] : []),
    ...(byPath === "" ? [] : [`${action}_${byPath}`, `${method.toLowerCase()}_${byPath}`]),
  ];
}
