/** Which databases keep several writes together. */

import type { Database } from "../ir/api.ts";

/** Whether several writes are kept together, or none of them. */
export function hasTransactions({ type }: Database): boolean {
  return type !== "mongo" && type !== "redis";
}
