/** `tables.py`: the stored models as SQLAlchemy declares tables. */

import type { Api, Model } from "../../ir/api.ts";
import type { Column, ColumnType, ForeignKey, Group, Table } from "../../ir/schema.ts";
import type { Expr, Module, Stmt } from "../../python/ast.ts";
import {
  assign,
  bool,
  call,
  declare,
  dict,
  from,
  int,
  type Keywords,
  name,
  NONE,
  str,
  subscript,
  tuple,
  union,
} from "../../python/build.ts";
import { toSnakeCase, uniqueName } from "../../python/names.ts";
import { plural } from "../resolve/names.ts";
import { isSql } from "../resolve/database.ts";
import { checkName, schemaOf } from "./schema.ts";

const sql = (id: string) => from("sqlalchemy", id);
const columns = (id: string) => from(".runtime.adapters.columns", id);

/** Names that class bodies need, and attributes of SQLAlchemy's own: columns with these names have other attributes. */
const RESERVED: ReadonlySet<string> = new Set(
  ("metadata registry type_annotation_map Base Mapped mapped_column Any UUID Decimal date datetime time str int float " +
    "bool bytes Characters Enum Double Boolean Date Uuid LargeBinary BigInt Moment Clock Exact Json CheckConstraint " +
    "ForeignKey Index UniqueConstraint MetaData DeclarativeBase conv").split(" "),
);

/** The class of a model's table. */
export function rowName({ name }: Pick<Model, "name">): string {
  return `${name}Row`;
}

/** `tables.py`, where records live in tables. */
export function lowerTables(api: Api): Module | undefined {
  if (!isSql(api.database.type)) return undefined;
  const { tables } = schemaOf(api);
  if (tables.length === 0) return undefined;
  const isSqlite = api.database.type === "sqlite";
  return {
    path: "tables.py",
    docstring: "Tables of the database.",
    body: [
      base(),
      ...tables.flatMap((table) => {
        const model = api.models.get(table.model);
        return model === undefined ? [] : [tableClass(table, model, isSqlite)];
      }),
    ],
  };
}

/** How the database names what no column names. */
const CONVENTION: readonly (readonly [string, string])[] = [
  ["pk", "pk_%(table_name)s"],
  ["uq", "uq_%(table_name)s_%(column_0_N_name)s"],
  ["ix", "ix_%(table_name)s_%(column_0_N_name)s"],
  ["ck", "ck_%(table_name)s_%(constraint_name)s"],
  ["fk", "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s"],
];

function base(): Stmt {
  return {
    kind: "class",
    name: "Base",
    decorators: [],
    bases: [from("sqlalchemy.orm", "DeclarativeBase")],
    docstring: "What the tables have in common: how their constraints are named.",
    body: [
      assign(
        "metadata",
        call(sql("MetaData"), [], {
          naming_convention: dict(CONVENTION.map(([kind, form]) => [str(kind), str(form)])),
        }),
      ),
    ],
  };
}

function tableClass(table: Table, model: Model, isSqlite: boolean): Stmt {
  const taken = new Set(table.columns.map((column) => column.name));
  const members = table.columns.map((column) => {
    const isFree = !RESERVED.has(column.name);
    const attribute = isFree ? column.name : uniqueName(`${column.name}_`, taken);
    taken.add(attribute);
    return columnStatement(column, attribute, table);
  });
  const more = tableArguments(table, isSqlite);
  return {
    kind: "class",
    name: rowName(model),
    decorators: [],
    bases: [name("Base")],
    docstring: `Stored ${plural(toSnakeCase(model.name).replaceAll("_", " "))}.`,
    body: [
      assign("__tablename__", str(table.name)),
      ...(more.length === 0 ? [] : [assign("__table_args__", tuple(more))]),
      ...members,
    ],
  };
}

/** Whether the naming convention gives a constraint of one column its name. */
function isUsual({ name, columns }: Group, kind: "uq" | "ix", table: Table): boolean {
  return columns.length === 1 && name === `${kind}_${table.name}_${columns[0]}`;
}

function usualKey(key: ForeignKey, table: Table): boolean {
  return key.name === `fk_${table.name}_${key.column}_${key.table}`;
}

