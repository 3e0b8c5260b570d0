/** Computed fields: what a function of the user's makes out of a model when it is sent. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import type { ComputedField, Field, FieldType, Model, ModelId } from "../../ir/api.ts";
import type { Handler, HandlerCall, Typed } from "../../ir/logic.ts";
import type { Config } from "../../language/config.ts";
import type { ComputedConfig } from "../../language/model.ts";
import { safeAttribute, toCamelCase, toSnakeCase } from "../../python/names.ts";
import type { Spanned } from "../../source/source.ts";
import { RESERVED_ATTRIBUTES } from "../reserved.ts";
import { modelsIn, modelsWith } from "./derive.ts";
import { errorClassName } from "./errors.ts";
import type { FieldScope } from "./fields.ts";
import type { FlatComputed } from "./flatten.ts";
import type { HandlerPlace, HandlerResolver, KnownNames } from "./handler_resolver.ts";
import { recordOf, sameType, typeWords } from "./typed.ts";
import { resolveType } from "./types.ts";

/** A computed field with the name of another field. */
export const COMPUTED_CLASH = define<{ model: string; name: string; field: string }>("E158", "computed-clash", {
  message: ({ model, name, field }) =>
    name === field
      ? `${quoted(name)} of model ${quoted(model)} is a field and a computed field`
      : `The computed field ${quoted(name)} of model ${quoted(model)} has the JSON name of the field ${quoted(field)}`,
  help: ({ field }) => `Rename one of them; "exclude: [${field}]" leaves an inherited field out`,
});

/** A computed field where a stored one is needed. */
export const NOT_STORED = define<{ model: string; field: string; isOverride?: boolean }>(
  "E159",
  "computed-not-stored",
  {
    message: ({ model, field, isOverride }) =>
      isOverride === true
        ? `${quoted(`${model}.${field}`)} is computed: there is nothing to override`
        : `${quoted(`${model}.${field}`)} is computed when it is sent, and not stored`,
    help: ({ field, isOverride }) =>
      isOverride === true ? `Declare ${quoted(field)} again under "computed"` : "Use a field that is stored",
  },
);

/** A function that is annotated with another type than its computed field. */
export const COMPUTED_TYPE = define<{ function: string; field: string; returned: string; declared: string }>(
  "E160",
  "computed-type",
  {
    message: ({ function: name, field, returned, declared }) =>
      `${quoted(name)} returns ${returned}, but ${quoted(field)} is ${declared}`,
    help: ({ returned }) =>
      returned.endsWith(" or null")
        ? `Add "optional: true", or change the annotation of the function`
        : "Change the type of the field, or the annotation of the function",
  },
);

/** A computed field that would send what clients must not see. */
export const COMPUTED_REVEALS = define<{ model: string; field: string; revealed: string }>(
  "E161",
  "computed-reveals",
  {
    message: ({ model, field, revealed }) =>
      `${quoted(`${model}.${field}`)} would reveal the write-only fields of ${quoted(revealed)}`,
    help: ({ revealed }) => `Use a model without them: "{ base: ${revealed}, exclude: […] }"`,
  },
);

/** A computed field of a model that is never sent. */
export const COMPUTED_UNSEEN = define<{ model: string; field: string }>("W117", "computed-unseen", {
  message: ({ model, field }) => `${quoted(`${model}.${field}`)} is never computed: clients only send ${quoted(model)}`,
  help: () => `Move it to the model that routes answer with`,
});

/** What is needed to resolve them, beside what fields need. */
export interface ComputedScope extends FieldScope {
  readonly handlers: HandlerResolver;
  readonly known: KnownNames;
  /** Which models a model is made from, nearest first. */
  readonly basesOf: (model: string) => readonly string[];
  /** Inherited ones call the same function. */
  readonly calls: Map<ComputedConfig, HandlerCall | undefined>;
}

/** The names of generated code that a config brings about. */
export function knownNames(config: Config): KnownNames {
  return {
    models: new Set((config.models ?? []).map((item) => item.key as ModelId)),
    errors: new Set((config.errors ?? []).map((item) => errorClassName(item.key))),
  };
}

/** Names of a class body with properties. */
export const COMPUTED_RESERVED: readonly string[] = [...RESERVED_ATTRIBUTES, "cast", "computed_field", "property"];

/** Resolves the computed fields of one model; those that are wrong are left out. */
export function resolveComputed(
  model: string,
  flat: Iterable<FlatComputed>,
  fields: readonly Field[],
  scope: ComputedScope,
): readonly ComputedField[] {
  const attributes = new Set([...COMPUTED_RESERVED, ...fields.map((field) => field.attribute)]);
  const taken = { has: (name: string) => attributes.has(name) || scope.models.has(name) };
  const computed: ComputedField[] = [];
  for (const one of flat) {
    const { name, config, span } = one;
    if (config === undefined) continue;
    const wire = scope.naming === "camel" ? toCamelCase(name) : name;
    const clash = fields.find((field) => field.name === name || field.wire === wire);
    if (clash !== undefined) {
      // At what this model declares, if that is one of them.
      const isInherited = one.origin !== model && clash.origin === model;
      const [place, related] = isInherited ? [clash.span, span] : [span, clash.span];
      scope.report(COMPUTED_CLASH.at(place, { model, name, field: clash.name }, {
        related: [{ span: related, message: `the ${isInherited ? "computed " : ""}field of that name` }],
      }));
      continue;
    }
    if (!scope.types.has(config)) scope.types.set(config, resolveType(config, scope));
    const type = scope.types.get(config);
    const nullable = (config.optional?.value ?? false) && type?.kind !== "any";
    if (!scope.calls.has(config)) scope.calls.set(config, callOf(one, config, type, nullable, scope));
    const call = scope.calls.get(config);
    if (type === undefined || call === undefined) continue;
    const attribute = safeAttribute(name, taken);
    attributes.add(attribute);
    computed.push({
      name,
      attribute,
      wire,
      type,
      nullable,
      description: config.description?.value,
      call,
      origin: one.origin as ModelId,
      span,
    });
  }
  return computed;
}

