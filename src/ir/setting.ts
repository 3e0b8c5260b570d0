/** What the environment decides when the application starts: the only values that are never known here. */

import type { Span } from "../source/source.ts";

/** `${NAME}` or `${NAME:-default}` in a text of the config. */
export interface SettingVariable {
  readonly name: string;
  readonly default: string | undefined;
  readonly span: Span;
}

/** A text of which the environment may decide parts. */
export interface SettingText {
  /** As it was written. */
  readonly value: string;
  readonly parts: readonly (string | SettingVariable)[];
  readonly span: Span;
}

/** A list of such texts, or one variable that holds all of them, with commas between. */
export type SettingList =
  | { readonly kind: "items"; readonly items: readonly SettingText[]; readonly span: Span }
  | { readonly kind: "variable"; readonly variable: SettingVariable; readonly span: Span };

/** How the value of a variable is read. */
export type SettingType = "text" | "list";

/** An environment variable, as a field of `settings.py`. */
export interface Setting {
  readonly variable: string;
  /** The field. */
  readonly attribute: string;
  readonly type: SettingType;
  readonly default: string | undefined;
  /** The keys of the config that need it. */
  readonly keys: readonly string[];
  /** A value that the generated tests set. */
  readonly sample: string;
}
