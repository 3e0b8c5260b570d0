/** What differs between two schemas: pairs of tables that are the same one, and what came and went. */

import type { Column, ForeignKey, Group, Schema, Table } from "../ir/schema.ts";
import { checkName } from "../passes/lower/schema.ts";

/** A table or a column that has another name now. */
export type Rename =
  | { readonly kind: "table"; readonly from: string; readonly to: string }
  /** `table` is the name of today. */
  | { readonly kind: "column"; readonly table: string; readonly from: string; readonly to: string };

/** A column that holds one of a few values. */
export interface Check {
  readonly name: string;
  readonly column: string;
  readonly values: readonly (string | number | bigint)[];
}

/** A table with the names that its constraints have in the database, whatever its columns were called then. */
export interface Live extends Table {
  readonly checks: readonly Check[];
}

/** One table at two times. The earlier one has the names of tables and columns of the later one. */
export interface Pair {
  readonly before: Live;
  readonly after: Live;
}

/** Two schemas beside each other. */
export interface Comparison {
  readonly renames: readonly Rename[];
  readonly added: readonly Live[];
  readonly dropped: readonly Live[];
  readonly kept: readonly Pair[];
}

/** One difference, in the words of people. Tables and columns have their later names. */
export type Change =
  | { readonly kind: "add-table" | "drop-table"; readonly table: string }
  | { readonly kind: "rename-table"; readonly table: string; readonly from: string }
  | { readonly kind: "rename-column"; readonly table: string; readonly column: string; readonly from: string }
  | { readonly kind: "add-column" | "drop-column"; readonly table: string; readonly column: Column }
  | { readonly kind: "alter-column"; readonly table: string; readonly before: Column; readonly after: Column }
  | {
    readonly kind: "add-unique" | "drop-unique" | "add-index" | "drop-index";
    readonly table: string;
    readonly group: Group;
  }
  | { readonly kind: "add-key" | "drop-key"; readonly table: string; readonly key: ForeignKey };

/** Compares two schemas. */
export function compare(old: Schema, current: Schema, renames: readonly Rename[] = []): Comparison {
  const earlier = renamed(old.tables.map(withChecks), renames);
  const later = current.tables.map(withChecks);
  const kept = later.flatMap((after): Pair[] => {
    const before = earlier.find((table) => table.name === after.name);
    return before === undefined ? [] : [{ before, after }];
  });
  const isKept = (table: Live) => kept.some((pair) => pair.after.name === table.name);
  return {
    renames,
    added: later.filter((table) => !isKept(table)),
    dropped: earlier.filter((table) => !isKept(table)),
    kept,
  };
}

/** The way back. */
export function backwards(renames: readonly Rename[]): readonly Rename[] {
  const tables = new Map(renames.flatMap((one) => one.kind === "table" ? [[one.to, one.from]] : []));
  return renames.map((one) =>
    one.kind === "table"
      ? { ...one, from: one.to, to: one.from }
      : { ...one, table: tables.get(one.table) ?? one.table, from: one.to, to: one.from }
  );
}

/** The differences of two schemas. */
export function diff(old: Schema, current: Schema, renames: readonly Rename[] = []): readonly Change[] {
  return changesOf(compare(old, current, renames));
}

/** The differences of a comparison. */
export function changesOf({ renames, added, dropped, kept }: Comparison): readonly Change[] {
  return [
    ...renames.map((one): Change =>
      one.kind === "table"
        ? { kind: "rename-table", table: one.to, from: one.from }
        : { kind: "rename-column", table: one.table, column: one.to, from: one.from }
    ),
    ...added.map(({ name }): Change => ({ kind: "add-table", table: name })),
    ...kept.flatMap(changesOfPair),
    ...dropped.map(({ name }): Change => ({ kind: "drop-table", table: name })),
  ];
}

function changesOfPair({ before, after }: Pair): readonly Change[] {
  const table = after.name;
  const columns = difference(before.columns, after.columns, (one) => one.name);
  const groups = (kind: "unique" | "index", old: readonly Group[], current: readonly Group[]): readonly Change[] => {
    const { gone, come } = difference(old, current, (one) => [one.name, ...one.columns].join(" "));
    return [
      ...gone.map((group): Change => ({ kind: `drop-${kind}`, table, group })),
      ...come.map((group): Change => ({ kind: `add-${kind}`, table, group })),
    ];
  };
  const keys = keyDifference({ before, after });
  return [
    ...columns.come.map((column): Change => ({ kind: "add-column", table, column })),
    ...alteredColumns({ before, after }).map((one): Change => ({ kind: "alter-column", table, ...one })),
    ...columns.gone.map((column): Change => ({ kind: "drop-column", table, column })),
    ...groups("unique", before.uniques, after.uniques),
    ...groups("index", before.indexes, after.indexes),
    ...keys.gone.map((key): Change => ({ kind: "drop-key", table, key })),
    ...keys.come.map((key): Change => ({ kind: "add-key", table, key })),
  ];
}

