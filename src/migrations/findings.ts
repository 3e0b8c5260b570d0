/** What a migration cannot do, and what it would lose. */

import { define, type Diagnostic } from "../diagnostics/define.ts";
import { listed, quoted } from "../diagnostics/text.ts";
import type { Api, ServerDatabase } from "../ir/api.ts";
import type { Column, Group, Table } from "../ir/schema.ts";
import type { Span } from "../source/source.ts";
import { alteredColumns, type Comparison, difference, keyDifference, type Pair, typeText } from "./compare.ts";
import { conversionOf, removedValues } from "./conversion.ts";
import type { Dialect, Filler } from "./values.ts";

/** A database without tables. */
export const NO_TABLES = define<{ type: string }>("E250", "nothing-to-migrate", {
  message: ({ type }) => `Migrations are for sqlite and postgres, and the records of this API live in ${type}`,
  help: ({ type }) =>
    type === "memory"
      ? 'Write "database: { type: sqlite }", or leave migrations out: memory forgets everything anyway'
      : `Leave migrations out: ${type} keeps records of any form`,
});

/** Existing rows would have no value. */
export const NO_VALUE = define<{ column: string; isReference: boolean }>("E251", "column-without-value", {
  message: ({ column }) => `Rows that exist would have no value for ${quoted(column)}`,
  help: ({ isReference }) =>
    isReference
      ? 'Write "optional: true", give the rows their values, and remove it in a later revision'
      : 'Give the field a "default: …" for them, or write "optional: true"',
});

const ALLOWED = "With --allow-data-loss the revision is written all the same";

/** What rows hold would be gone, or may keep the upgrade from running. */
export const DATA_LOSS = define<{ what: string; instead?: string | undefined }>("E252", "data-loss", {
  message: ({ what }) => what,
  help: ({ instead }) => instead ?? ALLOWED,
});

/** A key that everything else refers to. */
export const KEY_CHANGED = define<{ table: string; before: string; after: string }>("E253", "primary-key-changed", {
  message: ({ table, before, after }) => `The primary key of ${quoted(table)} was ${before}, and is ${after} now`,
  help: ({ table }) =>
    `Keep the key, or write a new model with a "table_name" of its own beside it and move the records from ${
      quoted(table)
    }`,
});

/** The revisions so far are for another database. */
export const OTHER_DATABASE = define<{ before: string; after: string }>("E254", "other-database", {
  message: ({ before, after }) => `The revisions so far are for ${before}, and the database is ${after} now`,
  help: () => 'Move "migrations/" and "alembic.ini" away and start anew: records do not come along either',
});

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [NO_TABLES, NO_VALUE, DATA_LOSS, KEY_CHANGED, OTHER_DATABASE] as const;

/** Whether a database has migrations. */
export function dialectOf({ type }: Pick<ServerDatabase, "type">): Dialect | undefined {
  return type === "sqlite" || type === "postgres" ? type : undefined;
}

/** What is wrong with the way from one schema to the next. */
export function findingsOf(comparison: Comparison, api: Api, filler: Filler): readonly Diagnostic[] {
  const found = [
    ...droppedTables(comparison, api),
    ...comparison.kept.flatMap((pair) => [
      ...keyChange(pair, api),
      ...missingValues(pair, api, filler),
      ...lossesOf(pair, api, filler),
      ...newRules(pair, api, filler),
    ]),
  ];
  return [...new Map(found.map((one) => [`${one.code} ${one.message}`, one])).values()];
}

/** Where a table is declared; what is gone has no place. */
function tableSpan(api: Api, table: Table): Span | undefined {
  return api.models.get(table.model)?.span;
}

function columnSpan(api: Api, table: Table, column: string): Span | undefined {
  const fields = api.models.get(table.model)?.fields ?? [];
  return fields.find((field) => field.attribute === column)?.span ?? tableSpan(api, table);
}

function droppedTables({ added, dropped }: Comparison, api: Api): readonly Diagnostic[] {
  const columnsOf = (table: Table) => table.columns.map((one) => `${one.name} ${typeText(one)}`).sort().join();
  return dropped.flatMap((table) => {
    const twin = added.find((one) => columnsOf(one) === columnsOf(table));
    const instead = twin === undefined ? undefined : renamed(`${table.name}=${twin.name}`);
    return [
      DATA_LOSS.at(twin && tableSpan(api, twin), { what: `Every row of ${quoted(table.name)} would be gone`, instead }),
    ];
  });
}

/** Something goes, and something like it comes. */
function renamed(names: string): string {
  return `If it has another name now, add --rename ${names}\n${ALLOWED}`;
}

function keyChange({ before, after }: Pair, api: Api): readonly Diagnostic[] {
  const keyOf = (table: Table) => table.columns.find((column) => column.name === table.primaryKey);
  const describe = (column: Column | undefined) =>
    column === undefined ? "nothing" : `${column.name} (${column.autoincrement ? "numbered " : ""}${typeText(column)})`;
  const [old, current] = [keyOf(before), keyOf(after)];
  const isSame = old !== undefined && current !== undefined && old.name === current.name &&
    old.autoincrement === current.autoincrement && conversionOf(old, current).kind === "same";
  if (isSame) return [];
  const span = columnSpan(api, after, after.primaryKey);
  return [KEY_CHANGED.at(span, { table: after.name, before: describe(old), after: describe(current) })];
}

