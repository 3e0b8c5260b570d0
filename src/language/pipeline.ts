/** The language of pipelines: steps in order, conditions, and pipelines with a name. */

import type { Mapping, Node } from "../ir/document.ts";
import type { Spanned } from "../source/source.ts";
import type { Report } from "../diagnostics/define.ts";
import {
  anything,
  type Infer,
  integer,
  type Item,
  list,
  map,
  optional,
  type Place,
  record,
  reference,
  required,
  type Shape,
  text,
  union,
} from "./shape.ts";
import { UNKNOWN_STEP } from "./diagnostics.ts";
import { PIPELINE_SYNONYMS, STEP_SYNONYMS } from "./pipeline_synonyms.ts";

/** What steps do by themselves or through a handler. */
export const STEP_ACTIONS = [
  "db.list",
  "db.get",
  "db.create",
  "db.update",
  "db.delete",
  "validate",
  "transform",
  "side_effect",
] as const;

const ARGUMENTS = map(anything(), "a mapping from argument names to values");

/** Shapes that contain themselves name the type that they decode to. */
const STEPS: Shape<readonly StepConfig[]> = list(reference("Step", (): Shape<StepConfig> => STEP), "a list of steps");

/** A condition as it was written. */
export interface ConditionConfig extends Place {
  readonly op: Spanned<string> | undefined;
  readonly left: Node | undefined;
  readonly right: Node | undefined;
  readonly children: readonly ConditionConfig[] | undefined;
  readonly when_handler: Spanned<string> | undefined;
  readonly captures: readonly Spanned<string>[] | undefined;
}

/** A condition: a comparison, conditions joined, or a function of the user's that decides. */
export const CONDITION: Shape<ConditionConfig> = record("a condition", {
  op: optional(
    text("an operator"),
    "A comparison of `left` with `right` (`eq`, `ne`, `gt`, `ge`, `lt`, `le`, `in`, `not_in`, `is_null`, `is_not_null`), or `and`, `or`, `not` over `children`.",
    { example: "eq" },
  ),
  left: optional(anything(), "The value that is compared: a reference or a literal.", { example: "$order.status" }),
  right: optional(anything(), "What it is compared with."),
  children: optional(
    list(reference("Condition", (): Shape<ConditionConfig> => CONDITION), "a list of conditions"),
    "The conditions that `and`, `or` and `not` join.",
  ),
  when_handler: optional(text("a handler"), "A function that decides: `module.function`."),
  captures: optional(
    union(
      "a list of names",
      list(text("a name"), "a list of names"),
      oneText(),
    ),
    "The values that it is called with, each under its own name.",
    { example: "[order]" },
  ),
}, { main: "op" });

/** A text that stands for a list of one. */
function oneText(): Shape<readonly Spanned<string>[]> {
  const one = text("a name");
  return {
    ...one,
    decode: (node, report) => {
      const value = one.decode(node, report);
      return value === undefined ? undefined : [value];
    },
  };
}

const ACTION_STEP = record("a step", {
  action: optional(
    text("an action"),
    "`db.list`, `db.get`, `db.create`, `db.update`, `db.delete`, `validate`, `transform` or `side_effect`.",
    { example: "db.get" },
  ),
  model: optional(text("a model name", "model"), "The stored model of a `db.` action."),
  handler: optional(text("a handler"), "The function that the other actions call: `module.function`."),
  args: optional(ARGUMENTS, "What the step works on: values and references such as `$path.id`.", {
    example: '{id: "$path.id"}',
  }),
  as: optional(text("a name"), "The name under which later steps find the result."),
}, { synonyms: STEP_SYNONYMS, main: "action" });

const IF = record("an if step", {
  when: required(CONDITION, "What has to hold."),
  then: optional(STEPS, "Steps where it holds."),
  else: optional(STEPS, "Steps where it does not hold."),
  as: optional(text("a name"), "The name of what the branch that ran yielded last."),
});

const FOR_EACH = record("a for_each step", {
  in: required(text("a reference"), "The list: a reference.", { example: "$body.items" }),
  as: optional(text("a name"), "The name of the item in the body.", { default: "item" }),
  body: required(STEPS, "The steps for one item."),
  collect: optional(text("a name"), "The name of the list of what each turn yielded last."),
});

const RETURN = record("a return step", {
  value: optional(anything(), "What the client is sent: a reference or a literal."),
  status: optional(integer(200, 299), "Status of this answer."),
  when: optional(CONDITION, "Return only where this holds."),
}, { main: "value" });

