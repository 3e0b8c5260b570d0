/** What routes read: values, wherever they stand, and what they ask of the function around them. */

import { anyRouteFeatures, expansionsOf } from "../features/mod.ts";
import { type ActionRoute, isAction, type Operand, type Response, type Route } from "../ir/api.ts";
import type { Condition, HandlerCall, Injected, RequestParameter, Step, Value } from "../ir/logic.ts";

/** What a route reads, directly or inside of other values. */
export interface Uses {
  readonly injected: ReadonlySet<Injected>;
  /** Names of variables, with the number of places that read them. */
  readonly variables: ReadonlyMap<string, number>;
  /** Parameters that it reads or declares, each once. */
  readonly parameters: readonly RequestParameter[];
  /** Python names of the parameters and files that something reads. */
  readonly read: ReadonlySet<string>;
}

/** Collects what a route reads. */
export function usesOf(route: Route): Uses {
  const injected = new Set<Injected>();
  const variables = new Map<string, number>();
  const parameters = new Map<string, RequestParameter>();
  const read = new Set<string>();
  const declare = (parameter: RequestParameter) => parameters.set(parameter.attribute, parameter);
  for (const parameter of route.body.parameters) declare(parameter);
  for (const value of withParts(valuesOf(route))) {
    if (value.kind === "injected") injected.add(value.what);
    if (value.kind === "variable") {
      const { name } = value.variable;
      variables.set(name, (variables.get(name) ?? 0) + 1);
    }
    if (value.kind === "file") read.add(value.file.attribute);
    if (value.kind !== "parameter") continue;
    declare(value.parameter);
    read.add(value.parameter.attribute);
  }
  if (route.tasks.length > 0) injected.add("background_tasks");
  if (isAction(route) || stepsOf(route).some((step) => "model" in step)) injected.add("repo");
  if (!isAction(route) && route.body.transaction) injected.add("repo");
  return { injected, variables, parameters: [...parameters.values()], read };
}

/** Every step of a route, those inside of others included. */
export function stepsOf({ body }: Route): readonly Step[] {
  return body.kind === "logic" ? body.steps.flatMap(withInner) : [];
}

/** Whether an answer of the route has a status of its own. */
export function setsStatus(route: Route): boolean {
  return stepsOf(route).some((step) =>
    step.kind === "return" && step.status !== undefined && step.status !== route.status && step.status !== 204 &&
    step.status !== 205
  );
}

/** Whether the endpoint makes a response of its result itself. */
export function makesResponse({ kind }: Response): boolean {
  return kind === "file" || kind === "stream";
}

/** Whether what the route sends may be a response that a function of the user's made. */
export function mayBeResponse(route: Route): boolean {
  if (route.transform !== undefined) return true;
  if (isAction(route)) return false;
  const returned = stepsOf(route).flatMap((step) => step.kind === "return" ? [step.value] : []);
  return [...returned, route.body.result].some((value) => value !== undefined && isOpen(value));
}

/** Whether nothing is known of a value that somebody else made. */
function isOpen({ kind, typed }: Value): boolean {
  return typed.type.kind === "any" && (kind === "variable" || kind === "member");
}

/** A step, and all steps inside of it. */
export function withInner(step: Step): readonly Step[] {
  switch (step.kind) {
    case "if":
      return [step, ...[...step.then, ...step.otherwise].flatMap(withInner)];
    case "for-each":
      return [step, ...step.body.flatMap(withInner)];
    default:
      return [step];
  }
}

/** Whether a function gets the repository, and may write then. */
export function asksForRepository({ arguments: given }: HandlerCall): boolean {
  return given.some(({ value }) => value.kind === "injected" && value.what === "repo");
}

/** The calls of the user's functions that happen before the answer. */
export function callsOf(route: Route): readonly HandlerCall[] {
  return [...stepsOf(route).flatMap(callsBy), ...(route.transform === undefined ? [] : [route.transform])];
}

/** The calls that a step makes by itself, or in its condition. */
export function callsBy(step: Step): readonly HandlerCall[] {
  switch (step.kind) {
    case "call":
      return [step.call];
    case "if":
      return callsIn(step.condition);
    case "return":
      return step.when === undefined ? [] : callsIn(step.when);
    default:
      return [];
  }
}

function callsIn(condition: Condition): readonly HandlerCall[] {
  switch (condition.kind) {
    case "call":
      return [condition.call];
    case "not":
      return callsIn(condition.child);
    case "and":
    case "or":
      return condition.children.flatMap(callsIn);
    default:
      return [];
  }
}

/** What the transform, background tasks and features read when the result is there. */
function valuesAfter(route: Route): readonly Value[] {
  const { transform, tasks } = route;
  const calls = [...(transform === undefined ? [] : [transform]), ...tasks.map((task) => task.call)];
  const ofFeatures = anyRouteFeatures(route).flatMap(({ feature, resolved }) => feature.values?.(resolved) ?? []);
  return [...calls.flatMap(argumentsOf), ...ofFeatures];
}

/** Names of the variables that are read when the result is there. */
export function variablesAfter(route: Route): ReadonlySet<string> {
  return namesIn(valuesAfter(route));
}

