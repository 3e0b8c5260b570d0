/** Config → Api: inheritance flattened, names are ids, every default decided; then the rules over the finished Api. */

import type { Report } from "../diagnostics/define.ts";
import { type Api, type Docs, isAction, type Model, type ModelId, type Storage } from "../ir/api.ts";
import type { Config } from "../language/config.ts";
import { errorTable } from "./resolve/error_table.ts";
import type { HandlerResolver } from "./resolve/handler_resolver.ts";
import { modelsIn, modelTable } from "./resolve/derive.ts";
import { resolveModels } from "./resolve/models.ts";
import { relaxUnsupplied } from "./resolve/relax.ts";
import { resolveRouters, resolveRoutes } from "./resolve/routes.ts";
import { LAST_RULES, RULES } from "./rules/mod.ts";

/** Resolves a config that may still have faults: what is wrong is reported once and left out. */
export function resolve(config: Config, outer: Report, handlers?: HandlerResolver): Api {
  let hasErrors = false;
  const report: Report = (diagnostic) => {
    if (diagnostic.severity === "error") hasErrors = true;
    outer(diagnostic);
  };
  const drafts = resolveModels(config, report);
  const table = modelTable(new Map([...drafts].map(([id, draft]) => [id, draft.model])));
  const errors = errorTable(config);
  const context = { config, table, errors, report };
  const routes = resolveRoutes(context);
  const storages = new Map<ModelId, Storage>();
  for (const route of routes.filter(isAction)) {
    const { model } = route.body;
    if (storages.has(model)) continue;
    const storage = drafts.get(model)?.storage(report);
    if (storage !== undefined) storages.set(model, storage);
  }
  const models = markUses(table.models, storages, routes);
  const api: Api = {
    title: config.name?.value ?? config.title?.value ?? "API",
    version: config.version?.value ?? "0.1.0",
    description: config.description?.value,
    basePath: config.base_path?.value ?? "",
    naming: config.naming?.value ?? "snake",
    database: { type: "memory" },
    models: relaxUnsupplied(models, routes, report),
    errors: errors.errors,
    routes,
    routers: resolveRouters(context),
    sharedTypes: [],
    docs: resolveDocs(config.docs),
    testing: resolveTesting(config.testing),
    userFiles: handlers?.files() ?? new Map(),
  };
  for (const rule of RULES) rule(api, report);
  if (!hasErrors) { for (const rule of LAST_RULES) rule(api, report); }
  return api;
}

/** Marks which models travel which way, those inside others included. */
function markUses(
  models: ReadonlyMap<ModelId, Model>,
  storages: ReadonlyMap<ModelId, Storage>,
  routes: Api["routes"],
): ReadonlyMap<ModelId, Model> {
  const reach = (roots: readonly ModelId[]) => {
    const found = new Set(roots);
    for (const id of found) {
      for (const field of models.get(id)?.fields ?? []) for (const inner of modelsIn(field.type)) found.add(inner);
    }
    return found;
  };
  const inputs = reach([...routes.flatMap((route) => route.body.request ?? []), ...storages.keys()]);
  const outputs = reach(routes.flatMap((route) => route.response.kind === "model" ? [route.response.model] : []));
  return new Map(
    [...models].map(([id, model]) => [id, {
      ...model,
      storage: storages.get(id),
      input: inputs.has(id),
      output: outputs.has(id),
    }]),
  );
}

function resolveDocs(docs: Config["docs"]): Docs {
  const off = { docsUrl: null, redocUrl: null, openapiUrl: null };
  const on = { docsUrl: "/docs", redocUrl: "/redoc", openapiUrl: "/openapi.json" };
  if (docs === undefined) return on;
  if ("value" in docs) return docs.value ? on : off;
  if (docs.enabled?.value === false || docs.openapi_url === null) return off;
  return {
    docsUrl: docs.docs_url === null ? null : docs.docs_url?.value ?? on.docsUrl,
    redocUrl: docs.redoc_url === null ? null : docs.redoc_url?.value ?? on.redocUrl,
    openapiUrl: docs.openapi_url?.value ?? on.openapiUrl,
  };
}

function resolveTesting(testing: Config["testing"]): boolean {
  if (testing === undefined) return true;
  return "value" in testing ? testing.value : testing.generate?.value ?? true;
}
