/** `schema.json`: the tables that the last revision leads to. It is committed with the revisions. */

import type { ModelId } from "../ir/api.ts";
import type { Column, ColumnType, ForeignKey, Group, Schema, Table } from "../ir/schema.ts";
import type { Dialect } from "./values.ts";

/** The tables of a revision. */
export interface Snapshot {
  readonly dialect: Dialect;
  /** The revision that leads there. */
  readonly revision: string;
  readonly schema: Schema;
}

/** Why a text is no snapshot. */
export interface SnapshotFault {
  readonly fault: "damaged" | "newer";
}

const VERSION = 1;

/** A snapshot as text: sorted, the same for the same tables. */
export function printSnapshot({ dialect, revision, schema }: Snapshot): string {
  const content = {
    version: VERSION,
    database: dialect,
    revision,
    tables: [...schema.tables].sort((left, right) => left.name < right.name ? -1 : 1).map((table) => ({
      name: table.name,
      model: table.model,
      primaryKey: table.primaryKey,
      columns: table.columns.map(({ name, type, nullable, autoincrement }) => ({
        name,
        ...type,
        nullable,
        ...(autoincrement ? { autoincrement } : {}),
      })),
      uniques: sorted(table.uniques),
      indexes: sorted(table.indexes),
      foreignKeys: sorted(table.foreignKeys),
    })),
  };
  // JSON has no integers of more than 53 bits.
  const big = (_key: string, value: unknown) => typeof value === "bigint" ? value.toString() : value;
  return `${JSON.stringify(content, big, 2)}\n`;
}

function sorted<T extends { readonly name: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((left, right) => left.name < right.name ? -1 : 1);
}

/** The snapshot that a text holds. */
export function parseSnapshot(text: string): Snapshot | SnapshotFault {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return { fault: "damaged" };
  }
  if (!isRecord(content)) return { fault: "damaged" };
  const { version, database, revision, tables } = content;
  if (typeof version === "number" && version > VERSION) return { fault: "newer" };
  const dialect = database === "sqlite" || database === "postgres" ? database : undefined;
  const found = listOf(tables, tableOf);
  if (version !== VERSION || dialect === undefined || !isText(revision) || found === undefined) {
    return { fault: "damaged" };
  }
  return { dialect, revision, schema: { tables: found } };
}

function tableOf(value: unknown): Table | undefined {
  if (!isRecord(value)) return undefined;
  const { name, model, primaryKey } = value;
  const columns = listOf(value["columns"], columnOf);
  const uniques = listOf(value["uniques"], groupOf);
  const indexes = listOf(value["indexes"], groupOf);
  const foreignKeys = listOf(value["foreignKeys"], keyOf);
  if (!isText(name) || !isModel(model) || !isText(primaryKey) || columns === undefined) return undefined;
  if (uniques === undefined || indexes === undefined || foreignKeys === undefined) return undefined;
  return { name, model, primaryKey, columns, uniques, indexes, foreignKeys };
}

function columnOf(value: unknown): Column | undefined {
  if (!isRecord(value)) return undefined;
  const { name, nullable, autoincrement } = value;
  const type = typeOf(value);
  if (!isText(name) || typeof nullable !== "boolean" || type === undefined) return undefined;
  return { name, type, nullable, autoincrement: autoincrement === true };
}

const PLAIN = ["int", "float", "decimal", "bool", "datetime", "date", "time", "uuid", "bytes", "json"] as const;

function typeOf({ kind, length, values }: Readonly<Record<string, unknown>>): ColumnType | undefined {
  if (kind === "text") {
    return length === undefined || isWhole(length)
      ? { kind, length: length === undefined ? undefined : length }
      : undefined;
  }
  if (kind === "enum") {
    const texts = listOf(values, (value) => typeof value === "string" ? value : undefined);
    return texts && { kind, values: texts };
  }
  if (kind === "number-enum") {
    const numbers = listOf(values, (value) => {
      if (typeof value === "number") return value;
      return typeof value === "string" && /^-?\d+$/.test(value) ? BigInt(value) : undefined;
    });
    return numbers && { kind, values: numbers };
  }
  const plain = PLAIN.find((one) => one === kind);
  return plain && { kind: plain };
}

function groupOf(value: unknown): Group | undefined {
  if (!isRecord(value)) return undefined;
  const columns = listOf(value["columns"], (one) => isText(one) ? one : undefined);
  const { name } = value;
  return isText(name) && columns !== undefined ? { name, columns } : undefined;
}

function keyOf(value: unknown): ForeignKey | undefined {
  if (!isRecord(value)) return undefined;
  const { name, column, table, target, onDelete } = value;
  if (!isText(name) || !isText(column) || !isText(table) || !isText(target)) return undefined;
  const action = (["restrict", "cascade", "set_null"] as const).find((one) => one === onDelete);
  return action && { name, column, table, target, onDelete: action };
}

/** All items, or nothing where one of them is something else. */
function listOf<T>(value: unknown, read: (item: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(read);
  const known = items.filter((item) => item !== undefined);
  return known.length === items.length ? known : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** Names of models are not told apart from other texts once they are stored. */
function isModel(value: unknown): value is ModelId {
  return isText(value);
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}
