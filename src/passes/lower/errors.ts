/** `errors.py`: the errors of the API's own. */

import type { Api, ErrorResponse } from "../../ir/api.ts";
import type { ClassDef, Module } from "../../python/ast.ts";
import { assign, dict, from, int, str } from "../../python/build.ts";
import { jsonValue } from "./values.ts";

/** Lowers all errors, named ones first. */
export function lowerErrors(api: Api): Module | undefined {
  if (api.errors.size === 0) return undefined;
  return { path: "errors.py", docstring: "Errors of this API.", body: [...api.errors.values()].map(lowerError) };
}

function lowerError(error: ErrorResponse): ClassDef {
  const sentence = error.description ?? error.detail;
  return {
    kind: "class",
    name: error.className,
    decorators: [],
    bases: [from(".runtime.exceptions", "ApiError")],
    docstring: /[.!?]$/.test(sentence) ? sentence : `${sentence}.`,
    body: [
      assign("status_code", int(error.status)),
      assign("detail", str(error.detail)),
      ...(error.extra.size === 0 ? [] : [assign("extra", jsonValue(error.extra))]),
      ...(error.headers.size === 0
        ? []
        : [assign("headers", dict([...error.headers].map(([key, value]) => [str(key), str(value)])))]),
    ],
  };
}
