/** What can be wrong with the shape of a config, whatever the key. */

import { define } from "../diagnostics/define.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { listed, quoted } from "../diagnostics/text.ts";

/** A key that nothing reads. */
export const UNKNOWN_KEY = define<
  { key: string; place: string; known: readonly string[]; near: string | undefined; help: string | undefined }
>("E107", "unknown-key", {
  message: ({ key, place }) => `Unknown key ${quoted(key)} in ${place}`,
  help: ({ known, near, help }) =>
    help ??
      (near === undefined
        ? `Known keys are ${known.join(", ")}; keys of your own start with "x-"`
        : `Did you mean ${quoted(near)}?`),
});

/** A value of another kind than the key takes. */
export const WRONG_TYPE = define<{ expected: string; found: string; help?: string | undefined }>("E108", "wrong-type", {
  message: ({ expected, found }) => `Expected ${expected}, found ${found}`,
  help: ({ help }) => help,
});

/** A key that must be there. */
export const MISSING_KEY = define<{ key: string; place: string }>("E109", "missing-key", {
  message: ({ key, place }) => `Missing key ${quoted(key)} in ${place}`,
  help: ({ key }) => `Add "${key}: …"`,
});

/** A word that is none of those that the key takes. */
export const UNKNOWN_VALUE = define<{ value: string; what: string; known: readonly string[] }>(
  "E110",
  "unknown-value",
  {
    message: ({ value, what }) => `${quoted(value)} is not ${what}`,
    help: ({ value, known }) => didYouMean(value, known) ?? `Use ${listed(known, "or")}`,
  },
);

/** A number outside what the key takes. */
export const NUMBER_RANGE = define<{ value: string; minimum: number; maximum: number }>("E111", "number-out-of-range", {
  message: ({ value }) => `${quoted(value)} is out of range`,
  help: ({ minimum, maximum }) =>
    minimum === maximum
      ? `Use ${minimum}`
      : maximum === Infinity
      ? `Use ${minimum} or more`
      : `Use a number from ${minimum} to ${maximum}`,
});

/** An item of a pipeline that is no step. */
export const UNKNOWN_STEP = define<{ found: readonly string[] }>("E099", "unknown-step", {
  message: ({ found }) =>
    found.length === 0
      ? "The step is empty"
      : `${listed(found, "and")} ${found.length === 1 ? "is no step" : "are no step"}`,
  help: ({ found }) =>
    found.map((key) => didYouMean(key, STEP_KEYS)).find((near) => near !== undefined) ??
      'Write a step with "action:", "if:", "for_each:" or "return:"',
});

const STEP_KEYS: readonly string[] = ["action", "if", "for_each", "return"];

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [UNKNOWN_KEY, WRONG_TYPE, MISSING_KEY, UNKNOWN_VALUE, NUMBER_RANGE, UNKNOWN_STEP] as const;
