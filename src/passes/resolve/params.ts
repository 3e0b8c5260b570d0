/** `params` and `files`: what a route reads of the request beside its JSON body. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import { listFeatures, type RouteFeatures } from "../../features/mod.ts";
import type { Route } from "../../ir/api.ts";
import type { FileParameter, RequestParameter, Typed, Value } from "../../ir/logic.ts";
import type { FileConfig, ParamConfig } from "../../language/params.ts";
import { ROOTS } from "../../language/references.ts";
import type { RouteConfig } from "../../language/route.ts";
import { keySpan } from "../../language/shape.ts";
import { safeAttribute, toCamelCase } from "../../python/names.ts";
import type { Span, Spanned } from "../../source/source.ts";
import { QUERY_NAME_CLASH } from "../rules/query_names.ts";
import { usesOf } from "../uses.ts";
import { checkName, nameProblem, repaired } from "../validate/names.ts";
import { askedKey } from "./asking.ts";
import { FILES_WITHOUT_BODY, resolveFile } from "./files.ts";
import { defaultOf, jsonOf, paramType } from "./param_types.ts";
import type { StepContext } from "./step_scope.ts";
import { UNKNOWN } from "./typed.ts";

/** Fields of a form where a request has no body. */
export const FORM_WITHOUT_BODY = define<{ name: string; method: string }>("E054", "form-without-body", {
  message: ({ name, method }) => `${quoted(name)} is a field of a form, and a ${method} request has no body`,
  help: () => `Write "source: query", or another method`,
});

/** A parameter that nothing could name. */
export const PARAM_WITHOUT_NAME = define<{ source: string }>("E058", "param-without-name", {
  message: ({ source }) => `A ${source} parameter has no name`,
  help: () => `Add "name: …", by which handlers and references get it`,
});

/** A form on a route that reads JSON. */
export const TWO_BODIES = define<{ what: string; name: string; isAction: boolean }>("E200", "two-bodies", {
  message: ({ what, name }) => `The route reads JSON, and the ${what} ${quoted(name)} would come in a form`,
  help: ({ what, isAction }) =>
    `${what === "file" ? "" : `Write "source: query", or `}${
      isAction ? "use a pipeline or a handler that reads the form" : `name the fields of "request_model" in "params"`
    }`.replace(/^[a-z]/, (first) => first.toUpperCase()),
});

/** A name that a handler would get two values for. */
export const PARAM_NAME_TAKEN = define<{ name: string; by: string }>("E203", "parameter-name-taken", {
  message: ({ name, by }) => `The name ${quoted(name)} is taken by ${by}`,
  help: () => `Choose another name; "alias" keeps the one in the request`,
});

/** A name that requests cannot carry. */
export const PARAM_ALIAS = define<{ source: string; name: string }>("E204", "parameter-alias", {
  message: ({ source, name }) => `${quoted(name)} cannot be the name of a ${source} parameter`,
  help: ({ source }) =>
    source === "header" || source === "cookie"
      ? "Use letters, digits and hyphens, as in X-Request-ID"
      : "Use letters, digits, underscores, dots and hyphens, starting with a letter",
});

/** A parameter without any effect. */
export const UNUSED_PARAM = define<{ what: string; name: string }>("W130", "unused-parameter", {
  message: ({ what, name }) => `Nothing uses the ${what} ${quoted(name)}`,
  help: ({ name }) => `Let the handler take ${quoted(name)} as an argument, or remove it`,
});

/** A parameter or a file, with the place that asks for it. */
interface Item {
  readonly name: string;
  readonly attribute: string;
  readonly what: string;
  readonly span: Span;
  readonly value: Value;
}

/** What `params` and `files` of a route come to. */
export interface Declared {
  /** The scope with them in it. */
  readonly context: StepContext;
  readonly files: readonly FileParameter[];
  /** What handlers may ask for by name. */
  readonly offers: ReadonlyMap<string, Value>;
  /** What references name directly: files, for which there is no root. */
  readonly bound: ReadonlyMap<string, Value>;
  readonly items: readonly Item[];
}

const RESERVED: readonly string[] = ["background_tasks", "body", "repo", "request", "response", "result", "user"];

