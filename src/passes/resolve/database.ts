/** Where records live: the address as a setting, the options that its type has. */

import { define, type Report } from "../../diagnostics/define.ts";
import { listed, quoted } from "../../diagnostics/text.ts";
import type { Database, DatabaseOptions, ServerDatabase } from "../../ir/api.ts";
import type { SettingText, SettingVariable } from "../../ir/setting.ts";
import type { Config } from "../../language/config.ts";
import type { DatabaseConfig, DatabaseType, OptionsConfig } from "../../language/database.ts";
import { literalOf, variablesOf } from "../../language/settings.ts";
import { keySpan } from "../../language/shape.ts";
import type { Span } from "../../source/source.ts";
import { UNUSED_SETTING } from "../validate/settings.ts";
import type { SettingsTable } from "./settings.ts";

/** An address that leads to another kind of database, or nowhere. */
export const DATABASE_URL = define<{ type: string; found: string; wanted: string; help: string }>(
  "E242",
  "database-url",
  {
    message: ({ type, found, wanted }) =>
      `The address of a ${type} database begins with ${quoted(wanted)}, not with ${quoted(found)}`,
    help: ({ help }) => help,
  },
);

/** A password that everybody can read. */
export const URL_PASSWORD = define<{ instead: string }>("W144", "password-in-url", {
  message: () => "The address of the database holds a password, which ends up in the generated files",
  help: ({ instead }) => `Write ${quoted(instead)}, and set the variable where the application runs`,
});

/** A kind of database outside of the process. */
export type ServerType = ServerDatabase["type"];

/** How addresses begin; the first is what we write. */
const SCHEMES: Readonly<Record<ServerType, readonly string[]>> = {
  sqlite: ["sqlite", "sqlite+aiosqlite"],
  postgres: ["postgres", "postgresql", "postgresql+asyncpg"],
  mongo: ["mongodb", "mongodb+srv"],
  redis: ["redis", "rediss", "unix"],
};

/** Addresses for the generated tests, and for people who have to write one. */
const SAMPLES: Readonly<Record<ServerType, string>> = {
  sqlite: "sqlite:///./app.db",
  postgres: "postgres://app:password@localhost:5432/app",
  mongo: "mongodb://localhost:27017/app",
  redis: "redis://localhost:6379/0",
};

/** The variable that holds the address, unless the config names another one. */
const VARIABLE = "DATABASE_URL";

/** Which databases have an option. */
const TAKERS: Readonly<
  Record<Exclude<keyof OptionsConfig, "span" | "keySpans" | "misspelled" | "faulty">, readonly ServerType[]>
> = {
  pool_size: ["sqlite", "postgres", "mongo", "redis"],
  max_overflow: ["sqlite", "postgres"],
  pool_timeout: ["sqlite", "postgres", "mongo", "redis"],
  connect_timeout: ["sqlite", "postgres", "mongo", "redis"],
  echo: ["sqlite", "postgres"],
  create_all: ["sqlite", "postgres"],
  database: ["mongo"],
  prefix: ["redis"],
};

/** Decides where records live. */
export function resolveDatabase(
  { database: config }: Config,
  hasStore: boolean,
  settings: SettingsTable,
  report: Report,
): Database {
  const type = config?.type?.value ?? "memory";
  if (config === undefined || config.faulty === true) return { type: "memory" };
  if (type === "memory") {
    reportUnused(config, undefined, report);
    return { type };
  }
  if (!hasStore) {
    const span = config.type?.span ?? config.span;
    report(UNUSED_SETTING.at(span, { key: "database", reason: "nothing that the API does keeps records" }));
    return { type: "memory" };
  }
  reportUnused(config, type, report);
  if (config.url !== undefined) checkUrl(config.url, type, report);
  const url = asSetting(config.url, type, config.type?.span ?? config.span);
  for (const variable of variablesOf(url)) {
    settings.use(variable, "database.url", { type: "text", sample: SAMPLES[type] });
  }
  return { type, url, options: optionsOf(config.options, type) };
}

/** An address without a variable becomes the default of one, so that every deployment can have its own. */
function asSetting(url: SettingText | undefined, type: ServerType, span: Span): SettingText {
  if (url !== undefined && variablesOf(url).length > 0) return url;
  const fallback = url === undefined ? type === "sqlite" ? SAMPLES.sqlite : undefined : literalOf(url);
  const variable: SettingVariable = { name: VARIABLE, default: fallback, span: url?.span ?? span };
  return { value: url?.value ?? `\${${VARIABLE}}`, parts: [variable], span: url?.span ?? span };
}

function optionsOf(options: OptionsConfig | undefined, type: ServerType): DatabaseOptions {
  const number = (value: number | bigint | undefined) => value === undefined ? undefined : Number(value);
  return {
    poolSize: options?.pool_size?.value,
    maxOverflow: options?.max_overflow?.value,
    poolTimeout: number(options?.pool_timeout?.value),
    connectTimeout: number(options?.connect_timeout?.value),
    echo: options?.echo?.value,
    createAll: isSql(type) && (options?.create_all?.value ?? type === "sqlite"),
    database: options?.database?.value,
    prefix: options?.prefix?.value,
  };
}