/** The foreign keys that went and came. */
export function keyDifference({ before, after }: Pair): Difference<ForeignKey> {
  return difference(
    before.foreignKeys,
    after.foreignKeys,
    (one) => [one.name, one.column, one.table, one.target, one.onDelete].join(" "),
  );
}

/** What one list has and the other has not. */
export interface Difference<T> {
  readonly gone: readonly T[];
  readonly come: readonly T[];
}

/** Compares two lists by what tells their items apart. */
export function difference<T>(
  old: readonly T[],
  current: readonly T[],
  identity: (item: T) => string,
): Difference<T> {
  const [before, after] = [new Set(old.map(identity)), new Set(current.map(identity))];
  return {
    gone: old.filter((item) => !after.has(identity(item))),
    come: current.filter((item) => !before.has(identity(item))),
  };
}

/** A column at two times. */
export interface ColumnPair {
  readonly before: Column;
  readonly after: Column;
}

/** The columns that are there before and after, and not the same. */
export function alteredColumns({ before, after }: Pair): readonly ColumnPair[] {
  return after.columns.flatMap((column): ColumnPair[] => {
    const old = before.columns.find((one) => one.name === column.name);
    return old === undefined || sameColumn(old, column) ? [] : [{ before: old, after: column }];
  });
}

function sameColumn(left: Column, right: Column): boolean {
  return left.nullable === right.nullable && left.autoincrement === right.autoincrement &&
    typeText(left) === typeText(right);
}

/** The type of a column in a text: the same text for the same type. */
export function typeText({ type }: Column): string {
  switch (type.kind) {
    case "text":
      return type.length === undefined ? "text" : `text of ${type.length}`;
    case "enum":
      return `one of ${type.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "number-enum":
      return `one of ${type.values.join(", ")}`;
    default:
      return type.kind;
  }
}

/** A change in one line. */
export function describeChange(change: Change): string {
  const { kind, table } = change;
  switch (kind) {
    case "add-table":
      return `add table ${table}`;
    case "drop-table":
      return `drop table ${table}`;
    case "rename-table":
      return `rename table ${change.from} to ${table}`;
    case "rename-column":
      return `rename ${table}.${change.from} to ${change.column}`;
    case "add-column":
      return `add ${table}.${change.column.name}`;
    case "drop-column":
      return `drop ${table}.${change.column.name}`;
    case "alter-column":
      return `change ${table}.${change.after.name} from ${shown(change.before)} to ${shown(change.after)}`;
    case "add-unique":
    case "add-index":
      return `add ${kind.slice(4)} of ${table} (${change.group.columns.join(", ")})`;
    case "drop-unique":
    case "drop-index":
      return `drop ${kind.slice(5)} of ${table} (${change.group.columns.join(", ")})`;
    case "add-key":
      return `add foreign key ${table}.${change.key.column} to ${change.key.table}`;
    case "drop-key":
      return `drop foreign key ${table}.${change.key.column} to ${change.key.table}`;
  }
}

function shown(column: Column): string {
  return `${typeText(column)}${column.nullable ? " or null" : ""}`;
}

function withChecks(table: Table): Live {
  const checks = table.columns.flatMap(({ name, type }): Check[] =>
    type.kind === "enum" || type.kind === "number-enum"
      ? [{ name: checkName(table.name, name), column: name, values: type.values }]
      : []
  );
  return { ...table, checks };
}

/** The tables with the later names of tables and columns; constraints keep the names that they have. */
function renamed(tables: readonly Live[], renames: readonly Rename[]): readonly Live[] {
  const tableNames = new Map(renames.flatMap((one) => one.kind === "table" ? [[one.from, one.to]] : []));
  const columnNames = new Map(
    renames.flatMap((one) => one.kind === "column" ? [[`${one.table} ${one.from}`, one.to]] : []),
  );
  const tableName = (name: string) => tableNames.get(name) ?? name;
  const columnName = (table: string, name: string) => columnNames.get(`${tableName(table)} ${name}`) ?? name;
  return tables.map((table): Live => {
    const column = (name: string) => columnName(table.name, name);
    const group = (one: Group): Group => ({ ...one, columns: one.columns.map(column) });
    return {
      ...table,
      name: tableName(table.name),
      columns: table.columns.map((one) => ({ ...one, name: column(one.name) })),
      primaryKey: column(table.primaryKey),
      uniques: table.uniques.map(group),
      indexes: table.indexes.map(group),
      foreignKeys: table.foreignKeys.map((key) => ({
        ...key,
        column: column(key.column),
        table: tableName(key.table),
        target: columnName(key.table, key.target),
      })),
      checks: table.checks.map((check) => ({ ...check, column: column(check.column) })),
    };
  });
}
