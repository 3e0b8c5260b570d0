/** One resource under test: its stored model, the records of its tests, and the constants of its test file. */

import type { ActionRoute, Api, Json, Model, ModelId, PathParameter } from "../../../ir/api.ts";
import type { Expr, Stmt, StringLiteral } from "../../../python/ast.ts";
import { assign, declare, dict, from, list, name, str, subscript } from "../../../python/build.ts";
import { toSnakeCase, uniqueName } from "../../../python/names.ts";
import { distinct, type Payload, sample, samplePayload, wireText } from "../../../synthesis/mod.ts";
import { plural } from "../../resolve/names.ts";
import { OBJECT } from "./build.ts";
import type { MissingRow } from "./missing.ts";
import type { Requests } from "./requests.ts";
import { anotherValue, fieldOf, fixedValues, type Sample, sampleRecords, visible } from "./records.ts";
import { userValues } from "./users.ts";
import { answered } from "./answered.ts";
import { type Expected, type ExpectedJson, expectedValue, sameContent, stored } from "./shapes.ts";

/** A test file in the making. */
export interface Resource {
  readonly api: Api;
  readonly model: Model;
  readonly routes: readonly ActionRoute[];
  /** Class of the stored records. */
  readonly modelClass: Expr;
  /** Words for variables: `book`, `books`. */
  readonly one: string;
  readonly many: string;
  readonly fixed: ReadonlyMap<string, Json>;
  /** Bodies by their model and variant. */
  readonly payloads: Map<Model, Payload[]>;
  readonly cases: Map<ActionRoute, RouteCase | string>;
  /** Records by the values that all of them have. */
  readonly samples: Map<ReadonlyMap<string, Json>, ReturnType<typeof sampleRecords>>;
  /** The constants of records, and those of the answers to them by the model that is answered. */
  readonly written: Map<readonly Sample[], Expr>;
  readonly answers: Map<readonly Sample[], Map<ModelId, Expr>>;
  /** Constants by their content, so that equal ones are written once. */
  readonly constants: Map<string, { readonly name: string; readonly statement: Stmt }>;
  readonly constantNames: Set<string>;
  /** What its routes have in common with those of other resources. */
  readonly requests: Requests;
  /** Requests for records that are not there. */
  readonly missing: MissingRow[];
  /** What its records refer to: those that others of them name come first. */
  readonly related: Map<ModelId, readonly Sample[]>;
}

/** Starts a test file. */
export function resourceOf(
  api: Api,
  model: Model,
  routes: readonly ActionRoute[],
  requests: Requests,
): Resource {
  const one = toSnakeCase(model.name);
  return {
    api,
    model,
    routes,
    modelClass: from(".models", model.name),
    one,
    many: plural(one),
    fixed: fixedValues(api, model, routes),
    payloads: new Map(),
    cases: new Map(),
    samples: new Map(),
    written: new Map(),
    answers: new Map(),
    constants: new Map(),
    constantNames: new Set(["ANY"]),
    requests,
    missing: [],
    related: new Map(),
  };
}

/** A constant of the file, shared by everything that needs the same content. */
export function constant(
  resource: Resource,
  wanted: string,
  content: ExpectedJson,
  annotation: Expr | undefined,
  value: Expr,
): Expr {
  const key = contentKey(content);
  const known = resource.constants.get(key);
  if (known !== undefined) return name(known.name);
  const id = uniqueName(wanted, resource.constantNames);
  resource.constantNames.add(id);
  resource.constants.set(key, {
    name: id,
    statement: annotation === undefined ? assign(id, value) : declare(id, annotation, value),
  });
  return name(id);
}

