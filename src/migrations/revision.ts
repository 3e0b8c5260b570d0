/** A revision as a module of Python. */

import type { OnDelete } from "../ir/api.ts";
import type { Column, ForeignKey } from "../ir/schema.ts";
import type { Expr, FunctionDef, Module, Stmt } from "../python/ast.ts";
import {
  assign,
  attr,
  bool,
  call,
  comment,
  declare,
  dict,
  expr,
  from,
  int,
  type Keywords,
  list,
  name,
  NONE,
  str,
} from "../python/build.ts";
import type { Check, Live } from "./compare.ts";
import type { Alteration, Rows, Step, Value } from "./steps.ts";
import { columnType } from "./types.ts";
import { type Dialect, quote } from "./values.ts";

/** What a revision is made of. */
export interface Revision {
  readonly id: string;
  /** The revision before it. */
  readonly after: string | undefined;
  /** One line. */
  readonly message: string;
  readonly dialect: Dialect;
  readonly upgrade: readonly Step[];
  readonly downgrade: readonly Step[];
}

const sql = (id: string) => from("sqlalchemy", id);
const OP = from("alembic", "op");

/** The name as it is: no rule makes another one of it. */
const plain = (id: string) => call(attr(OP, "f"), [str(id)]);

/** The module of a revision. */
export function revisionModule({ id, after, message, dialect, upgrade, downgrade }: Revision): Module {
  const text = message.replace(/[.\s]+$/, "");
  return {
    path: `migrations/versions/${id}.py`,
    docstring: `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`,
    body: [
      declare("revision", name("str"), str(id)),
      after === undefined ? assign("down_revision", NONE) : declare("down_revision", name("str"), str(after)),
      functionOf("upgrade", "Bring the database to this revision.", upgrade, dialect),
      functionOf("downgrade", "Take this revision back.", downgrade, dialect),
    ],
  };
}

function functionOf(id: string, docstring: string, steps: readonly Step[], dialect: Dialect): FunctionDef {
  const body = steps.flatMap((step) => statementsOf(step, dialect));
  return { kind: "function", name: id, decorators: [], parameters: [], returns: NONE, docstring, body };
}

const op = (method: string, args: readonly Expr[], keywords: Keywords = {}): Stmt =>
  expr(call(attr(OP, method), args, keywords));

function statementsOf(step: Step, dialect: Dialect): readonly Stmt[] {
  switch (step.kind) {
    case "rename-table":
      return [op("rename_table", [str(step.from), str(step.to)]), ...renamedKey(step, dialect)];
    case "rename-column":
      return [op("alter_column", [str(step.table), str(step.from)], { new_column_name: str(step.to) })];
    case "create-table":
      return [
        op(
          "create_table",
          [str(step.table.name), ...tableParts(step.table, dialect, plain)],
          tableKeywords(step.table, dialect),
        ),
      ];
    case "drop-table":
      return [op("drop_table", [str(step.table)])];
    case "create-index":
      return [op("create_index", [plain(step.index.name), str(step.table), list(step.index.columns.map(str))])];
    case "drop-index":
      return [op("drop_index", [plain(step.index.name)], { table_name: str(step.table) })];
    case "add-column":
      return [op("add_column", [str(step.table), columnOf(step.column, dialect, false)])];
    case "update":
      return [op("execute", [update(step.table, step.column, step.to, step.rows)])];
    case "alter":
      return dialect === "sqlite"
        ? inBatch(step.current, step.alterations)
        : step.alterations.map((one) => alterationOf(one, dialect, { of: OP, table: str(step.current.name) }));
  }
}

/** PostgreSQL keeps the name of a primary key when its table gets another one. */
function renamedKey(
  { from: before, to }: { readonly from: string; readonly to: string },
  dialect: Dialect,
): readonly Stmt[] {
  if (dialect === "sqlite") return [];
  const quoted = (id: string) => `"${id.replaceAll('"', '""')}"`;
  const statement = `ALTER TABLE ${quoted(to)} RENAME CONSTRAINT ${quoted(`pk_${before}`)} TO ${quoted(`pk_${to}`)}`;
  return [op("execute", [str(statement)])];
}

