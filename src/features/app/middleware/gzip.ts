/** `kind: gzip`: answers are compressed. */

import { integer, optional, record } from "../../../language/shape.ts";
import { from, int } from "../../../python/build.ts";
import { middlewareKind } from "./kind.ts";
import { compressionTests } from "./tests.ts";
import runtime from "../../../../templates/runtime/compression.py" with { type: "text" };

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
    factory: from(".runtime.compression", "CompressionMiddleware"),
    arguments: [["minimum_size", int(minimumSize)]],
    more: [{ kind: "runtime", file: "compression.py", text: runtime }],
    seen: { compressesFrom: minimumSize },
    tests: compressionTests(minimumSize, app.isFree),
  }),
  diagnostics: [],
});
