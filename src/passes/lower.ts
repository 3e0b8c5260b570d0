/** Api → Project: Python modules as trees, with the runtime files that they import. */

import type { Api } from "../ir/api.ts";
import type { Project, TextFile } from "../ir/project.ts";
import type { Module } from "../python/ast.ts";
import { appFiles, appModules, lowerAppFeatures } from "./lower/app_features.ts";
import { lowerApplication } from "./lower/application.ts";
import { lowerDependencies } from "./lower/database.ts";
import { lowerEndpoint } from "./lower/endpoint.ts";
import { composeFiles } from "./lower/compose.ts";
import { lowerErrors } from "./lower/errors.ts";
import { lowerModels } from "./lower/models.ts";
import { bundledFiles, lowerPackageRoot, type PackagePlace, userModules } from "./lower/package_root.ts";
import { lowerPackaging } from "./lower/packaging.ts";
import { lowerPipelines } from "./lower/logic/shared.ts";
import { errorFormatFiles } from "./lower/error_format.ts";
import { endpointModules, lowerRoutes } from "./lower/routers.ts";
import { ALWAYS, FOR_FUNCTION_TESTS, FOR_MODELS, FOR_PARTS_TESTS } from "./lower/runtime.ts";
import { usesFunctions } from "./lower/tests/logic/mod.ts";
import { hasParts } from "./lower/tests/logic/sent.ts";
import { limiterFiles, lowerKeyFunctions } from "./lower/rate_limits.ts";
import { lowerTests } from "./lower/tests.ts";
import { lowerSecurity, securityFiles } from "./lower/security.ts";
import { lowerSettings, settingsFiles } from "./lower/settings.ts";
import { storeFiles } from "./lower/store_files.ts";
import { lowerTables } from "./lower/tables.ts";
import { sharedNames, typeWriter } from "./lower/types.ts";
import { lowerSockets } from "./lower/websockets.ts";
import { from } from "../python/build.ts";

/** Lowers an API to the package that serves it. */
export function lower(api: Api, place: PackagePlace): Project {
  const models = (id: string) => from(".models", id);
  const types = typeWriter({ model: models, shared: sharedNames(api, models) });
  const endpoints = api.routes.map((route) => ({ route, ...lowerEndpoint(route, api, types) }));
  const pipelines = lowerPipelines(api, types);
  const sockets = lowerSockets(api, types);
  const parts = lowerAppFeatures(api);
  const tests = api.testing ? lowerTests(api, parts) : [];
  const modules: readonly (Module | undefined)[] = [
    lowerPackageRoot(api, place),
    lowerApplication(api, endpointModules(api, endpoints), parts),
    ...appModules(parts),
    lowerSettings(api),
    lowerDependencies(api),
    lowerTables(api),
    lowerSecurity(api, types),
    lowerErrors(api),
    lowerModels(api, place.packageName),
    ...lowerRoutes(api, endpoints),
    pipelines?.module,
    lowerKeyFunctions(api),
    ...sockets.modules,
    ...tests,
  ];
  const files: readonly TextFile[] = [
    ...ALWAYS,
    ...(api.models.size > 0 ? FOR_MODELS : []),
    ...storeFiles(api),
    ...(api.testing && usesFunctions(api) ? FOR_FUNCTION_TESTS : []),
    ...(api.testing && api.routes.some(hasParts) ? FOR_PARTS_TESTS : []),
    ...[...endpoints.flatMap((endpoint) => endpoint.runtime), ...pipelines?.runtime ?? []]
      .map(({ path, text }) => ({ path: `runtime/${path}`, text })),
    ...sockets.files,
    ...securityFiles(api),
    ...appFiles(parts),
    ...settingsFiles(api),
    ...composeFiles(api),
    ...limiterFiles(api),
    ...errorFormatFiles(api),
    ...lowerPackaging(api, place, parts.of("requirement").map((one) => one.requirement)),
    ...bundledFiles(api, place),
  ];
  return {
    modules: modules.filter((module) => module !== undefined),
    files: [...new Map(files.map((file) => [file.path, file])).values()],
    userModules: userModules(api, place),
  };
}
