/** Api → Api: small rewrites that a reviewer would ask for; each is pure and idempotent. */

import type { Api } from "../ir/api.ts";
import { dropDeadModels } from "./optimize/dead_models.ts";
import { shareBeginnings } from "./optimize/mixins.ts";
import { sharePipelines } from "./optimize/shared_pipelines.ts";
import { nameSharedTypes } from "./optimize/shared_types.ts";

/** A rewrite of the whole API. */
export type Rewrite = (api: Api) => Api;

/** All rewrites, in their order: mixins are dead unless they become classes, and types of dead models need no name. */
export const REWRITES: readonly Rewrite[] = [
  sharePipelines,
  shareBeginnings,
  dropDeadModels,
  nameSharedTypes,
];

/** Applies every rewrite once. */
export function optimize(api: Api): Api {
  return REWRITES.reduce((current, rewrite) => rewrite(current), api);
}

/** What was left out on the way, in sentences. */
export function notesOf(before: Api, after: Api): readonly string[] {
  return [...before.models.values()]
    .filter((model) => !after.models.has(model.id))
    .map((model) => `Model ${model.name} is left out: nothing uses it`);
}
