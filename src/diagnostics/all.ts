/** All kinds of diagnostics: the only list of them, for tests and tools. */

import { DIAGNOSTICS as FEATURES } from "../features/diagnostics.ts";
import { ROUTE_FEATURES } from "../features/mod.ts";
import { DIAGNOSTICS as HANDLERS } from "../handlers/diagnostics.ts";
import { DIAGNOSTICS as DATABASES } from "../language/database.ts";
import { DIAGNOSTICS as LANGUAGE } from "../language/diagnostics.ts";
import { DIAGNOSTICS as IMPORTS } from "../linker/diagnostics.ts";
import { DIAGNOSTICS as COMPUTED } from "../passes/resolve/computed.ts";
import { DIAGNOSTICS as CREATED } from "../passes/resolve/created.ts";
import { DIAGNOSTICS as DATABASE_ADDRESSES } from "../passes/resolve/database.ts";
import { DIAGNOSTICS as FIELDS } from "../passes/resolve/fields.ts";
import { DIAGNOSTICS as RESOLVED_MODELS } from "../passes/resolve/models.ts";
import { DIAGNOSTICS as OPERANDS } from "../passes/resolve/operands.ts";
import { DIAGNOSTICS as EXPANSIONS } from "../passes/resolve/expansions.ts";
import { DIAGNOSTICS as RELATIONS } from "../passes/resolve/relations.ts";
import { DIAGNOSTICS as RELAX } from "../passes/resolve/relax.ts";
import { DIAGNOSTICS as MIGRATIONS } from "../migrations/findings.ts";
import { DIAGNOSTICS as RESPONSES } from "../passes/resolve/responses.ts";
import { DIAGNOSTICS as TYPES } from "../passes/resolve/types.ts";
import { DIAGNOSTICS as ERROR_CAUSES } from "../passes/rules/error_causes.ts";
import { DIAGNOSTICS as PATH_PARAMETERS } from "../passes/rules/path_parameters.ts";
import { DIAGNOSTICS as QUERY_NAMES } from "../passes/rules/query_names.ts";
import { DIAGNOSTICS as REQUEST_FIELDS } from "../passes/rules/request_fields.ts";
import { DIAGNOSTICS as RESPONSE_MODELS } from "../passes/rules/response_models.ts";
import { DIAGNOSTICS as SAMPLES } from "../passes/rules/samples.ts";
import { DIAGNOSTICS as STORES } from "../passes/rules/stores.ts";
import { DIAGNOSTICS as MODELS } from "../passes/validate/models.ts";
import { DIAGNOSTICS as NAMES } from "../passes/validate/names.ts";
import { DIAGNOSTICS as PATHS } from "../passes/validate/paths.ts";
import { DIAGNOSTICS as PIPELINES } from "../passes/validate/pipelines.ts";
import { DIAGNOSTICS as ROUTERS } from "../passes/validate/routers.ts";
import { DIAGNOSTICS as ROUTES } from "../passes/validate/routes.ts";
import { DIAGNOSTICS as WEBSOCKETS } from "../passes/validate/websockets.ts";
import { DIAGNOSTICS as SECURITY } from "../passes/validate/security.ts";
import { DIAGNOSTICS as SETTINGS } from "../passes/validate/settings.ts";
import { DIAGNOSTICS as FILES } from "../passes/resolve/files.ts";
import { DIAGNOSTICS as PARAM_TYPES } from "../passes/resolve/param_types.ts";
import { DIAGNOSTICS as PARAMS } from "../passes/resolve/params.ts";
import { DIAGNOSTICS as PATH_PARAMS } from "../passes/resolve/path_params.ts";
import { DIAGNOSTICS as PROBLEMS } from "../passes/validate/problems.ts";
import { DIAGNOSTICS as LIMITER } from "../passes/resolve/limiter.ts";
import { DIAGNOSTICS as ENVIRONMENT } from "../passes/resolve/settings.ts";
import { DIAGNOSTICS as REQUIREMENTS } from "../language/requirement.ts";
import { DIAGNOSTICS as SETTING_TEXTS } from "../language/settings.ts";
import { APP_FEATURES } from "../features/app/mod.ts";
import { DIAGNOSTICS as ADDRESSES } from "../features/app/paths.ts";
import { DIAGNOSTICS as OVERRIDES } from "../passes/resolve/pipelines.ts";
import { DIAGNOSTICS as REFERENCES } from "../passes/resolve/reference_faults.ts";
import { DIAGNOSTICS as STEPS } from "../passes/resolve/step_faults.ts";
import { DIAGNOSTICS as READERS } from "../source/faults.ts";
import type { Code, Severity } from "./define.ts";

/** What a list of codes says about each. */
export interface Kind {
  readonly code: Code;
  readonly name: string;
  readonly severity: Severity;
}

const GROUPS: readonly (readonly Kind[])[] = [
  READERS,
  IMPORTS,
  LANGUAGE,
  NAMES,
  MODELS,
  PATHS,
  ROUTES,
  ROUTERS,
  PIPELINES,
  WEBSOCKETS,
  SECURITY,
  SETTINGS,
  DATABASES,
  DATABASE_ADDRESSES,
  MIGRATIONS,
  STORES,
  HANDLERS,
  FIELDS,
  COMPUTED,
  RESOLVED_MODELS,
  OPERANDS,
  RELATIONS,
  EXPANSIONS,
  RELAX,
  TYPES,
  FEATURES,
  ...ROUTE_FEATURES.all.map((feature) => feature.diagnostics),
  ...APP_FEATURES.all.map((feature) => feature.diagnostics),
  REQUIREMENTS,
  ADDRESSES,
  SETTING_TEXTS,
  ENVIRONMENT,
  ERROR_CAUSES,
  PATH_PARAMETERS,
  QUERY_NAMES,
  REQUEST_FIELDS,
  RESPONSES,
  RESPONSE_MODELS,
  SAMPLES,
  CREATED,
  LIMITER,
  PROBLEMS,
  OVERRIDES,
  REFERENCES,
  STEPS,
  PARAMS,
  PARAM_TYPES,
  PATH_PARAMS,
  FILES,
];

/** Every kind once, by its code. What several features report is listed by each of them. */
export const ALL: readonly Kind[] = [...new Set(GROUPS.flat())]
  .sort((left, right) => left.code < right.code ? -1 : left.code > right.code ? 1 : 0);
