/** The configs that `init` writes. */

import text from "../examples/quickstart/api.yaml" with { type: "text" };

/** A commented config that compiles, and whose generated tests pass. */
export function starter(): string {
  return text;
}

/** An example as something to start from. */
export interface Template {
  readonly name: string;
  /** What it shows, on one line. */
  readonly summary: string;
  /** Texts by path. */
  readonly files: ReadonlyMap<string, string>;
}

/** All of them, by name. */
export async function templates(): Promise<readonly Template[]> {
  const { EXAMPLES } = await import("./examples.ts");
  return Object.entries(EXAMPLES).map(([name, files]) => ({
    name,
    summary: summaryOf(files["README.md"] ?? ""),
    files: new Map(Object.entries(files)),
  }));
}

/** The title of a README. */
function summaryOf(readme: string): string {
  return /^# (.*)/.exec(readme)?.[1] ?? "";
}
