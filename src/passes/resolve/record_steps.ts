/** Steps that read and write records: their arguments, by name. */

import { didYouMean } from "../../diagnostics/suggest.ts";
import { listed, quoted } from "../../diagnostics/text.ts";
import { fittingOperator } from "../../features/scope.ts";
import type { Field, FieldType, Model, ModelId } from "../../ir/api.ts";
import type { Node } from "../../ir/document.ts";
import type { Step, StepFilter, Value } from "../../ir/logic.ts";
import type { ActionStepConfig } from "../../language/pipeline.ts";
import { type Item, keySpan } from "../../language/shape.ts";
import { toSnakeCase } from "../../python/names.ts";
import type { Span } from "../../source/source.ts";
import { keyOf } from "./keys.ts";
import type { Purpose } from "./fitting.ts";
import { operandType } from "./operands.ts";
import { plural } from "./names.ts";
import { NEGATIVE_WINDOW, STEP_ARGUMENT, STEP_VALUE } from "./step_faults.ts";
import { freshVariable, type Point, read, type StepContext, valuesAt, variableFor } from "./step_scope.ts";
import { COUNT, listOf, literal, recordOf, UNKNOWN } from "./typed.ts";
import { type Expected, fieldNamed, reportUnknown, resolveValue } from "./values.ts";

/** What the steps do with records. */
export type RecordAction = "list" | "get" | "create" | "update" | "delete";

/** A step, and what it yields. */
export interface Made {
  readonly step: Step;
  readonly value: Value | undefined;
}

/** Keys of `args` by action. */
const ARGUMENTS: Readonly<Record<RecordAction, readonly string[]>> = {
  list: ["filters", "sort", "skip", "limit"],
  get: ["id", "optional"],
  create: ["data"],
  update: ["id", "data", "optional"],
  delete: ["id", "optional"],
};

interface Arguments {
  readonly action: RecordAction;
  readonly model: Model;
  readonly byName: ReadonlyMap<string, Item<Node>>;
  readonly span: Span;
  readonly point: Point;
  readonly context: StepContext;
}

/** Resolves a step with a `db.` action; undefined where it is wrong, which was reported. */
export function recordStep(
  action: RecordAction,
  config: ActionStepConfig,
  model: Model,
  point: Point,
  context: StepContext,
): Made | undefined {
  const args = argumentsOf(action, config, model, point, context);
  if (args === undefined) return undefined;
  const noun = toSnakeCase(model.name);
  const bound = (wanted: string, typed = recordOf(model.id)) =>
    config.as === undefined ? freshVariable(wanted, typed, context) : variableFor(config.as.value, typed, context);
  switch (action) {
    case "get": {
      const key = keyValue(args);
      const optional = flagValue(args);
      if (key === undefined || optional === undefined) return undefined;
      const variable = bound(noun, { ...recordOf(model.id), nullable: optional });
      return { step: { kind: "get", model: model.id, key, optional, variable }, value: read(variable) };
    }
    case "create": {
      const data = dataValue(args);
      if (data === undefined) return undefined;
      context.created.push({ model: model.id, data, span: args.byName.get("data")?.keySpan ?? args.span });
      const variable = bound(noun);
      return { step: { kind: "create", model: model.id, data, variable }, value: read(variable) };
    }
    case "update": {
      const key = keyValue(args);
      const data = dataValue(args);
      const optional = flagValue(args);
      if (key === undefined || data === undefined || optional === undefined) return undefined;
      const variable = bound(noun, { ...recordOf(model.id), nullable: optional });
      return { step: { kind: "update", model: model.id, key, data, optional, variable }, value: read(variable) };
    }
    case "delete": {
      const key = keyValue(args);
      const optional = flagValue(args);
      if (key === undefined || optional === undefined) return undefined;
      return { step: { kind: "delete", model: model.id, key, optional }, value: undefined };
    }
    case "list":
      return listStep(args, (typed) => bound(plural(noun), typed));
  }
}

