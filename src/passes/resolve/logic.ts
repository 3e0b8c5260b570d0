/** Routes with a pipeline or a handler: everything about them decided. */

import type { LogicRoute, Method, ModelId, Response } from "../../ir/api.ts";
import type { Step, Typed, Value } from "../../ir/logic.ts";
import type { RouteConfig } from "../../language/route.ts";
import type { StepConfig } from "../../language/pipeline.ts";
import type { Report } from "../../diagnostics/define.ts";
import { modelName } from "../validate/routes.ts";
import { resolveErrors, type RouteContext } from "./actions.ts";
import type { Asked } from "./asking.ts";
import { replaceModels, travelling } from "./derive.ts";
import { type PathKnowledge, resolvePath } from "./path_types.ts";
import type { Pipelines } from "./pipelines.ts";
import { checkDeclaredNames, checkDeclaredUses, declareParameters } from "./params.ts";
import { pathDeclarations } from "./path_params.ts";
import type { PlacedRoute } from "./placed.ts";
import { resolveDependencies, resolveTasks, resolveTransform } from "./route_handlers.ts";
import { checkResponseType, specialResponse, usualStatus } from "./responses.ts";
import { resolveFeatures } from "./route_features.ts";
import { rehearsal, stepContext } from "./route_scope.ts";
import { type Block, freshVariable, type Point, read, type StepContext, valuesAt } from "./step_scope.ts";
import { resolveSteps } from "./steps.ts";
import { either, listOf, recordOf, UNKNOWN } from "./typed.ts";
import { isAtomic, ordered } from "./writes.ts";
import { withInner } from "../uses.ts";

/** A route with a pipeline or a handler. */
export interface LogicTarget {
  readonly placed: PlacedRoute;
  readonly config: RouteConfig;
  /** The steps of the pipeline; undefined for a handler. */
  readonly steps: readonly StepConfig[] | undefined;
  /** Where the faults of a pipeline with a name go: several routes may meet the same ones. */
  readonly reportStep?: Report;
}

/** Reads a route with a pipeline or a handler; undefined where it has neither, or one that was reported. */
export function logicTarget(
  placed: PlacedRoute,
  pipelines: Pipelines,
): LogicTarget | undefined {
  const { config } = placed;
  if (config.action !== undefined) return undefined;
  if (config.handler !== undefined) return { placed, config, steps: undefined };
  const { pipeline } = config;
  if (pipeline === undefined) return undefined;
  if (!("value" in pipeline)) return { placed, config, steps: pipeline };
  const steps = pipelines.steps(pipeline.value);
  return steps && { placed, config, steps, reportStep: pipelines.reportFor(placed.path.span) };
}

