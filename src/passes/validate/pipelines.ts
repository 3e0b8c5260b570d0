/** Named pipelines: what they are called, and what they extend. */

import { define } from "../../diagnostics/define.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { listed, quoted } from "../../diagnostics/text.ts";

/** A pipeline that is not declared. */
export const UNKNOWN_PIPELINE = define<{ name: string; pipelines: readonly string[] }>("E021", "unknown-pipeline", {
  message: ({ name }) => `Unknown pipeline ${quoted(name)}`,
  help: ({ name, pipelines }) =>
    didYouMean(name, pipelines) ??
      (pipelines.length === 0
        ? `Declare it under "pipelines:", or write the steps here as a list`
        : `Declare it under "pipelines:", or use ${listed(pipelines, "or")}`),
});

/** Two pipelines that are one in Python. */
export const DUPLICATE_PIPELINE = define<{ name: string; other: string }>("E148", "duplicate-pipeline", {
  message: ({ name, other }) =>
    name === other
      ? `Pipeline ${quoted(name)} is declared twice`
      : `Pipelines ${quoted(name)} and ${quoted(other)} differ only in their spelling`,
  help: () => "Rename one of them",
});

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [UNKNOWN_PIPELINE, DUPLICATE_PIPELINE] as const;
