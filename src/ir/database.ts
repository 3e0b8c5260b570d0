/** Where records live, and how the application talks to it. */

import type { SettingText } from "./setting.ts";

/** Where records live. */
export type Database = { readonly type: "memory" } | ServerDatabase;

/** A database outside of the process. */
export interface ServerDatabase {
  readonly type: "sqlite" | "postgres" | "mongo" | "redis";
  /** Its address; there is always a setting in it. */
  readonly url: SettingText;
  readonly options: DatabaseOptions;
}

/** How the application talks to its database; undefined where the adapter's own default holds. */
export interface DatabaseOptions {
  /** SQL: connections that are kept. */
  readonly poolSize: number | undefined;
  /** SQL: connections beyond them, for a while. */
  readonly maxOverflow: number | undefined;
  /** Seconds that a request waits for a connection. */
  readonly poolTimeout: number | undefined;
  /** Seconds that opening a connection may take. */
  readonly connectTimeout: number | undefined;
  /** SQL: log the statements. */
  readonly echo: boolean | undefined;
  /** SQL: create the missing tables when the application starts. */
  readonly createAll: boolean;
  /** MongoDB: the name of the database, where the address has none. */
  readonly database: string | undefined;
  /** Redis: what every key starts with. */
  readonly prefix: string | undefined;
}
