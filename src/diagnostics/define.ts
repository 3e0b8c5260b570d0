/** Diagnostics as typed values: a code is defined once, beside the code that raises it. */

import type { Span } from "../source/source.ts";

type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";

/** `E…` stops the compilation, `W…` does not. A number is never used again. */
export type Code = `${"E" | "W"}${Digit}${Digit}${Digit}`;

/** Whether a diagnostic stops the compilation. */
export type Severity = "error" | "warning";

/** A second place that explains the first one. */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

/** An edit that would cure the diagnostic: the text that replaces what the span covers. */
export interface Fix {
  readonly span: Span;
  readonly text: string;
}

/** One thing that is wrong with a config. */
export interface Diagnostic {
  readonly code: Code;
  readonly name: string;
  readonly severity: Severity;
  readonly message: string;
  /** What to write instead. */
  readonly help: string | undefined;
  /** Absent where the fault is not in a text, as with a missing file. */
  readonly span: Span | undefined;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
}

/** Extra places and edits of one diagnostic. */
export interface Extras {
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
}

/** A kind of diagnostic. */
export interface Definition<P> {
  readonly code: Code;
  readonly name: string;
  readonly severity: Severity;
  /** Makes the diagnostic for one place. */
  at(span: Span | undefined, params: P, extras?: Extras): Diagnostic;
}

/** Receives what the passes find. */
export type Report = (diagnostic: Diagnostic) => void;

/**
 * Defines a kind of diagnostic. Messages are functions of data: wrong or missing parameters do not type-check.
 *
 * @param code the number that users see; `docs/errors/<code>.md` explains it
 * @param name the pattern that it reports, in kebab case
 */
export function define<P>(
  code: Code,
  name: string,
  texts: { readonly message: (params: P) => string; readonly help?: (params: P) => string | undefined },
): Definition<P> {
  const severity: Severity = code.startsWith("E") ? "error" : "warning";
  return {
    code,
    name,
    severity,
    at: (span, params, extras) => {
      let help: string | undefined;
      let isMade = false;
      return {
        code,
        name,
        severity,
        message: texts.message(params),
        // Made when it is first read: of thousands of mistakes a hundred are shown, and suggestions are slow.
        get help() {
          if (!isMade) help = texts.help?.(params);
          isMade = true;
          return help;
        },
        span,
        related: extras?.related ?? [],
        fixes: extras?.fixes ?? [],
      };
    },
  };
}
