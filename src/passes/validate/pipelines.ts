/** Named pipelines: what they are called, and what they extend. */

import { define, type Report } from "../../diagnostics/define.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { listed, quoted } from "../../diagnostics/text.ts";
import type { Config } from "../../language/config.ts";
import type { PipelineConfig } from "../../language/pipeline.ts";
import type { Span, Spanned } from "../../source/source.ts";
import { placedRoutes } from "../resolve/placed.ts";
import { checkName, listOf } from "./names.ts";

/** A pipeline that is not declared. */
export const UNKNOWN_PIPELINE = define<{ name: string; pipelines: readonly string[] }>("E021", "unknown-pipeline", {
  message: ({ name }) => `Unknown pipeline ${quoted(name)}`,
  help: ({ name, pipelines }) =>
    didYouMean(name, pipelines) ??
      (pipelines.length === 0
        ? `Declare it under "pipelines:", or write the steps here as a list`
        : `Declare it under "pipelines:", or use ${listed(pipelines, "or")}`),
});

const LEFT_OUT = "…";

const shown = (chain: readonly string[]) => chain.map((name) => name === LEFT_OUT ? name : quoted(name)).join(" → ");

/** A pipeline that starts from one that is not declared, or in the end from itself. */
export const UNKNOWN_EXTENDS = define<{ name: string; pipelines: readonly string[] } | { chain: readonly string[] }>(
  "E022",
  "pipeline-extends",
  {
    message: (parameters) =>
      "name" in parameters
        ? `Unknown pipeline ${quoted(parameters.name)} in "extends"`
        : parameters.chain.length === 2
        ? `Pipeline ${quoted(parameters.chain[0] ?? "")} extends itself`
        : `Pipelines extend each other: ${shown(parameters.chain)}`,
    help: (parameters) =>
      "chain" in parameters
        ? "Let one of them stand on its own: give it steps"
        : didYouMean(parameters.name, parameters.pipelines) ??
          (parameters.pipelines.length === 0
            ? `Declare it under "pipelines:"`
            : `Declare it under "pipelines:", or extend ${listed(parameters.pipelines, "or")}`),
  },
);

/** Two pipelines that are one in Python. */
export const DUPLICATE_PIPELINE = define<{ name: string; other: string }>("E148", "duplicate-pipeline", {
  message: ({ name, other }) =>
    name === other
      ? `Pipeline ${quoted(name)} is declared twice`
      : `Pipelines ${quoted(name)} and ${quoted(other)} differ only in their spelling`,
  help: () => "Rename one of them",
});

/** Checks the names of pipelines, those that they extend, and those that routes name. */
export function validatePipelines(config: Config, report: Report): void {
  const names = new Set((config.pipelines ?? []).map(({ key }) => key));
  const seen = new Map<string, { readonly key: string; readonly keySpan: Span }>();
  const bases = new Map<string, Spanned<string>>();
  for (const item of config.pipelines ?? []) {
    const base = item.value === undefined ? undefined : baseOf(item.value);
    if (base !== undefined && names.has(base.value)) bases.set(item.key, base);
    else if (base !== undefined) {
      report(UNKNOWN_EXTENDS.at(base.span, { name: base.value, pipelines: listOf(names) }));
    }
    if (!checkName("Pipeline", item.key, item.keySpan, report)) continue;
    const folded = item.key.toLowerCase().replaceAll("_", "");
    const other = seen.get(folded);
    if (other === undefined) seen.set(folded, item);
    else {
      report(DUPLICATE_PIPELINE.at(item.keySpan, { name: item.key, other: other.key }, {
        related: [{ span: other.keySpan, message: "declared here" }],
      }));
    }
  }
  reportCycles(bases, report);
  for (const { config: { pipeline } } of placedRoutes(config)) {
    if (pipeline === undefined || !("value" in pipeline) || names.has(pipeline.value)) continue;
    report(UNKNOWN_PIPELINE.at(pipeline.span, { name: pipeline.value, pipelines: listOf(names) }));
  }
}

function baseOf(pipeline: PipelineConfig): Spanned<string> | undefined {
  return "keySpans" in pipeline ? pipeline.extends : undefined;
}

/** How many pipelines a message names. */
const LONGEST_CHAIN = 8;

/** Every pipeline extends one at most: following that, a way either ends or closes one circle. */
function reportCycles(bases: ReadonlyMap<string, Spanned<string>>, report: Report): void {
  const done = new Set<string>();
  for (const start of bases.keys()) {
    const way = new Set<string>();
    let current: string | undefined = start;
    while (current !== undefined && !done.has(current) && !way.has(current)) {
      way.add(current);
      current = bases.get(current)?.value;
    }
    if (current !== undefined && way.has(current)) {
      const circle = [...way].slice([...way].indexOf(current));
      const chain = circle.length < LONGEST_CHAIN
        ? circle
        : [...circle.slice(0, LONGEST_CHAIN - 2), LEFT_OUT, ...circle.slice(-1)];
      report(UNKNOWN_EXTENDS.at(bases.get(current)?.span, { chain: [...chain, current] }));
    }
    for (const name of way) done.add(name);
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [UNKNOWN_PIPELINE, UNKNOWN_EXTENDS, DUPLICATE_PIPELINE] as const;
