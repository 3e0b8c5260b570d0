/** The steps from one schema to another, in an order that databases take. */

import type { Column, ForeignKey, Group, Table } from "../ir/schema.ts";
import {
  alteredColumns,
  type Check,
  type ColumnPair,
  type Comparison,
  difference,
  keyDifference,
  type Live,
  type Pair,
} from "./compare.ts";
import { type Conversion, conversionOf, removedValues } from "./conversion.ts";
import { type Filler, literal } from "./values.ts";

/** One step of a revision. */
export type Step =
  | { readonly kind: "rename-table"; readonly from: string; readonly to: string }
  | { readonly kind: "rename-column"; readonly table: string; readonly from: string; readonly to: string }
  | { readonly kind: "create-table"; readonly table: Live }
  | { readonly kind: "drop-table"; readonly table: string }
  | { readonly kind: "create-index" | "drop-index"; readonly table: string; readonly index: Group }
  | { readonly kind: "add-column"; readonly table: string; readonly column: Column }
  | {
    readonly kind: "update";
    readonly table: string;
    readonly column: string;
    readonly to: Value;
    readonly rows: Rows;
  }
  /** Changes of one table; SQLite makes it anew, from what it is at this time. */
  | { readonly kind: "alter"; readonly current: Live; readonly alterations: readonly Alteration[] };

/** What a column is set to. */
export type Value = { readonly kind: "sql"; readonly sql: string } | {
  readonly kind: "start";
  readonly length: number;
};

/** Which rows are updated. */
export type Rows =
  | "all"
  | "null"
  | { readonly otherThan: readonly (string | number | bigint)[] }
  | { readonly longerThan: number };

/** A change of a table that exists. */
export type Alteration =
  | { readonly kind: "drop-constraint"; readonly name: string; readonly type: "foreignkey" | "unique" | "check" }
  | { readonly kind: "drop-column"; readonly column: string }
  | {
    readonly kind: "alter-column";
    readonly before: Column;
    readonly type?: Column["type"];
    readonly nullable?: boolean;
    readonly using?: string;
  }
  | { readonly kind: "add-check"; readonly check: Check }
  | { readonly kind: "add-unique"; readonly group: Group }
  | { readonly kind: "add-key"; readonly key: ForeignKey };

/** The steps from the earlier schema of a comparison to the later one. */
export function stepsOf(comparison: Comparison, filler: Filler): readonly Step[] {
  const { renames, added, dropped, kept } = comparison;
  const known = new Set(kept.map(({ after }) => after.name));
  const created = added.map((table) => {
    known.add(table.name);
    return { table, later: table.foreignKeys.filter((key) => !known.has(key.table)) };
  });
  const gone = dropped.toReversed().map((table) => table.name);
  return [
    ...renames.map((one): Step =>
      one.kind === "table"
        ? { kind: "rename-table", from: one.from, to: one.to }
        : { kind: "rename-column", table: one.table, from: one.from, to: one.to }
    ).sort((left, right) => Number(right.kind === "rename-table") - Number(left.kind === "rename-table")),
    ...created.flatMap(({ table, later }) => creation(table, later)),
    // Tables that refer to each other in a ring get these when all of them are there.
    ...created.flatMap(({ table, later }) =>
      alteration(withoutKeys(table, later), later.map((key) => ({ kind: "add-key", key })))
    ),
    ...kept.flatMap((pair) => alterationsOf(pair, filler)),
    ...dropped.flatMap((table) => {
      const inRing = table.foreignKeys.filter((key) =>
        key.table !== table.name && isBefore(gone, key.table, table.name)
      );
      return alteration(
        table,
        inRing.map(({ name }) => ({ kind: "drop-constraint", name, type: "foreignkey" })),
      );
    }),
    ...gone.map((table): Step => ({ kind: "drop-table", table })),
  ];
}

function isBefore(names: readonly string[], left: string, right: string): boolean {
  return names.includes(left) && names.indexOf(left) < names.indexOf(right);
}

function withoutKeys(table: Live, keys: readonly ForeignKey[]): Live {
  return { ...table, foreignKeys: table.foreignKeys.filter((key) => !keys.includes(key)) };
}

