/** The parameters of an endpoint: what the request holds, and what FastAPI injects. */

import { type FieldType, isAction, type PathParameter, type Route } from "../../ir/api.ts";
import type { Dependency, FileParameter, RequestParameter, Value } from "../../ir/logic.ts";
import type { Expr, Parameter } from "../../python/ast.ts";
import {
  annotated,
  binary,
  call,
  dict,
  from,
  int,
  type Keywords,
  list,
  name,
  NONE,
  parameter,
  str,
  subscript,
  tuple,
  union,
} from "../../python/build.ts";
import type { Endpoint } from "./endpoint_parts.ts";
import { lowerHandler } from "./logic/calls.ts";
import { writesResponse } from "./logic/answers.ts";
import { type Uses, withInner } from "../uses.ts";
import { annotationOf } from "./logic/values.ts";
import { jsonValue, typedValue } from "./values.ts";

/** All parameters, those with a default last. */
export function parametersOf(endpoint: Endpoint, uses: Uses): readonly Parameter[] {
  const { route, api, types, contributions } = endpoint;
  const { body } = route;
  const request = body.request === undefined ? undefined : api.models.get(body.request);
  const located = isAction(route) && route.body.location !== undefined;
  const needs = (what: "request" | "response") =>
    located || uses.injected.has(what) || contributions.some((one) => one.kind === "needs" && one.what === what);
  const path = route.pathParameters.map((one) => pathParameter(one, endpoint));
  const dependencies = route.dependencies.filter((one) => isUsed(one, uses));
  const fromRequest = [
    ...uses.parameters.map((one) => requestParameter(one, endpoint)),
    ...route.files.map((one) => fileParameter(one, endpoint)),
  ];
  return [
    ...path,
    ...(request === undefined ? [] : [parameter("body", from(".models", request.name))]),
    ...(uses.injected.has("repo") ? [parameter("repo", from(".dependencies", "RepositoryDep"))] : []),
    ...(needs("request") ? [parameter("request", from("fastapi", "Request"))] : []),
    ...(needs("response") || writesResponse(endpoint) ? [parameter("response", from("fastapi", "Response"))] : []),
    ...(uses.injected.has("background_tasks")
      ? [parameter("background_tasks", from("fastapi", "BackgroundTasks"))]
      : []),
    ...dependencies.map((one) =>
      one.authentication === undefined
        ? parameter(one.variable.name, annotated(annotationOf(one.variable.typed, types), depends(one)))
        : parameter(one.variable.name, from(".security", one.authentication.alias))
    ),
    ...fromRequest.filter((one) => one.default === undefined),
    ...contributions.flatMap((one) => one.kind === "parameter" ? [one.parameter] : []),
    ...fromRequest.filter((one) => one.default !== undefined),
  ];
}

/** Whether the endpoint does something with the value of a dependency. */
export function isUsed(dependency: Dependency | undefined, uses: Uses): boolean {
  return dependency !== undefined && uses.variables.has(dependency.variable.name);
}

/** `Depends(function)`. */
export function depends({ handler }: Dependency): Expr {
  return call(from("fastapi", "Depends"), [lowerHandler(handler)]);
}

const MARKERS = { query: "Query", header: "Header", cookie: "Cookie", form: "Form" } as const;

function requestParameter(one: RequestParameter, { types, route }: Endpoint): Parameter {
  const { source, wire, attribute, typed, declared } = one;
  const { type: plain, constraints } = declared === undefined && typed.type.kind !== "int"
    ? { type: types.query({ type: typed.type }), constraints: {} }
    : types.text(sendable(one, isWindow(route, (value) => value.kind === "parameter" && value.parameter === one)));
  const type = typed.nullable ? union(plain, NONE) : plain;
  // FastAPI reads headers with hyphens for underscores.
  const own = source === "header" ? attribute.replaceAll("_", "-") : attribute;
  const isOwn = wire === own ||
    (source === "header" && declared === undefined && wire.toLowerCase() === own.toLowerCase());
  const value = standIn(one);
  const marker = call(from("fastapi", MARKERS[source]), [], {
    alias: isOwn ? undefined : str(wire),
    ...constraints,
    ...value.arguments,
    description: declared?.description === undefined ? undefined : str(declared.description),
    examples: declared?.example === undefined ? undefined : list([jsonValue(declared.example)]),
  });
  const isPlain = source === "query" && typed.type.kind !== "list" && marker.keywords.length === 0;
  return parameter(attribute, isPlain ? type : marked(type, marker), value.value);
}

