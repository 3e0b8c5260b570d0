/** Relations that a route sends as records: one query for each model that they name. */

import type { Expansion } from "../../features/feature.ts";
import { expansionsOf } from "../../features/mod.ts";
import type { ActionRoute, Api, ModelId } from "../../ir/api.ts";
import type { Expr, Stmt } from "../../python/ast.ts";
import { assign, attr, awaited, call, from, list, name, str, subscript } from "../../python/build.ts";
import { safeAttribute, toSnakeCase, uniqueName } from "../../python/names.ts";
import { answered, expandedAttribute } from "../resolve/expansions.ts";
import { plural } from "../resolve/names.ts";

/** What an endpoint sends in place of its records. */
export interface ExpandedAnswer {
  /** Statements that read what the records refer to. */
  readonly statements: readonly Stmt[];
  readonly value: Expr;
}

/** The type of a record with what it refers to. */
export const EXPANDED: Expr = subscript(name("dict"), name("str"), from("typing", "Any"));

const runtime = (id: string) => from(".runtime.expansion", id);

/** What is sent in place of the records in a variable; undefined where these are sent as they are. */
export function expandedAnswer(
  route: ActionRoute,
  api: Api,
  variable: string,
  taken: Set<string>,
): ExpandedAnswer | undefined {
  const expansions = expansionsOf(route);
  if (expansions.length === 0) return undefined;
  const many = route.body.kind === "list";
  const free = (wanted: string) => {
    const id = uniqueName(safeAttribute(wanted, new Set()), taken);
    taken.add(id);
    return id;
  };
  const noun = toSnakeCase(api.models.get(route.body.model)?.name ?? "record");
  const one = many ? uniqueName(safeAttribute(noun, new Set()), taken) : variable;
  const groups = [...Map.groupBy(expansions, ({ reference }) => reference.model)];
  const found = new Map(groups.map(([model, group]) => [model, free(plural(nounOf(model, group, api)))]));
  const statements = groups.map(([model, group]): Stmt => {
    const target = api.models.get(model);
    const key = target?.storage?.key ?? "id";
    const records = many ? name(variable) : list([name(variable)]);
    const attributes = group.map(({ field }) => str(field.attribute));
    const query = call(
      runtime("related"),
      [name("repo"), from(".models", target?.name ?? model), records, ...attributes],
      { key: key === "id" ? undefined : str(key) },
    );
    return assign(found.get(model) ?? "", awaited(query));
  });
  const response = answered(route.response, api.models);
  const others = Object.fromEntries(expansions.map((expansion) => [
    expandedAttribute(response, expansion),
    call(attr(name(found.get(expansion.reference.model) ?? ""), "get"), [attr(name(one), expansion.field.attribute)]),
  ]));
  const element = call(runtime("expanded"), [name(one)], others);
  return {
    statements,
    value: many ? { kind: "comprehension", of: "list", element, target: name(one), iterable: name(variable) } : element,
  };
}

function nounOf(model: ModelId, group: readonly Expansion[], api: Api): string {
  const [only, another] = group;
  return only !== undefined && another === undefined
    ? toSnakeCase(only.name)
    : toSnakeCase(api.models.get(model)?.name ?? model);
}