/** Declares the parameters and files of a route. */
export function declareParameters(config: RouteConfig, context: StepContext, naming: "snake" | "camel"): Declared {
  const { request, report } = context;
  const names = new Map<string, string>([
    ...RESERVED.map((name) => [name, "what every handler can ask for"] as const),
    ...request.path.map(({ name }) => [name, "a parameter of the path"] as const),
  ]);
  const wires = new Set<string>();
  const items: Item[] = [];
  const files: FileParameter[] = [];
  const form: [string, Value][] = [];
  const broken: string[] = [];
  const scope: Naming = { names, wires, naming, context };
  for (const one of config.params ?? []) {
    const source = one.source?.value ?? "query";
    if (one.name === undefined || one.name.value === "") {
      if (one.misspelled !== true || one.name !== undefined) {
        report(PARAM_WITHOUT_NAME.at(one.name?.span ?? one.span, { source }));
      }
      continue;
    }
    if (source === "path") continue;
    const { value: name, span } = one.name;
    const parameter = hasBody(name, "form", config, span, context, source)
      ? resolveParam(one, source, scope)
      : undefined;
    if (parameter === undefined) {
      broken.push(name);
      continue;
    }
    const value: Value = { kind: "parameter", parameter, typed: parameter.typed };
    // Where the name of one is on the wire what another is called, references mean the name.
    const onWire = askedKey(source, parameter.wire);
    if (!request.parameters.has(onWire)) request.parameters.set(onWire, parameter);
    request.parameters.set(askedKey(source, name), parameter);
    items.push({ name, attribute: parameter.attribute, what: `${source} parameter`, span, value });
    if (source === "form") form.push([name, value]);
  }
  const method = config.method.value;
  if (config.files !== undefined && isBodyless(method)) {
    report(FILES_WITHOUT_BODY.at(keySpan(config, "files"), { method }));
  }
  for (const one of config.files ?? []) {
    const named = "value" in one ? one : one.name;
    const file = hasBody(named.value, "file", config, named.span, context, "form")
      ? newFile(one, named, scope)
      : undefined;
    if (file === undefined) {
      broken.push(named.value);
      continue;
    }
    files.push(file);
    const value: Value = { kind: "file", file, typed: { ...UNKNOWN, nullable: file.optional } };
    items.push({ name: named.value, attribute: file.attribute, what: "file", span: named.span, value });
  }
  // What is wrong was reported: those who use it have no fault.
  const left = broken.map((name) => [name, UNDECIDED] as const);
  const isForm = form.length > 0 || (left.length > 0 && request.body === undefined);
  const body: Value | undefined = isForm ? { kind: "dict", entries: [...form, ...left], typed: UNKNOWN } : request.body;
  const named = items.flatMap(({ name, attribute, value }) => [[attribute, value], [name, value]] as const);
  return {
    context: { ...context, request: { ...request, body } },
    files,
    offers: new Map([...left, ...named]),
    bound: new Map(
      [...left, ...items.flatMap(({ name, value }) => value.kind === "file" ? [[name, value] as const] : [])]
        .filter(([name]) => !ROOTS.some((root) => root === name)),
    ),
    items,
  };
}

/** Stands for what was left out because of a fault. */
const UNDECIDED: Value = { kind: "injected", what: "request", typed: UNKNOWN };

interface Naming {
  /** Names that handlers can ask for, with who has them. */
  readonly names: Map<string, string>;
  /** Names on the wire, by source. */
  readonly wires: Set<string>;
  readonly naming: "snake" | "camel";
  readonly context: StepContext;
}

const isBodyless = (method: string) => method === "GET" || method === "DELETE";

/** Whether the route can read a form; reports why not. */
function hasBody(
  name: string,
  what: "form" | "file",
  { method, action, request_model }: RouteConfig,
  span: Span,
  { report }: StepContext,
  source: string,
): boolean {
  if (source !== "form") return true;
  const { value } = method;
  if (isBodyless(value)) {
    // Files were reported where the key stands.
    if (what === "form") report(FORM_WITHOUT_BODY.at(span, { name, method: value }));
    return false;
  }
  const readsJson = request_model !== undefined || action?.value === "db.create" || action?.value === "db.update";
  if (readsJson) {
    report(
      TWO_BODIES.at(span, {
        what: what === "form" ? "parameter" : "file",
        name,
        isAction: request_model === undefined,
      }),
    );
  }
  return !readsJson;
}

