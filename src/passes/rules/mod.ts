/** Rules over the finished Api: one semantic check a file, in the order of the clearest output. */

import type { Report } from "../../diagnostics/define.ts";
import type { Api } from "../../ir/api.ts";
import { errorCauses } from "./error_causes.ts";
import { features } from "./features.ts";
import { pathParameters } from "./path_parameters.ts";
import { queryNames } from "./query_names.ts";
import { requestFields } from "./request_fields.ts";
import { responseModels } from "./response_models.ts";
import { samples } from "./samples.ts";
import { checkStores } from "./stores.ts";

/** A check over the whole API. */
export type Rule = (api: Api, report: Report) => void;

/** All rules. */
export const RULES: readonly Rule[] = [
  pathParameters,
  queryNames,
  requestFields,
  responseModels,
  errorCauses,
  features,
  checkStores,
];

/** Rules about an API without errors: in another one they would only repeat what is wrong. */
export const LAST_RULES: readonly Rule[] = [samples];
