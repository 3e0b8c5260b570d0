/** What can be wrong with headers and cookies of answers, whichever feature sets them. */

import { define } from "../diagnostics/define.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { quoted } from "../diagnostics/text.ts";

/** A value that no header and no cookie can hold. */
export const ANSWER_VALUE = define<{ what: string; reason: string }>("E211", "answer-value", {
  message: ({ what, reason }) => `${what} ${reason}`,
  help: () => `Write printable ASCII, or a reference to a single value such as "$path.id" or "$result.id"`,
});

/** A header whose name HTTP does not allow. */
export const HEADER_NAME = define<{ name: string }>("E212", "header-name", {
  message: ({ name }) => `${quoted(name)} is not a name that HTTP allows for a header`,
  help: () => "Use letters, digits and hyphens, such as X-Request-Id",
});

/** A header that the server makes by itself. */
export const OWNED_HEADER = define<{ name: string }>("E060", "owned-header", {
  message: ({ name }) => `Header ${quoted(name)} belongs to the server`,
  help: ({ name }) =>
    name.toLowerCase() === "set-cookie"
      ? `Write "cookies:" in its place`
      : name.toLowerCase() === "content-type"
      ? `Write "response_type:" in its place`
      : "Remove it",
});

/** A header or cookie that is set more than once. */
export const SET_TWICE = define<{ what: string; name: string; by: string }>("E218", "set-twice", {
  message: ({ what, name, by }) => `${what} ${quoted(name)} is set by ${by} already`,
  help: () => "Remove one of them",
});

/** A time that is over before it starts. */
export const NEGATIVE_MAX_AGE = define<{ value: number }>("E075", "negative-max-age", {
  message: ({ value }) => `"max_age" is ${value}, but an age cannot be negative`,
  help: () => "Write the number of seconds; 0 expires at once",
});

/** A cookie without a name. */
export const EMPTY_COOKIE_NAME = define<Record<never, never>>("E057", "empty-cookie-name", {
  message: () => "A cookie has an empty name",
  help: () => "Write the name that the browser keeps its value under",
});

/** A cookie whose name is no token. */
export const COOKIE_NAME = define<{ name: string }>("E061", "cookie-name", {
  message: ({ name }) => `${quoted(name)} cannot be the name of a cookie`,
  help: ({ name }) => {
    const repaired = name.replace(/[^!#$%&'*+.^_`|~0-9A-Za-z-]+/g, "_");
    return didYouMean(name, [repaired]) ?? "Use letters, digits, hyphens and underscores";
  },
});

/** A cookie that browsers refuse. */
export const REFUSED_COOKIE = define<{ name: string; reason: string }>("W135", "refused-cookie", {
  message: ({ name, reason }) => `Browsers refuse the cookie ${quoted(name)}: ${reason}`,
  help: () => `Add "secure: true", with "path: /" and no "domain" where the name starts with "__Host-"`,
});
