/** Stages of the compiler as JSON, for `--dump`. */

import type { Source } from "./source/source.ts";

/** A value between two passes. */
export type Stage = "document" | "config" | "resolved" | "api" | "project";

/** All stages, in their order. */
export const STAGES: readonly Stage[] = ["document", "config", "resolved", "api", "project"];

/** Prints a stage: maps as objects, big integers with all digits, spans as offsets. */
export function dump(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === "bigint") return item.toString();
    if (item instanceof Map) return Object.fromEntries(item);
    if (isSource(item)) return item.name;
    return item;
  }, 2);
}

function isSource(value: unknown): value is Source {
  return typeof value === "object" && value !== null && "text" in value && "name" in value &&
    Object.keys(value).length === 2;
}
