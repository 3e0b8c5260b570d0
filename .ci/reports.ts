/** Reads what test runners print and write. */

import { failure, type Result, type Skip } from "./results.ts";

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", "#10": "\n" };
/** As much of a failing suite's output as is printed. */
const LINES = 300;
const FAILURE_LINES = 40;

function unescape(text: string): string {
  return text.replace(/&([a-z]+|#10);/g, (entity, name) => ENTITIES[name] ?? entity);
}

function attribute(tag: string, name: string): string {
  return unescape(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? "");
}

/** The last lines, as many as are worth printing. */
function tail(lines: readonly string[]): string {
  const hidden = lines.length - LINES;
  return (hidden > 0 ? [`… ${hidden} lines before …`, ...lines.slice(hidden)] : lines).join("\n").trim();
}

/** A failure as `deno test` prints it, without the lines that both sides of a difference have, and not endless. */
function shortened(failure: readonly string[]): readonly string[] {
  const isDifference = failure.some((line) => /^[+-] {3}/.test(line));
  const lines = isDifference ? failure.filter((line) => !/^ {4}(?!at )/.test(line)) : failure;
  return lines.length <= FAILURE_LINES ? lines : [...lines.slice(0, FAILURE_LINES), "…"];
}

/** What is worth reading when `deno test` fails: not the tests that passed. */
function complaints(output: string): string {
  const failures: string[][] = [[]];
  for (const line of output.split("\n")) {
    if (/\.\.\. (ok|ignored) \(|^running \d+ tests? from |^(Check|Download) /.test(line)) continue;
    if (/ => \.\/\S+:\d+:\d+$|^ (ERRORS|FAILURES) $/.test(line)) failures.push([]);
    failures.at(-1)?.push(line);
  }
  return tail(failures.flatMap(shortened));
}

/** How many tests `deno test` has finished by now. */
export function finishedTests(output: string): number {
  return output.split("\n").filter((line) => /\.\.\. (ok|ignored|FAILED) \(/.test(line)).length;
}

/** Reads the last line of `deno test` and the names of tests that it ignored; `reason` tells why, for a file's path. */
export function denoResult(code: number, output: string, reason: (file: string) => string): Result {
  const summary = [...output.matchAll(/^(?:ok|FAILED) \| (\d+) passed.*$/gm)].at(-1);
  if (summary === undefined) return failure(complaints(output));
  const number = (word: string) => Number(new RegExp(`\\| (\\d+) ${word}`).exec(summary[0])?.[1] ?? 0);
  const skips = skippedTests(output, reason);
  // Tests that `only` or a filter left out would be missed.
  const lost = number("filtered out");
  const failed = number("failed");
  const passed = Number(summary[1]);
  const silent = failed === 0 && (code !== 0 || passed === 0 || lost > 0 || skips.length !== number("ignored")) ? 1 : 0;
  return { passed, failed: failed + silent, skips, output: failed + silent > 0 ? complaints(output) : "" };
}

function skippedTests(output: string, reason: (file: string) => string): readonly Skip[] {
  const lines = output.matchAll(/^(?:(\.\/\S+) => )?(.+) \.\.\. ignored \(/gm);
  return [...lines].map(([, file = "", name = ""]) => ({ name, reason: reason(file) }));
}

/** Reads pytest's report in JUnit's format; without one, or without a test in it, the run failed. */
export function pytestResult(code: number, output: string, report: string | undefined): Result {
  const complaint = tail(output.split("\n"));
  if (report === undefined) return failure(complaint);
  const cases = [...report.matchAll(/<testcase\b((?:[^>"]|"[^"]*")*?)(?:\/>|>([^]*?)<\/testcase>)/g)];
  const skips: Skip[] = [];
  let failed = 0;
  for (const [, head = "", body = ""] of cases) {
    const skipped = /<skipped\b(?:[^>"]|"[^"]*")*>/.exec(body)?.[0];
    if (/<(failure|error)\b/.test(body)) failed++;
    else if (skipped !== undefined) {
      skips.push({ name: attribute(head, "name"), reason: attribute(skipped, "message") });
    }
  }
  const passed = cases.length - failed - skips.length;
  const silent = failed === 0 && (code !== 0 || passed === 0) ? 1 : 0;
  return { passed, failed: failed + silent, skips, output: failed + silent > 0 ? complaint : "" };
}