function argumentsOf(
  action: RecordAction,
  config: ActionStepConfig,
  model: Model,
  point: Point,
  context: StepContext,
): Arguments | undefined {
  const known = ARGUMENTS[action];
  const byName = new Map<string, Item<Node>>();
  const strangers: Item<Node>[] = [];
  for (const item of config.args ?? []) {
    const name = action === "update" && item.key === "body" ? "data" : item.key;
    if (known.includes(name)) byName.set(name, item);
    else strangers.push(item);
  }
  const [first, ...others] = strangers;
  const open = known.find((name) => name !== "optional" && !byName.has(name));
  // One argument of any name is the first one: `{ order_id: $path.id }`.
  const isFirst = first !== undefined && others.length === 0 && action !== "list" && open === known[0];
  if (isFirst && open !== undefined) byName.set(open, first);
  const wrong = isFirst ? undefined : first;
  if (wrong !== undefined) {
    context.report(STEP_ARGUMENT.at(wrong.keySpan, {
      action: `db.${action}`,
      reason: `has no argument ${quoted(wrong.key)}`,
      help: didYouMean(wrong.key, known) ?? argumentHelp(action, wrong.key, model),
    }));
    return undefined;
  }
  return { action, model, byName, span: keySpan(config, "action"), point, context };
}

function argumentHelp(action: RecordAction, key: string, model: Model): string {
  if (fieldNamed(model, key) !== undefined) {
    if (action === "list") return `Write "filters: { ${key}: … }"`;
    if (action === "create" || action === "update") return `Write "data: { ${key}: … }"`;
  }
  return `Use ${listed(ARGUMENTS[action], "and")}`;
}

const needs = ({ action, span, context }: Arguments, reason: string, help: string): undefined => {
  context.report(STEP_ARGUMENT.at(span, { action: `db.${action}`, reason, help }));
  return undefined;
};

function fitting(
  { name: field, type, nullable }: Pick<Field, "name" | "type" | "nullable">,
  purpose: Purpose,
  { context }: Arguments,
): Expected {
  return {
    typed: { type, nullable },
    purpose,
    mismatch: (span, expected, found, help) => context.report(STEP_VALUE.at(span, { field, expected, found, help })),
  };
}

function keyValue(args: Arguments): Value | undefined {
  const { model, byName, point, context, action } = args;
  const field = keyOf(model);
  const item = byName.get("id");
  if (item?.value !== undefined) {
    const expected = field === undefined ? undefined : fitting({ ...field, nullable: false }, "looked for", args);
    return resolveValue(item.value, valuesAt(point, "step", context), expected);
  }
  const parameter = context.request.path.find((one) => one.name === field?.name) ?? context.request.path.at(-1);
  if (parameter !== undefined) {
    return { kind: "path", parameter, typed: { type: parameter.type, nullable: false } };
  }
  return needs(args, "does not say which record", `Add "args: { id: $… }" to the ${quoted(`db.${action}`)} step`);
}

/** `optional`: true or false, nothing else. */
function flagValue(args: Arguments): boolean | undefined {
  const node = args.byName.get("optional")?.value;
  if (node === undefined) return false;
  if (node.kind === "scalar" && typeof node.value === "boolean") return node.value;
  args.context.report(STEP_VALUE.at(node.span, {
    field: "optional",
    expected: "true or false",
    found: "something else",
    help: `Write "optional: true" where a missing record is no error`,
  }));
  return undefined;
}

function dataValue(args: Arguments): Value | undefined {
  const { model, byName, point, context } = args;
  const node = byName.get("data")?.value;
  const scope = valuesAt(point, "step", context);
  if (node === undefined) {
    return context.request.body ??
      needs(args, "does not say what to write", `Add "data:" with a mapping of fields or a reference`);
  }
  if (node.kind !== "mapping") return resolveValue(node, scope);
  const entries = node.entries.map(({ key, keySpan: span, value }) => {
    const field = fieldOf(model, key, span, context);
    const expected = field && fitting(field, "stored", args);
    const made = field && resolveValue(value, scope, expected);
    return made && [field.attribute, made] as const;
  });
  const known = entries.filter((entry) => entry !== undefined);
  return known.length < entries.length ? undefined : { kind: "dict", entries: known, typed: UNKNOWN };
}

function fieldOf(model: Model, name: string, span: Span, { report }: StepContext): Field | undefined {
  const field = fieldNamed(model, name);
  if (field === undefined) reportUnknown(model, name, span, report);
  return field;
}

