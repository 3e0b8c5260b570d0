/** What can be wrong with the steps of a pipeline. */

import { define } from "../../diagnostics/define.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { listed, quoted } from "../../diagnostics/text.ts";
import { STEP_ACTIONS } from "../../language/pipeline.ts";
import { ACTION_SYNONYMS, synonym } from "../../language/synonyms.ts";

/** A step without the function that it calls, or with an unknown action. */
export const STEP_HANDLER = define<{ action: string | undefined; unknown: boolean }>("E013", "step-without-handler", {
  message: ({ action, unknown }) =>
    action === undefined
      ? "The step does not say what to do"
      : unknown
      ? `Unknown action ${quoted(action)}`
      : `A ${quoted(action)} step needs the key "handler"`,
  help: ({ action, unknown }) =>
    !unknown && action !== undefined
      ? `Add "handler: module.function"`
      : (action === undefined ? undefined : meantAction(action)) ?? `Use ${listed(STEP_ACTIONS, "or")}`,
});

function meantAction(action: string): string | undefined {
  const known = synonym(action.replace(/^\w+\./, ""), ACTION_SYNONYMS);
  return known === undefined ? didYouMean(action, STEP_ACTIONS) : `Did you mean ${quoted(known)}?`;
}

/** Two steps of one name. */
export const STEP_NAME_TWICE = define<{ name: string }>("E023", "step-name-twice", {
  message: ({ name }) => `Two steps have the name ${quoted(name)}`,
  help: ({ name }) => `Rename one of them, such as "as: ${name}_2"`,
});

/** A condition that decides nothing. */
export const BAD_CONDITION = define<{ reason: string; help: string }>("E030", "bad-condition", {
  message: ({ reason }) => `The condition ${reason}`,
  help: ({ help }) => help,
});

/** Arguments of a db action. */
export const STEP_ARGUMENT = define<{ action: string; reason: string; help: string }>("E171", "step-argument", {
  message: ({ action, reason }) => `${quoted(action)} ${reason}`,
  help: ({ help }) => help,
});

/** A loop over something else than a list. */
export const NOT_ITERABLE = define<{ value: string; type: string }>("E172", "loop-without-list", {
  message: ({ value, type }) => `${quoted(value)} is no list: it is of type ${quoted(type)}`,
  help: () => `Write "in:" with a list, such as a step with "action: db.list" or a list in the body`,
});

/** A value of a step that its field could never have. */
export const STEP_VALUE = define<{ field: string; expected: string; found: string; help: string | undefined }>(
  "E173",
  "step-value",
  {
    message: ({ field, expected, found }) => `The value for ${quoted(field)} is ${found}, expected ${expected}`,
    help: ({ help }) => help ?? "Write a value that the field could have",
  },
);

/** A number of records that a payload could make negative. */
export const NEGATIVE_WINDOW = define<{ name: string; reference: string }>("E271", "negative-window", {
  message: ({ name, reference }) => `${quoted(reference)} can be negative, and ${quoted(name)} cannot`,
  help: () => `Write "ge: 0" where it is declared`,
});

/** Keys that an action does not read. */
export const STEP_KEY = define<{ key: string; action: string }>("E174", "step-key", {
  message: ({ key, action }) => `A ${quoted(action)} step has no ${quoted(key)}`,
  help: ({ key, action }) =>
    key === "handler"
      ? `Remove "handler", or write "action: transform" to call it`
      : `Remove ${quoted(key)}, or use a "db." action instead of ${quoted(action)}`,
});

/** Steps that never run. */
export const UNREACHABLE_STEP = define<Record<string, never>>("W121", "unreachable-step", {
  message: () => "The step never runs: the pipeline has ended before it",
  help: () => `Remove it, or give the "return" before it a condition with "when:"`,
});

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [
  STEP_HANDLER,
  STEP_NAME_TWICE,
  BAD_CONDITION,
  STEP_ARGUMENT,
  NOT_ITERABLE,
  STEP_VALUE,
  NEGATIVE_WINDOW,
  STEP_KEY,
  UNREACHABLE_STEP,
] as const;
