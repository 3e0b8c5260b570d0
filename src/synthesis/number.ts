/** Numbers within bounds, and numbers just outside of them. */

import type { Bounds, FieldType, Json } from "../ir/api.ts";
import { ceilTo, type Decimal, decimalText, floorTo, leastCommonMultiple, toDecimal, unitsAt } from "./decimal.ts";

/** A type whose values are numbers. */
export type NumberType = Extract<FieldType, { kind: "int" | "float" | "decimal" }>;

/** Allowed numbers: the multiples of `step` from `low` to `high`, all in units of 10^-`scale`. */
interface Grid {
  readonly scale: number;
  readonly step: bigint;
  readonly low: bigint;
  readonly high: bigint;
  readonly start: bigint;
}

const INT64_MAXIMUM = 2n ** 63n - 1n;
const INT64_MINIMUM = -(2n ** 63n);
const FLOAT_MAXIMUM = toDecimal(Number.MAX_VALUE);
/** Where numbers without bounds end. */
const WIDE = 10n ** 15n;
/** Significant digits that survive in a float. */
const FLOAT_DIGITS = 14;
const MAXIMUM_VARIANTS = 1000n;
/** How many values ascend before the first smaller one, when there is an upper bound only. */
const ASCENDING = 9n;

const grids = new WeakMap<NumberType, Grid | null>();

/** The number of a variant; undefined if no number is allowed. */
export function sampleNumber(type: NumberType, variant: number): Json | undefined {
  const grid = gridOf(type);
  if (grid === undefined) return undefined;
  const { low, high, start, step, scale } = grid;
  const total = (high - low) / step + 1n;
  const index = BigInt(variant) % (total < MAXIMUM_VARIANTS ? total : MAXIMUM_VARIANTS);
  const ascending = (high - start) / step + 1n;
  const units = index < ascending ? start + index * step : start - (index - ascending + 1n) * step;
  return toJson({ units, scale }, type.kind);
}

/** How many different numbers `sampleNumber` makes. */
export function countNumbers(type: NumberType): number {
  const grid = gridOf(type);
  if (grid === undefined) return 0;
  const total = (grid.high - grid.low) / grid.step + 1n;
  return Number(total < MAXIMUM_VARIANTS ? total : MAXIMUM_VARIANTS);
}

function gridOf(type: NumberType): Grid | undefined {
  let grid = grids.get(type);
  if (grid === undefined) {
    grid = makeGrid(type) ?? null;
    grids.set(type, grid);
  }
  return grid ?? undefined;
}

function optional(value: number | bigint | undefined): Decimal | undefined {
  return value === undefined ? undefined : toDecimal(value);
}

function given(bounds: Bounds): readonly Decimal[] {
  return [bounds.ge, bounds.gt, bounds.le, bounds.lt, bounds.multipleOf].flatMap((value) => optional(value) ?? []);
}

function makeGrid(type: NumberType): Grid | undefined {
  const finest = Math.max(1, ...given(type).map((value) => value.scale));
  const scale = finest + 3;
  const unit = 10n ** BigInt(scale);
  const at = (value: number | bigint) => unitsAt(toDecimal(value), scale);
  const [lowest, highest] = type.kind === "int"
    ? [INT64_MINIMUM * unit, INT64_MAXIMUM * unit]
    : type.kind === "float"
    ? [-unitsAt(FLOAT_MAXIMUM, scale), unitsAt(FLOAT_MAXIMUM, scale)]
    : [undefined, undefined];
  const above = [...(type.ge === undefined ? [] : [at(type.ge)]), ...(type.gt === undefined ? [] : [at(type.gt) + 1n])];
  const below = [...(type.le === undefined ? [] : [at(type.le)]), ...(type.lt === undefined ? [] : [at(type.lt) - 1n])];
  const bottom = greatest([...above, ...(lowest === undefined ? [] : [lowest])]);
  const top = least([...below, ...(highest === undefined ? [] : [highest])]);
  const first = bottom !== undefined && above.length > 0 ? bottom : undefined;
  const last = top !== undefined && below.length > 0 ? top : undefined;
  const low = type.kind === "int" ? bottom ?? -WIDE * unit : first ?? least([-WIDE * unit, (last ?? 0n) * 2n]) ?? 0n;
  const high = type.kind === "int" ? top ?? WIDE * unit : last ?? greatest([WIDE * unit, (first ?? 0n) * 2n]) ?? 0n;
  const clamped = {
    low: lowest !== undefined && low < lowest ? lowest : low,
    high: highest !== undefined && high > highest ? highest : high,
  };
  const step = stepOf(type, clamped.low, clamped.high, unit, scale);
  if (step <= 0n) return undefined;
  const grid = { low: ceilTo(clamped.low, step), high: floorTo(clamped.high, step), step, scale };
  if (grid.low > grid.high) return undefined;
  return { ...grid, start: startOf(type, grid, unit, above.length > 0 && below.length > 0) };
}

function greatest(values: readonly bigint[]): bigint | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => (a > b ? a : b));
}

function least(values: readonly bigint[]): bigint | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => (a < b ? a : b));
}

