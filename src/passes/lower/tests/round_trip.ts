/** One record through all routes of a resource, over HTTP alone: create → get → list → update → delete → 404. */

import type { Action, ActionRoute } from "../../../ir/api.ts";
import type { Expr, FunctionDef, Stmt } from "../../../python/ast.ts";
import { assert, assign, attr, awaited, binary, call, formatted, name, str, subscript } from "../../../python/build.ts";
import { safeAttribute } from "../../../python/names.ts";
import { listFeatures } from "../../../features/mod.ts";
import { ANSWER, assertEqual, assertStatus, FIXTURES, test } from "./build.ts";
import { missingAnswer } from "./missing.ts";
import { asksForMore } from "./logic/sent.ts";
import { asksOf } from "./users.ts";
import { payloadConstant } from "./write.ts";
import { payload, type Resource, type RouteCase, routeCase, url } from "./resource.ts";

/** The test, where the resource has all of these routes without parents and with the key in every answer. */
export function roundTripTest(resource: Resource): FunctionDef | undefined {
  const { api, model } = resource;
  const plain = (kind: Action["kind"]): ActionRoute | undefined =>
    resource.routes.find((route) =>
      route.body.kind === kind && route.body.where.length === 0 && !asksForMore(route) &&
      !asksOf(route, api)
    );
  const [create, get, list, update, remove] = [
    plain("create"),
    plain("get"),
    plain("list"),
    plain("update"),
    plain("delete"),
  ];
  if (!create || !get || !list || !update || !remove) return undefined;
  const key = model.fields.find((field) => field.attribute === model.storage?.key);
  const shows = (route: ActionRoute) =>
    route.response.kind === "model" &&
    api.models.get(route.response.model)?.fields.some((field) => field.attribute === key?.attribute);
  const answers = new Set(
    [create, get, list, update].map((route) => route.response.kind === "model" ? route.response.model : ""),
  );
  // The key stands inside of an f-string, where not every name can be written.
  if (key === undefined || !/^[\w.-]+$/.test(key.wire)) return undefined;
  if (answers.size !== 1 || !shows(create) || remove.response.kind !== "empty") return undefined;
  const [created, removed] = [routeCase(resource, create), routeCase(resource, remove)];
  const bodyOf = (route: ActionRoute, variant: number) => {
    const request = route.body.request === undefined ? undefined : api.models.get(route.body.request);
    const body = request && payload(resource, request, variant);
    return body === undefined || "missing" in body ? undefined : body;
  };
  const [first, second] = [bodyOf(create, 0), bodyOf(update, 1)];
  if (typeof created === "string" || typeof removed === "string" || !first || !second) return undefined;
  if (get.body.key === undefined || get.path !== update.path || get.path !== remove.path) return undefined;
  const one = safeAttribute(resource.one, new Set(["client", "response", "url"]));
  const send = (target: string, method: string, address: Expr, json?: Expr): Stmt =>
    assign(target, awaited(call(attr(name("client"), method.toLowerCase()), [address], { json })));
  const item = itemAddress(created, get, subscript(name(one), str(key.wire)));
  const itemsKey = listFeatures(list).map(({ feature, resolved }) => feature.answerForm(resolved).itemsKey)
    .find((found) => found !== undefined);
  const items = itemsKey === undefined ? ANSWER : subscript(ANSWER, str(itemsKey));
  const step = (
    route: ActionRoute,
    json?: Expr,
  ) => [send("response", route.method, name("url"), json), assertStatus(route.status)];
  return test(`test_${resource.one}_round_trip`, [FIXTURES.client], [
    send("response", create.method, url(created, undefined), payloadConstant(created, `${create.name}_body`, first, 0)),
    assertStatus(create.status),
    assign(one, ANSWER),
    assign("url", item),
    ...step(get),
    assertEqual(ANSWER, name(one)),
    send("response", list.method, url({ ...created, route: list }, undefined)),
    assertEqual(items, { kind: "list", items: [name(one)] }),
    ...step(update, payloadConstant(created, `${update.name}_body`, second, 1)),
    assert(binary(ANSWER, "!=", name(one))),
    ...step(remove),
    send("response", get.method, name("url")),
    assertStatus(missingAnswer({ ...removed, route: get }).status),
  ]);
}

/** The URL of a record whose key the server made. */
function itemAddress({ resource }: RouteCase, get: ActionRoute, key: Expr): Expr {
  const [before = "", after = ""] = get.path.split(/\{[^{}]*\}/);
  return formatted(resource.api.basePath + before, key, ...(after === "" ? [] : [after]));
}
