/** The generated pytest suite: what restgen made works, for any config. */

import {
  type ActionRoute,
  type Api,
  isAction,
  type Model,
  type ModelId,
  type Operand,
  type Route,
} from "../../ir/api.ts";
import { listed } from "../../diagnostics/text.ts";
import type { FunctionDef, Module } from "../../python/ast.ts";
import { toSnakeCase, uniqueName } from "../../python/names.ts";
import { parsePath, PathTree } from "../paths.ts";
import { plural } from "../resolve/names.ts";
import { lowerAppTests } from "./tests/app.ts";
import { PYTESTMARK } from "./tests/build.ts";
import type { AppParts } from "./app_features.ts";
import { lowerSettingsTests } from "./settings_tests.ts";
import { featureTests, testedApplication } from "./tests/application.ts";
import { lowerConftest, type TestedStore } from "./tests/conftest.ts";
import { lowerRateLimitTests } from "./tests/rate_limits.ts";
import { listTests } from "./tests/list.ts";
import { missingTests } from "./tests/missing.ts";
import { deleteTests, getTests } from "./tests/read.ts";
import { isTestedAsLogic } from "./tests/logic/actions.ts";
import { asksForMore } from "./tests/logic/sent.ts";
import { lowerLogicTests, recorderFixture } from "./tests/logic/mod.ts";
import { lowerRequestTests, noRequests, type Requests } from "./tests/requests.ts";
import { constantStatements, type Resource, resourceOf, type RouteCase, routeCase } from "./tests/resource.ts";
import { roundTripTest } from "./tests/round_trip.ts";
import { isLocked } from "../uses.ts";
import { lowerSocketTests } from "./tests/websockets.ts";
import { lowerSecurityTests } from "./security_tests.ts";
import { findRelated, relatedFixture, withRelations } from "./tests/related.ts";
import { sendGiven, userValue } from "./tests/users.ts";
import { createTests, skipped, updateTests } from "./tests/write.ts";

/** Lowers the suite: fixtures, the application as a whole, what all routes have in common, one file a stored model. */
export function lowerTests(whole: Api, parts: AppParts): readonly Module[] {
  const api = withRelations(whole);
  const byModel = new Map<ModelId, ActionRoute[]>();
  for (const route of api.routes.filter(isAction)) {
    const known = byModel.get(route.body.model);
    if (known === undefined) byModel.set(route.body.model, [route]);
    else known.push(route);
  }
  const shadowed = shadowedRoutes(api);
  const files: Module[] = [];
  const stems = new Set([
    "api",
    "requests",
    "settings",
    "security",
    ...(api.websockets.length > 0 ? ["sockets"] : []),
    "rate_limits",
    ...parts.of("tests").map((one) => one.stem),
  ]);
  const requests = noRequests();
  const tested = testedApplication(api.settings, parts);
  for (const [id, routes] of byModel) {
    const model = api.models.get(id);
    if (model === undefined) continue;
    // "Person" and "People" have one plural.
    const stem = uniqueName(plural(toSnakeCase(model.name)), stems);
    stems.add(stem);
    files.push(lowerResource(api, model, routes, shadowed, stem, requests));
  }
  return [
    { path: "tests/__init__.py", docstring: "Tests of the generated API.", body: [] },
    lowerConftest(
      testedStore(api),
      recorderFixture(api),
      tested,
      api.limiter !== undefined,
      api.routes.some((route) => isAction(route) && isLocked(route)),
    ),
    lowerAppTests(api, parts),
    ...featureTests(parts),
    ...[lowerSettingsTests(api.settings)].filter((module) => module !== undefined),
    ...lowerRequestTests(requests),
    ...files,
    ...lowerSecurityTests(api, shadowed),
    ...lowerLogicTests(api, shadowed, stems),
    ...lowerSocketTests(api, tested.host),
    ...lowerRateLimitTests(api),
  ];
}

function testedStore({ models, database }: Api): TestedStore {
  if (![...models.values()].some((model) => model.storage !== undefined)) return "none";
  return database.type === "memory" ? "memory" : "database";
}

/** Routes that requests never reach, with the path of the one that takes them. */
function shadowedRoutes(api: Api): ReadonlyMap<Route, string> {
  const shadowed = new Map<Route, string>();
  const trees = new Map<string, PathTree<string>>();
  for (const route of api.routes) {
    const parsed = parsePath(route.path);
    if ("reason" in parsed) continue;
    const tree = trees.get(route.method) ?? new PathTree<string>();
    trees.set(route.method, tree);
    const earlier = parsed.placeholders.length === 0 ? tree.shadowing(parsed.shape) : undefined;
    if (earlier !== undefined) shadowed.set(route, earlier);
    else if (parsed.placeholders.length > 0) tree.add(parsed.shape, route.path);
  }
  return shadowed;
}

function lowerResource(
  api: Api,
  model: Model,
  routes: readonly ActionRoute[],
  shadowed: ReadonlyMap<Route, string>,
  stem: string,
  requests: Requests,
): Module {
  const resource = resourceOf(api, model, routes.filter((route) => !shadowed.has(route)), requests);
  findRelated(resource);
  const tests = routes.flatMap((route) => {
    const earlier = shadowed.get(route);
    return earlier === undefined
      ? routeTests(resource, route)
      : [skipped(route.name, `requests for ${route.path} are answered by ${earlier}`)];
  });
  const missing = missingTests(resource);
  const trip = roundTripTest(resource);
  const related = relatedFixture(resource);
  return {
    path: `tests/test_${stem}.py`,
    docstring: `Tests of the routes that work on ${resource.many.replaceAll("_", " ")}.`,
    body: [
      PYTESTMARK,
      ...constantStatements(resource),
      ...(related === undefined ? [] : [related]),
      ...tests,
      ...missing,
      ...(trip === undefined ? [] : [trip]),
    ],
  };
}

const ASKS_FOR_MORE = "the route asks for more than tests of its features send";

function routeTests(resource: Resource, route: ActionRoute): readonly FunctionDef[] {
  if (isTestedAsLogic(route)) return [];
  const open = fieldsOfRequest(route, resource.api);
  if (open.length > 0) return [skipped(route.name, `${listed(open, "and")} of the records come with the request`)];
  const testCase = asksForMore(route) ? ASKS_FOR_MORE : routeCase(resource, route);
  if (typeof testCase === "string") return [skipped(route.name, testCase)];
  const given = sendGiven(route, resource.api);
  if (given.length === 0) return byAction(testCase);
  return byAction(testCase).map((one) => ({ ...one, body: [...given, ...one.body] }));
}

/** Fields whose values the route takes from the request, and that tests cannot know. */
function fieldsOfRequest(route: ActionRoute, api: Api): readonly string[] {
  const { where, set } = route.body;
  const isOpen = (value: Operand) => value.kind === "value" && userValue(value, route, api) === undefined;
  return [...new Set([...where, ...set].flatMap(({ attribute, value }) => isOpen(value) ? [attribute] : []))];
}

function byAction(testCase: RouteCase): readonly FunctionDef[] {
  switch (testCase.route.body.kind) {
    case "list":
      return listTests(testCase);
    case "get":
      return getTests(testCase);
    case "create":
      return createTests(testCase);
    case "update":
      return updateTests(testCase);
    case "delete":
      return deleteTests(testCase);
  }
}
