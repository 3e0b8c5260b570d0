/** The next revision of a project: config and snapshot in, files and findings out. */

import type { Diagnostic } from "../diagnostics/define.ts";
import type { Api } from "../ir/api.ts";
import type { MigrationFile, MigrationPlan, MigrationRequest } from "../ir/migration.ts";
import { schemaOf } from "../passes/lower/schema.ts";
import { printModule } from "../python/print.ts";
import { backwards, changesOf, compare, describeChange, type Rename } from "./compare.ts";
import { alembicIni, environmentModule, SCRIPT } from "./environment.ts";
import { DATA_LOSS, dialectOf, findingsOf, NO_TABLES, OTHER_DATABASE } from "./findings.ts";
import { headOf, nextId } from "./history.ts";
import { revisionModule } from "./revision.ts";
import { parseSnapshot, printSnapshot, type Snapshot } from "./snapshot.ts";
import { stepsOf } from "./steps.ts";
import { defaultsOf, emptyValues } from "./values.ts";

/** What the next revision is made of. */
export interface MigrationInput extends MigrationRequest {
  readonly api: Api;
}

const NOTHING: MigrationPlan = {
  diagnostics: [],
  refusal: undefined,
  changes: [],
  losses: [],
  revision: undefined,
  files: [],
  createsTables: false,
};

const SNAPSHOT_PATH = "migrations/schema.json";

/** Plans the next revision. */
export function planMigration(input: MigrationInput): MigrationPlan {
  const { api } = input;
  const { database } = api;
  const dialect = database.type === "memory" ? undefined : dialectOf(database);
  if (database.type === "memory" || dialect === undefined) {
    return { ...NOTHING, diagnostics: [NO_TABLES.at(placeOf(api), { type: database.type })] };
  }
  const last = input.snapshot === undefined ? undefined : parseSnapshot(input.snapshot);
  if (last !== undefined && "fault" in last) return { ...NOTHING, refusal: snapshotRefusal(last.fault) };
  if (last !== undefined && last.dialect !== dialect) {
    const found = OTHER_DATABASE.at(placeOf(api), { before: last.dialect, after: dialect });
    return { ...NOTHING, diagnostics: [found] };
  }
  const history = headOf(input.revisions, last?.revision);
  if ("message" in history) return { ...NOTHING, refusal: history };
  const old = last?.schema ?? { tables: [] };
  const current = schemaOf(api);
  const renames = input.renames.map((text) => renameOf(text));
  const fault = renames.find((one) => typeof one === "string");
  const known = renames.filter((one) => typeof one !== "string");
  const unknown = fault ?? unknownRename(known, old, current);
  if (unknown !== undefined) return { ...NOTHING, refusal: { message: unknown, help: RENAME_HELP } };
  const comparison = compare(old, current, known);
  const changes = changesOf(comparison);
  if (changes.length === 0 && last !== undefined) return NOTHING;
  const filler = defaultsOf(api, dialect);
  const found = findingsOf(comparison, api, filler);
  const isLoss = ({ code }: Diagnostic) => code === DATA_LOSS.code;
  const diagnostics = input.allowDataLoss ? found.filter((one) => !isLoss(one)) : found;
  const lines = changes.map(describeChange);
  const losses = input.allowDataLoss
    ? found.filter(({ code }) => code === DATA_LOSS.code).map((one) => one.message)
    : [];
  const createsTables = database.options.createAll;
  if (diagnostics.some((one) => one.severity === "error")) {
    return { ...NOTHING, diagnostics, changes: lines, createsTables };
  }
  const message = (input.message ?? usualMessage(lines, last === undefined)).replace(/\s+/g, " ").trim();
  const id = nextId(last?.revision, message);
  const way = compare(current, old, backwards(known));
  const module = revisionModule({
    id,
    after: history.head,
    message,
    dialect,
    upgrade: stepsOf(comparison, filler),
    downgrade: stepsOf(way, emptyValues(dialect)),
  });
  const snapshot: Snapshot = { dialect, revision: id, schema: current };
  const own = (path: string, text: string): MigrationFile => ({ path, text, kept: false });
  const kept = (path: string, text: string): MigrationFile => ({ path, text, kept: true });
  const { packageName, packageParent } = input;
  const print = { firstParty: new Set([packageName]) };
  return {
    diagnostics,
    refusal: undefined,
    changes: lines,
    losses,
    revision: id,
    files: [
      kept("alembic.ini", alembicIni(packageParent)),
      kept("migrations/env.py", printModule(environmentModule(packageName, dialect), print)),
      kept("migrations/script.py.mako", SCRIPT),
      own(module.path, printModule(module, print)),
      // Last: until it is there, nothing says that the revision is.
      own(SNAPSHOT_PATH, printSnapshot(snapshot)),
    ],
    createsTables,
  };
}

/** A place for what concerns the whole config: its database or, where it names none, its first stored model. */
function placeOf(api: Api): Diagnostic["span"] {
  if (api.database.type !== "memory") return api.database.url.span;
  return [...api.models.values()].find((model) => model.storage !== undefined)?.span;
}

function usualMessage(changes: readonly string[], isFirst: boolean): string {
  if (isFirst) return "create tables";
  const [only = "", ...others] = changes;
  const [next] = others;
  return next === undefined ? only : `${only} and more`;
}

function snapshotRefusal(fault: "damaged" | "newer"): { readonly message: string; readonly help: string } {
  return fault === "newer"
    ? { message: `${SNAPSHOT_PATH} was written by a newer restgen`, help: "Use that version, or a later one." }
    : { message: `${SNAPSHOT_PATH} is damaged`, help: "Take it back from version control." };
}

const RENAME_HELP = "Write --rename TABLE.COLUMN=COLUMN or --rename TABLE=TABLE, with the old name first.";

/** A rename as it was written, or what is wrong with it. */
function renameOf(text: string): Rename | string {
  const match = /^([^.=\s]+)(?:\.([^.=\s]+))?=([^.=\s]+)$/.exec(text);
  const [, table = "", column, to = ""] = match ?? [];
  if (match === null) return `--rename ${text} names no rename`;
  return column === undefined ? { kind: "table", from: table, to } : { kind: "column", table, from: column, to };
}

interface Named {
  readonly tables: readonly { readonly name: string; readonly columns: readonly { readonly name: string }[] }[];
}

function unknownRename(renames: readonly Rename[], old: Named, current: Named): string | undefined {
  const tables = new Map(renames.flatMap((one) => one.kind === "table" ? [[one.to, one.from]] : []));
  const has = ({ tables }: Named, table: string, column?: string) =>
    tables.some((one) =>
      one.name === table && (column === undefined || one.columns.some(({ name }) => name === column))
    );
  for (const one of renames) {
    const before = one.kind === "table" ? one.from : tables.get(one.table) ?? one.table;
    const [table, oldColumn, column] = one.kind === "table" ? [one.to] : [one.table, one.from, one.to];
    const shown = one.kind === "table" ? `${one.from}=${one.to}` : `${one.table}.${one.from}=${one.to}`;
    if (!has(old, before, oldColumn)) return `--rename ${shown}: the last revision has no such ${one.kind}`;
    if (!has(current, table, column)) return `--rename ${shown}: the config has no such ${one.kind}`;
    const isStill = one.kind === "table" ? has(current, one.from) : has(current, table, oldColumn);
    if (isStill) return `--rename ${shown}: the config still has the old ${one.kind}`;
    const wasThere = one.kind === "table" ? has(old, one.to) : has(old, before, column);
    if (wasThere) return `--rename ${shown}: the last revision has the new ${one.kind} already`;
  }
  return undefined;
}
