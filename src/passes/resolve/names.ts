/** Names of endpoints, made from what they do. */

import pluralize from "pluralize";
import type { Action, Method } from "../../ir/api.ts";
import { toSnakeCase } from "../../python/names.ts";

// The library takes these for compounds of "man".
pluralize.addPluralRule(/(abdo|regi|speci)men$/i, "$1mens");
pluralize.addSingularRule(/(abdo|regi|speci)mens?$/i, "$1men");
pluralize.addPluralRule(/(ger|ro)man$/i, "$1mans");

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

/** Names to try in turn for one endpoint: by action, then by method, then by path. Most take the first. */
export function* candidateNames(
  action: Action["kind"],
  model: string,
  method: Method,
  path: string,
): Generator<string, void> {
  const byAction = actionName(action, model);
  const noun = byAction.slice(action.length + 1);
  const segments = path.split("/").filter((segment) => segment !== "");
  // `POST /users/{id}/deactivate` says what is done in the path.
  const isVerb = action === "update" && method === "POST" && segments.at(-2)?.startsWith("{");
  if (isVerb && !segments.at(-1)?.startsWith("{")) yield `${pathWords(segments, false).at(-1)}_${noun}`;
  yield byAction;
  if (action === "update") yield `${method.toLowerCase()}_${noun}`;
  const byPath = pathWords(segments, action === "list").join("_");
  if (byPath !== "") yield* [`${action}_${byPath}`, `${method.toLowerCase()}_${byPath}`];
}

/** The words of a path in the singular; with `keepsLast` the last one stays as it is. */
function pathWords(segments: readonly string[], keepsLast: boolean): readonly string[] {
  return segments.flatMap((segment, index) => {
    if (segment.startsWith("{")) return [];
    const word = toSnakeCase(segment.replace(/[^A-Za-z0-9]+/g, "_")).replace(/^_+|_+$/g, "");
    if (word === "") return [];
    const one = segments[index + 1]?.startsWith("{") || (!keepsLast && index === segments.length - 1);
    return [one ? singular(word) : word];
  });
}

const VERBS: Readonly<Record<Method, string>> = {
  GET: "get",
  POST: "create",
  PUT: "update",
  PATCH: "update",
  DELETE: "delete",
};

/** Names to try in turn for a route with steps or a handler: the handler's own, what is done in the path, the path. */
export function logicNames(handler: string | undefined, method: Method, path: string): readonly string[] {
  const segments = path.split("/").filter((segment) => segment !== "");
  const last = segments.at(-1);
  const own = handler?.split(".").at(-1);
  const whole = pathWords(segments, true);
  const ending = whole.at(-1);
  const isPlural = ending !== undefined && plural(singular(ending)) === ending && singular(ending) !== ending;
  // `POST /orders/{id}/fulfill` says what is done in the path.
  const isVerb = method === "POST" && segments.at(-2)?.startsWith("{") === true && last?.startsWith("{") === false &&
    !isPlural;
  const nouns = pathWords(segments, false);
  const noun = isVerb ? nouns.at(-2) : nouns.at(-1);
  const acts = isVerb ? ending : method === "GET" && isPlural && !last?.startsWith("{") ? "list" : VERBS[method];
  const names = acts === "list" ? ending : noun;
  return [
    ...(own === undefined || !/^[a-z][a-z0-9_]*$/.test(own) ? [] : [own]),
    ...(names === undefined ? [] : [`${acts}_${names}`]),
    [method.toLowerCase(), ...whole].join("_"),
  ];
}