/** SQLite cannot change a table in place: a new one takes the rows over. */
function inBatch(current: Live, alterations: readonly Alteration[]): readonly Stmt[] {
  const args = [str(current.name), call(sql("MetaData")), ...tableParts(current, "sqlite", str)];
  const indexes = current.indexes.map((index) => call(sql("Index"), [str(index.name), ...index.columns.map(str)]));
  const batch = call(attr(OP, "batch_alter_table"), [str(current.name)], { copy_from: name("current") });
  return [
    ...(current.columns.some((column) => column.autoincrement) ? keepNumbers(current.name) : []),
    ...rewritten(current.name, alterations, "from_exact"),
    assign("current", call(sql("Table"), [...args, ...indexes], tableKeywords(current, "sqlite"))),
    {
      kind: "with",
      items: [{ context: batch, target: name("batch") }],
      body: alterations.map((one) => alterationOf(one, "sqlite", { of: name("batch"), table: undefined })),
    },
    ...rewritten(current.name, alterations, "to_exact"),
  ];
}

/** SQLite casts what its own types hold, which decimal numbers do not belong to. */
function rewritten(
  table: string,
  alterations: readonly Alteration[],
  by: "from_exact" | "to_exact",
): readonly Stmt[] {
  return alterations.flatMap((one) => {
    if (one.kind !== "alter-column" || one.type === undefined) return [];
    const [exact, other] = by === "from_exact" ? [one.before.type, one.type] : [one.type, one.before.type];
    if (exact.kind !== "decimal" || other.kind === "decimal") return [];
    const column = one.before.name;
    const value = call(attr(sql("func"), by), [columnNamed(column)]);
    return [op("execute", [updated(table, column, value)])];
  });
}

/** The new table goes on with the numbers of the old one, also where the rows with the highest ones were deleted. */
function keepNumbers(table: string): readonly Stmt[] {
  // What Alembic calls the new table until it is complete.
  const temporary = `_alembic_tmp_${table}`.slice(0, 50);
  const row = `SELECT ${quote(temporary)}, seq FROM sqlite_sequence WHERE name = ${quote(table)}`;
  return [
    comment("The numbers of deleted rows are not given away again."),
    op("execute", [str(`INSERT INTO sqlite_sequence (name, seq) ${row}`)]),
  ];
}

/** What makes an alteration: `op`, which needs the table, or a batch, which knows it. */
interface Target {
  readonly of: Expr;
  readonly table: Expr | undefined;
}

function alterationOf(alteration: Alteration, dialect: Dialect, { of, table }: Target): Stmt {
  const own = table === undefined ? [] : [table];
  const make = (method: string, args: readonly Expr[], keywords: Keywords = {}) =>
    expr(call(attr(of, method), args, keywords));
  switch (alteration.kind) {
    case "drop-constraint":
      return make("drop_constraint", [plain(alteration.name), ...own], { type_: str(alteration.type) });
    case "drop-column":
      return make("drop_column", [...own, str(alteration.column)]);
    case "alter-column": {
      const { before, type, nullable, using } = alteration;
      return make("alter_column", [...own, str(before.name)], {
        existing_type: columnType(before.type, dialect),
        type_: type === undefined ? undefined : columnType(type, dialect),
        existing_nullable: nullable === undefined ? bool(before.nullable) : undefined,
        nullable: nullable === undefined ? undefined : bool(nullable),
        postgresql_using: using === undefined || dialect === "sqlite" ? undefined : str(using),
      });
    }
    case "add-check":
      return make("create_check_constraint", [plain(alteration.check.name), ...own, conditionOf(alteration.check)]);
    case "add-unique":
      return make("create_unique_constraint", [
        plain(alteration.group.name),
        ...own,
        list(alteration.group.columns.map(str)),
      ]);
    case "add-key": {
      const { name: id, table: target, column, target: key, onDelete } = alteration.key;
      return make("create_foreign_key", [plain(id), ...own, str(target), list([str(column)]), list([str(key)])], {
        ondelete: onDeleteOf(onDelete),
      });
    }
  }
}

