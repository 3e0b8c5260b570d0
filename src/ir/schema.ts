/** Tables of a SQL database, as `tables.py` declares them and migrations change them. Prints as JSON. */

import type { ModelId, OnDelete } from "./api.ts";

/** All tables, those that others refer to first where that is possible. */
export interface Schema {
  readonly tables: readonly Table[];
}

/** The table of a stored model. */
export interface Table {
  readonly name: string;
  readonly model: ModelId;
  readonly columns: readonly Column[];
  readonly primaryKey: string;
  readonly uniques: readonly Group[];
  readonly indexes: readonly Group[];
  readonly foreignKeys: readonly ForeignKey[];
}

/** A column; its name is that of the attribute. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** The database numbers it. */
  readonly autoincrement: boolean;
}

/** What a column holds. Enums of mixed kinds, lists, mappings and models are JSON. */
export type ColumnType =
  /** `length` in characters; undefined without a limit. */
  | { readonly kind: "text"; readonly length: number | undefined }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | { readonly kind: "number-enum"; readonly values: readonly (number | bigint)[] }
  | {
    readonly kind: "int" | "float" | "decimal" | "bool" | "datetime" | "date" | "time" | "uuid" | "bytes" | "json";
  };

/** A unique constraint or an index. */
export interface Group {
  /** Unique in the database. */
  readonly name: string;
  readonly columns: readonly string[];
}

/** A column that holds keys of a table. */
export interface ForeignKey {
  readonly name: string;
  readonly column: string;
  readonly table: string;
  /** The primary key of that table. */
  readonly target: string;
  readonly onDelete: OnDelete;
}
