/** Finds what a misspelled word was meant to be. */

import { quoted } from "./text.ts";

interface Prepared {
  readonly word: string;
  readonly folded: string;
  readonly letters: number;
}

/** Longer words are not compared: nobody mistypes them, and the cost grows with the square. */
const LONGEST = 80;

const preparedOf = new WeakMap<readonly string[], readonly Prepared[]>();

function prepare(candidates: Iterable<string>): readonly Prepared[] {
  const list: readonly string[] | undefined = Array.isArray(candidates) ? candidates : undefined;
  const known = list === undefined ? undefined : preparedOf.get(list);
  if (known !== undefined && known.length === list?.length) return known;
  const prepared: Prepared[] = [];
  for (const word of candidates) {
    const folded = word.toLowerCase();
    prepared.push({ word, folded, letters: letterSet(folded) });
  }
  if (list !== undefined) preparedOf.set(list, prepared);
  return prepared;
}

/** Which letters a word has, as bits: words that are near have nearly the same. */
function letterSet(word: string): number {
  let bits = 0;
  for (let index = 0; index < word.length; index++) bits |= 1 << (word.charCodeAt(index) & 31);
  return bits;
}

function bitCount(bits: number): number {
  let rest = bits;
  let count = 0;
  for (; rest !== 0; count++) rest &= rest - 1;
  return count;
}

/**
 * Damerau-Levenshtein distance (insert, delete, replace, swap neighbours), or undefined if it exceeds the limit.
 * Only the diagonal band of the limit's width is computed.
 */
function distance(left: string, right: string, limit: number): number | undefined {
  if (Math.abs(left.length - right.length) > limit) return undefined;
  const far = limit + 1;
  let beforeLast: number[] = [];
  let last: number[] = [];
  for (let column = 0; column <= right.length; column++) last.push(column);
  for (let row = 1; row <= left.length; row++) {
    const current: number[] = new Array<number>(right.length + 1).fill(far);
    if (row <= limit) current[0] = row;
    let best = current[0] ?? far;
    const end = Math.min(right.length, row + limit);
    for (let column = Math.max(1, row - limit); column <= end; column++) {
      const isSame = left[row - 1] === right[column - 1];
      let cost = Math.min(
        (last[column - 1] ?? far) + (isSame ? 0 : 1),
        (last[column] ?? far) + 1,
        (current[column - 1] ?? far) + 1,
      );
      if (left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? far) + 1);
      }
      current[column] = cost;
      if (cost < best) best = cost;
    }
    if (best > limit) return undefined;
    beforeLast = last;
    last = current;
  }
  const result = last[right.length] ?? far;
  return result <= limit ? result : undefined;
}

/** The candidate that the word was probably meant to be; one that differs only in case goes first. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length === 0 || word.length > LONGEST) return undefined;
  const folded = word.toLowerCase();
  const letters = letterSet(folded);
  // One mistake in three letters, but never as many as would change every letter.
  let limit = Math.min(word.length - 1, Math.floor(Math.max(word.length, 3) / 3));
  let best: string | undefined;
  for (const candidate of prepare(candidates)) {
    if (candidate.word === word) continue;
    if (candidate.folded === folded) return candidate.word;
    if (limit < 1 || Math.abs(candidate.folded.length - folded.length) > limit) continue;
    if (bitCount(candidate.letters ^ letters) > 2 * limit) continue;
    const found = distance(folded, candidate.folded, limit);
    if (found === undefined) continue;
    // The first of equally near ones stays: only a nearer one can replace it.
    best = candidate.word;
    limit = found - 1;
  }
  return best;
}

/** A sentence that names the nearest candidate: `Did you mean "name"?`. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const found = suggest(word, candidates);
  return found === undefined ? undefined : `Did you mean ${quoted(found)}?`;
}
