/** Values that the config writes: literals, lists, mappings and references become values with types. */

import type { Report } from "../../diagnostics/define.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { quoted } from "../../diagnostics/text.ts";
import { UNKNOWN_FIELD } from "../../features/diagnostics.ts";
import type { Field, FieldType, Model, PathParameter } from "../../ir/api.ts";
import type { Mapping, Node, Scalar, Sequence } from "../../ir/document.ts";
import type { RequestParameter, Typed, Value } from "../../ir/logic.ts";
import { advice, found } from "../../language/advice.ts";
import { parseText, type Reference, ROOTS } from "../../language/references.ts";
import { safeAttribute, toSnakeCase } from "../../python/names.ts";
import type { Span, Spanned } from "../../source/source.ts";
import { within } from "../paths.ts";
import { ask, type Asked, askedKey, headerNamed } from "./asking.ts";
import { pathType } from "./keys.ts";
import type { ModelTable } from "./derive.ts";
import { type Purpose, suits } from "./fitting.ts";
import { canonical, meant, misfit, toJson } from "./json.ts";
import { lacks } from "./models.ts";
import {
  INVALID_REFERENCE,
  NO_PARTS,
  NOT_HERE,
  NOT_IN_PATH,
  type ReferencePlace,
  unboundAt,
} from "./reference_faults.ts";
import { listOfValues, literal, TEXT, typeOfLiteral, typeWords, UNKNOWN } from "./typed.ts";

/** What a route's references can reach of the request. */
export interface RequestScope {
  readonly path: readonly PathParameter[];
  readonly body: Value | undefined;
  /** Who calls, where the route asks for that. */
  readonly user?: Value;
  /** What to do where there is no body. */
  readonly bodyHelp: string;
  /** Parameters that references declare, by source and name. */
  readonly parameters: Map<string, RequestParameter>;
  /** Types that places ask of parameters that nothing declares, by source and name; the first of each counts. */
  readonly asked: Asked;
  /** Python names in use. */
  readonly taken: Set<string>;
  readonly table: ModelTable;
}

/** What references can reach in one place. */
export interface ValueScope {
  readonly request: RequestScope;
  /** Results of steps, loop variables and dependencies, by the names in the config. */
  readonly variables: ReadonlyMap<string, Value>;
  /** What the route made; only where the answer is ready. */
  readonly result?: Value | { readonly absent: string };
  readonly place: ReferencePlace;
  /** Values that a condition around this place knows not to be None, by their paths. */
  readonly present: ReadonlySet<string>;
  readonly report: Report;
}

/** A value in one place of the config; undefined where it is wrong, which was reported. */
export function resolveValue(node: Node, scope: ValueScope, expected?: Expected): Value | undefined {
  if (node.kind === "scalar") return scalarValue(node, scope, expected);
  if (expected !== undefined && !holds(expected.typed.type, node.kind)) {
    const { typed: { type }, mismatch } = expected;
    mismatch(node.span, misfit(toJson(node), type) ?? typeWords(plain(type)), found(node), undefined);
    return undefined;
  }
  return node.kind === "sequence" ? listValue(node, scope, expected) : dictValue(node, scope, expected);
}

/** Whether values of a type are written as a list or as a mapping. */
function holds({ kind }: FieldType, written: "sequence" | "mapping"): boolean {
  return kind === "any" || (written === "sequence" ? kind === "list" : kind === "dict" || kind === "model");
}

function listValue(node: Sequence, scope: ValueScope, expected: Expected | undefined): Value | undefined {
  const type = expected?.typed.type;
  const items = expected && type?.kind === "list" ? { ...expected, typed: plain(type.items) } : undefined;
  const values = node.items.map((item) => resolveValue(item, scope, items));
  const known = values.filter((value) => value !== undefined);
  if (known.length < values.length) return undefined;
  return { kind: "list", items: known, typed: type?.kind === "list" ? plain(type) : listOfValues(known) };
}

