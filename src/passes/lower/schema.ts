/** The tables of an API: what `tables.py` declares, and what migrations lead to. */

import { listFeatures } from "../../features/mod.ts";
import type { Api, Field, FieldType, Model, ModelId, Route, Storage } from "../../ir/api.ts";
import type { Column, ColumnType, ForeignKey, Group, Schema, Table } from "../../ir/schema.ts";
import { uniqueName } from "../../python/names.ts";
import { stepsOf } from "../uses.ts";

/** Longest name that PostgreSQL keeps whole, in bytes. */
const LONGEST_NAME = 63;

/** Longest text that PostgreSQL declares a limit for. */
const LONGEST_LIMIT = 10_485_760;

/** Longest text that fits into an index of PostgreSQL, whatever its characters are. */
const LONGEST_INDEXED = 600;

/** A model with records. */
interface Stored {
  readonly model: Model;
  readonly storage: Storage;
}

/** Works out the tables of the stored models. */
export function schemaOf(api: Api): Schema {
  const stored = [...api.models.values()].flatMap((model) =>
    model.storage === undefined ? [] : [{ model, storage: model.storage }]
  );
  const names = nameTable();
  const tables = new Map(stored.map((one) => [one.model.id, names.of([one.storage.table])]));
  // The names of primary keys come from a rule.
  for (const table of tables.values()) names.of(["pk", table]);
  const narrowed = narrowedBy(api);
  const made = stored.map((one): Table => tableOf(one, tables, stored, narrowed.get(one.model.id) ?? [], names));
  return { tables: referredFirst(made) };
}

function tableOf(
  { model, storage }: Stored,
  tables: ReadonlyMap<ModelId, string>,
  stored: readonly Stored[],
  narrowed: readonly string[],
  names: NameTable,
): Table {
  const name = tables.get(model.id) ?? storage.table;
  const group = (kind: string, columns: readonly string[]): Group => ({
    name: names.of([kind, name, ...columns]),
    columns,
  });
  const uniques = withoutRepeated(storage.unique).map((columns) => group("uq", columns));
  const foreignKeys = storage.references.flatMap((reference): ForeignKey[] => {
    const target = stored.find((one) => one.model.id === reference.model);
    const table = tables.get(reference.model);
    if (target === undefined || table === undefined) return [];
    return [{
      name: names.of(["fk", name, reference.attribute, table]),
      column: reference.attribute,
      table,
      target: target.storage.key,
      onDelete: reference.onDelete,
    }];
  });
  const { key, order } = storage;
  const isOrdered = order.length > 0 && order[0] !== key;
  const wanted = [
    ...storage.indexes,
    ...(isOrdered ? [[...order.filter((one) => one !== key), key]] : []),
    ...foreignKeys.map(({ column }) => [column]),
    ...narrowed.filter((attribute) => isIndexable(model.fields.find((field) => field.attribute === attribute)))
      .map((attribute) => [attribute]),
  ];
  return {
    name,
    model: model.id,
    columns: model.fields.map((field) => columnOf(field, storage)),
    primaryKey: key,
    uniques,
    indexes: missingIndexes(wanted, [[key], ...storage.unique]).map((columns) => group("ix", columns)),
    foreignKeys,
  };
}

function withoutRepeated(groups: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return [...new Map(groups.map((columns) => [columns.join(" "), columns])).values()];
}

/** The indexes that no other one stands in for: one whose first columns are the same. */
function missingIndexes(
  wanted: readonly (readonly string[])[],
  known: readonly (readonly string[])[],
): readonly (readonly string[])[] {
  const starts = (short: readonly string[], long: readonly string[]) =>
    short.length <= long.length && short.every((column, index) => column === long[index]);
  const groups = withoutRepeated(wanted);
  return groups.filter((columns) =>
    !known.some((other) => starts(columns, other)) &&
    !groups.some((other) => other !== columns && starts(columns, other))
  );
}

