/** Revisions of a database: what they are made of, and what they are. */

import type { Diagnostic } from "../diagnostics/define.ts";

export interface RevisionFile {
  readonly name: string;
  readonly text: string;
}

/** What the next revision is made of, beside the config. */
export interface MigrationRequest {
  /** `migrations/schema.json`; undefined where there is none. */
  readonly snapshot: string | undefined;
  /** The files in `migrations/versions`. */
  readonly revisions: readonly RevisionFile[];
  /** What the revision is about; undefined for words of ours. */
  readonly message: string | undefined;
  /** `books.title=name`, `books=volumes`. */
  readonly renames: readonly string[];
  readonly allowDataLoss: boolean;
  readonly packageName: string;
  /** The way from the folder of the config to the one that holds the package. */
  readonly packageParent: string;
}

/** A file that belongs to a revision; one that is `kept` is written only where there is none. */
export interface MigrationFile {
  /** Relative to the folder of the config. */
  readonly path: string;
  readonly text: string;
  readonly kept: boolean;
}

/** The next revision, or why there is none. */
export interface MigrationPlan {
  /** Mistakes of the config, and what would be lost; errors keep the revision from being written. */
  readonly diagnostics: readonly Diagnostic[];
  /** What is wrong with the files beside the config, or with `--rename`. */
  readonly refusal: { readonly message: string; readonly help: string } | undefined;
  /** What differs from the last revision, one line each. */
  readonly changes: readonly string[];
  /** What is lost and was allowed to be. */
  readonly losses: readonly string[];
  readonly revision: string | undefined;
  readonly files: readonly MigrationFile[];
  /** Whether the application creates tables that a revision should create. */
  readonly createsTables: boolean;
}
