/** How values are spelled outside of JSON bodies. */

import type { FieldType, Json } from "../ir/api.ts";

/** The spelling of a value of a type in a query string or a path, before percent-encoding. */
export function wireText(value: Json, type: FieldType): string {
  if (typeof value === "string") return type.kind === "any" ? jsonText(value) : value;
  return jsonText(value);
}

/** A value as JSON text, every digit of big integers kept. */
export function jsonText(value: Json): string {
  if (typeof value === "bigint") return String(value);
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${JSON.stringify(key)}: ${jsonText(item)}`).join(", ")}}`;
  }
  return `[${[...value.values()].map(jsonText).join(", ")}]`;
}
