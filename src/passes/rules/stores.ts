/** What real databases ask of routes and models: names that they take, lists that end, writes that belong together. */

import { define, type Report } from "../../diagnostics/define.ts";
import { quoted } from "../../diagnostics/text.ts";
import { type Api, isAction, type Model, type Route } from "../../ir/api.ts";
import { listFeatures } from "../../features/mod.ts";
import { isSql } from "../resolve/database.ts";
import { isAtomic } from "../resolve/writes.ts";
import { hasTransactions } from "../transactions.ts";

/** Writes that are not undone together. */
export const NOT_ATOMIC = define<{ route: string; database: string }>("W142", "writes-without-transaction", {
  message: ({ route, database }) =>
    `What ${quoted(route)} has written stays when a later step fails: ${database} has no transactions here`,
  help: () =>
    'Put the step that can fail before the writes, keep what belongs together in one record, or use "type: postgres"',
});

/** A list that grows with the table. */
export const UNLIMITED_LIST = define<{ route: string }>("W143", "list-without-pagination", {
  message: ({ route }) => `${quoted(route)} reads and sends every record that there is`,
  help: () => 'Add "pagination: true"',
});

/** A table that the database does not take, or two in one. */
export const TABLE_NAME = define<{ model: string; table: string; reason: string }>("E243", "table-name", {
  message: ({ model, table, reason }) => `The table ${quoted(table)} of model ${quoted(model)} ${reason}`,
  help: () => 'Write "table_name: …" in the model, in letters, digits and underscores',
});

/** A column that the database does not take. */
export const COLUMN_NAME = define<{ field: string; reason: string; wire: string }>("E244", "column-name", {
  message: ({ field, reason }) => `The field ${quoted(field)} cannot be a column: ${reason}`,
  help: ({ wire }) => `Give the field another name; "alias: ${wire}" keeps the one that clients know`,
});

const TABLE_FORM = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;

/** Tables of the databases themselves, and of the tool behind migrations. */
const TAKEN_TABLE = /^(sqlite_.*|alembic_version)$/i;

/** Columns that every table of PostgreSQL has already. */
const SYSTEM_COLUMNS: ReadonlySet<string> = new Set(["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"]);

/** Checks an API against the database that it is for. */
export function checkStores(api: Api, report: Report): void {
  const { database } = api;
  if (database.type === "memory") return;
  checkTables(api, report);
  if (isSql(database.type)) {
    for (const model of api.models.values()) {
      if (model.storage !== undefined) checkColumns(model, database.type, report);
    }
  }
  for (const route of api.routes) {
    if (isUnlimited(route)) report(UNLIMITED_LIST.at(route.span, { route: nameOf(route) }));
    if (isAction(route) || hasTransactions(database) || !isAtomic(route.body.steps, "GET")) continue;
    report(NOT_ATOMIC.at(route.span, { route: nameOf(route), database: database.type }));
  }
}

function nameOf({ method, path }: Route): string {
  return `${method} ${path}`;
}

function isUnlimited(route: Route): boolean {
  return isAction(route) && route.body.kind === "list" &&
    !listFeatures(route).some(({ feature }) => feature.isLimit === true);
}

function checkTables(api: Api, report: Report): void {
  const known = new Map<string, Model>();
  for (const model of api.models.values()) {
    if (model.storage === undefined) continue;
    const { table } = model.storage;
    const fault = (reason: string, other?: Model) => {
      const related = other === undefined ? [] : [{ span: other.span, message: "the other model is here" }];
      report(TABLE_NAME.at(model.span, { model: model.name, table, reason }, { related }));
    };
    const first = known.get(table.toLowerCase());
    if (first !== undefined) fault(`is that of model ${quoted(first.name)}`, first);
    else known.set(table.toLowerCase(), model);
    if (TAKEN_TABLE.test(table)) fault("has a name that is kept for others");
    else if (!TABLE_FORM.test(table)) fault("has a name that not every database takes");
  }
}

function checkColumns(model: Model, type: "sqlite" | "postgres", report: Report): void {
  const known = new Map<string, string>();
  for (const { name, attribute, wire, span } of model.fields) {
    const fault = (reason: string) => report(COLUMN_NAME.at(span, { field: name, reason, wire }));
    const folded = attribute.toLowerCase();
    const first = known.get(folded);
    if (type === "postgres" && SYSTEM_COLUMNS.has(attribute)) fault("every table of PostgreSQL has one of that name");
    else if (type === "sqlite" && first !== undefined) fault(`SQLite takes it for ${quoted(first)}`);
    known.set(folded, name);
  }
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [NOT_ATOMIC, UNLIMITED_LIST, TABLE_NAME, COLUMN_NAME] as const;
