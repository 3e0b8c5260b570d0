/** Steps in order: each knows what the ones before it bound, and of which type. */

import { ACTION_MODEL, UNKNOWN_MODEL } from "../validate/routes.ts";
import type { Report } from "../../diagnostics/define.ts";
import { checkName, listOf as namesOf } from "../validate/names.ts";
import type { Span, Spanned } from "../../source/source.ts";
import type { Node } from "../../ir/document.ts";
import type { ModelId } from "../../ir/api.ts";
import type { BranchVariable, Step, Value } from "../../ir/logic.ts";
import {
  type ActionStepConfig,
  type ForEachStepConfig,
  type IfStepConfig,
  type ReturnConfig,
  STEP_ACTIONS,
  type StepConfig,
} from "../../language/pipeline.ts";
import { keySpan } from "../../language/shape.ts";
import { askFor } from "./asking.ts";
import { knowing, resolveCondition } from "./conditions.ts";
import { type Made, modelOfStep, type RecordAction, recordStep } from "./record_steps.ts";
import { NOT_ITERABLE, STEP_HANDLER, STEP_KEY, STEP_NAME_TWICE, UNREACHABLE_STEP } from "./step_faults.ts";
import {
  bind,
  type Block,
  freshVariable,
  type Point,
  read,
  type StepContext,
  valuesAt,
  variableFor,
} from "./step_scope.ts";
import { either, listOf, literal, sameType, typeWords } from "./typed.ts";
import { resolveReferenceText, resolveValue } from "./values.ts";

/** Resolves steps that start with what is known at a point. */
export function resolveSteps(configs: readonly StepConfig[], start: Point, context: StepContext): Block {
  const steps: Step[] = [];
  let block: Block = { steps, last: undefined, point: start, ends: false };
  const names = new Set<string>(start.bound.keys());
  let warned = false;
  for (const config of configs) {
    if (block.ends && !warned) {
      warned = true;
      context.report(UNREACHABLE_STEP.at(spanOf(config), {}));
    }
    const named = nameOf(config);
    const isNew = named === undefined || checkStepName(named, names, block.point, context);
    const next = resolveStep(config, block.point, context);
    if (next === undefined) {
      // The name and the result are known, so that what uses them is not wrong on their account.
      const unknown = unknownValue(named?.value ?? "result");
      const point = named === undefined ? block.point : bind(block.point, named.value, unknown);
      block = { ...block, point, last: yields(config) ? unknown : block.last };
      continue;
    }
    if (!block.ends) { for (const step of next.steps) steps.push(step); }
    block = {
      steps,
      last: next.last ?? block.last,
      point: isNew ? next.point : block.point,
      ends: block.ends || next.ends,
    };
  }
  return block;
}

/** Stands for the result of a step that is wrong. */
function unknownValue(name: string): Value {
  const typed = { type: { kind: "any" }, nullable: false } as const;
  return { kind: "variable", variable: { name, typed }, typed };
}

function spanOf(config: StepConfig): Span {
  return config.kind === "action" ? config.step.span : config.span;
}

function nameOf(config: StepConfig): Spanned<string> | undefined {
  if (config.kind === "return") return undefined;
  return config.kind === "for_each" ? config.step.collect : config.step.as;
}

/** Whether the last value of a pipeline may be this step's. */
function yields(config: StepConfig): boolean {
  if (config.kind === "for_each") return config.step.collect !== undefined;
  const action = config.kind === "action" ? config.step.action?.value : undefined;
  return action !== "db.delete" && action !== "side_effect";
}

function checkStepName(
  name: Spanned<string>,
  names: Set<string>,
  { bound }: Point,
  { report }: StepContext,
): boolean {
  // Under a name that Python refuses it is found all the same.
  if (!checkName("Step", name.value, name.span, report)) return true;
  if (names.has(name.value) || bound.has(name.value)) {
    report(STEP_NAME_TWICE.at(name.span, { name: name.value }));
    return false;
  }
  names.add(name.value);
  return true;
}

function resolveStep(config: StepConfig, point: Point, context: StepContext): Block | undefined {
  switch (config.kind) {
    case "action":
      return actionStep(config.step, point, context);
    case "if":
      return ifStep(config.step, point, context);
    case "for_each":
      return forEachStep(config.step, point, context);
    case "return":
      return returnStep(config.step, point, context);
  }
}

const RECORD_ACTIONS: ReadonlyMap<string, RecordAction> = new Map([
  ["db.list", "list"],
  ["db.get", "get"],
  ["db.create", "create"],
  ["db.update", "update"],
  ["db.delete", "delete"],
]);

