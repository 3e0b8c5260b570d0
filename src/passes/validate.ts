/** Config → Config: names, duplicates, cycles and clashes; what needs two places of the text. */

import type { Report } from "../diagnostics/define.ts";
import type { Config } from "../language/config.ts";
import { validateModels } from "./validate/models.ts";
import { validatePipelines } from "./validate/pipelines.ts";
import { validateRouters } from "./validate/routers.ts";
import { validateRoutes } from "./validate/routes.ts";
import { validateSettings } from "./validate/settings.ts";

/** Reports what does not fit together; the config stays as it is. */
export function validate(config: Config, report: Report): Config {
  validateSettings(config, report);
  validateModels(config, report);
  validateRouters(config, report);
  validateRoutes(config, report);
  validatePipelines(config, report);
  return config;
}
