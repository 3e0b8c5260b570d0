/** Pipelines that two or more routes run in the same way become functions; all others stand in their route. */

import { type Api, isAction, type LogicRoute, type Route, type SharedPipeline } from "../../ir/api.ts";
import { uniqueName } from "../../python/names.ts";
import { boundBy, setsStatus, stepsOf, variablesAfter } from "../uses.ts";

/** Finds pipelines with a name whose steps, inputs and errors are equal in several routes. */
export function sharePipelines(api: Api): Api {
  if (api.pipelines.length > 0) return api;
  const groups = Map.groupBy(api.routes.filter(canShare), (route) => `${route.body.origin} ${contentOf(route)}`);
  const taken = new Set<string>();
  const names = new Map<Route, string>();
  const pipelines: SharedPipeline[] = [];
  for (const routes of groups.values()) {
    const [first] = routes;
    if (first === undefined || routes.length < 2) continue;
    const name = uniqueName(first.body.origin, taken);
    taken.add(name);
    pipelines.push({ name, route: first });
    for (const route of routes) names.set(route, name);
  }
  if (pipelines.length === 0) return api;
  const routes = api.routes.map((route) => {
    const shared = names.get(route);
    return shared === undefined || isAction(route) ? route : { ...route, body: { ...route.body, shared } };
  });
  return { ...api, routes, pipelines };
}

/** Only a pipeline with a name has one for its function; a status of its own needs the response of its route. */
function canShare(route: Route): route is LogicRoute {
  return !isAction(route) && route.body.origin !== "" && !route.body.origin.includes(".") &&
    route.body.steps.length > 1 && !setsStatus(route) && !readsSteps(route);
}

/** Whether something behind the steps reads what one of them bound. */
function readsSteps(route: LogicRoute): boolean {
  const inside = new Set(stepsOf(route).flatMap(boundBy));
  return [...variablesAfter(route)].some((variable) => inside.has(variable));
}

/** Everything that the function is made from, as a text to compare. */
function contentOf({ body, pathParameters, dependencies, errors, response, files }: LogicRoute): string {
  const { steps, result, request, parameters, transaction } = body;
  const mapped = errors.map(({ cause, error }) => [cause, error]);
  const values = dependencies.map(({ variable }) => variable);
  const isEmpty = response.kind === "empty";
  return JSON.stringify(
    { steps, result, request, parameters, transaction, pathParameters, mapped, values, isEmpty, files },
    (_key, item: unknown) => typeof item === "bigint" ? `${item}n` : item instanceof Map ? ["map", ...item] : item,
  );
}
