/** Named pipelines: a name becomes its steps, with what `extends`, `prepend`, `append` and `override` make of them. */

import { define, type Report } from "../../diagnostics/define.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { listed, quoted } from "../../diagnostics/text.ts";
import type { Config } from "../../language/config.ts";
import type { PipelineConfig, StepConfig } from "../../language/pipeline.ts";
import type { Span, Spanned } from "../../source/source.ts";
import type { Item } from "../../language/shape.ts";

/** A step to replace that the extended pipeline does not have. */
export const UNKNOWN_OVERRIDE = define<{ name: string; steps: readonly string[] }>("E170", "unknown-override", {
  message: ({ name }) => `No step has the name ${quoted(name)} to replace it`,
  help: ({ name, steps }) =>
    didYouMean(name, steps) ??
      (steps.length === 0 ? `Give the step the name with "as: ${name}"` : `Use ${listed(steps, "or")}`),
});

/** Unfolds pipelines by name. */
export interface Pipelines {
  /** The steps of a pipeline; undefined where it is unknown or goes round in a circle, which was reported. */
  steps(name: string): readonly StepConfig[] | undefined;
  /** Reports the faults that a route meets in a pipeline: each place once, however many routes use it. */
  reportFor(route: Span): Report;
}

/** Reads the pipelines of a config; each is unfolded once. */
export function pipelinesOf(config: Config, report: Report): Pipelines {
  const declared = new Map((config.pipelines ?? []).map((item: Item<PipelineConfig>) => [item.key, item.value]));
  const made = new Map<string, readonly StepConfig[] | undefined>();
  const unfold = (name: string): readonly StepConfig[] | undefined => {
    if (made.has(name)) return made.get(name);
    // A circle ends here: it was reported where it is written.
    made.set(name, undefined);
    const pipeline = declared.get(name);
    const steps = pipeline === undefined ? undefined : isList(pipeline) ? pipeline : changed(pipeline);
    made.set(name, steps);
    return steps;
  };
  const changed = (pipeline: Exclude<PipelineConfig, readonly StepConfig[]>): readonly StepConfig[] | undefined => {
    const inherited = pipeline.extends === undefined ? [] : unfold(pipeline.extends.value);
    if (inherited === undefined) return undefined;
    const replacements = new Map(
      (pipeline.override ?? []).flatMap(({ key, value }) => value === undefined ? [] : [[key, value] as const]),
    );
    const names = namesIn(inherited);
    for (const { key, keySpan } of pipeline.override ?? []) {
      if (!names.includes(key)) report(UNKNOWN_OVERRIDE.at(keySpan, { name: key, steps: names }));
    }
    return [
      ...pipeline.prepend ?? [],
      ...inherited.map((step) => replaced(step, replacements)),
      ...pipeline.steps ?? [],
      ...pipeline.append ?? [],
    ];
  };
  const reported = new Set<string>();
  const reportFor = (route: Span): Report => (diagnostic) => {
    const { code, severity, span, related, fixes } = diagnostic;
    const key = `${code} ${span?.source.name} ${span?.start}`;
    if (reported.has(key)) return;
    reported.add(key);
    if (severity === "warning") report(diagnostic);
    else {report({
        ...diagnostic,
        help: diagnostic.help,
        related: [...related, { span: route, message: "used by this route" }],
        fixes,
      });}
  };
  return { steps: unfold, reportFor };
}

function isList(pipeline: PipelineConfig): pipeline is readonly StepConfig[] {
  return Array.isArray(pipeline);
}

/** The name that a step binds. */
function nameOf(step: StepConfig): Spanned<string> | undefined {
  switch (step.kind) {
    case "action":
    case "if":
      return step.step.as;
    case "for_each":
      return step.step.collect;
    case "return":
      return undefined;
  }
}

function namesIn(steps: readonly StepConfig[]): readonly string[] {
  return steps.flatMap((step) => [nameOf(step)?.value, ...innerSteps(step).flatMap((inner) => namesIn([inner]))])
    .filter((name) => name !== undefined);
}

/** The steps inside a step. */
export function innerSteps(step: StepConfig): readonly StepConfig[] {
  if (step.kind === "if") return [...step.step.then ?? [], ...step.step.else ?? []];
  return step.kind === "for_each" ? step.step.body : [];
}

/** The step, or what stands in its place; a replacement without a name keeps the one that later steps use. */
function replaced(step: StepConfig, replacements: ReadonlyMap<string, StepConfig>): StepConfig {
  const name = nameOf(step)?.value;
  const replacement = name === undefined ? undefined : replacements.get(name);
  if (replacement !== undefined) return withName(replacement, step);
  if (step.kind === "if") {
    const change = (steps: readonly StepConfig[] | undefined) => steps?.map((inner) => replaced(inner, replacements));
    return { ...step, step: { ...step.step, then: change(step.step.then), else: change(step.step.else) } };
  }
  if (step.kind !== "for_each") return step;
  return { ...step, step: { ...step.step, body: step.step.body.map((inner) => replaced(inner, replacements)) } };
}

function withName(replacement: StepConfig, original: StepConfig): StepConfig {
  const name = nameOf(original);
  if (name === undefined || nameOf(replacement) !== undefined) return replacement;
  switch (replacement.kind) {
    case "action":
      return { ...replacement, step: { ...replacement.step, as: name } };
    case "if":
      return { ...replacement, step: { ...replacement.step, as: name } };
    case "for_each":
      return { ...replacement, step: { ...replacement.step, collect: name } };
    case "return":
      return replacement;
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [UNKNOWN_OVERRIDE] as const;
