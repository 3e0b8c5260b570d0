/** Routes with an action: every status, parameter and model decided. */

import type { Report } from "../../diagnostics/define.ts";
import type {
  Action,
  ActionRoute,
  ErrorMapping,
  Field,
  Method,
  Model,
  ModelId,
  PathParameter,
  Response,
} from "../../ir/api.ts";
import type { Config } from "../../language/config.ts";
import type { RouteConfig } from "../../language/route.ts";
import { safeAttribute } from "../../python/names.ts";
import { parsePath } from "../paths.ts";
import { RESERVED_PARAMETERS } from "../reserved.ts";
import { modelName } from "../validate/routes.ts";
import type { Answered } from "../rules/logic_answers.ts";
import type { Created } from "./created.ts";
import { createModel, type ModelTable, travelling, updateModel } from "./derive.ts";
import type { ErrorTable } from "./error_table.ts";
import { keyOf, pathType } from "./keys.ts";
import type { HandlerResolver, KnownNames } from "./handler_resolver.ts";
import { checkDeclaredNames, checkDeclaredUses, declareParameters } from "./params.ts";
import { declaredPath, pathDeclarations } from "./path_params.ts";
import type { PlacedRoute } from "./placed.ts";
import { resolveDependencies, resolveTasks, resolveTransform } from "./route_handlers.ts";
import { expansionsOf } from "../../features/mod.ts";
import { expandedResponse } from "./expansions.ts";
import { checkResponseType } from "./responses.ts";
import { resolveFeatures } from "./route_features.ts";
import { stepContext } from "./route_scope.ts";
import type { SecurityTable } from "./security.ts";
import { freshVariable, type Point, read, valuesAt } from "./step_scope.ts";
import { listOf, recordOf } from "./typed.ts";
import { resolveAssignments, resolveRestrictions } from "./operands.ts";

/** What routes are resolved with. */
export interface RouteContext {
  readonly config: Config;
  readonly table: ModelTable;
  readonly errors: ErrorTable;
  readonly handlers: HandlerResolver | undefined;
  readonly known: KnownNames;
  /** Whether anything keeps records, so that there is a repository. */
  readonly hasRecords: boolean;
  readonly security: SecurityTable;
  /** What steps make records from, for a look at it when all models are final. */
  readonly created: Created[];
  /** What steps and functions answer with, for a look at it when all models are final. */
  readonly answered: Answered[];
  readonly report: Report;
}

/** A route with an action whose references are all declared. */
export interface ActionTarget {
  readonly placed: PlacedRoute;
  readonly config: RouteConfig;
  readonly action: Action["kind"];
  readonly model: Model;
  readonly parameters: readonly PathParameter[];
  readonly key: PathParameter | undefined;
}

/** Reads a route with an action; undefined where it has none, or names something unknown: that was reported. */
export function actionTarget(placed: PlacedRoute, context: RouteContext): ActionTarget | undefined {
  const { table, config: whole, report } = context;
  const { config } = placed;
  const action = actionOf(config);
  const model = config.model === undefined ? undefined : table.models.get(config.model.value as ModelId);
  const parsed = parsePath(placed.path.value);
  if (action === undefined || model === undefined || "reason" in parsed) return undefined;
  const keyField = keyOf(model);
  const single = action !== "list" && action !== "create";
  const keyName = !single
    ? undefined
    : (parsed.placeholders.find((one) => one.name === keyField?.name) ?? parsed.placeholders.at(-1))?.name;
  const taken = new Set(RESERVED_PARAMETERS);
  const declarations = pathDeclarations(config, placed.path.value, context);
  const parameters = parsed.placeholders.map(({ name, converter }): PathParameter => {
    const field = name === keyName ? keyField : fieldNamed(model, name);
    const attribute = safeAttribute(name, taken);
    taken.add(attribute);
    const sibling = field === undefined ? ownerField(name, table, whole) : undefined;
    const plain = { name, attribute, type: pathType(field ?? sibling), spansSlashes: converter === "path" };
    return declaredPath(plain, field, declarations, report);
  });
  return { placed, config, action, model, parameters, key: parameters.find((one) => one.name === keyName) };
}

const ACTION_NAMES = ["list", "get", "create", "update", "delete"] as const;

function actionOf(config: RouteConfig): Action["kind"] | undefined {
  return ACTION_NAMES.find((name) => `db.${name}` === config.action?.value);
}

/** The field that a path parameter names, by its own name or by the one in JSON. */
function fieldNamed(model: Model, name: string): Field | undefined {
  return model.fields.find((field) => field.name === name) ?? model.fields.find((field) => field.wire === name);
}

/** `{user_id}` on a model without that field: the key of the model `User`, if there is one. */
function ownerField(name: string, table: ModelTable, config: Config): Field | undefined {
  const plain = name.replace(/_?id$/i, "").replaceAll("_", "").toLowerCase();
  const owner = plain === "" ? undefined : config.models?.find((item) => item.key.toLowerCase() === plain);
  const model = owner === undefined ? undefined : table.models.get(owner.key as ModelId);
  return model === undefined ? undefined : keyOf(model);
}

