/** Values of the config as JSON, and whether they fit a type. */

import type { Bounds, FieldType, Json, Lengths } from "../../ir/api.ts";
import type { Node } from "../../ir/document.ts";

/** A value as JSON has it. */
export function toJson(node: Node): Json {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "sequence":
      return node.items.map(toJson);
    case "mapping":
      return new Map(node.entries.map((entry) => [entry.key, toJson(entry.value)]));
  }
}

const SPELLED: readonly FieldType["kind"][] = ["str", "datetime", "date", "time", "decimal"];

/** A value as a field of the type reads it: where text is meant, `1.0` is "1.0"; a decimal keeps every digit. */
export function meant(node: Node, type: FieldType): Json {
  const value = toJson(node);
  const isNumber = node.kind === "scalar" && (typeof value === "number" || typeof value === "bigint");
  if (!isNumber || !SPELLED.includes(type.kind)) return value;
  return type.kind !== "decimal" || DECIMAL.test(node.text) ? node.text : value;
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;
const ISO_TIME = /^\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DECIMAL = /^-?\d+(\.\d+)?$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Days that the calendar lacks (31 April) roll over in `Date`, so the text has to come back. */
function validDate(text: string): boolean {
  const milliseconds = ISO_DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text);
}

function validDatetime(text: string): boolean {
  const [, date, time] = /^(.{10})[T ](.+)$/.exec(text) ?? [];
  return date !== undefined && time !== undefined && validDate(date) && ISO_TIME.test(time) &&
    !Number.isNaN(Date.parse(`${date}T${time}`));
}

/** A datetime as the API answers it: in UTC, naive ones taken for UTC. */
export function canonicalDatetime(text: string): string {
  const [, moment = text, fraction = "", zone = "Z"] = /^(.+?)(?:\.(\d+))?(Z|[+-]\d{2}:?\d{2})?$/.exec(text) ?? [];
  const seconds = new Date(`${moment.replace(" ", "T")}${zone}`).toISOString().slice(0, -".000Z".length);
  return /[1-9]/.test(fraction) ? `${seconds}.${fraction.padEnd(6, "0")}Z` : `${seconds}Z`;
}

function within(value: number | bigint, type: Extract<FieldType, { kind: "int" | "float" | "decimal" }>): boolean {
  const { ge, gt, le, lt, multipleOf } = type;
  const fits = (ge === undefined || value >= ge) && (gt === undefined || value > gt) &&
    (le === undefined || value <= le) && (lt === undefined || value < lt);
  // A step of zero was reported where it stands.
  if (!fits || multipleOf === undefined || multipleOf <= 0) return fits;
  if (typeof value === "bigint" || typeof multipleOf === "bigint") {
    const isWhole = Number.isInteger(Number(multipleOf)) && Number.isInteger(Number(value));
    return isWhole && BigInt(value) % BigInt(multipleOf) === 0n;
  }
  const steps = value / multipleOf;
  return Math.abs(steps - Math.round(steps)) < 1e-9 * Math.max(1, Math.abs(steps));
}

function hasLength(length: number, type: { minLength: number | undefined; maxLength: number | undefined }): boolean {
  return length >= (type.minLength ?? 0) && length <= (type.maxLength ?? Infinity);
}

function lengthWords({ minLength, maxLength }: Lengths): string {
  if (maxLength === undefined) return `${minLength} or more`;
  return minLength === undefined ? `at most ${maxLength}` : `${minLength} to ${maxLength}`;
}

/** The constraints as the config spells them. */
function boundWords({ ge, gt, le, lt, multipleOf }: Bounds): string {
  return Object.entries({ ge, gt, le, lt, multiple_of: multipleOf })
    .flatMap(([key, bound]) => bound === undefined ? [] : [`${key}: ${bound}`]).join(", ");
}

/** Whether no number in a value is infinite. */
function isFinite(value: Json): boolean {
  if (value instanceof Map) return [...value.values()].every(isFinite);
  return Array.isArray(value) ? value.every(isFinite) : typeof value !== "number" || Number.isFinite(value);
}

/** Says what is expected where a value does not fit a type; undefined where it fits. */
export function misfit(value: Json, type: FieldType): string | undefined {
  switch (type.kind) {
    case "str":
      if (typeof value !== "string") return "a text";
      if (value.includes("\0")) return "a text without NUL";
      return hasLength([...value].length, type) ? undefined : `a text of ${lengthWords(type)} characters`;
    case "int":
      if (typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value))) {
        const exact = BigInt(value);
        if (exact < -(2n ** 63n) || exact >= 2n ** 63n) return "a whole number of 64 bits";
        return within(value, type) ? undefined : `a number with ${boundWords(type)}`;
      }
      return "a whole number";
    case "float":
      if (typeof value !== "number" && typeof value !== "bigint") return "a number";
      if (!Number.isFinite(Number(value))) return "a finite number";
      return within(value, type) ? undefined : `a number with ${boundWords(type)}`;
    case "decimal": {
      const text = typeof value === "string" ? value : String(value);
      if (value === null || typeof value === "boolean" || !DECIMAL.test(text)) return "a decimal number";
      return within(Number(text), type) ? undefined : `a number with ${boundWords(type)}`;
    }
    case "bool":
      return typeof value === "boolean" ? undefined : "true or false";
    case "datetime":
      return typeof value === "string" && validDatetime(value) ? undefined : `a time such as "2024-01-31T12:00:00Z"`;
    case "date":
      return typeof value === "string" && validDate(value) ? undefined : `a date such as "2024-01-31"`;
    case "time":
      return typeof value === "string" && ISO_TIME.test(value) ? undefined : `a time of day such as "12:00:00"`;
    case "uuid":
      return typeof value === "string" && UUID.test(value) ? undefined : "a UUID";
    case "bytes":
      return typeof value === "string" && BASE64.test(value) ? undefined : "base64 text";
    case "any":
      return isFinite(value) ? undefined : "a value that JSON can carry";
    case "enum":
      return type.values.some((known) => known === value) ? undefined : `one of ${type.values.slice(0, 8).join(", ")}`;
    case "list":
      if (!Array.isArray(value)) return "a list";
      if (!hasLength(value.length, type)) return `a list of ${lengthWords(type)} items`;
      return value.map((item) => misfit(item, type.items)).find((reason) => reason !== undefined);
    case "dict":
      if (!(value instanceof Map)) return "a mapping";
      if (!hasLength(value.size, type)) return `a mapping of ${lengthWords(type)} entries`;
      return [...value.values()].map((item) => misfit(item, type.values)).find((reason) => reason !== undefined);
    case "model":
      return value instanceof Map ? undefined : "a mapping";
  }
}

/** A time of day as the API answers it: in UTC, with seconds. */
export function canonicalTime(text: string): string {
  return canonicalDatetime(`2000-01-02T${text}`).slice("2000-01-02T".length);
}

/** A value in the spelling in which the API would answer it. */
export function canonical(value: Json, type: FieldType): Json {
  if (type.kind === "datetime" && typeof value === "string") return canonicalDatetime(value);
  if (type.kind === "time" && typeof value === "string") return canonicalTime(value);
  if (type.kind === "decimal" && (typeof value === "number" || typeof value === "bigint")) return String(value);
  if (type.kind === "uuid" && typeof value === "string") return value.toLowerCase();
  if (type.kind === "list" && Array.isArray(value)) return value.map((item: Json) => canonical(item, type.items));
  return value;
}
