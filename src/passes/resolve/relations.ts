/** Relations: fields that hold the key of a record of another model. */

import { define, type Report } from "../../diagnostics/define.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { quoted } from "../../diagnostics/text.ts";
import {
  type Api,
  type FieldType,
  isAction,
  type Model,
  type ModelId,
  type OnDelete,
  type Reference,
  type Storage,
} from "../../ir/api.ts";
import type { FieldConfig } from "../../language/model.ts";
import { APPLICABLE, typeNamed } from "../../language/types.ts";
import type { Span } from "../../source/source.ts";
import type { FlatField, FlatModel } from "./flatten.ts";
import { isMapping, MISPLACED_RELATION } from "./relation_keys.ts";
import { stepsOf } from "../uses.ts";
import { checkApplicable, resolveType, type TypeScope } from "./types.ts";

/** A relation to something that is no key of a record. */
export const RELATION_TARGET = define<{ target: string; reason: string; help: string }>(
  "E256",
  "relation-target",
  {
    message: ({ target, reason }) => `Nothing can refer to ${quoted(target)}: ${reason}`,
    help: ({ help }) => help,
  },
);

/** A foreign key of another type than the key that it refers to. */
export const RELATION_TYPE = define<{ field: string; type: string; target: string; expected: string }>(
  "E257",
  "relation-type",
  {
    message: ({ field, type, target, expected }) =>
      `${quoted(field)} is of type ${quoted(type)}, but ${quoted(target)} is of type ${quoted(expected)}`,
    help: ({ expected }) => `Write "type: ${expected}"`,
  },
);

/** A field that is to become null and cannot be. */
export const SET_NULL = define<{ field: string }>("E258", "set-null-required", {
  message: ({ field }) => `"set_null" would make ${quoted(field)} null, which it cannot be`,
  help: () => `Add "optional: true", or write "on_delete: cascade"`,
});

/** Two fields of one name, one of which is a relation's key. */
export const RELATION_NAME = define<{ relation: string; field: string }>("E260", "relation-name", {
  message: ({ relation, field }) =>
    `The relation ${quoted(relation)} keeps its key in ${quoted(field)}, which is a field already`,
  help: ({ relation, field }) => `Remove the field ${quoted(field)}, or rename the relation ${quoted(relation)}`,
});

/** Records that need each other before any of them can be there. */
export const RELATION_CYCLE = define<{ chain: readonly string[] }>("E261", "relation-cycle", {
  message: ({ chain }) =>
    `No first record of ${quoted(chain[0] ?? "")} can ever be created: it needs one of ${chain.slice(1).join(", of ")}`,
  help: () => `Add "optional: true" to one of these relations`,
});

/** A relation to records of which there can be none. */
export const UNCREATED_TARGET = define<{ field: string; model: string; target: string }>("W147", "uncreated-target", {
  message: ({ field, model, target }) =>
    `${quoted(`${model}.${field}`)} refers to ${quoted(target)}, of which nothing creates records`,
  help: ({ target }) => `Add a route with "action: db.create" and "model: ${target}"`,
});

/** What the resolver of relations needs to know. */
export interface RelationScope extends TypeScope {
  /** Every model as the config would have spelled it without `base`. */
  readonly flat: ReadonlyMap<string, FlatModel>;
  /** Types that were resolved before. */
  readonly types: Map<unknown, FieldType | undefined>;
}

/** What a relation makes of its field. */
export interface Related {
  /** The name of the field that holds the key. */
  readonly name: string;
  readonly type: FieldType;
  readonly reference: Reference;
}

/** The name of the field that holds the key of a relation. */
export function relationKeyName(name: string): string {
  return /_id$/i.test(name) ? name : `${name}_id`;
}

/** Reads a relation; undefined where it is wrong, which was reported. */
export function relate(field: FlatField, config: FieldConfig, scope: RelationScope): Related | undefined {
  const related = config.relation?.value === true
    ? embeddedRelation(field, config, scope)
    : keyRelation(field, config, scope);
  if (related !== undefined && related.reference.onDelete === "set_null" && config.optional?.value !== true) {
    scope.report(SET_NULL.at(config.on_delete?.span ?? field.span, { field: related.name }));
  }
  return related;
}

