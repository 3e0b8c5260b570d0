/** Exact decimal numbers: what a bound means is what its digits say. */

/** `units` / 10^`scale`. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** The exact value of the shortest spelling of a number. */
export function toDecimal(value: number | bigint): Decimal {
  if (typeof value === "bigint") return { units: value, scale: 0 };
  const [mantissa = "0", exponent = "0"] = String(value).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const scale = fraction.length - Number(exponent);
  const units = BigInt(whole + fraction);
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}

/** The same value in units of 10^-`scale`, which must not be coarser than its own. */
export function unitsAt(value: Decimal, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale);
}

/** The digits without exponent and without needless zeros. */
export function decimalText(value: Decimal): string {
  const negative = value.units < 0n;
  const digits = String(negative ? -value.units : value.units).padStart(value.scale + 1, "0");
  const whole = digits.slice(0, digits.length - value.scale);
  const fraction = digits.slice(digits.length - value.scale).replace(/0+$/, "");
  return `${negative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/** The greatest multiple of `step` that is at most `value`. */
export function floorTo(value: bigint, step: bigint): bigint {
  const rest = value % step;
  return rest < 0n ? value - rest - step : value - rest;
}

/** The smallest multiple of `step` that is at least `value`. */
export function ceilTo(value: bigint, step: bigint): bigint {
  return -floorTo(-value, step);
}

/** The smallest number that both divide. */
export function leastCommonMultiple(left: bigint, right: bigint): bigint {
  let [a, b] = [left, right];
  while (b !== 0n) [a, b] = [b, a % b];
  return left / a * right;
}