function creation(table: Live, later: readonly ForeignKey[]): readonly Step[] {
  return [
    { kind: "create-table", table: withoutKeys(table, later) },
    ...table.indexes.map((index): Step => ({ kind: "create-index", table: table.name, index })),
  ];
}

function alteration(current: Live, alterations: readonly Alteration[]): readonly Step[] {
  return alterations.length === 0 ? [] : [{ kind: "alter", current, alterations }];
}

/** A column whose type or nullability changes. */
interface Altered extends ColumnPair {
  readonly conversion: Conversion;
}

/** First what stands in the way goes, then come columns and values, last what holds them to rules. */
function alterationsOf(pair: Pair, filler: Filler): readonly Step[] {
  const { before, after } = pair;
  const table = after.name;
  const columns = difference(before.columns, after.columns, (one) => one.name);
  const all = alteredColumns(pair).map((one): Altered => ({ ...one, conversion: conversionOf(one.before, one.after) }));
  const altered = all.filter(({ conversion }) => conversion.kind !== "replace");
  const replaced = all.filter(({ conversion }) => conversion.kind === "replace").map((one) => one.after);
  const names = new Set(replaced.map((one) => one.name));
  const isTouched = (one: { readonly columns: readonly string[] }) => one.columns.some((name) => names.has(name));
  const group = (one: Group) => `${one.name} ${one.columns.join(" ")}${isTouched(one) ? " again" : ""}`;
  const oldGroup = (one: Group) => `${one.name} ${one.columns.join(" ")}`;
  const groups = (old: readonly Group[], current: readonly Group[]) => {
    const [has, had] = [new Set(current.map(group)), new Set(old.map(oldGroup))];
    return {
      gone: old.filter((one) => !has.has(oldGroup(one))),
      come: current.filter((one) => !had.has(group(one))),
    };
  };
  const [uniques, indexes] = [groups(before.uniques, after.uniques), groups(before.indexes, after.indexes)];
  const keys = keyDifference(pair);
  const checks = difference(
    before.checks,
    after.checks,
    (one) => JSON.stringify([one.name, one.column, ...one.values.map((value) => [typeof value, String(value)])]),
  );
  const added = [...columns.come, ...replaced];
  const loosened = altered.flatMap(loosening);
  const updates = updatesOf(after, added, altered, filler);
  const wasFilled = new Set(
    updates.flatMap((step) => step.kind === "update" && step.rows === "all" ? [step.column] : []),
  );
  const tightened: readonly Alteration[] = [
    ...altered.flatMap(tightening),
    ...added.filter((column) => !column.nullable).map((column): Alteration => ({
      kind: "alter-column",
      before: { ...column, nullable: true },
      nullable: false,
    })),
    ...checks.come.map((check): Alteration => ({ kind: "add-check", check })),
    ...uniques.come.map((one): Alteration => ({ kind: "add-unique", group: one })),
    ...keys.come.map((key): Alteration => ({ kind: "add-key", key })),
  ];
  const loosens: readonly Alteration[] = [
    ...keys.gone.map(({ name }): Alteration => ({ kind: "drop-constraint", name, type: "foreignkey" })),
    ...uniques.gone.map(({ name }): Alteration => ({ kind: "drop-constraint", name, type: "unique" })),
    ...checks.gone.map(({ name }): Alteration => ({ kind: "drop-constraint", name, type: "check" })),
    ...[...columns.gone, ...replaced].map(({ name }): Alteration => ({ kind: "drop-column", column: name })),
    ...loosened,
  ];
  const indexed: Live = { ...before, indexes: before.indexes.filter((one) => !indexes.gone.includes(one)) };
  const adds = added.map((column): Step => ({ kind: "add-column", table, column: { ...column, nullable: true } }));
  const isOne = adds.length === 0 && updates.length === 0;
  const middle: Live = {
    ...indexed,
    columns: after.columns.map((column): Column => {
      const one = altered.find((each) => each.after.name === column.name);
      if (one !== undefined) return loose(one);
      return added.includes(column) ? { ...column, nullable: true } : column;
    }),
    uniques: before.uniques.filter((one) => !uniques.gone.includes(one)),
    foreignKeys: before.foreignKeys.filter((one) => !keys.gone.includes(one)),
    checks: before.checks.filter((one) => !checks.gone.includes(one)),
  };
  return [
    ...indexes.gone.map((index): Step => ({ kind: "drop-index", table, index })),
    ...(isOne ? alteration(indexed, [...loosens, ...tightened]) : [
      ...alteration(indexed, loosens),
      ...adds,
      ...updates.filter((step) => step.kind !== "update" || !isNeedless(step.column, wasFilled, step.rows)),
      ...alteration(middle, tightened),
    ]),
    ...indexes.come.map((index): Step => ({ kind: "create-index", table, index })),
  ];
}