function actionStep(config: ActionStepConfig, point: Point, context: StepContext): Block | undefined {
  const action = config.action?.value;
  const refuse = (span: Span, unknown: boolean): undefined => {
    context.report(STEP_HANDLER.at(span, { action, unknown }));
    return undefined;
  };
  if (action === undefined) return config.misspelled ? undefined : refuse(config.span, false);
  const record = RECORD_ACTIONS.get(action);
  if (record === undefined) {
    if (!STEP_ACTIONS.some((known) => known === action)) return refuse(keySpan(config, "action"), true);
    if (config.model !== undefined) {
      context.report(STEP_KEY.at(keySpan(config, "model"), { key: "model", action }));
    }
    if (config.handler === undefined) return config.misspelled ? undefined : refuse(keySpan(config, "action"), false);
    return callStep(action, config.handler, config, point, context);
  }
  if (config.handler !== undefined) {
    context.report(STEP_KEY.at(keySpan(config, "handler"), { key: "handler", action }));
    return undefined;
  }
  if (config.model === undefined) {
    if (!config.misspelled && !config.faulty) context.report(ACTION_MODEL.at(keySpan(config, "action"), { action }));
    return undefined;
  }
  const model = modelOfStep(config, context.request.table.models);
  if (model === undefined) {
    const { declared } = context.request.table;
    // Of a declared one, what is wrong was reported where it is declared.
    if (!declared.has(config.model.value as ModelId)) {
      const models = namesOf(declared);
      context.report(UNKNOWN_MODEL.at(config.model.span, { key: "model", name: config.model.value, models }));
    }
    return undefined;
  }
  const made = recordStep(record, config, model, point, context);
  return made && blockOf(made, config.as?.value, point);
}

function blockOf({ step, value }: Made, name: string | undefined, point: Point): Block {
  const after = name === undefined || value === undefined ? point : bind(point, name, value);
  return { steps: [step], last: value, point: after, ends: false };
}

/** The texts among the values that the config passes, by name. */
export function textsOf(args: ActionStepConfig["args"]): readonly (readonly [string, string])[] {
  return (args ?? []).flatMap(({ key, value }) =>
    value?.kind === "scalar" && typeof value.value === "string" ? [[key, value.value] as const] : []
  );
}

/** Where the values stand that the config passes, by name. */
export function spansOf(args: ActionStepConfig["args"]): ReadonlyMap<string, Span> {
  return new Map((args ?? []).map(({ key, keySpan: span, value }) => [key, value?.span ?? span]));
}

/** The values that the config passes, by name; undefined where one is wrong. */
export function givenValues(
  args: ActionStepConfig["args"],
  resolve: (node: Node) => Value | undefined,
  report: Report,
): ReadonlyMap<string, Value> | undefined {
  const given = (args ?? []).map(({ key, keySpan: span, value }) => {
    if (!checkName("Argument", key, span, report)) return undefined;
    const made = value === undefined ? undefined : resolve(value);
    return made && [key, made] as const;
  });
  const known = given.filter((one) => one !== undefined);
  return known.length < given.length ? undefined : new Map(known);
}

const CALLS = {
  validate: { purpose: "validate", what: "A validate step" },
  transform: { purpose: "transform", what: "A transform step" },
  side_effect: { purpose: "side_effect", what: "A side_effect step" },
} as const;

function callStep(
  action: string,
  handler: Spanned<string>,
  config: ActionStepConfig,
  point: Point,
  context: StepContext,
): Block | undefined {
  const kind = CALLS[action as keyof typeof CALLS];
  const scope = valuesAt(point, "step", context);
  askFor(context.find(handler, kind.what), textsOf(config.args), context.request.asked);
  const given = givenValues(config.args, (node) => resolveValue(node, scope), context.report);
  const call = given &&
    context.handlers?.call(
      handler,
      { what: kind.what, offers: context.injected, given, givenSpans: spansOf(config.args) },
      context.known,
      context.report,
    );
  if (call === undefined) return undefined;
  const isEffect = kind.purpose === "side_effect";
  if (isEffect && config.as === undefined) {
    return {
      steps: [{ kind: "call", purpose: "deferred", call, variable: undefined }],
      last: undefined,
      point,
      ends: false,
    };
  }
  const typed = call.handler.returns;
  const variable = config.as === undefined
    ? freshVariable(action === "validate" ? "checked_value" : "result", typed, context)
    : variableFor(config.as.value, typed, context);
  const made = blockOf(
    { step: { kind: "call", purpose: kind.purpose, call, variable }, value: read(variable) },
    config.as?.value,
    point,
  );
  // A side effect is never what a pipeline is about.
  return isEffect ? { ...made, last: undefined } : made;
}

