/** What the references and functions of one route can reach. */

import type { ModelId, PathParameter } from "../../ir/api.ts";
import type { Dependency, Injected, Value } from "../../ir/logic.ts";
import type { RouteConfig } from "../../language/route.ts";
import { RESERVED_PARAMETERS } from "../reserved.ts";
import type { RouteContext } from "./actions.ts";
import type { Report } from "../../diagnostics/define.ts";
import type { HandlerResolver, KnownNames } from "./handler_resolver.ts";
import type { PlacedRoute } from "./placed.ts";
import { authenticationDependency } from "./security.ts";
import { read, type StepContext } from "./step_scope.ts";
import type { Asked } from "./asking.ts";
import { recordOf, UNKNOWN } from "./typed.ts";

/** The scope of what stands around the routes of a router: there is no path and no body yet. */
export function routerContext({ table, handlers, known, report }: RouteContext): StepContext {
  const request = {
    path: [],
    body: undefined,
    bodyHelp: "",
    parameters: new Map(),
    asked: new Map(),
    taken: new Set<string>(),
    table,
  };
  const find = finder(handlers, known, report);
  return {
    request,
    handlers,
    find,
    known,
    created: [],
    returned: [],
    report,
    variables: new Map(),
    injected: new Map(),
  };
}

/** Looks functions up; that they are missing is said where they are called. */
function finder(handlers: HandlerResolver | undefined, known: KnownNames, report: Report): StepContext["find"] {
  return (reference, what) =>
    handlers?.find(reference, what, known, (diagnostic) => {
      if (diagnostic.severity === "warning") report(diagnostic);
    });
}

/** The same scope for a look at what the steps ask of the request: nothing is called, nothing is reported. */
export function rehearsal(context: StepContext): StepContext {
  const { request } = context;
  return {
    ...context,
    request: { ...request, parameters: new Map(request.parameters), taken: new Set(request.taken) },
    handlers: undefined,
    created: [],
    returned: [],
    variables: new Map(),
    report: () => {},
  };
}

/** The scope of a route, and the dependency that finds its user. */
export interface RouteScope {
  readonly steps: StepContext;
  readonly authentication: Dependency | undefined;
}

/** Starts the scope of a route. */
export function stepContext(
  path: readonly PathParameter[],
  asked: Asked,
  request: ModelId | undefined,
  placed: PlacedRoute,
  context: RouteContext,
): RouteScope {
  const plain = plainContext(path, asked, request, placed.config, context);
  const asks = context.security.of(placed.config.auth, placed.router?.config.auth);
  if (asks === undefined) return { steps: plain, authentication: undefined };
  const authentication = authenticationDependency(asks, plain);
  const user = read(authentication.variable);
  const injected = new Map([...plain.injected, ["user", user]]);
  return { steps: { ...plain, injected, request: { ...plain.request, user } }, authentication };
}

function plainContext(
  path: readonly PathParameter[],
  asked: Asked,
  request: ModelId | undefined,
  config: RouteConfig,
  { table, handlers, known, hasRecords, created, report }: RouteContext,
): StepContext {
  // Of a model that is not declared, nothing is known: that was reported where it is named.
  const typed = request !== undefined ? recordOf(request) : config.request_model === undefined ? undefined : UNKNOWN;
  const body: Value | undefined = typed && { kind: "body", typed };
  const injected: readonly Injected[] = [
    ...(hasRecords ? ["repo"] as const : []),
    "request",
    "response",
    "background_tasks",
  ];
  return {
    request: {
      path,
      body,
      bodyHelp: config.method.value === "GET"
        ? `Use "$query.…": a GET request has no body`
        : `Add "request_model: …" to the route`,
      parameters: new Map(),
      asked,
      taken: new Set([...RESERVED_PARAMETERS, ...path.map((parameter) => parameter.attribute)]),
      table,
    },
    handlers,
    known,
    find: finder(handlers, known, report),
    created,
    returned: [],
    report,
    variables: new Map(),
    injected: new Map(injected.map((what) => [what, { kind: "injected", what, typed: UNKNOWN }])),
  };
}
