/** Api → Api: small rewrites that a reviewer would ask for; each is pure and idempotent. */

import type { Api } from "../ir/api.ts";
import { nameSharedTypes } from "./optimize/shared_types.ts";

/** A rewrite of the whole API. */
export type Rewrite = (api: Api) => Api;

/** All rewrites, in their order. */
export const REWRITES: readonly Rewrite[] = [nameSharedTypes];

/** Applies every rewrite once. */
export function optimize(api: Api): Api {
  return REWRITES.reduce((current, rewrite) => rewrite(current), api);
}