function stepOf(type: NumberType, low: bigint, high: bigint, unit: bigint, scale: number): bigint {
  const multiple = type.multipleOf === undefined ? undefined : unitsAt(toDecimal(type.multipleOf), scale);
  if (type.kind === "int") return multiple === undefined ? unit : leastCommonMultiple(unit, multiple);
  if (multiple !== undefined) return multiple;
  const width = high - low;
  if (width === 0n) return low % 10n === 0n ? 10n : 1n;
  const nearZero = low <= 0n && high >= 0n ? 0n : least([low < 0n ? -low : low, high < 0n ? -high : high]) ?? 0n;
  // Neighbours of a large float must differ in digits that it keeps.
  const coarse = type.kind === "float" ? 10n ** BigInt(Math.max(0, String(nearZero).length - FLOAT_DIGITS)) : 1n;
  const readable = width >= 20n * unit ? unit / 2n : 10n ** BigInt(Math.max(0, String(width).length - 3));
  const step = readable > coarse ? readable : coarse;
  // Bounds may enclose fewer digits than a readable step has.
  return ceilTo(low, step) <= high ? step : 1n;
}

function startOf(type: NumberType, grid: Omit<Grid, "start">, unit: bigint, closed: boolean): bigint {
  const wanted = ceilTo(type.kind === "int" || type.multipleOf !== undefined ? unit : unit * 3n / 2n, grid.step);
  if (wanted < grid.low) return grid.low;
  if (wanted <= grid.high) return wanted;
  if (closed && type.kind !== "int") return floorTo((grid.low + grid.high) / 2n, grid.step);
  const lower = grid.high - ASCENDING * grid.step;
  return lower > grid.low ? lower : grid.low;
}

function toJson(value: Decimal, kind: NumberType["kind"]): Json {
  const text = decimalText(value);
  if (kind === "decimal") return text;
  if (text.includes(".") || kind === "float") return Number(text);
  const integer = BigInt(text);
  return integer >= Number.MIN_SAFE_INTEGER && integer <= Number.MAX_SAFE_INTEGER ? Number(integer) : integer;
}

/** A number that breaks one constraint. */
export interface NumberViolation {
  readonly what: string;
  readonly value: Json;
}

const violationsOf = new WeakMap<NumberType, readonly NumberViolation[]>();

/** Each bound of a type broken by the smallest readable step, all others kept where possible. */
export function numberViolations(type: NumberType): readonly NumberViolation[] {
  const known = violationsOf.get(type) ?? newViolations(type);
  violationsOf.set(type, known);
  return known;
}

function newViolations(type: NumberType): readonly NumberViolation[] {
  const result: NumberViolation[] = [];
  const scale = Math.max(type.kind === "int" ? 0 : 1, ...given(type).map((value) => value.scale)) + 1;
  const unit = 10n ** BigInt(scale);
  const add = (what: string, units: bigint) => {
    const inside = type.kind !== "int" || (units >= INT64_MINIMUM * unit && units <= INT64_MAXIMUM * unit);
    const value = toJson({ units, scale }, type.kind);
    if (inside && value !== Infinity && value !== -Infinity) result.push({ what, value });
  };
  const stepFor = (bound: bigint): bigint => {
    if (type.multipleOf !== undefined || type.kind === "int") return stepOf(type, bound, bound + unit, unit, scale);
    const coarse = 10n ** BigInt(Math.max(0, String(bound < 0n ? -bound : bound).length - FLOAT_DIGITS));
    const fine = bound % unit === 0n ? unit : 10n;
    return coarse > fine ? coarse : fine;
  };
  if (type.ge !== undefined) {
    const bound = unitsAt(toDecimal(type.ge), scale);
    add("below_minimum", floorTo(bound - 1n, stepFor(bound)));
  }
  if (type.gt !== undefined) {
    const bound = unitsAt(toDecimal(type.gt), scale);
    add("at_exclusive_minimum", type.multipleOf === undefined ? bound : floorTo(bound, stepFor(bound)));
  }
  if (type.le !== undefined) {
    const bound = unitsAt(toDecimal(type.le), scale);
    add("above_maximum", ceilTo(bound + 1n, stepFor(bound)));
  }
  if (type.lt !== undefined) {
    const bound = unitsAt(toDecimal(type.lt), scale);
    add("at_exclusive_maximum", type.multipleOf === undefined ? bound : ceilTo(bound, stepFor(bound)));
  }
  const between = notMultiple(type, scale, unit);
  if (between !== undefined) add("not_a_multiple", between);
  if (type.kind === "int") {
    const step = stepOf(type, 0n, unit, unit, scale);
    const beyond = ceilTo((INT64_MAXIMUM + 1n) * unit, step);
    if (!isAbove(type, beyond, scale)) result.push({ what: "beyond_64_bits", value: beyond / unit });
  }
  return result;
}

function notMultiple(type: NumberType, scale: number, unit: bigint): bigint | undefined {
  const grid = gridOf(type);
  if (type.multipleOf === undefined || grid === undefined) return undefined;
  const multiple = unitsAt(toDecimal(type.multipleOf), scale);
  const start = grid.start / 10n ** BigInt(grid.scale - scale);
  const shift = type.kind === "int" ? unit : multiple / 2n;
  return [start + shift, start - shift].find((units) =>
    units % multiple !== 0n && !isAbove(type, units, scale) && !isBelow(type, units, scale)
  );
}

function isAbove(type: NumberType, units: bigint, scale: number): boolean {
  return (type.le !== undefined && units > unitsAt(toDecimal(type.le), scale)) ||
    (type.lt !== undefined && units >= unitsAt(toDecimal(type.lt), scale));
}

function isBelow(type: NumberType, units: bigint, scale: number): boolean {
  return (type.ge !== undefined && units < unitsAt(toDecimal(type.ge), scale)) ||
    (type.gt !== undefined && units <= unitsAt(toDecimal(type.gt), scale));
}