/** What of its type a parameter can hold: one that has to be sent is never empty, and a window never negative. */
function sendable({ source, typed: { type }, declared }: RequestParameter, forWindow: boolean): FieldType {
  if (forWindow) return notNegative(type);
  if (declared === undefined || declared.default !== undefined) return type;
  // Forms leave fields without a text out.
  const isText = type.kind === "str" && source === "form" && (type.format === undefined || type.format === "password");
  return isText || type.kind === "list" ? { ...type, minLength: Math.max(1, type.minLength ?? 0) } : type;
}

/** Whether a step takes the value as `skip` or `limit`. */
function isWindow(route: Route, isMeant: (value: Value) => boolean): boolean {
  if (isAction(route)) return false;
  return route.body.steps.flatMap(withInner).some((step) =>
    step.kind === "list" && [step.skip, step.limit].some((value) => value !== undefined && isMeant(value))
  );
}

function notNegative(type: FieldType): FieldType {
  const isBounded = type.kind !== "int" || [type.ge, type.gt].some((bound) => bound !== undefined && bound >= 0);
  return isBounded ? type : { ...type, ge: 0, gt: undefined };
}

/** A type with a marker, in one `Annotated`. */
function marked(type: Expr, marker: Expr): Expr {
  const isAnnotated = type.kind === "subscript" && type.value.kind === "imported" && type.value.name === "Annotated";
  return isAnnotated ? subscript(type.value, ...type.items, marker) : annotated(type, marker);
}

interface StandIn {
  /** Arguments of the marker. */
  readonly arguments: Keywords;
  /** The default of the parameter. */
  readonly value: Expr | undefined;
}

/** What stands in for a parameter that is left out: one that could change, or takes a call to make, is made each time. */
function standIn({ typed: { type, nullable }, declared }: RequestParameter): StandIn {
  const value = declared === undefined ? (nullable ? null : undefined) : declared.default;
  if (value === undefined) return { arguments: {}, value: undefined };
  const written = typedValue(value, type);
  if (value === null || (type.kind !== "list" && written.kind !== "call")) return { arguments: {}, value: written };
  const isEmpty = Array.isArray(value) && value.length === 0;
  return {
    arguments: {
      default_factory: isEmpty ? name("list") : { kind: "lambda", parameters: [], body: written },
      // FastAPI documents no default that a function makes.
      json_schema_extra: dict([[str("default"), jsonValue(value)]]),
    },
    value: undefined,
  };
}

/** `name: Annotated[UploadFile, File(), Upload(…)]`. */
function fileParameter(file: FileParameter, { errors }: Endpoint): Parameter {
  const { attribute, wire, maxCount, optional, description } = file;
  const type = fileType(file);
  const marker = call(from("fastapi", "File"), [], {
    alias: attribute === wire ? undefined : str(wire),
    min_length: maxCount === undefined || optional ? undefined : int(1),
    max_length: maxCount === undefined ? undefined : int(maxCount),
    description: description === undefined ? undefined : str(description),
  });
  const own = errors.get("too_large");
  const limits = call(from(".runtime.uploads", "Upload"), [], {
    max_size: sizeOf(file.maxSize),
    max_count: maxCount === undefined || maxCount === 1 ? undefined : int(maxCount),
    accept: file.accept.length === 0 ? undefined : tuple(file.accept.map(str)),
    too_large: own === undefined ? undefined : from(".errors", own.className),
  });
  return parameter(attribute, annotated(type, marker, limits), optional ? NONE : undefined);
}

/** `UploadFile`, a list of such, or None. */
export function fileType({ maxCount, optional }: FileParameter): Expr {
  const one = from("fastapi", "UploadFile");
  const type = maxCount === undefined ? one : subscript(name("list"), one);
  return optional ? union(type, NONE) : type;
}

const UNITS = [["MEBIBYTE", 2 ** 20], ["KIBIBYTE", 2 ** 10]] as const;

function sizeOf(size: number): Expr {
  const unit = UNITS.find(([, bytes]) => size % bytes === 0);
  if (unit === undefined) return int(size);
  const [id, bytes] = unit;
  const constant = from(".runtime.uploads", id);
  return size === bytes ? constant : binary(int(size / bytes), "*", constant);
}

function pathParameter(one: PathParameter, { types, route }: Endpoint): Parameter {
  const alias = one.attribute === one.name ? undefined : str(one.name);
  const forWindow = isWindow(route, (value) => value.kind === "path" && value.parameter.name === one.name);
  const { type, constraints } = one.declared === undefined && !forWindow
    ? { type: types.path(one), constraints: {} }
    : types.text(forWindow ? notNegative(one.type) : one.type);
  const marker = call(from("fastapi", "Path"), [], {
    alias,
    ...constraints,
    description: one.declared?.description === undefined ? undefined : str(one.declared.description),
  });
  return parameter(one.attribute, marker.keywords.length === 0 ? type : marked(type, marker));
}
