/** Users of the generated tests: who calls where a test is not about that, and what routes read of them. */

import { type Api, isAction, type Json, type Operand, type Route } from "../../../ir/api.ts";
import type { RequestParameter, Value } from "../../../ir/logic.ts";
import type { Authentication } from "../../../ir/security.ts";
import type { Expr, Stmt } from "../../../python/ast.ts";
import { assign, attr, bool, call, dict, from, name, str, subscript } from "../../../python/build.ts";
import { sampleField, wireText } from "../../../synthesis/mod.ts";
import { jsonValue, typedValue } from "../values.ts";
import { canSend } from "./sendable.ts";

/** The part of the user that an operand is; undefined for anything else. */
function partOf(operand: Operand, { dependencies }: Route): string | undefined {
  const [first] = dependencies;
  if (operand.kind !== "value" || first?.authentication === undefined) return undefined;
  const { value } = operand;
  return value.kind === "member" && isUser(value.of, first.variable.name) ? value.name : undefined;
}

function isUser(value: Value, name: string): boolean {
  return value.kind === "variable" && value.variable.name === name;
}

const claims = new WeakMap<Api, ReadonlyMap<string, Json>>();

/** What the user of the tests has: a value for each part that actions compare with fields or write into them. */
export function userParts(api: Api): ReadonlyMap<string, Json> {
  const known = claims.get(api);
  if (known !== undefined) return known;
  const parts = new Map<string, Json>();
  for (const route of api.routes.filter(isAction)) {
    for (const { attribute, value } of [...route.body.where, ...route.body.set]) {
      const part = partOf(value, route);
      const field = api.models.get(route.body.model)?.fields.find((one) => one.attribute === attribute);
      const made = field && sampleField(field, api.models, 0);
      if (part !== undefined && made !== undefined && !parts.has(part)) parts.set(part, made);
    }
  }
  claims.set(api, parts);
  return parts;
}

/** What an operand is while the application is tested; undefined where that is left open. */
export function userValue(operand: Operand, route: Route, api: Api): Json | undefined {
  const given = operand.kind === "value" && operand.value.kind === "parameter" ? operand.value.parameter : undefined;
  if (given !== undefined) return givenParameters(route, api).find((one) => one.parameter === given)?.value;
  const part = partOf(operand, route);
  return part === undefined ? undefined : userParts(api).get(part);
}

/** A parameter that decides about records, and what it is while the application is tested. */
export interface GivenParameter {
  readonly parameter: RequestParameter;
  readonly value: Json;
}

/** The parameters that an action compares with fields or writes into them, as far as tests can send them. */
export function givenParameters(route: Route, api: Api): readonly GivenParameter[] {
  if (!isAction(route)) return [];
  const { model, where, set } = route.body;
  const given = new Map<RequestParameter, Json>();
  for (const { attribute, value } of [...where, ...set]) {
    if (value.kind !== "value" || value.value.kind !== "parameter") continue;
    const { parameter } = value.value;
    const field = api.models.get(model)?.fields.find((one) => one.attribute === attribute);
    if (field === undefined || given.has(parameter) || field.type.kind !== parameter.typed.type.kind) continue;
    const usual = parameter.source === "form" ? undefined : sampleField(field, api.models, 0);
    // Cookies hold no spaces.
    const isPlain = field.type.kind === "str" && field.type.pattern === undefined;
    const made = isPlain && typeof usual === "string" ? usual.replaceAll(" ", "-") : usual;
    if (made === undefined || made === null || !canSend(parameter.source, wireText(made, field.type))) continue;
    given.set(parameter, made);
  }
  return [...given].map(([parameter, value]) => ({ parameter, value }));
}

/** Whether what a route finds or writes depends on such parameters. */
export function asksOf(route: Route, api: Api): boolean {
  return givenParameters(route, api).length > 0;
}

/** Statements by which a client sends them with all requests of a test. */
export function sendGiven(route: Route, api: Api): readonly Stmt[] {
  const given = givenParameters(route, api);
  const texts = (source: RequestParameter["source"]) =>
    given.filter(({ parameter }) => parameter.source === source)
      .map(({ parameter, value }) => [parameter.wire, wireText(value, parameter.typed.type)] as const);
  const client = name("client");
  const headers = [
    ...texts("header"),
    ...texts("cookie").map(([wire, value]) => ["Cookie", `${wire}=${value}`] as const),
  ];
  const query = texts("query").map(([wire, value]): [Expr, Expr] => [str(wire), str(value)]);
  return [
    ...(query.length === 0 ? [] : [assign(attr(client, "params"), call(from("httpx2", "QueryParams"), [dict(query)]))]),
    ...headers.map(([header, value]) => assign(subscript(attr(client, "headers"), str(header)), str(value))),
  ];
}

/** Values of the attributes that a route compares with parts of the user. */
export function userValues(route: Route, api: Api): readonly (readonly [attribute: string, value: Json])[] {
  if (!isAction(route)) return [];
  return route.body.where.flatMap(({ attribute, value }) => {
    const known = userValue(value, route, api);
    return known === undefined ? [] : [[attribute, known] as const];
  });
}

/** Who calls where a test is not about that. */
export function userOf({ user }: Authentication, api: Api): Expr {
  const parts = userParts(api);
  const { type } = user;
  switch (type.kind) {
    case "bool":
      return bool(true);
    case "model": {
      const model = api.models.get(type.model);
      const fields = (model?.fields ?? []).flatMap((field): [string, Json][] => {
        const value = parts.get(field.attribute) ?? sampleField(field, api.models, 0);
        return value === undefined ? [] : [[field.wire, value]];
      });
      return call(attr(from(".models", model?.name ?? type.model), "model_validate"), [jsonValue(new Map(fields))]);
    }
    case "any":
    case "dict":
      return jsonValue(new Map<string, Json>([["sub", "ada"], ...parts]));
    case "str":
      return str("ada");
    case "int":
    case "float":
      return typedValue(1, type);
    default:
      return call(from("unittest.mock", "Mock"));
  }
}