/** What `tables.py` says of it, too: to refuse is what databases do unless they are told something else. */
const ON_DELETE: Readonly<Record<OnDelete, string | undefined>> = {
  restrict: undefined,
  cascade: "CASCADE",
  set_null: "SET NULL",
};

function onDeleteOf(onDelete: OnDelete): Expr | undefined {
  const action = ON_DELETE[onDelete];
  return action === undefined ? undefined : str(action);
}

/** Columns and constraints, as `create_table` takes them. */
function tableParts(table: Live, dialect: Dialect, named: (id: string) => Expr): readonly Expr[] {
  const key = (one: ForeignKey) =>
    call(sql("ForeignKeyConstraint"), [list([str(one.column)]), list([str(`${one.table}.${one.target}`)])], {
      name: named(one.name),
      ondelete: onDeleteOf(one.onDelete),
    });
  return [
    ...table.columns.map((column) => columnOf(column, dialect, column.name === table.primaryKey)),
    ...table.checks.map((check) => call(sql("CheckConstraint"), [conditionOf(check)], { name: named(check.name) })),
    ...table.foreignKeys.map(key),
    call(sql("PrimaryKeyConstraint"), [str(table.primaryKey)], { name: named(`pk_${table.name}`) }),
    ...table.uniques.map((group) => call(sql("UniqueConstraint"), group.columns.map(str), { name: named(group.name) })),
  ];
}

function tableKeywords(table: Live, dialect: Dialect): Keywords {
  const isNumbered = dialect === "sqlite" && table.columns.some((column) => column.autoincrement);
  return { sqlite_autoincrement: isNumbered ? bool(true) : undefined };
}

function columnOf(column: Column, dialect: Dialect, isKey: boolean): Expr {
  const isNumber = column.type.kind === "int" || column.type.kind === "number-enum";
  return call(sql("Column"), [str(column.name), columnType(column.type, dialect)], {
    autoincrement: isKey && isNumber && !column.autoincrement ? bool(false) : undefined,
    nullable: bool(column.nullable),
  });
}

/** Written as `tables.py` has it, so that both make the same text. */
function conditionOf({ column, values }: Check): Expr {
  const texts = values.filter((value) => typeof value === "string");
  if (texts.length === values.length) return among(column, texts.map(str));
  return str(`"${column}" IN (${values.join(", ")})`);
}

const columnNamed = (id: string) => call(sql("column"), [str(id)]);

function among(column: string, values: readonly Expr[], method = "in_"): Expr {
  return call(attr(columnNamed(column), method), [list(values)]);
}

/** `update(table("books", column("pages"))).values({"pages": literal_column("0")})`. */
function update(table: string, column: string, to: Value, rows: Rows): Expr {
  const value = to.kind === "sql"
    ? call(sql("literal_column"), [str(to.sql)])
    : call(attr(sql("func"), "substr"), [columnNamed(column), int(1), int(to.length)]);
  return updated(table, column, value, whereOf(column, rows));
}

function updated(table: string, column: string, value: Expr, where?: Expr): Expr {
  const target = call(sql("update"), [call(sql("table"), [str(table), columnNamed(column)])]);
  const narrowed = where === undefined ? target : call(attr(target, "where"), [where]);
  return call(attr(narrowed, "values"), [dict([[str(column), value]])]);
}

function whereOf(column: string, rows: Rows): Expr | undefined {
  if (rows === "all") return undefined;
  if (rows === "null") return call(attr(columnNamed(column), "is_"), [NONE]);
  if ("otherThan" in rows) {
    const values = rows.otherThan.map((value) => typeof value === "string" ? str(value) : int(value));
    return among(column, values, "not_in");
  }
  const length = call(attr(sql("func"), "length"), [columnNamed(column)]);
  return { kind: "binary", operator: ">", left: length, right: int(rows.longerThan) };
}