/** `{type: ref, model: X, relation: true}`. */
function embeddedRelation(field: FlatField, config: FieldConfig, scope: RelationScope): Related | undefined {
  const { report } = scope;
  const named = typeNamed(config.type.value);
  const isModel = named === undefined;
  checkApplicable(named ?? "ref", config, report);
  if (!isModel && named !== "ref") return undefined;
  const target = isModel ? config.type : config.model;
  if (target === undefined || !scope.models.has(target.value)) return undefined;
  const type = keyTypeOf(target.value, scope, target.span);
  if (type === undefined) return undefined;
  const name = relationKeyName(field.name);
  const expanded = name === field.name ? name.replace(/_id$/i, "") : field.name;
  return { name, type, reference: { model: target.value as ModelId, onDelete: onDeleteOf(config), expanded } };
}

/** `{type: uuid, foreign_key: X.id}`. */
function keyRelation(field: FlatField, config: FieldConfig, scope: RelationScope): Related | undefined {
  const { report } = scope;
  if (!scope.types.has(config)) scope.types.set(config, resolveType(config, scope));
  const type = scope.types.get(config);
  const written = config.foreign_key;
  const named = typeNamed(config.type.value);
  const isSingle = named !== undefined && APPLICABLE["foreign_key"]?.includes(named) === true;
  if (written === undefined || type === undefined || !isSingle) return undefined;
  const dot = written.value.lastIndexOf(".");
  const [model, key] = [written.value.slice(0, Math.max(dot, 0)), written.value.slice(dot + 1)];
  const refuse = (reason: string, help: string) =>
    report(RELATION_TARGET.at(written.span, { target: written.value, reason, help }));
  if (!scope.models.has(model)) {
    const known = dot > 0 ? model : written.value;
    const isModel = scope.models.has(written.value);
    const keyField = isModel ? keyFieldOf(scope.flat.get(written.value))?.name ?? "id" : "id";
    refuse(
      isModel ? "it is a model, not its key" : `there is no model ${quoted(known)}`,
      isModel ? `Write "foreign_key: ${written.value}.${keyField}"` : didYouMean(known, scope.models) ??
        `Declare the model, or write "foreign_key: Model.field"`,
    );
    return undefined;
  }
  const target = scope.flat.get(model);
  const keyField = keyFieldOf(target);
  if (keyField === undefined || keyNameOf(keyField) !== key) {
    refuse(
      keyField === undefined ? `model ${quoted(model)} has no key` : "it is not the key of its model",
      keyField === undefined
        ? `Add a field "id" to ${quoted(model)}, or mark one with "primary: true"`
        : `Write "foreign_key: ${model}.${keyNameOf(keyField)}"`,
    );
    return undefined;
  }
  const expected = keyTypeOf(model, scope, written.span);
  if (expected === undefined) return undefined;
  if (expected.kind !== type.kind) {
    report(RELATION_TYPE.at(config.type.span, {
      field: field.name,
      type: type.kind,
      target: written.value,
      expected: expected.kind,
    }));
    return undefined;
  }
  const plain = field.name.replace(/_id$/i, "");
  const expanded = plain === field.name ? undefined : plain;
  return { name: field.name, type, reference: { model: model as ModelId, onDelete: onDeleteOf(config), expanded } };
}

function onDeleteOf(config: FieldConfig): OnDelete {
  return config.on_delete?.value ?? "restrict";
}

/** The field that tells records of a model apart. */
function keyFieldOf(model: FlatModel | undefined): FlatField | undefined {
  const fields = [...model?.fields.values() ?? []];
  return fields.find(({ config }) => isMapping(config) && config.primary?.value === true) ??
    fields.find(({ name }) => name === "id");
}

function keyNameOf({ name, config }: FlatField): string {
  return isMapping(config) && config.relation?.value === true ? relationKeyName(name) : name;
}