function ifStep(config: IfStepConfig, point: Point, context: StepContext): Block | undefined {
  const condition = resolveCondition(config.when, point, context);
  const start = (holds: boolean) => condition === undefined ? point : knowing(condition, holds, point);
  const then = resolveSteps(config.then ?? [], start(true), context);
  const otherwise = resolveSteps(config.else ?? [], start(false), context);
  const joined = joinBranches(config, then, otherwise, point, context);
  if (condition === undefined) return { steps: [], ...joined, ends: then.ends && otherwise.ends };
  const step: Step = { kind: "if", condition, then: then.steps, otherwise: otherwise.steps, assigned: joined.assigned };
  return { steps: [step], last: joined.last, point: joined.point, ends: then.ends && otherwise.ends };
}

/** What is known behind an `if`: what both branches bind, or the one branch from which the pipeline goes on. */
function joinBranches(config: IfStepConfig, then: Block, otherwise: Block, point: Point, context: StepContext) {
  const assigned: BranchVariable[] = [];
  const join = (name: string, left: Value, right: Value): Value => {
    const isOne = left.kind === "variable" && right.kind === "variable" && left.variable === right.variable;
    if (isOne && sameType(left.typed.type, right.typed.type)) {
      return { ...left, typed: either(left.typed, right.typed) };
    }
    const typed = either(left.typed, right.typed);
    const variable = freshVariable(name, typed, context);
    assigned.push({ variable, then: left, otherwise: right });
    return read(variable);
  };
  let after: Point = then.ends ? otherwise.point : otherwise.ends ? then.point : point;
  if (!then.ends && !otherwise.ends) {
    for (const [name, value] of then.point.bound) {
      const other = otherwise.point.bound.get(name);
      if (other === undefined || (point.bound.get(name) === value && other === value)) continue;
      if (point.bound.has(name)) continue;
      after = bind(after, name, join(name, value, other));
    }
  }
  const none = literal(null);
  const hasLast = then.last !== undefined || otherwise.last !== undefined;
  const last = then.ends
    ? otherwise.last
    : otherwise.ends
    ? then.last
    : config.as !== undefined || (then.last !== undefined && otherwise.last !== undefined)
    ? hasLast ? join(config.as?.value ?? "result", then.last ?? none, otherwise.last ?? none) : undefined
    : undefined;
  if (config.as !== undefined) after = bind(after, config.as.value, last ?? none);
  return { assigned, last, point: after };
}

function forEachStep(config: ForEachStepConfig, point: Point, context: StepContext): Block | undefined {
  const items = resolveReferenceText(config.in, valuesAt(point, "loop", context));
  const type = items?.typed.type;
  const isList = type?.kind === "list";
  if (items !== undefined && !isList && type?.kind !== "any") {
    context.report(NOT_ITERABLE.at(config.in.span, { value: config.in.value, type: typeWords(items.typed) }));
  }
  const name = config.as?.value ?? "item";
  if (config.as !== undefined && !checkName("Loop variable", name, config.as.span, context.report)) return undefined;
  const item = freshVariable(name, { type: isList ? type.items : { kind: "any" }, nullable: false }, context);
  const body = resolveSteps(config.body, bind(point, name, read(item)), context);
  if (items === undefined || (!isList && type?.kind !== "any")) return undefined;
  const { collect } = config;
  if (collect === undefined) {
    const step: Step = { kind: "for-each", item, items, body: body.steps, collect: undefined };
    return { steps: [step], last: undefined, point, ends: false };
  }
  const value = body.last ?? read(item);
  const variable = variableFor(collect.value, listOf(value.typed.type), context);
  const step: Step = { kind: "for-each", item, items, body: body.steps, collect: { variable, value } };
  return { steps: [step], last: read(variable), point: bind(point, collect.value, read(variable)), ends: false };
}

function returnStep(config: ReturnConfig, point: Point, context: StepContext): Block | undefined {
  const settings = "settings" in config ? config.settings : undefined;
  const node = "plain" in config ? config.plain : config.settings.value;
  const when = settings?.when && resolveCondition(settings.when, point, context);
  const ends = settings?.when === undefined;
  const here = when === undefined ? point : knowing(when, true, point);
  const value = node && resolveValue(node, valuesAt(here, "return", context));
  if ((node !== undefined && value === undefined) || (!ends && when === undefined)) {
    return { steps: [], last: unknownValue("result"), point, ends };
  }
  const after = when === undefined ? point : knowing(when, false, point);
  if (node !== undefined && value !== undefined) context.returned.push({ value, span: node.span });
  const step: Step = { kind: "return", value, status: settings?.status?.value, when };
  return { steps: [step], last: undefined, point: after, ends };
}