/** Decides everything about a route with an action. */
export function resolveAction(
  target: ActionTarget,
  name: string,
  readers: readonly ActionTarget[],
  context: RouteContext,
): ActionRoute {
  const { config, model, parameters, key, placed } = target;
  checkResponseType(config, context.report);
  const { table } = context;
  const keyField = keyOf(model);
  const scope = parameters.filter((one) => one !== key)
    .flatMap((parameter) => {
      const found = fieldNamed(model, parameter.name);
      const field = found === keyField ? undefined : found;
      return field === undefined ? [] : [{ attribute: field.attribute, parameter }];
    });
  const setByConfig = (config.set ?? []).flatMap(({ key: field }) => fieldNamed(model, field)?.attribute ?? []);
  const decided = new Set([...scope.map(({ attribute }) => attribute), ...setByConfig]);
  const request = requestModel(target, name, decided, table);
  const { steps: plain, authentication } = stepContext(parameters, new Map(), request, placed, context);
  const declared = declareParameters(config, plain, context.config.naming?.value ?? "snake");
  const steps = declared.context;
  const { dependencies, offers } = resolveDependencies(config.depends, steps, authentication);
  const start: Point = { bound: new Map([...declared.bound, ...offers]), present: new Set() };
  const values = valuesAt(start, "step", steps);
  const where = [
    ...scope.map(({ attribute, parameter }) =>
      ({ attribute, operator: "eq", value: { kind: "path", parameter } }) as const
    ),
    ...resolveRestrictions(config, model, values),
  ];
  const written = [
    ...scope.map(({ attribute, parameter }) => ({ attribute, value: { kind: "path", parameter } }) as const),
    ...resolveAssignments(config, model, values),
  ];
  const response = responseOf(target, table);
  const typed = target.action === "list" ? listOf(recordOf(model.id).type) : recordOf(model.id);
  const result = freshVariable("result", typed, steps);
  const value = response.kind === "empty" ? undefined : read(result);
  const transform = resolveTransform(config.transform, value, steps);
  const ready = value ?? { absent: "the route sends nothing back" };
  const tasks = resolveTasks(config, ready, start, steps);
  const features = resolveFeatures(placed, { ...valuesAt(start, "afterwards", steps), result: ready }, target, context);
  checkDeclaredNames(declared, offers, features, context.report);
  const method: Method = config.method.value;
  const route: ActionRoute = {
    name,
    method,
    path: placed.path.value,
    pathParameters: parameters,
    summary: config.summary?.value,
    description: config.description?.value,
    tags: (config.tags ?? []).map((tag) => tag.value),
    status: config.status?.value ?? (defaultStatus(target)),
    body: {
      kind: target.action,
      model: model.id,
      key,
      where,
      set: target.action === "create" || target.action === "update" ? written : [],
      request,
      parameters: [...new Set(steps.request.parameters.values())],
      location: target.action === "create" ? locationOf(target, readers) : undefined,
    },
    response: expandedResponse(
      response,
      model,
      expansionsOf({ features }),
      context.config.naming?.value ?? "snake",
      table,
      context.report,
    ),
    errors: resolveErrors(placed, name, context),
    features,
    router: placed.router?.name,
    dependencies,
    files: declared.files,
    result: value === undefined ? undefined : result,
    transform,
    tasks,
    span: config.path.span,
    methodSpan: config.method.span,
    statusSpan: config.status?.span ?? config.path.span,
  };
  checkDeclaredUses(declared, offers, route, context.report);
  return route;
}

function defaultStatus({ config, action }: ActionTarget): number {
  if (action === "create") return 201;
  return action === "delete" && config.response_model === undefined ? 204 : 200;
}

function requestModel(
  { config, action, model, key }: ActionTarget,
  name: string,
  decided: ReadonlySet<string>,
  table: ModelTable,
): ModelId | undefined {
  if (action !== "create" && action !== "update") return undefined;
  const suffix = action === "create" ? "Create" : "Update";
  const explicit = [config.request_model?.value, `${model.name}${suffix}`]
    .find((candidate) => candidate !== undefined && table.declared.has(candidate as ModelId));
  const id = explicit !== undefined
    ? explicit as ModelId
    : action === "create"
    ? createModel(table, model, decided, name)
    : updateModel(table, model, decided, key === undefined ? undefined : keyOf(model)?.attribute, name);
  return travelling(table, id, "request");
}

function responseOf({ config, action, model }: ActionTarget, table: ModelTable): Response {
  if (action === "delete" && config.response_model === undefined) return { kind: "empty" };
  const written = config.response_model?.value;
  const name = written === undefined ? model.id : modelName(written) as ModelId;
  const id = table.models.has(name) ? name : model.id;
  return { kind: "model", model: travelling(table, id, "response"), many: action === "list" };
}

/** The address of a created record, if some route answers for it. */
function locationOf(target: ActionTarget, readers: readonly ActionTarget[]): Action["location"] {
  const own = new Map(target.parameters.map((parameter) => [parameter.name, parameter]));
  for (const other of readers) {
    const parts = other.parameters.map((parameter) => {
      if (parameter === other.key) {
        const key = keyOf(other.model);
        return key && { parameter: parameter.name, value: { kind: "record", attribute: key.attribute } as const };
      }
      const field = fieldNamed(other.model, parameter.name);
      if (field !== undefined) {
        return { parameter: parameter.name, value: { kind: "record", attribute: field.attribute } as const };
      }
      const same = own.get(parameter.name);
      return same && { parameter: parameter.name, value: { kind: "path", parameter: same } as const };
    });
    const known = parts.filter((part) => part !== undefined);
    if (known.length === parts.length) {
      return { path: other.placed.path.value.replaceAll(":path}", "}"), parameters: known };
    }
  }
  return undefined;
}

/** The errors of a route in place of built-in ones. */
export function resolveErrors({ errors }: PlacedRoute, route: string, context: RouteContext): readonly ErrorMapping[] {
  return errors.flatMap(({ key, keySpan: span, value }) => {
    const cause = key === "conflict" ? "duplicate" : key;
    const error = value === undefined ? undefined : context.errors.mapped(key, value, route);
    if (error === undefined) return [];
    return [{ cause, error, span }];
  });
}