/** The type of the key of a model, through keys that are relations themselves. */
function keyTypeOf(model: string, scope: RelationScope, span: Span): FieldType | undefined {
  const passed = new Set<string>();
  for (let current = model;;) {
    const refuse = (reason: string, help: string) => {
      scope.report(RELATION_TARGET.at(span, { target: model, reason, help }));
      return undefined;
    };
    if (passed.has(current)) return refuse("its key refers to itself", `Give one of the models a key of its own`);
    passed.add(current);
    const key = keyFieldOf(scope.flat.get(current));
    if (key === undefined) {
      return refuse("the model has no key", `Add a field "id" to ${quoted(current)}, or mark one with "primary: true"`);
    }
    const { config } = key;
    if (isMapping(config) && config.relation?.value === true) {
      const next = typeNamed(config.type.value) === undefined ? config.type.value : config.model?.value;
      if (next === undefined || !scope.models.has(next)) return undefined;
      current = next;
      continue;
    }
    if (!scope.types.has(config)) scope.types.set(config, resolveType(config, scope));
    return scope.types.get(config);
  }
}

/** The stored models, and those that their relations need. */
export function withTargets(
  start: readonly ModelId[],
  models: ReadonlyMap<ModelId, Model>,
): ReadonlySet<ModelId> {
  const found = new Set(start);
  for (const id of found) {
    for (const { reference } of models.get(id)?.fields ?? []) {
      if (reference !== undefined) found.add(reference.model);
    }
  }
  return found;
}

/** Reports required relations that lead back to their model: none of the records can be the first one. */
export function checkRelationCycles(
  storages: ReadonlyMap<ModelId, Storage>,
  models: ReadonlyMap<ModelId, Model>,
  report: Report,
): void {
  const needs = (id: ModelId) =>
    (models.get(id)?.fields ?? []).flatMap((field) => {
      const { reference, nullable } = field;
      if (reference === undefined || nullable || !storages.has(id)) return [];
      // A record whose key the client chooses can name itself.
      const own = reference.model === id &&
        !models.get(id)?.fields.some((one) => one.attribute === storages.get(id)?.key && one.auto);
      return own ? [] : [{ model: reference.model, span: field.span }];
    });
  const done = new Set<ModelId>();
  for (const start of storages.keys()) {
    const path: { readonly id: ModelId; readonly rest: { readonly model: ModelId; readonly span: Span }[] }[] = [];
    if (!done.has(start)) path.push({ id: start, rest: [...needs(start)] });
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.pop();
      const open = next === undefined ? -1 : path.findIndex((step) => step.id === next.model);
      if (next === undefined) {
        done.add(top.id);
        path.pop();
      } else if (open !== -1) {
        const chain = [...path.slice(open).map((step) => step.id), next.model].slice(0, 8);
        report(RELATION_CYCLE.at(next.span, { chain }));
      } else if (!done.has(next.model)) path.push({ id: next.model, rest: [...needs(next.model)] });
    }
  }
}

/** Warns about relations to models without records: memory starts empty, and no function of the user's may fill it. */
export function checkTargets(api: Api, report: Report): void {
  if (api.database.type !== "memory" || api.userFiles.size > 0) return;
  const created = new Set(api.routes.flatMap((route): readonly ModelId[] => {
    if (isAction(route)) return route.body.kind === "create" ? [route.body.model] : [];
    return stepsOf(route).flatMap((step) => step.kind === "create" ? [step.model] : []);
  }));
  for (const model of api.models.values()) {
    // What is not created itself refers to nothing.
    if (model.storage === undefined || !created.has(model.id)) continue;
    for (const { name, reference, span } of model.fields) {
      if (reference === undefined || created.has(reference.model)) continue;
      report(UNCREATED_TARGET.at(span, { field: name, model: model.name, target: reference.model }));
    }
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [
  MISPLACED_RELATION,
  RELATION_TARGET,
  RELATION_TYPE,
  SET_NULL,
  RELATION_NAME,
  RELATION_CYCLE,
  UNCREATED_TARGET,
] as const;
