/** A test file in the making: its constants, and the requests that its tests send. */

import type { Api, Model, PathParameter } from "../../../../ir/api.ts";
import type { Expr, Parameter, Stmt } from "../../../../python/ast.ts";
import { assign, attr, declare, from, name, parameter, str } from "../../../../python/build.ts";
import { toSnakeCase, uniqueName } from "../../../../python/names.ts";
import { wireText } from "../../../../synthesis/mod.ts";
import { FIXTURES, OBJECT, request } from "../build.ts";
import { extended } from "../derived.ts";
import { type Expected, expectedValue } from "../shapes.ts";
import { recordWire } from "./known.ts";
import { partsOf } from "./sent.ts";
import type { State } from "./state.ts";

/** A test file in the making. */
export interface Suite {
  readonly api: Api;
  readonly constants: Map<
    string,
    { readonly id: string; readonly content?: Expected; readonly statement: Stmt }
  >;
  readonly names: Set<string>;
}

/** The recorder of all functions that are not restgen's. */
export const RECORDER: Parameter = parameter("recorder", from(".tests.recorders", "Recorder"));

/** `recorder.calls`. */
export const CALLS = attr(name("recorder"), "calls");

/** The fixtures that statements ask for. */
export function fixtures(body: readonly Stmt[]): readonly Parameter[] {
  return [FIXTURES.client, ...(mentions(body, "repository") ? [FIXTURES.repository] : []), RECORDER];
}

/** Whether a name stands anywhere in some statements. */
function mentions(node: unknown, id: string): boolean {
  if (Array.isArray(node)) return node.some((item) => mentions(item, id));
  if (typeof node !== "object" || node === null) return false;
  if ("kind" in node && node.kind === "name" && "id" in node && node.id === id) return true;
  return Object.values(node).some((item) => mentions(item, id));
}

/** The address of a route as a constant. */
export function urlOf(state: State, { constants, names }: Suite): Expr {
  const text = address(state);
  const known = constants.get(text);
  if (known !== undefined) return name(known.id);
  const id = uniqueName(`${state.route.name.toUpperCase()}_URL`, names);
  names.add(id);
  constants.set(text, { id, statement: assign(id, str(text)) });
  return name(id);
}

/** The body of the request as a constant. */
export function payload({ body }: State, suite: Suite): Expr | undefined {
  return body && objectWriter(suite, 1)(body.model, recordWire(body));
}

/** The request of a scenario. */
export function send(state: State, suite: Suite, body?: Expr): Stmt {
  return request(state.route.method, urlOf(state, suite), { json: body ?? payload(state, suite), ...partsOf(state) });
}

/** The address of a route; one of its parameters may be something else. */
export function address(
  { api, route, path }: State,
  other?: { readonly parameter: PathParameter; readonly text: string },
): string {
  const text = route.path.replace(/\{([^{}:]+)(?::path)?\}/g, (_match, id: string) => {
    const parameter = route.pathParameters.find((one) => one.name === id);
    const cell = parameter === undefined ? undefined : path.get(parameter.attribute);
    if (parameter === undefined || cell === undefined) return id;
    const plain = other?.parameter === parameter ? other.text : wireText(cell.value, parameter.type);
    const encoded = encodeURIComponent(plain);
    return parameter.spansSlashes ? encoded.replaceAll("%2F", "/") : encoded;
  });
  return api.basePath + text;
}

/** Writes objects: those of more than two entries once in the file. */
export function objectWriter(
  { constants, names }: Suite,
  least = 3,
): (model: Pick<Model, "name">, content: Expected) => Expr {
  return (model, content) => {
    const key = JSON.stringify(
      [...content],
      (_key, item: unknown) =>
        typeof item === "bigint"
          ? `${item}n`
          : item instanceof Map
          ? ["map", ...item]
          : typeof item === "symbol"
          ? ["any"]
          : item,
    );
    const same = constants.get(key);
    if (same !== undefined) return name(same.id);
    if (content.size < least) return expectedValue(content);
    for (const { id, content: base } of constants.values()) {
      const derived = base && extended({ value: name(id), content: base }, content);
      if (derived !== undefined) return derived;
    }
    const id = uniqueName(toSnakeCase(model.name).toUpperCase(), names);
    names.add(id);
    constants.set(key, { id, content, statement: declare(id, OBJECT, expectedValue(content)) });
    return name(id);
  };
}
