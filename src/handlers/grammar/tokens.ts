/** The words of Python source. */

/** What a token is. */
export type TokenKind =
  | "name"
  | "keyword"
  | "operator"
  | "number"
  | "string"
  | "newline"
  | "indent"
  | "dedent"
  | "end";

/** One word of Python source; `start` and `end` are UTF-16 offsets. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** The word of names, keywords and operators; empty for all others. */
  readonly text: string;
  /** Of a string. */
  readonly string?: StringToken;
  /** Of an opening bracket: where its closing one stands in the list of tokens. */
  pair?: number;
}

/** What a string token holds. */
export interface StringToken {
  readonly isBytes: boolean;
  /** Characters between the quotes as they are written; undefined for a formatted string. */
  readonly content: string | undefined;
  /** Tokens of each replacement field, each list with an end; those of format specifications follow their field. */
  readonly fields: readonly (readonly Token[])[];
}

/** Closing brackets by their opening ones. */
export const CLOSING: ReadonlyMap<string, string> = new Map([["(", ")"], ["[", "]"], ["{", "}"]]);

/** A place in a text that moves on. */
export interface Scan {
  readonly text: string;
  at: number;
  /** How many replacement fields of f-strings are open. */
  nesting: number;
}