/** Whether a database has tables. */
export function isSql(type: DatabaseType): type is "sqlite" | "postgres" {
  return type === "sqlite" || type === "postgres";
}

/** Reports the keys that this type of database has no use for. */
function reportUnused({ url, options }: DatabaseConfig, type: ServerType | undefined, report: Report): void {
  if (type === undefined && url !== undefined) {
    const other = typeOfScheme(schemeOf(url) ?? "");
    const help = other === undefined ? undefined : `Remove it, or write "type: ${other}"`;
    report(UNUSED_SETTING.at(url.span, { key: "url", reason: "the memory database has no address", help }));
  }
  if (options === undefined) return;
  for (const [key, takers] of Object.entries(TAKERS)) {
    if (!options.keySpans.has(key) || (type !== undefined && takers.includes(type))) continue;
    const reason = type === undefined
      ? "the memory database has no options"
      : `it is an option of ${listed(takers, "and")}, and this database is ${type}`;
    report(UNUSED_SETTING.at(keySpan(options, key), { key, reason }));
  }
}

/** The text as it is where the environment says nothing; undefined where its beginning is not known. */
function knownText({ parts }: SettingText): string | undefined {
  const [first] = parts;
  if (first !== undefined && typeof first !== "string" && first.default === undefined) return undefined;
  return parts.map((part) => typeof part === "string" ? part : part.default ?? "VALUE").join("");
}

function schemeOf(url: SettingText): string | undefined {
  return /^([a-z][a-z0-9+.-]*):\/\//i.exec(knownText(url) ?? "")?.[1]?.toLowerCase();
}

function typeOfScheme(scheme: string): ServerType | undefined {
  const types = ["sqlite", "postgres", "mongo", "redis"] as const;
  const exact = types.find((type) => SCHEMES[type].includes(scheme));
  // Other drivers, and short names: "postgresql+psycopg", "mongo", "pg".
  return exact ?? types.find((type) => SCHEMES[type].some((one) => one === scheme.replace(/\+.*$/, ""))) ??
    (scheme === "mongo" ? "mongo" : scheme === "pg" ? "postgres" : undefined);
}

/** Where the environment decides how the address begins, the application checks it when it starts. */
function checkUrl(url: SettingText, type: ServerType, report: Report): void {
  const text = knownText(url);
  if (text === undefined) return;
  const scheme = schemeOf(url);
  const wanted = `${SCHEMES[type][0]}://`;
  const fault = (found: string, help: string, from = wanted) =>
    report(DATABASE_URL.at(url.span, { type, found, wanted: from, help }));
  if (scheme === undefined) {
    const start = text.split(/[/?@]/, 1)[0] ?? "";
    return fault(
      start === "" || start.includes(":") && text.includes("@") ? text.slice(0, 1) : start,
      `Write ${quoted(withScheme(text, type))}`,
    );
  }
  if (!SCHEMES[type].includes(scheme)) {
    const other = typeOfScheme(scheme);
    const help = other === undefined
      ? `Write an address such as ${quoted(SAMPLES[type])}, or another "type:"`
      : other === type
      ? `Write ${quoted(wanted)} before the host`
      : `Write "type: ${other}", or an address such as ${quoted(SAMPLES[type])}`;
    return fault(`${scheme}://`, help);
  }
  const rest = text.slice(scheme.length + "://".length);
  if (type === "sqlite" && rest !== "" && !rest.startsWith("/")) {
    return fault(`${scheme}://${rest.slice(0, 1)}`, `Write ${quoted(`${scheme}:///${rest}`)}`, `${scheme}:///`);
  }
  checkPassword(url, report);
}

/** What was meant by an address without a scheme. */
function withScheme(text: string, type: ServerType): string {
  if (type === "sqlite") {
    if (text === ":memory:" || text === "") return "sqlite://";
    return `sqlite:///${text.replace(/^sqlite:\/*/, "").replace(/^file:\/*/, "")}`;
  }
  const plain = text.replace(/^[a-z][a-z+]*:(?![0-9])\/*/i, "").replace(/^\/+/, "");
  return plain === "" || /[@\s]/.test(plain) ? SAMPLES[type] : `${SCHEMES[type][0]}://${plain}`;
}

const LOCAL = /^(localhost|127\.|\[::1\]|::1)/;

/** A default for the developer's own machine is no secret. */
function checkPassword(url: SettingText, report: Report): void {
  const masked = url.parts.map((part) => typeof part === "string" ? part : part.default ?? "\0").join("");
  const [, password = "", host = ""] = /^[a-z+]+:\/\/[^/@]*:([^@]*)@([^/?]*)/i.exec(masked) ?? [];
  if (password === "" || password.includes("\0")) return;
  const isDefault = !url.parts.some((part) => typeof part === "string" && part.includes(`:${password}@`));
  if (isDefault && LOCAL.test(host)) return;
  const isWhole = literalOf(url) !== undefined || url.parts.length === 1;
  const instead = isWhole ? `\${${VARIABLE}}` : url.value.replace(`:${password}@`, ":${DATABASE_PASSWORD}@");
  report(URL_PASSWORD.at(url.span, { instead }));
}

/** All of them, for the list of codes. */
export const DIAGNOSTICS = [DATABASE_URL, URL_PASSWORD] as const;