function dictValue(node: Mapping, scope: ValueScope, expected: Expected | undefined): Value | undefined {
  const type = expected?.typed.type;
  const model = type?.kind === "model" ? scope.request.table.models.get(type.model) : undefined;
  const entries = node.entries.map(({ key, keySpan, value }) => {
    const field = model && fieldNamed(model, key);
    if (model !== undefined && field === undefined) {
      reportUnknown(model, key, keySpan, scope.report);
      return undefined;
    }
    const typed = field ?? (type?.kind === "dict" ? plain(type.values) : undefined);
    const made = resolveValue(value, scope, expected && typed && { ...expected, typed });
    return made && [field?.attribute ?? key, made] as const;
  });
  const known = entries.filter((entry) => entry !== undefined);
  if (known.length < entries.length) return undefined;
  return { kind: "dict", entries: known, typed: type?.kind === "dict" ? plain(type) : UNKNOWN };
}

/** What a place makes of its values. */
export interface Expected {
  readonly typed: Pick<Typed, "type" | "nullable">;
  readonly purpose: Purpose;
  /** Reports a value that does not fit. */
  readonly mismatch: (span: Span, expected: string, found: string, help: string | undefined) => void;
}

const plain = (type: FieldType): Typed => ({ type, nullable: false });

function scalarValue(node: Scalar, scope: ValueScope, expected: Expected | undefined): Value | undefined {
  if (typeof node.value === "string") {
    const parsed = parseText(node.value);
    const text = { value: node.value, span: node.span };
    if (parsed.kind === "reference") {
      return checked(text, resolveReference(text, parsed.reference, scope, expected), expected);
    }
    if (parsed.kind === "problem") {
      const { reason, offset } = parsed.problem;
      scope.report(INVALID_REFERENCE.at(within(text, offset), { text: node.value, reason }));
      return undefined;
    }
  }
  const isText = node.value !== null && (typeof node.value === "string" || expected?.typed.type.kind === "str");
  const typed = expected?.typed;
  if (typed === undefined || typed.type.kind === "any") {
    const value = typeof node.value === "string" ? undollared(node.text) : node.value;
    return literal(value, typeOfLiteral(value));
  }
  const written = isText && typed.type.kind === "str" ? undollared(node.text) : meant(node, typed.type);
  if (written === null && typed.nullable) return literal(null, typed);
  const problem = written === null ? "a value" : misfit(written, typed.type);
  if (problem === undefined) return literal(canonical(written, typed.type), plain(typed.type));
  expected?.mismatch(node.span, problem, found(node), typed.type.kind === "bool" ? advice("flag", node) : undefined);
  return undefined;
}

/** The value, where it can be meant by what its place is for. */
function checked(text: Spanned<string>, value: Value | undefined, expected: Expected | undefined): Value | undefined {
  if (value === undefined || expected === undefined) return value;
  const { typed: { type }, purpose, mismatch } = expected;
  if (suits(value.typed.type, type, purpose)) return value;
  const found = `${quoted(text.value)} of type ${quoted(typeWords(plain(value.typed.type)))}`;
  mismatch(within(text, 0, text.value.length), `the type ${quoted(typeWords(plain(type)))}`, found, SAME_TYPE);
  return undefined;
}

const SAME_TYPE = "Give both sides the same type, or convert the value in a transform step";

/** `$$` is a literal dollar. */
function undollared(text: string): string {
  return text.replaceAll("$$", "$");
}

/** A text that has to be a reference, with or without its dollar. */
export function resolveReferenceText(text: Spanned<string>, scope: ValueScope): Value | undefined {
  const parsed = parseText(text.value.startsWith("$") ? text.value : `$${text.value}`);
  const shift = text.value.startsWith("$") ? 0 : 1;
  if (parsed.kind === "problem" || parsed.kind === "literal") {
    const { reason, offset } = parsed.kind === "problem" ? parsed.problem : { reason: "is a literal", offset: 0 };
    scope.report(INVALID_REFERENCE.at(within(text, Math.max(offset - shift, 0)), { text: text.value, reason }));
    return undefined;
  }
  const { root, members, offsets } = parsed.reference;
  return resolveReference(text, { root, members, offsets: offsets.map((offset) => offset - shift) }, scope);
}