function listStep(
  args: Arguments,
  bound: (typed: Value["typed"]) => ReturnType<typeof freshVariable>,
): Made | undefined {
  const { model, byName, point, context } = args;
  const filters = filtersOf(args);
  const window = (name: "skip" | "limit") => {
    const node = byName.get(name)?.value;
    if (node === undefined) return undefined;
    const value = resolveValue(
      node,
      valuesAt(point, "step", context),
      fitting({ name, type: COUNT, nullable: false }, "compared", args),
    );
    if (value !== undefined && isOfBody(value) && canBeNegative(value.typed.type)) {
      const reference = node.kind === "scalar" ? node.text : name;
      context.report(NEGATIVE_WINDOW.at(node.span, { name, reference }));
    }
    return value;
  };
  const skip = window("skip");
  const limit = window("limit");
  const sort = sortOf(args);
  const variable = bound(listOf({ kind: "model", model: model.id }));
  const step: Step = { kind: "list", model: model.id, filters, sort, skip, limit, variable };
  return { step, value: read(variable) };
}

/** Whether a value is part of the payload, whose model alone bounds it; parameters that are windows get a bound. */
function isOfBody(value: Value): boolean {
  return value.kind === "member" ? isOfBody(value.of) : value.kind === "body";
}

function canBeNegative(type: FieldType): boolean {
  if (type.kind !== "int") return false;
  return Number(type.ge ?? -1) < 0 && Number(type.gt ?? -2) < -1;
}

function sortOf(args: Arguments): Value | undefined {
  const node = args.byName.get("sort")?.value;
  if (node === undefined) return undefined;
  const items = node.kind === "sequence" ? node.items : [node];
  const names = items.flatMap((item) =>
    item.kind === "scalar" ? item.text.split(",").map((text) => [text.trim(), item] as const) : []
  );
  for (const [name, item] of names) fieldOf(args.model, name.replace(/^-/, ""), item.span, args.context);
  const attributes = names.map(([name]) => {
    const field = fieldNamed(args.model, name.replace(/^-/, ""));
    return `${name.startsWith("-") ? "-" : ""}${field?.attribute ?? name}`;
  });
  return literal(attributes.join(","));
}

function filtersOf(args: Arguments): readonly StepFilter[] {
  const { byName, context, model } = args;
  const node = byName.get("filters")?.value;
  if (node === undefined) return [];
  if (node.kind !== "mapping") {
    needs(args, "takes filters as a mapping", `Write "filters: { field: value }"`);
    return [];
  }
  return node.entries.flatMap(({ key, keySpan: span, value }) => {
    const field = fieldOf(model, key, span, context);
    if (field === undefined) return [];
    if (value.kind === "mapping") {
      return value.entries.flatMap((entry) => filter(field, entry.key, entry.value, entry.keySpan, args));
    }
    if (value.kind === "scalar" && value.value === null) {
      return [{ attribute: field.attribute, operator: "is_null", value: literal(true) } as const];
    }
    return filter(field, value.kind === "sequence" ? "in" : "eq", value, span, args);
  });
}

function filter(field: Field, word: string, node: Node, span: Span, args: Arguments): readonly StepFilter[] {
  const { point, context } = args;
  const operator = fittingOperator(word, field, span, context.report);
  if (operator === undefined) return [];
  const type = operandType(operator, field.type);
  const expected = fitting({ name: field.name, type, nullable: false }, "looked for", args);
  const value = resolveValue(node, valuesAt(point, "step", context), expected);
  return value === undefined ? [] : [{ attribute: field.attribute, operator, value }];
}

/** The type that a reference to a path parameter stands for in the arguments of a step; undefined where it says nothing. */
export function typeInArguments(config: ActionStepConfig, name: string, model: Model): FieldType | undefined {
  const wanted = `$path.${name}`;
  const refers = (node: Node | undefined): boolean => node?.kind === "scalar" && node.value === wanted;
  const { action, args = [] } = config;
  const isKeyed = action?.value !== "db.list" && action?.value !== "db.create";
  for (const { key, value } of args) {
    if (isKeyed && key !== "data" && refers(value)) return keyOf(model)?.type;
    if (value?.kind !== "mapping") continue;
    const entry = value.entries.find((one) => refers(one.value));
    const field = entry && fieldNamed(model, entry.key);
    if (field !== undefined) return field.type;
  }
  return undefined;
}

/** The model that a step works on, by its name. */
export function modelOfStep(config: ActionStepConfig, models: ReadonlyMap<ModelId, Model>): Model | undefined {
  return config.model === undefined ? undefined : models.get(config.model.value as ModelId);
}