/** A text that only equal values have. */
function contentKey(value: ExpectedJson): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]: [string, ExpectedJson]) => `${key}\0${contentKey(item)}`).join("\0")}}`;
  }
  return Array.isArray(value) ? `[${value.map(contentKey).join("\0")}]` : String(value);
}

/** The body of a request of a model, made once for each variant. */
export function payload(resource: Resource, model: Model, variant: number): Payload {
  const made = resource.payloads.get(model) ?? [];
  resource.payloads.set(model, made);
  return made[variant] ??= ownKeys(samplePayload(model, resource.api.models, { variant }), model, resource.model);
}

/** A body that has to name a record of its own kind names itself. */
function ownKeys(body: Payload, request: Model, model: Model): Payload {
  const key = request.fields.find((field) => field.attribute === model.storage?.key);
  const own = request.fields.filter(({ reference, nullable }) => reference?.model === model.id && !nullable);
  const value = key === undefined || "missing" in body ? undefined : body.get(key.wire);
  if (value === undefined || "missing" in body) return body;
  return new Map([...body, ...own.filter(({ wire }) => body.has(wire)).map(({ wire }) => [wire, value] as const)]);
}

/** A JSON object as a constant. */
export function objectConstant(resource: Resource, wanted: string, content: Expected): Expr {
  return constant(resource, wanted.toUpperCase(), content, OBJECT, expectedValue(content));
}

/** What a route sees, and how its tests reach it. */
export interface RouteCase {
  readonly resource: Resource;
  readonly route: ActionRoute;
  readonly records: readonly Sample[];
  /** The constant that lists the records. */
  readonly constant: Expr;
  /** Values of the path parameters that narrow the route, by attribute of the model. */
  readonly path: Sample;
}

/** Prepares the tests of a route; a text says why there can be none. */
export function routeCase(resource: Resource, route: ActionRoute): RouteCase | string {
  const known = resource.cases.get(route) ?? newCase(resource, route);
  resource.cases.set(route, known);
  return known;
}

function newCase(resource: Resource, route: ActionRoute): RouteCase | string {
  const { api, model } = resource;
  const usual = candidate(resource, route, resource.fixed);
  const chosen = typeof usual !== "string" && usual.records.length > 0 && usual.all
    ? usual
    : candidate(resource, route, fixedValues(api, model, [route]));
  if (typeof chosen === "string") return chosen;
  const { records, path } = chosen;
  if (records.length === 0) return `no record of ${model.name} meets the conditions of the route`;
  const wanted = chosen === usual ? resource.many : `${route.name}_records`;
  return { resource, route, records, path, constant: recordsConstant(resource, wanted, records) };
}

function recordsConstant(resource: Resource, wanted: string, records: readonly Sample[]): Expr {
  const known = resource.written.get(records);
  if (known !== undefined) return known;
  const content = records.map((record) => stored(record, resource.model));
  const value = list(content.map(expectedValue));
  const written = constant(resource, wanted.toUpperCase(), content, subscript(name("list"), OBJECT), value);
  resource.written.set(records, written);
  return written;
}

interface Candidate {
  readonly records: readonly Sample[];
  readonly path: Sample;
  /** Whether the route sees every record that was made. */
  readonly all: boolean;
}

function candidate(resource: Resource, route: ActionRoute, fixed: ReadonlyMap<string, Json>): Candidate | string {
  const { api, model } = resource;
  const made = resource.samples.get(fixed) ?? sampleRecords(api, model, fixed);
  resource.samples.set(fixed, made);
  if ("missing" in made) return `no valid value for ${model.name}.${made.missing} could be made: give it an example`;
  const first = made[0] ?? new Map<string, Json>();
  const path = new Map(route.body.where.flatMap((one): [string, Json][] => {
    const value = first.get(one.attribute);
    return one.value.kind === "path" && value !== undefined ? [[one.attribute, value]] : [];
  }));
  const known = new Map([...path, ...userValues(route, api)]);
  const seen = made.filter((record) => visible(record, route.body.where, model, known));
  const all = seen.length === made.length;
  return { records: all ? made : seen, path, all };
}

/** The URL of a route for a key, as a literal. */
export function url(testCase: RouteCase, key: Json | undefined, path: Sample = testCase.path): StringLiteral {
  const { route, resource } = testCase;
  const text = route.path.replace(/\{([^{}:]+)(?::path)?\}/g, (_match, id: string) => {
    const parameter = route.pathParameters.find((one) => one.name === id);
    if (parameter === undefined) return id;
    return encoded(valueOf(parameter, testCase, key, path), parameter);
  });
  return str(resource.api.basePath + text);
}

function valueOf(parameter: PathParameter, { route, resource }: RouteCase, key: Json | undefined, path: Sample): Json {
  if (parameter === route.body.key && key !== undefined) return key;
  const restriction = route.body.where.find((one) => one.value.kind === "path" && one.value.parameter === parameter);
  const scoped = restriction === undefined ? undefined : path.get(restriction.attribute);
  return scoped ?? sample(parameter.type, resource.api.models, 0, parameter.name) ?? "x";
}

function encoded(value: Json, parameter: PathParameter): string {
  const text = encodeURIComponent(wireText(value, parameter.type));
  return parameter.spansSlashes ? text.replaceAll("%2F", "/") : text;
}

/** The URL of a record as a constant, where several requests of the file go there. */
export function recordUrl(testCase: RouteCase, key: Json): Expr {
  const { route, resource } = testCase;
  const address = url(testCase, key);
  const often = route.body.kind !== "get" ||
    resource.routes.some((other) => other !== route && other.path === route.path);
  return often
    ? constant(resource, `${resource.one}_url`.toUpperCase(), ["url", address.value], undefined, address)
    : address;
}

/** The key of a record. */
export function keyOf({ resource: { model } }: RouteCase, record: Sample): Json {
  return record.get(model.storage?.key ?? "id") ?? null;
}

/** A key that no record has. */
export function unknownKey(testCase: RouteCase): Json | undefined {
  const { route, resource, records } = testCase;
  const { key } = route.body;
  if (key === undefined) return undefined;
  return anotherValue(key.type, resource.api, records.map((record) => keyOf(testCase, record)), key.name);
}

/** A text that is no key at all; undefined where every text could be one. */
export function malformedKey({ route }: RouteCase): Json | undefined {
  const type = route.body.key?.type;
  if (type === undefined || type.kind === "str") return undefined;
  return `not-a-key`;
}

/** The path values of a neighbour: same route, other parent; undefined where the route has no parent. */
export function otherPath(testCase: RouteCase): Sample | undefined {
  const { path, resource } = testCase;
  if (path.size === 0) return undefined;
  const other = new Map<string, Json>();
  for (const [attribute, value] of path) {
    const field = fieldOf(resource.model, attribute);
    const another = field && distinct(field.type, resource.api.models, field.name) > 1
      ? anotherValue(field.type, resource.api, [value], field.name)
      : undefined;
    if (another === undefined) return undefined;
    other.set(attribute, another);
  }
  return other;
}

/** What the route answers for records, as a constant list or items of one. */
export function answers(testCase: RouteCase): { readonly all: Expr; readonly item: (index: number) => Expr } {
  const { route, resource, records, constant: plain } = testCase;
  const response = route.response.kind === "model" ? resource.api.models.get(route.response.model) : undefined;
  const model = response ?? resource.model;
  const made = resource.answers.get(records) ?? new Map<ModelId, Expr>();
  resource.answers.set(records, made);
  const all = made.get(model.id) ?? answersConstant(testCase, model, plain);
  made.set(model.id, all);
  return { all, item: (index) => subscript(all, { kind: "number", value: index }) };
}

function answersConstant({ resource, route, records }: RouteCase, model: Model, plain: Expr): Expr {
  const content = records.map((record) => answered(resource, route, record, model));
  if (sameAsStored(content, records, resource.model)) return plain;
  const type = subscript(name("list"), OBJECT);
  return constant(
    resource,
    `${toSnakeCase(model.name)}_answers`.toUpperCase(),
    content,
    type,
    list(content.map(expectedValue)),
  );
}

function sameAsStored(content: readonly Expected[], records: readonly Sample[], model: Model): boolean {
  return content.every((shownRecord, index) => {
    const record = records[index];
    if (record === undefined) return false;
    const original = stored(record, model);
    return original.size === shownRecord.size &&
      [...shownRecord].every(([key, value]) => sameContent(value, original.get(key)));
  });
}

/** `{name: value}` of query parameters. */
export function query(entries: readonly (readonly [string, Expr])[]): Expr {
  return dict(entries.map(([key, value]) => [str(key), value]));
}

/** The constants of the file, as statements. */
export function constantStatements(resource: Resource): readonly Stmt[] {
  return [...resource.constants.values()].map(({ statement }) => statement);
}