function resolveReference(
  text: Spanned<string>,
  reference: Reference,
  scope: ValueScope,
  expected?: Expected,
): Value | undefined {
  const { root, members, offsets } = reference;
  ask(reference, scope.request.asked, expected?.typed.type);
  const spanOf = (index: number) => within(text, offsets[index] ?? 0, ([root, ...members][index] ?? "").length);
  const step = scope.variables.get(root);
  if (step !== undefined) return memberOf(step, root, members, (index) => spanOf(index + 1), scope);
  const start = rootOf(reference, spanOf, scope);
  if (start === undefined) return undefined;
  const { value, used } = start;
  const path = [root, ...members.slice(0, used)].join(".");
  return memberOf(value, path, members.slice(used), (index) => spanOf(index + used + 1), scope);
}

interface Start {
  readonly value: Value;
  /** How many names behind the root it takes. */
  readonly used: number;
}

const FROM_REQUEST = { query: "query", header: "header", cookie: "cookie" } as const;

function rootOf(
  { root, members }: Reference,
  spanOf: (index: number) => Span,
  scope: ValueScope,
): Start | undefined {
  const { request, report } = scope;
  const [first] = members;
  const refuse = (reason: string, help: string): undefined => {
    report(NOT_HERE.at(spanOf(0), { root, reason, help }));
    return undefined;
  };
  switch (root) {
    case "path": {
      const known = request.path.map((one) => one.name);
      if (first === undefined) return refuse("a name is missing", `Write "$path.${known[0] ?? "id"}"`);
      const parameter = request.path.find((one) => one.name === first);
      if (parameter !== undefined) {
        return { value: { kind: "path", parameter, typed: plain(parameter.type) }, used: 1 };
      }
      report(NOT_IN_PATH.at(spanOf(1), { name: first, known }));
      return undefined;
    }
    case "query":
    case "header":
    case "cookie": {
      if (first === undefined) return refuse("a name is missing", `Write "$${root}.…" with a name behind the dot`);
      const parameter = declared(FROM_REQUEST[root], first, request);
      return { value: { kind: "parameter", parameter, typed: parameter.typed }, used: 1 };
    }
    case "body":
      if (request.body === undefined) return refuse("the route takes no body", request.bodyHelp);
      return { value: request.body, used: 0 };
    case "request":
      return { value: { kind: "injected", what: "request", typed: UNKNOWN }, used: 0 };
    case "auth":
    case "user":
      if (request.user !== undefined) return { value: request.user, used: 0 };
      return refuse("the route authenticates nobody", 'Remove it, or give a step the name with "as:"');
    case "result": {
      const { result } = scope;
      if (result === undefined) return refuse("there is no result yet", "Use the name of an earlier step");
      if ("absent" in result) return refuse(result.absent, "Use a value of the request, such as a path parameter");
      return { value: result, used: 0 };
    }
    default: {
      const known = [...scope.variables.keys(), ...(scope.result === undefined ? [] : ["result"])];
      const help = didYouMean(root, [...known, ...ROOTS]);
      report(unboundAt(scope.place, spanOf(0), { name: root, known: [...known, ...ROOTS_OF(request)], help }));
      return undefined;
    }
  }
}

const ROOTS_OF = ({ path, body }: RequestScope): readonly string[] => [
  ...(path.length > 0 ? ["path"] : []),
  ...(body === undefined ? [] : ["body"]),
];

/** A parameter that is first mentioned here is optional: a text, or what its place asks for. */
function declared(
  source: RequestParameter["source"],
  wire: string,
  request: RequestScope,
): RequestParameter {
  const key = askedKey(source, wire);
  const known = request.parameters.get(key) ??
    (source === "header" ? headerNamed(wire, request.parameters) : undefined);
  if (known !== undefined) return known;
  const attribute = safeAttribute(toSnakeCase(wire.replace(/[^A-Za-z0-9]+/g, "_")), request.taken);
  request.taken.add(attribute);
  const parameter: RequestParameter = {
    source,
    wire,
    attribute,
    typed: { type: request.asked.get(key) ?? pathType(undefined), nullable: true },
  };
  request.parameters.set(key, parameter);
  return parameter;
}

/** The part of a value that names lead to. */
function memberOf(
  value: Value,
  path: string,
  members: readonly string[],
  spanOf: (index: number) => Span,
  scope: ValueScope,
): Value | undefined {
  let current = presentIn(value, scope);
  let where = path;
  for (const [index, member] of members.entries()) {
    const next = part(current, where, member, spanOf(index), scope);
    if (next === undefined) return undefined;
    current = presentIn(next, scope);
    where = `${where}.${member}`;
  }
  return current;
}