function valuesOf(route: Route): readonly Value[] {
  const { body } = route;
  const around = valuesAfter(route);
  if (body.kind !== "logic") {
    const located = body.location?.parameters.map((part) => part.value) ?? [];
    const operands = [...body.where.map((one) => one.value), ...body.set.map((one) => one.value), ...located];
    return [...operands.flatMap(valueOfOperand), ...around];
  }
  const result = body.result === undefined || route.response.kind === "empty" ? [] : [body.result];
  return [...readIn(body.steps, [...result, ...around]), ...result, ...around];
}

function valueOfOperand(operand: Operand): readonly Value[] {
  return operand.kind === "value" ? [operand.value] : [];
}

/** What steps read. What only makes up a value that nobody reads does not count. */
function readIn(steps: readonly Step[], behind: readonly Value[]): readonly Value[] {
  const all = steps.flatMap(withInner);
  const made = all.flatMap(bindings);
  let read = all.flatMap(readBy);
  const names = namesIn([...behind, ...read]);
  const taken = new Set<Binding>();
  // Each value that turns out to be read may read others.
  for (let before = -1; before !== taken.size;) {
    before = taken.size;
    for (const binding of made) {
      if (!names.has(binding.variable) || taken.has(binding)) continue;
      taken.add(binding);
      read = [...read, ...binding.values];
      for (const name of namesIn(binding.values)) names.add(name);
    }
  }
  return read;
}

function namesIn(values: readonly Value[]): Set<string> {
  return new Set(withParts(values).flatMap((value) => value.kind === "variable" ? [value.variable.name] : []));
}

/** A name that a step makes out of values. */
interface Binding {
  readonly variable: string;
  readonly values: readonly Value[];
}

function bindings(step: Step): readonly Binding[] {
  if (step.kind === "if") {
    return step.assigned.map(({ variable, then, otherwise }) => ({
      variable: variable.name,
      // A name that a branch binds by itself is not read by that.
      values: [then, otherwise].filter((value) => value.kind !== "variable" || value.variable.name !== variable.name),
    }));
  }
  if (step.kind !== "for-each" || step.collect === undefined) return [];
  return [{ variable: step.collect.variable.name, values: [step.collect.value] }];
}

function readBy(step: Step): readonly Value[] {
  switch (step.kind) {
    case "get":
    case "delete":
      return [step.key];
    case "create":
      return [step.data];
    case "update":
      return [step.key, step.data];
    case "list":
      return [...step.filters.map((one) => one.value), step.sort, step.skip, step.limit].filter((one) =>
        one !== undefined
      );
    case "call":
      return argumentsOf(step.call);
    case "if":
      return readByCondition(step.condition);
    case "for-each":
      return [step.items];
    case "return":
      return [
        ...(step.value === undefined ? [] : [step.value]),
        ...(step.when === undefined ? [] : readByCondition(step.when)),
      ];
  }
}

function readByCondition(condition: Condition): readonly Value[] {
  switch (condition.kind) {
    case "compare":
      return [condition.left, condition.right];
    case "null":
      return [condition.value];
    case "and":
    case "or":
      return condition.children.flatMap(readByCondition);
    case "not":
      return readByCondition(condition.child);
    case "call":
      return argumentsOf(condition.call);
  }
}

const argumentsOf = ({ arguments: given }: HandlerCall): readonly Value[] => given.map((argument) => argument.value);

/** Names of the variables that calls are given. */
export function variablesRead(calls: readonly HandlerCall[]): ReadonlySet<string> {
  return namesIn(calls.flatMap(argumentsOf));
}

/** Values, and all values inside of them. */
function withParts(values: readonly Value[]): readonly Value[] {
  return values.flatMap((value): readonly Value[] => {
    switch (value.kind) {
      case "member":
        return [value, ...withParts([value.of])];
      case "list":
        return [value, ...withParts(value.items)];
      case "dict":
        return [value, ...withParts(value.entries.map(([, item]) => item))];
      default:
        return [value];
    }
  });
}

/** Names that a step by itself gives a value. */
export function boundBy(step: Step): readonly string[] {
  switch (step.kind) {
    case "if":
      return step.assigned.map((one) => one.variable.name);
    case "for-each":
      return [step.item.name, ...(step.collect === undefined ? [] : [step.collect.variable.name])];
    case "delete":
    case "return":
      return [];
    default:
      return step.variable === undefined ? [] : [step.variable.name];
  }
}

/** Names that the steps and the dependencies of a route give values. */
export function boundNames(route: Route): ReadonlySet<string> {
  return new Set([...stepsOf(route).flatMap(boundBy), ...route.dependencies.map(({ variable }) => variable.name)]);
}

/** Whether clients have to name the version that they change. */
export function isLocked({ body }: ActionRoute): boolean {
  return body.version !== undefined && (body.kind === "update" || body.kind === "delete");
}

/** Whether answers carry the version of their record. */
export function isTagged({ body, response }: ActionRoute): boolean {
  return body.version !== undefined && (body.kind === "get" || body.kind === "create" || body.kind === "update") &&
    response.kind === "model" && !response.many;
}

/** Whether clients that have the latest version are sent nothing: where the answer is made of the record alone. */
export function isSkipped(route: ActionRoute): boolean {
  return isTagged(route) && route.method === "GET" && route.transform === undefined &&
    expansionsOf(route).length === 0;
}
