/** The language of rate limits: of routes, of routers, and of the whole API. */

import { define } from "../diagnostics/define.ts";
import { quoted } from "../diagnostics/text.ts";
import type { Span, Spanned } from "../source/source.ts";
import { settingText } from "./settings.ts";
import { type Infer, nothing, optional, record, required, type Shape, text, union } from "./shape.ts";
import type { Synonyms } from "./synonyms.ts";

/** Units of time, by their names in rates. */
export const UNITS = ["second", "minute", "hour", "day", "month", "year"] as const;

/** A unit of time. */
export type Unit = typeof UNITS[number];

/** So many requests in so many units. */
export interface Rate {
  readonly amount: number;
  readonly units: number;
  readonly unit: Unit;
  readonly span: Span;
}

/** A text that is no rate. */
export const BAD_RATE = define<{ text: string; reason: string; instead: string }>("E078", "bad-rate", {
  message: ({ text, reason }) => `The rate ${quoted(text)} ${reason}`,
  help: ({ instead }) => `Write ${quoted(instead)}`,
});

const FORM = /^(\d+)\s*(?:\/|per\b)\s*(?:(\d+)\s*)?([a-z]+)$/i;

/** Words of other libraries. */
const SHORT: ReadonlyMap<string, Unit> = new Map([
  ["s", "second"],
  ["sec", "second"],
  ["m", "minute"],
  ["min", "minute"],
  ["h", "hour"],
  ["hr", "hour"],
  ["d", "day"],
]);

const LARGEST = 2 ** 31 - 1;
const MANY_UNITS = 10_000;
const USUAL = "100/minute";

function unitOf(word: string): Unit | undefined {
  return UNITS.find((unit) => word === unit || word === `${unit}s`);
}

/** A rate with the number of a text, if it begins with one. */
function nearRate(value: string): string {
  const [, amount] = /^\s*([1-9]\d{0,8})(?![\d.])/.exec(value) ?? [];
  return amount === undefined ? USUAL : `${amount}/minute`;
}

/** The rate that a text means, or what is wrong with it. */
function parseRate(value: string): Omit<Rate, "span"> | { readonly reason: string; readonly instead: string } {
  const [, amountText = "", unitsText = "1", written = ""] = FORM.exec(value.trim()) ?? [];
  const word = written.toLowerCase();
  if (word === "") {
    const [first = value, ...others] = value.split(/\s*[;,|]\s*/);
    const isList = others.length > 0 && FORM.test(first.trim());
    return isList
      ? { reason: "has several limits, and a route has one", instead: first.trim() }
      : { reason: "has not the form of a number, a slash and a unit of time", instead: nearRate(value) };
  }
  const [amount, units] = [Number(amountText), Number(unitsText)];
  const unit = unitOf(word);
  if (unit === undefined) {
    const near = SHORT.get(word.replace(/s$/, "")) ?? SHORT.get(word) ?? "minute";
    const period = unitsText === "1" ? near : `${unitsText} ${near}s`;
    return { reason: `has no unit of time: ${UNITS.join(", ")}`, instead: `${amountText}/${period}` };
  }
  if (amount < 1) return { reason: "lets nobody in", instead: `1/${word}` };
  if (amount > LARGEST) return { reason: "is no limit", instead: `${LARGEST}/${word}` };
  if (units < 1 || units > MANY_UNITS) {
    return { reason: `counts from 1 to ${MANY_UNITS} units of time`, instead: `${amount}/${unit}` };
  }
  return { amount, units, unit };
}

const PLAIN = text("a rate");

/** `100/minute`, `5 per 10 seconds`. */
export const RATE: Shape<Rate> = {
  ...PLAIN,
  decode: (node, report) => {
    const decoded = PLAIN.decode(node, report);
    if (decoded === undefined) return undefined;
    const { value, span } = decoded;
    const rate = parseRate(value);
    if (!("reason" in rate)) return { ...rate, span };
    report(BAD_RATE.at(span, { text: value, ...rate }));
    return undefined;
  },
};

/** What switches off a limit that would come from somewhere else. */
export interface NoLimit {
  readonly off: true;
  readonly span: Span;
}

const OFF: Shape<NoLimit> = {
  ...text("none"),
  description: { kind: "choice", values: ["none"] },
  matches: (node) => node.kind === "scalar" && !node.quoted && node.text.toLowerCase() === "none",
  decode: (node) => ({ off: true, span: node.span }),
};

const SYNONYMS: Synonyms = {
  limit: "rate",
  limits: "rate",
  requests: "rate",
  max: "rate",
  keyfunc: "key_func",
  key: "key_func",
  keyfunction: "key_func",
  by: "key_func",
  storage: "storage_uri",
  storageurl: "storage_uri",
  uri: "storage_uri",
  url: "storage_uri",
  backend: "storage_uri",
};

const KEY_FUNC = optional(
  text("a handler"),
  "The function that tells clients apart: `module.function`. It may ask for `request`; where it returns None, the address counts.",
  { example: "clients.by_api_key" },
);

const LIMIT = record("a rate limit", {
  rate: required(RATE, "So many requests in so much time.", { example: USUAL }),
  key_func: KEY_FUNC,
}, { synonyms: SYNONYMS, main: "rate" });

/** `rate_limit` of routes and routers. */
export const RATE_LIMIT = union("a rate, a mapping with a rate, or none", nothing(), OFF, RATE, LIMIT);

/** A limit as it was written. */
export type RateLimitConfig = Infer<typeof RATE_LIMIT>;

/** The settings of the whole API. */
export const RATE_LIMIT_SETTINGS = record("the rate limit", {
  rate: optional(RATE, "The limit of every route that has none of its own.", { example: USUAL }),
  key_func: KEY_FUNC,
  storage_uri: optional(
    settingText("a URI"),
    "Where requests are counted: `memory://` in each process for itself, `redis://host:6379/0` for all of them together.",
    { default: "memory://", example: "${REDIS_URL}" },
  ),
}, { synonyms: SYNONYMS });

/** The settings of the whole API, as they were written. */
export type RateLimitSettings = Infer<typeof RATE_LIMIT_SETTINGS>;

/** `kind: rate_limit` of the middleware. */
export const RATE_LIMIT_WORD = "rate_limit";

/** The part of a config that can say something about limits. */
interface LimitedConfig {
  readonly keySpans: ReadonlyMap<string, Span>;
  readonly middleware?: readonly { readonly word: string; readonly content: object }[] | undefined;
}

/** What the middleware of a config says about limits. */
export function rateLimitSettings({ middleware }: LimitedConfig): RateLimitSettings | undefined {
  const item = middleware?.find(({ word }) => word === RATE_LIMIT_WORD);
  // The variant of this word was decoded with the shape above.
  return item === undefined ? undefined : (item.content as { readonly config?: RateLimitSettings }).config;
}

/** The function that tells clients apart. */
export function keyFunctionOf(config: RateLimitConfig): Spanned<string> | undefined {
  return config !== null && "rate" in config ? config.key_func : undefined;
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [BAD_RATE] as const;
