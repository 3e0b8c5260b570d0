/** SQL for the values that existing rows get. */

import type { Api, Field, Json } from "../ir/api.ts";
import type { Column, ColumnType, Table } from "../ir/schema.ts";

/** A database that has migrations. */
export type Dialect = "sqlite" | "postgres";

/** The value that the rows of a column get that have none, as SQL; undefined where nobody knows one. */
export type Filler = (table: Table, column: Column) => string | undefined;

/** Takes values from the defaults of fields. */
export function defaultsOf(api: Api, dialect: Dialect): Filler {
  return (table, column) => {
    const model = api.models.get(table.model);
    const field = model?.fields.find((one) => one.attribute === column.name);
    if (field === undefined) return undefined;
    if (model?.storage?.version === column.name) return "1";
    return defaultOf(field, column.type, dialect);
  };
}

function defaultOf({ presence }: Field, type: ColumnType, dialect: Dialect): string | undefined {
  if (presence.kind === "default") {
    const value = presence.value === null ? undefined : literal(presence.value, type);
    return value !== undefined && type.kind === "decimal" ? decimalOf(value, dialect) : value;
  }
  if (presence.kind !== "factory") return undefined;
  switch (presence.factory) {
    case "list":
      return "'[]'";
    case "dict":
      return "'{}'";
    case "uuid4":
      return type.kind === "uuid" ? RANDOM[dialect] : undefined;
    case "now":
      return NOW[dialect][type.kind];
  }
}

/** A decimal number that SQL has as a number or a text. On SQLite the application brings the function along. */
function decimalOf(value: string, dialect: Dialect): string {
  return dialect === "sqlite" ? `to_exact(${value})` : value;
}

/** A UUID of version 4. */
const RANDOM: Readonly<Record<Dialect, string>> = {
  postgres: "gen_random_uuid()",
  sqlite: "lower(hex(randomblob(6)) || '4' || substr(hex(randomblob(2)), 2) || 'a' || substr(hex(randomblob(8)), 2))",
};

const NOW: Readonly<Record<Dialect, Readonly<Partial<Record<ColumnType["kind"], string>>>>> = {
  postgres: { datetime: "now()", date: "current_date", time: "(now() AT TIME ZONE 'utc')::time" },
  sqlite: {
    datetime: "strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')",
    date: "date('now')",
    time: "strftime('%H:%M:%f000', 'now')",
  },
};

/** A text of SQL. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A value as both databases take it: what is no number is a text that they read. */
export function literal(value: Json, type: ColumnType): string | undefined {
  if (type.kind === "json") return quote(jsonText(value));
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number" || typeof value === "bigint") {
    return type.kind === "decimal" ? `'${value}'` : `${value}`;
  }
  if (typeof value !== "string") return undefined;
  switch (type.kind) {
    case "datetime":
      return moment(value);
    case "time":
      return clock(value);
    case "uuid":
      return quote(value.replaceAll("-", "").toLowerCase());
    // Their text form is that of JSON, not of the database.
    case "bytes":
      return undefined;
    default:
      return quote(value);
  }
}

/** `2026-01-31T09:30:00.000000Z`. */
function moment(text: string): string | undefined {
  const date = new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
  if (Number.isNaN(date.getTime())) return undefined;
  const fraction = /\.(\d{1,6})/.exec(text)?.[1] ?? "";
  return quote(`${date.toISOString().slice(0, 19)}.${fraction.padEnd(6, "0")}Z`);
}

function clock(text: string): string | undefined {
  const match = /^(\d\d:\d\d)(:\d\d)?(?:\.(\d{1,6}))?Z?$/.exec(text);
  if (match === null) return undefined;
  return quote(`${match[1]}${match[2] ?? ":00"}.${(match[3] ?? "").padEnd(6, "0")}`);
}

function jsonText(value: Json): string {
  if (typeof value === "bigint") return value.toString();
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${JSON.stringify(key)}: ${jsonText(item)}`).join(", ")}}`;
  }
  return isList(value) ? `[${value.map(jsonText).join(", ")}]` : "null";
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Values that mean nothing, for columns that come back when a revision is taken back: what they held is gone. */
export function emptyValues(dialect: Dialect): Filler {
  return (table, { name, type, nullable }) => {
    if (nullable) return undefined;
    const isUnique = table.uniques.some((group) => group.columns.includes(name));
    if (type.kind === "uuid") return RANDOM[dialect];
    if (type.kind === "text" && isUnique && (type.length ?? 36) >= 36) {
      return dialect === "postgres" ? `${RANDOM.postgres}::text` : RANDOM.sqlite;
    }
    const [first] = type.kind === "enum" || type.kind === "number-enum" ? type.values : [];
    if (first !== undefined) return typeof first === "string" ? quote(first) : String(first);
    return type.kind === "decimal" ? decimalOf("'0'", dialect) : EMPTY[type.kind];
  };
}

const EMPTY: Readonly<Partial<Record<ColumnType["kind"], string>>> = {
  text: "''",
  int: "0",
  float: "0",
  bool: "false",
  datetime: "'1970-01-01T00:00:00.000000Z'",
  date: "'1970-01-01'",
  time: "'00:00:00.000000'",
  bytes: "''",
  // Columns of JSON hold lists more often than anything else.
  json: "'[]'",
};
