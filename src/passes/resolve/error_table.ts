/** Errors of the API's own: the named ones, and those that routes write in place. */

import type { ErrorId, ErrorResponse } from "../../ir/api.ts";
import type { Config } from "../../language/config.ts";
import type { ErrorConfig } from "../../language/error.ts";
import { toPascalCase, uniqueName } from "../../python/names.ts";
import type { Spanned } from "../../source/source.ts";
import { errorClassName, resolveError } from "./errors.ts";

/** Collects the errors of the API; equal ones that are written in place share a class. */
export interface ErrorTable {
  readonly errors: ReadonlyMap<ErrorId, ErrorResponse>;
  /** The error that a route maps a condition to; undefined where the config names one that is not declared. */
  mapped(condition: string, config: Spanned<string> | ErrorConfig, route: string): ErrorId | undefined;
}

/** Starts with the named errors. */
export function errorTable(config: Config): ErrorTable {
  const errors = new Map<ErrorId, ErrorResponse>();
  const classNames = new Set<string>();
  const inPlace = new Map<string, ErrorId>();
  for (const { key, value } of config.errors ?? []) {
    const className = errorClassName(key);
    classNames.add(className);
    if (value !== undefined) errors.set(key as ErrorId, resolveError(key as ErrorId, className, value));
  }
  const addInPlace = (condition: string, written: ErrorConfig, route: string): ErrorId => {
    const draft = resolveError("" as ErrorId, "", written);
    const content = JSON.stringify([draft.status, draft.detail, [...draft.extra], [...draft.headers]], digits);
    const known = inPlace.get(`${condition} ${content}`);
    if (known !== undefined) return known;
    const plain = errorClassName(condition);
    const className = classNames.has(plain) ? uniqueName(`${toPascalCase(route)}${plain}`, classNames) : plain;
    classNames.add(className);
    // No name of the config contains a dot, so these ids never meet those of named errors.
    const id = `.${className}` as ErrorId;
    errors.set(id, { ...draft, id, className });
    inPlace.set(`${condition} ${content}`, id);
    return id;
  };
  return {
    errors,
    mapped(condition, written, route) {
      if (!("value" in written)) return addInPlace(condition, written, route);
      return errors.has(written.value as ErrorId) ? written.value as ErrorId : undefined;
    },
  };
}

/** JSON text with every digit of big integers, and maps as lists of their entries. */
function digits(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  return value instanceof Map ? [...value] : value;
}