const WHAT = "The function of a computed field";

function callOf(
  { name, origin }: FlatComputed,
  config: ComputedConfig,
  type: FieldType | undefined,
  nullable: boolean,
  scope: ComputedScope,
): HandlerCall | undefined {
  const { handlers, known, report } = scope;
  const handler = handlers.find(config.handler, WHAT, known, report);
  const typed = ownerOf(handler, origin, scope);
  const place: HandlerPlace = {
    what: WHAT,
    offers: new Map(),
    positional: { kind: "variable", variable: { name: toSnakeCase(origin), typed }, typed },
    mustBeSync: true,
  };
  // Where there is none it was reported; who writes it learns from this place what it gets.
  const call = handlers.call(config.handler, place, known, handler === undefined ? () => {} : report);
  if (handler === undefined) return undefined;
  const { returns } = handler;
  if (call !== undefined && type !== undefined && !isReturnable(returns, { type, nullable })) {
    report(COMPUTED_TYPE.at(config.handler.span, {
      function: config.handler.value,
      field: name,
      returned: typeWords(returns),
      declared: typeWords({ type, nullable }),
    }));
    return undefined;
  }
  return call;
}

/** The model, or the one of its bases that the function is annotated with: it has all that is left of it. */
function ownerOf(handler: Handler | undefined, origin: string, { basesOf }: ComputedScope): Typed {
  const wanted = handler?.parameters?.[0]?.typed.type;
  const isBase = wanted?.kind === "model" && basesOf(origin).includes(wanted.model);
  return recordOf(isBase ? wanted.model : origin as ModelId);
}

/** Whether what a function returns is a value of a field; what is not known is. */
function isReturnable(returned: Typed, declared: Typed): boolean {
  if (returned.type.kind === "any" || declared.type.kind === "any") return true;
  return (declared.nullable || !returned.nullable) && isValue(returned.type, declared.type);
}

function isValue(returned: FieldType, declared: FieldType): boolean {
  if (returned.kind === "any" || declared.kind === "any") return true;
  if (returned.kind === "list" && declared.kind === "list") return isValue(returned.items, declared.items);
  if (returned.kind === "dict" && declared.kind === "dict") return isValue(returned.values, declared.values);
  if (returned.kind === "enum" && declared.kind === "enum") {
    return returned.values.every((value) => declared.values.includes(value));
  }
  if (returned.kind === "enum") {
    return returned.values.every((value) => declared.kind === (typeof value === "string" ? "str" : "int"));
  }
  return (returned.kind === "int" && declared.kind === "float") || sameType(returned, declared);
}

/** What functions return is sent as it is: nothing takes the write-only fields out of it. */
export function checkRevealed(models: readonly Model[], report: Report): void {
  const secret = modelsWith(models, (field) => field.writeOnly);
  const seen = new Set<HandlerCall>();
  for (const model of models) {
    for (const { name, type, call, span } of model.computed) {
      const revealed = modelsIn(type).find((inner) => secret.has(inner));
      if (revealed === undefined || seen.has(call)) continue;
      seen.add(call);
      report(COMPUTED_REVEALS.at(span, { model: model.name, field: name, revealed }));
    }
  }
}

/** Models that clients only send compute nothing. */
export function withoutUnseen(models: ReadonlyMap<ModelId, Model>, report: Report): ReadonlyMap<ModelId, Model> {
  const isUnseen = (model: Model) => model.input && !model.output && model.storage === undefined;
  for (const model of models.values()) {
    for (const { name, origin, span } of isUnseen(model) ? model.computed : []) {
      if (origin === model.id) report(COMPUTED_UNSEEN.at(span, { model: model.name, field: name }));
    }
  }
  return new Map([...models].map(([id, model]) => [id, isUnseen(model) ? { ...model, computed: [] } : model]));
}

/** Whether a model computes a field of this name. */
export function isComputed(model: Model, name: string): boolean {
  return model.computed.some((field) => field.name === name);
}

/** Reports a computed field where a stored one is needed; whether that was so. */
export function reportComputed(model: Model, named: Spanned<string>, report: Report): boolean {
  if (!isComputed(model, named.value)) return false;
  report(NOT_STORED.at(named.span, { model: model.name, field: named.value }));
  return true;
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [COMPUTED_CLASH, NOT_STORED, COMPUTED_TYPE, COMPUTED_REVEALS, COMPUTED_UNSEEN] as const;
