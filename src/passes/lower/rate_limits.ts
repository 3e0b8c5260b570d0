/** What limits need around the endpoints: the counters, and the functions that tell clients apart. */

import { keyFunctions } from "../../features/rate_limit.ts";
import type { Api } from "../../ir/api.ts";
import type { HandlerCall } from "../../ir/logic.ts";
import type { Requirement, TextFile } from "../../ir/project.ts";
import { variablesOf } from "../../language/settings.ts";
import type { Expr, FunctionDef, Module } from "../../python/ast.ts";
import { call, from, name, parameter, returns, str } from "../../python/build.ts";
import storage from "../../../templates/runtime/rate_limit_storage.py" with { type: "text" };
import { DRIVERS } from "./drivers.ts";
import { awaitable } from "./logic/calls.ts";
import { runtimeFilesOf } from "./logic/runtime.ts";
import { settingText } from "./settings.ts";

const LIMITS: Requirement = { name: "limits", tested: "5.8.0", floor: "5.8", below: "6" };

/** The context that counts while the application runs, behind `READ_SETTINGS` where the environment decides. */
export function limiterContext({ limiter, settings, title }: Api): Expr | undefined {
  if (limiter === undefined) return undefined;
  if (limiter.storage === undefined) return call(from(".runtime.rate_limits", "rate_limiter"), [name("app")]);
  return call(from(".runtime.rate_limit_storage", "shared_rate_limiter"), [
    name("app"),
    settingText(limiter.storage, settings),
    str(prefixOf(title)),
  ]);
}

/** Whether the environment decides where requests are counted. */
export function readsSettings({ limiter }: Api): boolean {
  return limiter?.storage !== undefined && variablesOf(limiter.storage).length > 0;
}

/** Applications that count in one storage have names of their own. */
function prefixOf(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "api";
}

/** The packages that limits need. */
export function limiterRequirements({ limiter }: Api): readonly Requirement[] {
  if (limiter === undefined) return [];
  return limiter.storage === undefined ? [LIMITS] : [LIMITS, ...DRIVERS.redis];
}

/** `rate_limits.py`, where functions of the user's tell clients apart. */
export function lowerKeyFunctions(api: Api): Module | undefined {
  const functions = [...keyFunctions(api)].map(([id, key]) => keyFunction(id, key, api));
  if (functions.length === 0) return undefined;
  return { path: "rate_limits.py", docstring: "What tells clients apart, for rate limits.", body: functions };
}

function keyFunction(id: string, key: HandlerCall, api: Api): FunctionDef {
  return {
    kind: "function",
    name: id,
    async: true,
    decorators: [],
    parameters: [parameter("request", from("fastapi", "Request"))],
    returns: name("object"),
    docstring: "Return what the requests of one client have in common.",
    body: [returns({ kind: "await", value: awaitable(key, { api, bound: new Set(), result: undefined }) })],
  };
}

/** The runtime files around the endpoints. */
export function limiterFiles(api: Api): readonly TextFile[] {
  const functions = [...keyFunctions(api)].map(([id, key]) => keyFunction(id, key, api));
  return [
    ...(api.limiter?.storage === undefined ? [] : [{ path: "runtime/rate_limit_storage.py", text: storage }]),
    ...functions.flatMap(runtimeFilesOf).map(({ path, text }) => ({ path: `runtime/${path}`, text })),
  ];
}
