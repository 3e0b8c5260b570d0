/** What a function asks for against what a place offers. */

import { suggest } from "../diagnostics/suggest.ts";
import type { PythonFunction, PythonParameter } from "./module.ts";

/** A parameter that gets a value, by its name. */
export interface PassedArgument<T> {
  readonly parameter: PythonParameter;
  readonly value: T;
}

/** A required parameter that gets no value. */
export interface ContractProblem {
  /** `positional-only` if it cannot be given by name; `not-offered` if there is no value of its name. */
  readonly kind: "positional-only" | "not-offered";
  readonly parameter: PythonParameter;
  readonly offered: readonly string[];
  readonly suggestion: string | undefined;
}

/** A call by keyword, in the order of the signature. */
export interface CallContract<T> {
  readonly passed: readonly PassedArgument<T>[];
  readonly problems: readonly ContractProblem[];
}

/** Decides what a function is called with; `**keywords` gets nothing, as it asks for nothing by name. */
export function callContract<T>(
  { parameters }: Pick<PythonFunction, "parameters">,
  offered: ReadonlyMap<string, T>,
): CallContract<T> {
  const passed: PassedArgument<T>[] = [];
  const problems: ContractProblem[] = [];
  const names = [...offered.keys()];
  for (const parameter of parameters) {
    const { name, kind, hasDefault } = parameter;
    if (kind === "var-positional" || kind === "var-keyword") continue;
    if (kind === "positional-only") {
      if (!hasDefault) problems.push({ kind: "positional-only", parameter, offered: names, suggestion: undefined });
      continue;
    }
    const value = offered.get(name);
    if (value !== undefined) passed.push({ parameter, value });
    else if (!hasDefault) {
      problems.push({ kind: "not-offered", parameter, offered: names, suggestion: suggest(name, names) });
    }
  }
  return { passed, problems };
}