function columnOf(field: Field, storage: Storage): Column {
  return {
    name: field.attribute,
    type: columnType(field.type),
    // Any value may be null.
    nullable: field.nullable || field.presence.kind === "omittable" || field.type.kind === "any",
    autoincrement: storage.autoincrement === field.attribute,
  };
}

/** What a column of a type holds. */
export function columnType(type: FieldType): ColumnType {
  switch (type.kind) {
    case "str": {
      const { maxLength } = type;
      return { kind: "text", length: maxLength === undefined || maxLength > LONGEST_LIMIT ? undefined : maxLength };
    }
    case "enum": {
      const { values } = type;
      const texts = values.filter((value) => typeof value === "string");
      if (texts.length === values.length) return { kind: "enum", values: texts };
      const numbers = values.filter((value) => typeof value !== "string");
      return numbers.length === values.length ? { kind: "number-enum", values: numbers } : { kind: "json" };
    }
    case "list":
    case "dict":
    case "model":
    case "any":
      return { kind: "json" };
    default:
      return { kind: type.kind };
  }
}

/** Whether every value of a field fits into an index. */
function isIndexable(field: Field | undefined): boolean {
  if (field === undefined) return false;
  const type = columnType(field.type);
  if (type.kind === "text") return type.length !== undefined && type.length <= LONGEST_INDEXED;
  return type.kind !== "json" && type.kind !== "bytes";
}

/** The attributes that routes narrow records by, by model. */
function narrowedBy({ routes }: Api): ReadonlyMap<ModelId, readonly string[]> {
  const found = new Map<ModelId, Set<string>>();
  for (const [model, attribute] of routes.flatMap(narrowings)) {
    const known = found.get(model) ?? new Set();
    found.set(model, known.add(attribute));
  }
  return new Map([...found].map(([model, attributes]) => [model, [...attributes]]));
}

function narrowings(route: Route): readonly (readonly [ModelId, string])[] {
  const steps = stepsOf(route).flatMap((step) =>
    step.kind === "list" ? step.filters.map(({ attribute }) => [step.model, attribute] as const) : []
  );
  if (route.body.kind === "logic") return steps;
  const { kind, model, where } = route.body;
  // Other actions find their record by its key.
  if (kind !== "list") return [];
  return [
    ...where.map(({ attribute }) => [model, attribute] as const),
    ...listFeatures(route).flatMap(({ feature, resolved }) => feature.lookups?.(resolved) ?? [])
      .map((attribute) => [model, attribute] as const),
  ];
}

/** Orders tables so that those that others refer to come first; rings stay in the order of the models. */
function referredFirst(tables: readonly Table[]): readonly Table[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const ordered = new Set<Table>();
  const open = new Set<Table>();
  const visit = (table: Table) => {
    if (ordered.has(table) || open.has(table)) return;
    open.add(table);
    for (const { table: target } of table.foreignKeys) {
      const referred = byName.get(target);
      if (referred !== undefined) visit(referred);
    }
    ordered.add(table);
  };
  for (const table of tables) visit(table);
  return [...ordered];
}

/** Makes names that are unique in a database. */
interface NameTable {
  of(parts: readonly string[]): string;
}

function nameTable(): NameTable {
  const taken = new Set<string>();
  return {
    of(parts) {
      // Some databases know one case only.
      const has = (name: string) => taken.has(name.toLowerCase());
      const name = uniqueName(shortened(parts.join("_")), { has });
      taken.add(name.toLowerCase());
      return name;
    },
  };
}

/** The name of the check of a column that holds one of a few values; unique in its table. */
export function checkName(table: string, column: string): string {
  return shortened(`ck_${table}_${column}`);
}

/** A name that is too long, with a digest in place of its end; there is room for a number behind it. */
function shortened(name: string): string {
  const bytes = new TextEncoder().encode(name).length;
  if (bytes <= LONGEST_NAME) return name;
  const digest = fnv1a(name).toString(16).padStart(8, "0");
  let start = name;
  while (new TextEncoder().encode(start).length > LONGEST_NAME - digest.length - 4) start = start.slice(0, -1);
  return `${start.replace(/_+$/, "")}_${digest}`;
}

/** A small digest that never changes. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
