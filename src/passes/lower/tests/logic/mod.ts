/** Tests of routes with pipelines and handlers: recorders stand in for functions that are not restgen's. */

import { type Api, isAction, type LogicRoute, type Route } from "../../../../ir/api.ts";
import type { FunctionDef, Module } from "../../../../python/ast.ts";
import { uniqueName } from "../../../../python/names.ts";
import { PYTESTMARK, skip, test } from "../build.ts";
import { allCallsOf, isReplaceable } from "./inside.ts";
import { asLogic, isTestedAsLogic } from "./actions.ts";
import { scenariosOf } from "./explore.ts";
import { withoutOptional } from "../related.ts";
import type { Suite } from "./suite.ts";
import { routeTests } from "./write.ts";

export { recorderFixture, usesFunctions } from "./fixture.ts";

/** One file for the routes of the top level, and one for those of each router. */
export function lowerLogicTests(
  api: Api,
  shadowed: ReadonlyMap<Route, string>,
  stems: ReadonlySet<string>,
): readonly Module[] {
  const routes = api.routes.map((route) => ({ route, logic: isAction(route) ? asLogic(route) : route }))
    .filter(hasLogic);
  const taken = new Set(stems);
  return [...Map.groupBy(routes, ({ route }) => route.router)].map(([router, group]) => {
    const stem = uniqueName(router === undefined ? "logic" : `${router}_logic`, taken);
    taken.add(stem);
    return lowerGroup(api, group, shadowed, stem, router);
  });
}

/** A route, and the steps that are tested of it: for an action, what functions around it are called with. */
interface Tested {
  readonly route: Route;
  readonly logic: LogicRoute;
}

function hasLogic(one: { readonly route: Route; readonly logic: LogicRoute | undefined }): one is Tested {
  return one.logic !== undefined;
}

/** The tests of a route, on records that refer to as little or as much as they can: whatever shows more. */
function bestTests(logic: LogicRoute, api: Api, suite: Suite, isWhole: boolean): readonly FunctionDef[] {
  const plain = withoutOptional(api);
  const tried = (plain === api ? [api] : [plain, api]).map((chosen) => {
    const own: Suite = { api: chosen, constants: new Map(suite.constants), names: new Set(suite.names) };
    const tests = routeTests(logic, scenariosOf(logic, chosen, isWhole), own, isWhole);
    return { own, tests, skipped: tests.filter(({ body: [first] }) => first?.kind === "pass").length };
  });
  const best = tried.reduce((left, right) => right.skipped < left.skipped ? right : left);
  for (const [key, value] of best.own.constants) suite.constants.set(key, value);
  for (const name of best.own.names) suite.names.add(name);
  return best.tests;
}

function lowerGroup(
  api: Api,
  routes: readonly Tested[],
  shadowed: ReadonlyMap<Route, string>,
  stem: string,
  router: string | undefined,
): Module {
  const suite: Suite = { api, constants: new Map(), names: new Set(["ANY"]) };
  const tests = routes.flatMap(({ route, logic }) => {
    const earlier = shadowed.get(route);
    const isWhole = route === logic || (isAction(route) && isTestedAsLogic(route));
    const fixed = allCallsOf(route).map(({ handler }) => handler).find((handler) => !isReplaceable(handler));
    if (fixed !== undefined) {
      const reason = `${fixed.reference} is a method of a class without source, which no test can replace`;
      return [test(`test_${route.name}`, [], [{ kind: "pass" }], [skip(reason)])];
    }
    if (earlier === undefined) return bestTests(logic, api, suite, isWhole);
    const reason = `requests for ${route.path} are answered by ${earlier}`;
    return [test(`test_${route.name}`, [], [{ kind: "pass" }], [skip(reason)])];
  });
  return {
    path: `tests/test_${stem}.py`,
    docstring: router === undefined
      ? "Tests of the routes with pipelines and handlers."
      : `Tests of the pipelines and handlers of the router "${router}".`,
    body: [PYTESTMARK, ...[...suite.constants.values()].map(({ statement }) => statement), ...tests],
  };
}
