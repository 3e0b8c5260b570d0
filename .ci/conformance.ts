/** Compares what tests of the same contract found on each store. */

/** What there is to print, and what is wrong. */
export interface Comparison {
  readonly table: string;
  readonly complaints: readonly string[];
}

interface Counts {
  passed: number;
  /** Known differences: tests that have to fail. */
  different: number;
  skipped: number;
}

/** The first one is what the others have to equal. */
const REFERENCE = "memory";

/** Reads a report of pytest's: tests of a store have a property `adapter`, and those of one file are a group. */
export function compareStores(report: string): Comparison {
  const groups = new Map<string, Map<string, Counts>>();
  for (
    const [, head = "", body = ""] of report.matchAll(/<testcase\b((?:[^>"]|"[^"]*")*?)(?:\/>|>([^]*?)<\/testcase>)/g)
  ) {
    const adapter = /<property name="adapter" value="(\w+)"/.exec(body)?.[1];
    const group = /\bclassname="tests\.(?:test_)?(\w+)/.exec(head)?.[1];
    if (adapter === undefined || group === undefined || /<(failure|error)\b/.test(body)) continue;
    const row = groups.get(group) ?? new Map<string, Counts>();
    const counts = row.get(adapter) ?? { passed: 0, different: 0, skipped: 0 };
    if (/<skipped\b[^>]*type="pytest\.xfail"/.test(body)) counts.different++;
    else if (/<skipped\b/.test(body)) counts.skipped++;
    else counts.passed++;
    groups.set(group, row.set(adapter, counts));
  }
  const found = [...new Set([...groups.values()].flatMap((row) => [...row.keys()]))];
  const adapters = [REFERENCE, ...found.filter((name) => name !== REFERENCE).sort()];
  return { table: tableOf(groups, adapters), complaints: complaintsOf(groups, adapters) };
}

type Groups = ReadonlyMap<string, ReadonlyMap<string, Counts>>;

function tableOf(groups: Groups, adapters: readonly string[]): string {
  const rows = [...groups].map(([group, row]) => [group, ...adapters.map((name) => cell(row.get(name)))]);
  const sums = adapters.map((name) => sumOf([...groups.values()].map((row) => row.get(name)?.passed ?? 0)));
  const lines = [["", ...adapters], ...rows, ["passed", ...sums.map(String)]];
  const widths = ["", ...adapters].map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines.map((line) =>
    line.map((text, index) => index === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart((widths[index] ?? 0) + 2)).join(
      "",
    )
  ).join("\n");
}

function cell(counts: Counts | undefined): string {
  if (counts === undefined) return "-";
  const { passed, different } = counts;
  return different === 0 ? String(passed) : `${passed} (${different} differ)`;
}

function complaintsOf(groups: Groups, adapters: readonly string[]): readonly string[] {
  const complaints: string[] = [];
  for (const [group, row] of groups) {
    const reference = row.get(REFERENCE)?.passed;
    // What one store has alone is no part of the contract.
    if (reference === undefined) continue;
    for (const name of adapters) {
      const { passed = 0, different = 0, skipped = 0 } = row.get(name) ?? {};
      if (passed + different + skipped !== reference) {
        complaints.push(`${group}: ${passed} passed and ${different} are known to differ on ${name}, of ${reference}`);
      }
    }
  }
  return complaints;
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);
