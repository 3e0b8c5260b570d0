/** Models with their fields resolved, before routes give them their parts. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import { UNKNOWN_FIELD } from "../../features/diagnostics.ts";
import type { Field, Model, ModelId, Storage } from "../../ir/api.ts";
import type { Config } from "../../language/config.ts";
import type { ModelConfig } from "../../language/model.ts";
import { toSnakeCase } from "../../python/names.ts";
import type { Span, Spanned } from "../../source/source.ts";
import {
  checkRevealed,
  COMPUTED_RESERVED,
  type ComputedScope,
  knownNames,
  reportComputed,
  resolveComputed,
} from "./computed.ts";
import { type FieldScope, isVersion, resolveFields, touches } from "./fields.ts";
import { brokenModels, type FlatModel, flattenModels, parentsOf } from "./flatten.ts";
import type { HandlerResolver } from "./handler_resolver.ts";
import { plural } from "./names.ts";

/** A stored model whose records cannot be told apart. */
export const NO_KEY = define<{ model: string }>("E133", "no-primary-key", {
  message: ({ model }) => `Model ${quoted(model)} is stored but has no primary key`,
  help: () => `Add a field "id: { type: uuid, auto: true }", or mark one with "primary: true"`,
});

/** Two primary keys. */
export const TWO_KEYS = define<{ model: string; first: string; second: string }>("E134", "two-primary-keys", {
  message: ({ model, first, second }) =>
    `Model ${quoted(model)} has two primary keys, ${quoted(first)} and ${quoted(second)}`,
  help: ({ second }) => `Remove "primary: true" from ${quoted(second)}; "unique: [[…]]" makes a combination unique`,
});

/** Two counts of the same writes. */
export const TWO_VERSIONS = define<{ model: string; first: string; second: string }>("E259", "two-versions", {
  message: ({ model, first, second }) =>
    `Model ${quoted(model)} has two versions, ${quoted(first)} and ${quoted(second)}`,
  help: ({ second }) => `Remove "version: true" from ${quoted(second)}`,
});

/** Models that contain each other without an end. */
export const ENDLESS_MODEL = define<{ chain: readonly string[] }>("E135", "endless-model", {
  message: ({ chain }) => `Model ${quoted(chain[0] ?? "")} contains itself without an end: ${chain.join(" → ")}`,
  help: () => `Add "optional: true" to one of these fields, or make it a list`,
});

/** A model with what is needed to store it, if a route does. */
export interface ModelDraft {
  readonly model: Model;
  /** Filled in when a route stores the model. */
  readonly storage: (report: Report) => Storage | undefined;
}

/** Resolves all declared models; without a resolver of functions, nothing is computed. */
export function resolveModels(
  config: Config,
  report: Report,
  handlers?: HandlerResolver,
): ReadonlyMap<ModelId, ModelDraft> {
  const items = config.models ?? [];
  const flat = flattenModels(items, report);
  const lost = brokenModels(items);
  const scope = {
    models: new Set(items.map((item) => item.key)),
    naming: config.naming?.value ?? "snake",
    types: new Map(),
    relations: new Map(),
    flat,
    report,
  } as const;
  const computedScope = handlers && computing(config, handlers, scope);
  const drafts = new Map<ModelId, ModelDraft>();
  for (const { key, keySpan: span, value } of items) {
    const whole = flat.get(key);
    const fields = resolveFields(
      whole?.fields.values() ?? [],
      scope,
      whole?.computed.size === 0 ? undefined : COMPUTED_RESERVED,
    );
    const computed = computedScope === undefined
      ? []
      : resolveComputed(key, whole?.computed.values() ?? [], fields, computedScope);
    const id = key as ModelId;
    const broken = lost.has(key) ? "all" : brokenFields([...fields, ...computed], whole);
    const model: Model = {
      id,
      name: key,
      description: value?.description?.value,
      fields,
      computed,
      hidden: [],
      parent: undefined,
      ...(broken === undefined ? {} : { broken }),
      bases: parentsOf(value) as readonly ModelId[],
      storage: undefined,
      input: false,
      output: false,
      span,
    };
    if (value !== undefined) checkGroups(value, model, report);
    drafts.set(id, {
      model,
      storage: (to) => value === undefined ? undefined : storageOf(model, value, whole, to),
    });
  }
  checkEndless(drafts, report);
  checkRevealed([...drafts.values()].map((draft) => draft.model), report);
  return drafts;
}

/** Fields that are written but could not be resolved. */
function brokenFields(
  fields: readonly Pick<Field, "name" | "reference">[],
  flat: FlatModel | undefined,
): ReadonlySet<string> | undefined {
  const names = new Set([...flat?.fields.keys() ?? [], ...flat?.computed.keys() ?? []]);
  for (const { name, reference } of fields) {
    names.delete(name);
    if (reference?.expanded !== undefined) names.delete(reference.expanded);
  }
  return names.size === 0 ? undefined : names;
}