function isKey(pair: Pair, column: string): boolean {
  return column === pair.after.primaryKey || column === pair.before.primaryKey;
}

function missingValues(pair: Pair, api: Api, filler: Filler): readonly Diagnostic[] {
  const { before, after } = pair;
  const added = difference(before.columns, after.columns, (one) => one.name).come;
  const replaced = alteredColumns(pair).filter((one) => conversionOf(one.before, one.after).kind === "replace")
    .map((one) => one.after);
  return [...added, ...replaced]
    .filter((column) => !column.nullable && !isKey(pair, column.name) && filler(after, column) === undefined)
    .map((column) =>
      NO_VALUE.at(columnSpan(api, after, column.name), {
        column: `${after.name}.${column.name}`,
        isReference: after.foreignKeys.some((key) => key.column === column.name),
      })
    );
}

function lossesOf(pair: Pair, api: Api, filler: Filler): readonly Diagnostic[] {
  const { before, after } = pair;
  const columns = difference(before.columns, after.columns, (one) => one.name);
  const free = [...columns.come];
  const gone = columns.gone.filter((column) => !isKey(pair, column.name)).flatMap((column): readonly Diagnostic[] => {
    const index = free.findIndex((one) => one.type.kind === column.type.kind && !isKey(pair, one.name));
    const [twin] = index < 0 ? [] : free.splice(index, 1);
    const name = `${before.name}.${column.name}`;
    const instead = twin === undefined ? undefined : renamed(`${name}=${twin.name}`);
    const span = twin === undefined ? tableSpan(api, after) : columnSpan(api, after, twin.name);
    return [DATA_LOSS.at(span, { what: `What ${quoted(name)} holds would be gone`, instead })];
  });
  const altered = alteredColumns(pair).filter(({ after: { name } }) => !isKey(pair, name));
  return [...gone, ...altered.flatMap((one) => lossesOfColumn(one.before, one.after, after, api, filler))];
}

function lossesOfColumn(
  before: Column,
  after: Column,
  table: Table,
  api: Api,
  filler: Filler,
): readonly Diagnostic[] {
  const name = quoted(`${table.name}.${after.name}`);
  const span = columnSpan(api, table, after.name);
  const lost = (what: string, instead?: string) => DATA_LOSS.at(span, { what, instead });
  const conversion = conversionOf(before, after);
  if (conversion.kind === "replace") {
    return [lost(`What ${name} holds would be gone: no database makes ${typeText(after)} of ${typeText(before)}`)];
  }
  const found: Diagnostic[] = [];
  if (conversion.kind === "shorten" && after.type.kind === "text") {
    found.push(lost(`Texts of ${name} would be cut off behind ${conversion.length} characters`));
  }
  if (conversion.kind === "cast" && conversion.loss !== undefined) found.push(lost(`Of ${name}, ${conversion.loss}`));
  const removed = removedValues(before.type, after.type);
  const end = filler(table, after) !== undefined
    ? "get the default"
    : after.nullable
    ? "become null"
    : "keep the upgrade from running";
  if (removed === "some") found.push(lost(`Values of ${name} beside ${allowed(after)} would ${end}`));
  else if (removed.length > 0) found.push(lost(`Rows with ${listed(removed, "or")} in ${name} would ${end}`));
  if (before.nullable && !after.nullable) {
    const nulls = filler(table, after) === undefined ? "keep the upgrade from running" : "get the default";
    found.push(lost(`Rows with null in ${name} would ${nulls}`));
  }
  return found;
}

function allowed({ type }: Column): string {
  return "values" in type ? listed(type.values.map(String), "and") : "";
}

/** Rules that rows may break which exist already. */
function newRules(pair: Pair, api: Api, filler: Filler): readonly Diagnostic[] {
  const { before, after } = pair;
  const had = new Set(before.columns.map((column) => column.name));
  // A new column without values breaks no rule.
  const isFilled = (name: string) => {
    const column = after.columns.find((one) => one.name === name);
    return had.has(name) || (column !== undefined && filler(after, column) !== undefined);
  };
  const known = new Set(before.uniques.map((group) => group.columns.join(" ")));
  const uniques = after.uniques.filter((group: Group) =>
    !known.has(group.columns.join(" ")) && group.columns.every(isFilled) &&
    !group.columns.some((name) => isFresh(after, name, had, filler))
  );
  const keys = keyDifference(pair).come.filter((key) =>
    isFilled(key.column) &&
    !before.foreignKeys.some((one) => one.column === key.column && one.table === key.table && one.target === key.target)
  );
  return [
    ...uniques.map((group) =>
      DATA_LOSS.at(columnSpan(api, after, group.columns[0] ?? ""), {
        what: `Rows with the same ${listed(group.columns, "and")} in ${
          quoted(after.name)
        } would keep the upgrade from running`,
      })
    ),
    ...keys.map((key) =>
      DATA_LOSS.at(columnSpan(api, after, key.column), {
        what: `Rows of ${quoted(after.name)} whose ${quoted(key.column)} is no key of ${
          quoted(key.table)
        } would keep the upgrade from running`,
      })
    ),
  ];
}

/** Whether each row of a new column gets a value of its own. */
function isFresh(table: Table, name: string, had: ReadonlySet<string>, filler: Filler): boolean {
  const column = table.columns.find((one) => one.name === name);
  return !had.has(name) && column?.type.kind === "uuid" && /random/.test(filler(table, column) ?? "");
}