const CONTROL = {
  if: record("a step", { if: required(IF, "Steps under a condition.") }),
  for_each: record("a step", { for_each: required(FOR_EACH, "Steps for each item of a list.") }),
} as const;

/** `return:` with a mapping of its own keys, or with any value. */
const RETURN_STEP = record("a step", {
  return: required(returnValue(), "Ends the pipeline: a reference, a literal, or `{value, status, when}`."),
});

/** What `return:` holds: the record, or a plain value. */
export type ReturnConfig = { readonly settings: Infer<typeof RETURN> } | { readonly plain: Node };

function returnValue(): Shape<ReturnConfig> {
  const own = new Set(["value", "status", "when"]);
  const isRecord = (node: Node): node is Mapping =>
    node.kind === "mapping" && node.entries.length > 0 && node.entries.every(({ key }) => own.has(key));
  return {
    description: { kind: "union", shapes: [RETURN, anything()] },
    matches: () => true,
    decode: (node, report): ReturnConfig | undefined => {
      if (!isRecord(node)) return { plain: node };
      const settings = RETURN.decode(node, report);
      return settings === undefined ? undefined : { settings };
    },
  };
}

/** One step as it was written. */
export type StepConfig =
  | { readonly kind: "action"; readonly step: Infer<typeof ACTION_STEP> }
  | { readonly kind: "if"; readonly step: Infer<typeof IF>; readonly span: Place["span"] }
  | { readonly kind: "for_each"; readonly step: Infer<typeof FOR_EACH>; readonly span: Place["span"] }
  | { readonly kind: "return"; readonly step: ReturnConfig; readonly span: Place["span"] };

const has = (node: Node, key: string): boolean =>
  node.kind === "mapping" && node.entries.some((entry) => entry.key === key);

/** A step: which kind it is, its keys say. */
export const STEP: Shape<StepConfig> = {
  description: { kind: "union", shapes: [ACTION_STEP, CONTROL.if, CONTROL.for_each, RETURN_STEP] },
  matches: (node) => node.kind === "mapping",
  decode: (node, report) => decodeStep(node, report),
};

function decodeStep(node: Node, report: Report): StepConfig | undefined {
  if (has(node, "if")) {
    const decoded = CONTROL.if.decode(node, report);
    return decoded && { kind: "if", step: decoded.if, span: decoded.span };
  }
  if (has(node, "for_each")) {
    const decoded = CONTROL.for_each.decode(node, report);
    return decoded && { kind: "for_each", step: decoded.for_each, span: decoded.span };
  }
  if (has(node, "return")) {
    const decoded = RETURN_STEP.decode(node, report);
    return decoded && { kind: "return", step: decoded.return, span: decoded.span };
  }
  if (node.kind === "mapping" && !has(node, "action") && !has(node, "handler") && !has(node, "model")) {
    report(UNKNOWN_STEP.at(node.entries[0]?.keySpan ?? node.span, { found: node.entries.map(({ key }) => key) }));
    return undefined;
  }
  const step = ACTION_STEP.decode(node, report);
  return step && { kind: "action", step };
}

/** A pipeline with a name: its steps, or another pipeline with changes. */
const NAMED = record("a pipeline", {
  steps: optional(STEPS, "The steps in order."),
  extends: optional(text("a pipeline name", "pipeline"), "The pipeline that this one starts from."),
  prepend: optional(STEPS, "Steps in front of those of `extends`."),
  append: optional(STEPS, "Steps behind them."),
  override: optional(
    map(STEP, "a mapping from step names to steps"),
    "Steps in place of those that have these names under `as`.",
  ),
}, { synonyms: PIPELINE_SYNONYMS });

/** A named pipeline as it was written. */
export type PipelineConfig = Infer<typeof NAMED> | readonly StepConfig[];

/** `pipelines`. */
export const PIPELINES: Shape<readonly Item<PipelineConfig>[]> = map(
  union("a list of steps or a mapping that describes a pipeline", STEPS, NAMED),
  "a mapping from pipeline names to pipelines",
);

/** `pipeline` of a route: steps in place, or the name of a pipeline. */
export const ROUTE_PIPELINE = union(
  "a list of steps or the name of a pipeline",
  STEPS,
  text("a pipeline name", "pipeline"),
);

/** A step that names an action, as it was written. */
export type ActionStepConfig = Infer<typeof ACTION_STEP>;
/** An if step as it was written. */
export type IfStepConfig = Infer<typeof IF>;
/** A for_each step as it was written. */
export type ForEachStepConfig = Infer<typeof FOR_EACH>;