const WIRES = {
  query: /^[A-Za-z][A-Za-z0-9_.[\]-]{0,99}$/,
  form: /^[A-Za-z][A-Za-z0-9_.[\]-]{0,99}$/,
  header: /^[A-Za-z0-9][!#$%&'*+.^_`|~0-9A-Za-z-]{0,99}$/,
  cookie: /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/,
} as const;

type Source = RequestParameter["source"];

/** The Python name of a parameter; undefined where its name is taken or impossible, which was reported. */
function claim(name: string, source: Source, span: Span, { names, context }: Naming): string | undefined {
  const { request, report } = context;
  const problem = nameProblem(name);
  const plain = problem === undefined ? name : WIRES[source].test(name) ? repaired(name) : undefined;
  if (plain === undefined) {
    checkName("Parameter", name, span, report);
    return undefined;
  }
  const taken = names.get(name) ?? names.get(plain);
  if (taken !== undefined) {
    report(PARAM_NAME_TAKEN.at(span, { name, by: taken }));
    return undefined;
  }
  for (const one of [name, plain]) names.set(one, "another parameter");
  const attribute = safeAttribute(plain, request.taken);
  request.taken.add(attribute);
  return attribute;
}

function claimWire(name: string, source: Source, span: Span, { wires, context: { report } }: Naming) {
  if (!WIRES[source].test(name)) {
    report(PARAM_ALIAS.at(span, { source, name }));
    return undefined;
  }
  const key = source === "header" ? `${source} ${name.toLowerCase()}` : `${source} ${name}`;
  if (wires.has(key)) {
    report(PARAM_NAME_TAKEN.at(span, { name, by: "another parameter" }));
    return undefined;
  }
  wires.add(key);
  return name;
}

function newFile(
  config: FileConfig | Spanned<string>,
  { value: name, span }: Spanned<string>,
  scope: Naming,
): FileParameter | undefined {
  const attribute = claim(name, "form", span, scope);
  const wire = attribute === undefined ? undefined : claimWire(name, "form", span, scope);
  if (attribute === undefined || wire === undefined) return undefined;
  return resolveFile(config, wire, attribute, scope.context.report);
}

function resolveParam(config: ParamConfig, source: Source, scope: Naming): RequestParameter | undefined {
  const { report } = scope.context;
  const { name: named, alias } = config;
  if (named === undefined) return undefined;
  const { value: name, span } = named;
  const attribute = claim(name, source, span, scope);
  if (attribute === undefined) return undefined;
  const own = source === "header"
    ? name.replaceAll("_", "-")
    : source !== "cookie" && scope.naming === "camel"
    ? toCamelCase(name)
    : name;
  const wire = claimWire(alias?.value ?? own, source, (alias ?? named).span, scope);
  const type = paramType(config, source, scope.context.request.table.declared, report);
  if (wire === undefined || type === undefined) return undefined;
  const value = defaultOf(config, name, type, report);
  const isOptional = config.optional?.value ?? false;
  const standIn = value ?? (isOptional ? null : undefined);
  const typed: Typed = { type, nullable: standIn === null };
  const declared = {
    default: standIn,
    description: config.description?.value,
    example: config.example === undefined ? undefined : jsonOf(config.example, "example", name, type, report),
  };
  return { source, wire, attribute, typed, declared };
}

/** Checks names against those that dependencies and features bring. */
export function checkDeclaredNames(
  { items }: Declared,
  dependencies: ReadonlyMap<string, Value>,
  features: RouteFeatures,
  report: Report,
): void {
  const queries = new Map(
    listFeatures({ features }).flatMap(({ feature, resolved }) =>
      feature.queryNames(resolved).map((query) => [query.name, query.span] as const)
    ),
  );
  for (const { name, span, value } of items) {
    if (dependencies.has(name)) report(PARAM_NAME_TAKEN.at(span, { name, by: "a dependency" }));
    if (value.kind !== "parameter" || value.parameter.source !== "query") continue;
    const other = queries.get(value.parameter.wire);
    if (other === undefined) continue;
    report(
      QUERY_NAME_CLASH.at(span, { name: value.parameter.wire, isDeclared: true }, {
        related: [{ span: other, message: "first used here" }],
      }),
    );
  }
}

/** Warns of what nobody reads. */
export function checkDeclaredUses(
  { items }: Declared,
  dependencies: ReadonlyMap<string, Value>,
  route: Route,
  report: Report,
): void {
  const { read, injected } = usesOf(route);
  if (injected.has("request")) return;
  for (const { name, what, attribute, span } of items) {
    if (!read.has(attribute) && !dependencies.has(name)) report(UNUSED_PARAM.at(span, { what, name }));
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [
  FORM_WITHOUT_BODY,
  PARAM_WITHOUT_NAME,
  TWO_BODIES,
  PARAM_NAME_TAKEN,
  PARAM_ALIAS,
  UNUSED_PARAM,
] as const;
