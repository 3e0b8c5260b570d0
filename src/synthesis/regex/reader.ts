/** Walks over the code points of a regular expression. */

import { PatternError } from "./tree.ts";

/** A position in a text that moves forward. */
export interface Reader {
  /** UTF-16 offset of the next character. */
  offset(): number;
  /** The next character, or the empty text at the end. */
  peek(): string;
  /** The character after the next one. */
  peekSecond(): string;
  /** Takes the next character. */
  next(): string;
  /** Takes the text if it comes next. */
  take(text: string): boolean;
  /** Whether the text comes next. */
  sees(text: string): boolean;
  /** Takes what the sticky expression matches here. */
  takeMatch(expression: RegExp): string | undefined;
  /** Moves to an offset. */
  moveTo(offset: number): void;
  /** Refuses the pattern. */
  fail(reason: string, offset?: number, wantsPython?: boolean): never;
}

/** A reader at the start of a text. */
export function read(source: string): Reader {
  let position = 0;
  const at = (offset: number): string => {
    const point = source.codePointAt(offset);
    return point === undefined ? "" : String.fromCodePoint(point);
  };
  return {
    offset: () => position,
    peek: () => at(position),
    peekSecond: () => at(position + at(position).length),
    next: () => {
      const character = at(position);
      position += character.length;
      return character;
    },
    take: (text) => {
      if (!source.startsWith(text, position)) return false;
      position += text.length;
      return true;
    },
    sees: (text) => source.startsWith(text, position),
    takeMatch: (expression) => {
      const sticky = new RegExp(expression.source, "uy");
      sticky.lastIndex = position;
      const found = sticky.exec(source)?.[0];
      if (found !== undefined) position += found.length;
      return found;
    },
    moveTo: (offset) => {
      position = offset;
    },
    fail: (reason, offset = position, wantsPython = false) => {
      throw new PatternError(reason, offset, wantsPython);
    },
  };
}

/** The number of the code point that a text starts with. */
export function pointOf(text: string): number {
  return text.codePointAt(0) ?? 0;
}
