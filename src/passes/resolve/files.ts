/** `files` of routes: sizes, counts, and what is accepted. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { FileParameter } from "../../ir/logic.ts";
import type { FileConfig } from "../../language/params.ts";
import { keySpan } from "../../language/shape.ts";
import type { Spanned } from "../../source/source.ts";
import { CONFLICTING_ATTRIBUTES } from "./fields.ts";

/** Files where a request has no body. */
export const FILES_WITHOUT_BODY = define<{ method: string }>("E053", "files-without-body", {
  message: ({ method }) => `Files cannot be uploaded with ${method}, whose requests have no body`,
  help: () => `Write "method: POST"`,
});

/** A size that is none. */
export const MAX_SIZE = define<{ text: string }>("E059", "max-size", {
  message: ({ text }) => `${quoted(text)} is not a size`,
  help: () => "Write a number of bytes, or one with kb, mb or gb, as in 10mb; 1 TB is the most",
});

/** A text that is neither an extension nor a media type. */
export const ACCEPT = define<{ text: string }>("E205", "accept", {
  message: ({ text }) => `${quoted(text)} is neither an extension nor a media type`,
  help: ({ text }) =>
    /^[a-z0-9]+$/i.test(text)
      ? `Write ".${text}"`
      : `Write an extension such as ".pdf", or a media type such as "image/*"`,
});

const UNITS: Readonly<Record<string, number>> = { "": 1, b: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30 };
const LARGEST = 2 ** 40;
const DEFAULT_SIZE = 50 * 2 ** 20;
const DEFAULT_COUNT = 20;

/** `10mb` in bytes; undefined for what is no size. */
export function sizeOf(text: string): number | undefined {
  const [, digits, unit = ""] = /^([0-9]{1,15}(?:\.[0-9]{1,6})?)\s*([kmg]?i?b)?$/i.exec(text.trim()) ?? [];
  const factor = UNITS[unit.toLowerCase().replace("i", "")];
  if (digits === undefined || factor === undefined) return undefined;
  const size = Number(digits) * factor;
  return Number.isInteger(size) && size > 0 && size <= LARGEST ? size : undefined;
}

const EXTENSION = /^\.[A-Za-z0-9][A-Za-z0-9._+-]{0,30}$/;
const MEDIA_TYPE = /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,60}\/(?:\*|[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,90})$/;

/** Decides everything about a file; undefined where something is wrong with it that was reported. */
export function resolveFile(
  config: FileConfig | Spanned<string>,
  wire: string,
  attribute: string,
  report: Report,
): FileParameter | undefined {
  const plain: FileParameter = {
    wire,
    attribute,
    maxSize: DEFAULT_SIZE,
    maxCount: undefined,
    accept: [],
    optional: false,
    description: undefined,
  };
  if ("value" in config) return plain;
  const { multiple, max_count: count, max_size: limit } = config;
  const maxSize = limit === undefined ? DEFAULT_SIZE : sizeOf(limit.value);
  if (maxSize === undefined && limit !== undefined) report(MAX_SIZE.at(limit.span, { text: limit.value }));
  if (count !== undefined && count.value > 1 && multiple?.value !== true) {
    report(
      CONFLICTING_ATTRIBUTES.at(keySpan(config, "max_count"), {
        first: "multiple",
        second: "max_count",
        reason: "a single file is expected",
        help: `Add "multiple: true"`,
      }),
    );
  }
  const accept = (config.accept ?? []).filter(({ value, span }) => {
    const isKnown = EXTENSION.test(value) || MEDIA_TYPE.test(value) || value === "*/*";
    if (!isKnown) report(ACCEPT.at(span, { text: value }));
    return isKnown;
  }).map(({ value }) => value.toLowerCase());
  if (maxSize === undefined) return undefined;
  return {
    ...plain,
    maxSize,
    maxCount: multiple?.value === true ? count?.value ?? DEFAULT_COUNT : undefined,
    accept: accept.includes("*/*") ? [] : [...new Set(accept)],
    optional: config.optional?.value ?? false,
    description: config.description?.value,
  };
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [FILES_WITHOUT_BODY, MAX_SIZE, ACCEPT] as const;
