/** Errors of the API's own: class names, bodies. */

import type { ErrorId, ErrorResponse, Json } from "../../ir/api.ts";
import type { ErrorConfig } from "../../language/error.ts";
import { toPascalCase } from "../../python/names.ts";
import { jsonText } from "../../synthesis/mod.ts";
import { toJson } from "./json.ts";

/** Class of an error in `errors.py`: PascalCase, with one `Error` at its end. */
export function errorClassName(name: string): string {
  const pascal = toPascalCase(name);
  return pascal.endsWith("Error") && pascal !== "Error" ? pascal : `${pascal}Error`;
}

/** Reason phrases of RFC 9110 for errors that bring no message. */
const PHRASES: ReadonlyMap<number, string> = new Map([
  [400, "Bad request"],
  [401, "Unauthorized"],
  [402, "Payment required"],
  [403, "Forbidden"],
  [404, "Not found"],
  [405, "Method not allowed"],
  [408, "Request timeout"],
  [409, "Conflict"],
  [410, "Gone"],
  [412, "Precondition failed"],
  [413, "Content too large"],
  [415, "Unsupported media type"],
  [418, "I am a teapot"],
  [422, "Unprocessable content"],
  [423, "Locked"],
  [428, "Precondition required"],
  [429, "Too many requests"],
  [500, "Internal server error"],
  [501, "Not implemented"],
  [502, "Bad gateway"],
  [503, "Service unavailable"],
  [504, "Gateway timeout"],
]);

/** Builds the error; `message` or `detail` of the body becomes `detail`, other keys are kept. */
export function resolveError(id: ErrorId, className: string, config: ErrorConfig): ErrorResponse {
  const body = new Map<string, Json>();
  for (const { key, value } of config.body ?? []) if (value !== undefined) body.set(key, toJson(value));
  const spoken = body.get("message") ?? body.get("detail");
  body.delete("message");
  body.delete("detail");
  return {
    id,
    className,
    status: config.status.value,
    detail: spoken === undefined || spoken === null ? phraseOf(config.status.value) : textOf(spoken),
    extra: body,
    headers: new Map(
      (config.headers ?? []).flatMap(({ key, value }) => value === undefined ? [] : [[key, value.value]]),
    ),
    description: config.description?.value,
  };
}

function phraseOf(status: number): string {
  return PHRASES.get(status) ?? (status < 500 ? "Request failed" : "Server error");
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : jsonText(value);
}
