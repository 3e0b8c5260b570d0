/** Api → Project: Python modules as trees, with the runtime files that they import. */

import { type Api, isAction } from "../ir/api.ts";
import type { Project, TextFile } from "../ir/project.ts";
import type { Module } from "../python/ast.ts";
import { lowerApplication, lowerDependencies, lowerRoutes, storedModels } from "./lower/application.ts";
import { lowerEndpoint } from "./lower/endpoint.ts";
import { lowerErrors } from "./lower/errors.ts";
import { lowerModels } from "./lower/models.ts";
import { lowerPackaging } from "./lower/packaging.ts";
import { ALWAYS, FOR_MODELS, FOR_STORAGE, FOR_STORAGE_TESTS } from "./lower/runtime.ts";
import { lowerTests } from "./lower/tests.ts";
import { sharedNames, typeWriter } from "./lower/types.ts";
import { from } from "../python/build.ts";

/** Lowers an API to the package that serves it. */
export function lower(api: Api, packageName: string): Project {
  const models = (id: string) => from(".models", id);
  const types = typeWriter({ model: models, shared: sharedNames(api, models) });
  const endpoints = api.routes.filter(isAction).map((route) => lowerEndpoint(route, api, types));
  const modules: readonly (Module | undefined)[] = [
    { path: "__init__.py", docstring: "An API that restgen generated.", body: [] },
    lowerApplication(api, endpoints.length > 0),
    lowerDependencies(api),
    lowerErrors(api),
    lowerModels(api),
    lowerRoutes(api, endpoints.map((endpoint) => endpoint.definition)),
    ...(api.testing ? lowerTests(api) : []),
  ];
  const files: readonly TextFile[] = [
    ...ALWAYS,
    ...(api.models.size > 0 ? FOR_MODELS : []),
    ...(storedModels(api).length > 0 ? FOR_STORAGE : []),
    ...(storedModels(api).length > 0 && api.testing ? FOR_STORAGE_TESTS : []),
    ...endpoints.flatMap((endpoint) => endpoint.runtime.map(({ path, text }) => ({ path: `runtime/${path}`, text }))),
    ...lowerPackaging(api, packageName),
  ];
  return {
    modules: modules.filter((module) => module !== undefined),
    files: [...new Map(files.map((file) => [file.path, file])).values()],
  };
}