/** What concerns several columns, or has a name of its own. */
function tableArguments(table: Table, isSqlite: boolean): readonly Expr[] {
  const uniques = table.uniques.filter((group) => !isUsual(group, "uq", table));
  const indexes = table.indexes.filter((group) => !isUsual(group, "ix", table));
  // SQLite would give the number of a deleted record to the next one.
  const isNumbered = isSqlite && table.columns.some((column) => column.autoincrement);
  return [
    ...uniques.map((group) => call(sql("UniqueConstraint"), group.columns.map(str), { name: str(group.name) })),
    ...indexes.map((group) => call(sql("Index"), [str(group.name), ...group.columns.map(str)])),
    ...(isNumbered ? [dict([[str("sqlite_autoincrement"), bool(true)]])] : []),
  ];
}

function columnStatement(column: Column, attribute: string, table: Table): Stmt {
  const isKey = column.name === table.primaryKey;
  const type = typeOf(column.type);
  const check = checkName(table.name, column.name);
  const constraint = check === `ck_${table.name}_${column.name}`
    ? str(column.name)
    : call(from("sqlalchemy.sql.elements", "conv"), [str(check)]);
  const keys = table.foreignKeys.filter((key) => key.column === column.name).map((key) =>
    call(sql("ForeignKey"), [str(`${key.table}.${key.target}`)], {
      name: usualKey(key, table) ? undefined : str(key.name),
      // Without words it is refused, too, but only once all that goes with the record is gone.
      ondelete: key.onDelete === "restrict" ? undefined : str(ON_DELETE[key.onDelete]),
    })
  );
  const checks = column.type.kind === "number-enum"
    ? [
      call(sql("CheckConstraint"), [str(`"${column.name}" IN (${column.type.values.join(", ")})`)], {
        name: constraint,
      }),
    ]
    : [];
  const isOne = (groups: readonly Group[], kind: "uq" | "ix") =>
    groups.some((group) => group.columns[0] === column.name && isUsual(group, kind, table));
  const isNumber = type.python.kind === "name" && type.python.id === "int";
  const keywords: Keywords = {
    primary_key: isKey ? bool(true) : undefined,
    autoincrement: isKey && isNumber && !column.autoincrement ? bool(false) : undefined,
    unique: isOne(table.uniques, "uq") ? bool(true) : undefined,
    index: isOne(table.indexes, "ix") ? bool(true) : undefined,
  };
  const annotation = subscript(
    from("sqlalchemy.orm", "Mapped"),
    column.nullable ? union(type.python, NONE) : type.python,
  );
  const args = [
    ...(attribute === column.name ? [] : [str(column.name)]),
    columnType(column.type, constraint),
    ...keys,
    ...checks,
  ];
  return declare(attribute, annotation, call(from("sqlalchemy.orm", "mapped_column"), args, keywords));
}

const ON_DELETE: Readonly<Record<Exclude<ForeignKey["onDelete"], "restrict">, string>> = {
  cascade: "CASCADE",
  set_null: "SET NULL",
};

/** A kind of columns in Python, and its type in the database. */
interface PlainType {
  readonly python: Expr;
  readonly column: Expr;
}

const TYPES: Readonly<Record<ColumnType["kind"], PlainType>> = {
  text: { python: name("str"), column: columns("Characters") },
  enum: { python: name("str"), column: sql("Enum") },
  "number-enum": { python: name("int"), column: columns("BigInt") },
  int: { python: name("int"), column: columns("BigInt") },
  float: { python: name("float"), column: sql("Double") },
  decimal: { python: from("decimal", "Decimal"), column: columns("Exact") },
  bool: { python: name("bool"), column: sql("Boolean") },
  datetime: { python: from("datetime", "datetime"), column: columns("Moment") },
  date: { python: from("datetime", "date"), column: sql("Date") },
  time: { python: from("datetime", "time"), column: columns("Clock") },
  uuid: { python: from("uuid", "UUID"), column: sql("Uuid") },
  bytes: { python: name("bytes"), column: sql("LargeBinary") },
  json: { python: from("typing", "Any"), column: columns("Json") },
};

function typeOf({ kind }: ColumnType): PlainType {
  return TYPES[kind];
}

function columnType(type: ColumnType, constraint: Expr): Expr {
  if (type.kind === "text" && type.length !== undefined) return call(columns("Characters"), [int(type.length)]);
  if (type.kind !== "enum") return TYPES[type.kind].column;
  return call(sql("Enum"), type.values.map(str), {
    name: constraint,
    native_enum: bool(false),
    create_constraint: bool(true),
  });
}