function part(of: Value, where: string, member: string, span: Span, scope: ValueScope): Value | undefined {
  const { type, nullable } = of.typed;
  if (of.kind === "injected" && of.what === "request") return requestPart(of, member, span, scope);
  if (of.kind === "dict") return entryOf(of.entries, where, member, span, scope);
  if (type.kind === "any") return { kind: "member", of, name: member, access: "lookup", typed: UNKNOWN };
  if (type.kind === "dict") {
    const typed = { type: type.values, nullable: true };
    return { kind: "member", of, name: member, access: "lookup", typed };
  }
  if (type.kind !== "model") {
    scope.report(NO_PARTS.at(span, { value: where, type: typeWords(plain(type)), part: member }));
    return undefined;
  }
  const model = scope.request.table.models.get(type.model);
  if (model === undefined) return undefined;
  const field = fieldNamed(model, member);
  const computed = field === undefined ? model.computed.find((one) => one.name === member) : undefined;
  if (computed !== undefined) {
    const typed = { type: computed.type, nullable: nullable || computed.nullable };
    return { kind: "member", of, name: computed.attribute, access: "attribute", typed };
  }
  if (field === undefined) {
    reportUnknown(model, member, span, scope.report);
    return undefined;
  }
  const typed = { type: field.type, nullable: nullable || field.nullable || field.presence.kind === "omittable" };
  return { kind: "member", of, name: field.attribute, access: "attribute", typed };
}

/** A field of a form. */
function entryOf(
  entries: readonly (readonly [string, Value])[],
  place: string,
  field: string,
  span: Span,
  { report }: ValueScope,
): Value | undefined {
  const found = entries.find(([name]) => name === field);
  if (found !== undefined) return found[1];
  const fields = entries.map(([name]) => name);
  report(UNKNOWN_FIELD.at(span, { field, fields, place: place === "body" ? "The form" : quoted(place) }));
  return undefined;
}

/** What Starlette's requests have that is no method. */
const REQUEST_PARTS: readonly string[] = [
  "base_url",
  "client",
  "cookies",
  "headers",
  "method",
  "path_params",
  "query_params",
  "state",
  "url",
];

function requestPart(of: Value, member: string, span: Span, { report }: ValueScope): Value | undefined {
  if (!REQUEST_PARTS.includes(member)) {
    report(UNKNOWN_FIELD.at(span, { field: member, fields: REQUEST_PARTS, place: "The request" }));
    return undefined;
  }
  const typed = member === "method" ? plain(TEXT) : UNKNOWN;
  return { kind: "member", of, name: member, access: "attribute", typed };
}

/** The names that lead to a value; undefined for values that have none. */
export function valuePath(value: Value): string | undefined {
  switch (value.kind) {
    case "body":
      return "body";
    case "variable":
      return value.variable.name;
    case "path":
      return `path ${value.parameter.name}`;
    case "parameter":
      return `${value.parameter.source} ${value.parameter.wire}`;
    case "member": {
      const outer = valuePath(value.of);
      return outer === undefined ? undefined : `${outer}.${value.name}`;
    }
    default:
      return undefined;
  }
}

function presentIn(value: Value, { present }: ValueScope): Value {
  if (!value.typed.nullable || present.size === 0) return value;
  const path = valuePath(value);
  return path !== undefined && present.has(path) ? { ...value, typed: { ...value.typed, nullable: false } } : value;
}

/** A field by its name in the config, or in JSON. */
export function fieldNamed(model: Model, name: string): Field | undefined {
  return model.fields.find((field) => field.name === name) ?? model.fields.find((field) => field.wire === name);
}

/** Reports a name that is no field of a model, unless a field of that name was left out because of an error. */
export function reportUnknown(model: Model, name: string, span: Span, report: Report): void {
  if (!lacks(model, name)) return;
  const fields = model.fields.map((field) => field.name);
  report(UNKNOWN_FIELD.at(span, { field: name, fields, place: `Model ${quoted(model.name)}` }));
}