/** Decides everything about such a route; undefined where its handler or its path is wrong, which was reported. */
export function resolveLogic(
  target: LogicTarget,
  name: string,
  neighbours: PathKnowledge["neighbours"],
  route: RouteContext,
): LogicRoute | undefined {
  const { placed, config } = target;
  const { table } = route;
  checkResponseType(config, route.report);
  const model = config.model?.value as ModelId | undefined;
  const handler = config.handler && route.handlers?.find(config.handler, HANDLER, route.known, route.report);
  const asked: Asked = new Map();
  const declarations = pathDeclarations(config, placed.path.value, route);
  const knowledge: PathKnowledge = {
    table,
    model,
    steps: target.steps ?? [],
    handler,
    asked,
    neighbours,
    declarations,
  };
  const firstPath = resolvePath(placed.path.value, knowledge);
  if (firstPath === undefined) return undefined;
  const request = requestOf(config, route);
  const { steps: undeclared, authentication } = stepContext(firstPath, asked, request, placed, route);
  const declared = declareParameters(config, undeclared, route.config.naming?.value ?? "snake");
  const first = declared.context;
  const { dependencies, offers } = resolveDependencies(config.depends, first, authentication);
  const start: Point = { bound: new Map([...declared.bound, ...offers]), present: new Set() };
  rehearse(target, start, first);
  const path = resolvePath(placed.path.value, knowledge) ?? firstPath;
  const context: StepContext = { ...first, request: { ...first.request, path } };
  let isFaulty = false;
  const reportStep: Report = (diagnostic) => {
    if (diagnostic.severity === "error") isFaulty = true;
    (target.reportStep ?? context.report)(diagnostic);
  };
  const block = target.steps === undefined
    ? handlerBlock(config, start, new Map([...declared.offers, ...offers]), context)
    : resolveSteps(target.steps, start, { ...context, report: reportStep });
  if (block === undefined) return undefined;
  const { steps, result: plain, status } = ending(ordered(block.steps), block.last);
  const values = returned(steps, plain);
  const typed = values.length === 0 ? undefined : values.map((value) => value.typed).reduce(either);
  const response = specialResponse(config, values, typed, block.steps, route.report) ??
    responseOf(config, typed, status, route);
  // What a step that is wrong leaves out would be missed here, too.
  if (!isFaulty) collectAnswers(config, plain, response, context, route);
  // Steps that end early may yield nothing.
  const isAbsent = steps.flatMap(withInner).some((step) => step.kind === "return" && step.value === undefined);
  const yielded = typed && { ...typed, nullable: typed.nullable || isAbsent };
  const result = freshVariable("result", yielded ?? UNKNOWN, context);
  const known = typed === undefined ? { absent: "the route yields nothing" } : read(result);
  const transform = resolveTransform(config.transform, typed && read(result), context);
  const tasks = resolveTasks(config, known, block.point, context);
  const ready = { ...valuesAt(block.point, "afterwards", context), result: known };
  const features = resolveFeatures(placed, ready, undefined, route);
  checkDeclaredNames(declared, offers, features, route.report);
  const method: Method = config.method.value;
  const resolved: LogicRoute = {
    name,
    method,
    path: placed.path.value,
    pathParameters: path,
    summary: config.summary?.value,
    description: config.description?.value,
    tags: (config.tags ?? []).map((tag) => tag.value),
    status: config.status?.value ?? status ?? usualStatus(config) ?? (creates(steps, plain) ? 201 : 200),
    body: {
      kind: "logic",
      request,
      parameters: [...new Set(context.request.parameters.values())],
      steps,
      transaction: isAtomic(steps, method),
      result: plain,
      origin: originOf(config),
    },
    response,
    errors: resolveErrors(placed, name, route),
    features,
    router: placed.router?.name,
    dependencies,
    files: declared.files,
    result,
    transform,
    tasks,
    span: config.path.span,
    methodSpan: config.method.span,
    statusSpan: config.status?.span ?? config.path.span,
  };
  if (!isFaulty) checkDeclaredUses(declared, offers, resolved, route.report);
  return resolved;
}

/** Keeps what is sent for a look at it when all models are final. */
function collectAnswers(
  { path, pipeline, handler, transform, keySpans }: RouteConfig,
  result: Value | undefined,
  response: Response,
  { returned }: StepContext,
  { answered }: RouteContext,
): void {
  if (transform !== undefined) return;
  for (const { value, span } of returned) answered.push({ value, response, span, route: path.span });
  const last = handler?.span ?? (pipeline !== undefined && "value" in pipeline ? pipeline.span : undefined);
  if (result === undefined || returned.some(({ value }) => value === result)) return;
  answered.push({ value: result, response, span: last ?? keySpans.get("pipeline") ?? path.span, route: path.span });
}

/** What the steps ask of the request has to be known before the first of them reads it. */
function rehearse({ config, steps = [] }: LogicTarget, start: Point, context: StepContext): void {
  const silent = rehearsal(context);
  const { point } = resolveSteps(steps, start, silent);
  resolveTasks(config, { kind: "injected", what: "response", typed: UNKNOWN }, point, silent);
}

