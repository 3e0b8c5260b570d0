/** The language of errors: `errors.NAME`, and errors written in place. */

import { type Infer, integer, map, optional, record, required, text, union } from "./shape.ts";
import { json } from "./json_value.ts";
import { ERROR_SYNONYMS } from "./synonyms.ts";

/** The keys of an error. */
export const ERROR_KEYS = {
  status: required(integer(400, 599), "HTTP status.", { example: "404" }),
  body: optional(
    map(json(), "a mapping", { main: "message" }),
    "Body of the response. `message` (or `detail`) is sent as `detail`; other keys are sent as they are.",
    { example: "{message: Not here}" },
  ),
  description: optional(text(), "Documents the error in OpenAPI."),
  headers: optional(map(text("a header value"), "a mapping from header names to values"), "Headers of the response."),
} as const;

/** `errors.NAME`. */
export const ERROR = record("an error", ERROR_KEYS, { synonyms: ERROR_SYNONYMS, main: "status" });

/** `errors` of a route or a router: conditions, with the errors in place of the built-in ones. */
export const ERROR_CONDITIONS = map(
  union("the name of an error or a mapping that describes one", text("an error name", "error"), ERROR),
  "a mapping from conditions to errors",
);

/** An error as it was written. */
export type ErrorConfig = Infer<typeof ERROR>;
