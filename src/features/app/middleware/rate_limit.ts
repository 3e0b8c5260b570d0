/** `kind: rate_limit`: the usual limit of routes, and where requests are counted. Routes read it; it is no layer. */

import { RATE_LIMIT_SETTINGS, RATE_LIMIT_WORD } from "../../../language/rate_limit.ts";
import { optional } from "../../../language/shape.ts";
import { middlewareKind } from "./kind.ts";

/** The kind. */
export const rateLimit = middlewareKind({
  word: RATE_LIMIT_WORD,
  aliases: ["ratelimit", "rate-limit", "limiter"],
  name: "the rate limit",
  config: optional(RATE_LIMIT_SETTINGS, "Settings."),
  notInRouters: {
    reason: "it sets up the limits of the whole API",
    help: `Write "rate_limit: 100/minute" into the router, with the rate that you want`,
  },
  resolve: (): undefined => undefined,
  lower: (resolved: never) => resolved,
  diagnostics: [],
});
