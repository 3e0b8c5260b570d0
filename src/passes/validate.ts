/** Config → Config: names, duplicates, cycles and clashes; what needs two places of the text. */

import type { Report } from "../diagnostics/define.ts";
import type { Config } from "../language/config.ts";
import { validateModels } from "./validate/models.ts";
import { validatePipelines } from "./validate/pipelines.ts";
import { validateProblems } from "./validate/problems.ts";
import { validateRouters } from "./validate/routers.ts";
import { validateRoutes } from "./validate/routes.ts";
import { validateSecurity } from "./validate/security.ts";
import { validateSettings } from "./validate/settings.ts";
import { validateWebSockets } from "./validate/websockets.ts";

/** Reports what does not fit together; the config stays as it is. */
export function validate(config: Config, report: Report): Config {
  validateSettings(config, report);
  validateModels(config, report);
  validateRouters(config, report);
  validateRoutes(config, report);
  validatePipelines(config, report);
  validateProblems(config, report);
  validateSecurity(config, report);
  validateWebSockets(config, report);
  return config;
}
