/** Sets of characters: exact membership, plus what a sampler needs to pick readable members. */

/** A set of code points. */
export interface CharSet {
  /** Whether the code point belongs to the set. */
  readonly has: (point: number) => boolean;
  /** Code points that are worth trying when no printable ASCII character belongs to the set. */
  readonly seeds: readonly number[];
  /** About how many bytes Rust's engine spends on one occurrence. */
  readonly cost: number;
  /** How many of them remain when the set is one item of a larger class. */
  readonly share: number;
}

const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;

/** Bytes of engine state per UTF-8 byte of a literal, and for the shell of a class. */
const BYTE_COST = 32;
const CLASS_COST = 64;
const ASCII_RANGE_COST = 8;

/** One letter of each script that people name fields in, for sets without ASCII. */
const COMMON_SEEDS: readonly number[] = [..."éßαяжאبक中あアㅎ한€°½²Àǅʰ\u0301\u00a0\t\n\r\u200d😀𝔸"].map((text) =>
  text.codePointAt(0) ?? 0
);

function utf8Length(point: number): number {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}

/** The set of one character. */
export function single(point: number): CharSet {
  const cost = BYTE_COST * utf8Length(point);
  return {
    has: (other) => other === point,
    seeds: [point],
    cost,
    share: point < 0x80 ? ASCII_RANGE_COST : cost,
  };
}

/** The set of all characters from `low` to `high`. */
export function range(low: number, high: number): CharSet {
  const share = high < 0x80
    ? ASCII_RANGE_COST
    : 200 + 250 * (utf8Length(high) - utf8Length(low)) + (high - low > 64 ? 200 : 0);
  const seeds = Array.from({ length: Math.min(high - low, 12) }, (_, index) => low + index);
  return {
    has: (point) => point >= low && point <= high,
    seeds: [...seeds, high],
    cost: CLASS_COST + share,
    share,
  };
}

/** A set that a JavaScript class with the `u` flag describes; it is compiled when it is first asked. */
export function fromClass(source: string, cost: number): CharSet {
  let expression: RegExp | undefined;
  const answers: (boolean | undefined)[] = [];
  const test = (point: number): boolean => {
    expression ??= new RegExp(`^[${source}]$`, "u");
    return expression.test(String.fromCodePoint(point));
  };
  const has = (point: number): boolean => point < 0x80 ? answers[point] ??= test(point) : test(point);
  return { has, seeds: COMMON_SEEDS, cost, share: cost };
}

/** All that belongs to at least one of the sets. */
export function union(sets: readonly CharSet[]): CharSet {
  const [only] = sets;
  if (sets.length === 1 && only !== undefined) return only;
  const share = sets.reduce((sum, set) => sum + set.share, 0);
  return {
    has: (point) => sets.some((set) => set.has(point)),
    seeds: sets.flatMap((set) => set.seeds),
    cost: CLASS_COST + share,
    share,
  };
}

/** Everything that does not belong to the set. */
export function complement(set: CharSet): CharSet {
  const cost = set.cost + 1100;
  return {
    has: (point) => !set.has(point),
    seeds: [...COMMON_SEEDS, ...set.seeds.flatMap((seed) => [seed - 1, seed + 1]).filter(isScalar)],
    cost,
    share: cost,
  };
}

/** The combination of two sets by their memberships. */
export function combine(
  left: CharSet,
  right: CharSet,
  operation: (inLeft: boolean, inRight: boolean) => boolean,
): CharSet {
  return {
    has: (point) => operation(left.has(point), right.has(point)),
    seeds: [...left.seeds, ...right.seeds],
    cost: left.cost + right.cost,
    share: left.cost + right.cost,
  };
}

/** The set with both cases of every letter. */
export function foldCase(set: CharSet): CharSet {
  // `k` and `s` also have a Kelvin sign and a long s.
  const extra = 100 + ([..."kKsS"].some((letter) => set.has(letter.charCodeAt(0))) ? 180 : 0);
  return {
    has: (point) => set.has(point) || otherCases(point).some((other) => set.has(other)),
    seeds: set.seeds,
    cost: set.cost * 2 + extra,
    share: set.share * 2 + extra,
  };
}

/** The other spellings of a character, where case is ignored. */
export function otherCases(point: number): readonly number[] {
  const text = String.fromCodePoint(point);
  const cases = [text.toLowerCase(), text.toUpperCase()].filter((other) => [...other].length === 1);
  const points = cases.map((other) => other.codePointAt(0) ?? point).filter((other) => other !== point);
  if (text === "k" || text === "K") points.push(0x212a);
  if (text === "s" || text === "S") points.push(0x17f);
  return points;
}

/** Whether the number is a character: no surrogate, inside Unicode. */
export function isScalar(point: number): boolean {
  return point >= 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
}

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const DIGITS = "0123456789";

const alphabets = new WeakMap<CharSet, readonly string[]>();

/**
 * Readable members of a set in ascending order: small letters if it has many, else capitals, else digits, else all that
 * is printable, else a few other characters. Empty if none is known.
 */
export function alphabet(set: CharSet): readonly string[] {
  const known = alphabets.get(set);
  if (known !== undefined) return known;
  const found = findAlphabet(set);
  alphabets.set(set, found);
  return found;
}

function findAlphabet(set: CharSet): readonly string[] {
  for (const letters of [LOWER, UPPER, DIGITS]) {
    const members = [...letters].filter((letter) => set.has(letter.charCodeAt(0)));
    if (members.length >= 10) return members;
  }
  const printable: string[] = [];
  for (let point = FIRST_PRINTABLE; point <= LAST_PRINTABLE; point++) {
    if (set.has(point)) printable.push(String.fromCharCode(point));
  }
  const words = printable.filter((text) => /[A-Za-z0-9]/.test(text));
  if (words.length > 0) return words;
  const visible = printable.filter((text) => text !== " ");
  if (visible.length > 0) return visible;
  if (printable.length > 0) return printable;
  const others = [...new Set(set.seeds)].filter((point) => point !== 0 && isScalar(point) && set.has(point));
  const readable = others.filter((point) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(String.fromCodePoint(point)));
  return (readable.length > 0 ? readable : others).sort((a, b) => a - b).map((point) => String.fromCodePoint(point));
}

/** `\d`, `\s` and `\w` as both engines know them, and the dot. */
export const DIGIT: CharSet = fromClass("\\p{Nd}", 5200);
export const SPACE: CharSet = fromClass("\\p{White_Space}", 700);
export const WORD: CharSet = fromClass("\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}", 50_300);
export const NOT_DIGIT: CharSet = { ...complement(DIGIT), cost: 12_800, share: 12_800 };
export const NOT_SPACE: CharSet = { ...complement(SPACE), cost: 1_950, share: 1_950 };
export const NOT_WORD: CharSet = { ...complement(WORD), cost: 46_900, share: 46_900 };
export const ANY: CharSet = { has: () => true, seeds: COMMON_SEEDS, cost: 1_000, share: 1_000 };
export const NOT_NEWLINE: CharSet = { has: (point) => point !== 10, seeds: COMMON_SEEDS, cost: 1_020, share: 1_020 };

/** The same for ASCII only. */
export const ASCII_DIGIT: CharSet = fromClass("0-9", 72);
export const ASCII_SPACE: CharSet = fromClass("\\t-\\r ", 80);
export const ASCII_WORD: CharSet = fromClass("A-Za-z0-9_", 96);
