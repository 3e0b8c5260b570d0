/** What suites report, and the table and the line at the end. */

import { print, seconds } from "./output.ts";

/** A test that did not run, and why. */
export interface Skip {
  readonly name: string;
  readonly reason: string;
}

/** What one job of a suite found. */
export interface Result {
  readonly passed: number;
  readonly failed: number;
  readonly skips: readonly Skip[];
  /** What there is to read about a failure. */
  readonly output: string;
}

/** All that is known of one suite. */
interface Row {
  passed: number;
  failed: number;
  skipped: number;
  milliseconds: number;
}

/** The results of all suites, in the order in which they were first heard of. */
export type Ledger = Map<string, Row>;

/** No check at all. */
export const NOTHING: Result = { passed: 0, failed: 0, skips: [], output: "" };

/** One check that passed. */
export const PASSED: Result = { passed: 1, failed: 0, skips: [], output: "" };

/** One check that failed. */
export function failure(output: string): Result {
  return { passed: 0, failed: 1, skips: [], output };
}

/** The results of several checks as one. */
export function together(results: readonly Result[]): Result {
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
    skips: results.flatMap(({ skips }) => skips),
    output: results.map(({ output }) => output).filter((output) => output !== "").join("\n"),
  };
}

/** As in `12 passed, 0 failed, 1 skipped`. */
export function counts({ passed, failed, skipped }: Omit<Row, "milliseconds">): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Adds a result to its suite. */
export function record(ledger: Ledger, suite: string, { passed, failed, skips }: Result, milliseconds: number): void {
  const row = ledger.get(suite) ?? { passed: 0, failed: 0, skipped: 0, milliseconds: 0 };
  row.passed += passed;
  row.failed += failed;
  row.skipped += skips.length;
  row.milliseconds += milliseconds;
  ledger.set(suite, row);
}

/** Prints the table of suites and, as the last line, the sums; gives the exit code. */
export function conclude(ledger: Ledger): number {
  const width = Math.max(5, ...[...ledger.keys()].map((name) => name.length));
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(width)} ${cells.map((cell) => cell.padStart(9)).join("")}\n`;
  const sum = { passed: 0, failed: 0, skipped: 0 };
  print(`\n${line("suite", ["passed", "failed", "skipped", "time"])}`);
  for (const [name, { passed, failed, skipped, milliseconds }] of ledger) {
    print(line(name, [String(passed), String(failed), String(skipped), seconds(milliseconds)]));
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  print(`\n${counts(sum)}\n`);
  return sum.failed > 0 || sum.passed === 0 ? 1 : 0;
}