/** A column that is filled as a whole needs no second look. */
function isNeedless(column: string, filled: ReadonlySet<string>, rows: Rows): boolean {
  return rows !== "all" && filled.has(column);
}

/** The column between the two halves: it takes old values and new ones. */
function loose({ before, after, conversion }: Altered): Column {
  return {
    ...after,
    type: conversion.kind === "shorten" ? before.type : after.type,
    nullable: before.nullable || after.nullable,
  };
}

function loosening(one: Altered): readonly Alteration[] {
  const { before, conversion } = one;
  const { type, nullable } = loose(one);
  const hasType = differs(type, before.type);
  if (!hasType && nullable === before.nullable) return [];
  return [{
    kind: "alter-column",
    before,
    ...(hasType ? { type } : {}),
    ...(nullable === before.nullable ? {} : { nullable }),
    ...(conversion.kind === "cast" ? { using: conversion.using(`"${before.name.replaceAll('"', '""')}"`) } : {}),
  }];
}

function tightening(one: Altered): readonly Alteration[] {
  const { after } = one;
  const middle = loose(one);
  const hasType = differs(after.type, middle.type);
  if (!hasType && after.nullable === middle.nullable) return [];
  return [{
    kind: "alter-column",
    before: middle,
    ...(hasType ? { type: after.type } : {}),
    ...(after.nullable === middle.nullable ? {} : { nullable: after.nullable }),
  }];
}

function differs(left: Column["type"], right: Column["type"]): boolean {
  const text = (type: Column["type"]) =>
    JSON.stringify(type, (_key, value: unknown) => typeof value === "bigint" ? value.toString() : value);
  return text(left) !== text(right);
}

function updatesOf(
  table: Table,
  added: readonly Column[],
  altered: readonly Altered[],
  filler: Filler,
): readonly Step[] {
  const update = (column: string, to: Value, rows: Rows): Step => ({
    kind: "update",
    table: table.name,
    column,
    to,
    rows,
  });
  const filled = (column: Column, rows: Rows): readonly Step[] => {
    const sql = filler(table, column);
    return sql === undefined ? [] : [update(column.name, { kind: "sql", sql }, rows)];
  };
  return [
    ...added.flatMap((column) => filled(column, "all")),
    ...altered.flatMap(({ before, after, conversion }): readonly Step[] => [
      ...(conversion.kind === "shorten"
        ? removedOrShortened(after, conversion.length).map(({ to, rows }) => update(after.name, to, rows))
        : []),
      ...(removedValues(before.type, after.type).length === 0 ? [] : replacement(table, after, filler)),
      ...(before.nullable && !after.nullable ? filled(after, "null") : []),
    ]),
  ];
}

function removedOrShortened(
  { type }: Column,
  length: number,
): readonly { readonly to: Value; readonly rows: Rows }[] {
  // What an enum does not know is replaced as a whole.
  return type.kind === "enum" ? [] : [{ to: { kind: "start", length }, rows: { longerThan: length } }];
}

/** What takes the place of values that an enum has no longer: the default, or null; else the database refuses them. */
function replacement(table: Table, column: Column, filler: Filler): readonly Step[] {
  const { type } = column;
  if (type.kind !== "enum" && type.kind !== "number-enum") return [];
  const values = type.values.map((value) => literal(value, type));
  const fallback = filler(table, column);
  const sql = fallback !== undefined && values.includes(fallback) ? fallback : column.nullable ? "NULL" : undefined;
  if (sql === undefined) return [];
  const to: Value = { kind: "sql", sql };
  return [{ kind: "update", table: table.name, column: column.name, to, rows: { otherThan: type.values } }];
}
