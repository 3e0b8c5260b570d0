/** Users of the generated tests: who calls where a test is not about that, and what routes read of them. */

import { type Api, isAction, type Json, type Operand, type Route } from "../../../ir/api.ts";
import type { Value } from "../../../ir/logic.ts";
import type { Authentication } from "../../../ir/security.ts";
import type { Expr } from "../../../python/ast.ts";
import { attr, bool, call, from, str } from "../../../python/build.ts";
import { sampleField } from "../../../synthesis/mod.ts";
import { jsonValue, typedValue } from "../values.ts";

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
  const part = partOf(operand, route);
  return part === undefined ? undefined : userParts(api).get(part);
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