const HANDLER = "The handler of a route";

function originOf({ handler, pipeline }: RouteConfig): string {
  if (handler !== undefined) return handler.value;
  return pipeline !== undefined && "value" in pipeline ? pipeline.value : "";
}

function requestOf(config: RouteConfig, { table }: RouteContext): ModelId | undefined {
  const id = config.request_model?.value as ModelId | undefined;
  return id === undefined || !table.models.has(id) ? undefined : travelling(table, id, "request");
}

/** A handler is a pipeline of one step, whose value is sent. */
function handlerBlock(
  { handler }: RouteConfig,
  point: Point,
  offered: ReadonlyMap<string, Value>,
  context: StepContext,
): Block | undefined {
  if (handler === undefined) return undefined;
  const { request, injected, known, report } = context;
  const offers = new Map<string, Value>([
    ...injected,
    ...offered,
    ...(request.body === undefined ? [] : [["body", request.body] as const]),
    ...request.path.map((parameter) =>
      [parameter.name, { kind: "path", parameter, typed: { type: parameter.type, nullable: false } }] as const
    ),
  ]);
  const call = context.handlers?.call(handler, { what: HANDLER, offers }, known, report);
  if (call === undefined) return undefined;
  const variable = freshVariable("answer", call.handler.returns, context);
  const step: Step = { kind: "call", purpose: "handler", call, variable };
  return { steps: [step], last: read(variable), point, ends: false };
}

/** The value and status of the last step, where it is a plain return. */
function ending(steps: readonly Step[], last: Value | undefined) {
  const final = steps.at(-1);
  if (final?.kind !== "return" || final.when !== undefined) return { steps, result: last, status: undefined };
  return { steps: steps.slice(0, -1), result: final.value, status: final.status };
}

/** Everything that the steps can send. */
function returned(steps: readonly Step[], result: Value | undefined): readonly Value[] {
  const inside = (step: Step): readonly Value[] => {
    switch (step.kind) {
      case "return":
        return step.value === undefined ? [] : [step.value];
      case "if":
        return [...step.then, ...step.otherwise].flatMap(inside);
      case "for-each":
        return step.body.flatMap(inside);
      default:
        return [];
    }
  };
  return [...steps.flatMap(inside), ...(result === undefined ? [] : [result])];
}

function responseOf(
  config: RouteConfig,
  typed: Typed | undefined,
  status: number | undefined,
  { table }: RouteContext,
): Response {
  const written = config.response_model?.value;
  if (written !== undefined) {
    const id = modelName(written) as ModelId;
    const many = written.startsWith("[") || typed?.type.kind === "list";
    const model = table.models.has(id) ? travelling(table, id, "response") : undefined;
    if (model !== undefined && typed?.nullable === true && config.transform === undefined) {
      const one = recordOf(model);
      return { kind: "value", typed: { ...(many ? listOf(one.type) : one), nullable: true } };
    }
    if (model !== undefined) return { kind: "model", model, many };
  }
  const code = config.status?.value ?? status;
  if (code === 204 || code === 205) return { kind: "empty" };
  // What a transform makes of it is its own business.
  if (typed === undefined || config.transform !== undefined) {
    return { kind: "value", typed: config.transform === undefined ? { ...UNKNOWN, nullable: true } : UNKNOWN };
  }
  const { type, nullable } = typed;
  const one = type.kind === "list" ? type.items : type;
  if (one.kind !== "model" || nullable) {
    return { kind: "value", typed: { type: replaceModels(type, (id) => travelling(table, id, "response")), nullable } };
  }
  return { kind: "model", model: travelling(table, one.model, "response"), many: type.kind === "list" };
}

/** Whether what is sent is a record that the steps created. */
function creates(steps: readonly Step[], result: Value | undefined): boolean {
  return result?.kind === "variable" &&
    steps.some((step) => step.kind === "create" && step.variable === result.variable);
}
