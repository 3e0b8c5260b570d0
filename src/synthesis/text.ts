/** Texts of fields: plain ones, formats, and patterns. */

import type { FieldType, Format, Lengths } from "../ir/api.ts";
import { looksLike, orderedNumber } from "./readable.ts";
import { countMatching, hasLength, matches, MAXIMUM_VARIANTS, sampleMatching } from "./regex/generate.ts";

/** A type whose values are texts. */
export type TextType = Extract<FieldType, { kind: "str" }>;

const LETTERS = { source: "^[a-z]*$", python: false } as const;
const LONGEST = 10_000;
/** Variants of a format that are tried when a pattern narrows it. */
const FORMAT_TRIES = 50;

/** The text of a variant; undefined if none is found. */
export function sampleText(type: TextType, variant: number, hint: string): string | undefined {
  const format = type.format === "password" ? undefined : type.format;
  if (format !== undefined) return sampleFormatted(type, format, variant);
  if (type.pattern !== undefined) return sampleMatching(type.pattern, type, variant, hint);
  if ((type.minLength ?? 0) > LONGEST) return undefined;
  const [template] = looksLike(type.format === "password" ? "password" : hint);
  const whole = template?.(variant) ?? "";
  const text = shorten(whole, orderedNumber(variant), type.maxLength ?? Infinity)?.padEnd(type.minLength ?? 0, "x");
  return text !== undefined && hasLength(text, type) ? text : sampleMatching(LETTERS, type, variant);
}

/** The text with fewer letters in front of its number, if it is too long. */
function shorten(text: string, number: string, length: number): string | undefined {
  if (text.length <= length) return text;
  if (length < number.length + 2) return undefined;
  return text.slice(0, text.length - number.length).slice(0, length - number.length) + number;
}

/** How many different texts `sampleText` makes. */
export function countTexts(type: TextType, hint: string): number {
  const format = type.format === "password" ? undefined : type.format;
  if (format === undefined) {
    if (type.pattern !== undefined) return countMatching(type.pattern, type, hint);
    return (type.maxLength ?? Infinity) >= 3 ? MAXIMUM_VARIANTS : countMatching(LETTERS, type);
  }
  const first = sampleFormatted(type, format, 0);
  if (first === undefined) return 0;
  const texts = new Set<string>();
  for (let variant = 0; variant < MAXIMUM_VARIANTS; variant++) {
    const text = sampleFormatted(type, format, variant);
    if (text === undefined || texts.has(text)) return texts.size;
    texts.add(text);
  }
  return texts.size;
}

function sampleFormatted(type: TextType, format: Exclude<Format, "password">, variant: number): string | undefined {
  const { pattern } = type;
  if (pattern === undefined) return formatted(type, format, variant);
  for (let tried = variant; tried < variant + FORMAT_TRIES; tried++) {
    const text = formatted(type, format, tried);
    if (text !== undefined && matches(pattern, text) === true) return text;
  }
  return undefined;
}

function formatted(lengths: Lengths, format: Exclude<Format, "password">, variant: number): string | undefined {
  const fitting = (number: number) =>
    proposals(format, orderedNumber(number), number, lengths.minLength ?? 0).find((text) => hasLength(text, lengths));
  // Tight limits may leave room for one digit only.
  return fitting(variant) ?? fitting(variant % 8);
}

function proposals(
  format: Exclude<Format, "password">,
  number: string,
  variant: number,
  minimum: number,
): readonly string[] {
  switch (format) {
    case "email":
      return [
        `user${number}@example.com`,
        `u${number}@example.com`,
        `${number}@a.com`,
        `${number.padEnd(Math.min(minimum - "@a.com".length, 60), "x")}@a.com`,
        longEmail(`user${number}`, minimum),
      ];
    case "url":
    case "uri": {
      const texts = [`https://example.com/${number}`, `http://a.com/${number}`];
      return [...texts, ...texts.map((text) => text.padEnd(Math.min(minimum, 2000), "x"))];
    }
    case "hostname":
      return [
        `host${number}.example.com`,
        `h${number}.com`,
        `h${number}`,
        `h${number.padEnd(Math.min(minimum - 1, 60), "x")}`,
        longHost(`host${number}`, minimum),
      ];
    case "uuid":
      return [uuid(variant)];
    case "ipv4":
      return [address(variant)];
    case "ipv6":
      return [`2001:db8::${variant < 8 ? variant + 1 : 9000 + (variant - 8) % 999}`];
  }
}

const LABEL = 60;

/** Labels of at most 60 characters that together with the dots have this length. */
function labels(length: number): string {
  const parts: string[] = [];
  for (let left = length; left > 0;) {
    // A single character must not be left for a dot alone.
    const size = left === LABEL + 1 ? LABEL - 1 : Math.min(left, LABEL);
    parts.push("x".repeat(size));
    left -= size + 1;
  }
  return parts.join(".");
}

function longEmail(local: string, length: number): string {
  const base = `${local}@example.com`;
  const missing = length - base.length;
  if (missing <= 1) return `${local}${"x".repeat(Math.max(0, missing))}@example.com`;
  if (missing <= 40) return `${local}${"x".repeat(missing)}@example.com`;
  return missing > 230 ? base : `${local}@${labels(missing - 1)}.example.com`;
}

function longHost(host: string, length: number): string {
  const base = `${host}.example.com`;
  const missing = length - base.length;
  if (missing <= 1) return `${host}${"x".repeat(Math.max(0, missing))}.example.com`;
  return missing > 225 ? base : `${host}.${labels(missing - 1)}.example.com`;
}

/** A version 4 UUID whose texts sort like the variants. */
export function uuid(variant: number): string {
  return `00000000-0000-4000-8000-${(variant + 1).toString(16).padStart(12, "0")}`;
}

/** An address reserved for documentation; texts sort like the variants, up to 330. */
function address(variant: number): string {
  if (variant < 8) return `192.0.2.${variant + 1}`;
  if (variant < 18) return `192.0.2.${variant + 82}`;
  const rest = (variant - 18) % 312;
  return rest < 156 ? `198.51.100.${rest + 100}` : `203.0.113.${rest - 156 + 100}`;
}
