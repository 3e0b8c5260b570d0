/** Finds what is still open at a place of a broken YAML text: the parser says where it gave up, not where it began. */

import { isBreak, lineEnd, lineStart } from "./yaml_text.ts";

/** Offsets of the quote and the brackets that are open; the innermost bracket is the last. */
export interface Open {
  readonly quote: number | undefined;
  readonly brackets: readonly number[];
}

/** Reads the text up to the place, as far as quotes, brackets, comments and block scalars go. */
export function openAt(text: string, place: number): Open {
  const brackets: number[] = [];
  let isTokenStart = true;
  let index = 0;
  while (index < place) {
    const character = text[index] ?? "";
    const isSpaced = isBlank(text[index + 1]);
    const inFlow = brackets.length > 0;
    if (isBreak(character)) {
      isTokenStart = true;
      index++;
    } else if (isBlank(character)) {
      index++;
    } else if (character === "#" && isBlank(text[index - 1])) {
      index = lineEnd(text, index);
    } else if (character === ":" && (isSpaced || inFlow)) {
      isTokenStart = true;
      index++;
    } else if (inFlow && (character === "]" || character === "}")) {
      brackets.pop();
      isTokenStart = false;
      index++;
    } else if (inFlow && character === ",") {
      isTokenStart = true;
      index++;
    } else if (!isTokenStart) {
      index++;
    } else if (character === '"' || character === "'") {
      const end = quoteEnd(text, index, place);
      if (end === undefined) return { quote: index, brackets };
      isTokenStart = false;
      index = end;
    } else if (character === "[" || character === "{") {
      brackets.push(index);
      index++;
    } else if (!inFlow && (character === "|" || character === ">")) {
      index = blockEnd(text, index);
    } else if (character === "&" || character === "!") {
      index = wordEnd(text, index);
    } else if ((character === "-" || character === "?") && isSpaced) {
      index++;
    } else {
      isTokenStart = false;
      index = plainEnd(text, index + 1, inFlow);
    }
  }
  return { quote: undefined, brackets };
}

function isBlank(character: string | undefined): boolean {
  return character === undefined || character === " " || character === "\t" || isBreak(character);
}

function wordEnd(text: string, from: number): number {
  let index = from;
  while (!isBlank(text[index])) index++;
  return index;
}

function quoteEnd(text: string, start: number, limit: number): number | undefined {
  const quote = text[start];
  for (let index = start + 1; index < limit; index++) {
    const character = text[index];
    if (quote === '"' && character === "\\") index++;
    else if (character === quote) {
      if (quote === '"' || text[index + 1] !== quote) return index + 1;
      index++;
    }
  }
  return undefined;
}

function plainEnd(text: string, start: number, inFlow: boolean): number {
  let index = start;
  for (; index < text.length; index++) {
    const character = text[index] ?? "";
    if (isBreak(character)) break;
    if (character === ":" && isBlank(text[index + 1])) break;
    if (character === "#" && isBlank(text[index - 1])) break;
    if (inFlow && ",[]{}".includes(character)) break;
  }
  return index;
}

function indentAt(text: string, start: number): number {
  let index = start;
  while (text[index] === " ") index++;
  return index - start;
}

function blockEnd(text: string, start: number): number {
  const indent = indentAt(text, lineStart(text, start));
  let index = lineEnd(text, start);
  while (index < text.length) {
    const next = index + (text[index] === "\r" && text[index + 1] === "\n" ? 2 : 1);
    const inner = indentAt(text, next);
    if (inner <= indent && !isBreak(text[next + inner]) && next + inner < text.length) return index;
    index = lineEnd(text, next);
  }
  return index;
}
