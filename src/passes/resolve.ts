/** Config → Api: inheritance flattened, names are ids, every default decided; then the rules over the finished Api. */

import type { Report } from "../diagnostics/define.ts";
import { type Api, isAction, type Model, type ModelId, type Route, type Storage } from "../ir/api.ts";
import { withoutTags } from "../features/mod.ts";
import type { Config } from "../language/config.ts";
import { resolveAppFeatures } from "./resolve/app_features.ts";
import { checkCreated } from "./resolve/created.ts";
import { errorTable } from "./resolve/error_table.ts";
import type { HandlerResolver, KnownNames } from "./resolve/handler_resolver.ts";
import { answeredModels, modelTable, withInner } from "./resolve/derive.ts";
import { withoutUnseen } from "./resolve/computed.ts";
import { resolveDatabase } from "./resolve/database.ts";
import { resolveLimiter } from "./resolve/limiter.ts";
import { resolveModels } from "./resolve/models.ts";
import { securityTable } from "./resolve/security.ts";
import { settingsTable } from "./resolve/settings.ts";
import { checkRelationCycles, checkTargets, withTargets } from "./resolve/relations.ts";
import { relaxUnsupplied } from "./resolve/relax.ts";
import type { RouteContext } from "./resolve/actions.ts";
import { resolveRouters, resolveRoutes, usesRecords } from "./resolve/routes.ts";
import { resolveWebSockets } from "./resolve/websockets.ts";
import { checkAnswers } from "./rules/logic_answers.ts";
import { LAST_RULES, RULES } from "./rules/mod.ts";
import { stepsOf } from "./uses.ts";

/** Resolves a config that may still have faults: what is wrong is reported once and left out. */
export function resolve(config: Config, outer: Report, handlers?: HandlerResolver): Api {
  let hasErrors = false;
  const report: Report = (diagnostic) => {
    if (diagnostic.severity === "error") hasErrors = true;
    outer(diagnostic);
  };
  const drafts = resolveModels(config, report, handlers);
  const table = modelTable(new Map([...drafts].map(([id, draft]) => [id, draft.model])));
  const errors = errorTable(config);
  const settings = settingsTable(report);
  const known: KnownNames = {
    models: table.declared,
    errors: new Set([...errors.errors.values()].map((error) => error.className)),
  };
  const hasRecords = usesRecords(config);
  const context: RouteContext = {
    config,
    table,
    errors,
    handlers,
    known,
    hasRecords,
    security: securityTable({ config, handlers, known, hasRecords, settings, report }),
    created: [],
    answered: [],
    report,
  };
  const written = resolveRoutes(context);
  const limiter = resolveLimiter(config, written, settings, report);
  const storages = new Map<ModelId, Storage>();
  for (const model of withTargets([...written.flatMap(storedBy), ...storedByName(config)], table.models)) {
    const storage = drafts.get(model)?.storage(report);
    if (storage !== undefined) storages.set(model, storage);
  }
  const routes = written.map((route) => versioned(route, storages));
  checkRelationCycles(storages, table.models, report);
  const hasStore = storages.size > 0;
  const database = resolveDatabase(config, hasStore || hasErrors, settings, report);
  const app = resolveAppFeatures({ ...context, settings, routes, errors: errors.errors, hasStore });
  const models = withoutUnseen(markUses(table.models, storages, routes), report);
  const api: Api = {
    title: config.name?.value ?? config.title?.value ?? "API",
    version: config.version?.value ?? "0.1.0",
    description: config.description?.value,
    basePath: config.base_path?.value ?? "",
    naming: config.naming?.value ?? "snake",
    database,
    models: relaxUnsupplied(models, routes, report),
    errors: errors.errors,
    routes,
    routers: resolveRouters(context),
    websockets: resolveWebSockets(context, routes),
    pipelines: [],
    sharedTypes: [],
    app,
    security: context.security.all(),
    limiter,
    errorFormat: config.error_format?.value ?? "detail",
    settings: settings.all(),
    testing: resolveTesting(config.testing),
    dependencies: (config.dependencies ?? []).map(({ value }) => value),
    userFiles: handlers?.files() ?? new Map(),
  };
  checkCreated(context.created, api.models, report);
  checkTargets(api, report);
  checkAnswers(context.answered, api.models, report);
  for (const rule of RULES) rule(api, report);
  if (!hasErrors) { for (const rule of LAST_RULES) rule(api, report); }
  return api;
}

/** The route with the attribute that counts the writes of its record. */
function versioned(route: Route, storages: ReadonlyMap<ModelId, Storage>): Route {
  if (!isAction(route)) return route;
  const version = storages.get(route.body.model)?.version;
  if (version === undefined) return route;
  const features = route.body.kind === "list" ? route.features : withoutTags(route.features);
  return { ...route, body: { ...route.body, version }, features };
}

/** The models whose records a route reads or writes. */
function storedBy(route: Route): readonly ModelId[] {
  if (isAction(route)) return [route.body.model];
  return stepsOf(route).flatMap((step) => "model" in step ? [step.model] : []);
}

/** The models that say where they are stored: functions may use them where no route does. */
function storedByName({ models = [] }: Config): readonly ModelId[] {
  return models.filter(({ value }) => value?.table_name !== undefined).map(({ key }) => key as ModelId);
}

/** Marks which models travel which way, those inside others included. */
function markUses(
  models: ReadonlyMap<ModelId, Model>,
  storages: ReadonlyMap<ModelId, Storage>,
  routes: Api["routes"],
): ReadonlyMap<ModelId, Model> {
  const requests = routes.flatMap((route) => route.body.request ?? []);
  const inputs = withInner([...requests, ...storages.keys()], models, ["fields"]);
  const answers = routes.flatMap(({ response }) => answeredModels(response));
  const outputs = withInner(answers, models, ["fields", "computed", "hidden"]);
  return new Map(
    [...models].map(([id, model]) => [id, {
      ...model,
      storage: storages.get(id),
      input: inputs.has(id),
      output: outputs.has(id),
    }]),
  );
}

function resolveTesting(testing: Config["testing"]): boolean {
  if (testing === undefined) return true;
  return "value" in testing ? testing.value : testing.generate?.value ?? true;
}
