/** `rate_limit`: how often clients may call a route. */

import { define } from "../diagnostics/define.ts";
import type { Api } from "../ir/api.ts";
import type { HandlerCall } from "../ir/logic.ts";
import type { Contribution } from "../ir/project.ts";
import { BAD_RATE, keyFunctionOf, type Rate, RATE_LIMIT, type RateLimitConfig } from "../language/rate_limit.ts";
import { optional } from "../language/shape.ts";
import type { Expr } from "../python/ast.ts";
import { call, from, int, str } from "../python/build.ts";
import { toSnakeCase, uniqueName } from "../python/names.ts";
import { routeFeature } from "./feature.ts";
import runtime from "../../templates/runtime/rate_limits.py" with { type: "text" };

/** A limit; the requests of a client to one route count together. */
export interface RateLimit {
  readonly rate: Rate;
  /** What tells clients apart; their addresses where it is absent. */
  readonly key: HandlerCall | undefined;
}

/** Nothing to switch off. */
export const NO_LIMIT_TO_LIFT = define<Record<never, never>>("W137", "no-limit-to-lift", {
  message: () => `"rate_limit: none" has no effect: nothing else limits the route`,
  help: () => "Remove it",
});

/** A function that tells no clients apart. */
export const KEY_OF_NOTHING = define<{ reference: string }>("W138", "key-of-nothing", {
  message: ({ reference }) => `The key function "${reference}" returns nothing: addresses are counted in its place`,
  help: () => `Return what tells clients apart, or remove "key_func"`,
});

/** `rate_limit`. */
export const rateLimit = routeFeature({
  key: "rate_limit",
  language: optional(
    RATE_LIMIT,
    "How often each client may call it, such as `100/minute`; `none` for a route that the limit of its router or of the middleware is not for.",
    { example: "100/minute" },
  ),
  resolve(config: RateLimitConfig | undefined, scope): RateLimit | undefined {
    if (config === undefined) return undefined;
    if (config === null || "off" in config) {
      if (scope.inherited === undefined) scope.report(NO_LIMIT_TO_LIFT.at(config?.span ?? scope.span, {}));
      return undefined;
    }
    const reference = keyFunctionOf(config);
    const key = reference && scope.call(reference, "A key function", ["request"]);
    if (reference !== undefined && key?.handler.returnsNothing === true) {
      scope.report(KEY_OF_NOTHING.at(reference.span, { reference: reference.value }));
    }
    return { rate: "rate" in config ? config.rate : config, key };
  },
  causes: () => ["rate_limited"],
  headers: () => ["Retry-After"],
  lower(resolved, { api, route, error }): readonly Contribution[] {
    const own = error("rate_limited");
    const limit = call(from(".runtime.rate_limits", "RateLimit"), [str(route.name), rateItem(resolved.rate)], {
      key: resolved.key === undefined ? undefined : from(".rate_limits", keyName(resolved.key, api)),
      error: own === undefined ? undefined : from(".errors", own.className),
    });
    return [
      { kind: "dependency", value: call(from("fastapi", "Depends"), [limit]) },
      ...(own === undefined
        ? [{ kind: "documented", responses: from(".runtime.rate_limits", "RATE_LIMITED") } as const]
        : []),
      { kind: "runtime", file: "rate_limits.py", text: runtime },
    ];
  },
  diagnostics: [BAD_RATE, NO_LIMIT_TO_LIFT, KEY_OF_NOTHING],
});

const CLASSES = {
  second: "RateLimitItemPerSecond",
  minute: "RateLimitItemPerMinute",
  hour: "RateLimitItemPerHour",
  day: "RateLimitItemPerDay",
  month: "RateLimitItemPerMonth",
  year: "RateLimitItemPerYear",
} as const;

/** `RateLimitItemPerMinute(100)`. */
export function rateItem({ amount, units, unit }: Rate): Expr {
  return call(from("limits", CLASSES[unit]), units === 1 ? [int(amount)] : [int(amount), int(units)]);
}

/** Functions that tell clients apart, each once, by their names in `rate_limits.py`. */
export type KeyFunctions = ReadonlyMap<string, HandlerCall>;

const known = new WeakMap<Api, KeyFunctions>();

/** The functions of `rate_limits.py`; every route asks for them. */
export function keyFunctions(api: Api): KeyFunctions {
  const found = known.get(api);
  if (found !== undefined) return found;
  const keys = api.routes.flatMap((route) => route.features.rate_limit?.key ?? []);
  const named = new Map<string, HandlerCall>();
  for (const key of new Map(keys.map((one) => [one.handler.reference, one])).values()) {
    const last = key.handler.qualifiedName.split(".").at(-1) ?? key.handler.qualifiedName;
    named.set(uniqueName(`key_${toSnakeCase(last).replace(/^_+/, "").slice(0, LONGEST)}`, new Set(named.keys())), key);
  }
  known.set(api, named);
  return named;
}

/** Longer names break lines. */
const LONGEST = 40;

function keyName(key: HandlerCall, api: Api): string {
  const { reference } = key.handler;
  const found = [...keyFunctions(api)].find(([, one]) => one.handler.reference === reference);
  if (found === undefined) throw new Error(`No function calls ${reference}`);
  return found[0];
}
