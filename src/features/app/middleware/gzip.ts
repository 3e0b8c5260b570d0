/** `kind: gzip`: answers are compressed. */

import { integer, optional, record } from "../../../language/shape.ts";
import { from, int } from "../../../python/build.ts";
import { middlewareKind } from "./kind.ts";
import { compressionTests } from "./tests.ts";

const USUAL = 1000;

/** The kind. */
export const gzip = middlewareKind({
  word: "gzip",
  name: "the gzip middleware",
  config: optional(
    record("the gzip settings", {
      minimum_size: optional(integer(0), "Answers with fewer bytes stay as they are.", { default: `${USUAL}` }),
    }),
    "Settings.",
  ),
  resolve: (config) => ({ minimumSize: config?.minimum_size?.value ?? USUAL }),
  lower: ({ minimumSize }, app) => ({
    factory: from("fastapi.middleware.gzip", "GZipMiddleware"),
    arguments: [["minimum_size", int(minimumSize)]],
    tests: compressionTests(minimumSize, app.isFree),
  }),
  diagnostics: [],
});