/** What the resolver of computed fields needs to know. */
function computing(config: Config, handlers: HandlerResolver, scope: FieldScope): ComputedScope {
  const configs = new Map((config.models ?? []).map((item) => [item.key, item.value]));
  const basesOf = (model: string): readonly string[] => {
    const found = new Set(parentsOf(configs.get(model)));
    for (const base of found) for (const further of parentsOf(configs.get(base))) found.add(further);
    return [...found];
  };
  return { ...scope, handlers, known: knownNames(config), basesOf, calls: new Map() };
}

/** Whether a model surely has no such field: none that was left out because of an error has that name. */
export function lacks(model: Model, name: string): boolean {
  if (model.broken === "all" || model.broken?.has(name)) return false;
  return !model.fields.some((field) => field.name === name);
}

/** The field of a name; a relation's key also has that of the relation. */
function fieldOf(model: Model, name: string): Field | undefined {
  return model.fields.find((field) => field.name === name) ??
    model.fields.find(({ reference }) => reference?.expanded === name);
}

function checkGroups(config: ModelConfig, model: Model, report: Report): void {
  const names = model.fields.map((field) => field.name);
  for (const group of [...config.indexes ?? [], ...config.unique ?? []]) {
    for (const named of group) {
      if (
        fieldOf(model, named.value) === undefined && lacks(model, named.value) && !reportComputed(model, named, report)
      ) {
        report(
          UNKNOWN_FIELD.at(named.span, { field: named.value, fields: names, place: `Model ${quoted(model.name)}` }),
        );
      }
    }
  }
}

/** Finds the key, the unique groups and the default order. */
function storageOf(
  model: Model,
  config: ModelConfig,
  flat: FlatModel | undefined,
  report: Report,
): Storage | undefined {
  const primaries = model.fields.filter((field) => field.primary);
  const key = primaries[0] ?? model.fields.find((field) => field.name === "id");
  const [first, second] = primaries;
  if (first !== undefined && second !== undefined) {
    report(TWO_KEYS.at(second.span, { model: model.name, first: first.name, second: second.name }));
  }
  if (key === undefined) {
    if (model.broken === undefined) report(NO_KEY.at(model.span, { model: model.name }));
    return undefined;
  }
  const versions = model.fields.filter((field) => isVersion(flat?.fields.get(field.name)?.config));
  const [version, another] = versions;
  if (version !== undefined && another !== undefined) {
    report(TWO_VERSIONS.at(another.span, { model: model.name, first: version.name, second: another.name }));
  }
  const touchedBy = (when: "create" | "write") => (field: Field) => {
    const written = flat?.fields.get(field.name)?.config;
    const kind = touches(written === undefined || "value" in written ? undefined : written);
    return kind === when || (when === "create" && kind === "write");
  };
  const attributeOf = (named: Spanned<string>) => fieldOf(model, named.value)?.attribute;
  const groups = (lists: readonly (readonly Spanned<string>[])[] | undefined) =>
    (lists ?? []).map((group) => group.map(attributeOf).filter((attribute) => attribute !== undefined));
  const numbered = key.type.kind === "int" && key.auto;
  return {
    key: key.attribute,
    unique: [
      ...model.fields.filter((field) => field.unique && field !== key).map((field) => [field.attribute]),
      ...groups(config.unique),
    ],
    indexes: groups(config.indexes),
    order: model.fields.filter(touchedBy("create")).slice(0, 1).map((field) => field.attribute),
    autoincrement: numbered ? key.attribute : undefined,
    touched: model.fields.filter(touchedBy("write")).map((field) => field.attribute),
    table: config.table_name?.value ?? plural(toSnakeCase(model.name)),
    version: versions[0]?.attribute,
    references: model.fields.flatMap(({ attribute, reference }) =>
      reference === undefined ? [] : [{ attribute, model: reference.model, onDelete: reference.onDelete }]
    ),
  };
}

/** Required references that lead back to their model: no JSON text could ever satisfy them. */
function checkEndless(drafts: ReadonlyMap<ModelId, ModelDraft>, report: Report): void {
  const state = new Map<ModelId, "open" | "done">();
  const needs = (id: ModelId): readonly { readonly model: ModelId; readonly span: Span }[] =>
    (drafts.get(id)?.model.fields ?? []).flatMap((field) =>
      field.type.kind === "model" && !field.nullable && field.presence.kind === "required"
        ? [{ model: field.type.model, span: field.span }]
        : []
    );
  for (const start of drafts.keys()) {
    const path: { readonly id: ModelId; readonly rest: { readonly model: ModelId; readonly span: Span }[] }[] = [];
    if (!state.has(start)) path.push({ id: start, rest: [...needs(start)] });
    if (path.length > 0) state.set(start, "open");
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.pop();
      if (next === undefined) {
        state.set(top.id, "done");
        path.pop();
      } else if (state.get(next.model) === "open") {
        const from = path.findIndex((step) => step.id === next.model);
        report(
          ENDLESS_MODEL.at(next.span, { chain: [...path.slice(from).map((step) => step.id), next.model].slice(0, 8) }),
        );
      } else if (!state.has(next.model)) {
        state.set(next.model, "open");
        path.push({ id: next.model, rest: [...needs(next.model)] });
      }
    }
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [NO_KEY, TWO_KEYS, TWO_VERSIONS, ENDLESS_MODEL] as const;
