/** The generated pytest suite: what restgen made works, for any config. */

import type { Api, Model, ModelId, Route } from "../../ir/api.ts";
import type { FunctionDef, Module, Stmt } from "../../python/ast.ts";
import { assign, attr } from "../../python/build.ts";
import { lowerAppTests } from "./tests/app.ts";
import { lowerConftest } from "./tests/conftest.ts";
import { listTests } from "./tests/list.ts";
import { deleteTests, getTests } from "./tests/read.ts";
import { constantStatements, type Resource, resourceOf, type RouteCase, routeCase } from "./tests/resource.ts";
import { roundTripTest } from "./tests/round_trip.ts";
import { createTests, skipped, updateTests } from "./tests/write.ts";

/** Marks every test of a file as asynchronous. */
export const PYTESTMARK: Stmt = assign("pytestmark", attr({ kind: "imported", module: "pytest" }, "mark", "anyio"));

/** Lowers the suite: fixtures, the application as a whole, one file a stored model. */
export function lowerTests(api: Api): readonly Module[] {
  const byModel = new Map<ModelId, Route[]>();
  for (const route of api.routes) {
    const known = byModel.get(route.body.model);
    if (known === undefined) byModel.set(route.body.model, [route]);
    else known.push(route);
  }
  const files = new Map<string, Module>();
  for (const [id, routes] of byModel) {
    const model = api.models.get(id);
    if (model === undefined) continue;
    const module = lowerResource(api, model, routes);
    files.set(module.path, module);
  }
  return [
    { path: "tests/__init__.py", docstring: "Tests of the generated API.", body: [] },
    lowerConftest(byModel.size > 0),
    lowerAppTests(api),
    ...files.values(),
  ];
}

function lowerResource(api: Api, model: Model, routes: readonly Route[]): Module {
  const resource = resourceOf(api, model, routes);
  const tests = routes.flatMap((route) => routeTests(resource, route));
  const trip = roundTripTest(resource);
  return {
    path: `tests/test_${resource.many}.py`,
    docstring: `Tests of the routes that work on ${resource.many.replaceAll("_", " ")}.`,
    body: [
      PYTESTMARK,
      ...constantStatements(resource),
      ...tests,
      ...(trip === undefined ? [] : [trip]),
    ],
  };
}

function routeTests(resource: Resource, route: Route): readonly FunctionDef[] {
  const testCase = routeCase(resource, route);
  if (typeof testCase === "string") return [skipped(route.name, testCase)];
  return byAction(testCase);
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
