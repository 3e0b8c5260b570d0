/** Dates and times, one after the other. */

const FIRST_DAY = Date.UTC(2024, 0, 1);
const DAY = 86_400_000;
const MINUTES_OF_DAY = 1440;
const FIRST_MINUTE = 480;

/** The first days, which all tests ask for. */
const days: string[] = [];
const MAXIMUM_KNOWN = 100;

/** The day of a variant: 1 January 2024 and on. */
export function sampleDate(variant: number): string {
  const known = days[variant];
  if (known !== undefined) return known;
  const day = new Date(FIRST_DAY + variant * DAY).toISOString().slice(0, 10);
  if (variant < MAXIMUM_KNOWN) days[variant] = day;
  return day;
}

/** Midnight of that day, in UTC. */
export function sampleDatetime(variant: number): string {
  return `${sampleDate(variant)}T00:00:00Z`;
}

/** The minute of a variant: 8 o'clock and on, in UTC. */
export function sampleTime(variant: number): string {
  const minute = (FIRST_MINUTE + variant) % MINUTES_OF_DAY;
  const two = (part: number) => String(part).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}:00Z`;
}
