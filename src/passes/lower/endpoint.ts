/** One route as an async function: parameters, statements and documentation, composed from what belongs to it. */

import { anyRouteFeatures, listFeatures } from "../../features/mod.ts";
import type { EndpointScope, ListScope } from "../../features/feature.ts";
import { type ActionRoute, type Api, isAction, type Route } from "../../ir/api.ts";
import type { TextFile } from "../../ir/project.ts";
import type { FunctionDef, Stmt } from "../../python/ast.ts";
import { from, name } from "../../python/build.ts";
import { safeAttribute, toSnakeCase, uniqueName } from "../../python/names.ts";
import { plural } from "../resolve/names.ts";
import { actionStatements } from "./actions.ts";
import { documentation } from "./documentation.ts";
import { type ActionEndpoint, type Endpoint, endpointOf, freeName } from "./endpoint_parts.ts";
import { expandedAnswer } from "./expansion.ts";
import { logicStatements } from "./logic/body.ts";
import { returnAnnotation } from "./logic/annotations.ts";
import { runtimeFilesOf } from "./logic/runtime.ts";
import { tidyBody } from "./logic/tidy.ts";
import { type Uses, usesOf } from "../uses.ts";
import { parametersOf } from "./parameters.ts";
import type { TypeWriter } from "./types.ts";
import { isLocked } from "../uses.ts";
import { versionParts } from "./versions.ts";

/** An endpoint with the runtime files that it needs. */
export interface LoweredEndpoint {
  readonly definition: FunctionDef;
  readonly runtime: readonly TextFile[];
}

/** Lowers one route. */
export function lowerEndpoint(route: Route, api: Api, types: TypeWriter): LoweredEndpoint {
  const uses = usesOf(route);
  const endpoint = withContributions(endpointOf(route, api, types, uses));
  if (!isAction(route)) return assembled(endpoint, uses, logicStatements(route, endpoint, uses));
  const action = actionEndpoint(route, endpoint);
  return assembled(action, uses, actionStatements(action));
}

/** Adds what the features bring that any route can have. */
function withContributions(endpoint: Endpoint): Endpoint {
  const { api, route, types, taken } = endpoint;
  const scope: EndpointScope = {
    types,
    api,
    route,
    parameterName: (wanted) => {
      const id = safeAttribute(wanted, taken);
      taken.add(id);
      return id;
    },
    localName: (wanted) => freeName(wanted, endpoint),
    error: (cause) => endpoint.errors.get(cause),
  };
  const contributions = anyRouteFeatures(route).flatMap(({ feature, resolved }) => feature.lower(resolved, scope));
  return { ...endpoint, contributions };
}

/** What an endpoint with an action has beside: its record, and what its features add. */
function actionEndpoint(route: ActionRoute, endpoint: Endpoint): ActionEndpoint {
  const { api, types, taken } = endpoint;
  const stored = api.models.get(route.body.model);
  if (stored === undefined) throw new Error(`Route ${route.name} works on a model that the API lacks`);
  const free = (wanted: string) => {
    const id = safeAttribute(wanted, taken);
    taken.add(id);
    return id;
  };
  const noun = toSnakeCase(stored.name);
  const queries = listFeatures(route).flatMap(({ feature, resolved }) =>
    feature.queryNames(resolved).map((query) => query.name)
  );
  const reserved = new Set([...taken, ...queries.map((query) => safeAttribute(query, taken))]);
  const variable = uniqueName(safeAttribute(route.body.kind === "list" ? plural(noun) : noun, new Set()), reserved);
  taken.add(variable);
  const expansion = expandedAnswer(route, api, variable, taken);
  const scope: ListScope = {
    types,
    api,
    route,
    parameterName: free,
    localName: (wanted) => uniqueName(wanted, reserved),
    error: (cause) => endpoint.errors.get(cause),
    records: name(variable),
    items: expansion?.value ?? name(variable),
  };
  const ifMatch = isLocked(route) ? free("if_match") : "if_match";
  const contributions = [
    ...listFeatures(route).flatMap(({ feature, resolved }) => feature.lower(resolved, scope)),
    ...endpoint.contributions,
    ...versionParts(route, variable, ifMatch),
  ];
  return {
    ...endpoint,
    route,
    stored,
    model: from(".models", stored.name),
    variable,
    ifMatch,
    expansion,
    contributions,
  };
}

function assembled(endpoint: Endpoint, uses: Uses, statements: readonly Stmt[]): LoweredEndpoint {
  const { route, contributions } = endpoint;
  const body = tidyBody(statements);
  const returns = returnAnnotation(endpoint, body);
  const definition: FunctionDef = {
    kind: "function",
    name: route.name,
    async: true,
    ...documentation(endpoint, uses, returns),
    parameters: parametersOf(endpoint, uses),
    returns,
    body,
  };
  const contributed = contributions.flatMap((one) =>
    one.kind === "runtime" ? [{ path: one.file, text: one.text }] : []
  );
  return { definition, runtime: [...contributed, ...runtimeFilesOf(definition)] };
}
